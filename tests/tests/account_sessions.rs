//! The account page: who it shows what to, and what ends sessions from there.
#![expect(
    clippy::unwrap_used,
    reason = "a test that can't go on ends; what must hold is told as a result"
)]

use acceptance::{Answer, Browser, Customer, Site};
use reqwest::Method;
use serde_json::{Value, json};

const END_OTHERS: &str = "/auth/account/end-others";
const END_ALL: &str = "/auth/account/end-all";
const END_SESSION: &str = "/auth/account/end-session";

async fn signed_in(site: &Site, customer: &Customer) -> Browser {
    let mut browser = Browser::new(site);
    browser.sign_in(&customer.email, &customer.password).await;
    browser
}

async fn app_token(site: &Site, customer: &Customer) -> String {
    let body = json!({"email": customer.email, "password": customer.password});
    let request = site.request(Method::POST, "/auth/sign-in").json(&body);
    let answer = site.send(request).await.json();
    answer["session_token"].as_str().unwrap().to_owned()
}

async fn by_app(site: &Site, method: Method, path: &str, token: &str) -> Answer {
    let request = site
        .request(method, path)
        .header("authorization", &format!("Bearer {token}"));
    site.send(request).await
}

async fn account(browser: &Browser) -> Value {
    let request = browser.raw(Method::GET, "/auth/account");
    let answer = browser.site().send(request).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn expires_at(browser: &Browser) -> Value {
    account(browser).await["sessions"][0]["expires_at"].clone()
}

/// Threats: ASVS-7.5.2
#[tokio::test]
async fn the_page_shows_the_account_and_all_its_live_sessions_to_its_owner() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = signed_in(&site, &erin).await;
    signed_in(&site, &erin).await;
    app_token(&site, &erin).await;
    signed_in(&site, &erin).await.sign_out().await;

    let page = browser.open("/auth/account").await;

    assert_eq!(page.heading(), "Your account");
    assert!(page.text().contains(&erin.email) && page.text().contains(&erin.name));
    assert_eq!(page.select(".sessions > li").len(), 3);
    assert_eq!(page.select(".sessions > li strong")[0], "This browser");
    let json = account(&browser).await;
    assert_eq!(json["account_id"], erin.account_id.as_str());
    assert_eq!(json["email"], erin.email.as_str());
    assert_eq!(
        (&json["has_password"], &json["amazon_accounts"]),
        (&json!(true), &json!([]))
    );
    let sessions = json["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 3);
    assert!(sessions.iter().all(|it| it["auth_method"] == "password"));
    let current: Vec<_> = sessions.iter().map(|it| it["current"] == true).collect();
    assert_eq!(current, [true, false, false]);
    // What names a session opens nothing.
    let id = sessions[1]["id"].as_str().unwrap();
    let by_id = by_app(&site, Method::GET, "/auth/session", id).await;
    assert_eq!(by_id.status, 401);
}

/// Threats: ASVS-7.2.1
#[tokio::test]
async fn nobody_sees_an_account_without_a_session_of_it() {
    let site = Site::start().await;
    let mut nobody = Browser::new(&site);

    let page = nobody.open("/auth/account").await;
    let json = site.get("/auth/account").await;

    assert_eq!(
        (page.status, page.code().as_str()),
        (401, "unauthenticated")
    );
    // Whoever signs in now comes back here.
    let links = page.links();
    assert!(links.contains(&"/auth/sign-in?return_to=%2Fauth%2Faccount".to_owned()));
    assert_eq!(
        (json.status, json.code().as_str()),
        (401, "unauthenticated")
    );
}

/// Threats: ASVS-7.5.2, ASVS-7.4.1
#[tokio::test]
async fn one_session_is_ended_from_another_browser() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let (mut browser, other) = (signed_in(&site, &erin).await, signed_in(&site, &erin).await);
    let third = signed_in(&site, &erin).await;
    let sessions = account(&other).await;
    let id = sessions["sessions"][0]["id"].as_str().unwrap();
    browser.open("/auth/account").await;
    let csrf = browser.last().form(END_ALL).unwrap();
    let fields = [
        ("csrf_token", csrf.value("csrf_token").unwrap()),
        ("session", id),
    ];

    let first = browser.post(END_SESSION, &fields).await;

    assert_eq!((first.status, first.location()), (303, "/auth/account"));
    assert_eq!(other.session().await, None);
    assert!(browser.session().await.is_some() && third.session().await.is_some());
    // A second click finds nothing more to do, and says the same.
    browser.open("/auth/account").await;
    let second = browser.post(END_SESSION, &fields).await;
    assert_eq!((second.status, second.location()), (303, "/auth/account"));
    assert!(browser.session().await.is_some() && third.session().await.is_some());
}

#[tokio::test]
async fn the_button_beside_a_session_ends_that_session() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let (mut browser, other) = (signed_in(&site, &erin).await, signed_in(&site, &erin).await);
    browser.open("/auth/account").await;

    browser.submit(END_SESSION, &[]).await;
    let page = browser.arrive().await;

    assert_eq!(other.session().await, None);
    assert_eq!(page.select(".sessions > li").len(), 1);
}

#[tokio::test]
async fn ending_ones_own_session_by_its_id_signs_out() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = signed_in(&site, &erin).await;
    let thief = browser.clone();
    let sessions = account(&browser).await;
    let id = sessions["sessions"][0]["id"].as_str().unwrap().to_owned();
    browser.open("/auth/account").await;
    let csrf = browser.last().form(END_ALL).unwrap();
    let csrf = csrf.value("csrf_token").unwrap().to_owned();

    let answer = browser
        .post(END_SESSION, &[("csrf_token", &csrf), ("session", &id)])
        .await;

    assert_eq!((answer.status, answer.location()), (303, "/"));
    assert_eq!(browser.cookie("session"), None);
    assert_eq!(thief.session().await, None);
}

/// Insecure direct object reference: the id of somebody else's session does nothing, and does not
/// tell that there is one.
///
/// Threats: ASVS-7.5.2, ASVS-15.3.3
#[tokio::test]
async fn a_session_of_another_account_is_neither_ended_nor_betrayed() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mallory = site.existing_customer("mallory@example.com").await;
    let erins = signed_in(&site, &erin).await;
    let mut attacker = signed_in(&site, &mallory).await;
    let sessions = account(&erins).await;
    let victim = sessions["sessions"][0]["id"].as_str().unwrap().to_owned();
    let before = site.table().await;

    for id in [victim.as_str(), &"0".repeat(64)] {
        attacker.open("/auth/account").await;
        let form = attacker.last().form(END_ALL).unwrap();
        let csrf = form.value("csrf_token").unwrap().to_owned();
        let fields = [("csrf_token", csrf.as_str()), ("session", id)];
        let answer = attacker.post(END_SESSION, &fields).await;
        assert_eq!((answer.status, answer.location()), (303, "/auth/account"));
        assert_eq!(answer.body.len(), 0);
    }

    assert_eq!(
        site.table().await.changed_since(&before),
        Vec::<String>::new()
    );
    assert!(erins.session().await.is_some());
}

/// Threats: ASVS-7.4.3, C12
#[tokio::test]
async fn ending_the_others_leaves_this_browser_signed_in_by_a_new_session_of_the_same_sign_in() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let stranger = site.existing_customer("stranger@example.com").await;
    let mut browser = signed_in(&site, &erin).await;
    let (thief, other) = (browser.clone(), signed_in(&site, &erin).await);
    let app = app_token(&site, &erin).await;
    let strangers = signed_in(&site, &stranger).await;
    let (before, until) = (browser.session().await.unwrap(), expires_at(&browser).await);
    browser.open("/auth/account").await;

    let answer = browser.submit(END_OTHERS, &[]).await;

    assert_eq!((answer.status, answer.location()), (303, "/auth/account"));
    let after = browser.session().await.unwrap();
    for kept in ["account_id", "auth_time", "auth_method"] {
        assert_eq!(after[kept], before[kept], "{kept}");
    }
    assert!(expires_at(&browser).await.as_str() >= until.as_str());
    assert_ne!(browser.cookie("session"), thief.cookie("session"));
    // Whoever else was in is out at the very next check, a copy of this browser's cookie too.
    assert_eq!(thief.session().await, None);
    assert_eq!(other.session().await, None);
    let check = by_app(&site, Method::GET, "/auth/session", &app).await;
    assert_eq!(check.status, 401);
    assert_eq!(browser.arrive().await.select(".sessions > li").len(), 1);
    assert!(strangers.session().await.is_some());
}

/// One act, one session, and nobody signed out by it: whichever answer the browser takes.
///
/// Threats: ASVS-15.4.2
#[tokio::test]
async fn a_double_click_on_ending_the_others_ends_signed_in_by_one_session() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = signed_in(&site, &erin).await;
    signed_in(&site, &erin).await;
    browser.open("/auth/account").await;
    let mut late = browser.clone();
    let (mut first, mut second) = (browser.clone(), browser.clone());
    let before = site.table().await;

    tokio::join!(
        first.submit(END_OTHERS, &[]),
        second.submit(END_OTHERS, &[])
    );
    let third = browser.submit(END_OTHERS, &[]).await;

    for click in [&first, &second, &browser] {
        assert_eq!(click.last().status, 303);
        assert!(click.session().await.is_some());
        assert_eq!(click.cookie("session"), first.cookie("session"));
    }
    assert_eq!(third.location(), "/auth/account");
    assert_eq!(site.table().await.sessions(), before.sessions() + 1);
    // The browser that has the new cookie sends the form of the page from before once more.
    late.plant_cookie("session", first.cookie("session").unwrap());
    let again = late.submit(END_OTHERS, &[]).await;
    assert_eq!((again.status, again.location()), (303, "/auth/account"));
    assert_eq!(late.cookie("session"), first.cookie("session"));
    assert!(late.session().await.is_some());
}

/// Threats: PH-2, ASVS-7.4.1
#[tokio::test]
async fn ending_all_signs_everybody_out_at_the_very_next_check() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = signed_in(&site, &erin).await;
    let (thief, other) = (browser.clone(), signed_in(&site, &erin).await);
    let app = app_token(&site, &erin).await;
    browser.open("/auth/account").await;
    let mut second = browser.clone();

    let answer = browser.submit(END_ALL, &[]).await;

    assert_eq!((answer.status, answer.location()), (303, "/"));
    assert_eq!(browser.cookie("session"), None);
    assert_eq!(thief.session().await, None);
    assert_eq!(other.session().await, None);
    let check = by_app(&site, Method::GET, "/auth/session", &app).await;
    assert_eq!(check.status, 401);
    // The other half of a double click says the same.
    let again = second.submit(END_ALL, &[]).await;
    assert_eq!((again.status, again.location()), (303, "/"));
    assert_eq!(second.cookie("session"), None);
    browser.sign_in(&erin.email, &erin.password).await;
    assert!(browser.session().await.is_some());
}

/// A question that was open when all sessions ended is closed (threat PH-4), and a browser that was
/// known is not any more.
///
/// Threats: PH-4
#[tokio::test]
async fn ending_all_closes_open_link_questions() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let likeness = site.new_persona("likeness", "L", Some(&erin.email)).await;
    let mut asked = Browser::new(&site);
    asked.sign_in_with_amazon(&likeness).await;
    let mut browser = signed_in(&site, &erin).await;
    browser.open("/auth/account").await;

    browser.submit(END_ALL, &[]).await;
    let answer = asked.answer_link(&erin.password).await;

    assert_eq!(
        (answer.status, answer.code().as_str()),
        (410, "link_expired")
    );
    assert_eq!(asked.session().await, None);
}

#[tokio::test]
async fn an_app_sees_and_ends_sessions_by_its_bearer_alone() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let app = app_token(&site, &erin).await;
    let browser = signed_in(&site, &erin).await;
    let sessions = by_app(&site, Method::GET, "/auth/account", &app)
        .await
        .json();
    let id = sessions["sessions"][1]["id"].as_str().unwrap();

    let end = site
        .request(Method::POST, END_SESSION)
        .header("authorization", &format!("Bearer {app}"))
        .json(&json!({"session": id}));
    let ended = site.send(end).await;
    assert_eq!((ended.status, ended.body.len()), (204, 0));
    assert_eq!(browser.session().await, None);

    let others = by_app(&site, Method::POST, END_OTHERS, &app).await;
    assert_eq!(others.status, 200);
    assert!(others.set_cookies().is_empty());
    assert_eq!(others.json()["account_id"], erin.account_id.as_str());
    // A reply that was lost: the same token once more.
    let again = by_app(&site, Method::POST, END_OTHERS, &app).await;
    assert_eq!(again.json(), others.json());
    let renewed = others.json()["session_token"].as_str().unwrap().to_owned();
    let old = by_app(&site, Method::GET, "/auth/session", &app).await;
    assert_eq!(old.status, 401);

    let all = by_app(&site, Method::POST, END_ALL, &renewed).await;
    assert_eq!((all.status, all.set_cookies().len()), (204, 0));
    let after = by_app(&site, Method::GET, "/auth/account", &renewed).await;
    assert_eq!(
        (after.status, after.code().as_str()),
        (401, "unauthenticated")
    );
}

/// Threats: C6, ASVS-3.5.1
#[tokio::test]
async fn no_other_site_and_nobody_without_the_forms_token_ends_a_session() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = signed_in(&site, &erin).await;
    let other = signed_in(&site, &erin).await;
    browser.open("/auth/account").await;
    let form = browser.last().form(END_ALL).unwrap();
    let token = form.value("csrf_token").unwrap().to_owned();

    for path in [END_SESSION, END_OTHERS, END_ALL] {
        let send = |headers: &[(&str, &str)], body: String| {
            let mut request = browser.raw(Method::POST, path);
            for (name, value) in headers {
                request = request.header(name, value);
            }
            site.send(request.form(body))
        };
        let with_token = || format!("csrf_token={token}&session={}", "0".repeat(64));
        for refused in [
            send(&[("origin", "https://evil.example")], with_token()).await,
            send(&[("sec-fetch-site", "cross-site")], with_token()).await,
            send(&[], format!("session={}", "0".repeat(64))).await,
            send(&[], "csrf_token=AAAA".to_owned()).await,
        ] {
            let told = (refused.status, refused.code());
            assert_eq!(told, (403, "cross_site_request".to_owned()), "{path}");
        }
        // JSON with a cookie has no token.
        let json = browser
            .raw(Method::POST, path)
            .json(&json!({"session": ""}));
        assert_eq!(site.send(json).await.status, 400);
        let nobody = site.request(Method::POST, path).form(with_token());
        assert_eq!(site.send(nobody).await.status, 401);
        assert_eq!(site.get(path).await.status, 404);
    }
    assert!(browser.session().await.is_some() && other.session().await.is_some());
}

#[tokio::test]
async fn a_request_with_both_credentials_or_a_session_id_of_no_form_is_refused() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let browser = signed_in(&site, &erin).await;
    let app = app_token(&site, &erin).await;
    let bearer = format!("Bearer {app}");

    let both = browser
        .raw(Method::GET, "/auth/account")
        .header("authorization", &bearer);
    let both = site.send(both).await;
    let odd = site
        .request(Method::POST, END_SESSION)
        .header("authorization", &bearer)
        .json(&json!({"session": "../../x"}));
    let odd = site.send(odd).await;

    assert_eq!(
        (both.status, both.code().as_str()),
        (400, "invalid_request")
    );
    assert_eq!((odd.status, odd.code().as_str()), (400, "invalid_request"));
}
