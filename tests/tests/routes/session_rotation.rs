//! Every way of signing in begins a new session and ends the one that the browser held before (ASVS
//! 7.2.4), a second delivery of the same sign-in too.

use acceptance::{Browser, Customer, Site};

async fn signed_in(site: &Site, customer: &Customer) -> Browser {
    let mut browser = Browser::new(site);
    browser.sign_in(&customer.email, &customer.password).await;
    assert!(browser.session().await.is_some());
    browser
}

/// `before` is a copy of the browser from before it signed in again.
async fn assert_rotated(browser: &Browser, before: &Browser) {
    assert!(browser.session().await.is_some());
    assert_ne!(browser.cookie("session"), before.cookie("session"));
    assert_eq!(before.session().await, None, "the session held before");
}

/// Threats: ASVS-7.2.4, C12
#[tokio::test]
async fn signing_in_with_amazon_again_ends_the_session_held() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&nora).await;
    let before = browser.clone();

    browser.sign_in_with_amazon(&nora).await;

    assert_rotated(&browser, &before).await;
    assert_eq!(site.table().await.sessions(), 1);
}

/// Threats: ASVS-7.2.4, C12
#[tokio::test]
async fn signing_in_by_password_again_ends_the_session_held() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = Browser::new(&site);
    browser.open("/auth/sign-in").await;
    // The form was open before the browser was signed in, in another tab.
    let earlier = signed_in(&site, &erin).await;
    browser.plant_cookie("session", earlier.cookie("session").unwrap());

    let fields = [
        ("email", erin.email.as_str()),
        ("password", erin.password.as_str()),
    ];
    browser.submit("/auth/sign-in", &fields).await;

    assert_rotated(&browser, &earlier).await;
}

/// Threats: ASVS-7.2.4, C12
#[tokio::test]
async fn linking_ends_the_session_held() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let other = site.existing_customer("other@example.com").await;
    let likeness = site.new_persona("likeness", "L", Some(&erin.email)).await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&likeness).await;
    // Signed in meanwhile as somebody else, whose epoch no link raises.
    let others = signed_in(&site, &other).await;
    browser.plant_cookie("session", others.cookie("session").unwrap());

    browser.answer_link(&erin.password).await;

    assert_eq!(browser.account_id().await, Some(erin.account_id.clone()));
    assert_rotated(&browser, &others).await;
}

/// Threats: ASVS-7.2.4, C12
#[tokio::test]
async fn a_second_delivery_of_a_callback_ends_another_session_that_the_browser_holds_by_then() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let other = site.existing_customer("other@example.com").await;
    let mut browser = Browser::new(&site);
    let callback = browser.be_sent_back_by_amazon(&nora).await;
    browser.deliver(callback.clone()).await;
    let noras = browser.cookie("session").unwrap().to_owned();
    let others = signed_in(&site, &other).await;
    browser.plant_cookie("session", others.cookie("session").unwrap());

    browser.deliver(callback.clone()).await;

    assert_eq!(browser.cookie("session"), Some(noras.as_str()));
    assert_rotated(&browser, &others).await;
    // Its own session it does not end.
    browser.deliver(callback).await;
    assert!(browser.session().await.is_some());
    assert_eq!(site.table().await.sessions(), 1);
}

/// Threats: ASVS-7.2.4, C12
#[tokio::test]
async fn a_second_answer_to_a_link_question_ends_another_session_that_the_browser_holds_by_then() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let other = site.existing_customer("other@example.com").await;
    let likeness = site.new_persona("likeness", "L", Some(&erin.email)).await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&likeness).await;
    let (mut again, mut once_more) = (browser.clone(), browser.clone());
    browser.answer_link(&erin.password).await;
    let others = signed_in(&site, &other).await;
    again.plant_cookie("session", others.cookie("session").unwrap());

    again.answer_link(&erin.password).await;

    assert_eq!(again.cookie("session"), browser.cookie("session"));
    assert_rotated(&again, &others).await;
    // Its own session it does not end.
    once_more.plant_cookie("session", browser.cookie("session").unwrap());
    once_more.answer_link(&erin.password).await;
    assert!(once_more.session().await.is_some() && browser.session().await.is_some());
}

/// Threats: ASVS-7.2.4, C12
#[tokio::test]
async fn an_earlier_session_that_was_renewed_is_ended_with_the_one_in_its_place() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = signed_in(&site, &erin).await;
    signed_in(&site, &erin).await;
    browser.open("/auth/account").await;
    let mut crossing = browser.clone();
    browser.submit("/auth/account/end-others", &[]).await;

    // Sent with the cookie from before: the two crossed on the way.
    crossing.submit("/auth/sign-out", &[]).await;

    assert_eq!(browser.session().await, None);
    assert_eq!(crossing.cookie("session"), None);
}
