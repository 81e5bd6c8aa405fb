//! The end of all sessions, and of all but one.

use acceptance::{Browser, Site};
use reqwest::Method;

use super::{END_ALL, END_OTHERS, app_token, by_app, expires_at, signed_in};

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
