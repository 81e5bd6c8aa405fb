//! A return path that leaves the site (RFC 9700 4.11).

use acceptance::{Browser, Site};
use reqwest::Method;

use crate::victim::assert_refused;

const LEAVING: [&str; 24] = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https://evil.example",
    "HTTPS://evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/a/../..//evil.example",
    "/%2e//evil.example",
    "/x y",
    "/\u{e9}",
    "/\0",
    "",
];

fn encoded(path: &str) -> String {
    url::form_urlencoded::byte_serialize(path.as_bytes()).collect()
}

/// Threats, ASVS-3.7.2
#[tokio::test]
async fn a_path_that_leaves_the_site_begins_no_login() {
    let site = Site::start().await;

    for path in LEAVING {
        let login = format!("/auth/amazon/login?return_to={}", encoded(path));
        let request = site.request(Method::GET, &login);
        assert_refused(&site, request, 400, "invalid_request", path).await;
    }
    for query in [
        "return_to=/a&return_to=/a",
        "return_to=/a&return_t%6f=/b",
        "return_to=%ff",
    ] {
        let request = site.request(Method::GET, &format!("/auth/amazon/login?{query}"));
        assert_refused(&site, request, 400, "invalid_request", query).await;
    }
}

/// Threats, ASVS-3.7.2
#[tokio::test]
async fn a_path_that_leaves_the_site_shows_no_sign_in_form() {
    let site = Site::start().await;

    for path in LEAVING {
        for page in ["/auth/sign-in", "/auth/register"] {
            let page = format!("{page}?return_to={}", encoded(path));
            let request = site.request(Method::GET, &page);
            assert_refused(&site, request, 400, "invalid_request", path).await;
        }
    }
}

/// Threats, ASVS-3.7.2
#[tokio::test]
async fn a_form_with_a_path_that_leaves_the_site_signs_nobody_in_and_nobody_out() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut signed_in = Browser::new(&site);
    signed_in.sign_in(&erin.email, &erin.password).await;
    signed_in.open("/auth/sign-in").await;
    let before = site.table().await;

    for path in LEAVING {
        let mut browser = Browser::new(&site);
        browser.open("/auth/sign-in").await;
        let (email, password) = (erin.email.as_str(), erin.password.as_str());
        let contents = [
            ("email", email),
            ("password", password),
            ("return_to", path),
        ];
        let answer = browser.submit("/auth/sign-in", &contents).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "invalid_request"),
            "{path}"
        );
        assert_eq!(browser.session().await, None);

        let mut leaving = signed_in.clone();
        let answer = leaving
            .submit("/auth/sign-out", &[("return_to", path)])
            .await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "invalid_request"),
            "{path}"
        );
        assert!(leaving.session().await.is_some());
    }
    assert_eq!(site.table().await.changed_since(&before), [""; 0]);
}

/// Where to go and where we are comes from our settings, never from the request (RFC 9700 4.13).
///
/// Threats, R-2.1/4.1
#[tokio::test]
async fn a_host_that_the_request_claims_changes_no_address() {
    let site = Site::start().await;
    let honest = site.get("/auth/amazon/login").await;

    for (name, value) in [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "https"),
        ("forwarded", "host=evil.example;proto=https"),
        ("x-original-url", "/evil"),
    ] {
        let request = site
            .request(Method::GET, "/auth/amazon/login")
            .header(name, value);
        let answer = site.send(request).await;

        assert_eq!(answer.status, 303, "{name}");
        assert_eq!(
            answer.parameter("redirect_uri"),
            honest.parameter("redirect_uri"),
            "{name}"
        );
        assert!(!answer.location().contains("evil"), "{name}");
        let cookie = &answer.set_cookies()[0];
        assert_eq!(
            cookie.attributes,
            honest.set_cookies()[0].attributes,
            "{name}"
        );
    }
}
