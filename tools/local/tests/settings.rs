//! The template gives each function the settings that it reads, no more; `docs/settings.md` and
//! `docs/problems.md` name them all.
#![expect(
    clippy::unwrap_used,
    reason = "a test that can't go on ends; what must hold is told as a result"
)]

use std::{cell::RefCell, collections::BTreeSet};

use accounts::{config::Vars, flow::replay::GIVEN_UP_AFTER_S, problem::Code};
use gateway::Routes;

const TEMPLATE: &str = include_str!("../../../template.yaml");
const SETTINGS: &str = include_str!("../../../docs/settings.md");
const PROBLEMS: &str = include_str!("../../../docs/problems.md");

/// Set by Lambda itself, or by nobody but a laptop.
const NOT_OF_THE_TEMPLATE: [&str; 10] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_CA_BUNDLE",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_SECRETS_MANAGER",
    "AWS_ENDPOINT_URL_SESV2",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "EXISTING_ACCOUNTS_KEY",
    "LWA_CLIENT_SECRET",
];

/// Values that every function starts with.
fn value(name: &str) -> Option<String> {
    let value = match name {
        "PUBLIC_URL" => "https://shop.example",
        "TABLE_NAME" => "accounts",
        "LWA_CLIENT_ID" => "amzn1.application-oa2-client.1",
        "LWA_CLIENT_SECRET_ARN" => "arn:aws:secretsmanager:us-east-1:123456789012:secret:lwa",
        "MAIL_FROM" => "accounts@shop.example",
        "AWS_REGION" => "us-east-1",
        "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" => "none",
        // Nothing listens there: warming up fails, and that is fine.
        "LWA_API_URL" | "AWS_ENDPOINT_URL_DYNAMODB" | "AWS_ENDPOINT_URL" => "http://127.0.0.1:9",
        _ => return None,
    };
    Some(value.to_owned())
}

async fn read_by(function: &str) -> BTreeSet<String> {
    let asked = RefCell::new(BTreeSet::new());
    let vars = Vars::from_fn(|name| {
        asked.borrow_mut().insert(name.to_owned());
        value(name)
    });
    match function {
        "login" => drop(login::Login::from_vars(&vars).unwrap()),
        "callback" => drop(callback::Callback::from_vars(&vars).await.unwrap()),
        "link-confirm" => drop(link_confirm::LinkConfirm::from_vars(&vars).await.unwrap()),
        "session-check" => drop(session_check::SessionCheck::from_vars(&vars).await.unwrap()),
        "authorizer" => drop(authorizer::Authorizer::from_vars(&vars).await.unwrap()),
        "local-account" => drop(local_account::LocalAccount::from_vars(&vars).await.unwrap()),
        "account" => drop(account::AccountPages::from_vars(&vars).await.unwrap()),
        "mailbox" => drop(mailbox::Mailbox::from_vars(&vars).await.unwrap()),
        other => panic!("no such function: {other}"),
    }
    drop(vars);
    asked.into_inner()
}

#[tokio::test]
async fn the_template_gives_each_function_just_what_it_reads_and_the_docs_name_it() {
    let routes = Routes::from_template(TEMPLATE).unwrap();

    for function in routes.functions() {
        let read = read_by(&function.binary).await;

        for name in &read {
            assert!(
                SETTINGS.contains(&format!("`{name}`")) || name.starts_with("AWS_"),
                "docs/settings.md lacks {name}"
            );
        }
        let from_template: BTreeSet<_> = read
            .iter()
            .filter(|name| !NOT_OF_THE_TEMPLATE.contains(&name.as_str()))
            .cloned()
            .collect();
        assert_eq!(
            from_template, function.variables,
            "settings of {}",
            function.binary
        );
    }
}

#[test]
fn a_pending_attempt_is_given_up_only_after_the_callback_must_have_ended() {
    let routes = Routes::from_template(TEMPLATE).unwrap();

    let callback = routes
        .functions()
        .iter()
        .find(|function| function.binary == "callback")
        .unwrap();

    let timeout_s = i64::try_from(callback.timeout.as_secs()).unwrap();
    assert_eq!(GIVEN_UP_AFTER_S, timeout_s + 5);
}

#[test]
fn every_problem_code_is_documented_with_its_status() {
    for code in Code::ALL {
        let row = format!("| `{}` | {} |", code.as_str(), code.status());

        assert!(PROBLEMS.contains(&row), "docs/problems.md lacks {row}");
    }
}
