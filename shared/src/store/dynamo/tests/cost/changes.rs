//! What changes of an account cost, one row each.

use super::super::DynamoStore;
use super::Bill;
use crate::domain::{EventKind, Identity, PasswordHash};
use crate::store::contract::changes::{by_session, change};
use crate::store::contract::fixtures::{
    NOW, created, event, first_sign_in, imported, profile, user_id,
};
use crate::store::{
    AccountStore as _, ChangeKind, ChangeOutcome, OperatorChange, OperatorChangeKind,
    OperatorOutcome, OperatorStore as _,
};

/// Each change, of an account of its own.
pub(super) async fn changes(bill: &mut Bill<'_>, store: &DynamoStore) {
    let hash = PasswordHash::new("$argon2id$other".to_owned());
    for (case, kind) in [
        ("end sessions, by none", Some(ChangeKind::EndSessions)),
        ("end sessions, by one that goes on", None),
        ("disable", Some(ChangeKind::Disable)),
        ("set password", Some(ChangeKind::SetPassword(hash))),
        ("unlink", Some(ChangeKind::Unlink(user_id()))),
        ("delete, with one identity", Some(ChangeKind::Delete)),
    ] {
        let mut new = first_sign_in(&user_id());
        if let Some(ChangeKind::Unlink(user_id)) = &kind {
            new = first_sign_in(user_id);
            new.account.claim = imported().account.claim;
            new.account.password = imported().account.password;
        }
        let account = created(store, &new).await.unwrap();
        let change = match kind {
            Some(kind) => change(&account, kind),
            None => by_session(&account, &new.session.unwrap(), ChangeKind::EndSessions),
        };
        bill.begin();
        let outcome = store.change_account(&change).await.unwrap();
        bill.end("change_account", case);
        assert_eq!(outcome, ChangeOutcome::Done, "{case}");
    }
}

/// Each change by an operator, of an account of its own.
pub(super) async fn operators_changes(bill: &mut Bill<'_>, store: &DynamoStore) {
    for case in ["enable", "link", "relink"] {
        let mut account = created(store, &first_sign_in(&user_id())).await.unwrap();
        let new = Identity::first_seen(&profile(&user_id()), account.id, NOW);
        let kind = match case {
            "enable" => {
                let closed = change(&account, ChangeKind::Disable);
                store.change_account(&closed).await.unwrap();
                let (found, _) = store.find_account(account.id, None).await.unwrap();
                account = found.unwrap();
                OperatorChangeKind::Enable
            }
            "link" => OperatorChangeKind::Link(new),
            _ => OperatorChangeKind::Relink {
                old: account.identities[0].clone(),
                new,
            },
        };
        let change = OperatorChange {
            account,
            kind,
            event: event(EventKind::Linked),
        };
        bill.begin();
        let outcome = store.change_as_operator(&change).await.unwrap();
        bill.end("change_as_operator", case);
        assert_eq!(outcome, OperatorOutcome::Done, "{case}");
    }
}
