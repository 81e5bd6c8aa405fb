//! `GET, POST /auth/verify` for the address of an account: the link of a letter that went to it, opened where
//! that account is signed in.

use accounts::{
    clock::Clock,
    domain::{EmailAddress, ReturnTo, Secret, SessionToken},
    flow::{
        Holder,
        account_sessions::Kept,
        address::{self, Confirmable, Confirmation},
    },
    http::{Answer, CookieName, Event, Site, csrf_token},
    mail::Mailer,
    pages,
    problem::{Code, Problem},
    store::Store,
    token::Random,
};
use serde_json::json;

use super::Mailbox;

impl<S: Store, C: Clock, R: Random, M: Mailer> Mailbox<S, C, R, M> {
    /// The page of a link that gives an account an address. It asks where that account is signed in, and for
    /// the sign-in elsewhere.
    pub(super) async fn show_address(
        &self,
        event: &Event,
        secret: &Secret,
    ) -> Result<Answer, Problem> {
        let held = self.site.cookies().session(event);
        let found = address::find(&self.cx, secret, held.as_ref()).await;
        let Confirmable {
            email,
            is_signed_in,
        } = found
            .map_err(|error| Site::unavailable(&error))?
            .ok_or(Code::ProofExpired)?;
        if !is_signed_in {
            return Ok(self.sign_in_first(event, secret, &email));
        }
        let token = secret.expose_base64url();
        let page = pages::confirm_address(self.site.frame(event), &email, &token);
        Ok(self.site.page(200, page))
    }

    fn sign_in_first(&self, event: &Event, secret: &Secret, email: &EmailAddress) -> Answer {
        let here = format!("{}?token={}", address::PAGE, secret.expose_base64url());
        let here = ReturnTo::parse(&here).unwrap_or_default();
        let held = self.site.cookies().session(event);
        let csrf_token = held.map(|token| csrf_token(token.secret()));
        let frame = self.site.frame(event);
        let page = pages::sign_in_to_confirm(frame, email, &here, csrf_token.as_deref());
        self.site.problem_page(Code::Unauthenticated, page)
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
        let kept = match self.change_address(event, request).await {
            Err(problem) if problem.code == Code::Unauthenticated && event.wants_html() => {
                return Ok(self.sign_in_first(event, secret, email));
            }
            other => other?,
        };
        let page = pages::address_confirmed(self.site.frame(event), email);
        let answer = self.site.page(200, page);
        Ok(match kept {
            Some(Kept { token, device }) => answer
                .with_cookie(cookies.set_session(&token, self.cx.policy.session_life))
                .with_cookies(device.map(|device| cookies.set_device(&device))),
            None => answer,
        })
    }

    /// The same for an app, which is signed in by its bearer token and takes its new session from the answer.
    pub(super) async fn confirm_address_for_app(
        &self,
        event: &Event,
        secret: &Secret,
    ) -> Result<Answer, Problem> {
        let bearer = event.bearer()?.map(SessionToken::parse).transpose();
        let held = bearer.map_err(|_| Code::Unauthenticated)?;
        let request = Confirmation {
            secret,
            held: held.as_ref(),
            holder: Holder::App,
        };
        Ok(match self.change_address(event, request).await? {
            Some(kept) => {
                let account_id = kept.token.session_ref().account_id.to_string();
                let session_token = kept.token.expose();
                let body = json!({ "session_token": session_token, "account_id": account_id });
                self.site.json(200, &body)
            }
            None => self.site.no_content(),
        })
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
