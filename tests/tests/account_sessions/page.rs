//! Who the account page shows what to.

use acceptance::{Browser, Site};
use reqwest::Method;
use serde_json::json;

use super::{END_SESSION, account, app_token, by_app, signed_in};

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
