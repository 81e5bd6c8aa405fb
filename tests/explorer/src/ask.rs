//! Asking for a letter.

use accounts::{
    domain::{EmailAddress, SessionToken},
    flow::{Context, address, fresh_proof::Acting, reset},
    store::StoreError,
};

use crate::{
    gated::Gated,
    ghost::Drawn,
    run::{Ended, NEW_BROWSER, asked},
    scenario::{KIMS_ADDRESS, PASSWORDS, letters::letters},
};

/// What the letter is to be good for.
#[derive(Clone, Debug)]
pub(crate) enum Ask {
    /// A new password for Alice's address.
    Reset,
    /// Kim's address for the account of this session.
    Move(SessionToken),
}

/// Asks, as the function would.
pub(crate) async fn ask(
    cx: &Context<Gated, Gated, Drawn>,
    what: &Ask,
) -> Result<Ended, StoreError> {
    let (letters, source) = (letters(), "192.0.2.1");
    Ok(asked(match what {
        Ask::Reset => {
            let email = EmailAddress::parse("alice@example.com").unwrap();
            reset::ask(cx, &letters, &email, source).await?
        }
        Ask::Move(token) => {
            let email = EmailAddress::parse(KIMS_ADDRESS).unwrap();
            let acting = Acting {
                token,
                password: None,
                holder: NEW_BROWSER,
                source,
            };
            address::ask(cx, &PASSWORDS, &letters, acting, &email).await?
        }
    }))
}
