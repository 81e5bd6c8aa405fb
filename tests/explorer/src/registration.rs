//! Registering, as the function does it.

use accounts::{
    domain::{
        AccountId, EmailAddress, NewPassword, PersonName, ReturnTo, Secret, new_password::Known,
    },
    flow::{
        Context,
        register::{self, Registered, Registration},
        verify,
    },
    store::StoreError,
};

use crate::{
    gated::Gated,
    ghost::Drawn,
    run::{Ended, NEW_BROWSER, asked, refused, signed_in},
    scenario::{PASSWORDS, Registrant, letters::letters},
};

/// The secret of the form with this number; an app, number 0, has none.
pub(crate) fn form_secret(form: u8) -> Option<Secret> {
    (form > 0).then(|| Secret::from_bytes([0x40 + form; 32]))
}

/// The account that a form makes, for scenes in which somebody changes it meanwhile.
pub(crate) fn account_of(by: &Registrant) -> AccountId {
    let form = form_secret(by.form).unwrap();
    register::account_of(&form, &EmailAddress::parse(by.email).unwrap())
}

/// Registers; where mail is sent, asks for the letter that proves the address first.
pub(crate) async fn register(
    cx: &Context<Gated, Gated, Drawn>,
    by: &Registrant,
) -> Result<Ended, StoreError> {
    let known = Known {
        host: "localhost",
        email: None,
        name: None,
    };
    let form = form_secret(by.form);
    let registration = Registration {
        name: &PersonName::parse_typed("Kim").unwrap(),
        email: &EmailAddress::parse(by.email).unwrap(),
        password: &NewPassword::parse(by.password, NewPassword::MIN_CHARS, &known).unwrap(),
        form: form.as_ref(),
        held: None,
        holder: NEW_BROWSER,
        source: "192.0.2.1",
    };
    if cx.policy.mail {
        let registration = verify::Asked {
            name: registration.name,
            email: registration.email,
            password: registration.password,
            form: registration.form,
            return_to: &ReturnTo::home(),
            source: registration.source,
        };
        return Ok(asked(
            verify::ask(cx, &PASSWORDS, &letters(), registration).await?,
        ));
    }
    Ok(
        match register::register(cx, &PASSWORDS, registration).await? {
            Registered::SignedIn(it) => signed_in(&it.token),
            Registered::SessionEnded => Ended::SentOn,
            Registered::Failed(code) => refused(code),
        },
    )
}
