//! Imported accounts: many per transaction, each with its own outcome, whatever gets lost.

use super::{Step, operations, wired};
use crate::domain::{
    Account, ClaimKind, Event, EventKind, ExternalId, NormalisedEmail, PasswordHash,
};
use crate::store::contract::fixtures::{
    NOW, assert_same_account, at_once, created, digest, first_sign_in, imported, random, secret,
    user_id,
};
use crate::store::{AccountStore as _, ImportOutcome, ImportStore as _, NewAccount};

/// The account with a site id that nobody else has.
pub(super) fn with_site_id(mut new: NewAccount) -> NewAccount {
    new.account.external_id = ExternalId::parse(&digest().to_string()).ok();
    new
}

/// What is left of an imported account that was deleted, and the same line imported once more.
pub(super) fn deleted_and_again() -> (NewAccount, NewAccount) {
    let again = imported();
    let gone = NewAccount {
        account: again.account.clone().tombstone(),
        event: event(),
        ..again.clone()
    };
    (gone, again)
}

fn event() -> Event {
    Event::new(EventKind::Imported, NOW, random(), None)
}

/// The same line in another run.
fn in_another_run(new: &NewAccount) -> NewAccount {
    NewAccount {
        event: event(),
        ..new.clone()
    }
}

fn address(account: &Account) -> &NormalisedEmail {
    account.claim.as_ref().unwrap().email.normalised()
}

#[tokio::test]
async fn the_table_has_one_import_secret_however_many_are_drawn_at_once() {
    let (store, _) = wired().await;
    let drawn: Vec<_> = (0..8).map(|_| secret()).collect();

    let kept = at_once(drawn.iter().map(|it| store.import_secret(it))).await;

    let kept: Vec<_> = kept.into_iter().map(Result::unwrap).collect();
    assert!(drawn.contains(&kept[0]));
    assert!(kept.iter().all(|it| *it == kept[0]));
}

#[tokio::test]
async fn as_many_as_fit_go_into_one_transaction_and_all_are_there() {
    let (store, wire) = wired().await;
    let accounts: Vec<_> = (0..40).map(|_| with_site_id(imported())).collect();
    wire.expect([]);

    let outcomes = store.import_accounts(&accounts).await.unwrap();

    assert_eq!(outcomes, vec![ImportOutcome::Created; 40]);
    assert_eq!(operations(&wire.sent()), ["TransactWriteItems"; 2]);
    for new in &accounts {
        let (found, _) = store.find_account(new.account.id, None).await.unwrap();
        assert_same_account(found.as_ref(), &new.account);
        let claim = store.find_claim(address(&new.account)).await.unwrap();
        assert_eq!(claim.unwrap().account_id, new.account.id);
    }
    assert!(store.import_accounts(&[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn each_account_is_refused_for_itself_and_the_others_are_created() {
    let (store, _) = wired().await;
    let amazon = created(&store, &first_sign_in(&user_id())).await.unwrap();
    let [there, namesake, sibling] = [(); 3].map(|()| with_site_id(imported()));
    let before = [there.clone(), namesake.clone(), sibling.clone()];
    store.import_accounts(&before).await.unwrap();
    let mut same_address = imported();
    same_address.account.claim = namesake.account.claim.clone();
    let mut of_amazon = imported();
    of_amazon.account.claim = amazon.claim.clone();
    let mut same_site_id = imported();
    same_site_id.account.external_id = sibling.account.external_id.clone();
    let news = [
        imported(),
        same_address,
        of_amazon,
        in_another_run(&there),
        same_site_id,
        imported(),
    ];

    let outcomes = store.import_accounts(&news).await.unwrap();

    assert_eq!(
        outcomes,
        [
            ImportOutcome::Created,
            ImportOutcome::EmailTaken(ClaimKind::Import { verified: true }),
            ImportOutcome::EmailTaken(ClaimKind::AmazonOnly),
            ImportOutcome::AlreadyThere,
            ImportOutcome::ExternalIdTaken,
            ImportOutcome::Created,
        ]
    );
    for (new, outcome) in news.iter().zip(&outcomes) {
        let (found, _) = store.find_account(new.account.id, None).await.unwrap();
        let is_there = *outcome == ImportOutcome::Created || new.account.id == there.account.id;
        assert_eq!(found.is_some(), is_there);
    }
}

#[tokio::test]
async fn what_this_run_wrote_is_its_own_although_its_replies_were_lost() {
    let (store, wire) = wired().await;
    let accounts: Vec<_> = (0..3).map(|_| with_site_id(imported())).collect();

    wire.expect([Step::LoseReply, Step::BreakAfter]);
    let first = store.import_accounts(&accounts).await.unwrap();
    // As after a kill: in other batches, so the idempotency token does not help.
    let again = store.import_accounts(&accounts[1..]).await.unwrap();

    assert_eq!(first, vec![ImportOutcome::Created; 3]);
    assert_eq!(again, vec![ImportOutcome::Created; 2]);
}

#[tokio::test]
async fn nothing_of_what_is_there_is_overwritten() {
    let (store, _) = wired().await;
    let before = with_site_id(imported());
    store
        .import_accounts(std::slice::from_ref(&before))
        .await
        .unwrap();
    let mut after = in_another_run(&before);
    after.account.name = None;
    after.account.password = Some(PasswordHash::new("$argon2id$another".to_owned()));

    let outcomes = store.import_accounts(&[after]).await.unwrap();

    assert_eq!(outcomes, [ImportOutcome::AlreadyThere]);
    let (found, _) = store.find_account(before.account.id, None).await.unwrap();
    assert_same_account(found.as_ref(), &before.account);
}

#[tokio::test]
async fn the_dead_are_not_raised_unless_they_are_created_anew() {
    let (store, _) = wired().await;
    let (gone, again) = deleted_and_again();
    created(&store, &gone).await.unwrap();

    let outcomes = store.import_accounts(std::slice::from_ref(&again)).await;
    assert_eq!(outcomes.unwrap(), [ImportOutcome::Deleted]);

    let anew = imported();
    for _ in 0..2 {
        let outcome = store.recreate_account(&anew, gone.account.id).await;
        assert_eq!(outcome.unwrap(), ImportOutcome::Created);
    }
    let (found, _) = store.find_account(gone.account.id, None).await.unwrap();
    assert_same_account(found.as_ref(), &gone.account);
}

#[tokio::test]
async fn an_account_that_lives_is_not_replaced() {
    let (store, _) = wired().await;
    let lives = created(&store, &with_site_id(imported())).await.unwrap();
    let mut anew = imported();
    anew.account.external_id = lives.external_id.clone();

    let outcome = store.recreate_account(&anew, lives.id).await.unwrap();

    assert_eq!(outcome, ImportOutcome::AlreadyThere);
    let (found, _) = store.find_account(anew.account.id, None).await.unwrap();
    assert!(found.is_none());
}

#[tokio::test]
async fn an_account_with_an_identity_or_a_session_is_not_imported() {
    let (store, _) = wired().await;
    let new = first_sign_in(&user_id());

    assert!(
        store
            .import_accounts(std::slice::from_ref(&new))
            .await
            .is_err()
    );

    let (found, _) = store.find_account(new.account.id, None).await.unwrap();
    assert!(found.is_none());
}
