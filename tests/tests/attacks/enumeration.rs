//! Whether an address has an account here: told by no word, no status, no call and no work. Time is not
//! measured; what takes time is counted.

use acceptance::{Browser, Raw, Site, TableCalls};
use reqwest::Method;
use serde_json::json;

use crate::people::{asked, refusal, sign_in, spoof_of};

/// What one request costs: the calls at the table in order, and, where that can be seen, the passwords
/// hashed.
type Cost = (Vec<String>, Option<u64>);

async fn cost(site: &Site, calls: &TableCalls, request: Raw) -> (String, Cost) {
    let before = site.hashed();
    drop(calls.take());
    let answer = site.send(request).await;
    let hashed = site.hashed().zip(before).map(|(now, before)| now - before);
    let answered = format!("{} {}", answer.status, answer.text());
    (answered, (calls.take(), hashed))
}

/// As many hashes as this, unless the functions run where nobody can look into them.
fn hashes(site: &Site, count: u64) -> Option<u64> {
    site.hashed().map(|_| count)
}

/// Unknown, without a password, closed, linked, or simply not right: one hash and the same calls.
///
/// Threats: E1, E4, E7, ALLAUTH-0.54.0, ALLAUTH-65.3.0, ASVS-6.3.8
#[tokio::test]
async fn a_wrong_password_costs_the_same_whoever_is_asked_for() {
    let Some((site, calls)) = Site::with_counted_calls().await else {
        return;
    };
    let known = site.existing_customer("known@example.com").await;
    let passwordless = site.customer_without_password("none@example.com").await;
    let closed = site.existing_customer("closed@example.com").await;
    site.disable_account(&closed.account_id).await;
    let amazon_only = site
        .new_persona("only", "O", Some("only@example.com"))
        .await;
    Browser::new(&site).sign_in_with_amazon(&amazon_only).await;
    let linked = site.existing_customer("linked@example.com").await;
    let amazon = spoof_of(&site, &linked, "linked").await;
    asked(&site, &amazon)
        .await
        .answer_link(&linked.password)
        .await;

    // What the first call of a function does once is not counted.
    site.send(sign_in(&site, "first@example.com", "a guess"))
        .await;

    let mut costs = Vec::new();
    for email in [
        "nobody@example.com",
        &known.email,
        &passwordless.email,
        &closed.email,
        &linked.email,
        amazon_only.email().unwrap(),
    ] {
        let guess = sign_in(&site, email, "not the password");
        costs.push((email, cost(&site, &calls, guess).await));
    }

    let (_, unknown) = costs[0].clone();
    let (answered, (made, hashed)) = &unknown;
    assert!(answered.starts_with("401 "), "{answered}");
    assert_eq!(*hashed, hashes(&site, 1));
    assert_eq!(*made, ["GetItem", "GetItem", "UpdateItem", "UpdateItem"]);
    for (email, it) in &costs {
        assert_eq!(*it, unknown, "{email}");
    }
}

/// Past the limit nothing is hashed, whoever is asked for.
///
/// Threats: E4, E6, E7
#[tokio::test]
async fn an_address_that_is_paused_costs_the_same_whether_anybody_has_it() {
    let Some((site, calls)) = Site::with_counted_calls().await else {
        return;
    };
    let known = site.existing_customer("known@example.com").await;
    let before = site.table().await.counters();

    let (mut costs, mut counters) = (Vec::new(), Vec::new());
    for email in [known.email.as_str(), "nobody@example.com"] {
        let earlier = site.table().await.counters();
        for _ in 0..10 {
            site.send(sign_in(&site, email, "a guess")).await;
        }
        let paused = sign_in(&site, email, &known.password);
        costs.push(cost(&site, &calls, paused).await);
        let mut new = site.table().await.counters();
        new.retain(|counter| !earlier.contains(counter));
        counters.push(new);
    }

    assert_eq!(costs[0], costs[1]);
    let (answered, (made, hashed)) = &costs[0];
    assert!(answered.starts_with("429 "), "{answered}");
    assert_eq!(*hashed, hashes(&site, 0));
    assert_eq!(*made, ["GetItem", "GetItem", "UpdateItem"]);
    // The counters that are left behind name a kind and a digest, the same kinds for both.
    let kinds = |keys: &[String]| -> Vec<String> {
        let kind = |key: &String| key.rsplit_once('#').unwrap().0.to_owned();
        keys.iter().map(kind).collect()
    };
    assert_eq!(before, [""; 0]);
    assert_eq!(
        kinds(&counters[0]),
        ["LIMIT#password", "LIMIT#password-total"]
    );
    assert_eq!(kinds(&counters[0]), kinds(&counters[1]));
    let dump = site.table().await.dump();
    assert!(
        !dump.contains("nobody@"),
        "nor does an unknown address lie there"
    );
}

/// Past a hundred failures some may still try and others are sent to Amazon: nobody is told which.
///
/// Threats: E4, E6, E7, ASVS-6.3.8
#[tokio::test]
async fn an_address_with_too_many_failures_is_answered_alike_whoever_has_it_and_however_it_is_opened()
 {
    let Some((site, calls)) = Site::with_counted_calls().await else {
        return;
    };
    let known = site.existing_customer("known@example.com").await;
    let linked = site.existing_customer("linked@example.com").await;
    let amazon = spoof_of(&site, &linked, "linked").await;
    asked(&site, &amazon)
        .await
        .answer_link(&linked.password)
        .await;
    let owner = site.existing_customer("owner@example.com").await;
    let all = [
        "nobody@example.com",
        &known.email,
        &linked.email,
        &owner.email,
    ];
    for email in all {
        site.wrong_passwords_from_everywhere(email, 100).await;
    }
    // What the first call of a function does once is not counted.
    site.send(sign_in(&site, "first@example.com", "a guess"))
        .await;

    let mut costs = Vec::new();
    for (email, password) in [
        ("nobody@example.com", "not the password"),
        (&known.email, "not the password"),
        (&linked.email, linked.password.as_str()),
    ] {
        let attempt = sign_in(&site, email, password);
        costs.push(cost(&site, &calls, attempt).await);
    }
    let let_in = site
        .send(sign_in(&site, &owner.email, &owner.password))
        .await;

    let (answered, (made, hashed)) = &costs[0];
    assert!(answered.starts_with("429 "), "{answered}");
    assert_eq!(*hashed, hashes(&site, 1));
    assert_eq!(made.len(), 5, "{made:?}");
    assert_eq!(costs[0], costs[1]);
    assert_eq!(costs[0], costs[2], "right, but Amazon opens this one");
    assert_eq!(let_in.status, 200, "no other way in: one try a minute");
}

/// At the question for a password the account is known to be there; whether it still is costs nothing else.
///
/// Threats: E1
#[tokio::test]
async fn a_question_costs_the_same_hashing_after_its_account_is_gone() {
    let Some((site, calls)) = Site::with_counted_calls().await else {
        return;
    };
    let victim = site.existing_customer("victim@example.com").await;
    let spoof = spoof_of(&site, &victim, "spoof").await;
    let ticket = asked(&site, &spoof)
        .await
        .cookie("link")
        .unwrap()
        .to_owned();
    let guess = || {
        let body = json!({"ticket": ticket, "password": "a guess"});
        site.request(Method::POST, "/auth/amazon/link").json(&body)
    };

    site.send(guess()).await;
    let (_, there) = cost(&site, &calls, guess()).await;
    site.remove_account(&victim.account_id).await;
    let (_, gone) = cost(&site, &calls, guess()).await;

    assert_eq!(there.1, hashes(&site, 1));
    assert_eq!(there, gone);
}

/// An address of no form that anybody can have costs a hash, too, and says nothing of its own.
///
/// Threats: E1, E4, ASVS-16.5.1
#[tokio::test]
async fn an_address_that_nobody_can_have_is_answered_like_one_that_nobody_has() {
    let Some(site) = Site::in_process().await else {
        return;
    };

    let mut answers = Vec::new();
    for email in ["nobody@example.com", "nobody", "", "a@b@example.com"] {
        let before = site.hashed().unwrap();
        let answer = site.send(sign_in(&site, email, "a guess")).await;
        assert_eq!(refusal(&answer), (401, "wrong_password".to_owned()));
        assert_eq!(site.hashed().unwrap() - before, 1, "{email}");
        answers.push((answer.body.clone(), answer.headers.len()));
    }
    answers.dedup();

    assert_eq!(answers.len(), 1);
}

/// A browser learns that an account exists only by bringing an Amazon account with its address.
///
/// Threats: E3
#[tokio::test]
async fn what_a_page_shows_depends_on_no_address_that_a_browser_merely_names() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let known = site.existing_customer("known@example.com").await;
    let unknown = site.address("unknown@example.com");
    let mut pages = Vec::new();
    for email in [&known.email, &unknown] {
        let mut seen = Vec::new();
        for path in [
            "/auth/sign-in",
            "/auth/amazon/link",
            "/auth/amazon/login",
            "/auth/session",
        ] {
            let request = site
                .request(
                    Method::GET,
                    &format!("{path}?email={email}&login_hint={email}"),
                )
                .header("cookie", &format!("{}={email}", site.cookie_name("link")));
            let answer = site.send(request).await;
            assert!(!answer.text().contains(email.as_str()), "{path}");
            seen.push((path, answer.status, answer.body.len()));
        }
        pages.push(seen);
    }

    assert_eq!(pages[0], pages[1]);
}
