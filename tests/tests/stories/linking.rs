//! Story 4: an Amazon account with an existing customer's e-mail.

use acceptance::{Answer, Browser, Customer, Persona, Site, lasting};
use reqwest::Method;
use serde_json::json;

/// An existing customer, and somebody at Amazon who has that e-mail.
async fn erin_and_her_likeness(site: &Site) -> (Customer, Persona) {
    let erin = site.existing_customer("erin@example.com").await;
    let likeness = site
        .new_persona("likeness", "E. Amazonian", Some(&erin.email))
        .await;
    (erin, likeness)
}

async fn asked(site: &Site, persona: &Persona) -> (Browser, Answer) {
    let mut browser = Browser::new(site);
    let page = browser.sign_in_with_amazon(persona).await;
    assert_eq!(page.url.path(), "/auth/amazon/link");
    assert_eq!(page.status, 200);
    (browser, page)
}

/// `SpoofedMe`, attack A, and every takeover by an e-mail match since.
///
/// Threats: SPOOFED-ME-A, PH-1, CVE-2026-15611, CVE-2026-9092, GHSA-vm39-j3vx-pch3, CVE-2026-41574
/// Threats: CVE-2026-84458, CVE-2026-9084, CVE-2026-108157, CVE-2026-121939, CVE-2026-49757
/// Threats: CVE-2026-34456, CVE-2019-18933
#[tokio::test]
async fn an_equal_email_signs_nobody_in_and_links_nothing() {
    let site = Site::start().await;
    let (_, likeness) = erin_and_her_likeness(&site).await;
    let before = site.table().await;
    let mut browser = Browser::new(&site);

    let answer = browser.come_back_from_amazon(&likeness).await;

    assert_eq!(
        (answer.status, answer.location()),
        (303, "/auth/amazon/link")
    );
    let cookies = answer.set_cookies();
    assert_eq!(cookies.len(), 1);
    assert_eq!(
        (cookies[0].name.clone(), cookies[0].max_age()),
        (site.cookie_name("link"), 900)
    );
    assert_eq!(browser.session().await, None);
    let changed = site.table().await.changed_since(&before);
    let kinds: Vec<_> = changed
        .iter()
        .map(|key| key.split('#').next().unwrap())
        .collect();
    assert_eq!(kinds, ["LINK", "LOGIN"]);
}

/// Threats: E3
#[tokio::test]
async fn the_page_says_which_account_was_found_and_which_amazon_account_asks() {
    let site = Site::start().await;
    let (erin, likeness) = erin_and_her_likeness(&site).await;

    let (_, page) = asked(&site, &likeness).await;

    let domain = erin.email.split('@').nth(1).unwrap();
    let first = erin.email.chars().next().unwrap();
    assert_eq!(page.heading(), "Is this your account?");
    assert_eq!(
        page.select("main > p strong"),
        [format!("{first}•••@{domain}")]
    );
    let amazon = page.select("dl").concat();
    assert!(
        amazon.contains("E. Amazonian") && amazon.contains(&erin.email),
        "{amazon}"
    );
    assert!(
        !page.text().contains(&erin.name),
        "no more of the account than its masked address"
    );
    assert!(!page.text().contains(&erin.account_id));
    let form = page.form("/auth/amazon/link").unwrap();
    let names: Vec<_> = form.fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["csrf_token", "password"]);
    let links = page.links();
    for way_out in ["/", "/auth/sign-in", "/auth/amazon/login"] {
        assert!(
            links.iter().any(|link| link == way_out),
            "{way_out} of {links:?}"
        );
    }
}

/// Threats: M2
#[tokio::test]
async fn a_wrong_password_is_refused_with_the_tries_that_are_left() {
    let site = Site::start().await;
    let (erin, likeness) = erin_and_her_likeness(&site).await;
    let before = site.table().await;
    let (mut browser, _) = asked(&site, &likeness).await;

    for tries_left in ["4 tries", "3 tries", "2 tries", "1 try", "no tries"] {
        let answer = browser.answer_link("not her password at all").await;

        assert_eq!(answer.status, 401);
        assert!(
            answer.alert().contains(&format!("{tries_left} left")),
            "{}",
            answer.alert()
        );
        assert_eq!(
            answer.form("/auth/amazon/link").is_some(),
            tries_left != "no tries"
        );
        assert_eq!(browser.session().await, None);
    }
    let reloaded = browser.get("/auth/amazon/link").await;
    assert_eq!(
        (reloaded.status, reloaded.code().as_str()),
        (410, "link_expired")
    );
    assert_eq!(site.table().await.identities(), before.identities());

    // A ticket that is tried out does not lock the account, nor the way from Amazon.
    let mut erins = Browser::new(&site);
    assert_eq!(erins.sign_in(&erin.email, &erin.password).await.status, 303);
    asked(&site, &likeness).await;
}

/// Threats: M2, M4
#[tokio::test]
async fn after_five_wrong_tries_the_right_password_is_too_late() {
    let site = Site::start().await;
    let (erin, likeness) = erin_and_her_likeness(&site).await;
    let before = site.table().await;
    let (mut browser, page) = asked(&site, &likeness).await;
    let token = page.form("/auth/amazon/link").unwrap();
    let token = token.value("csrf_token").unwrap().to_owned();
    for _ in 0..5 {
        browser
            .post(
                "/auth/amazon/link",
                &[("csrf_token", &token), ("password", "wrong")],
            )
            .await;
    }

    let answer = browser
        .post(
            "/auth/amazon/link",
            &[("csrf_token", &token), ("password", &erin.password)],
        )
        .await;

    assert_eq!(
        (answer.status, answer.code().as_str()),
        (410, "link_expired")
    );
    assert_eq!(browser.session().await, None);
    assert_eq!(site.table().await.identities(), before.identities());
}

/// Threats: M9
#[tokio::test]
async fn the_right_password_links_and_signs_in_and_from_then_on_amazon_alone_opens_it() {
    let site = Site::start().await;
    let (erin, likeness) = erin_and_her_likeness(&site).await;
    let (mut browser, _) = asked(&site, &likeness).await;
    let before = site.table().await;
    browser.answer_link("not her password at all").await;

    let answer = browser.answer_link(&erin.password).await;

    assert_eq!((answer.status, answer.location()), (303, "/"));
    let session = answer.set_cookie(&site.cookie_name("session")).unwrap();
    assert_eq!(session.max_age(), 30 * 24 * 3600);
    let who = browser.session().await.unwrap();
    assert_eq!(who["account_id"], erin.account_id.as_str());
    assert_eq!(
        lasting(&who),
        json!({
            "external_id": null, "email": erin.email, "email_verified": true, "name": erin.name,
            "postal_code": null, "amazon_linked": true, "auth_method": "amazon"
        })
    );
    let table = site.table().await;
    assert_eq!(table.accounts(), before.accounts());
    assert_eq!(table.identities(), before.identities() + 1);
    assert_eq!(table.claims(), before.claims());

    let mut elsewhere = Browser::new(&site);
    let page = elsewhere.sign_in_with_amazon(&likeness).await;
    assert_eq!(page.url.path(), "/");
    let who = elsewhere.session().await.unwrap();
    assert_eq!(who["account_id"], erin.account_id.as_str());
    assert_eq!(
        who["name"],
        erin.name.as_str(),
        "she gave it here, not at Amazon"
    );

    let mut by_password = Browser::new(&site);
    by_password.sign_in(&erin.email, &erin.password).await;
    assert_eq!(by_password.account_id().await, Some(erin.account_id));
}

#[tokio::test]
async fn an_address_is_the_same_in_any_case() {
    let site = Site::start().await;
    let carol = site.existing_customer("carol@example.com").await;
    let shouting = carol.email.to_uppercase();
    let persona = site.new_persona("carol", "Carol", Some(&shouting)).await;
    let (mut browser, _) = asked(&site, &persona).await;

    browser.answer_link(&carol.password).await;

    let who = browser.session().await.unwrap();
    assert_eq!(who["account_id"], carol.account_id.as_str());
    assert_eq!(
        who["email"],
        carol.email.as_str(),
        "the account's own, not Amazon's"
    );
}

/// Threats: CVE-2026-73420, CVE-2022-35924, GHSA-5jpx-9hw9-2fx4
#[tokio::test]
async fn an_address_that_only_looks_the_same_is_another_one() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let likenesses = [
        erin.email.replace('@', "\u{ff20}"),
        erin.email.replace("erin", "\u{435}rin"),
        erin.email.replace("erin", "erin+tag"),
        erin.email.replace("erin", "er.in"),
        erin.email.replace("erin", "\"erin\""),
        format!("{},x@example.net", erin.email),
        format!("x@example.net,{}", erin.email),
        format!("<{}>", erin.email),
        format!("{}\0", erin.email),
    ];

    for (number, email) in likenesses.iter().enumerate() {
        let persona = site
            .new_persona(&format!("like-{number}"), "L", Some(email))
            .await;
        let mut browser = Browser::new(&site);
        let page = browser.sign_in_with_amazon(&persona).await;

        assert_eq!(page.url.path(), "/", "{email:?}");
        let account = browser.account_id().await.unwrap();
        assert_ne!(account, erin.account_id, "{email:?}");
    }
}

/// Threats: SOCIAL-CORE-5.0.0
#[tokio::test]
async fn the_page_can_be_reloaded_and_left_without_any_effect() {
    let site = Site::start().await;
    let (erin, likeness) = erin_and_her_likeness(&site).await;
    let (mut browser, _) = asked(&site, &likeness).await;
    let before = site.table().await;

    for _ in 0..7 {
        assert_eq!(browser.get("/auth/amazon/link").await.status, 200);
    }
    assert_eq!(site.table().await.changed_since(&before), [""; 0]);

    // She signs in by password instead, which links nothing.
    browser.sign_in(&erin.email, &erin.password).await;
    let who = browser.session().await.unwrap();
    assert_eq!(who["amazon_linked"], false);
    assert_eq!(site.table().await.identities(), before.identities());
}

/// Threats: M9
#[tokio::test]
async fn the_return_path_is_kept_across_the_question() {
    let site = Site::start().await;
    let (erin, likeness) = erin_and_her_likeness(&site).await;
    let mut browser = Browser::new(&site);
    browser.go_to_amazon("/cart?id=3").await;
    let callback = browser
        .decide(&[("persona", likeness.id()), ("decision", "allow")])
        .await;
    browser.deliver(callback).await;
    browser.arrive().await;

    let answer = browser.answer_link(&erin.password).await;

    assert_eq!((answer.status, answer.location()), (303, "/cart?id=3"));
}

#[tokio::test]
async fn an_app_answers_with_json_and_is_told_the_tries_that_are_left() {
    let site = Site::start().await;
    let (erin, likeness) = erin_and_her_likeness(&site).await;
    let (browser, _) = asked(&site, &likeness).await;
    let ticket = browser.cookie("link").unwrap();
    let post = |password: &str| {
        let body = json!({"ticket": ticket, "password": password});
        site.send(site.request(Method::POST, "/auth/amazon/link").json(&body))
    };

    let wrong = post("not her password at all").await;
    let right = post(&erin.password).await;
    let again = post(&erin.password).await;

    assert_eq!(
        (wrong.status, wrong.code().as_str()),
        (401, "wrong_password")
    );
    assert_eq!(wrong.json()["tries_left"], 4);
    assert_eq!(right.status, 200);
    assert!(right.set_cookies().is_empty());
    assert_eq!(right.json()["account_id"], erin.account_id.as_str());
    assert_eq!(right.json().as_object().unwrap().len(), 2);
    assert_eq!(
        again.json(),
        right.json(),
        "a double click gives the same session"
    );
    let bearer = format!("Bearer {}", right.json()["session_token"].as_str().unwrap());
    let check = site
        .request(Method::GET, "/auth/session")
        .header("authorization", &bearer);
    assert_eq!(site.send(check).await.json()["amazon_linked"], true);
}

/// A proof is bound to the Amazon account it was given for.
///
/// Threats: CVE-2026-9087
#[tokio::test]
async fn a_second_amazon_account_with_the_email_is_asked_for_the_password_too() {
    let site = Site::start().await;
    let (erin, likeness) = erin_and_her_likeness(&site).await;
    let before = site.table().await;
    let second = site
        .new_persona("second", "E. Two", Some(&erin.email))
        .await;
    let (mut browser, _) = asked(&site, &likeness).await;
    browser.answer_link(&erin.password).await;

    let (mut other, _) = asked(&site, &second).await;

    assert_eq!(other.session().await, None);
    other.answer_link(&erin.password).await;
    assert_eq!(other.account_id().await, Some(erin.account_id));
    assert_eq!(site.table().await.identities(), before.identities() + 2);
}

/// Threats: M2
#[tokio::test]
async fn a_question_about_an_account_that_was_closed_meanwhile_links_nothing() {
    let site = Site::start().await;
    let (erin, likeness) = erin_and_her_likeness(&site).await;
    let before = site.table().await;
    let (mut browser, _) = asked(&site, &likeness).await;
    site.disable_account(&erin.account_id).await;

    let answer = browser.answer_link(&erin.password).await;

    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "account_disabled")
    );
    assert_eq!(browser.session().await, None);
    assert_eq!(site.table().await.identities(), before.identities());
}
