//! Forms that another site sends, or that lack what only our own page can show (threat C6).

use acceptance::{Browser, Customer, Raw, Site};
use reqwest::Method;
use serde_json::json;

use crate::victim::assert_refused;

/// A form that would work, and the headers with which another site's page would send it. The cookies
/// are there, as in a browser that knows no `SameSite`.
async fn assert_refused_from_elsewhere(site: &Site, good: &Raw, why: &str) {
    let before = site.table().await;
    for headers in [
        &[("origin", "https://evil.example")][..],
        &[
            ("origin", "https://evil.example"),
            ("sec-fetch-site", "cross-site"),
        ],
        &[("origin", "null"), ("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "http://localhost.evil.example")],
        &[("origin", "http://localhost")],
        &[("origin", "")],
    ] {
        let mut request = good.clone();
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let why = format!("{why} {headers:?}");
        assert_refused(site, request, 403, "cross_site_request", &why).await;
    }
    assert_eq!(site.table().await.changed_since(&before), [""; 0], "{why}");
}

/// What the current page's form would send with these contents, as a request of any origin.
fn sent(browser: &Browser, action: &str, contents: &[(&str, &str)]) -> Raw {
    let form = browser.last().form(action).unwrap();
    let body = form.filled_in(contents).encode();
    browser.raw(Method::POST, action).form(body)
}

async fn asked(site: &Site) -> (Browser, Customer) {
    let erin = site.existing_customer("erin@example.com").await;
    let likeness = site.new_persona("likeness", "L", Some(&erin.email)).await;
    let mut browser = Browser::new(site);
    browser.sign_in_with_amazon(&likeness).await;
    (browser, erin)
}

/// Threats: C6, ASVS-3.5.1, ASVS-3.5.2
#[tokio::test]
async fn another_site_links_nothing_and_counts_no_try() {
    let site = Site::start().await;
    let (mut browser, erin) = asked(&site).await;

    let good = sent(
        &browser,
        "/auth/amazon/link",
        &[("password", &erin.password)],
    );
    assert_refused_from_elsewhere(&site, &good, "link").await;

    browser.answer_link(&erin.password).await;
    assert_eq!(browser.account_id().await, Some(erin.account_id));
}

/// Threats: C6, ASVS-3.5.1, ASVS-3.5.2
#[tokio::test]
async fn another_site_signs_nobody_in() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = Browser::new(&site);
    browser.open("/auth/sign-in").await;
    let contents = [
        ("email", erin.email.as_str()),
        ("password", erin.password.as_str()),
    ];

    let good = sent(&browser, "/auth/sign-in", &contents);
    assert_refused_from_elsewhere(&site, &good, "sign-in").await;
    let body = json!({"email": erin.email, "password": erin.password});
    let as_json = site.request(Method::POST, "/auth/sign-in").json(&body);
    assert_refused_from_elsewhere(&site, &as_json, "sign-in by JSON").await;

    assert_eq!(browser.session().await, None);
    browser.submit("/auth/sign-in", &contents).await;
    assert!(browser.session().await.is_some());
}

/// Threats: C6, ASVS-3.5.1, ASVS-3.5.2
#[tokio::test]
async fn another_site_registers_nobody() {
    let site = Site::start().await;
    let email = site.address("mal@example.com");
    let mut browser = Browser::new(&site);
    browser.open("/auth/register").await;
    let contents = [
        ("name", "Mal"),
        ("email", email.as_str()),
        ("password", "four plain words here"),
    ];

    let good = sent(&browser, "/auth/register", &contents);
    assert_refused_from_elsewhere(&site, &good, "register").await;
    let body = json!({"name": "Mal", "email": email, "password": "four plain words here"});
    let as_json = site.request(Method::POST, "/auth/register").json(&body);
    assert_refused_from_elsewhere(&site, &as_json, "register by JSON").await;
    let without_token = browser
        .raw(Method::POST, "/auth/register")
        .fields(&contents);
    assert_refused(&site, without_token, 403, "cross_site_request", "no token").await;
    let mut stranger = Browser::new(&site);
    stranger.open("/auth/register").await;
    let foreign = stranger.last().form("/auth/register").unwrap();
    let foreign = foreign.filled_in(&contents).encode();
    let foreign = browser.raw(Method::POST, "/auth/register").form(foreign);
    assert_refused(&site, foreign, 403, "cross_site_request", "another's token").await;

    assert_eq!(browser.session().await, None);
    browser.submit("/auth/register", &contents).await;
    assert!(browser.session().await.is_some());
}

/// Threats: C6, ASVS-3.5.1
#[tokio::test]
async fn another_site_signs_nobody_out() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&nora).await;

    let good = sent(&browser, "/auth/sign-out", &[]);
    assert_refused_from_elsewhere(&site, &good, "sign-out").await;

    assert!(browser.session().await.is_some());
    browser.submit("/auth/sign-out", &[]).await;
    assert_eq!(browser.session().await, None);
}

/// Threats: C6, ASVS-3.5.1, ASVS-15.3.7
#[tokio::test]
async fn a_form_without_the_token_of_this_browser_does_nothing() {
    let site = Site::start().await;
    let (mut browser, erin) = asked(&site).await;
    let mut stranger = Browser::new(&site);
    let foreign = stranger
        .open("/auth/sign-in")
        .await
        .form("/auth/sign-in")
        .unwrap();
    let foreign = foreign.value("csrf_token").unwrap().to_owned();
    let own = browser.last().form("/auth/amazon/link").unwrap();
    let own = own.value("csrf_token").unwrap().to_owned();
    let before = site.table().await;

    let password = ("password", erin.password.as_str());
    for fields in [
        vec![password],
        vec![password, ("csrf_token", "")],
        vec![password, ("csrf_token", &foreign)],
        vec![password, ("csrf_token", &own[1..])],
        vec![password, ("CSRF_TOKEN", &own)],
    ] {
        let request = browser
            .raw(Method::POST, "/auth/amazon/link")
            .fields(&fields);
        let why = format!("{fields:?}");
        assert_refused(&site, request, 403, "cross_site_request", &why).await;
    }
    let twice = [password, ("csrf_token", &own), ("csrf_token", &own)];
    let request = browser
        .raw(Method::POST, "/auth/amazon/link")
        .fields(&twice);
    assert_refused(&site, request, 400, "invalid_request", "twice").await;
    let passwords = [password, password, ("csrf_token", &own)];
    let request = browser
        .raw(Method::POST, "/auth/amazon/link")
        .fields(&passwords);
    assert_refused(&site, request, 400, "invalid_request", "two passwords").await;

    assert_eq!(site.table().await.changed_since(&before), [""; 0]);
    browser.answer_link(&erin.password).await;
    assert!(browser.session().await.is_some());
}

/// Two browsers, each with a ticket: neither can answer the other's question.
#[tokio::test]
async fn a_token_of_one_ticket_does_not_answer_another() {
    let site = Site::start().await;
    let (browser, erin) = asked(&site).await;
    let second = site.new_persona("second", "S", Some(&erin.email)).await;
    let mut attacker = Browser::new(&site);
    attacker.sign_in_with_amazon(&second).await;

    let form = attacker.last().form("/auth/amazon/link").unwrap();
    let body = form.filled_in(&[("password", &erin.password)]).encode();
    let request = browser.raw(Method::POST, "/auth/amazon/link").form(body);

    assert_refused(
        &site,
        request,
        403,
        "cross_site_request",
        "token of another ticket",
    )
    .await;
}

/// What changes something takes POST alone, with a form's or JSON's own media type.
///
/// Threats: M3, SOCIAL-CORE-5.0.0, ASVS-3.5.3
#[tokio::test]
async fn a_password_in_an_address_or_of_another_media_type_does_nothing() {
    let site = Site::start().await;
    let (mut browser, erin) = asked(&site).await;
    let form = browser.last().form("/auth/amazon/link").unwrap();
    let body = form.filled_in(&[("password", &erin.password)]).encode();
    let before = site.table().await;

    let in_address = browser.raw(Method::GET, &format!("/auth/amazon/link?{body}"));
    assert_eq!(
        site.send(in_address.for_a_page()).await.status,
        200,
        "just the question again"
    );
    for media_type in [
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/xml",
        "",
    ] {
        let request = browser
            .raw(Method::POST, "/auth/amazon/link")
            .body(media_type, body.clone());
        assert_refused(&site, request, 400, "invalid_request", media_type).await;
    }
    for path in ["/auth/sign-out", "/auth/amazon/callback"] {
        let wrong = if path == "/auth/sign-out" {
            Method::GET
        } else {
            Method::POST
        };
        assert_eq!(site.send(browser.raw(wrong, path)).await.status, 404);
    }

    assert_eq!(site.table().await.changed_since(&before), [""; 0]);
    browser.answer_link(&erin.password).await;
    assert!(browser.session().await.is_some());
}

/// Threats: CVE-2026-18963, E3
#[tokio::test]
async fn a_form_without_a_ticket_or_with_an_unknown_one_is_out_of_time() {
    let site = Site::start().await;
    let unknown = "A".repeat(43);
    let before = site.table().await;

    for cookie in ["", "x", &unknown, &"B".repeat(3000)] {
        let cookies = format!("{}={cookie}", site.cookie_name("link"));
        let page = site
            .request(Method::GET, "/auth/amazon/link")
            .header("cookie", &cookies);
        assert_refused(&site, page, 410, "link_expired", cookie).await;
        let body = json!({"ticket": cookie, "password": "some password"});
        let app = site.request(Method::POST, "/auth/amazon/link").json(&body);
        assert_refused(&site, app, 410, "link_expired", cookie).await;
    }

    assert_eq!(site.table().await.changed_since(&before), [""; 0]);
}

/// Only the ticket says who is linked to what.
///
/// Threats: CVE-2026-120263, CVE-2026-44166, CVE-2025-7365, ASVS-15.3.3
#[tokio::test]
async fn what_a_form_claims_about_the_people_is_not_looked_at() {
    let site = Site::start().await;
    let (mut browser, erin) = asked(&site).await;
    let other = site.existing_customer("other@example.com").await;
    let form = browser.last().form("/auth/amazon/link").unwrap();
    let token = form.value("csrf_token").unwrap().to_owned();

    browser
        .post(
            "/auth/amazon/link",
            &[
                ("csrf_token", &token),
                ("password", &erin.password),
                ("account_id", &other.account_id),
                ("email", &other.email),
                ("user_id", "amzn1.account.SOMEBODYELSE234"),
                ("return_to", "https://evil.example"),
            ],
        )
        .await;

    assert_eq!(browser.last().location(), "/");
    assert_eq!(browser.account_id().await, Some(erin.account_id));
}
