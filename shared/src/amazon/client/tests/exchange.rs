//! What is sent, to the letter.

use super::*;

fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request
        .headers
        .get(name)
        .map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_code_becomes_a_profile() {
    let amazon = Amazon::default().start().await;

    let profile = sign_in(&amazon.uri()).await.unwrap();

    assert_eq!(profile.user_id.as_str(), USER_ID);
    assert_eq!(profile.email.unwrap().as_str(), "jane@example.com");
    assert_eq!(profile.name.unwrap().as_str(), "Jane Doe");
    assert_eq!(profile.postal_code.unwrap().as_str(), "98101");
    assert_eq!(amazon.received_requests().await.unwrap().len(), 3);
}

/// Threats: R-2.1/4.1, R-4.8, R-2.1.1/4.5
#[tokio::test]
async fn the_exchange_is_a_form_with_the_secret_and_the_verifier_in_its_body() {
    let amazon = Amazon::default().start().await;

    sign_in(&amazon.uri()).await.unwrap();

    let [request] = &requests(&amazon, "/auth/o2/token").await[..] else {
        panic!("one exchange");
    };
    assert_eq!(request.method.as_str(), "POST");
    assert_eq!(request.url.query(), None);
    assert_eq!(
        header(request, "content-type"),
        Some("application/x-www-form-urlencoded;charset=UTF-8")
    );
    assert_eq!(header(request, "accept"), Some("application/json"));
    assert!(
        header(request, "user-agent")
            .unwrap()
            .starts_with("accounts/")
    );
    for absent in ["authorization", "cookie", "referer"] {
        assert_eq!(header(request, absent), None);
    }
    let verifier = verifier().expose_base64url();
    assert_eq!(verifier.len(), 43);
    assert_eq!(
        String::from_utf8(request.body.clone()).unwrap(),
        format!(
            "grant_type=authorization_code&code={CODE}\
             &redirect_uri=https%3A%2F%2Fshop.example%2Fauth%2Famazon%2Fcallback\
             &client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&code_verifier={verifier}"
        )
    );
}

#[tokio::test]
async fn an_odd_code_stays_one_field_of_the_form() {
    let amazon = Amazon::default().start().await;
    let odd = AuthorizationCode::parse("AN&client_id=other+%26#").unwrap();

    client(&amazon.uri())
        .profile_for_code(&odd, &verifier())
        .await
        .unwrap();

    let request = &requests(&amazon, "/auth/o2/token").await[0];
    let fields: Vec<_> = form_urlencoded::parse(&request.body).collect();
    assert_eq!(fields.len(), 6);
    assert_eq!(fields[1], ("code".into(), "AN&client_id=other+%26#".into()));
}

#[tokio::test]
async fn the_profile_is_asked_for_with_the_token_in_a_header() {
    let amazon = Amazon::default().start().await;

    sign_in(&amazon.uri()).await.unwrap();

    let [request] = &requests(&amazon, "/user/profile").await[..] else {
        panic!("one request");
    };
    assert_eq!(request.method.as_str(), "GET");
    assert_eq!(request.url.query(), None);
    assert_eq!(
        header(request, "authorization"),
        Some(format!("Bearer {TOKEN}").as_str())
    );
    assert_eq!(header(request, "accept"), Some("application/json"));
    assert!(request.body.is_empty());
}

#[tokio::test]
async fn the_token_check_takes_the_token_percent_encoded() {
    let amazon = Amazon::default().start().await;

    sign_in(&amazon.uri()).await.unwrap();

    let [request] = &requests(&amazon, "/auth/o2/tokeninfo").await[..] else {
        panic!("one request");
    };
    assert_eq!(request.method.as_str(), "GET");
    assert_eq!(
        request.url.query(),
        Some(format!("access_token={}", TOKEN.replace('|', "%7C")).as_str())
    );
    assert_eq!(header(request, "authorization"), None);
}

#[tokio::test]
async fn pasted_white_space_around_the_settings_is_not_sent() {
    let amazon = Amazon::default().start().await;
    let client = AmazonClient::new(AmazonSettings {
        client_id: format!(" {CLIENT_ID}\n"),
        secret: ClientSecretSource::Fixed(
            ClientSecret::parse(&format!("{CLIENT_SECRET}\n")).unwrap(),
        ),
        ..settings(&amazon.uri())
    })
    .unwrap();

    client.profile_for_code(&code(), &verifier()).await.unwrap();

    let request = &requests(&amazon, "/auth/o2/token").await[0];
    let body = String::from_utf8(request.body.clone()).unwrap();
    assert!(body.contains(&format!(
        "&client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&"
    )));
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused() {
    let base = "https://api.amazon.com";

    assert!(AmazonClient::new(settings(base)).is_ok());
    assert!(matches!(
        AmazonClient::new(settings("http://api.amazon.com")),
        Err(BuildError::ApiUrl(_))
    ));
    for bad in ["", "amzn1. application"] {
        let client_id = AmazonSettings {
            client_id: bad.to_owned(),
            ..settings(base)
        };
        assert!(matches!(
            AmazonClient::new(client_id),
            Err(BuildError::ClientId)
        ));
        let redirect_uri = AmazonSettings {
            redirect_uri: bad.to_owned(),
            ..settings(base)
        };
        assert!(matches!(
            AmazonClient::new(redirect_uri),
            Err(BuildError::RedirectUri)
        ));
    }
}
