//! `GET /api/orders`: a route of the site's own, behind the authorizer.
//!
//! Who asks stands in the event, put there by API Gateway from what the authorizer said. Nothing
//! else of the request says it: cookies and headers are the client's own words.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The part of the event that says who asks. An event without it comes from a route without an
/// authorizer: it does not parse, and the invocation fails.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    request_context: RequestContext,
}

#[derive(Debug, Deserialize)]
struct RequestContext {
    authorizer: Authorizer,
}

#[derive(Debug, Deserialize)]
struct Authorizer {
    lambda: Who,
}

/// What this function needs of the keys of `GET /auth/session`. Absent ones are left out.
#[derive(Debug, Deserialize, Serialize)]
struct Who {
    account_id: String,
    #[serde(default)]
    name: Option<String>,
}

/// The orders of whoever asks. A shop looks them up by `account_id`; this one has none yet.
#[must_use]
pub fn answer(event: &Event) -> Value {
    let who = &event.request_context.authorizer.lambda;
    let body = json!({"account_id": who.account_id, "name": who.name, "orders": []});
    json!({
        "statusCode": 200,
        "headers": {"content-type": "application/json", "cache-control": "no-store"},
        "body": body.to_string(),
        "isBase64Encoded": false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_those_of_whom_the_authorizer_named() {
        let event = json!({
            "cookies": ["session=somebody"],
            "headers": {"x-account-id": "another"},
            "requestContext": {"authorizer": {"lambda": {"account_id": "ada", "amazon_linked": true}}}
        });

        let answer = answer(&serde_json::from_value(event).unwrap());

        let body: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
        assert_eq!(
            body,
            json!({"account_id": "ada", "name": null, "orders": []})
        );
    }

    #[test]
    fn a_request_that_passed_no_authorizer_is_not_answered() {
        for context in [
            json!({}),
            json!({"authorizer": {"lambda": null}}),
            json!({"authorizer": {"lambda": {"name": "Ada"}}}),
        ] {
            let event = json!({ "requestContext": context });
            assert!(serde_json::from_value::<Event>(event).is_err(), "{context}");
        }
    }
}
