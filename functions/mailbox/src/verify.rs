//! `GET, POST /auth/verify`: the proof of an address, by the link of a letter that went to it: of an account's,
//! or of one that somebody registers with.

use accounts::{
    clock::Clock,
    domain::Secret,
    flow::{address, verify},
    http::{Answer, Event, Site, guard},
    mail::Mailer,
    problem::{Code, Problem},
    store::Store,
    token::Random,
};
use serde::Deserialize;

use super::{Mailbox, token};

/// An app's proof; name and password are a registration's. It sets no cookie and reads none: an account's
/// address is confirmed with that account's bearer token.
#[derive(Deserialize)]
struct AppVerify {
    token: String,
    name: Option<String>,
    password: Option<String>,
}

impl<S: Store, C: Clock, R: Random, M: Mailer> Mailbox<S, C, R, M> {
    pub(super) async fn show_verify(&self, event: &Event) -> Result<Answer, Problem> {
        let query = event.query()?;
        let secret = token(query.one("token")?)?;
        if self.is_registration(&secret).await? {
            return self.show_registration(event, &secret).await;
        }
        self.show_address(event, &secret).await
    }

    pub(super) async fn verify(&self, event: &Event) -> Result<Answer, Problem> {
        guard::check_origin(event, self.site.public_url())?;
        if event.has_json() {
            let body: AppVerify = event.json()?;
            let secret = token(Some(&body.token))?;
            if self.is_registration(&secret).await? {
                let typed = (body.name.as_deref(), body.password.as_deref());
                return self.finish_registration_for_app(&secret, typed).await;
            }
            return self.confirm_address_for_app(event, &secret).await;
        }
        let form = event.form()?;
        let secret = token(form.one("token")?)?;
        if self.is_registration(&secret).await? {
            return self.finish_registration(event, &secret, &form).await;
        }
        let found = address::address_of(&self.cx, &secret).await;
        let email = found
            .map_err(|error| Site::unavailable(&error))?
            .ok_or(Code::ProofExpired)?;
        self.confirm_address(event, &secret, &email).await
    }

    async fn is_registration(&self, secret: &Secret) -> Result<bool, Problem> {
        let found = verify::is_registration(&self.cx, secret).await;
        found.map_err(|error| Site::unavailable(&error))
    }
}
