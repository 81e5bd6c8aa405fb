//! `GET, POST /auth/verify` for the address of an account: the link of a letter that went to it.

use accounts::{
    clock::Clock,
    domain::{EmailAddress, Secret},
    flow::{
        Holder,
        account_sessions::Kept,
        address::{self, Confirmation},
    },
    http::{Answer, CookieName, Event, Site},
    mail::Mailer,
    pages,
    problem::{Code, Problem},
    store::Store,
    token::Random,
};

use super::Mailbox;

impl<S: Store, C: Clock, R: Random, M: Mailer> Mailbox<S, C, R, M> {
    /// The page of a link that gives an account an address.
    pub(super) async fn show_address(
        &self,
        event: &Event,
        secret: &Secret,
    ) -> Result<Answer, Problem> {
        let found = address::find(&self.cx, secret).await;
        let email = found
            .map_err(|error| Site::unavailable(&error))?
            .ok_or(Code::ProofExpired)?;
        let token = secret.expose_base64url();
        let page = pages::confirm_address(self.site.frame(event), &email, &token);
        Ok(self.site.page(200, page))
    }

    /// The secret of the link, in the form, is what no other site can know: it needs no CSRF token.
    pub(super) async fn confirm_address(
        &self,
        event: &Event,
        secret: &Secret,
        email: &EmailAddress,
    ) -> Result<Answer, Problem> {
        let cookies = self.site.cookies();
        let held = cookies.session(event);
        let device = cookies.secret(event, &CookieName::Device);
        let holder = Holder::Browser {
            device: device.as_ref(),
            user_agent: event.user_agent(),
        };
        let request = Confirmation {
            secret,
            held: held.as_ref(),
            holder,
        };
        let kept = self.change_address(event, request).await?;
        let page = pages::address_confirmed(self.site.frame(event), email, kept.is_some());
        let answer = self.site.page(200, page);
        Ok(match kept {
            Some(Kept { token, device }) => answer
                .with_cookie(cookies.set_session(&token, self.cx.policy.session_life))
                .with_cookies(device.map(|device| cookies.set_device(&device))),
            None => answer,
        })
    }

    /// The same for an app, which holds no cookie: no session goes on.
    pub(super) async fn confirm_address_for_app(
        &self,
        event: &Event,
        secret: &Secret,
    ) -> Result<Answer, Problem> {
        let request = Confirmation {
            secret,
            held: None,
            holder: Holder::App,
        };
        self.change_address(event, request).await?;
        Ok(self.site.no_content())
    }

    async fn change_address(
        &self,
        event: &Event,
        request: Confirmation<'_>,
    ) -> Result<Option<Kept>, Problem> {
        let letters = self.site.letters(event, &self.mailer);
        let confirmed = address::confirm(&self.cx, &letters, request).await;
        Ok(confirmed.map_err(|error| Site::unavailable(&error))??)
    }
}
