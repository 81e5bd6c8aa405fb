//! The site's own routes behind the authorizer, as `examples/protected-api` has them: one by cookie,
//! one by bearer token, one by either.

use std::time::{Duration, Instant};

use acceptance::{Answer, Browser, Raw, Site};
use reqwest::Method;
use serde_json::json;

const BY_EITHER: &str = "/api/orders";
const BY_COOKIE: &str = "/api/web/orders";
const BY_BEARER: &str = "/api/app/orders";

/// A session of an existing customer, and whose it is.
struct Signed {
    browser: Browser,
    token: String,
    account_id: String,
}

async fn signed_in(site: &Site, email: &str) -> Signed {
    let customer = site.existing_customer(email).await;
    let mut browser = Browser::new(site);
    browser.sign_in(&customer.email, &customer.password).await;
    Signed {
        token: browser.cookie("session").unwrap().to_owned(),
        browser,
        account_id: customer.account_id,
    }
}

/// A request with these credentials, none where the text is empty.
fn request(site: &Site, path: &str, cookie: &str, authorization: &str) -> Raw {
    let mut request = site.request(Method::GET, path);
    for (name, value) in [("cookie", cookie), ("authorization", authorization)] {
        if !value.is_empty() {
            request = request.header(name, value);
        }
    }
    request
}

/// Whom the route took the request for: nobody if it was not reached.
fn whom(answer: &Answer) -> Option<String> {
    if answer.status == 200 {
        return Some(answer.json()["account_id"].as_str().unwrap().to_owned());
    }
    let message = match answer.status {
        401 => "Unauthorized",
        403 => "Forbidden",
        other => panic!("{other} {}", answer.text()),
    };
    assert_eq!(answer.json(), json!({ "message": message }));
    None
}

#[tokio::test]
async fn the_sites_own_routes_know_who_asks() {
    let site = Site::start().await;
    let erin = signed_in(&site, "erin@example.com").await;
    let cookie = format!("{}={}", site.cookie_name("session"), erin.token);
    let bearer = format!("Bearer {}", erin.token);

    for (path, cookie, authorization) in [
        (BY_EITHER, cookie.as_str(), ""),
        (BY_EITHER, "", bearer.as_str()),
        (BY_COOKIE, cookie.as_str(), ""),
        (BY_BEARER, "", bearer.as_str()),
    ] {
        let answer = site.send(request(&site, path, cookie, authorization)).await;

        let expected = json!({"account_id": erin.account_id, "name": "Erin Example", "orders": []});
        assert_eq!((answer.status, answer.json()), (200, expected), "{path}");
    }
}

/// Threats: ASVS-7.2.1
#[tokio::test]
async fn nobody_reaches_them_without_a_live_session() {
    let site = Site::start().await;
    let erin = signed_in(&site, "erin@example.com").await;
    let name = site.cookie_name("session");
    let (cookie, bearer) = (
        format!("{name}={}", erin.token),
        format!("Bearer {}", erin.token),
    );
    let other = if &erin.token[40..41] == "A" { "B" } else { "A" };
    let altered = format!("{}{other}{}", &erin.token[..40], &erin.token[41..]);
    let cases = [
        (BY_EITHER, String::new(), String::new(), 403),
        (BY_EITHER, cookie.clone(), bearer.clone(), 403),
        (BY_EITHER, format!("{cookie}; {cookie}"), String::new(), 403),
        (BY_EITHER, String::new(), erin.token.clone(), 403),
        (BY_COOKIE, String::new(), bearer.clone(), 401),
        (BY_COOKIE, "theme=dark".to_owned(), bearer, 403),
        (BY_COOKIE, format!("{name}={altered}"), String::new(), 403),
        (
            BY_COOKIE,
            format!("theme=dark,{cookie}"),
            String::new(),
            403,
        ),
        (BY_BEARER, cookie, String::new(), 401),
        (BY_BEARER, String::new(), "Basic YTpi".to_owned(), 403),
        (BY_BEARER, String::new(), format!("Bearer {altered}"), 403),
    ];

    for (path, cookie, authorization, status) in cases {
        let answer = site
            .send(request(&site, path, &cookie, &authorization))
            .await;

        assert_eq!(answer.status, status, "{path} {cookie} {authorization}");
        assert_eq!(whom(&answer), None);
    }
}

/// Threats: ASVS-7.4.1
#[tokio::test]
async fn the_end_of_a_session_is_seen_at_once_where_no_answer_is_kept() {
    let site = Site::start().await;
    let mut erin = signed_in(&site, "erin@example.com").await;
    let other = signed_in(&site, "other@example.com").await;
    let ask = async |signed: &Signed| {
        let cookie = format!("{}={}", site.cookie_name("session"), signed.token);
        let bearer = format!("Bearer {}", signed.token);
        let mut seen = Vec::new();
        for (path, cookie, bearer) in [
            (BY_EITHER, cookie.as_str(), ""),
            (BY_COOKIE, cookie.as_str(), ""),
            (BY_BEARER, "", bearer.as_str()),
        ] {
            let answer = site.send(request(&site, path, cookie, bearer)).await;
            seen.push(whom(&answer).is_some());
        }
        seen
    };
    assert_eq!(ask(&erin).await, [true; 3]);
    assert_eq!(ask(&other).await, [true; 3]);

    erin.browser.sign_out().await;
    site.disable_account(&other.account_id).await;

    assert_eq!(ask(&erin).await, [false; 3]);
    assert_eq!(ask(&other).await, [false; 3]);
}

/// What keeping answers costs, as the documentation says it.
#[tokio::test]
async fn where_answers_are_kept_the_end_of_a_session_is_seen_after_their_time_at_most() {
    for (seconds, is_seen) in [(3600, false), (1, true)] {
        let Some(site) = Site::with_authorizer_cache(seconds).await else {
            return;
        };
        let mut erin = signed_in(&site, "erin@example.com").await;
        let cookie = format!("{}={}", site.cookie_name("session"), erin.token);
        let ask = async |path| whom(&site.send(request(&site, path, &cookie, "")).await);
        assert!(ask(BY_COOKIE).await.is_some());

        erin.browser.sign_out().await;

        assert_eq!(
            ask(BY_EITHER).await,
            None,
            "asks each time, whatever the others keep"
        );
        if is_seen {
            let begun = Instant::now();
            while ask(BY_COOKIE).await.is_some() {
                assert!(begun.elapsed() < Duration::from_secs(5));
            }
        } else {
            assert_eq!(ask(BY_COOKIE).await, Some(erin.account_id));
        }
    }
}

/// API Gateway keeps an answer by one header alone. So nothing else of a request may have made it.
///
/// Threats: ASVS-7.2.1
#[tokio::test]
async fn no_kept_answer_ever_serves_another_person() {
    let Some(site) = Site::with_authorizer_cache(3600).await else {
        return;
    };
    let ada = signed_in(&site, "ada@example.com").await;
    let bob = signed_in(&site, "bert@example.com").await;
    let name = site.cookie_name("session");
    let of = |token: &str| format!("{name}={token}");
    let (is_ada, is_bob) = (Some(&ada.account_id), Some(&bob.account_id));
    let cookies = [
        (String::new(), None),
        ("theme=dark".to_owned(), None),
        (of(&ada.token), is_ada),
        (of(&bob.token), is_bob),
        (format!("theme=dark; {}", of(&ada.token)), is_ada),
        (format!("{}; {}", of(&ada.token), of(&bob.token)), None),
    ];
    let headers = [
        (String::new(), None),
        (format!("Bearer {}", ada.token), is_ada),
        (format!("bearer {}", ada.token), is_ada),
        (format!("Bearer {}", bob.token), is_bob),
        (format!("Basic {}", bob.token), None),
        ("Bearer x".to_owned(), None),
    ];
    let ask = async |path, cookie: &str, header: &str| {
        whom(&site.send(request(&site, path, cookie, header)).await)
    };

    // Whatever stands beside the source when its answer is made, and when it is used again. Each pair
    // begins with a value that was never asked about: another cookie, other blanks.
    let mut pairs = 0;
    for (cookie, expected) in &cookies {
        for (first, second) in headers
            .iter()
            .flat_map(|it| headers.iter().map(move |to| (it, to)))
        {
            pairs += 1;
            let own = format!("; run={pairs}");
            let cookie = format!("{cookie}{}", if cookie.is_empty() { "" } else { &own });
            for (beside, _) in [first, second] {
                let who = ask(BY_COOKIE, &cookie, beside).await;
                assert_eq!(who.as_ref(), *expected, "{cookie} beside {beside}");
            }
        }
    }
    for (header, expected) in &headers {
        for (first, second) in cookies
            .iter()
            .flat_map(|it| cookies.iter().map(move |to| (it, to)))
        {
            pairs += 1;
            let header = header.replacen(' ', &" ".repeat(pairs), 1);
            for (beside, _) in [first, second] {
                let who = ask(BY_BEARER, beside, &header).await;
                assert_eq!(who.as_ref(), *expected, "{header} beside {beside}");
            }
        }
    }
    for (cookie, by_cookie) in &cookies {
        for (header, by_header) in &headers {
            // With two credentials the careful route takes none.
            let expected = match (cookie.contains(&name), header.is_empty()) {
                (true, true) => *by_cookie,
                (true, false) => None,
                (false, _) => *by_header,
            };
            let who = ask(BY_EITHER, cookie, header).await;
            assert_eq!(who.as_ref(), expected, "{cookie} and {header}");
        }
    }
}

#[tokio::test]
async fn the_start_page_shows_what_the_sites_own_route_says() {
    let site = Site::start().await;
    let erin = signed_in(&site, "erin@example.com").await;

    let page = erin.browser.clone().get("/").await;

    let shown = page.select("[data-key=orders]").concat();
    let expected = json!({"account_id": erin.account_id, "name": "Erin Example", "orders": []});
    assert_eq!(shown, expected.to_string());
}
