//! `GET, POST /auth/reset`: a new password, by the link of a letter.

use accounts::{
    clock::Clock,
    domain::{Digest, Secret},
    flow::{
        Holder,
        reset::{self, Reset, Resettable},
    },
    http::{Answer, CookieName, Event, Site, guard},
    mail::Mailer,
    pages::{self, ResetForm},
    problem::{Code, Problem},
    store::Store,
    token::Random,
};
use serde::Deserialize;

use super::{Mailbox, token};

/// An app's new password. It sets no cookie and reads none.
#[derive(Deserialize)]
struct AppReset {
    token: String,
    new_password: String,
    #[serde(default)]
    keep: Vec<String>,
}

impl<S: Store, C: Clock, R: Random, M: Mailer> Mailbox<S, C, R, M> {
    pub(super) async fn show_reset(&self, event: &Event) -> Result<Answer, Problem> {
        let query = event.query()?;
        let secret = token(query.one("token")?)?;
        let found = self.found(&secret).await?.ok_or(Code::ProofExpired)?;
        let page = self.reset_page(event, (&secret, &found), None);
        Ok(self.site.page(200, page))
    }

    /// The secret of the link, in the form, is what no other site can know: it needs no CSRF token.
    pub(super) async fn reset(&self, event: &Event) -> Result<Answer, Problem> {
        guard::check_origin(event, self.site.public_url())?;
        if event.has_json() {
            let body: AppReset = event.json()?;
            let secret = token(Some(&body.token))?;
            let kept = digests(body.keep.iter().map(String::as_str))?;
            let typed = (body.new_password.as_str(), kept.as_slice());
            self.set(event, &secret, typed, Holder::App).await?;
            return Ok(self.site.no_content());
        }
        let form = event.form()?;
        let secret = token(form.one("token")?)?;
        let password = form.one("new_password")?.ok_or(Code::InvalidRequest)?;
        let kept = digests(form.all("keep"))?;
        let cookies = self.site.cookies();
        let device = cookies.secret(event, &CookieName::Device);
        let holder = Holder::Browser {
            device: device.as_ref(),
            user_agent: event.user_agent(),
        };
        let problem = match self.set(event, &secret, (password, &kept), holder).await {
            Ok(device) => {
                let page = pages::reset_done(self.site.frame(event));
                let answer = self.site.page(200, page);
                return Ok(answer.with_cookies(device.map(|device| cookies.set_device(&device))));
            }
            Err(problem) => problem,
        };
        let (Some(refused), Some(found)) = (problem.password, self.found(&secret).await?) else {
            return Err(problem);
        };
        let page = self.reset_page(event, (&secret, &found), Some(refused));
        Ok(self.site.problem_page(problem.code, page))
    }

    async fn found(&self, secret: &Secret) -> Result<Option<Resettable>, Problem> {
        let found = reset::find(&self.cx, secret).await;
        found.map_err(|error| Site::unavailable(&error))
    }

    async fn set(
        &self,
        event: &Event,
        secret: &Secret,
        (password, kept): (&str, &[Digest]),
        holder: Holder<'_>,
    ) -> Result<Option<Secret>, Problem> {
        let request = Reset {
            secret,
            password,
            kept,
            host: self.site.public_url().host(),
            holder,
        };
        let letters = self.site.letters(event, &self.mailer);
        let done = reset::reset(&self.cx, &self.passwords, &letters, request).await;
        done.map_err(|error| Site::unavailable(&error))?
    }

    fn reset_page(
        &self,
        event: &Event,
        (secret, found): (&Secret, &Resettable),
        refused: Option<accounts::domain::PasswordRefused>,
    ) -> pages::Page {
        let form = ResetForm {
            account: &found.account,
            identities: &found.identities,
            token: &secret.expose_base64url(),
            min_password_chars: self.cx.policy.min_password_chars,
            refused,
        };
        pages::reset(self.site.frame(event), &form)
    }
}

fn digests<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Vec<Digest>, Problem> {
    let parsed = texts.into_iter().map(Digest::parse);
    Ok(parsed
        .collect::<Result<_, _>>()
        .map_err(|_| Code::InvalidRequest)?)
}
