//! The sign-in by address and password.

use accounts::{
    domain::EmailAddress,
    flow::{
        Context,
        password_sign_in::{self, PasswordSignIn},
        site_sign_in,
    },
    store::StoreError,
};

use crate::{
    gated::Gated,
    ghost::Drawn,
    run::{Ended, NEW_BROWSER, refused, signed_in},
    scenario::PASSWORDS,
};

/// Signs in with Alice's address, at the site if it keeps its own accounts.
pub(crate) async fn sign_in(
    cx: &Context<Gated, Gated, Drawn>,
    password: &str,
) -> Result<Ended, StoreError> {
    let email = EmailAddress::parse("alice@example.com").unwrap();
    let request = PasswordSignIn {
        email: &email,
        password: password.as_bytes(),
        held: None,
        holder: NEW_BROWSER,
        source: "192.0.2.1",
    };
    let signed = if cx.store.site.is_some() {
        site_sign_in::sign_in(cx, &cx.store, request).await?
    } else {
        password_sign_in::sign_in(cx, &PASSWORDS, request).await?
    };
    Ok(match signed {
        Ok(it) => signed_in(&it.token),
        Err(code) => refused(code),
    })
}
