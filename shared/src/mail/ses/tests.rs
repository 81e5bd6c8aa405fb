//! What goes over the wire, and what is made of the answers.

use serde_json::{Value, json};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

use super::*;
use crate::{
    config::Brand, domain::EmailAddress, mail, pages::Language,
    store::dynamo::connect::https_client,
};

const CODE: &str = "7KQ2-M4XD";

fn mailer(endpoint: &str, configuration_set: Option<&str>) -> SesMailer {
    SesMailer::new(settings(endpoint, configuration_set))
}

fn settings(endpoint: &str, configuration_set: Option<&str>) -> SesSettings {
    SesSettings {
        region: "eu-central-1".to_owned(),
        credentials: Credentials::new("AKIDEXAMPLE", "secret", None, None, "test"),
        endpoint_url: Some(endpoint.to_owned()),
        http_client: https_client(None),
        sender: "Harbour Lane <accounts@shop.example>".parse().unwrap(),
        configuration_set: configuration_set.map(str::to_owned),
    }
}

fn letter() -> Letter<'static> {
    static BRAND: Brand = Brand::PLAIN;
    Letter {
        content: mail::Content::LinkCode {
            code: CODE,
            amazon_name: None,
        },
        language: Language::Japanese,
        brand: &BRAND,
    }
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn accepted() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({"MessageId": "1"}))
}

fn failed(status: u16, code: &str) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .insert_header("x-amzn-errortype", code)
        .set_body_json(json!({"message": "about alice@shop.example"}))
}

/// Answers so, in turn, the last for ever.
async fn ses<const N: usize>(answers: [ResponseTemplate; N]) -> MockServer {
    let server = MockServer::start().await;
    for (at, answer) in answers.into_iter().enumerate() {
        let mock = Mock::given(any()).respond_with(answer);
        let mock = if at + 1 < N {
            mock.up_to_n_times(1)
        } else {
            mock
        };
        mock.mount(&server).await;
    }
    server
}

#[tokio::test]
async fn a_letter_is_one_signed_post_with_subject_and_both_bodies() {
    let server = ses([accepted()]).await;
    let to = address("Alice.B@Bücher.example");

    let sent = mailer(&server.uri(), Some("shop"))
        .send(Recipient::Mailbox(&to), &letter())
        .await;

    assert_eq!(sent, Ok(()));
    let requests = server.received_requests().await.unwrap();
    let [request] = &requests[..] else {
        panic!("{} requests", requests.len());
    };
    assert_eq!(request.method.as_str(), "POST");
    assert_eq!(request.url.path(), "/v2/email/outbound-emails");
    assert_eq!(request.headers["content-type"], "application/json");
    let signature = request.headers["authorization"].to_str().unwrap();
    assert!(signature.contains("/eu-central-1/ses/aws4_request"));
    let content = |data: String| json!({"Data": data, "Charset": "UTF-8"});
    let expected = json!({
        "FromEmailAddress": "\"Harbour Lane\" <accounts@shop.example>",
        "Destination": {"ToAddresses": ["Alice.B@xn--bcher-kva.example"]},
        "ConfigurationSetName": "shop",
        "Content": {"Simple": {
            "Subject": content(letter().subject()),
            "Body": {"Text": content(letter().text()), "Html": content(letter().html())},
            "Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}],
        }},
    });
    assert_eq!(request.body_json::<Value>().unwrap(), expected);
    assert!(letter().text().contains(CODE));
}

/// Else the time that it takes would tell whether an address is known (threat E7).
#[tokio::test]
async fn for_nobody_the_same_call_is_made_with_the_same_letter() {
    let server = ses([accepted()]).await;
    let mailer = mailer(&server.uri(), None);
    let alice = address("alice@shop.example");

    for recipient in [Recipient::Mailbox(&alice), Recipient::Nobody] {
        assert_eq!(mailer.send(recipient, &letter()).await, Ok(()));
    }

    let requests = server.received_requests().await.unwrap();
    let [to_alice, mut to_nobody]: [Value; 2] = requests
        .iter()
        .map(|request| request.body_json().unwrap())
        .collect::<Vec<_>>()
        .try_into()
        .unwrap();
    let to = &mut to_nobody["Destination"]["ToAddresses"][0];
    assert_eq!(*to, "success@simulator.amazonses.com");
    *to = "alice@shop.example".into();
    assert_eq!(to_nobody, to_alice);
}

#[tokio::test]
async fn a_throttle_and_a_fault_are_asked_again_once() {
    for first in [
        failed(429, "TooManyRequestsException"),
        failed(500, "InternalServiceErrorException"),
        ResponseTemplate::new(503),
    ] {
        let server = ses([first, accepted()]).await;

        let sent = mailer(&server.uri(), None)
            .send(Recipient::Nobody, &letter())
            .await;

        assert_eq!(sent, Ok(()));
        assert_eq!(server.received_requests().await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn a_failure_is_sorted_by_what_it_means() {
    let rejected = |reason| MailError::Rejected { reason };
    let misconfigured = |reason| MailError::Misconfigured { reason };
    let unavailable = |reason| MailError::Unavailable { reason };
    for (status, code, expected, calls) in [
        (400, "MessageRejected", rejected("message rejected"), 1),
        (400, "BadRequestException", rejected("bad request"), 1),
        (
            400,
            "MailFromDomainNotVerifiedException",
            misconfigured("the sending domain is not verified"),
            1,
        ),
        (
            400,
            "AccountSuspendedException",
            misconfigured("the AWS account may send no mail any more"),
            1,
        ),
        (
            400,
            "SendingPausedException",
            misconfigured("sending is paused"),
            1,
        ),
        (
            404,
            "NotFoundException",
            misconfigured("there is no such configuration set"),
            1,
        ),
        (
            403,
            "AccessDeniedException",
            misconfigured("the call is refused"),
            1,
        ),
        (
            429,
            "TooManyRequestsException",
            unavailable("too many requests"),
            2,
        ),
        (
            500,
            "InternalServiceErrorException",
            unavailable("a fault of the service"),
            2,
        ),
    ] {
        let server = ses([failed(status, code)]).await;

        let sent = mailer(&server.uri(), None)
            .send(Recipient::Nobody, &letter())
            .await;

        assert_eq!(sent, Err(expected), "{code}");
        assert!(!expected.to_string().contains('@'));
        let requests = server.received_requests().await.unwrap();
        assert_eq!(requests.len(), calls, "{code}");
    }
}

#[tokio::test]
async fn nobody_waits_longer_than_the_limit() {
    let silent = accepted().set_delay(Duration::from_mins(1));
    let server = ses([silent]).await;
    let [attempt, operation] = [60, 100].map(Duration::from_millis);
    let mailer = SesMailer::with_timeouts(settings(&server.uri(), None), attempt, operation);

    let sent = mailer.send(Recipient::Nobody, &letter()).await;

    assert_eq!(sent, Err(MailError::Timeout));
}

#[tokio::test]
async fn without_a_connection_mail_is_unavailable() {
    let sent = mailer("http://127.0.0.1:9", None)
        .send(Recipient::Nobody, &letter())
        .await;

    let reason = "no connection";
    assert_eq!(sent, Err(MailError::Unavailable { reason }));
}
