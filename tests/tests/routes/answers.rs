//! What every answer has in common: headers, cookies, media types, and no secret where it does not belong.

use acceptance::{Answer, Browser, Raw, Site};
use reqwest::Method;
use serde_json::json;

const CSP: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
                   base-uri 'none'; frame-ancestors 'none'";

/// Requests that together bring every kind of answer: pages, JSON, redirects, problems, nothing at all.
async fn requests_of_every_kind(site: &Site) -> Vec<(Raw, u16, &'static str)> {
    let erin = site.existing_customer("erin@example.com").await;
    let likeness = site.new_persona("likeness", "L", Some(&erin.email)).await;
    let mut asked = Browser::new(site);
    asked.sign_in_with_amazon(&likeness).await;
    let mut signed_in = Browser::new(site);
    signed_in.sign_in(&erin.email, &erin.password).await;
    let bearer = format!("Bearer {}", signed_in.cookie("session").unwrap());
    let get = |path: &str| site.request(Method::GET, path);
    let right = json!({"email": erin.email, "password": erin.password});
    let wrong = json!({"email": erin.email, "password": "wrong"});
    let post = |body| site.request(Method::POST, "/auth/sign-in").json(body);
    let register = |body| site.request(Method::POST, "/auth/register").json(body);
    let page = "text/html; charset=utf-8";
    let (json, problem) = ("application/json", "application/problem+json");
    vec![
        (get("/auth/amazon/login"), 303, "text/plain; charset=utf-8"),
        (
            get("/auth/amazon/login").header("sec-fetch-site", "cross-site"),
            200,
            page,
        ),
        (get("/auth/amazon/login?return_to=//x"), 400, problem),
        (
            get("/auth/amazon/login?return_to=//x").for_a_page(),
            400,
            page,
        ),
        (get("/auth/amazon/callback"), 400, problem),
        (get("/auth/amazon/callback").for_a_page(), 400, page),
        (get("/auth/amazon/link"), 410, problem),
        (get("/auth/amazon/link").for_a_page(), 410, page),
        (asked.raw(Method::GET, "/auth/amazon/link"), 200, page),
        (
            asked.raw(Method::POST, "/auth/amazon/link").fields(&[]),
            403,
            problem,
        ),
        (get("/auth/session"), 401, problem),
        (get("/auth/session").for_a_page(), 401, page),
        (signed_in.raw(Method::GET, "/auth/session"), 200, json),
        (
            signed_in.raw(Method::GET, "/auth/session").for_a_page(),
            200,
            json,
        ),
        (
            signed_in
                .raw(Method::GET, "/auth/session")
                .header("authorization", &bearer),
            400,
            problem,
        ),
        (get("/auth/sign-in"), 200, page),
        (signed_in.raw(Method::GET, "/auth/sign-in"), 200, page),
        (get("/auth/register"), 200, page),
        (
            register(
                &json!({"name": "Z", "email": erin.email, "password": "four plain words here"}),
            ),
            409,
            problem,
        ),
        (
            register(&json!({"name": "Z", "email": erin.email, "password": ""})),
            422,
            problem,
        ),
        (post(&right), 200, json),
        (post(&wrong), 401, problem),
        (post(&json!({})), 400, problem),
        (
            site.request(Method::POST, "/auth/sign-out").fields(&[]),
            303,
            "text/plain; charset=utf-8",
        ),
        (
            site.request(Method::POST, "/auth/sign-out")
                .header("authorization", &bearer),
            204,
            "",
        ),
        (get("/auth/assets/none.css"), 404, problem),
        (get("/auth/assets/none.css").for_a_page(), 404, page),
    ]
}

fn assert_is_guarded(answer: &Answer) {
    let url = &answer.url;
    let header = |name| answer.header(name).unwrap_or_default();
    assert_eq!(header("content-security-policy"), CSP, "{url}");
    assert_eq!(header("x-content-type-options"), "nosniff", "{url}");
    assert_eq!(header("referrer-policy"), "no-referrer", "{url}");
    assert_eq!(header("x-frame-options"), "DENY", "{url}");
    assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{url}");
    let hsts = answer.header("strict-transport-security");
    match url.scheme() {
        "https" => assert_eq!(hsts, Some("max-age=31536000"), "{url}"),
        _ => assert_eq!(hsts, None, "{url}"),
    }
    for told in ["server", "x-powered-by", "access-control-allow-origin"] {
        assert_eq!(answer.header(told), None, "{url}");
    }
}

/// Threats, C9, ASVS-3.4.1, ASVS-3.4.3, ASVS-3.4.4, ASVS-3.4.5, ASVS-3.4.6, ASVS-3.4.8, ASVS-14.3.2
#[tokio::test]
async fn every_kind_of_answer_has_the_same_guard_and_is_kept_by_no_cache() {
    let site = Site::start().await;

    for (request, status, content_type) in requests_of_every_kind(&site).await {
        let why = format!("{request:?}");
        let answer = site.send(request).await;

        assert_eq!(answer.status, status, "{why}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{why}");
        if answer.status != 204 {
            assert_eq!(answer.header("content-type"), Some(content_type), "{why}");
        }
        assert_is_guarded(&answer);
    }
}

/// Threats: ASVS-16.5.1
#[tokio::test]
async fn a_problem_in_json_says_what_its_page_says() {
    let site = Site::start().await;

    for (path, status) in [
        ("/auth/session", 401),
        ("/auth/amazon/callback", 400),
        ("/auth/amazon/link", 410),
        ("/auth/sign-in?return_to=x", 400),
        ("/auth/assets/x", 404),
    ] {
        let problem = site.get(path).await.json();
        let page = Browser::new(&site).get(path).await;

        let keys: Vec<_> = problem.as_object().unwrap().keys().collect();
        assert_eq!(
            keys,
            ["code", "detail", "status", "title", "type"],
            "{path}"
        );
        assert_eq!(problem["type"], "about:blank");
        assert_eq!(problem["status"], status);
        assert_eq!(page.status, status);
        assert_eq!(problem["title"], page.heading());
        assert_eq!(problem["detail"], page.alert());
        assert_eq!(problem["code"], page.code());
    }
}

/// Whatever a page needs comes from our own origin, and nothing on it runs.
///
/// Threats
#[tokio::test]
async fn pages_need_nothing_that_their_policy_forbids_and_nothing_that_is_missing() {
    let site = Site::start().await;
    let requests = requests_of_every_kind(&site).await;

    for (request, ..) in requests {
        let answer = site.send(request).await;
        if answer.media_type() != "text/html" {
            continue;
        }
        for forbidden in [
            "script",
            "style",
            "[style]",
            "iframe",
            "object",
            "base",
            "[onclick]",
        ] {
            assert_eq!(
                answer.select(forbidden).len(),
                0,
                "{forbidden} on {}",
                answer.url
            );
        }
        assert_eq!(answer.select("html[lang] title").len(), 1);
        let text = answer.text();
        let assets = text.split('"').filter(|it| it.starts_with("/auth/assets/"));
        let mut count = 0;
        for path in assets {
            let asset = site.get(path).await;
            assert_eq!(asset.status, 200, "{path}");
            let cached = "public, max-age=31536000, immutable";
            assert_eq!(asset.header("cache-control"), Some(cached));
            assert_is_guarded(&asset);
            count += 1;
        }
        assert!(count >= 1, "{text}");
        assert!(
            !text.contains("http://") && !text.contains("https://"),
            "{text}"
        );
    }
}

/// A browser that has been everywhere: a link, a wrong password, a second sign-in, out and back.
async fn long_way(site: &Site) -> (Browser, Vec<(String, &'static str)>) {
    let erin = site.existing_customer("erin@example.com").await;
    let likeness = site
        .new_persona("likeness", "E. Amazonian", Some(&erin.email))
        .await;
    let mut browser = Browser::new(site);
    let mut secrets = vec![(erin.password.clone(), "password")];
    let keep = |secrets: &mut Vec<_>, browser: &Browser| {
        for name in browser.cookie_names() {
            let value = browser.cookie(&name).unwrap().to_owned();
            let kind = if name.starts_with("login-") {
                "attempt"
            } else {
                "cookie"
            };
            secrets.push((value, kind));
        }
    };

    browser.open("/").await;
    browser
        .sign_in(&erin.email, "a wrong password of hers")
        .await;
    secrets.push(("a wrong password of hers".to_owned(), "password"));
    keep(&mut secrets, &browser);
    for _ in 0..2 {
        let callback = browser.be_sent_back_by_amazon(&likeness).await;
        for (name, value) in callback.query_pairs() {
            match &*name {
                "code" => secrets.push((value.into_owned(), "code")),
                "state" => secrets.push((value.into_owned(), "state")),
                _ => {}
            }
        }
        keep(&mut secrets, &browser);
        browser.deliver(callback).await;
        browser.arrive().await;
        keep(&mut secrets, &browser);
        if browser.last().url.path() == "/auth/amazon/link" {
            browser.answer_link("another wrong one").await;
            secrets.push(("another wrong one".to_owned(), "password"));
            browser.answer_link(&erin.password).await;
            browser.arrive().await;
            keep(&mut secrets, &browser);
        }
    }
    browser.open("/auth/sign-in").await;
    browser.sign_out().await;
    browser.arrive().await;
    browser.sign_in(&erin.email, &erin.password).await;
    browser.arrive().await;
    keep(&mut secrets, &browser);
    secrets.push(("Atza|".to_owned(), "token"));
    secrets.push(("Atzr|".to_owned(), "token"));
    (browser, secrets)
}

/// Threats, ASVS-3.3.4, ASVS-14.2.1
#[tokio::test]
async fn no_secret_stands_in_a_page_or_in_an_address_where_it_does_not_belong() {
    let site = Site::start().await;

    let (browser, secrets) = long_way(&site).await;

    assert!(secrets.len() > 20, "{}", secrets.len());
    let ours = browser
        .history()
        .iter()
        .filter(|answer| site.owns(&answer.url));
    for answer in ours {
        let location = answer.header("location").unwrap_or_default();
        let leaves = answer.is_redirect() && !site.owns(&answer.leads_to());
        for (secret, kind) in &secrets {
            assert!(
                !answer.text().contains(secret),
                "{kind} in the body of {}",
                answer.url
            );
            let belongs = leaves && *kind == "state";
            assert!(
                belongs || !location.contains(secret),
                "{kind} in {location}"
            );
        }
    }
}

/// I8, and what a stolen table would give away: digests only.
///
/// Threats, E5, ASVS-10.1.1
#[tokio::test]
async fn no_secret_stands_in_the_table() {
    let site = Site::start().await;

    let (_, secrets) = long_way(&site).await;

    let dump = site.table().await.dump();
    for (secret, kind) in secrets {
        assert!(!dump.contains(&secret), "a {kind} is in the table");
    }
}

/// Threats
#[tokio::test]
async fn every_redirect_of_ours_is_a_303_to_our_own_site_or_to_amazon() {
    let site = Site::start().await;

    let (browser, _) = long_way(&site).await;

    let ours = browser
        .history()
        .iter()
        .filter(|answer| site.owns(&answer.url));
    let mut redirects = 0;
    for answer in ours.filter(|answer| answer.is_redirect()) {
        assert_eq!(answer.status, 303, "{}", answer.url);
        assert!(answer.body.is_empty());
        let to = answer.leads_to();
        if !site.owns(&to) {
            assert_eq!(to.origin(), site.amazon_url("/").origin());
            assert_eq!(answer.url.path(), "/auth/amazon/login");
        }
        redirects += 1;
    }
    assert!(redirects >= 7, "{redirects}");
}

/// Threats: C1, C2, C3, C4, C5, C7, C8, C10, N12, ASVS-3.3.1, ASVS-3.3.2, ASVS-3.3.3, ASVS-3.3.4, ASVS-3.3.5
#[tokio::test]
async fn every_cookie_belongs_to_this_host_alone_and_is_out_of_reach_of_scripts() {
    let site = Site::start().await;

    let (browser, _) = long_way(&site).await;

    let mut names = std::collections::BTreeSet::new();
    for answer in browser.history() {
        for cookie in answer.set_cookies() {
            assert!(site.owns(&answer.url), "{cookie:?}");
            let is_secure = answer.url.scheme() == "https";
            let mut expected = vec![
                "Path=/".to_owned(),
                format!("Max-Age={}", cookie.max_age()),
                "HttpOnly".to_owned(),
                "SameSite=Lax".to_owned(),
            ];
            expected.extend(is_secure.then(|| "Secure".to_owned()));
            assert_eq!(cookie.attributes, expected);
            assert!(cookie.name.len() + cookie.value.len() <= 4096, "ASVS 3.3.5");
            let name = cookie.name.trim_start_matches("__Host-");
            let name = name.split('-').next().unwrap().to_owned();
            names.insert((name, cookie.max_age()));
        }
    }
    let names: Vec<_> = names
        .iter()
        .map(|(name, life)| (name.as_str(), *life))
        .collect();
    assert_eq!(
        names,
        [
            ("device", 31_536_000),
            ("form", 0),
            ("form", 3600),
            ("link", 0),
            ("link", 900),
            ("login", 0),
            ("login", 600),
            ("session", 0),
            ("session", 2_592_000),
        ]
    );
}
