//! The page on which a customer removes an app.

use axum::{body::Bytes, extract::State as Handle, response::Response};
use url::form_urlencoded;

use crate::{emulator::Emulator, pages};

/// `GET /ap/adam`
pub(crate) async fn show(Handle(emulator): Handle<Emulator>) -> Response {
    pages::removal(&emulator.consents(), &emulator.personas())
}

/// `POST /ap/adam` with `person` and `client_id`
pub(crate) async fn remove(Handle(emulator): Handle<Emulator>, body: Bytes) -> Response {
    let find = |wanted: &str| {
        form_urlencoded::parse(&body)
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    };
    emulator.remove_consent(&find("person"), &find("client_id"));
    pages::see_other("/ap/adam")
}
