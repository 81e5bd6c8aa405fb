//! What each method sends and pays, held to the table in `docs/table.md`.

mod changes;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::actions::ACTIONS;
use super::import::{deleted_and_again, with_site_id};
use super::{Sent, Wire, wired};
use crate::domain::{
    AmazonProfile, AttemptOutcome, Device, Epoch, EventKind, Limit, LimitKind, MailboxProof,
    PasswordHash,
};
use crate::store::contract::addresses;
use crate::store::contract::changes::change;
use crate::store::contract::codes;
use crate::store::contract::connections::{connecting, renewal_of};
use crate::store::contract::fixtures::{
    NOW, attempt, created, digest, email, event, first_sign_in, imported, link, name, postal_code,
    profile, secret, session, ticket, user_id,
};
use crate::store::contract::merges::merging;
use crate::store::contract::proofs::proving;
use crate::store::contract::registrations::{displaced, registered};
use crate::store::contract::sites::{adopted, asked_at_site, joining, made_at_site, site_ref};
use crate::store::contract::ticket_answers::answering;
use crate::store::contract::{mailboxes, undone_links};
use crate::store::{
    AccountStore as _, AttemptStore as _, ChangeKind, ImportStore as _, LimitStore as _,
    MailboxStore as _, NewAccount, OperatorStore as _, SessionEnd, SessionStore as _,
    SiteStore as _, TicketStore as _,
};

const DOCUMENT: &str = include_str!("../../../../../docs/table.md");

/// A row for what was sent since the wire was cleared.
struct Bill<'a> {
    wire: &'a Wire,
    rows: Vec<String>,
    used: BTreeSet<(&'static str, String, String)>,
}

impl Bill<'_> {
    fn begin(&self) {
        self.wire.expect([]);
    }

    fn end(&mut self, method: &'static str, case: &str) {
        let sent = self.wire.sent();
        let calls: Vec<_> = sent.iter().map(|it| it.operation.as_str()).collect();
        let is_read = |it: &&Sent| !it.body["ConsistentRead"].is_null() || is_batch(it);
        // An empty sum of floats is minus zero.
        let units = |of_reads| {
            0.0 + sent
                .iter()
                .filter(|it| is_read(it) == of_reads)
                .map(|it| it.units)
                .sum::<f64>()
        };
        let (reads, writes) = (units(true), units(false));
        let calls = if calls.is_empty() {
            "–".to_owned()
        } else {
            calls.join(", ")
        };
        self.rows.push(format!(
            "| `{method}` | {case} | {calls} | {reads} | {writes} |"
        ));
        for (action, item) in sent.iter().flat_map(accesses) {
            self.used.insert((method, action, item));
        }
    }
}

fn is_batch(sent: &Sent) -> bool {
    sent.operation == "BatchGetItem"
}

/// What a policy must allow for a call, on which item: a transaction's items count one by one.
fn accesses(sent: &Sent) -> Vec<(String, String)> {
    let of_key = |key: &Value| {
        let pk = key["pk"]["S"].as_str().unwrap();
        pk.split('#').next().unwrap().to_owned()
    };
    let of_item = |said: &Value| match (&said["Key"], &said["Item"]) {
        (Value::Null, item) => of_key(item),
        (key, _) => of_key(key),
    };
    let body = &sent.body;
    if let Some(items) = body["TransactItems"].as_array() {
        let items = items.iter().flat_map(|item| item.as_object().unwrap());
        return items
            .map(|(kind, said)| match kind.as_str() {
                "ConditionCheck" => ("ConditionCheckItem".to_owned(), of_item(said)),
                kind => (format!("{kind}Item"), of_item(said)),
            })
            .collect();
    }
    let items = match sent.operation.as_str() {
        "BatchGetItem" => {
            let tables = body["RequestItems"].as_object().unwrap().values();
            tables
                .flat_map(|table| table["Keys"].as_array().unwrap())
                .map(of_key)
                .collect()
        }
        "Query" => {
            let pk = &body["ExpressionAttributeValues"][":pk"];
            vec![of_key(&json!({ "pk": pk }))]
        }
        _ => vec![of_item(body)],
    };
    let action = |item| (sent.operation.clone(), item);
    items.into_iter().map(action).collect()
}

#[expect(
    clippy::too_many_lines,
    reason = "one row after the other, as in the table"
)]
/// Threats: ASVS-13.2.2
#[tokio::test]
async fn every_method_costs_what_its_row_says_and_uses_the_actions_it_declares() {
    let (store, wire) = wired().await;
    let mut bill = Bill {
        wire: &wire,
        rows: Vec::new(),
        used: BTreeSet::new(),
    };
    macro_rules! bill {
        ($method:ident ( $($argument:expr),* ), $case:expr) => {{
            bill.begin();
            let result = store.$method($($argument),*).await.unwrap();
            bill.end(stringify!($method), $case);
            result
        }};
    }

    bill.begin();
    store.warm_up().await;
    bill.end("warm_up", "in init");

    let consumed = attempt();
    bill!(consume_attempt(&consumed), "always");
    bill!(find_attempt(consumed.key), "always");
    let outcome = AttemptOutcome::Asked(digest());
    bill!(
        finish_attempt(consumed.key, &consumed.nonce, &outcome),
        "always"
    );

    let attempt = attempt();
    store.consume_attempt(&attempt).await.unwrap();
    let new = NewAccount {
        attempt: Some((attempt.key, attempt.nonce)),
        ..first_sign_in(&user_id())
    };
    bill!(create_account(&new), "first sign-in with an address");
    let account = &new.account;
    let bare = NewAccount {
        session: None,
        ..imported()
    };
    bill!(create_account(&bare), "import");
    bill!(create_account(&registered(&email())), "registration");
    bill!(
        create_account(&with_site_id(imported())),
        "of the site's own id"
    );
    let holder = first_sign_in(&user_id());
    created(&store, &holder).await.unwrap();
    let address = holder.account.claim.as_ref().unwrap().email.clone();
    bill!(
        displace_claim(&registered(&address), &displaced(&holder.account)),
        "always"
    );
    let identity = bill!(find_identity(&account.identities[0]), "always").unwrap();
    bill!(
        find_claim(account.claim.as_ref().unwrap().email.normalised()),
        "always"
    );
    bill!(find_account(account.id, None), "no device cookie");
    bill!(
        find_account(account.id, Some(digest())),
        "with a device cookie"
    );
    let same = AmazonProfile {
        user_id: identity.user_id.clone(),
        email: identity.email_seen.clone(),
        name: account.name.clone(),
        postal_code: account.postal_code.clone(),
    };
    bill!(
        refresh_profile(account, &identity, &same, NOW),
        "nothing new"
    );
    let moved = AmazonProfile {
        name: Some(name("B")),
        postal_code: Some(postal_code("2")),
        email: Some(email()),
        ..profile(&identity.user_id)
    };
    bill!(refresh_profile(account, &identity, &moved, NOW), "all new");
    let (verified, renewed) = (
        bare.account.password.clone().unwrap(),
        PasswordHash::new("$argon2id$renewed".to_owned()),
    );
    bill!(
        renew_password(bare.account.id, &verified, &renewed),
        "always"
    );

    let session = session(account.id, account.epoch);
    changes::changes(&mut bill, &store).await;
    let merge = merging(&store).await.unwrap();
    bill!(merge_accounts(&merge), "with an address");

    bill!(put_session(&session), "always");
    bill!(find_session(session.session_ref), "always");
    let later = NOW.plus_seconds(9_000);
    bill!(touch_session(&session, later), "always");
    bill!(find_sessions(account.id), "up to 100");
    bill!(end_session(session.session_ref), "always");
    store.put_session(&session).await.unwrap();
    let end = SessionEnd {
        session_ref: session.session_ref,
        event: event(EventKind::SessionEnded),
    };
    bill!(end_session_of(&end), "always");
    store.put_session(&session).await.unwrap();
    bill!(renew_session(&renewal_of(&session)), "always");
    let device = |seen_s| Device {
        digest: digest(),
        epoch: Epoch(1),
        seen_at: NOW.plus_seconds(seen_s),
    };
    let known = device(0);
    bill!(put_device(account.id, &known), "new");
    bill!(put_device(account.id, &known), "known");
    for seen_s in 1..10 {
        store.put_device(account.id, &device(seen_s)).await.unwrap();
    }
    bill!(put_device(account.id, &device(10)), "an eleventh");

    let (stranger, found) = (created(&store, &imported()).await.unwrap(), user_id());
    let asked = ticket(&stranger, &found);
    bill!(put_ticket(&asked), "always");
    bill!(find_ticket(asked.key), "always");
    bill!(count_try(asked.key, NOW), "always");
    let use_of_it = link(&asked, &stranger, stranger.epoch.next());
    bill!(link_identity(&use_of_it), "by password");
    let over = codes::taking_over(&store).await.unwrap();
    let more = codes::mailed(&store, &over.account).await.unwrap();
    bill!(put_code(more.key, digest(), NOW), "always");
    bill!(
        link_identity(&over),
        "by a code, from whoever made the account"
    );
    let (_, connection) = connecting(&store).await.unwrap();
    bill!(link_identity(&connection), "by a session");
    let (new, by) = answering(&store).await.unwrap();
    bill!(create_by_ticket(&new, &by), "first sign-in with an address");
    let again = ticket(account, &account.identities[0]);
    store.put_ticket(&again).await.unwrap();
    let sign_in = link(&again, account, account.epoch);
    bill!(sign_in_by_ticket(&sign_in), "always");

    let (unproven, acting) = mailboxes::unproven(&store).await.unwrap();
    let asked = undone_links::undoing(&store, &unproven).await.unwrap().used;
    let fresh = MailboxProof {
        key: digest(),
        ..asked.proof
    };
    bill!(put_proof(&fresh), "always");
    let new = email();
    let moved = addresses::moving(&store, (&unproven, &acting), &new);
    let moved = moved.await.unwrap();
    bill!(find_proof(moved.used.proof.key), "always");
    bill!(
        change_by_proof(&moved),
        "another address, by a session that goes on"
    );
    let back = addresses::restoring(&store, &moved);
    let back = back.await.unwrap();
    bill!(change_by_proof(&back), "the address given back");
    let (unproven, _) = mailboxes::unproven(&store).await.unwrap();
    let reset = mailboxes::resetting(&store, &unproven).await.unwrap();
    bill!(
        change_by_proof(&reset),
        "reset a password, with one identity"
    );
    let (unproven, _) = mailboxes::unproven(&store).await.unwrap();
    let undo = undone_links::undoing(&store, &unproven).await.unwrap();
    bill!(change_by_proof(&undo), "a link undone");
    let (new, _, proof) = proving(&store, None).await.unwrap();
    bill!(create_by_proof(&new, None, &proof), "a free address");
    let holder = created(&store, &first_sign_in(&user_id())).await.unwrap();
    let (new, gone, proof) = proving(&store, Some(&holder)).await.unwrap();
    bill!(
        create_by_proof(&new, gone.as_ref(), &proof),
        "an address through Amazon alone"
    );

    let limit = Limit::new(LimitKind::Source, &[b"192.0.2.1"], NOW, 9);
    bill!(count(&limit), "always");
    bill!(is_over(&limit), "always");
    bill!(uncount(&limit), "always");

    bill!(import_secret(&secret()), "always");
    let full: Vec<_> = (0..25).map(|_| with_site_id(imported())).collect();
    bill!(import_accounts(&full), "25 with address and site id");
    let (gone, again) = deleted_and_again();
    created(&store, &gone).await.unwrap();
    bill!(
        import_accounts(std::slice::from_ref(&again)),
        "one that was deleted"
    );
    let new = with_site_id(imported());
    bill!(recreate_account(&new, gone.account.id), "always");

    let by_site_id = new.account.external_id.as_ref().unwrap();
    bill!(find_external(by_site_id), "always");
    bill!(find_events(account.id, None), "up to 100");
    bill!(find_devices(account.id), "always");
    changes::operators_changes(&mut bill, &store).await;
    let deleted = created(&store, &first_sign_in(&user_id())).await.unwrap();
    let delete = change(&deleted, ChangeKind::Delete);
    store.change_account(&delete).await.unwrap();
    bill!(sweep(deleted.id), "a session");

    let site = site_ref();
    let begun = crate::store::contract::fixtures::attempt();
    store.consume_attempt(&begun).await.unwrap();
    let by_amazon = NewAccount {
        attempt: Some((begun.key, begun.nonce)),
        ..made_at_site(&site_ref(), &user_id())
    };
    bill!(adopt_account(&by_amazon, None), "first sign-in with Amazon");
    bill!(adopt_account(&adopted(&site), None), "without identity");
    let by_link = asked_at_site(&store, &site_ref(), &user_id())
        .await
        .unwrap();
    bill!(adopt_by_link(&by_link, None), "always");
    let join = joining(&store, &site_ref()).await.unwrap();
    bill!(add_site_id(&join, None), "with an address");

    let rows = bill.rows.join("\n");
    assert!(
        DOCUMENT.contains(&rows),
        "docs/table.md should say:\n{rows}"
    );
    let declared: BTreeSet<_> = ACTIONS
        .iter()
        .flat_map(|(method, accesses)| accesses.iter().map(move |access| (*method, access)))
        .flat_map(|(method, (action, items))| {
            let item = move |item: &&str| (method, (*action).to_owned(), (*item).to_owned());
            items.iter().map(item)
        })
        .collect();
    assert_eq!(bill.used, declared);
}
