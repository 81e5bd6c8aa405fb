//! What later pages will do to an account, as store operations.

use accounts::{
    clock::Clock as _,
    domain::{AccountId, Event, EventKind},
    flow::Context,
    problem::Code,
    store::{AccountStore as _, Change, ChangeKind, ChangeOutcome, StoreError},
    token::Random as _,
};

use crate::{
    gated::Gated,
    ghost::Drawn,
    run::{Ended, refused},
    scenario::{CHANGED, ChangeTo, HASHES, user_id},
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
