//! The link question answered from the account's mailbox.

use acceptance::{Answer, Browser, Site};
use reqwest::Method;
use serde_json::json;

use crate::people::{item, link, opens, signed_in};

/// The code in the last letter to a mailbox.
async fn code_in_letter(site: &Site, mailbox: &str) -> String {
    let letter = site.letter_to(mailbox).await;
    let is_code = |word: &&str| word.len() == 8 && word.bytes().all(|b| b.is_ascii_digit());
    let mut words = letter.text.split_whitespace();
    words.find(is_code).unwrap().to_owned()
}

/// A browser that came back from Amazon under this address and sees the question.
async fn asked(site: &Site, id: &str, email: &str) -> Browser {
    let persona = site.new_persona(id, "Erin A.", Some(email)).await;
    let mut browser = Browser::new(site);
    let page = browser.sign_in_with_amazon(&persona).await;
    assert_eq!(page.url.path(), "/auth/amazon/link", "{}", page.text());
    browser
}

/// Presses the button that mails a code, and sees the page that takes it.
async fn send_code(browser: &mut Browser) -> Answer {
    let csrf = browser.last().form("/auth/amazon/link").unwrap();
    let csrf = csrf.value("csrf_token").unwrap().to_owned();
    let sent = browser
        .post(
            "/auth/amazon/link",
            &[("csrf_token", &csrf), ("send_code", "yes")],
        )
        .await;
    if sent.is_redirect() {
        return browser.follow().await;
    }
    sent
}

async fn type_code(browser: &mut Browser, code: &str) -> Answer {
    browser.submit("/auth/amazon/link", &[("code", code)]).await
}

#[tokio::test]
async fn who_forgot_the_password_links_by_a_code_from_the_mailbox() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let elsewhere = signed_in(&site, &erin).await;
    let mut browser = asked(&site, "erin", &erin.email).await;
    let page = send_code(&mut browser).await;
    assert!(page.text().contains("A code is on its way"));
    let code = code_in_letter(&site, &erin.email).await;

    // As people read it.
    let linked = type_code(&mut browser, &format!("{}-{}", &code[..4], &code[4..])).await;

    assert_eq!(linked.status, 303, "{}", linked.text());
    let who = browser.session().await.unwrap();
    assert_eq!(who["account_id"], erin.account_id.as_str());
    assert_eq!(who["amazon_linked"], true);
    assert!(elsewhere.session().await.is_none(), "older sessions end");
    assert!(opens(&site, &erin.email, &erin.password).await, "it stays");
    let told = site.letter_to(&erin.email).await;
    assert!(told.subject.contains("was linked"), "{}", told.subject);
}

#[tokio::test]
async fn an_account_without_a_password_is_linked_by_its_mailbox() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let noor = site.customer_without_password("noor@example.com").await;
    let mut browser = asked(&site, "noor", &noor.email).await;
    assert!(browser.last().text().contains("has no password"));
    assert!(browser.last().select("input[name=password]").is_empty());
    send_code(&mut browser).await;
    let code = code_in_letter(&site, &noor.email).await;

    type_code(&mut browser, &code).await;

    let who = browser.session().await.unwrap();
    assert_eq!(who["account_id"], noor.account_id.as_str());
}

#[tokio::test]
async fn not_me_makes_an_account_beside_one_that_has_no_password() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let noor = site.customer_without_password("noor@example.com").await;
    let mut browser = asked(&site, "stranger", &noor.email).await;
    let form = browser.last().form("/auth/amazon/link").unwrap();
    let csrf = form.value("csrf_token").unwrap().to_owned();

    let made = browser
        .post(
            "/auth/amazon/link",
            &[("csrf_token", &csrf), ("choice", "create")],
        )
        .await;

    assert_eq!(made.status, 303, "{}", made.text());
    let who = browser.session().await.unwrap();
    assert_ne!(who["account_id"], noor.account_id.as_str());
    assert_eq!(who["email"], serde_json::Value::Null);
}

/// Somebody registered with this address before its reader came with Amazon. The code lets the reader in, and
/// nothing of the other is left.
///
/// Threats: PH-1, PH-2, PH-3, CVE-2026-53516
#[tokio::test]
async fn a_code_takes_an_account_that_nobody_had_proven_from_who_made_it() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let squatted = site.registered_customer("victim@example.com").await;
    let trojan = site.new_persona("trojan", "Trojan", None).await;
    link(&site, &squatted, &trojan).await;
    let attacker = signed_in(&site, &squatted).await;
    let mut victim = asked(&site, "victim", &squatted.email).await;
    send_code(&mut victim).await;
    let code = code_in_letter(&site, &squatted.email).await;

    type_code(&mut victim, &code).await;

    let who = victim.session().await.unwrap();
    assert_eq!(who["account_id"], squatted.account_id.as_str());
    assert_eq!(who["email_verified"], true);
    assert!(attacker.session().await.is_none());
    assert!(!opens(&site, &squatted.email, &squatted.password).await);
    let item = item(&site, &squatted.account_id).await;
    assert_eq!(item["identities"]["L"].as_array().unwrap().len(), 1);
    assert!(item["password"].is_null());
    let mut by_trojan = Browser::new(&site);
    by_trojan.sign_in_with_amazon(&trojan).await;
    let who = by_trojan.session().await.unwrap();
    assert_ne!(who["account_id"], squatted.account_id.as_str());
}

/// Five tries in all, whatever is guessed; a new code takes the place of the one before.
///
/// Threats: ASVS-6.5.x, ASVS-6.6.2, ASVS-2.4.1
#[tokio::test]
async fn a_code_is_not_guessed_and_an_older_one_counts_no_more() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = asked(&site, "erin", &erin.email).await;
    send_code(&mut browser).await;
    let older = code_in_letter(&site, &erin.email).await;
    send_code(&mut browser).await;

    let wrong = type_code(&mut browser, &older).await;

    assert_eq!(wrong.status, 401);
    assert!(wrong.alert().contains("4 tries left"), "{}", wrong.alert());
    for guess in ["00000000", "11111111", "22222222", "33333333"] {
        let code = code_in_letter(&site, &erin.email).await;
        assert_ne!(guess, code);
        type_code(&mut browser, guess).await;
    }
    assert!(browser.last().alert().contains("no tries left"));
    let table = site.table().await;
    let ticket = table.of_kind("LINK").next().unwrap();
    assert_eq!(ticket["tries"]["N"], "5");
    assert!(browser.session().await.is_none());
}

/// The mailbox of the account, as it is stored; not the one that Amazon shows, nor the browser of whoever
/// asked first.
///
/// Threats: SPOOFED-ME-A, CVE-2026-9087, PH-4
#[tokio::test]
async fn a_code_is_good_in_the_browser_that_asked_and_for_its_amazon_account_alone() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let mut attacker = asked(&site, "spoof", "ERIN@example.com").await;
    send_code(&mut attacker).await;
    let to: Vec<_> = site.letters().await.into_iter().map(|it| it.to).collect();
    assert_eq!(to, ["erin@example.com"], "never what Amazon shows");
    let code = code_in_letter(&site, &erin.email).await;
    let mut owner = asked(&site, "erin", &erin.email).await;
    send_code(&mut owner).await;

    // The owner's own page does not take the attacker's code.
    let wrong = type_code(&mut owner, &code).await;
    assert_eq!(wrong.status, 401);
    let own = code_in_letter(&site, &erin.email).await;
    type_code(&mut owner, &own).await;
    // What was linked meanwhile ends the other question.
    let late = type_code(&mut attacker, &code).await;

    assert_eq!(late.status, 410, "{}", late.text());
    let who = owner.session().await.unwrap();
    assert_eq!(who["account_id"], erin.account_id.as_str());
    assert!(attacker.session().await.is_none());
}

#[tokio::test]
async fn three_codes_are_mailed_and_no_fourth() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = asked(&site, "erin", &erin.email).await;

    for _ in 0..3 {
        assert_eq!(send_code(&mut browser).await.status, 200);
    }
    assert!(!browser.last().text().contains("name=\"send_code\""));
    let fourth = send_code(&mut browser).await;

    assert_eq!(fourth.status, 429, "{}", fourth.text());
    assert_eq!(site.letters_to(&erin.email).await, 3);
}

/// An app has the ticket itself.
#[tokio::test]
async fn an_app_links_by_a_code_too() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let noor = site.customer_without_password("noor@example.com").await;
    let persona = site.new_persona("noor", "Noor", Some(&noor.email)).await;
    let access_token = site.mint_token(&persona).await;
    let post = |path: &str, body: serde_json::Value| {
        site.send(site.request(Method::POST, path).json(&body))
    };
    let required = post("/auth/amazon/token", json!({"access_token": access_token})).await;
    assert_eq!(required.code(), "link_required");
    let problem = required.json();
    assert_eq!(problem["proof"], "mailbox");
    let ticket = problem["ticket"].clone();

    let mailed = post(
        "/auth/amazon/link",
        json!({"ticket": ticket, "send_code": true}),
    )
    .await;
    assert_eq!(mailed.status, 204, "{}", mailed.text());
    let wrong = post("/auth/amazon/link", json!({"ticket": ticket, "code": "0"})).await;
    assert_eq!((wrong.status, wrong.code().as_str()), (401, "wrong_code"));
    assert_eq!(wrong.json()["tries_left"], 4);
    let code = code_in_letter(&site, &noor.email).await;
    let body = json!({"ticket": ticket, "code": code});
    let linked = post("/auth/amazon/link", body.clone()).await;
    let again = post("/auth/amazon/link", body).await;

    assert_eq!(linked.status, 200, "{}", linked.text());
    assert_eq!(linked.json()["account_id"], noor.account_id.as_str());
    assert_eq!(linked.json(), again.json(), "the same session again");
}

/// Without mail the question takes its password alone.
#[tokio::test]
async fn without_mail_no_code_is_offered_or_taken() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = asked(&site, "erin", &erin.email).await;
    assert!(!browser.last().text().contains("send_code"));
    let form = browser.last().form("/auth/amazon/link").unwrap();
    let csrf = form.value("csrf_token").unwrap().to_owned();
    for field in [("send_code", "yes"), ("code", "12345678")] {
        let refused = browser
            .post("/auth/amazon/link", &[("csrf_token", &csrf), field])
            .await;
        assert_eq!(refused.status, 403, "{}", refused.text());
    }
}
