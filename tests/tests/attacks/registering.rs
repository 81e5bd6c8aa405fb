//! Registering as an attacker would: with passwords that are no good, to learn who has an account, and to
//! get into what somebody else is about to register.

use acceptance::{Browser, Raw, Site};
use reqwest::Method;
use serde_json::json;

use crate::people::{refusal, sign_in};

const PASSWORD: &str = "four plain words here";

fn register(site: &Site, email: &str, password: &str) -> Raw {
    let body = json!({"name": "Augusta Lovelace", "email": email, "password": password});
    site.request(Method::POST, "/auth/register").json(&body)
}

/// Too short, too long, one of the first that are tried, one that anybody would continue, or one's own
/// name: each is refused with the reason, and nothing is left behind.
///
/// Threats: N1, N2, N5, ASVS-6.2.1, ASVS-6.2.4, ASVS-6.2.12
#[tokio::test]
async fn a_password_that_would_be_guessed_is_refused_and_the_reason_told() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let (email, before) = (site.address("ada@example.com"), site.table().await);

    for (password, reason) in [
        ("", "too_short"),
        ("14 characters!", "too_short"),
        ("vierzehn Öffel", "too_short"),
        (&"long".repeat(257), "too_long"),
        ("Password1234567", "common"),
        ("iloveyouiloveyou", "common"),
        ("1q2w3e4r5t6y7u8i", "common"),
        ("123123123123123123", "predictable"),
        ("qwertyuiopasdfghjkl", "predictable"),
        ("zyxwvutsrqponmlkj", "predictable"),
        ("augusta lovelace!!", "personal"),
        (&format!("{email}{email}"), "personal"),
    ] {
        let answer = site.send(register(&site, &email, password)).await;

        assert_eq!(
            refusal(&answer),
            (422, "password_refused".to_owned()),
            "{password}"
        );
        assert_eq!(answer.json()["reason"], reason, "{password}");
        assert!(!answer.text().contains(password) || password.is_empty());
    }

    assert_eq!(site.table().await.changed_since(&before), [""; 0]);
}

/// Fifteen characters of any kind, up to a kilobyte, and all of them count afterwards.
///
/// Threats: N2, N3, N8, N9, ASVS-6.2.5, ASVS-6.2.8, ASVS-6.2.9
#[tokio::test]
async fn any_characters_and_long_phrases_are_taken_and_verified_as_they_were_typed() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let sixty_four = "many words make a very long phrase that nobody else has typed yet".get(..64);
    let printing: String = (' '..='~').collect();
    let mixed = (b'!'..=b'~').cycle().step_by(7).map(char::from);
    let long: String = mixed.take(1024).collect();

    for (number, password) in [
        "onlylowercaseletters here",
        sixty_four.unwrap(),
        "  blanks around me  ",
        "fünfzehn Öffeln",
        "сорок тысяч обезьян",
        "🦊🐙🦉🐝🦔🐢🦩🐬🦚🐌🦜🐿🦎🐡🦢",
        &printing,
        &long,
    ]
    .into_iter()
    .enumerate()
    {
        let email = site.address(&format!("taken-{number}@example.com"));
        let answer = site.send(register(&site, &email, password)).await;
        assert_eq!(answer.status, 200, "{password}: {}", answer.text());

        let right = site.send(sign_in(&site, &email, password)).await;
        assert_eq!(right.status, 200, "{password}");
        let mut cut = password.to_owned();
        cut.pop();
        let trimmed = format!("{} ", password.trim());
        for other in [cut, format!("{password}x"), trimmed] {
            let wrong = site.send(sign_in(&site, &email, &other)).await;
            assert_eq!(wrong.status, 401, "{other}");
        }
    }
}

/// The page lets managers make one up and asks for nothing besides.
///
/// Threats: N6, N7, ASVS-6.2.6, ASVS-6.2.7
#[tokio::test]
async fn a_password_manager_can_make_up_a_password_of_any_length() {
    let site = Site::start().await;

    let page = Browser::new(&site).open("/auth/register").await;

    let field = "input[type=password][name=password][autocomplete=new-password]";
    assert_eq!(page.select(field).len(), 1);
    assert_eq!(page.select("input[autocomplete=username]").len(), 1);
    for hindrance in [
        "[onpaste]",
        "script",
        "input[readonly]",
        "[pattern]",
        "[minlength]",
    ] {
        assert_eq!(page.select(hindrance).len(), 0, "{hindrance}");
    }
    let cut = "input[type=password][maxlength]";
    assert_eq!(
        page.select(cut).len(),
        0,
        "refused when too long, never cut"
    );
    let visible = page.select("form input:not([type=hidden])").len();
    assert_eq!(visible, 3, "no hint, no question, no second time");
}

/// Nobody has to change a password because time passed, and none is changed by anybody but its owner.
///
/// Threats: N4, ASVS-6.2.10
#[tokio::test]
async fn a_password_of_long_ago_is_still_good() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let email = site.address("old@example.com");
    let answer = site.send(register(&site, &email, PASSWORD)).await;
    let account_id = answer.json()["account_id"].as_str().unwrap().to_owned();
    site.let_pass(10 * 365 * 24 * 3600, &account_id, "ACCOUNT")
        .await;

    let answer = Browser::new(&site).sign_in(&email, PASSWORD).await;

    assert_eq!(answer.status, 303);
}

/// Where no mail can be sent the answer has to say that an address is taken; it costs a hash and the same
/// calls up to that answer, and does not tell by what that account is opened.
///
/// Threats: E1, E7
#[tokio::test]
async fn a_taken_address_costs_the_same_hashing_and_reading_as_a_free_one() {
    let Some((site, calls)) = Site::with_counted_calls().await else {
        return;
    };
    let known = site.existing_customer("known@example.com").await;
    let passwordless = site.customer_without_password("none@example.com").await;
    let closed = site.existing_customer("closed@example.com").await;
    site.disable_account(&closed.account_id).await;
    // What the first call of a function does once is not counted.
    site.send(register(&site, "first@example.com", PASSWORD))
        .await;

    let (mut costs, mut answers) = (Vec::new(), Vec::new());
    for email in [
        "nobody@example.com",
        &known.email,
        &passwordless.email,
        &closed.email,
    ] {
        let before = site.hashed();
        drop(calls.take());
        let answer = site.send(register(&site, email, PASSWORD)).await;
        let hashed = site.hashed().zip(before).map(|(now, before)| now - before);
        costs.push((calls.take(), hashed));
        answers.push(answer.text().to_owned());
    }

    let (free, hashed) = &costs[0];
    assert_eq!(*free, ["GetItem", "TransactWriteItems"]);
    assert_eq!(*hashed, site.hashed().map(|_| 1));
    for (made, hashed) in &costs[1..] {
        assert_eq!(made[..], free[..1]);
        assert_eq!(*hashed, costs[0].1);
    }
    assert_eq!(answers[1], answers[2]);
    assert_eq!(answers[1], answers[3]);
}

/// At a browser that others use, too: somebody left the page open and knows its secret. What is typed
/// into it belongs to whoever typed it.
///
/// Threats: CVE-2026-7507, ASVS-7.2.4
#[tokio::test]
async fn whoever_left_the_page_open_gets_into_nothing_that_is_registered_with_it() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let email = site.address("vic@example.com");
    let mut attackers = Browser::new(&site);
    attackers.open("/auth/register").await;
    let mut victims = attackers.clone();
    let contents = |password| {
        [
            ("name", "Vic"),
            ("email", email.as_str()),
            ("password", password),
        ]
    };
    victims.submit("/auth/register", &contents(PASSWORD)).await;
    let theirs = victims.account_id().await.unwrap();

    for _ in 0..10 {
        let mut again = attackers.clone();
        let guess = contents("a guess of the attacker's");
        let answer = again.submit("/auth/register", &guess).await;
        assert_eq!(answer.status, 409, "{}", answer.text());
        assert_eq!(again.session().await, None);
    }
    let answer = attackers
        .submit("/auth/register", &contents(PASSWORD))
        .await;

    assert_eq!(answer.status, 429, "these are guesses like any others");
    assert_eq!(attackers.session().await, None);
    assert_eq!(victims.account_id().await, Some(theirs));
}

/// Fields that nobody asked for say nothing.
///
/// Threats: ASVS-15.3.3
#[tokio::test]
async fn a_registration_names_neither_its_account_nor_its_rights() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let email = site.address("mal@example.com");
    let body = json!({
        "name": "Mal", "email": email, "password": PASSWORD, "account_id": erin.account_id,
        "external_id": "1", "email_verified": true, "kind": "mailbox", "return_to": "https://evil.example",
        "identities": ["amzn1.account.SOMEBODYELSE234"], "status": "active", "epoch": 9
    });

    let answer = site
        .send(site.request(Method::POST, "/auth/register").json(&body))
        .await;

    let told = answer.json();
    assert_ne!(told["account_id"], erin.account_id);
    assert_eq!(site.table().await.claim(&email), Some("registered"));
    let bearer = format!("Bearer {}", told["session_token"].as_str().unwrap());
    let who = site
        .request(Method::GET, "/auth/session")
        .header("authorization", &bearer);
    let who = site.send(who).await.json();
    assert_eq!(who["external_id"], json!(null));
    assert_eq!(
        (&who["email_verified"], &who["amazon_linked"]),
        (&json!(false), &json!(false))
    );
}
