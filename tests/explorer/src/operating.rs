//! What an operator does, by the very flow that the admin command runs.

use accounts::{
    domain::{AccountId, Actor},
    flow::{
        Context,
        operator::{self, Act, Acted, Refusal, Relinked},
    },
    problem::Code,
    store::StoreError,
};

use crate::{
    gated::Gated,
    ghost::Drawn,
    run::{Ended, refused},
    scenario::user_id,
};

fn actor() -> Actor {
    Actor::parse("jo").unwrap()
}

/// Does it once, as the command would.
pub(crate) async fn operate(
    cx: &Context<Gated, Gated, Drawn>,
    account_id: AccountId,
    act: &Act,
) -> Result<Ended, StoreError> {
    Ok(match operator::act(cx, account_id, act, &actor()).await? {
        Acted::Done | Acted::AlreadySo => Ended::Done,
        Acted::Refused(refusal) => refused(match refusal {
            Refusal::NoAccount | Refusal::Deleted => Code::NotFound,
            Refusal::Disabled => Code::AccountDisabled,
            Refusal::LinkedElsewhere(_) => Code::LinkedElsewhere,
            Refusal::TooManyIdentities => Code::TooManyIdentities,
            Refusal::LastWayIn => Code::LastWayIn,
            Refusal::KeepsChanging => Code::Unavailable,
        }),
    })
}

/// Relinks one pair of a list.
pub(crate) async fn relink(
    cx: &Context<Gated, Gated, Drawn>,
    old: &str,
    new: &str,
) -> Result<Ended, StoreError> {
    let relinked = operator::relink(cx, &user_id(old), &user_id(new), &actor()).await?;
    Ok(match relinked {
        Relinked::Done(_) | Relinked::NewIdKnown(_) => Ended::Done,
        Relinked::BothKnown(..) => refused(Code::LinkedElsewhere),
        Relinked::Unknown => refused(Code::NotFound),
        Relinked::KeepsChanging(_) => refused(Code::Unavailable),
    })
}

/// Sweeps until nothing is left.
pub(crate) async fn sweep(
    cx: &Context<Gated, Gated, Drawn>,
    account_id: AccountId,
) -> Result<Ended, StoreError> {
    Ok(match operator::sweep(cx, account_id).await? {
        Some(_) => Ended::Done,
        None => refused(Code::NotFound),
    })
}
