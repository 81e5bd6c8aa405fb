//! What a customer does on the account page.

use accounts::{
    domain::{Digest, EmailAddress, ReturnTo, SessionToken},
    flow::{
        Context,
        account_changes::{self, Wish},
        connect::{self, Answer},
        first_sign_in::OwnAccount,
        fresh_proof::Acting,
        merge,
    },
    store::StoreError,
};

use crate::{
    gated::Gated,
    ghost::Drawn,
    run::{Ended, NEW_BROWSER, confirmed, refused, signed_in},
    scenario::{PASSWORDS, letters::letters, ticket_secret, user_id},
};

/// What is done, by a session of the account.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Own {
    /// The Amazon account of somebody is unlinked.
    Unlink(&'static str),
    /// The password is changed.
    Password {
        /// The one that is typed as the present one.
        old: &'static str,
        /// The one that is wished for.
        new: &'static str,
    },
    /// A connection is begun, with this password as proof.
    Begin(&'static str),
    /// The question with this number, whether to connect, is answered.
    Connect(u8),
    /// The account, which is empty, is merged into Alice's, with this password as proof.
    Merge(&'static str),
}

/// Does it, as the function would.
pub(crate) async fn act(
    cx: &Context<Gated, Gated, Drawn>,
    token: &SessionToken,
    own: Own,
) -> Result<Ended, StoreError> {
    let acting = |password: Option<&'static str>| Acting {
        token,
        password: password.map(str::as_bytes),
        holder: NEW_BROWSER,
        source: "192.0.2.1",
    };
    let (acting, wish) = match own {
        Own::Unlink(who) => (acting(None), Wish::Unlink(id(who))),
        Own::Password { old, new } => {
            let (text, host) = (new, "shop.example");
            (acting(Some(old)), Wish::SetPassword { text, host })
        }
        Own::Begin(password) => {
            let acting = acting(Some(password));
            let begun = connect::begin(cx, &PASSWORDS, acting, ReturnTo::home()).await?;
            return Ok(match begun {
                Ok(begun) => signed_in(&begun.token),
                Err(code) => refused(code),
            });
        }
        Own::Connect(ticket) => return confirm(cx, token, ticket).await,
        Own::Merge(password) => return merge_into_alices(cx, acting(None), password).await,
    };
    let changed = account_changes::change(cx, &PASSWORDS, &letters(), acting, wish).await?;
    Ok(match changed {
        Ok(kept) => signed_in(&kept.token),
        Err(problem) => refused(problem.code),
    })
}

fn id(who: &str) -> Digest {
    user_id(who).public_id()
}

async fn merge_into_alices(
    cx: &Context<Gated, Gated, Drawn>,
    acting: Acting<'_>,
    password: &str,
) -> Result<Ended, StoreError> {
    let own = OwnAccount {
        email: &EmailAddress::parse("alice@example.com").unwrap(),
        password: password.as_bytes(),
        source: "192.0.2.1",
    };
    let merged = merge::merge(cx, &PASSWORDS, &letters(), acting, own).await?;
    Ok(match merged {
        Ok(kept) => signed_in(&kept.token),
        Err(code) => refused(code),
    })
}

async fn confirm(
    cx: &Context<Gated, Gated, Drawn>,
    held: &SessionToken,
    ticket: u8,
) -> Result<Ended, StoreError> {
    let answer = Answer {
        secret: &ticket_secret(ticket),
        held: Some(held),
        holder: NEW_BROWSER,
    };
    Ok(confirmed(cx, connect::confirm(cx, answer).await?).await)
}
