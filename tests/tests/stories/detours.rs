//! Story 5: what else can happen on the way.

use acceptance::{Answer, Browser, Site};

/// A page that says what happened and what to do next.
fn assert_is_a_way_on(page: &Answer) {
    assert!(!page.heading().is_empty());
    let alert = page.alert();
    assert!(alert.len() > 30, "{alert}");
    assert!(
        page.links()
            .iter()
            .any(|link| link.starts_with('/') && !link.contains("assets"))
    );
}

/// Threats: M10, R-4.10
#[tokio::test]
async fn cancelling_at_amazon_ends_on_a_page_and_leaves_nothing_behind() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let before = site.table().await;
    let mut browser = Browser::new(&site);

    let page = browser.cancel_at_amazon().await;

    assert_eq!((page.status, page.code().as_str()), (403, "access_denied"));
    assert_is_a_way_on(&page);
    assert!(
        !page.text().contains("Access not permitted"),
        "Amazon's words are not repeated"
    );
    assert_eq!(browser.session().await, None);
    let changed = site.table().await.changed_since(&before);
    assert!(
        changed.len() == 1 && changed[0].starts_with("LOGIN#"),
        "{changed:?}"
    );
    assert_eq!(site.requests_at_amazon().await.code_exchanges, 0);

    browser.click("/auth/amazon/login").await;
    browser.follow().await;
    let callback = browser
        .decide(&[("persona", nora.id()), ("decision", "allow")])
        .await;
    browser.deliver(callback).await;
    assert!(
        browser.session().await.is_some(),
        "the second try is a first one"
    );
}

#[tokio::test]
async fn after_a_detour_the_way_on_leads_to_where_the_customer_was_going() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    browser.go_to_amazon("/cart?id=3").await;
    let callback = browser.decide(&[("decision", "cancel")]).await;
    browser.deliver(callback).await;

    browser
        .click("/auth/amazon/login?return_to=%2Fcart%3Fid%3D3")
        .await;
    browser.follow().await;
    let callback = browser
        .decide(&[("persona", nora.id()), ("decision", "allow")])
        .await;

    assert_eq!(browser.deliver(callback).await.location(), "/cart?id=3");
}

/// Back to Amazon's page, and allowed after all: the attempt is used up, and says so.
#[tokio::test]
async fn allowing_after_a_cancel_needs_a_new_start() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    browser.go_to_amazon("/").await;
    let mut went_back = browser.clone();
    let cancelled = browser.decide(&[("decision", "cancel")]).await;
    browser.deliver(cancelled).await;

    let choice = [("persona", nora.id()), ("decision", "allow")];
    let allowed = went_back.decide(&choice).await;
    let page = went_back.deliver(allowed).await;

    assert_eq!((page.status, page.code().as_str()), (409, "interrupted"));
    assert_is_a_way_on(&page);
    assert_eq!(went_back.session().await, None);
    assert_eq!(site.requests_at_amazon().await.code_exchanges, 0);
    went_back.sign_in_with_amazon(&nora).await;
    assert!(went_back.session().await.is_some());
}

/// Threats
#[tokio::test]
async fn each_error_that_amazon_sends_back_has_a_page_of_its_own_code() {
    let site = Site::start().await;
    let before = site.table().await;

    for (decision, status, code) in [
        ("server_error", 502, "amazon_unavailable"),
        ("temporarily_unavailable", 502, "amazon_unavailable"),
        ("unauthorized_client", 400, "amazon_rejected"),
    ] {
        let mut browser = Browser::new(&site);
        browser.go_to_amazon("/").await;
        let callback = browser.decide(&[("decision", decision)]).await;
        let page = browser.deliver(callback).await;

        assert_eq!(
            (page.status, page.code().as_str()),
            (status, code),
            "{decision}"
        );
        assert_is_a_way_on(&page);
        assert_eq!(browser.session().await, None);
    }
    assert_eq!(site.requests_at_amazon().await.code_exchanges, 0);
    assert_eq!(site.table().await.accounts(), before.accounts());
}

/// Threats: M5, PH-3
#[tokio::test]
async fn another_amazon_account_that_is_new_writes_nothing_while_somebody_is_signed_in() {
    let site = Site::start().await;
    let (nora, tomasz) = (
        site.persona("new-customer").await,
        site.persona("no-email").await,
    );
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&nora).await;
    let noras = browser.account_id().await;
    let before = site.table().await;

    let page = browser.come_back_from_amazon(&tomasz).await;

    assert_eq!(
        (page.status, page.code().as_str()),
        (409, "signed_in_as_another")
    );
    assert_eq!(
        browser.account_id().await,
        noras,
        "still signed in as before"
    );
    let changed = site.table().await.changed_since(&before);
    assert!(
        changed.len() == 1 && changed[0].starts_with("LOGIN#"),
        "{changed:?}"
    );

    let answer = browser.submit("/auth/sign-out", &[]).await;
    assert_eq!((answer.status, answer.location()), (303, "/auth/sign-in"));
    let page = browser.follow().await;
    assert!(
        page.links().contains(&"/auth/amazon/login".to_owned()),
        "sign out and go on"
    );
    assert_eq!(browser.session().await, None);
}

/// A login of somebody else's that is forced on a customer links nothing.
///
/// Threats: M5
#[tokio::test]
async fn another_amazon_account_with_the_email_of_the_one_signed_in_is_not_linked_by_that() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let likeness = site.new_persona("likeness", "E.", Some(&erin.email)).await;
    let before = site.table().await;
    let mut browser = Browser::new(&site);
    browser.sign_in(&erin.email, &erin.password).await;

    let page = browser.come_back_from_amazon(&likeness).await;

    assert_eq!(
        (page.status, page.code().as_str()),
        (409, "signed_in_as_another")
    );
    assert_eq!(browser.session().await.unwrap()["amazon_linked"], false);
    assert_eq!(site.table().await.identities(), before.identities());
}

/// Threats: M5
#[tokio::test]
async fn an_amazon_account_of_somebody_else_never_switches_who_is_signed_in() {
    let site = Site::start().await;
    let (nora, tomasz) = (
        site.persona("new-customer").await,
        site.persona("no-email").await,
    );
    let mut tomaszs = Browser::new(&site);
    tomaszs.sign_in_with_amazon(&tomasz).await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&nora).await;
    let noras = browser.account_id().await;

    let page = browser.come_back_from_amazon(&tomasz).await;

    assert_eq!(
        (page.status, page.code().as_str()),
        (409, "linked_elsewhere")
    );
    assert!(page.form("/auth/sign-out").is_some());
    assert_eq!(browser.account_id().await, noras);
    assert_ne!(tomaszs.account_id().await, noras);
}

/// No sign-in without the customer's own click.
///
/// Threats: C6, CVE-2015-9284, ASVS-7.6.2
#[tokio::test]
async fn a_login_opened_by_another_site_asks_first() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    let login = site.url("/auth/amazon/login?return_to=%2Fcart");

    let page = browser
        .get_from(&"https://evil.example/".parse().unwrap(), login)
        .await;

    assert_eq!(page.status, 200);
    assert!(page.set_cookies().is_empty(), "no attempt has begun");
    let answer = browser.click("/auth/amazon/login?return_to=%2Fcart").await;
    assert_eq!(answer.status, 303);
    browser.follow().await;
    let callback = browser
        .decide(&[("persona", nora.id()), ("decision", "allow")])
        .await;
    assert_eq!(browser.deliver(callback).await.location(), "/cart");
    assert!(browser.session().await.is_some());
}

/// Threats: ASVS-7.6.2
#[tokio::test]
async fn a_prefetched_login_begins_nothing() {
    let site = Site::start().await;

    for (name, value) in [
        ("sec-purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("purpose", "prefetch"),
    ] {
        let request = site.request(reqwest::Method::GET, "/auth/amazon/login");
        let answer = site.send(request.for_a_page().header(name, value)).await;

        // Not 2xx: the browser throws it away, and the customer's own click asks again.
        assert_eq!(answer.status, 503, "{value}");
        assert!(answer.set_cookies().is_empty());
        assert!(answer.links().contains(&"/auth/amazon/login".to_owned()));
    }
}

#[tokio::test]
async fn a_code_that_amazon_never_issued_signs_nobody_in() {
    let site = Site::start().await;
    let before = site.table().await;
    let mut browser = Browser::new(&site);
    browser.go_to_amazon("/").await;

    let callback = browser.decide(&[("decision", "unknown_code")]).await;
    let page = browser.deliver(callback).await;

    assert_eq!(
        (page.status, page.code().as_str()),
        (400, "amazon_rejected")
    );
    assert_is_a_way_on(&page);
    assert_eq!(browser.session().await, None);
    assert_eq!(site.table().await.accounts(), before.accounts());
}

#[tokio::test]
async fn a_code_that_came_too_late_signs_nobody_in_and_the_next_try_does() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    let callback = browser.be_sent_back_by_amazon(&nora).await;
    site.advance_amazons_clock(301).await;

    let page = browser.deliver(callback).await;

    assert_eq!(
        (page.status, page.code().as_str()),
        (400, "amazon_rejected")
    );
    assert_eq!(browser.session().await, None);
    browser.sign_in_with_amazon(&nora).await;
    assert!(browser.session().await.is_some());
}

#[tokio::test]
async fn two_attempts_in_two_tabs_each_come_to_their_own_end() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let before = site.table().await;
    let mut browser = Browser::new(&site);
    let mut callbacks = Vec::new();
    for path in ["/one", "/two"] {
        browser.go_to_amazon(path).await;
        let choice = [("persona", nora.id()), ("decision", "allow")];
        callbacks.push((path, browser.decide(&choice).await));
    }

    for (path, callback) in callbacks {
        let answer = browser.deliver(callback).await;
        assert_eq!((answer.status, answer.location()), (303, path));
        assert!(browser.session().await.is_some());
    }
    assert_eq!(site.table().await.identities(), before.identities() + 1);
}
