use lwa_emulator::{FOREIGN_CLIENT_ID, SIBLING_CLIENT_ID};

use crate::driver::{Amazon, CLIENT_ID, START, encode};

#[tokio::test]
async fn a_token_tells_its_audience_and_the_seconds_left() {
    let amazon = Amazon::start().await;
    let token = amazon
        .emulator
        .mint_token("new-customer", CLIENT_ID, "profile")
        .unwrap();
    amazon.advance(1_230);

    let reply = amazon.tokeninfo(&token).await;

    assert_eq!(reply.status, 200);
    let body = reply.to_json();
    let user_id = body["user_id"].as_str().unwrap();
    let app_id = body["app_id"].as_str().unwrap();
    assert_eq!(
        reply.text(),
        format!(
            r#"{{"aud":"{CLIENT_ID}","user_id":"{user_id}","iss":"https://www.amazon.com","exp":2370,"app_id":"{app_id}","iat":{START}}}"#
        )
    );
    assert_eq!(
        Some(user_id.to_owned()),
        amazon.emulator.user_id("new-customer", CLIENT_ID)
    );
    assert_eq!(app_id.strip_prefix("amzn1.application.").unwrap().len(), 32);
}

#[tokio::test]
async fn the_path_may_be_written_with_a_capital_letter() {
    let amazon = Amazon::start().await;
    let token = amazon
        .emulator
        .mint_token("new-customer", CLIENT_ID, "profile")
        .unwrap();
    let query = encode(&vec![("access_token", &token)]);

    let upper = amazon.get(&format!("/auth/O2/tokeninfo?{query}")).await;
    let other = amazon.get(&format!("/auth/o3/tokeninfo?{query}")).await;

    assert_eq!(upper.status, 200);
    assert_eq!(other.status, 404);
}

#[tokio::test]
async fn a_person_has_one_id_per_company() {
    let amazon = Amazon::start().await;
    let mut ids = Vec::new();
    for client_id in [CLIENT_ID, SIBLING_CLIENT_ID, FOREIGN_CLIENT_ID] {
        let token = amazon
            .emulator
            .mint_token("alice-email", client_id, "profile")
            .unwrap();
        let body = amazon.tokeninfo(&token).await.to_json();
        assert_eq!(body["aud"], client_id);
        ids.push(body["user_id"].clone());
    }

    assert_eq!(ids[0], ids[1]);
    assert_ne!(ids[0], ids[2]);
}

#[tokio::test]
async fn a_bad_token_is_a_bad_request() {
    let amazon = Amazon::start().await;
    let expired = amazon
        .emulator
        .mint_token("new-customer", CLIENT_ID, "profile")
        .unwrap();
    amazon.advance(3_600);

    for token in [expired.as_str(), "Atza|unknown", ""] {
        let reply = amazon.tokeninfo(token).await;

        let body = reply.to_json();
        assert_eq!(reply.status, 400);
        assert_eq!(reply.keys(), ["error_index", "error_description", "error"]);
        assert_eq!(body["error"], "invalid_token");
        assert_eq!(
            body["error_description"],
            "The request has an invalid parameter : access_token"
        );
    }
}

#[tokio::test]
async fn a_token_is_needed() {
    let amazon = Amazon::start().await;

    let reply = amazon.get("/auth/o2/tokeninfo").await;

    let body = reply.to_json();
    assert_eq!(reply.status, 400);
    assert_eq!(body["error"], "invalid_request");
    assert_eq!(
        body["error_description"],
        "The request is missing a required parameter : access_token"
    );
}

#[tokio::test]
async fn a_bar_that_is_not_encoded_is_not_understood() {
    let amazon = Amazon::start().await;
    let token = amazon
        .emulator
        .mint_token("new-customer", CLIENT_ID, "profile")
        .unwrap();

    for path in ["/auth/o2/tokeninfo", "/user/profile"] {
        let reply = amazon.get(&format!("{path}?access_token={token}")).await;

        assert_eq!(reply.status, 400);
        assert_eq!(
            reply.header("content-type"),
            Some("text/html;charset=UTF-8")
        );
    }
}
