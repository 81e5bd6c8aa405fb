//! What later pages will do to an account, as store operations.

use accounts::{
    clock::Clock as _,
    domain::{Account, AccountId, Event, EventKind, ExternalId},
    flow::Context,
    problem::Code,
    store::{
        AccountStore as _, Change, ChangeKind, ChangeOutcome, CreateOutcome, NewAccount, StoreError,
    },
    token::Random as _,
};

use crate::{
    gated::Gated,
    ghost::Drawn,
    run::{Ended, refused},
    scenario::{self, CHANGED, ChangeTo, HASHES, user_id},
};

/// Reads the account and changes it, again if it changed in between.
pub(crate) async fn change(
    cx: &Context<Gated, Gated, Drawn>,
    account_id: AccountId,
    change: &ChangeTo,
) -> Result<Ended, StoreError> {
    for _ in 0..4 {
        let (Some(account), _) = cx.store.find_account(account_id, None).await? else {
            return Ok(refused(Code::NotFound));
        };
        let (kind, event) = match change {
            ChangeTo::EndSessions => (ChangeKind::EndSessions, EventKind::SessionsEnded),
            ChangeTo::Disable => (ChangeKind::Disable, EventKind::Disabled),
            ChangeTo::Password => {
                let hash = HASHES[CHANGED].clone();
                (ChangeKind::SetPassword(hash), EventKind::PasswordChanged)
            }
            ChangeTo::Unlink(who) => {
                if !account.identities.contains(&user_id(who)) {
                    return Ok(Ended::Done);
                }
                (ChangeKind::Unlink(user_id(who)), EventKind::Unlinked)
            }
            ChangeTo::Delete => (ChangeKind::Delete, EventKind::Deleted),
        };
        let change = Change {
            event: Event::new(event, cx.clock.now(), cx.random.bytes(), None),
            account,
            kind,
            acting: None,
        };
        match cx.store.change_account(&change).await? {
            ChangeOutcome::Done => return Ok(Ended::Done),
            ChangeOutcome::LastWayIn => return Ok(refused(Code::LastWayIn)),
            ChangeOutcome::AccountChanged | ChangeOutcome::SessionEnded => {}
        }
    }
    Ok(refused(Code::Unavailable))
}

/// Brings an account of the site over, if nobody stands for it yet.
pub(crate) async fn import(
    cx: &Context<Gated, Gated, Drawn>,
    id: &str,
    account_id: AccountId,
) -> Result<Ended, StoreError> {
    let account = Account {
        external_id: ExternalId::parse(id).ok(),
        password: Some(HASHES[CHANGED].clone()),
        ..scenario::account(account_id)
    };
    let new = NewAccount {
        event: Event::new(EventKind::Imported, cx.clock.now(), cx.random.bytes(), None),
        account,
        identity: None,
        session: None,
        device: None,
        attempt: None,
    };
    match cx.store.create_account(&new).await? {
        CreateOutcome::Created => Ok(Ended::Done),
        _ => Ok(refused(Code::EmailTaken)),
    }
}
