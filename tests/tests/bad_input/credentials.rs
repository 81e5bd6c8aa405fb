//! Forged and garbled credentials.

use acceptance::{Browser, Site};
use reqwest::Method;

use crate::victim::assert_refused;

/// Threats: ASVS-7.2.1
#[tokio::test]
async fn a_session_that_nobody_was_given_opens_nothing() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&nora).await;
    let token = browser.cookie("session").unwrap().to_owned();
    let before = site.table().await;
    let other = |letter: &str| if letter == "A" { "E" } else { "A" };
    let (first, last) = (other(&token[..1]), other(&token[63..]));

    let forged = [
        String::new(),
        "null".to_owned(),
        "undefined".to_owned(),
        "A".repeat(64),
        format!("{}{last}", &token[..63]),
        token[1..].to_owned(),
        format!("{token}A"),
        format!("{token}="),
        format!("{first}{}", &token[1..]),
        token.to_lowercase(),
        token.replace(|c: char| c.is_ascii_digit(), "%"),
        format!("\"{token}\""),
        token.repeat(40),
        "../../ACCOUNT".to_owned(),
        "session' OR '1'='1".to_owned(),
    ];
    for value in &forged {
        let cookies = format!("{}={value}", site.cookie_name("session"));
        let by_cookie = site
            .request(Method::GET, "/auth/session")
            .header("cookie", &cookies);
        assert_refused(&site, by_cookie, 401, "unauthenticated", value).await;
        let by_bearer = site
            .request(Method::GET, "/auth/session")
            .header("authorization", &format!("Bearer {value}"));
        assert_refused(&site, by_bearer, 401, "unauthenticated", value).await;
    }

    assert_eq!(site.table().await.changed_since(&before), [""; 0]);
    assert!(browser.session().await.is_some());
}

/// Threats: C11, GHSA-xmf8-cvqr-rfgj
#[tokio::test]
async fn a_credential_of_another_kind_is_none() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&nora).await;
    let token = browser.cookie("session").unwrap();
    let device = browser.cookie("device").unwrap();
    let session = site.cookie_name("session");

    for (name, value) in [
        ("authorization", format!("Basic {token}")),
        ("authorization", token.to_owned()),
        ("authorization", format!("Bearer{token}")),
        ("authorization", format!("Bearer {token}, Bearer {token}")),
        ("authorization", "Bearer".to_owned()),
        ("authorization", format!("Bearer {device}")),
        ("cookie", format!("{session}={token}; {session}={token}")),
        ("cookie", format!("{session}={device}")),
        ("cookie", format!("{}={token}", session.to_uppercase())),
        (
            "cookie",
            format!("device={token}; link={token}; form={token}"),
        ),
        ("x-session", token.to_owned()),
    ] {
        let request = site
            .request(Method::GET, "/auth/session")
            .header(name, &value);
        assert_refused(
            &site,
            request,
            401,
            "unauthenticated",
            &format!("{name}: {value}"),
        )
        .await;
    }
    let path = format!("/auth/session?session={token}&access_token={token}");
    assert_refused(
        &site,
        site.request(Method::GET, &path),
        401,
        "unauthenticated",
        "query",
    )
    .await;
}

/// Threats: CVE-2026-16442, GHSA-x445-f3h2-j279
#[tokio::test]
async fn no_cookie_of_one_kind_passes_for_another() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let likeness = site.new_persona("likeness", "L", Some(&erin.email)).await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&likeness).await;
    let ticket = browser.cookie("link").unwrap().to_owned();

    let mut stranger = Browser::new(&site);
    stranger.plant_cookie("session", &ticket);
    assert_eq!(stranger.session().await, None);
    stranger.plant_cookie("form", &ticket);
    let page = stranger.open("/auth/sign-in").await;
    let of_form = page.form("/auth/sign-in").unwrap();
    let of_ticket = browser.last().form("/auth/amazon/link").unwrap();
    assert_eq!(
        of_form.value("csrf_token"),
        of_ticket.value("csrf_token"),
        "the same secret"
    );

    // Whoever can plant the ticket in `form` holds the ticket: nothing is gained by it.
    assert_eq!(stranger.session().await, None);
    assert_eq!(browser.session().await, None);
}
