//! Sites as they should be, and as they should not.

use axum::{
    Router,
    http::{StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use local::{Options, Stack};
use tokio::net::TcpListener;

use crate::checkup::Checkup;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_local_stack_is_as_it_should_be_but_for_what_only_aws_has() {
    let stack = Stack::start(&Options::embedded()).await.unwrap();

    let checkup = Checkup::with(&[
        "--table",
        "accounts",
        "--endpoint",
        stack.dynamodb_url(),
        "--url",
        stack.url(),
    ])
    .await;

    assert_eq!(
        checkup.complaints(),
        [
            ("table.protection", "problem"),
            ("table.recovery", "unknown")
        ]
    );
    let (_, said) = checkup.of("amazon.return_url");
    let return_url = format!("{}/auth/amazon/callback", stack.url());
    assert!(said.ends_with(&return_url), "{said}");
    assert_eq!(checkup.of("amazon.page").0, "ok");
    assert_eq!(checkup.of("site.table").0, "ok");
    assert_eq!(checkup.of("clock.site").0, "ok");
    stack.stop().await;
}

/// Amazon knows the client by another return URL: its page says 400 before any customer meets it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_under_another_name_than_its_own_is_found() {
    let stack = Stack::start(&Options::embedded()).await.unwrap();
    let other_name = stack.url().replace("localhost", "127.0.0.1");

    let checkup = Checkup::with(&["--url", &other_name]).await;

    assert_eq!(checkup.complaints(), [("amazon.return_url", "problem")]);
    assert_eq!(checkup.code, 3);
    stack.stop().await;
}

/// A site that answers, but not as this product does.
async fn site(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn headers_and_cookie_flags_that_something_in_front_took_away_are_found() {
    let session = async || {
        let body = r#"{"code": "unauthenticated"}"#;
        let problem = [(header::CONTENT_TYPE, "application/problem+json")];
        (StatusCode::UNAUTHORIZED, problem, body).into_response()
    };
    let sign_in = async || {
        let cookie = "form=x; Path=/; SameSite=Lax; Domain=example.com";
        ([(header::SET_COOKIE, cookie)], "").into_response()
    };
    let login = async || {
        let page = "http://127.0.0.1:9/ap/oa?client_id=x&scope=profile&response_type=token&state=s";
        (StatusCode::SEE_OTHER, [(header::LOCATION, page)]).into_response()
    };
    let url = site(
        Router::new()
            .route("/auth/session", get(session))
            .route("/auth/sign-in", get(sign_in))
            .route("/auth/amazon/login", get(login)),
    )
    .await;

    let checkup = Checkup::with(&["--url", &url]).await;

    assert_eq!(checkup.code, 3);
    let (level, said) = checkup.of("headers /auth/session");
    assert_eq!(level, "problem");
    assert!(said.contains("no cache-control") && said.contains("no content-security-policy"));
    let (level, said) = checkup.of("cookies /auth/sign-in");
    assert_eq!(level, "problem");
    assert!(
        said.contains("HttpOnly is missing") && said.contains("Domain"),
        "{said}"
    );
    assert_eq!(checkup.of("cookies /auth/amazon/login").0, "problem");
    let (level, said) = checkup.of("amazon.request");
    assert_eq!(level, "problem");
    for wrong in [
        "response_type",
        "code_challenge is missing",
        "code_challenge_method",
    ] {
        assert!(said.contains(wrong), "{said}");
    }
    assert_eq!(checkup.of("amazon.return_url").0, "problem");
    assert_eq!(checkup.of("amazon.page").0, "warning");
    let (level, said) = checkup.of("route /auth/account");
    assert_eq!((level, said), ("problem", "it answers 404, not 401"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_amazon_refuses_and_a_table_that_the_site_does_not_reach_are_found() {
    let amazon = site(Router::new().route(
        "/ap/oa",
        get(async || (StatusCode::BAD_REQUEST, "Unknown client_id")),
    ))
    .await;
    let page = format!("{amazon}/ap/oa?client_id=x");
    let login = async move || (StatusCode::SEE_OTHER, [(header::LOCATION, page)]).into_response();
    let session = async || StatusCode::SERVICE_UNAVAILABLE;
    let url = site(
        Router::new()
            .route("/auth/session", get(session))
            .route("/auth/amazon/login", get(login)),
    )
    .await;

    let checkup = Checkup::with(&["--url", &url]).await;

    let (level, said) = checkup.of("amazon.page");
    assert_eq!(
        (level, said.ends_with("refuses the request (400)")),
        ("problem", true)
    );
    assert_eq!(checkup.of("site.table").0, "problem");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_that_is_not_there_is_one_finding() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", free.local_addr().unwrap());
    drop(free);

    let checkup = Checkup::with(&["--url", &url]).await;

    assert_eq!(
        (checkup.code, checkup.complaints()),
        (3, vec![("site", "problem")])
    );
}
