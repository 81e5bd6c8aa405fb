//! Too much of anything, and bytes that are no text.

use acceptance::{Browser, Site};
use reqwest::Method;
use serde_json::json;

use crate::victim::{Victim, assert_refused};

#[tokio::test]
async fn an_oversized_request_line_or_header_ends_at_the_gateway() {
    let victim = Victim::between_amazon_and_site().await;
    let (code, state) = (victim.parameter("code"), victim.parameter("state"));
    let much = "x".repeat(11_000);

    let long_query = victim.request(&format!("code={code}&state={state}&x={much}"));
    let long_header = victim
        .request(&format!("code={code}&state={state}"))
        .header("x-much", &much);
    let long_cookie = victim
        .request(&format!("code={code}&state={state}"))
        .header("cookie", &format!("a={much}"));

    for request in [long_query, long_header, long_cookie] {
        let answer = victim.site.send(request).await;
        assert!(matches!(answer.status, 414 | 431), "{}", answer.status);
        assert!(answer.set_cookies().is_empty());
    }
    victim.assert_unharmed().await;
}

#[tokio::test]
async fn an_oversized_body_is_refused_before_anything_is_counted() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = Browser::new(&site);
    let form = browser
        .open("/auth/sign-in")
        .await
        .form("/auth/sign-in")
        .unwrap();
    let before = site.table().await;
    let much = "x".repeat(16 * 1024);

    let fields = [("email", erin.email.as_str()), ("password", &much)];
    let request = browser
        .raw(Method::POST, "/auth/sign-in")
        .form(form.filled_in(&fields).encode());
    assert_refused(
        &site,
        request,
        400,
        "invalid_request",
        "a form of over 16 KiB",
    )
    .await;
    for path in ["/auth/sign-in", "/auth/amazon/link"] {
        let body = json!({"email": erin.email, "ticket": "A".repeat(43), "password": much});
        let request = site.request(Method::POST, path).json(&body);
        assert_refused(&site, request, 400, "invalid_request", path).await;
    }
    let flood = "x=1&".repeat(40);
    let request = browser.raw(Method::POST, "/auth/sign-in").form(flood);
    assert_refused(&site, request, 400, "invalid_request", "a flood of fields").await;
    let huge = browser
        .raw(Method::POST, "/auth/sign-in")
        .form("x".repeat(11 * 1024 * 1024));
    assert_eq!(site.send(huge).await.status, 413);

    assert_eq!(site.table().await.changed_since(&before), [""; 0]);
}

/// Threats: N8
#[tokio::test]
async fn a_long_password_or_address_is_just_a_wrong_one() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let long_password = format!("{}{}", erin.password, "x".repeat(8000));
    let long_address = format!("{}@example.com", "e".repeat(5000));
    let nul_address = format!("{}\0", erin.email);

    for (email, password) in [
        (erin.email.as_str(), long_password.as_str()),
        (&long_address, &erin.password),
        (&nul_address, &erin.password),
        (&erin.email, &format!("{}\0", erin.password)),
        (&erin.email, &format!("{} ", erin.password)),
        (&erin.email, &erin.password.to_uppercase()),
    ] {
        let body = json!({"email": email, "password": password});
        let request = site.request(Method::POST, "/auth/sign-in").json(&body);
        let answer = site.send(request).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (401, "wrong_password")
        );
    }
}

#[tokio::test]
async fn bytes_that_are_no_utf8_are_refused_wherever_they_stand() {
    let site = Site::start().await;
    let mut browser = Browser::new(&site);
    let form = browser
        .open("/auth/sign-in")
        .await
        .form("/auth/sign-in")
        .unwrap();
    let token = form.value("csrf_token").unwrap();
    let before = site.table().await;

    let encoded = format!("csrf_token={token}&email=%ff@example.com&password=x");
    let plain = [
        format!("csrf_token={token}&email=").as_bytes(),
        b"\xff&password=x",
    ]
    .concat();
    for body in [encoded.into_bytes(), plain] {
        let request = browser.raw(Method::POST, "/auth/sign-in").form(body);
        assert_refused(&site, request, 400, "invalid_request", "form").await;
    }
    for path in ["/auth/sign-in", "/auth/amazon/link"] {
        let body = b"{\"email\":\"\xff\",\"ticket\":\"\xff\",\"password\":\"\xff\"}".to_vec();
        let request = site
            .request(Method::POST, path)
            .body("application/json", body);
        assert_refused(&site, request, 400, "invalid_request", path).await;
    }
    for query in ["return_to=%ff", "x=%c3%28", "%ff"] {
        let request = site.request(Method::GET, &format!("/auth/sign-in?{query}"));
        assert_refused(&site, request, 400, "invalid_request", query).await;
    }
    assert_eq!(site.get("/auth/assets/%ff%fe").await.status, 404);

    assert_eq!(site.table().await.changed_since(&before), [""; 0]);
}

/// Bytes that no HTTP library would send.
///
/// Threats: GHSA-xmf8-cvqr-rfgj
#[tokio::test]
async fn raw_bytes_get_a_defined_answer_and_open_nothing() {
    let victim = Victim::between_amazon_and_site().await;
    let site = &victim.site;
    let target = victim.callback.path();
    let query = victim.callback.query().unwrap();

    for (head, statuses) in [
        (
            b"GET /auth/session HTTP/1.1\r\nHost: x\r\nCookie: session=\xff\xfe\r\n".to_vec(),
            &[401][..],
        ),
        (
            b"GET /auth/session HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \xff\xfe\r\n".to_vec(),
            &[401],
        ),
        (
            b"GET /auth/session HTTP/1.1\r\nHost: x\r\nAuthorization: \xff\r\n".to_vec(),
            &[401],
        ),
        (
            b"GET /auth/session HTTP/1.1\r\nHost: x\r\nAccept: \xff\xfe\r\n".to_vec(),
            &[401],
        ),
        (
            format!("GET {target}?{query}<script> HTTP/1.1\r\nHost: x\r\n").into_bytes(),
            &[400],
        ),
        (
            [
                b"GET ",
                target.as_bytes(),
                b"?code=\xff&state=\xff HTTP/1.1\r\nHost: x\r\n",
            ]
            .concat(),
            &[400],
        ),
        (
            format!("GET {target}?{query} HTTP/1.1\r\nHost: x\r\nCookie: \x01=\x02; ;;=;a=b=c\r\n")
                .into_bytes(),
            &[400],
        ),
    ] {
        let bytes = [&head[..], b"Connection: close\r\n\r\n"].concat();
        let answer = site.send_bytes(&bytes).await;
        assert!(
            statuses.contains(&answer.status),
            "{} {}",
            answer.status,
            String::from_utf8_lossy(&head)
        );
        assert!(answer.set_cookies().is_empty());
    }
    victim.assert_unharmed().await;
}

#[tokio::test]
async fn json_of_another_shape_is_refused() {
    let site = Site::start().await;
    let before = site.table().await;

    for body in [
        "",
        "null",
        "[]",
        "\"x\"",
        "{}",
        "{",
        "{\"email\":\"a@example.com\"}",
        "{\"email\":null,\"password\":null}",
        "{\"email\":1,\"password\":[]}",
        "{\"email\":\"a@example.com\",\"password\":\"x\"} trailing",
        "{\"ticket\":{},\"password\":\"x\"}",
        "{\"ticket\":1}",
    ] {
        for path in ["/auth/sign-in", "/auth/amazon/link"] {
            let request = site
                .request(Method::POST, path)
                .body("application/json", body);
            assert_refused(&site, request, 400, "invalid_request", body).await;
        }
    }
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    let request = site
        .request(Method::POST, "/auth/sign-in")
        .body("application/json", deep);
    assert_refused(&site, request, 400, "invalid_request", "deep").await;

    assert_eq!(site.table().await.changed_since(&before), [""; 0]);
}
