//! Story 2: a new customer.

use acceptance::{Browser, Site, lasting};
use serde_json::{Value, json};

fn is_base64url(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Threats: R-2.1/4.1, ASVS-10.2.3
#[tokio::test]
async fn the_button_leads_to_amazon_with_a_state_and_a_challenge_of_this_attempt() {
    let site = Site::start().await;
    let mut browser = Browser::new(&site);
    browser.get("/").await;

    let answer = browser.click("/auth/amazon/login?return_to=%2F").await;

    assert_eq!(answer.status, 303);
    let leads_to = answer.leads_to();
    assert_eq!(leads_to.origin(), site.amazon_url("/").origin());
    assert_eq!(leads_to.path(), "/ap/oa");
    let names: Vec<_> = leads_to
        .query_pairs()
        .map(|(name, _)| name.into_owned())
        .collect();
    assert_eq!(
        names,
        [
            "client_id",
            "scope",
            "response_type",
            "redirect_uri",
            "state",
            "code_challenge",
            "code_challenge_method"
        ]
    );
    let parameter = |name| answer.parameter(name).unwrap();
    assert_eq!(parameter("scope"), "profile");
    assert_eq!(parameter("response_type"), "code");
    assert_eq!(
        parameter("redirect_uri"),
        site.url("/auth/amazon/callback").as_str()
    );
    assert_eq!(parameter("code_challenge_method"), "S256");
    let (state, challenge) = (parameter("state"), parameter("code_challenge"));
    assert!(state.len() == 43 && is_base64url(&state), "{state}");
    assert!(
        challenge.len() == 43 && is_base64url(&challenge),
        "{challenge}"
    );

    let cookies = answer.set_cookies();
    assert_eq!(cookies.len(), 1);
    let name = site.cookie_name(&format!("login-{}", &state[..8]));
    assert_eq!((cookies[0].name.clone(), cookies[0].max_age()), (name, 600));
    assert!(!leads_to.as_str().contains(&cookies[0].value));
    assert!(
        !cookies[0].value.contains(&state),
        "knowing one does not tell the other"
    );
}

/// Threats: R-2.1.1/4.5
#[tokio::test]
async fn no_two_attempts_share_a_state_or_a_challenge() {
    let site = Site::start().await;
    let mut browser = Browser::new(&site);

    let one = browser.get("/auth/amazon/login").await;
    let other = browser.get("/auth/amazon/login").await;

    for name in ["state", "code_challenge"] {
        assert_ne!(one.parameter(name), other.parameter(name));
    }
    assert_eq!(browser.attempts().len(), 2);
}

#[tokio::test]
async fn a_new_customer_gets_an_account_and_is_signed_in() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let before = site.table().await;
    let mut browser = Browser::new(&site);

    let answer = browser.come_back_from_amazon(&nora).await;

    assert_eq!((answer.status, answer.location()), (303, "/"));
    let session = answer.set_cookie(&site.cookie_name("session")).unwrap();
    let device = answer.set_cookie(&site.cookie_name("device")).unwrap();
    assert_eq!(answer.set_cookies().len(), 2);
    assert_eq!(session.max_age(), 30 * 24 * 3600);
    assert_eq!(device.max_age(), 365 * 24 * 3600);

    let page = browser.arrive().await;
    assert_eq!(page.heading(), format!("Hello, {}", nora.name().unwrap()));
    assert_eq!(page.select("dd[data-key=email]"), [nora.email().unwrap()]);
    assert_eq!(
        lasting(&browser.session().await.unwrap()),
        json!({
            "external_id": null, "email": nora.email(), "email_verified": false, "name": nora.name(),
            "postal_code": null, "amazon_linked": true, "auth_method": "amazon"
        })
    );

    let table = site.table().await;
    assert_eq!(table.accounts(), before.accounts() + 1);
    assert_eq!(table.identities(), before.identities() + 1);
    assert_eq!(table.claims(), before.claims() + 1);
    assert_eq!(table.sessions(), before.sessions() + 1);
    assert_eq!(table.consumed_attempts(), before.consumed_attempts() + 1);
}

/// Threats: CVE-2026-73420, GHSA-5jpx-9hw9-2fx4
#[tokio::test]
async fn whoever_comes_is_told_by_what_amazon_says_of_them_as_far_as_it_is_usable() {
    let site = Site::start().await;
    let ids = [
        "no-email",
        "no-name",
        "mixed-case-email",
        "nickname",
        "company-name",
        "non-latin-name",
        "right-to-left-name",
        "html-name",
        "zip-plus-four",
        "numeric-postal-code",
        "idn-domain",
        "full-width-at",
        "quoted-local-part",
        "long-name",
    ];

    for id in ids {
        let persona = site.persona(id).await;
        let mut browser = Browser::new(&site);
        let page = browser.sign_in_with_amazon(&persona).await;

        // An address that parsers disagree about is no address (Auth.js CVE-2026-73420).
        let email = persona
            .email()
            .filter(|_| !matches!(id, "full-width-at" | "quoted-local-part"));
        let name: Option<String> = persona.name().map(|name| name.chars().take(256).collect());
        let name = name.map(|name| name.trim().to_owned());
        assert_eq!(page.status, 200, "{id}");
        assert_eq!(
            lasting(&browser.session().await.unwrap()),
            json!({
                "external_id": null, "email": email, "email_verified": false, "name": name,
                "postal_code": null, "amazon_linked": true, "auth_method": "amazon"
            }),
            "{id}"
        );
        assert!(
            page.select("main script").is_empty() && !page.text().contains("<script"),
            "{id}"
        );
    }
}

/// Threats: SPOOFED-ME-MIRROR, PH-5
#[tokio::test]
async fn two_amazon_accounts_with_one_email_are_two_customers() {
    let site = Site::start().await;
    let (one, other) = (
        site.persona("shared-email-1").await,
        site.persona("shared-email-2").await,
    );
    let other = site.change(&other, &json!({"email": one.email()})).await;
    let (mut first, mut second) = (Browser::new(&site), Browser::new(&site));

    first.sign_in_with_amazon(&one).await;
    second.sign_in_with_amazon(&other).await;

    let (first_is, second_is) = (
        first.session().await.unwrap(),
        second.session().await.unwrap(),
    );
    assert_ne!(first_is["account_id"], second_is["account_id"]);
    assert_eq!(first_is["email"], one.email().unwrap());
    assert_eq!(
        second_is["email"],
        Value::Null,
        "held by the first, and by nobody's proof"
    );
    assert_eq!(second_is["name"], other.name().unwrap());
}

#[tokio::test]
async fn the_customer_lands_where_they_wanted_to_go() {
    let site = Site::start().await;

    for (number, path) in [
        "/cart?id=3&x=a%20b",
        "/",
        "/a/./b",
        "/%2e%2e/x",
        "/s?q=https://evil.example",
    ]
    .into_iter()
    .enumerate()
    {
        let persona = site
            .new_persona(&format!("goer-{number}"), "Go", None)
            .await;
        let mut browser = Browser::new(&site);
        browser.go_to_amazon(path).await;
        let callback = browser
            .decide(&[("persona", persona.id()), ("decision", "allow")])
            .await;

        let answer = browser.deliver(callback).await;

        assert_eq!((answer.status, answer.location()), (303, path));
        assert_eq!(answer.leads_to().origin(), site.url("/").origin());
    }
}

#[tokio::test]
async fn a_return_path_that_is_too_long_becomes_the_start_page() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    browser.go_to_amazon(&format!("/{}", "a".repeat(512))).await;

    let callback = browser
        .decide(&[("persona", nora.id()), ("decision", "allow")])
        .await;
    let answer = browser.deliver(callback).await;

    assert_eq!((answer.status, answer.location()), (303, "/"));
}

#[tokio::test]
async fn amazons_harmless_habits_change_nothing() {
    let site = Site::start().await;

    for (number, switches) in [
        json!({"expires_in_string": true}),
        json!({"html_escape_state": false}),
        json!({"refresh_answer": "absent"}),
    ]
    .iter()
    .enumerate()
    {
        site.switch_amazon(switches).await;
        let persona = site
            .new_persona(&format!("habit-{number}"), "H", None)
            .await;
        let mut browser = Browser::new(&site);

        browser.sign_in_with_amazon(&persona).await;

        assert!(browser.session().await.is_some(), "{switches}");
    }
}
