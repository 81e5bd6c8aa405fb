//! Other origins of the site: who may ask `GET /auth/session` from a browser, and that nobody may
//! ask anything else.

use acceptance::{Answer, Browser, Raw, Site};
use reqwest::Method;

/// The one that the local stack lists.
const LISTED: &str = "http://localhost:8080";

/// What answers say about origins.
fn of_cors(answer: &Answer) -> Vec<(String, String)> {
    let mut headers: Vec<_> = (answer.headers.iter())
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .filter(|(name, _)| name.starts_with("access-control-"))
        .collect();
    headers.sort();
    headers
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let pairs = expected.iter();
    pairs
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn preflight(site: &Site, path: &str, origin: &str) -> Raw {
    site.request(Method::OPTIONS, path)
        .header("origin", origin)
        .header("access-control-request-method", "GET")
        .header("access-control-request-headers", "authorization")
}

#[tokio::test]
async fn a_preflight_of_a_listed_origin_is_permitted() {
    let site = Site::start().await;

    let answer = site.send(preflight(&site, "/auth/session", LISTED)).await;

    assert_eq!((answer.status, answer.body.len()), (204, 0));
    assert_eq!(
        of_cors(&answer),
        pairs(&[
            ("access-control-allow-credentials", "true"),
            ("access-control-allow-headers", "authorization"),
            ("access-control-allow-methods", "GET"),
            ("access-control-allow-origin", LISTED),
            ("access-control-max-age", "7200"),
        ])
    );
    assert_eq!(answer.header("vary"), Some("Origin"));
}

#[tokio::test]
async fn a_listed_origin_can_read_every_answer_with_the_browsers_cookies() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = Browser::new(&site);
    browser.sign_in(&erin.email, &erin.password).await;
    let ask = || browser.raw(Method::GET, "/auth/session");
    let nobody = site.request(Method::GET, "/auth/session");

    for (request, status) in [
        (ask(), 200),
        (nobody, 401),
        (ask().header("authorization", "Bearer x"), 400),
    ] {
        let answer = site.send(request.header("origin", LISTED)).await;

        assert_eq!(answer.status, status);
        assert_eq!(
            of_cors(&answer),
            pairs(&[
                ("access-control-allow-credentials", "true"),
                ("access-control-allow-origin", LISTED),
            ])
        );
        assert_eq!(answer.header("vary"), Some("Origin"));
        if status == 200 {
            assert_eq!(answer.json()["account_id"], erin.account_id.as_str());
        }
    }
}

#[tokio::test]
async fn no_other_origin_is_told_anything() {
    let site = Site::start().await;

    for origin in [
        "null",
        "http://localhost:8081",
        "https://localhost:8080",
        "http://localhost:8080.evil.example",
        "https://evil.example",
        "http://LOCALHOST:8080",
    ] {
        let get = site.request(Method::GET, "/auth/session");
        let get = site.send(get.header("origin", origin)).await;
        let preflight = site.send(preflight(&site, "/auth/session", origin)).await;

        assert_eq!((get.status, preflight.status), (401, 204));
        assert_eq!(of_cors(&get), [], "{origin}");
        assert_eq!(of_cors(&preflight), [], "{origin}");
    }
}

#[tokio::test]
async fn no_other_route_is_opened_to_a_listed_origin() {
    let site = Site::start().await;

    for path in [
        "/auth/amazon/login",
        "/auth/amazon/callback",
        "/auth/amazon/link",
        "/auth/sign-in",
        "/auth/sign-out",
        "/auth/assets/none.css",
    ] {
        let get = site.request(Method::GET, path).header("origin", LISTED);
        let get = site.send(get).await;
        let preflight = site.send(preflight(&site, path, LISTED)).await;

        assert_eq!(of_cors(&get), [], "{path}");
        assert_eq!(
            (preflight.status, of_cors(&preflight)),
            (404, vec![]),
            "{path}"
        );
    }
}
