//! Apps that hold an access token from Amazon's SDK: `POST /auth/amazon/token`.
use acceptance::{Answer, Browser, Persona, Site};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::task::JoinSet;

const TOKEN: &str = "/auth/amazon/token";

/// A token of the site's mobile app.
async fn token_of(site: &Site, persona: &Persona) -> String {
    let [_, app, _] = site.client_ids().await;
    site.access_token(persona, &app, 3600).await
}

async fn send(site: &Site, access_token: &str) -> Answer {
    let body = json!({ "access_token": access_token });
    site.send(site.request(Method::POST, TOKEN).json(&body))
        .await
}

async fn sign_in(site: &Site, persona: &Persona) -> Answer {
    send(site, &token_of(site, persona).await).await
}

async fn link(site: &Site, ticket: &Value, password: &str) -> Answer {
    let body = json!({ "ticket": ticket, "password": password });
    let request = site.request(Method::POST, "/auth/amazon/link").json(&body);
    site.send(request).await
}

/// Who a session token is.
async fn who(site: &Site, token: &Value) -> Option<Value> {
    let bearer = format!("Bearer {}", token.as_str().unwrap());
    let check = site
        .request(Method::GET, "/auth/session")
        .header("authorization", &bearer);
    let answer = site.send(check).await;
    (answer.status == 200).then(|| answer.json())
}

fn told(answer: &Answer) -> (u16, String) {
    (answer.status, answer.code())
}

#[tokio::test]
async fn a_new_customer_gets_an_account_and_a_returning_one_gets_the_same() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;

    let first = sign_in(&site, &nora).await;
    let second = sign_in(&site, &nora).await;

    assert_eq!((first.status, second.status), (200, 200));
    let (first, second) = (first.json(), second.json());
    let keys: Vec<_> = first.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["account_id", "created", "session_token"]);
    assert_eq!(
        (&first["created"], &second["created"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(first["account_id"], second["account_id"]);
    assert_ne!(first["session_token"], second["session_token"]);
    let session = who(&site, &first["session_token"]).await.unwrap();
    assert_eq!(session["account_id"], first["account_id"]);
    assert_eq!(session["auth_method"], "amazon");
    assert_eq!(session["name"].as_str(), nora.name());
    // An app is one more place to be signed in, and no browser to be known again.
    assert!(who(&site, &second["session_token"]).await.is_some());
    assert_eq!(site.table().await.devices(), 0);
}

#[tokio::test]
async fn the_same_amazon_account_is_the_same_account_in_app_and_browser() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&nora).await;

    let app = sign_in(&site, &nora).await.json();

    assert_eq!(
        browser.account_id().await.as_deref(),
        app["account_id"].as_str()
    );
    assert_eq!(app["created"], false);
}

#[tokio::test]
async fn a_token_of_the_site_itself_is_taken_too() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let [own, _, _] = site.client_ids().await;
    let token = site.access_token(&nora, &own, 3600).await;

    let answer = send(&site, &token).await;

    assert_eq!(answer.status, 200);
}

/// I6: whatever came of it the first time.
///
/// Threats: CVE-2026-107276
#[tokio::test]
async fn a_token_signs_in_once() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let token = token_of(&site, &nora).await;
    let first = send(&site, &token).await.json();
    let before = site.table().await;

    let again = send(&site, &token).await;

    assert_eq!(told(&again), (400, "invalid_request".to_owned()));
    assert!(!again.text().contains("session_token"));
    assert_eq!(site.table().await.sessions(), before.sessions());
    assert!(who(&site, &first["session_token"]).await.is_some());
}

#[tokio::test]
async fn a_token_that_failed_does_not_sign_in_later() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let token = token_of(&site, &nora).await;
    site.break_amazon("profile", "server_error").await;
    let failed = send(&site, &token).await;
    site.mend_amazon().await;

    let again = send(&site, &token).await;

    assert_eq!(told(&failed), (502, "amazon_unavailable".to_owned()));
    assert_eq!(told(&again), (400, "invalid_request".to_owned()));
    assert_eq!(site.table().await.accounts(), 2, "the samples");
    assert_eq!(sign_in(&site, &nora).await.status, 200);
}

/// Threats: CVE-2026-107276, ASVS-15.4.2
#[tokio::test]
async fn of_many_deliveries_of_one_token_at_once_exactly_one_signs_in() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let token = token_of(&site, &nora).await;
    let before = site.table().await;

    let mut deliveries = JoinSet::new();
    for _ in 0..8 {
        let (site, token) = (site.clone(), token.clone());
        deliveries.spawn(async move { send(&site, &token).await });
    }
    let all = deliveries.join_all().await;

    let signed_in = all.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(signed_in, 1);
    for refused in all.iter().filter(|answer| answer.status != 200) {
        assert_eq!(told(refused), (400, "invalid_request".to_owned()));
    }
    let after = site.table().await;
    assert_eq!(after.accounts(), before.accounts() + 1);
    assert_eq!(after.sessions(), before.sessions() + 1);
    assert_eq!(after.consumed_attempts(), before.consumed_attempts() + 1);
}

/// "Everybody signed in to one account", apps and browsers alike.
///
/// Threats: M1
#[tokio::test]
async fn two_apps_and_a_browser_at_once_end_in_one_account() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let (one, other) = (token_of(&site, &nora).await, token_of(&site, &nora).await);
    let mut browser = Browser::new(&site);
    let callback = browser.be_sent_back_by_amazon(&nora).await;

    let (one, other, _) = tokio::join!(
        send(&site, &one),
        send(&site, &other),
        browser.deliver(callback)
    );

    assert_eq!((one.status, other.status), (200, 200));
    let account_id = browser.account_id().await;
    assert!(account_id.is_some());
    assert_eq!(one.json()["account_id"].as_str(), account_id.as_deref());
    assert_eq!(other.json()["account_id"].as_str(), account_id.as_deref());
}

/// RFC 9700 4.6: a token that another company's app got hold of opens nothing, and is not used up.
///
/// Threats
#[tokio::test]
async fn a_token_made_for_another_app_is_refused_before_anything_else_is_asked() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let [_, _, foreign] = site.client_ids().await;
    let token = site.access_token(&nora, &foreign, 3600).await;
    let before = (site.table().await, site.requests_at_amazon().await);

    let answer = send(&site, &token).await;

    assert_eq!(told(&answer), (400, "amazon_rejected".to_owned()));
    assert_eq!(site.table().await, before.0);
    let asked = site.requests_at_amazon().await;
    assert_eq!(asked.profile, before.1.profile);
    assert_eq!(asked.tokeninfo, before.1.tokeninfo + 1);
}

#[tokio::test]
async fn tokens_that_amazon_does_not_stand_by_are_refused() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let [_, app, _] = site.client_ids().await;
    let short = site.access_token(&nora, &app, 60).await;
    site.advance_amazons_clock(61).await;

    let expired = send(&site, &short).await;
    let unknown = send(&site, "Atza|nobody-ever-issued-this").await;
    site.break_amazon("profile", "user_id_different").await;
    let two_people = sign_in(&site, &nora).await;

    for refused in [expired, unknown, two_people] {
        assert_eq!(told(&refused), (400, "amazon_rejected".to_owned()));
    }
}

#[tokio::test]
async fn an_amazon_that_is_down_is_told_and_uses_no_token_up() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let token = token_of(&site, &nora).await;
    site.break_amazon("tokeninfo", "server_error").await;

    let down = send(&site, &token).await;
    site.mend_amazon().await;
    let up = send(&site, &token).await;

    assert_eq!(told(&down), (502, "amazon_unavailable".to_owned()));
    assert_eq!(up.status, 200);
}

/// An equal e-mail is never proof, in an app neither: the account's own password is asked for.
///
/// Threats: SPOOFED-ME-A
#[tokio::test]
async fn an_account_with_the_same_email_is_linked_by_its_password_and_only_by_that() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let likeness = site.new_persona("likeness", "L", Some(&erin.email)).await;

    let asked = sign_in(&site, &likeness).await;

    assert_eq!(told(&asked), (409, "link_required".to_owned()));
    let problem = asked.json();
    assert_eq!(problem["proof"], "password");
    let hint = problem["email_hint"].as_str().unwrap();
    assert!(hint.contains('•') && !asked.text().contains(&erin.email));
    assert!(!asked.text().contains(&erin.account_id));
    let wrong = link(&site, &problem["ticket"], "not erins").await;
    assert_eq!(told(&wrong), (401, "wrong_password".to_owned()));
    assert_eq!(wrong.json()["tries_left"], 4);

    let linked = link(&site, &problem["ticket"], &erin.password).await;

    assert_eq!((linked.status, linked.set_cookies().len()), (200, 0));
    let linked = linked.json();
    let keys: Vec<_> = linked.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["account_id", "session_token"]);
    assert_eq!(linked["account_id"], erin.account_id.as_str());
    assert!(who(&site, &linked["session_token"]).await.is_some());
    // The same answer to the same request, and from now on Amazon alone opens the account.
    let again = link(&site, &problem["ticket"], &erin.password).await;
    assert_eq!(again.json(), linked);
    let next = sign_in(&site, &likeness).await.json();
    assert_eq!(next["account_id"], erin.account_id.as_str());
    assert_eq!(site.table().await.devices(), 0);
}

/// Threats: CVE-2026-58422
#[tokio::test]
async fn a_closed_account_is_not_opened() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let first = sign_in(&site, &nora).await.json();
    site.disable_account(first["account_id"].as_str().unwrap())
        .await;

    let answer = sign_in(&site, &nora).await;

    assert_eq!(told(&answer), (403, "account_disabled".to_owned()));
}

/// A browser's cookies have no say: nobody is signed in to, out of or connected by an app's request.
#[tokio::test]
async fn no_cookie_is_read_or_set() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    browser.sign_in(&erin.email, &erin.password).await;
    for _ in 0..6 {
        browser.go_to_amazon("/").await;
    }
    let body = json!({ "access_token": token_of(&site, &nora).await });

    let request = browser.raw(Method::POST, TOKEN).json(&body);
    let answer = site.send(request).await;

    assert_eq!(answer.status, 200);
    assert!(answer.set_cookies().is_empty());
    assert_ne!(answer.json()["account_id"], erin.account_id.as_str());
    assert_eq!(browser.account_id().await, Some(erin.account_id));
}

/// Threats: C6
#[tokio::test]
async fn only_json_of_an_app_or_of_the_sites_own_pages_is_taken() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let token = token_of(&site, &nora).await;
    let body = json!({ "access_token": token });
    let post = || site.request(Method::POST, TOKEN);
    let before = site.table().await;

    for headers in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let request = post().json(&body).header(headers.0, headers.1);
        let refused = site.send(request).await;
        assert_eq!(told(&refused), (403, "cross_site_request".to_owned()));
    }
    let form = post().form(format!("access_token={token}"));
    let plain = post().body("text/plain", body.to_string());
    let long = post().json(&json!({ "access_token": "a".repeat(4_097) }));
    let longer = post().json(&json!({ "access_token": "a".repeat(20_000) }));
    let blank = post().json(&json!({ "access_token": "Atza| x" }));
    let number = post().json(&json!({ "access_token": 1 }));
    let none = post().json(&json!({}));
    for request in [form, plain, long, longer, blank, number, none] {
        let refused = site.send(request).await;
        assert_eq!(told(&refused), (400, "invalid_request".to_owned()));
    }
    assert_eq!(site.table().await, before);
    let own = site.url("/").origin().ascii_serialization();
    let request = post().json(&body).header("origin", &own);
    assert_eq!(site.send(request).await.status, 200);
}

/// I8: neither the token nor anything it could be had from again lies in the table.
///
/// Threats
#[tokio::test]
async fn no_token_lies_in_the_table_or_in_an_address() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let token = token_of(&site, &nora).await;
    let before = site.requests_at_amazon().await;

    let answer = send(&site, &token).await.json();

    let dump = site.table().await.dump();
    assert!(!dump.contains(&token) && !dump.contains("Atza"));
    let session = answer["session_token"].as_str().unwrap();
    assert!(!dump.contains(session) && !dump.contains(&session[22..]));
    let asked = site.requests_at_amazon().await;
    assert_eq!(
        asked.profile_tokens_in_query,
        before.profile_tokens_in_query
    );
    assert_eq!(asked.code_exchanges, before.code_exchanges);
}
