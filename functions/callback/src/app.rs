//! `POST /auth/amazon/token`: JSON in, JSON out.

use accounts::{
    amazon::ProfileSource,
    clock::Clock,
    domain::AccessToken,
    existing::ExistingAccounts,
    flow::amazon_sign_in::{self, AppOutcome, AppSignIn},
    http::{Answer, Event, Site, guard},
    problem::{Code, Problem},
    store::Store,
    token::Random,
};
use serde::Deserialize;
use serde_json::json;

use crate::Callback;

/// What an app sends. Its token is neither logged nor kept.
#[derive(Deserialize)]
struct AppToken {
    access_token: String,
}

impl<S: Store, P: ProfileSource, C: Clock, R: Random, E: ExistingAccounts> Callback<S, P, C, R, E> {
    /// Signs an app in by a token of Amazon's SDK. A browser's script has no business here: whoever
    /// says that a page sent this is refused unless it is a page of ours.
    pub(crate) async fn sign_in_app(&self, event: &Event) -> Result<Answer, Problem> {
        guard::check_origin(event, self.site.public_url())?;
        guard::refuse_opaque_origin(event)?;
        if !event.has_json() {
            return Err(Code::InvalidRequest.into());
        }
        let body: AppToken = event.json()?;
        let token = AccessToken::parse(&body.access_token).map_err(|_| Code::InvalidRequest)?;
        let request = AppSignIn {
            token: &token,
            source: self.site.source(event),
        };
        let outcome = amazon_sign_in::sign_in_app(&self.cx, &self.amazon, &self.existing, request)
            .await
            .map_err(|error| Site::unavailable(&error))?;
        match outcome {
            AppOutcome::SignedIn { token, created } => {
                let body = json!({
                    "session_token": token.expose(),
                    "account_id": token.session_ref().account_id.to_string(),
                    "created": created,
                });
                Ok(self.site.json(200, &body).for_account(&token))
            }
            AppOutcome::LinkRequired(link) => Err(Problem {
                link: Some(link),
                ..Problem::of(Code::LinkRequired)
            }),
            AppOutcome::Failed(code) => Err(code.into()),
        }
    }
}
