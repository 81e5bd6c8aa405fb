//! What later pages will do to an account, as store operations.

use accounts::{
    clock::Clock as _,
    domain::{
        Account, AccountId, AccountStatus, AuthMethod, Claim, ClaimKind, EmailAddress, Event,
        EventKind, Session, SessionLife, SessionToken,
    },
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
    run::{Ended, refused, signed_in},
    scenario::{CHANGED, ChangeTo, HASHES, RIGHT, user_id},
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

/// Registers an account with an address that nobody may hold yet.
pub(crate) async fn register(
    cx: &Context<Gated, Gated, Drawn>,
    email: &str,
) -> Result<Ended, StoreError> {
    let email = EmailAddress::parse(email).unwrap();
    if cx.store.find_claim(email.normalised()).await?.is_some() {
        return Ok(refused(Code::WrongPassword));
    }
    let now = cx.clock.now();
    let account = Account {
        id: cx.random.account_id(),
        version: NewAccount::FIRST_VERSION,
        epoch: NewAccount::FIRST_EPOCH,
        status: AccountStatus::Active,
        created_at: now,
        external_id: None,
        name: None,
        postal_code: None,
        identities: Vec::new(),
        claim: Some(Claim {
            email,
            kind: ClaimKind::Registered,
        }),
        password: Some(HASHES[RIGHT].clone()),
    };
    let token = SessionToken::new(account.id, cx.random.secret());
    let life = SessionLife::default();
    let new = NewAccount {
        session: Some(Session::begin(
            &token,
            account.epoch,
            AuthMethod::Password,
            now,
            life,
        )),
        account,
        identity: None,
        event: Event::new(EventKind::Imported, now, cx.random.bytes(), None),
        device: None,
        attempt: None,
    };
    Ok(match cx.store.create_account(&new).await? {
        CreateOutcome::Created => signed_in(&token),
        _ => refused(Code::WrongPassword),
    })
}
