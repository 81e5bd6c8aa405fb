//! Story 6: signing out.

use acceptance::{Browser, Site};

/// Threats: C10, ASVS-7.4.1
#[tokio::test]
async fn signing_out_ends_the_session_for_every_copy_of_its_cookie() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&nora).await;
    let copy = browser.clone();

    let answer = browser.sign_out().await;

    assert_eq!((answer.status, answer.location()), (303, "/"));
    let mut cleared: Vec<_> = answer
        .set_cookies()
        .into_iter()
        .map(|it| (it.name.clone(), it.max_age()))
        .collect();
    cleared.sort();
    let attempt = copy.attempts().concat();
    let mut ours = ["form", "link", "session", &attempt].map(|name| (site.cookie_name(name), 0));
    ours.sort();
    assert_eq!(cleared, ours);
    assert_eq!(
        answer.header("clear-site-data"),
        None,
        "the shop's cart stays"
    );
    assert_eq!(browser.cookie_names(), ["device"]);
    assert_eq!(browser.session().await, None);
    assert_eq!(copy.session().await, None);
}

/// Threats: ASVS-7.4.4
#[tokio::test]
async fn the_start_page_signs_out_and_shows_the_sign_in_again() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&nora).await;

    browser.submit("/auth/sign-out", &[]).await;
    let page = browser.arrive().await;

    assert_eq!(page.heading(), "Welcome");
    assert!(page.form("/auth/sign-in").is_some());
}

/// Threats: ASVS-7.4.1
#[tokio::test]
async fn back_does_not_sign_in_again() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    let callback = browser.be_sent_back_by_amazon(&nora).await;
    browser.deliver(callback.clone()).await;
    let with_its_cookies = browser.clone();
    browser.sign_out().await;
    let before = site.table().await;

    let without = browser.deliver(callback.clone()).await;
    let mut with = with_its_cookies;
    let kept = with.deliver(callback).await;

    assert_eq!(
        (without.status, without.code().as_str()),
        (400, "invalid_state")
    );
    assert_eq!(
        (kept.status, kept.location()),
        (303, "/"),
        "it goes on, signed out"
    );
    assert_eq!(kept.set_cookie(&site.cookie_name("session")), None);
    assert_eq!(browser.session().await, None);
    assert_eq!(with.session().await, None);
    assert_eq!(site.table().await.changed_since(&before), [""; 0]);
    assert_eq!(site.requests_at_amazon().await.code_exchanges, 1);
}

/// Threats: ASVS-7.1.2
#[tokio::test]
async fn signing_out_of_one_browser_leaves_the_others_signed_in() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let (mut at_home, mut at_work) = (Browser::new(&site), Browser::new(&site));
    at_home.sign_in_with_amazon(&nora).await;
    at_work.sign_in_with_amazon(&nora).await;

    at_work.sign_out().await;

    assert!(at_home.session().await.is_some());
}

#[tokio::test]
async fn after_signing_out_the_same_browser_signs_in_again() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&nora).await;
    let account = browser.account_id().await;
    browser.sign_out().await;

    browser.sign_in_with_amazon(&nora).await;

    assert_eq!(browser.account_id().await, account);
}
