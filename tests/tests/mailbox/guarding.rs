//! What letters must not tell, and must not open.

use acceptance::{Browser, Site};
use reqwest::Method;
use serde_json::json;

use crate::people::{NEW, ask, signed_in};

/// An address that Amazon alone brought is nobody's to set a password for: its mailbox may be a stranger's.
///
/// Threats: PH-5, SPOOFED-ME-MIRROR
#[tokio::test]
async fn no_letter_goes_to_an_address_that_amazon_alone_brought() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let persona = site
        .new_persona("kim", "Kim", Some("kim@example.com"))
        .await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&persona).await;
    let closed = site.existing_customer("closed@example.com").await;
    site.disable_account(&closed.account_id).await;

    for email in [
        persona.email().unwrap(),
        &closed.email,
        "nobody@example.com",
    ] {
        let asked = ask(&site, email).await;

        assert_eq!(asked.status, 200);
        assert_eq!(site.letters_to(email).await, 0, "{email}");
    }
}

/// The letter goes to the address as it is stored, whatever was typed.
///
/// Threats: CVE-2026-73420
#[tokio::test]
async fn a_letter_goes_to_the_stored_address_and_not_to_what_was_typed() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    site.existing_customer("erin@example.com").await;

    for typed in [
        "erin@example.com,eve@example.com",
        "erin@example.com\r\nBcc: eve@example.com",
        "erin＠example.com",
        "\"erin@example.com\"@eve.example",
    ] {
        let asked = ask(&site, typed).await;
        assert_eq!(asked.status, 422, "{typed}");
    }
    ask(&site, "Erin@EXAMPLE.com").await;

    let to: Vec<_> = site.letters().await.into_iter().map(|it| it.to).collect();
    assert_eq!(to, ["erin@example.com"]);
}

/// Five letters an hour; then the same answer, and none.
///
/// Threats: ASVS-2.4.1, E4
#[tokio::test]
async fn an_address_gets_five_letters_an_hour_and_the_same_answer_ever_after() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;

    let mut answers = Vec::new();
    for _ in 0..7 {
        let asked = ask(&site, &erin.email).await;
        answers.push((asked.status, asked.heading()));
    }

    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(site.letters_to(&erin.email).await, 5);
}

/// A letter that is not accepted is told, and whoever asks again gets one.
#[tokio::test]
async fn a_mail_service_that_does_not_answer_is_told_of_whoever_is_asked_for() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    for email in [erin.email.as_str(), "nobody@example.com"] {
        let fault = json!({"status": 500, "calls": 2});
        site.send(site.request(Method::POST, "/outbox/fault").json(&fault))
            .await;

        let asked = ask(&site, email).await;

        assert_eq!(asked.status, 502, "{email}");
        assert!(asked.alert().contains("could not be sent"), "{email}");
    }
    ask(&site, &erin.email).await;
    assert_eq!(site.letters_to(&erin.email).await, 1);
}

/// Without mail nothing is offered that needs it.
#[tokio::test]
async fn without_mail_there_is_no_such_page() {
    let site = Site::start().await;
    for path in [
        "/auth/forgot",
        "/auth/reset?token=x",
        "/auth/verify?token=x",
        "/auth/undo?token=x",
    ] {
        assert_eq!(site.get(path).await.code(), "not_found", "{path}");
    }
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = signed_in(&site, &erin).await;
    let page = browser.open("/auth/account").await;
    assert!(page.form("/auth/account/email").is_none());
    let sign_in = Browser::new(&site).open("/auth/sign-in").await;
    assert!(!sign_in.text().contains("/auth/forgot"));
}

/// Links open pages; only what is sent from there acts.
///
/// Threats: ASVS-3.5.3
#[tokio::test]
async fn a_link_that_a_mail_scanner_opens_changes_nothing() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    ask(&site, &erin.email).await;
    let link = site.letter_to(&erin.email).await.link("/auth/reset");
    let before = site.table().await;

    for _ in 0..3 {
        assert_eq!(Browser::new(&site).open(&link).await.status, 200);
    }

    assert_eq!(
        site.table().await.changed_since(&before),
        Vec::<String>::new()
    );
}

/// Another site cannot make a browser use a link, and a token of another kind opens nothing.
///
/// Threats: C6, ASVS-10.2.1
#[tokio::test]
async fn a_form_from_another_site_and_a_token_of_another_kind_are_refused() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    ask(&site, &erin.email).await;
    let token = site.letter_to(&erin.email).await.token("/auth/reset");
    for path in ["/auth/forgot", "/auth/reset", "/auth/undo", "/auth/verify"] {
        let body = json!({"token": token, "new_password": NEW, "email": erin.email});
        let foreign = site
            .request(Method::POST, path)
            .header("origin", "https://evil.example")
            .json(&body);
        assert_eq!(
            site.send(foreign).await.code(),
            "cross_site_request",
            "{path}"
        );
    }
    for path in ["/auth/undo", "/auth/verify"] {
        let body = json!({"token": token});
        let answer = site
            .send(site.request(Method::POST, path).json(&body))
            .await;
        assert_eq!(answer.code(), "proof_expired", "{path}");
        let page = site.get(&format!("{path}?token={token}")).await;
        assert_eq!(page.code(), "proof_expired", "{path}");
    }
    for bad in ["", "x", &token[1..], &format!("{token}A")] {
        let body = json!({"token": bad, "new_password": NEW});
        let answer = site
            .send(site.request(Method::POST, "/auth/reset").json(&body))
            .await;
        assert_eq!(answer.code(), "proof_expired", "{bad:?}");
    }
}
