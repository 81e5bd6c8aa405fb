//! What arrives in the cookie of a login attempt. Its fields are the browser's own claims.

use acceptance::{Browser, Site};
use accounts::{
    domain::{AccountId, Intent, LoginAttempt, ReturnTo, Secret, Timestamp},
    token::{OsRandom, Random as _},
};
use reqwest::Method;
use time::OffsetDateTime;

use crate::victim::{Victim, assert_refused};

/// Threats: GHSA-x445-f3h2-j279, ASVS-10.1.2
#[tokio::test]
async fn an_altered_attempt_is_refused_and_the_unaltered_one_still_works_afterwards() {
    let victim = Victim::between_amazon_and_site().await;
    let query = victim.callback.query().unwrap().to_owned();
    let name = victim.attempt();
    let value = victim.browser.cookie(&name).unwrap().to_owned();
    let parts: Vec<_> = value.split('.').collect();
    let [version, secret, issued_at, connect, return_to] = parts[..] else {
        panic!("{value}");
    };
    assert_eq!((version, connect), ("1", ""));
    let issued: i64 = issued_at.parse().unwrap();
    let somebody = AccountId::from_bytes([7; 16]).to_string();
    let other_secret = Secret::from_bytes([7; 32]).expose_base64url();

    for altered in [
        String::new(),
        "junk".to_owned(),
        "1....".to_owned(),
        format!("2.{secret}.{issued_at}..{return_to}"),
        format!("1.{other_secret}.{issued_at}..{return_to}"),
        format!("1.{secret}.{}..{return_to}", issued + 1),
        format!("1.{secret}.{}..{return_to}", issued - 1),
        format!("1.{secret}.0{issued_at}..{return_to}x"),
        format!("1.{secret}.{issued_at}.{somebody}.{return_to}"),
        format!("1.{secret}.{issued_at}..L2V2aWw"),
        format!("1.{secret}.{issued_at}..Ly9ldmlsLmV4YW1wbGU"),
        format!("1.{secret}.{issued_at}..{return_to}.more"),
        format!("1.{secret}.{issued_at}..{return_to}="),
        format!("1.{}.{issued_at}..{return_to}", secret.to_lowercase()),
        format!("1.{secret}.99999999999999999999..{return_to}"),
        "x".repeat(4000),
    ] {
        let mut browser = victim.browser.clone();
        browser.plant_cookie(&name, &altered);
        let request = browser.raw(Method::GET, &format!("/auth/amazon/callback?{query}"));
        victim
            .assert_refused(request, 400, "invalid_state", &altered)
            .await;
    }

    victim.assert_unharmed().await;
}

/// Threats: C11, GHSA-x445-f3h2-j279
#[tokio::test]
async fn an_attempt_is_found_only_under_its_own_name_and_only_once() {
    let victim = Victim::between_amazon_and_site().await;
    let query = victim.callback.query().unwrap().to_owned();
    let path = format!("/auth/amazon/callback?{query}");
    let name = victim.attempt();
    let value = victim.browser.cookie(&name).unwrap().to_owned();
    let written = victim.site.cookie_name(&name);

    for (cookies, why) in [
        (format!("login-AAAAAAAA={value}"), "another name"),
        (format!("{}={value}", written.to_uppercase()), "capitals"),
        (format!("{written}={value}; {written}={value}"), "twice"),
        (format!("{written}={value}; {written}=x"), "and another"),
        (format!("{written}=\"{value}\""), "quoted"),
    ] {
        let request = victim
            .site
            .request(Method::GET, &path)
            .header("cookie", &cookies);
        victim
            .assert_refused(request, 400, "invalid_state", why)
            .await;
    }

    victim.assert_unharmed().await;
}

/// A browser that makes its own attempt, which nobody can keep it from.
struct Forged {
    attempt: LoginAttempt,
    browser: Browser,
}

impl Forged {
    fn new(browser: &Browser, age_s: i64, intent: Intent) -> Self {
        let now = OffsetDateTime::now_utc().unix_timestamp();
        let issued_at = Timestamp::from_unix_seconds(now - age_s);
        let secret = OsRandom.secret();
        let attempt = LoginAttempt::begin(secret, issued_at, intent, ReturnTo::home());
        let mut browser = browser.clone();
        let name = format!("login-{}", &attempt.state().as_str()[..8]);
        browser.plant_cookie(&name, &attempt.expose());
        Self { attempt, browser }
    }

    fn path(&self, code: &str) -> String {
        let state = self.attempt.state();
        format!("/auth/amazon/callback?code={code}&state={}", state.as_str())
    }
}

/// Threats: R-2.1/4.7, C7
#[tokio::test]
async fn an_attempt_older_than_ten_minutes_or_from_the_future_is_refused() {
    let site = Site::start().await;
    let before = site.table().await;

    for age_s in [601 + 5, 3600, 86_400 * 365, -30, -86_400] {
        let forged = Forged::new(&Browser::new(&site), age_s, Intent::SignIn);
        let request = forged
            .browser
            .raw(Method::GET, &forged.path("ANabcdef0123456789abcd"));
        assert_refused(&site, request, 400, "invalid_state", &age_s.to_string()).await;
    }

    assert_eq!(site.table().await.changed_since(&before), [""; 0]);
    assert_eq!(site.requests_at_amazon().await.code_exchanges, 0);
}

/// The wish to connect rides in the browser's own cookie, so the browser can say what it likes.
///
/// Threats: M5, PH-3, CVE-2026-105207
#[tokio::test]
async fn a_forged_wish_to_connect_to_somebodys_account_links_nothing() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mallory = site
        .new_persona("mallory", "M", Some("mallory@example.net"))
        .await;
    let target = Intent::Connect(AccountId::parse(&erin.account_id).unwrap());
    let mut signed_in_as_erin = Browser::new(&site);
    signed_in_as_erin.sign_in(&erin.email, &erin.password).await;
    let before = site.table().await;

    for browser in [Browser::new(&site), signed_in_as_erin.clone()] {
        let is_signed_in = browser.session().await.is_some();
        let mut forged = Forged::new(&browser, 0, target);
        let login = forged.browser.clone().get("/auth/amazon/login").await;
        let mut authorize = login.leads_to();
        let pairs: Vec<_> = authorize.query_pairs().into_owned().collect();
        authorize.query_pairs_mut().clear();
        for (name, value) in pairs {
            let value = match name.as_str() {
                "state" => forged.attempt.state().as_str().to_owned(),
                "code_challenge" => forged.attempt.code_challenge(),
                _ => value,
            };
            authorize.query_pairs_mut().append_pair(&name, &value);
        }
        let start = site.url("/");
        forged.browser.get_from(&start, authorize).await;
        let choice = [("persona", mallory.id()), ("decision", "allow")];
        let callback = forged.browser.decide(&choice).await;

        let answer = forged.browser.deliver(callback).await;

        if is_signed_in {
            // A question that names the Amazon account; only its own form would connect it.
            assert_eq!(answer.leads_to().path(), "/auth/amazon/link");
        } else {
            assert_eq!(answer.status, 401);
            assert_eq!(answer.code(), "unauthenticated");
        }
    }
    let table = site.table().await;
    assert_eq!(table.identities(), before.identities());
    assert_eq!(table.accounts(), before.accounts());
}

#[tokio::test]
async fn the_oldest_open_attempts_make_room_for_new_ones() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);

    for _ in 0..12 {
        let answer = browser.get("/auth/amazon/login").await;
        assert_eq!(answer.status, 303);
        assert!(browser.attempts().len() <= 5, "{:?}", browser.attempts());
    }

    browser.sign_in_with_amazon(&nora).await;
    assert!(browser.session().await.is_some());
}

#[tokio::test]
async fn any_function_clears_attempts_that_piled_up() {
    let site = Site::start().await;
    let mut browser = Browser::new(&site);
    for number in 0..9 {
        browser.plant_cookie(&format!("login-junk000{number}"), "x");
    }

    browser.get("/auth/session").await;

    assert_eq!(browser.attempts().len(), 5);
}
