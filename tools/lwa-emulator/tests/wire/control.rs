use serde_json::json;

use crate::driver::{Amazon, CLIENT_ID, SECRET, authorization, exchange};

#[tokio::test]
async fn a_persona_is_changed_and_made_over_http() {
    let amazon = Amazon::start().await;
    let change = r#"{"email":"moved@example.org","name":null}"#;

    let changed = amazon
        .json("PUT", "/_emulator/personas/new-customer", change)
        .await;
    let made = amazon
        .json("PUT", "/_emulator/personas/dora", r#"{"name":"Dora"}"#)
        .await;

    let changed = changed.to_json();
    assert_eq!(changed["email"], "moved@example.org");
    assert_eq!(changed["name"], json!(null));
    assert_eq!(changed["postal_code"], "98101");
    assert_eq!(made.to_json()["person"], "dora");
    let listed = amazon.get("/_emulator/personas").await.to_json();
    assert_eq!(listed[0], changed);
    let one = amazon.get("/_emulator/personas/dora").await.to_json();
    assert_eq!(one, made.to_json());
}

#[tokio::test]
async fn what_cannot_be_done_is_said_as_json() {
    let amazon = Amazon::start().await;

    for (method, target, body, status) in [
        ("GET", "/_emulator/personas/nobody", "", 404),
        ("PUT", "/_emulator/personas/x", r#"{"id":"y"}"#, 400),
        ("PUT", "/_emulator/personas/x", r#"{"mail":"y"}"#, 400),
        ("PUT", "/_emulator/faults", r#"{"endpoint":"token"}"#, 400),
        (
            "PUT",
            "/_emulator/faults",
            r#"{"endpoint":"token","fault":"foreign_audience"}"#,
            400,
        ),
        ("PUT", "/_emulator/switches", r#"{"unknown":true}"#, 400),
        ("POST", "/_emulator/tokens", r#"{"persona":"nobody"}"#, 400),
        (
            "DELETE",
            "/_emulator/consents",
            r#"{"person":"nobody","client_id":"x"}"#,
            404,
        ),
        ("POST", "/_emulator/clock", "{}", 400),
    ] {
        let reply = amazon.json(method, target, body).await;

        assert_eq!(reply.status, status, "{method} {target} {body}");
        assert!(reply.to_json()["error"].is_string());
    }
}

#[tokio::test]
async fn faults_are_planned_one_by_one_or_as_a_list() {
    let amazon = Amazon::start().await;

    let one = r#"{"endpoint":"profile","fault":"slow","times":1,"ms":5}"#;
    let planned = amazon.json("PUT", "/_emulator/faults", one).await.to_json();
    let expected = json!([{"endpoint":"profile","fault":"slow","times":1,"ms":5}]);
    assert_eq!(planned, expected);
    let list = r#"[{"endpoint":"token","fault":"server_error","times":1},
                   {"endpoint":"token","fault":"html"}]"#;
    let planned = amazon
        .json("PUT", "/_emulator/faults", list)
        .await
        .to_json();
    assert_eq!(planned.as_array().unwrap().len(), 2);
    assert_eq!(planned[1]["times"], json!(null));

    let cleared = amazon.json("DELETE", "/_emulator/faults", "").await;
    assert_eq!(cleared.to_json(), json!([]));
    assert_eq!(amazon.get("/_emulator/faults").await.to_json(), json!([]));
}

#[tokio::test]
async fn a_token_is_minted_with_all_but_the_persona_left_out() {
    let amazon = Amazon::start().await;

    let body = r#"{"persona":"alice-email"}"#;
    let minted = amazon.json("POST", "/_emulator/tokens", body).await;
    let minted = minted.to_json();
    let token = minted["access_token"].as_str().unwrap();
    let checked = amazon.tokeninfo(token).await.to_json();

    assert_eq!(checked["aud"], CLIENT_ID);
    assert_eq!(checked["user_id"], minted["user_id"]);
    let body = r#"{"persona":"alice-email","expires_in":0}"#;
    let expired = amazon.json("POST", "/_emulator/tokens", body).await;
    let expired = expired.to_json();
    let token = expired["access_token"].as_str().unwrap();
    assert_eq!(amazon.tokeninfo(token).await.status, 400);
}

#[tokio::test]
async fn requests_are_counted_per_endpoint() {
    let amazon = Amazon::start().await;
    let query = crate::driver::encode(&authorization());
    amazon.get(&format!("/ap/oa?{query}")).await;
    let tokens = amazon.tokens().await;
    amazon
        .profile(tokens["access_token"].as_str().unwrap())
        .await;

    let counts = amazon.get("/_emulator/requests").await.to_json();
    let cleared = amazon.json("DELETE", "/_emulator/requests", "").await;

    assert_eq!(
        counts,
        json!({
            "authorize": 1, "decisions": 1, "token": 1, "code_exchanges": 1, "refreshes": 0,
            "tokeninfo": 0, "profile": 1, "profile_tokens_in_query": 0, "redirects_followed": 0,
        })
    );
    assert_eq!(cleared.to_json()["token"], 0);
}

#[tokio::test]
async fn the_clock_can_be_moved_over_http() {
    let amazon = Amazon::start().await;
    let code = amazon.code().await;

    let body = r#"{"advance_s":300}"#;
    amazon.json("POST", "/_emulator/clock", body).await;

    assert_eq!(amazon.token(&exchange(&code)).await.status, 400);
}

#[tokio::test]
async fn a_reset_forgets_everything() {
    let amazon = Amazon::start().await;
    let tokens = amazon.tokens().await;
    let switches = r#"{"legacy_profile":true,"refresh_answer":"absent"}"#;
    let set = amazon.json("PUT", "/_emulator/switches", switches).await;
    assert_eq!(set.to_json()["html_escape_state"], true);
    assert_eq!(set.to_json()["refresh_answer"], "absent");
    assert_eq!(amazon.emulator.consents().len(), 1);

    let reply = amazon.json("POST", "/_emulator/reset", "").await;

    assert_eq!((reply.status, reply.to_json()), (200, json!({})));
    let access_token = tokens["access_token"].as_str().unwrap();
    assert_eq!(amazon.profile(access_token).await.status, 400);
    assert!(amazon.emulator.consents().is_empty());
    let switches = amazon.get("/_emulator/switches").await.to_json();
    assert_eq!(switches["legacy_profile"], false);
}

#[tokio::test]
async fn consents_and_clients_are_listed_without_secrets() {
    let amazon = Amazon::start().await;
    amazon.code().await;

    let consents = amazon.get("/_emulator/consents").await.to_json();
    let clients = amazon.get("/_emulator/clients").await;
    let removed = format!(r#"{{"person":"new-customer","client_id":"{CLIENT_ID}"}}"#);
    let left = amazon.json("DELETE", "/_emulator/consents", &removed).await;

    assert_eq!(consents[0]["granted"], json!(["profile"]));
    assert_eq!(clients.to_json()[0]["client_id"], CLIENT_ID);
    assert!(!clients.text().contains(SECRET));
    assert_eq!(left.to_json(), json!([]));
}

#[tokio::test]
async fn every_form_of_the_page_works_without_script() {
    let amazon = Amazon::start().await;
    let page = amazon.get("/_emulator").await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Local emulator, not Amazon"));
    assert!(!page.text().contains("<script"));

    for (target, fields) in [
        (
            "/_emulator/faults",
            vec![
                ("endpoint", "token"),
                ("fault", "html"),
                ("times", ""),
                ("ms", "5"),
            ],
        ),
        (
            "/_emulator/switches",
            vec![("expires_in_string", "true"), ("refresh_answer", "same")],
        ),
        ("/_emulator/clock", vec![("advance_s", "10")]),
        (
            "/_emulator/personas/nickname",
            vec![
                ("name", ""),
                ("email", "k@example.net"),
                ("postal_code", "97201"),
            ],
        ),
    ] {
        let reply = amazon.post(target, &fields).await;
        assert_eq!(reply.status, 303, "{target}");
        assert_eq!(reply.header("location"), Some("/_emulator"));
    }

    assert_eq!(amazon.emulator.faults().len(), 1);
    assert!(amazon.emulator.switches().expires_in_string);
    assert!(!amazon.emulator.switches().html_escape_state);
    let personas = amazon.emulator.personas();
    let nickname = personas.iter().find(|p| p.id == "nickname").unwrap();
    assert_eq!(
        (nickname.name.as_deref(), nickname.email.as_deref()),
        (None, Some("k@example.net"))
    );
    for target in ["/_emulator/faults/clear", "/_emulator/reset"] {
        assert_eq!(amazon.post(target, &vec![]).await.status, 303, "{target}");
    }
    assert!(amazon.emulator.faults().is_empty());
}

#[tokio::test]
async fn the_style_sheet_is_served_beside_the_pages() {
    let amazon = Amazon::start().await;

    let reply = amazon.get("/_emulator/style.css").await;

    assert_eq!(reply.header("content-type"), Some("text/css;charset=UTF-8"));
    assert!(reply.text().contains("color-scheme: light dark"));
}

#[tokio::test]
async fn serving_ends_when_told_to() {
    let amazon = Amazon::start().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();

    let result = amazon
        .emulator
        .clone()
        .serve(listener, std::future::ready(()))
        .await;

    assert!(result.is_ok());
}
