//! The outbox, written to by what the functions send mail with.
#![expect(
    clippy::unwrap_used,
    reason = "a test that can't go on ends; what must hold is told as a result"
)]

use std::{fs, path::Path};

use accounts::{
    config::{Brand, Vars},
    domain::EmailAddress,
    mail::{ConfiguredMailer, Content, Letter, MailError, Mailer as _, Recipient},
    pages::Language,
};
use local::{Options, Stack};
use reqwest::Client;
use serde_json::{Value, json};

const LINK: &str = "http://localhost:3000/auth/reset?token=abc&x=1";

struct Site {
    stack: Stack,
    mailer: ConfiguredMailer,
    client: Client,
}

impl Site {
    async fn start(data_dir: Option<&Path>) -> Self {
        let options = Options {
            no_mail: false,
            data_dir: data_dir.map(Path::to_owned),
            ..Options::embedded()
        };
        let stack = Stack::start(&options).await.unwrap();
        let vars = Vars::from_fn(|name| stack.setting(name));
        let mailer = ConfiguredMailer::from_vars(&vars).unwrap();
        drop(vars);
        let client = Client::builder().no_proxy().build().unwrap();
        Self {
            stack,
            mailer,
            client,
        }
    }

    async fn send(&self, recipient: Recipient<'_>, language: Language) -> Result<(), MailError> {
        let brand = Brand {
            name: "Harbour Lane".to_owned(),
            ..Brand::PLAIN
        };
        let letter = Letter {
            content: Content::ResetPassword { link: LINK },
            language,
            brand: &brand,
        };
        self.mailer.send(recipient, &letter).await
    }

    async fn letters(&self) -> Vec<Value> {
        let url = format!("{}/outbox.json", self.stack.url());
        let answer = self.client.get(url).send().await.unwrap();
        answer.json().await.unwrap()
    }

    async fn set_fault(&self, fault: &Value) -> u16 {
        let url = format!("{}/outbox/fault", self.stack.url());
        let answer = self.client.post(url).json(fault).send().await.unwrap();
        answer.status().as_u16()
    }
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

#[tokio::test]
async fn letters_are_shown_newest_first_and_none_to_nobody() {
    let site = Site::start(None).await;
    let (alice, bob) = (address("alice@example.com"), address("bob@example.com"));

    for recipient in [
        Recipient::Mailbox(&alice),
        Recipient::Mailbox(&bob),
        Recipient::Nobody,
    ] {
        assert_eq!(site.send(recipient, Language::Japanese).await, Ok(()));
    }

    let letters = site.letters().await;
    let to: Vec<_> = letters.iter().map(|letter| &letter["to"]).collect();
    assert_eq!(to, ["bob@example.com", "alice@example.com"]);
    let newest = &letters[0];
    let subject = newest["subject"].as_str().unwrap();
    assert!(
        subject.contains("Harbour Lane") && subject.contains("パスワード"),
        "{subject}"
    );
    assert!(newest["text"].as_str().unwrap().contains(LINK));
    assert!(
        newest["html"]
            .as_str()
            .unwrap()
            .contains("<html lang=\"ja\">")
    );
    assert!(newest["sent_at"].as_str().unwrap().ends_with('Z'));
    assert_ne!(newest["id"], letters[1]["id"]);
}

#[tokio::test]
async fn the_page_shows_each_letter_in_a_frame_that_can_do_nothing() {
    let site = Site::start(None).await;
    let alice = address("alice@example.com");
    let sent = site
        .send(Recipient::Mailbox(&alice), Language::English)
        .await;
    assert_eq!(sent, Ok(()));

    let url = format!("{}/outbox", site.stack.url());
    let answer = site.client.get(url).send().await.unwrap();

    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    let page = answer.text().await.unwrap();
    let escaped = LINK.replace('&', "&amp;");
    assert!(
        page.contains(&format!("<a href=\"{escaped}\" target=\"_blank\"")),
        "{page}"
    );
    assert!(page.contains("sandbox=\"allow-popups allow-popups-to-escape-sandbox\" srcdoc=\""));
    // Inside the frame's attribute, so escaped once more.
    assert!(page.contains("&lt;base target=&quot;_blank&quot;&gt;"));
    assert!(page.contains("to <bdi>alice@example.com</bdi>"));
}

#[tokio::test]
async fn an_outage_can_be_had_and_ends() {
    let site = Site::start(None).await;
    let alice = address("alice@example.com");
    let to_alice = Recipient::Mailbox(&alice);
    for (status, expected) in [(500, "a fault of the service"), (429, "too many requests")] {
        // Each letter is tried twice.
        let fault = json!({"status": status, "calls": 2});
        assert_eq!(site.set_fault(&fault).await, 200);

        let reason = expected;
        let sent = site.send(to_alice, Language::English).await;
        assert_eq!(sent, Err(MailError::Unavailable { reason }));
        assert_eq!(site.send(to_alice, Language::English).await, Ok(()));
    }

    assert_eq!(site.set_fault(&json!({"status": 400})).await, 200);
    let sent = site.send(Recipient::Nobody, Language::English).await;
    assert!(matches!(sent, Err(MailError::Rejected { .. })), "{sent:?}");

    // One failure is made up for; and an outage can be called off.
    assert_eq!(site.set_fault(&json!({"status": 500})).await, 200);
    assert_eq!(site.send(to_alice, Language::English).await, Ok(()));
    site.set_fault(&json!({"status": 500, "calls": 1000})).await;
    site.set_fault(&json!({"status": 0})).await;
    assert_eq!(site.send(to_alice, Language::English).await, Ok(()));

    assert_eq!(site.letters().await.len(), 4);
    for bad in [
        json!({"status": 200}),
        json!({"status": 500, "calls": 0}),
        json!({"status": 500, "calls": 1001}),
    ] {
        assert_eq!(site.set_fault(&bad).await, 400, "{bad}");
    }
}

#[tokio::test]
async fn with_a_data_directory_each_letter_is_a_file() {
    let directory = tempfile::tempdir().unwrap();
    let site = Site::start(Some(directory.path())).await;
    let alice = address("alice@example.com");

    for recipient in [Recipient::Mailbox(&alice), Recipient::Nobody] {
        assert_eq!(site.send(recipient, Language::Japanese).await, Ok(()));
    }

    let files: Vec<_> = fs::read_dir(directory.path().join("outbox"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    let [file] = &files[..] else {
        panic!("{files:?}");
    };
    assert_eq!(file.extension().unwrap(), "eml");
    let eml = fs::read_to_string(file).unwrap();
    assert!(eml.is_ascii());
    for line in [
        "From: \"Harbour Lane\" <accounts@harbour-lane.example>\r\n",
        "To: alice@example.com\r\n",
        "Auto-Submitted: auto-generated\r\n",
    ] {
        assert!(eml.contains(line), "{line}");
    }
}

#[tokio::test]
async fn what_amazon_would_not_take_is_refused() {
    let site = Site::start(None).await;
    let url = format!("{}/v2/email/outbound-emails", site.stack.url());
    let signed = "AWS4-HMAC-SHA256 Credential=local/20261126/us-east-1/ses/aws4_request, …";
    let body = |to: Value, subject: &str| {
        let data = |text: &str| json!({"Data": text, "Charset": "UTF-8"});
        json!({
            "FromEmailAddress": "accounts@shop.example",
            "Destination": {"ToAddresses": to},
            "Content": {"Simple": {
                "Subject": data(subject), "Body": {"Text": data("x"), "Html": data("x")},
            }},
        })
    };
    let post = |signature: Option<&'static str>, body: Value| {
        let call = site.client.post(&url).body(body.to_string());
        let call = match signature {
            Some(signature) => call.header("authorization", signature.replace('…', "x")),
            None => call,
        };
        async move { call.send().await.unwrap().status().as_u16() }
    };
    let one = json!(["alice@example.com"]);

    assert_eq!(post(Some(signed), body(one.clone(), "Hello")).await, 200);
    assert_eq!(post(None, body(one.clone(), "Hello")).await, 403);
    let injected = body(one.clone(), "Hello\r\nBcc: b@example.com");
    assert_eq!(post(Some(signed), injected).await, 400);
    assert_eq!(post(Some(signed), body(json!([]), "Hello")).await, 400);
    assert_eq!(post(Some(signed), json!({})).await, 400);
    assert_eq!(site.letters().await.len(), 1);
}

#[tokio::test]
async fn without_the_flag_there_is_no_mail() {
    let stack = Stack::start(&Options::embedded()).await.unwrap();
    let client = Client::builder().no_proxy().build().unwrap();

    let vars = Vars::from_fn(|name| stack.setting(name));
    let mailer = ConfiguredMailer::from_vars(&vars).unwrap();
    let answer = client.get(format!("{}/outbox", stack.url())).send().await;

    assert!(!mailer.is_configured());
    assert_eq!(answer.unwrap().status().as_u16(), 404);
}
