use proptest::prelude::*;
use serde_json::json;

use super::*;

const USER_ID: &str = "amzn1.account.AEJQ234567ABCDEFGHIJKLMNOPQR";
const CLIENT_ID: &str = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef";

fn token(body: &Value) -> Result<TokenAnswer, AmazonError> {
    TokenAnswer::parse(body.to_string().as_bytes())
}

fn token_info(body: &Value) -> Result<TokenInfo, AmazonError> {
    TokenInfo::parse(body.to_string().as_bytes())
}

fn profile(body: &Value) -> Result<AmazonProfile, AmazonError> {
    parse_profile(body.to_string().as_bytes())
}

fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

fn without(mut body: Value, field: &str) -> Value {
    body.as_object_mut().unwrap().remove(field);
    body
}

fn a_token() -> Value {
    json!({
        "access_token": "Atza|IQEBLzAtAhRPpMJxdwVz2Nn6f2y",
        "token_type": "bearer",
        "expires_in": 3600,
        "refresh_token": "Atzr|IQEBLzAtAhRPpMJxdwVz2Nn6f2y",
    })
}

fn a_token_info() -> Value {
    json!({
        "aud": CLIENT_ID,
        "user_id": USER_ID,
        "iss": "https://www.amazon.com",
        "exp": 3597,
        "app_id": "amzn1.application.0123456789abcdef0123456789abcdef",
        "iat": 1_446_510_240,
    })
}

fn a_profile() -> Value {
    json!({
        "user_id": USER_ID,
        "email": "Jane@Example.com",
        "name": "Jane Doe",
        "postal_code": "94703-1111",
    })
}

/// What no text field that counts may be.
fn odd_values() -> [Value; 7] {
    [
        json!(null),
        json!(""),
        json!(" "),
        json!(0),
        json!(true),
        json!([USER_ID]),
        json!({"value": USER_ID}),
    ]
}

#[test]
fn a_token_answer_is_read_whatever_else_it_says() {
    for answer in [
        a_token(),
        with(a_token(), "expires_in", json!("3600")),
        without(a_token(), "expires_in"),
        without(a_token(), "refresh_token"),
        with(a_token(), "token_type", json!("Bearer")),
        with(a_token(), "something_new", json!({"a": [1]})),
    ] {
        let read = token(&answer).unwrap();

        assert_eq!(
            read.access_token.expose(),
            "Atza|IQEBLzAtAhRPpMJxdwVz2Nn6f2y"
        );
    }
}

#[test]
fn a_token_answer_without_a_bearer_token_is_not_understood() {
    for field in ["access_token", "token_type"] {
        assert!(token(&without(a_token(), field)).is_err(), "{field}");
        for value in odd_values() {
            let answer = with(a_token(), field, value);
            assert!(token(&answer).is_err(), "{answer}");
        }
    }
    for answer in [
        with(a_token(), "token_type", json!("mac")),
        with(a_token(), "access_token", json!("Atza|a b")),
        with(a_token(), "access_token", json!("a".repeat(5_000))),
        json!([]),
        json!("Atza|a"),
    ] {
        assert!(token(&answer).is_err(), "{answer}");
    }
}

#[test]
fn a_field_that_comes_twice_is_not_understood() {
    let body = r#"{"user_id":"amzn1.account.AAAAAAAAAAAA","user_id":"amzn1.account.BBBBBBBBBBBB"}"#;

    assert!(parse_profile(body.as_bytes()).is_err());
}

#[test]
fn token_info_names_audience_and_person() {
    for answer in [
        a_token_info(),
        with(a_token_info(), "exp", json!("12")),
        without(a_token_info(), "exp"),
        without(a_token_info(), "iss"),
        without(a_token_info(), "app_id"),
    ] {
        let read = token_info(&answer).unwrap();

        assert_eq!(read.audience, CLIENT_ID);
        assert_eq!(read.user_id.as_str(), USER_ID);
    }
}

#[test]
fn token_info_without_audience_or_person_is_not_understood() {
    for field in ["aud", "user_id"] {
        let absent = token_info(&without(a_token_info(), field));
        assert!(matches!(absent, Err(AmazonError::BadResponse { .. })));
        for value in odd_values() {
            // A blank audience is a text, and is nobody's.
            if field == "aud" && value == json!(" ") {
                continue;
            }
            let answer = with(a_token_info(), field, value);
            assert!(token_info(&answer).is_err(), "{answer}");
        }
    }
    for (field, value) in [
        ("iss", json!("https://www.amazon.com.evil.example")),
        ("iss", json!(1)),
        ("exp", json!("soon")),
        ("exp", json!([1])),
        ("exp", json!(1.5)),
    ] {
        let answer = with(a_token_info(), field, value);
        assert!(
            matches!(token_info(&answer), Err(AmazonError::BadResponse { .. })),
            "{answer}"
        );
    }
}

#[test]
fn a_token_without_any_life_left_is_rejected() {
    for exp in [json!(0), json!(-1), json!("0")] {
        assert!(matches!(
            token_info(&with(a_token_info(), "exp", exp)),
            Err(AmazonError::Rejected { .. })
        ));
    }
}

#[test]
fn a_profile_is_read_whole() {
    let read = profile(&a_profile()).unwrap();

    assert_eq!(read.user_id.as_str(), USER_ID);
    assert_eq!(read.email.unwrap().as_str(), "Jane@Example.com");
    assert_eq!(read.name.unwrap().as_str(), "Jane Doe");
    assert_eq!(read.postal_code.unwrap().as_str(), "94703-1111");
}

#[test]
fn what_is_only_information_may_be_absent_or_odd() {
    for field in ["email", "name", "postal_code"] {
        let mut answers = vec![without(a_profile(), field)];
        for value in odd_values() {
            if field != "postal_code" || value != json!(0) {
                answers.push(with(a_profile(), field, value));
            }
        }
        for answer in answers {
            let read = profile(&answer).unwrap();

            assert_eq!(read.email.is_none(), field == "email", "{answer}");
            assert_eq!(read.name.is_none(), field == "name", "{answer}");
            assert_eq!(
                read.postal_code.is_none(),
                field == "postal_code",
                "{answer}"
            );
        }
    }
    let refused = with(a_profile(), "email", json!("\"a@evil.example\"@b.example"));
    assert_eq!(profile(&refused).unwrap().email, None);
}

#[test]
fn a_postal_code_may_be_a_number() {
    let read = profile(&with(a_profile(), "postal_code", json!(98_101))).unwrap();

    assert_eq!(read.postal_code.unwrap().as_str(), "98101");
}

#[test]
fn a_profile_without_a_proper_user_id_is_not_understood() {
    assert!(profile(&without(a_profile(), "user_id")).is_err());
    for value in odd_values() {
        let answer = with(a_profile(), "user_id", value);
        assert_eq!(
            profile(&answer),
            Err(AmazonError::BadResponse {
                reason: "profile: user_id"
            }),
            "{answer}"
        );
    }
    for id in ["null", "amzn1.account.null", "amzn1.account.AB#DEFGHIJ"] {
        assert!(profile(&with(a_profile(), "user_id", json!(id))).is_err());
    }
}

#[test]
fn the_nested_form_of_the_browsers_sdk_is_not_understood() {
    let nested = json!({
        "Request-Id": "0ABCDEFGHIJKLMNOPQRS",
        "Profile": {"CustomerId": USER_ID, "Name": "Jane", "PrimaryEmail": "jane@example.com"},
    });

    assert!(profile(&nested).is_err());
}

#[test]
fn text_that_is_not_utf_8_is_not_understood() {
    let mut body = a_profile().to_string().into_bytes();
    let at = body.windows(4).position(|w| w == b"Jane").unwrap();
    body[at] = 0xFF;

    assert!(parse_profile(&body).is_err());
    assert!(parse_profile(&a_profile().to_string().as_bytes()[..60]).is_err());
}

proptest! {
    #[test]
    fn any_bytes_are_an_answer_or_an_error(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(TokenAnswer::parse(&body).is_err());
        prop_assert!(TokenInfo::parse(&body).is_err());
        prop_assert!(parse_profile(&body).is_err());
    }

    #[test]
    fn any_text_about_a_person_leaves_the_person_the_same(text in any::<String>()) {
        let answer = json!({"user_id": USER_ID, "email": text, "name": text, "postal_code": text});

        let read = profile(&answer).unwrap();

        prop_assert_eq!(read.user_id.as_str(), USER_ID);
    }
}
