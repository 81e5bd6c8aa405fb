//! A table of the test's own, and the command run against it.

use std::{
    collections::BTreeMap,
    process::{Command, Stdio},
};

use accounts::{
    domain::{Account, AccountId, ClaimKind, Event, ExternalId},
    store::{
        AccountStore as _, NewAccount, OperatorStore as _,
        contract::fixtures::{created, digest, first_sign_in, imported, user_id},
        dynamo::{DynamoStore, create_table},
    },
};
use aws_sdk_dynamodb::Client;
use serde_json::Value;

use crate::engine;

/// An engine, served as long as the test's runtime lives.
pub(crate) struct Desk {
    pub(crate) store: DynamoStore,
    client: Client,
    pub(crate) endpoint: String,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|_| panic!("{} {}", self.stdout, self.stderr))
    }
}

impl Desk {
    pub(crate) async fn open() -> Self {
        let (client, endpoint) = engine::start().await;
        create_table(&client, "accounts").await.unwrap();
        Self {
            store: DynamoStore::new(client.clone(), "accounts"),
            client,
            endpoint,
        }
    }

    /// `admin` with these arguments, not started yet; nobody's configuration, whatever this machine is
    /// signed in to, and nobody to ask.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_admin"));
        command
            .args(["--table", "accounts", "--endpoint", &self.endpoint])
            .args(arguments)
            .env("AWS_CONFIG_FILE", "/dev/null")
            .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("USER", "jo")
            .env_remove("ADMIN_ACTOR")
            .stdin(Stdio::null());
        command
    }

    pub(crate) async fn run(&self, arguments: &[&str]) -> Ended {
        ended(self.command(arguments)).await
    }

    /// Runs it for JSON: exit code and answer.
    pub(crate) async fn asked(&self, arguments: &[&str]) -> (i32, Value) {
        let ended = self.run(&[&["--json"], arguments].concat()).await;
        (ended.code, ended.json())
    }

    pub(crate) async fn account(&self, account_id: AccountId) -> Account {
        let (account, _) = self.store.find_account(account_id, None).await.unwrap();
        account.unwrap()
    }

    pub(crate) async fn events(&self, account_id: AccountId) -> Vec<Event> {
        let page = self.store.find_events(account_id, None).await.unwrap();
        page.events
    }

    /// A customer with everything: an Amazon account, an address with a password, the site's own id, a
    /// session, a known browser.
    pub(crate) async fn customer(&self) -> NewAccount {
        let mut new = first_sign_in(&user_id());
        let claim = new.account.claim.as_mut().unwrap();
        claim.kind = ClaimKind::Mailbox;
        new.account.password = imported().account.password;
        new.account.external_id = ExternalId::parse(&digest().to_string()).ok();
        created(&self.store, &new).await.unwrap();
        new
    }

    /// Everything in the table as one text.
    pub(crate) async fn dump(&self) -> String {
        let page = self.client.scan().table_name("accounts").send().await;
        let page = page.unwrap();
        let items = page.items().iter();
        let mut items: Vec<_> = items
            .map(|item| format!("{:?}", item.iter().collect::<BTreeMap<_, _>>()))
            .collect();
        items.sort();
        items.join("\n")
    }
}

pub(crate) async fn ended(mut command: Command) -> Ended {
    let output = tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap();
    Ended {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
