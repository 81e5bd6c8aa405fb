//! Amazon down, slow, or saying something that it should not: a page that says so, nobody signed in,
//! nothing half done, and the next try succeeds.

use acceptance::{Answer, Browser, Persona, Site};
use serde_json::json;

const UNAVAILABLE: (u16, &str) = (502, "amazon_unavailable");
const REJECTED: (u16, &str) = (400, "amazon_rejected");

/// What may go wrong at every endpoint.
const ANYWHERE: [(&str, (u16, &str)); 16] = [
    ("invalid_token", REJECTED),
    ("invalid_grant", REJECTED),
    ("invalid_client", UNAVAILABLE),
    ("insufficient_scope", UNAVAILABLE),
    ("server_error", UNAVAILABLE),
    ("unavailable", UNAVAILABLE),
    ("too_many_requests", UNAVAILABLE),
    ("html", UNAVAILABLE),
    ("redirect", UNAVAILABLE),
    ("connection_dropped", UNAVAILABLE),
    ("connection_cut", UNAVAILABLE),
    ("truncated_json", UNAVAILABLE),
    ("oversized", UNAVAILABLE),
    ("oversized_stream", UNAVAILABLE),
    ("invalid_utf8", UNAVAILABLE),
    ("wrong_content_type", UNAVAILABLE),
];

/// Who the token or the profile is about (threat M7, Keycloak CVE-2026-82968).
const ABOUT_A_PERSON: [(&str, (u16, &str)); 7] = [
    ("user_id_missing", UNAVAILABLE),
    ("user_id_empty", UNAVAILABLE),
    ("user_id_null", UNAVAILABLE),
    ("user_id_number", UNAVAILABLE),
    ("user_id_malformed", UNAVAILABLE),
    ("user_id_too_long", UNAVAILABLE),
    ("user_id_different", REJECTED),
];

const ABOUT_THE_AUDIENCE: [(&str, (u16, &str)); 2] = [
    ("foreign_audience", REJECTED),
    ("audience_missing", UNAVAILABLE),
];

/// Meets each fault with a customer nobody knows, and once more after it is mended.
async fn assert_each_is_survived(endpoint: &str, faults: &[(&str, (u16, &str))]) {
    let site = Site::start().await;
    for (fault, expected) in faults {
        let why = format!("{fault} at {endpoint}");
        let name = format!("{endpoint}-{fault}").replace('_', "-");
        let email = format!("{name}@example.net");
        let persona = site.new_persona(&name, "Fay", Some(&email)).await;
        let before = site.table().await;
        let mut browser = Browser::new(&site);
        site.break_amazon(endpoint, fault).await;

        let callback = browser.be_sent_back_by_amazon(&persona).await;
        let page = browser.deliver(callback.clone()).await;

        assert_eq!((page.status, page.code().as_str()), *expected, "{why}");
        assert_says_what_to_do(&page, &why);
        assert_eq!(browser.session().await, None, "{why}");
        let changed = site.table().await.changed_since(&before);
        assert!(
            changed.len() == 1 && changed[0].starts_with("LOGIN#"),
            "{why}: {changed:?}"
        );

        // A reload says the same and asks Amazon nothing: the code was spent.
        site.mend_amazon().await;
        let asked = site.requests_at_amazon().await;
        let reloaded = browser.deliver(callback).await;
        assert_eq!(
            (reloaded.status, reloaded.code().as_str()),
            *expected,
            "{why}"
        );
        assert_eq!(site.requests_at_amazon().await, asked, "{why}");

        browser.sign_in_with_amazon(&persona).await;
        assert!(browser.session().await.is_some(), "{why}");
        assert_eq!(
            site.table().await.accounts(),
            before.accounts() + 1,
            "{why}"
        );
    }
    let requests = site.requests_at_amazon().await;
    assert_eq!(
        (
            requests.redirects_followed,
            requests.profile_tokens_in_query
        ),
        (0, 0)
    );
}

fn assert_says_what_to_do(page: &Answer, why: &str) {
    assert!(page.alert().len() > 30, "{why}");
    let links = page.links();
    for way_on in ["/auth/amazon/login", "/auth/sign-in", "/"] {
        assert!(links.iter().any(|link| link == way_on), "{why}: {links:?}");
    }
    assert!(
        !page.text().contains("Atza|") && !page.text().contains("example.net"),
        "{why}"
    );
}

/// Threats: ASVS-16.5.2, ASVS-16.5.3
#[tokio::test]
async fn a_fault_at_the_token_endpoint_signs_nobody_in() {
    assert_each_is_survived("token", &ANYWHERE).await;
}

/// Threats, ASVS-16.5.3
#[tokio::test]
async fn a_fault_at_the_token_check_signs_nobody_in() {
    assert_each_is_survived("tokeninfo", &ANYWHERE).await;
    assert_each_is_survived("tokeninfo", &ABOUT_THE_AUDIENCE).await;
}

/// Threats: ASVS-15.3.2, ASVS-16.5.3
#[tokio::test]
async fn a_fault_at_the_profile_signs_nobody_in() {
    assert_each_is_survived("profile", &ANYWHERE).await;
}

/// Threats: M7, CVE-2026-82968
#[tokio::test]
async fn a_person_that_amazon_does_not_name_clearly_and_twice_is_nobody() {
    assert_each_is_survived("tokeninfo", &ABOUT_A_PERSON).await;
    assert_each_is_survived("profile", &ABOUT_A_PERSON).await;
}

/// The same faults for somebody who has an account: it stays shut, and stays theirs.
///
/// Threats: M7, R-2.3, CVE-2026-82968
#[tokio::test]
async fn a_fault_opens_no_account_that_is_there_already() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    Browser::new(&site).sign_in_with_amazon(&nora).await;
    let before = site.table().await;

    for (endpoint, fault) in [
        ("profile", "user_id_different"),
        ("tokeninfo", "user_id_different"),
        ("tokeninfo", "foreign_audience"),
        ("profile", "user_id_null"),
        ("profile", "truncated_json"),
        ("token", "server_error"),
    ] {
        site.break_amazon(endpoint, fault).await;
        let mut browser = Browser::new(&site);
        browser.come_back_from_amazon(&nora).await;
        site.mend_amazon().await;

        assert_eq!(browser.session().await, None, "{fault} at {endpoint}");
    }
    let table = site.table().await;
    assert_eq!(table.sessions(), before.sessions());
    assert_eq!(table.accounts(), before.accounts());
}

#[tokio::test]
async fn a_profile_that_fails_once_is_asked_for_once_more() {
    let site = Site::start().await;

    for fault in ["server_error", "unavailable", "connection_dropped"] {
        let persona = site
            .new_persona(&fault.replace('_', "-"), "Once", None)
            .await;
        let asked = site.requests_at_amazon().await;
        site.plan_faults(&json!([{"endpoint": "profile", "fault": fault, "times": 1}]))
            .await;
        let mut browser = Browser::new(&site);

        browser.sign_in_with_amazon(&persona).await;

        assert!(browser.session().await.is_some(), "{fault}");
        let now = site.requests_at_amazon().await;
        assert_eq!(now.profile, asked.profile + 2, "{fault}");
        assert_eq!(now.code_exchanges, asked.code_exchanges + 1, "{fault}");
    }
}

/// An exchange is never repeated: whatever became of it, the code may be spent.
#[tokio::test]
async fn an_exchange_is_asked_for_once_however_it_ends() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;

    for fault in [
        "server_error",
        "connection_dropped",
        "too_many_requests",
        "invalid_client",
    ] {
        let asked = site.requests_at_amazon().await;
        site.plan_faults(&json!([{"endpoint": "token", "fault": fault, "times": 1}]))
            .await;
        let mut browser = Browser::new(&site);

        browser.come_back_from_amazon(&nora).await;

        assert_eq!(browser.session().await, None, "{fault}");
        let now = site.requests_at_amazon().await;
        assert_eq!(now.code_exchanges, asked.code_exchanges + 1, "{fault}");
        assert_eq!(now.profile, asked.profile, "{fault}");
    }
}

/// Threats: ASVS-16.5.2
#[tokio::test]
async fn while_amazon_is_down_everything_else_goes_on() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut noras = Browser::new(&site);
    noras.sign_in_with_amazon(&nora).await;
    let who = noras.account_id().await;
    for endpoint in ["token", "tokeninfo", "profile"] {
        site.break_amazon(endpoint, "connection_dropped").await;
    }

    let page = noras.come_back_from_amazon(&nora).await;
    let mut erins = Browser::new(&site);
    erins.sign_in(&erin.email, &erin.password).await;

    assert_eq!(page.status, 502);
    assert_eq!(
        noras.account_id().await,
        who,
        "a failed try ends no session"
    );
    assert_eq!(erins.account_id().await, Some(erin.account_id));
    noras.sign_out().await;
    assert_eq!(noras.session().await, None);
    site.mend_amazon().await;
}

async fn come_back(site: &Site, persona: &Persona, fault: serde_json::Value) -> (Browser, Answer) {
    site.plan_faults(&json!([fault])).await;
    let mut browser = Browser::new(site);
    let answer = browser.come_back_from_amazon(persona).await;
    site.mend_amazon().await;
    (browser, answer)
}

/// The waiting is side by side, so that it is waited through once; the sites are started in turn, so
/// that they do not wait for each other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_takes_too_long_is_given_up_and_a_slow_one_is_waited_for() {
    let mut sites = vec![Site::start().await];
    if sites[0].is_shared() {
        eprintln!("left out: it needs several Amazons at once");
        return;
    }
    while sites.len() < 5 {
        sites.push(Site::start().await);
    }
    let mut next = || sites.pop().unwrap();
    let slow = |site: Site, endpoint: &'static str, fault: &'static str, ms: u64| async move {
        let nora = site.persona("new-customer").await;
        let fault = json!({"endpoint": endpoint, "fault": fault, "ms": ms});
        let (mut browser, answer) = come_back(&site, &nora, fault).await;
        let who = browser.session().await;
        browser.sign_in_with_amazon(&nora).await;
        assert!(browser.session().await.is_some(), "{endpoint}");
        (answer, who.is_some())
    };

    let (token, tokeninfo, profile, silent, patient) = tokio::join!(
        slow(next(), "token", "slow", 30_000),
        slow(next(), "tokeninfo", "slow", 30_000),
        slow(next(), "profile", "slow", 30_000),
        slow(next(), "token", "timeout", 30_000),
        slow(next(), "token", "slow", 1_000),
    );

    for (answer, is_signed_in) in [token, tokeninfo, profile, silent] {
        assert_eq!((answer.status, answer.code().as_str()), UNAVAILABLE);
        assert!(!is_signed_in);
    }
    assert_eq!(patient.0.status, 303);
    assert!(patient.1);
}

#[tokio::test]
async fn a_program_is_told_the_same_in_json() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    let callback = browser.be_sent_back_by_amazon(&nora).await;
    site.break_amazon("token", "html").await;

    let path = format!("{}?{}", callback.path(), callback.query().unwrap());
    let answer = site.send(browser.raw(reqwest::Method::GET, &path)).await;
    site.mend_amazon().await;

    assert_eq!(answer.media_type(), "application/problem+json");
    assert_eq!((answer.status, answer.code().as_str()), UNAVAILABLE);
}
