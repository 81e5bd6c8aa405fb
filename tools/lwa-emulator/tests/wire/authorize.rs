use lwa_emulator::{Config, Switches};

use crate::driver::{
    Amazon, CHALLENGE, CLIENT_ID, Fields, REDIRECT_URI, SECRET, authorization, encode, with,
    without,
};

async fn ask(amazon: &Amazon, request: &Fields<'_>) -> crate::driver::Reply {
    amazon.get(&format!("/ap/oa?{}", encode(request))).await
}

#[tokio::test]
async fn a_good_request_shows_every_persona_and_a_way_out() {
    let amazon = Amazon::start().await;

    let reply = ask(&amazon, &authorization()).await;

    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.header("content-type"),
        Some("text/html;charset=UTF-8")
    );
    assert!(reply.text().contains("Local emulator, not Amazon"));
    for persona in amazon.emulator.personas() {
        let button = format!("name=\"persona\" value=\"{}\"", persona.id);
        assert!(reply.text().contains(&button), "{}", persona.id);
    }
    assert!(reply.text().contains("name=\"decision\" value=\"cancel\""));
    assert!(!reply.text().contains("<script"));
}

#[tokio::test]
async fn the_page_lets_a_form_lead_to_another_site() {
    let amazon = Amazon::start().await;

    let reply = ask(&amazon, &authorization()).await;

    let policy = reply.header("content-security-policy").unwrap();
    assert!(!policy.contains("form-action"));
}

#[tokio::test]
async fn an_unknown_client_gets_a_page_and_no_redirect() {
    let amazon = Amazon::start().await;
    let good = authorization();

    for request in [
        with(&good, "client_id", "amzn1.application-ao2-client.x"),
        with(&good, "client_id", " amzn1.application-oa2-client.x"),
        without(&good, "client_id"),
    ] {
        let reply = ask(&amazon, &request).await;

        assert_eq!(reply.status, 400);
        assert_eq!(reply.header("location"), None);
        assert_eq!(
            reply.header("content-type"),
            Some("text/html;charset=UTF-8")
        );
        for text in [
            "We're sorry!",
            "Error Summary",
            "400 Bad Request",
            "Unknown client_id",
        ] {
            assert!(reply.text().contains(text), "{text}");
        }
        assert!(reply.text().contains("Request Details"));
    }
}

#[tokio::test]
async fn a_redirect_uri_is_compared_byte_by_byte() {
    let amazon = Amazon::start().await;
    let good = authorization();

    for uri in [
        "http://localhost:3000/auth/amazon/callback?close",
        "http://localhost:3000/auth/amazon/callback/",
        "http://LOCALHOST:3000/auth/amazon/callback",
        "https://localhost:3000/auth/amazon/callback",
        "https://evil.example/",
        "",
    ] {
        let reply = ask(&amazon, &with(&good, "redirect_uri", uri)).await;

        assert_eq!(reply.status, 400, "{uri}");
        assert!(reply.text().contains("whitelisted"), "{uri}");
        assert!(reply.text().contains("Allowed Return URLs"), "{uri}");
    }
}

#[tokio::test]
async fn plain_http_beyond_this_machine_is_refused_though_registered() {
    let uri = "http://shop.example/back";
    let amazon = Amazon::start_with(Config::new(CLIENT_ID, SECRET, uri)).await;

    let reply = ask(&amazon, &with(&authorization(), "redirect_uri", uri)).await;

    assert_eq!(reply.status, 400);
    assert!(reply.text().contains("https"));
}

#[tokio::test]
async fn other_mistakes_are_told_to_the_app() {
    let amazon = Amazon::start().await;
    let good = authorization();
    let unknown_scope = "error_description=An+unknown+scope+was+requested&state=s-1\
                         &error=invalid_scope";
    let rows = [
        (with(&good, "scope", "openid"), unknown_scope.to_owned()),
        (
            with(&good, "scope", "profile,postal_code"),
            unknown_scope.to_owned(),
        ),
        (without(&good, "scope"), missing("scope")),
        (without(&good, "response_type"), missing("response_type")),
        (
            with(&good, "response_type", "token"),
            "error_description=An+unsupported+response+type+was+requested&state=s-1\
             &error=unsupported_response_type"
                .to_owned(),
        ),
        (
            with(&good, "code_challenge", "short"),
            invalid("code_challenge"),
        ),
        (
            with(&good, "code_challenge_method", "s256"),
            invalid("code_challenge_method"),
        ),
        (without(&good, "code_challenge"), missing("code_challenge")),
        (with(&good, "scope_data", "{"), invalid("scope_data")),
    ];

    for (request, query) in rows {
        let reply = ask(&amazon, &request).await;

        assert_eq!(reply.location(), format!("{REDIRECT_URI}?{query}"));
    }
}

fn missing(name: &str) -> String {
    format!(
        "error_description=The+request+is+missing+a+required+parameter+%3A+{name}&state=s-1\
         &error=invalid_request"
    )
}

fn invalid(name: &str) -> String {
    format!(
        "error_description=The+request+has+an+invalid+parameter+%3A+{name}&state=s-1\
         &error=invalid_request"
    )
}

#[tokio::test]
async fn a_repeated_parameter_is_refused() {
    let amazon = Amazon::start().await;
    let mut request = authorization();
    request.push(("scope", "postal_code"));

    let reply = ask(&amazon, &request).await;

    assert_eq!(reply.query("error").as_deref(), Some("invalid_request"));
}

#[tokio::test]
async fn cancel_is_access_denied_in_amazons_order() {
    let amazon = Amazon::start().await;
    let request = with(&authorization(), "decision", "cancel");

    let reply = amazon.post("/ap/oa", &request).await;

    assert_eq!(
        reply.location(),
        format!(
            "{REDIRECT_URI}?error_description=Access+not+permitted.&state=s-1&error=access_denied"
        )
    );
}

#[tokio::test]
async fn success_sends_code_scope_and_state_in_this_order() {
    let amazon = Amazon::start().await;
    let request = with(&authorization(), "scope", "profile:user_id postal_code");

    let reply = amazon.allow("new-customer", &request).await;

    let code = reply.query("code").unwrap();
    assert!(code.len() == 20 && code.starts_with("AN"));
    assert_eq!(
        reply.location(),
        format!("{REDIRECT_URI}?code={code}&scope=profile%3Auser_id+postal_code&state=s-1")
    );
}

#[tokio::test]
async fn without_a_state_none_comes_back() {
    let amazon = Amazon::start().await;

    let reply = amazon
        .allow("new-customer", &without(&authorization(), "state"))
        .await;

    assert_eq!(reply.query("state"), None);
}

#[tokio::test]
async fn a_redirect_uri_with_a_query_keeps_it() {
    let uri = "http://localhost:3000/_oauth/amazon?close";
    let amazon = Amazon::start_with(Config::new(CLIENT_ID, SECRET, uri)).await;

    let reply = amazon
        .allow("new-customer", &with(&authorization(), "redirect_uri", uri))
        .await;

    assert!(reply.location().starts_with(&format!("{uri}&code=AN")));
}

#[tokio::test]
async fn state_comes_back_html_escaped_unless_switched_off() {
    let amazon = Amazon::start().await;
    let state = r#"{"a":'<&>'}"#;
    let request = with(&authorization(), "state", state);

    let escaped = amazon.allow("new-customer", &request).await;
    amazon.emulator.set_switches(Switches {
        html_escape_state: false,
        ..Switches::default()
    });
    let plain = amazon.allow("new-customer", &request).await;

    assert_eq!(
        escaped.query("state").as_deref(),
        Some("{&#34;a&#34;:&#39;&lt;&amp;&gt;&#39;}")
    );
    assert!(escaped.location().contains("%26%2334%3B"));
    assert_eq!(plain.query("state").as_deref(), Some(state));
}

#[tokio::test]
async fn a_long_state_and_plain_characters_come_back_as_sent() {
    let amazon = Amazon::start().await;
    let state = format!("{}.~-_", "a".repeat(2_000));

    let reply = amazon
        .allow("new-customer", &with(&authorization(), "state", &state))
        .await;

    assert_eq!(reply.query("state"), Some(state));
}

#[tokio::test]
async fn the_other_answers_are_there_for_trying_out() {
    let amazon = Amazon::start().await;
    let good = authorization();

    for error in [
        "server_error",
        "temporarily_unavailable",
        "unauthorized_client",
    ] {
        let reply = amazon.post("/ap/oa", &with(&good, "decision", error)).await;
        assert_eq!(reply.query("error").as_deref(), Some(error));
    }
    let wrong_state = with(&good, "decision", "wrong_state");
    let reply = amazon.post("/ap/oa", &wrong_state).await;
    assert_ne!(reply.query("state").as_deref(), Some("s-1"));
}

#[tokio::test]
async fn a_decision_about_a_bad_request_is_not_taken() {
    let amazon = Amazon::start().await;
    let good = authorization();

    let foreign = with(&good, "redirect_uri", "https://evil.example/");
    let reply = amazon.allow("new-customer", &foreign).await;
    assert_eq!(reply.status, 400);
    let reply = amazon.allow("nobody", &good).await;
    assert_eq!(reply.status, 400);
    let reply = amazon
        .post("/ap/oa", &with(&good, "decision", "maybe"))
        .await;
    assert_eq!(reply.status, 400);
}

#[tokio::test]
async fn a_plain_challenge_may_come_without_a_method() {
    let amazon = Amazon::start().await;
    let request = without(&authorization(), "code_challenge_method");

    let reply = ask(&amazon, &with(&request, "code_challenge", CHALLENGE)).await;

    assert_eq!(reply.status, 200);
}
