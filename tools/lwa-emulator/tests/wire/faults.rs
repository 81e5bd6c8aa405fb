use std::time::{Duration, Instant};

use lwa_emulator::{Endpoint, FOREIGN_CLIENT_ID, Fault, FaultPlan};
use serde_json::{Value, json};

use crate::driver::{Amazon, CLIENT_ID, Reply, exchange};

fn plan(amazon: &Amazon, endpoint: Endpoint, fault: Fault) {
    let plan = FaultPlan::new(endpoint, fault).delay_ms(50);
    amazon.emulator.set_fault(plan).unwrap();
}

fn token(amazon: &Amazon) -> String {
    amazon
        .emulator
        .mint_token("new-customer", CLIENT_ID, "profile")
        .unwrap()
}

async fn ask(amazon: &Amazon, endpoint: Endpoint) -> Reply {
    match endpoint {
        Endpoint::Token => {
            let code = amazon.code().await;
            amazon.token(&exchange(&code)).await
        }
        Endpoint::Tokeninfo => amazon.tokeninfo(&token(amazon)).await,
        Endpoint::Profile => amazon.profile(&token(amazon)).await,
    }
}

#[tokio::test]
async fn every_endpoint_can_refuse_and_fail() {
    let amazon = Amazon::start().await;

    for endpoint in Endpoint::ALL {
        for (fault, status, error) in [
            (Fault::InvalidToken, 400, "invalid_token"),
            (Fault::InvalidClient, 401, "invalid_client"),
            (Fault::InsufficientScope, 401, "insufficient_scope"),
            (Fault::InvalidGrant, 400, "invalid_grant"),
            (Fault::ServerError, 500, "ServerError"),
            (Fault::Unavailable, 503, "server_error"),
            (Fault::TooManyRequests, 429, "TooManyRequests"),
        ] {
            plan(&amazon, endpoint, fault);
            let reply = ask(&amazon, endpoint).await;

            assert_eq!(reply.status, status, "{fault:?}");
            assert_eq!(reply.to_json()["error"], error);
        }
    }
}

#[tokio::test]
async fn a_fault_strikes_as_often_as_planned_and_only_where_planned() {
    let amazon = Amazon::start().await;
    let fault = FaultPlan::new(Endpoint::Profile, Fault::ServerError).times(2);
    amazon.emulator.set_fault(fault).unwrap();

    assert_eq!(ask(&amazon, Endpoint::Tokeninfo).await.status, 200);
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(ask(&amazon, Endpoint::Profile).await.status);
    }

    assert_eq!(statuses, [500, 500, 200]);
}

#[tokio::test]
async fn faults_of_one_endpoint_strike_in_turn_until_cleared() {
    let amazon = Amazon::start().await;
    let first = FaultPlan::new(Endpoint::Profile, Fault::Unavailable).times(1);
    amazon.emulator.set_fault(first).unwrap();
    let second = FaultPlan::new(Endpoint::Profile, Fault::TooManyRequests);
    amazon.emulator.add_fault(second).unwrap();

    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(ask(&amazon, Endpoint::Profile).await.status);
    }
    amazon.emulator.clear_faults();
    statuses.push(ask(&amazon, Endpoint::Profile).await.status);

    assert_eq!(statuses, [503, 429, 429, 200]);
}

#[tokio::test]
async fn a_refusal_on_demand_leaves_the_code_unused() {
    let amazon = Amazon::start().await;
    let code = amazon.code().await;
    let fault = FaultPlan::new(Endpoint::Token, Fault::ServerError).times(1);
    amazon.emulator.set_fault(fault).unwrap();

    assert_eq!(amazon.token(&exchange(&code)).await.status, 500);
    assert_eq!(amazon.token(&exchange(&code)).await.status, 200);
}

#[tokio::test]
async fn a_lost_answer_has_used_the_code() {
    let amazon = Amazon::start().await;
    let code = amazon.code().await;
    let fault = FaultPlan::new(Endpoint::Token, Fault::ConnectionDropped).times(1);
    amazon.emulator.set_fault(fault).unwrap();
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let body = crate::driver::encode(&exchange(&code));

    let lost = amazon.raw("POST", "/auth/o2/token", &[form], &body).await;
    let again = amazon.token(&exchange(&code)).await;

    assert!(lost.is_empty());
    assert_eq!(again.to_json()["error"], "invalid_grant");
}

#[tokio::test]
async fn an_html_page_may_come_with_200() {
    let amazon = Amazon::start().await;
    plan(&amazon, Endpoint::Profile, Fault::Html);

    let reply = ask(&amazon, Endpoint::Profile).await;

    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.header("content-type"),
        Some("text/html;charset=UTF-8")
    );
    assert!(reply.text().contains("Enter the characters you see below"));
}

#[tokio::test]
async fn a_time_out_holds_the_connection_and_says_nothing() {
    let amazon = Amazon::start().await;
    plan(&amazon, Endpoint::Profile, Fault::Timeout);
    let value = format!("Bearer {}", token(&amazon));

    let started = Instant::now();
    let bytes = amazon
        .raw("GET", "/user/profile", &[("Authorization", &value)], "")
        .await;

    assert!(bytes.is_empty());
    assert!(started.elapsed() >= Duration::from_millis(50));
}

#[tokio::test]
async fn a_slow_answer_is_right() {
    let amazon = Amazon::start().await;
    plan(&amazon, Endpoint::Profile, Fault::Slow);

    let started = Instant::now();
    let reply = ask(&amazon, Endpoint::Profile).await;

    assert_eq!(reply.to_json()["name"], "Nora Lindqvist");
    assert!(started.elapsed() >= Duration::from_millis(50));
}

#[tokio::test]
async fn a_body_may_break_off_or_be_cut_short() {
    let amazon = Amazon::start().await;

    for endpoint in Endpoint::ALL {
        plan(&amazon, endpoint, Fault::ConnectionCut);
        let cut = ask(&amazon, endpoint).await;
        plan(&amazon, endpoint, Fault::TruncatedJson);
        let truncated = ask(&amazon, endpoint).await;

        let announced =
            |reply: &Reply| -> usize { reply.header("content-length").unwrap().parse().unwrap() };
        assert!(!cut.body.is_empty() && cut.body.len() < announced(&cut));
        assert_eq!(truncated.body.len(), announced(&truncated));
        assert_eq!(truncated.status, 200);
        assert!(serde_json::from_slice::<Value>(&truncated.body).is_err());
    }
}

#[tokio::test]
async fn a_body_may_be_larger_than_anybody_wants() {
    let amazon = Amazon::start().await;

    plan(&amazon, Endpoint::Profile, Fault::Oversized);
    let whole = ask(&amazon, Endpoint::Profile).await;
    plan(&amazon, Endpoint::Profile, Fault::OversizedStream);
    let chunked = ask(&amazon, Endpoint::Profile).await;

    assert!(whole.body.len() > 64 * 1024);
    assert_eq!(whole.to_json()["name"], "Nora Lindqvist");
    assert_eq!(chunked.header("content-length"), None);
    assert_eq!(chunked.header("transfer-encoding"), Some("chunked"));
    assert!(chunked.body.len() > 64 * 1024);
}

#[tokio::test]
async fn a_redirect_leads_into_a_trap_that_counts() {
    let amazon = Amazon::start().await;
    plan(&amazon, Endpoint::Token, Fault::Redirect);

    let reply = ask(&amazon, Endpoint::Token).await;
    assert_eq!(amazon.emulator.requests().redirects_followed, 0);
    amazon.get(reply.location()).await;

    assert_eq!(amazon.emulator.requests().redirects_followed, 1);
}

#[tokio::test]
async fn a_value_may_not_be_utf_8_and_a_type_may_be_wrong() {
    let amazon = Amazon::start().await;

    for endpoint in Endpoint::ALL {
        plan(&amazon, endpoint, Fault::InvalidUtf8);
        let bytes = ask(&amazon, endpoint).await.body;
        plan(&amazon, endpoint, Fault::WrongContentType);
        let mislabelled = ask(&amazon, endpoint).await;

        assert!(std::str::from_utf8(&bytes).is_err());
        assert_eq!(
            mislabelled.header("content-type"),
            Some("text/html;charset=UTF-8")
        );
        assert!(mislabelled.to_json().is_object());
    }
}

#[tokio::test]
async fn the_audience_may_be_somebody_else_or_nobody() {
    let amazon = Amazon::start().await;

    plan(&amazon, Endpoint::Tokeninfo, Fault::ForeignAudience);
    let foreign = ask(&amazon, Endpoint::Tokeninfo).await.to_json();
    plan(&amazon, Endpoint::Tokeninfo, Fault::AudienceMissing);
    let missing = ask(&amazon, Endpoint::Tokeninfo).await.to_json();

    assert_eq!(foreign["aud"], FOREIGN_CLIENT_ID);
    assert!(missing.get("aud").is_none());
}

#[tokio::test]
async fn the_user_id_may_be_wrong_in_every_way() {
    let amazon = Amazon::start().await;
    let right = amazon.emulator.user_id("new-customer", CLIENT_ID).unwrap();

    for endpoint in [Endpoint::Tokeninfo, Endpoint::Profile] {
        for (fault, expected) in [
            (Fault::UserIdMissing, None),
            (Fault::UserIdEmpty, Some(json!(""))),
            (Fault::UserIdNull, Some(Value::Null)),
            (Fault::UserIdNumber, Some(json!(1_234_567_890))),
            (
                Fault::UserIdMalformed,
                Some(json!("amzn1.account.AB CD\n#EF")),
            ),
            (
                Fault::UserIdDifferent,
                Some(json!("amzn1.account.OTHERPERSON2345ABCDEFGHIJKLM")),
            ),
        ] {
            plan(&amazon, endpoint, fault);
            let body = ask(&amazon, endpoint).await.to_json();

            assert_eq!(body.get("user_id"), expected.as_ref(), "{fault:?}");
        }
        plan(&amazon, endpoint, Fault::UserIdTooLong);
        let body = ask(&amazon, endpoint).await.to_json();
        assert_eq!(body["user_id"].as_str().unwrap().len(), 3_000);
        amazon.emulator.clear_faults();
        assert_eq!(ask(&amazon, endpoint).await.to_json()["user_id"], right);
    }
}

#[tokio::test]
async fn a_fault_is_refused_where_it_has_no_meaning() {
    let amazon = Amazon::start().await;

    let plan = FaultPlan::new(Endpoint::Token, Fault::UserIdMissing);
    let error = amazon.emulator.set_fault(plan).unwrap_err();

    assert_eq!(
        error.to_string(),
        "user_id_missing has no meaning at the token endpoint"
    );
}
