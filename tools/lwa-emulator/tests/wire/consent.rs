use crate::driver::{Amazon, CLIENT_ID, Fields, Reply, authorization, exchange, with};

async fn choose(amazon: &Amazon, persona: &str, request: &Fields<'_>) -> Reply {
    amazon
        .post("/ap/oa", &with(request, "persona", persona))
        .await
}

#[tokio::test]
async fn the_first_time_the_customer_is_shown_what_will_be_read() {
    let amazon = Amazon::start().await;

    let reply = choose(&amazon, "new-customer", &authorization()).await;

    assert_eq!(reply.status, 200);
    for text in [
        "Harbour Lane",
        "Nora Lindqvist",
        "nora.lindqvist@example.net",
        "name=\"decision\" value=\"allow\"",
        "name=\"decision\" value=\"cancel\"",
        "name=\"persona\" value=\"new-customer\"",
        "name=\"state\" value=\"s-1\"",
    ] {
        assert!(reply.text().contains(text), "{text}");
    }
    assert!(!reply.text().contains("98101"));
}

#[tokio::test]
async fn consent_is_remembered_by_person_client_and_scope() {
    let amazon = Amazon::start().await;
    let request = authorization();
    let wider = with(&request, "scope", "profile postal_code");
    amazon.allow("new-customer", &request).await;

    assert_eq!(choose(&amazon, "new-customer", &request).await.status, 302);
    let same_account = choose(&amazon, "new-customer-changed-email", &request).await;
    assert_eq!(same_account.status, 302);
    assert_eq!(choose(&amazon, "nickname", &request).await.status, 200);
    assert_eq!(choose(&amazon, "new-customer", &wider).await.status, 200);
}

#[tokio::test]
async fn the_bare_id_is_given_without_asking() {
    let amazon = Amazon::start().await;
    let request = with(&authorization(), "scope", "profile:user_id");

    let reply = choose(&amazon, "new-customer", &request).await;

    assert_eq!(reply.query("scope").as_deref(), Some("profile:user_id"));
}

#[tokio::test]
async fn a_voluntary_scope_has_a_box_and_may_be_declined() {
    let amazon = Amazon::start().await;
    let request = with(&authorization(), "scope", "profile postal_code");
    let data = r#"{"profile":{"essential":true},"postal_code":{"essential":false}}"#;
    let request = with(&request, "scope_data", data);

    let page = choose(&amazon, "new-customer", &request).await;
    let declined = amazon.allow("new-customer", &request).await;
    let again = choose(&amazon, "new-customer", &request).await;
    let granted = amazon
        .allow("new-customer", &with(&request, "grant", "postal_code"))
        .await;

    assert_eq!(page.text().matches("type=\"checkbox\"").count(), 1);
    assert!(page.text().contains("name=\"grant\" value=\"postal_code\""));
    assert!(page.text().contains("98101"));
    assert_eq!(declined.query("scope").as_deref(), Some("profile"));
    assert_eq!(again.query("scope").as_deref(), Some("profile"));
    assert_eq!(
        granted.query("scope").as_deref(),
        Some("profile postal_code")
    );
}

#[tokio::test]
async fn an_essential_scope_cannot_be_left_out() {
    let amazon = Amazon::start().await;
    let request = with(&authorization(), "scope", "profile postal_code");

    let reply = amazon.allow("new-customer", &request).await;

    assert_eq!(reply.query("scope").as_deref(), Some("profile postal_code"));
}

#[tokio::test]
async fn a_name_with_html_is_shown_as_text() {
    let amazon = Amazon::start().await;

    let reply = choose(&amazon, "html-name", &authorization()).await;

    assert!(!reply.text().contains("<script"));
    assert!(reply.text().contains("&lt;script&gt;"));
}

#[tokio::test]
async fn removing_the_app_kills_codes_and_tokens_and_forgets_the_consent() {
    let amazon = Amazon::start().await;
    let tokens = amazon.tokens().await;
    let code = amazon.code().await;
    let page = amazon.get("/ap/adam").await;
    assert!(page.text().contains("Active apps and websites"));
    assert!(page.text().contains("Nora Lindqvist"));
    assert!(page.text().contains(">Remove</button>"));

    let removed = vec![("person", "new-customer"), ("client_id", CLIENT_ID)];
    let reply = amazon.post("/ap/adam", &removed).await;

    assert_eq!(reply.status, 303);
    assert_eq!(reply.header("location"), Some("/ap/adam"));
    let access_token = tokens["access_token"].as_str().unwrap();
    assert_eq!(amazon.profile(access_token).await.status, 400);
    assert_eq!(amazon.token(&exchange(&code)).await.status, 400);
    let refresh = vec![
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
        ("client_id", CLIENT_ID),
        ("client_secret", crate::driver::SECRET),
    ];
    assert_eq!(
        amazon.token(&refresh).await.to_json()["error"],
        "invalid_grant"
    );
    let asked = choose(&amazon, "new-customer", &authorization()).await;
    assert_eq!(asked.status, 200);
}

#[tokio::test]
async fn who_declines_everything_gets_back_with_a_token_that_reads_nothing() {
    let amazon = Amazon::start().await;
    let data = r#"{"profile":{"essential":false}}"#;
    let request = with(&authorization(), "scope_data", data);

    let reply = amazon.allow("new-customer", &request).await;

    assert_eq!(reply.query("scope").as_deref(), Some(""));
    let code = reply.query("code").unwrap();
    let tokens = amazon.token(&exchange(&code)).await.to_json();
    let profile = amazon
        .profile(tokens["access_token"].as_str().unwrap())
        .await;
    assert_eq!(profile.status, 401);
    assert_eq!(profile.to_json()["error"], "insufficient_scope");
}
