//! Cookies, beside what `answers.rs` holds of each.

use acceptance::{Browser, Site};
use reqwest::Method;

use crate::people::{asked, refusal, victim_and_spoof};

/// API Gateway takes 10,240 bytes of request line and headers, and its refusal could not clear a cookie.
///
/// Threats: C8, ASVS-3.3.5
#[tokio::test]
async fn a_browser_that_holds_all_it_can_of_ours_still_gets_in() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let (victim, spoof) = victim_and_spoof(&site).await;
    let longest = format!("/{}", "a".repeat(511));
    let mut browser = asked(&site, &spoof).await;
    browser.sign_in(&victim.email, &victim.password).await;
    browser.get("/auth/amazon/login").await;
    let nora = site.persona("new-customer").await;
    for _ in 0..9 {
        browser.go_to_amazon(&longest).await;
    }
    browser.plant_cookie("form", &"A".repeat(43));
    assert_eq!(browser.attempts().len(), 5);
    assert_eq!(
        browser.cookie_names().len(),
        5 + 4,
        "{:?}",
        browser.cookie_names()
    );
    let callback = browser
        .decide(&[("persona", nora.id()), ("decision", "allow")])
        .await;
    let cookies: usize = browser
        .cookie_names()
        .iter()
        .map(|name| format!("__Host-{name}=; ").len() + browser.cookie(name).unwrap().len())
        .sum();
    assert!(
        cookies + callback.as_str().len() < 10_240 - 2_048,
        "{cookies} bytes of cookies leave too little for the site's own"
    );

    let page = browser.deliver(callback).await;

    assert_eq!(refusal(&page), (409, "signed_in_as_another".to_owned()));
}

/// Threats: C9, ASVS-14.3.2
#[tokio::test]
async fn no_answer_that_sets_a_cookie_is_kept_by_a_cache() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let (victim, spoof) = victim_and_spoof(&site).await;
    let mut browser = asked(&site, &spoof).await;
    browser.answer_link("a wrong one").await;
    browser.answer_link(&victim.password).await;
    browser.arrive().await;
    browser.sign_out().await;
    browser.sign_in(&victim.email, "a wrong one").await;
    browser.sign_in(&victim.email, &victim.password).await;
    for number in 0..9 {
        browser.plant_cookie(&format!("login-junk000{number}"), "x");
    }
    browser.get("/auth/session").await;
    browser.get("/auth/amazon/callback").await;

    let setting: Vec<_> = browser
        .history()
        .iter()
        .filter(|answer| !answer.set_cookies().is_empty())
        .collect();

    assert!(setting.len() >= 8, "{}", setting.len());
    for answer in setting {
        assert_eq!(
            answer.header("cache-control"),
            Some("no-store"),
            "{}",
            answer.url
        );
    }
}

/// Whoever can add a cookie of a name of ours, from a sister site perhaps, gets neither taken.
///
/// Threats: C11, GHSA-x445-f3h2-j279
#[tokio::test]
async fn of_two_cookies_with_one_name_neither_is_taken() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let (victim, spoof) = victim_and_spoof(&site).await;
    let browser = asked(&site, &spoof).await;
    let form = browser.last().form("/auth/amazon/link").unwrap();
    let body = form.filled_in(&[("password", &victim.password)]).encode();
    let link = format!(
        "{}={}",
        site.cookie_name("link"),
        browser.cookie("link").unwrap()
    );
    let planted = format!("{}={}", site.cookie_name("link"), "A".repeat(43));
    let mut signing_in = Browser::new(&site);
    let form = signing_in
        .open("/auth/sign-in")
        .await
        .form("/auth/sign-in")
        .unwrap();
    let fields = [("email", &*victim.email), ("password", &*victim.password)];
    let sign_in = form.filled_in(&fields).encode();
    let own = format!(
        "{}={}",
        site.cookie_name("form"),
        signing_in.cookie("form").unwrap()
    );
    let other = format!("{}={}", site.cookie_name("form"), "A".repeat(43));
    let before = site.table().await;

    for (path, body, one, other, expected) in [
        (
            "/auth/amazon/link",
            &body,
            &link,
            &planted,
            (410, "link_expired"),
        ),
        (
            "/auth/amazon/link",
            &body,
            &planted,
            &link,
            (410, "link_expired"),
        ),
        (
            "/auth/amazon/link",
            &body,
            &link,
            &link,
            (410, "link_expired"),
        ),
        (
            "/auth/sign-in",
            &sign_in,
            &own,
            &other,
            (403, "cross_site_request"),
        ),
        (
            "/auth/sign-in",
            &sign_in,
            &other,
            &own,
            (403, "cross_site_request"),
        ),
    ] {
        let request = site
            .request(Method::POST, path)
            .header("cookie", &format!("{one}; {other}"))
            .form(body.clone());
        let answer = site.send(request).await;
        assert_eq!(
            refusal(&answer),
            (expected.0, expected.1.to_owned()),
            "{path}"
        );
    }

    assert_eq!(site.table().await.changed_since(&before), [""; 0]);
}
