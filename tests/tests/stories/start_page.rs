//! Story 1: a site with a sign-in of its own, and the button beside it.

use acceptance::{Browser, Site, lasting};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn the_start_page_has_the_existing_sign_in_and_the_amazon_button() {
    let site = Site::start().await;
    let mut browser = Browser::new(&site);

    let page = browser.get("/").await;

    assert_eq!(page.status, 200);
    let form = page.form("/auth/sign-in").unwrap();
    let names: Vec<_> = form.fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["csrf_token", "return_to", "email", "password"]);
    assert!(
        page.links()
            .contains(&"/auth/amazon/login?return_to=%2F".to_owned())
    );
    assert_eq!(
        page.select("a[href^='/auth/amazon/login']"),
        ["Login with Amazon"]
    );
    assert_eq!(browser.session().await, None);
}

#[tokio::test]
async fn both_existing_customers_sign_in_with_the_password_that_the_page_tells() {
    let site = Site::start().await;
    let listed = Browser::new(&site).get("/").await.select("tbody td");
    assert_eq!(listed.len(), 2 * 2);

    for customer in listed.chunks(2) {
        let mut browser = Browser::new(&site);
        browser.get("/").await;
        let (email, password) = (customer[0].as_str(), customer[1].as_str());

        let answer = browser
            .submit("/auth/sign-in", &[("email", email), ("password", password)])
            .await;

        assert_eq!((answer.status, answer.location()), (303, "/"));
        let page = browser.arrive().await;
        let who = browser.session().await.unwrap();
        let name = who["name"].as_str().unwrap();
        assert_eq!(page.heading(), format!("Hello, {name}"));
        assert_eq!(page.select("dd[data-key=email]"), [email]);
        assert_eq!(
            lasting(&who),
            json!({
                "external_id": null, "email": email, "email_verified": true, "name": name,
                "postal_code": null, "amazon_linked": false, "auth_method": "password"
            })
        );
    }
}

#[tokio::test]
async fn the_sign_in_page_of_its_own_offers_amazon_too_and_keeps_the_return_path() {
    let site = Site::start().await;
    let customer = site.existing_customer("erin@example.com").await;
    let mut browser = Browser::new(&site);

    let page = browser
        .get("/auth/sign-in?return_to=%2Fcart%3Fid%3D3")
        .await;
    let answer = browser
        .submit(
            "/auth/sign-in",
            &[("email", &customer.email), ("password", &customer.password)],
        )
        .await;

    assert_eq!(page.status, 200);
    assert!(
        page.links()
            .contains(&"/auth/amazon/login?return_to=%2Fcart%3Fid%3D3".to_owned())
    );
    assert_eq!((answer.status, answer.location()), (303, "/cart?id=3"));
    assert_eq!(browser.account_id().await, Some(customer.account_id));
}

/// Neither status nor words tell whether an address is known.
///
/// Threats: E4, ASVS-6.3.8
#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
    let site = Site::start().await;
    let customer = site.existing_customer("erin@example.com").await;
    let tries = [
        (customer.email.as_str(), "not her password at all"),
        ("nobody@example.com", "not her password at all"),
        ("not an address", "not her password at all"),
        (customer.email.as_str(), ""),
    ];

    let mut alerts = Vec::new();
    for (email, password) in tries {
        let mut browser = Browser::new(&site);
        let answer = browser.sign_in(email, password).await;
        assert_eq!(answer.status, 401, "{email}");
        assert_eq!(
            answer.form("/auth/sign-in").unwrap().value("email"),
            Some(email)
        );
        assert_eq!(
            answer.form("/auth/sign-in").unwrap().value("password"),
            Some("")
        );
        assert_eq!(browser.session().await, None);
        alerts.push(answer.alert());
    }
    let mut bodies = Vec::new();
    for (email, password) in tries {
        let request = site.request(Method::POST, "/auth/sign-in");
        let answer = site
            .send(request.json(&json!({"email": email, "password": password})))
            .await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (401, "wrong_password")
        );
        bodies.push(answer.body);
    }

    alerts.dedup();
    bodies.dedup();
    assert_eq!((alerts.len(), bodies.len()), (1, 1), "{alerts:?}");
    assert!(!alerts[0].is_empty());
}

#[tokio::test]
async fn an_app_signs_in_with_json_and_holds_its_session_as_a_bearer() {
    let site = Site::start().await;
    let customer = site.existing_customer("erin@example.com").await;
    let body = json!({"email": customer.email, "password": customer.password});

    let request = site.request(Method::POST, "/auth/sign-in").json(&body);
    let answer = site.send(request).await;

    assert_eq!(answer.status, 200);
    assert_eq!(answer.media_type(), "application/json");
    assert!(answer.set_cookies().is_empty());
    let said = answer.json();
    assert_eq!(said["account_id"], customer.account_id.as_str());
    assert_eq!(said.as_object().unwrap().len(), 2);
    let token = said["session_token"].as_str().unwrap();
    let check = site
        .request(Method::GET, "/auth/session")
        .header("authorization", &format!("Bearer {token}"));
    assert_eq!(
        site.send(check).await.json()["email"],
        customer.email.as_str()
    );
}
