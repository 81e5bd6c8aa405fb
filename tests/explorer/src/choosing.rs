//! A first sign-in that is asked about, and "not me".

use accounts::{
    domain::EmailAddress,
    flow::{
        Context,
        connect::Answer,
        first_sign_in::{self, OwnAccount},
    },
    store::StoreError,
};

use crate::{
    gated::Gated,
    ghost::Drawn,
    run::{Ended, NEW_BROWSER, confirmed},
    scenario::{PASSWORDS, ticket_secret},
};

/// Has an account made.
pub(crate) async fn make(
    cx: &Context<Gated, Gated, Drawn>,
    ticket: u8,
) -> Result<Ended, StoreError> {
    let answer = Answer {
        secret: &ticket_secret(ticket),
        held: None,
        holder: NEW_BROWSER,
    };
    let made = first_sign_in::create(cx, &cx.store, answer).await?;
    Ok(confirmed(cx, made).await)
}

/// Names Alice's account, and gives a password.
pub(crate) async fn link(
    cx: &Context<Gated, Gated, Drawn>,
    ticket: u8,
    password: &'static str,
) -> Result<Ended, StoreError> {
    let answer = Answer {
        secret: &ticket_secret(ticket),
        held: None,
        holder: NEW_BROWSER,
    };
    let own = OwnAccount {
        email: &EmailAddress::parse("alice@example.com").unwrap(),
        password: password.as_bytes(),
        source: "192.0.2.1",
    };
    let linked = first_sign_in::link(cx, &PASSWORDS, &cx.store, answer, own).await?;
    Ok(confirmed(cx, linked).await)
}
