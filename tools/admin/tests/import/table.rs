//! A table of the test's own, and the command run against it.

use std::{
    path::Path,
    process::{Command, Output, Stdio},
    time::Duration,
};

use accounts::{
    domain::{Account, EmailAddress},
    store::{
        AccountStore as _,
        dynamo::{DynamoStore, create_table},
    },
};
use aws_sdk_dynamodb::{Client, config::timeout::TimeoutConfig};
use serde_json::Value;

use crate::engine;

/// An engine, served as long as the test's runtime lives.
pub(crate) struct Table {
    pub(crate) store: DynamoStore,
    client: Client,
    endpoint: String,
}

impl Table {
    pub(crate) async fn start() -> Self {
        let (client, endpoint) = engine::start().await;
        create_table(&client, "accounts").await.unwrap();
        // Functions are impatient; the whole table is scanned here, on a machine that is busy.
        let patient = TimeoutConfig::builder()
            .operation_attempt_timeout(Duration::from_mins(1))
            .operation_timeout(Duration::from_mins(2))
            .build();
        let config = client.config().to_builder().timeout_config(patient).build();
        let client = Client::from_conf(config);
        Self {
            store: DynamoStore::new(client.clone(), "accounts"),
            client,
            endpoint,
        }
    }

    /// `admin import FILE` with these options, not started yet.
    pub(crate) fn import(&self, file: &Path, options: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_admin"));
        command
            .args([
                "--json",
                "--table",
                "accounts",
                "--endpoint",
                &self.endpoint,
            ])
            .arg("import")
            .arg(file)
            .args(options)
            // Nobody's configuration, and no account, whatever this machine is signed in to.
            .env("AWS_CONFIG_FILE", "/dev/null")
            .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .stdin(Stdio::null());
        command
    }

    /// Runs it to its end: exit code and report.
    pub(crate) async fn imported(&self, file: &Path, options: &[&str]) -> (i32, Value) {
        let mut command = self.import(file, options);
        let Output {
            status,
            stdout,
            stderr,
        } = tokio::task::spawn_blocking(move || command.output().unwrap())
            .await
            .unwrap();
        let report = serde_json::from_slice(&stdout)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&stderr)));
        (status.code().unwrap(), report)
    }

    pub(crate) async fn account_of(&self, email: &str) -> Option<Account> {
        let email = EmailAddress::parse(email).unwrap();
        let claim = self.store.find_claim(email.normalised()).await.unwrap()?;
        self.store
            .find_account(claim.account_id, None)
            .await
            .unwrap()
            .0
    }

    /// How many items have a sort key that begins like each of these, by one scan.
    pub(crate) async fn counts<const N: usize>(&self, sort_keys: [&str; N]) -> [usize; N] {
        let mut pages = self
            .client
            .scan()
            .table_name("accounts")
            .projection_expression("sk")
            // Without it the embedded engine reads all that is left, for each page anew.
            .limit(1_000)
            .into_paginator()
            .send();
        let mut counts = [0; N];
        while let Some(page) = pages.next().await {
            for item in page.unwrap().items() {
                let found = item["sk"].as_s().unwrap();
                for (count, begin) in counts.iter_mut().zip(sort_keys) {
                    *count += usize::from(found.starts_with(begin));
                }
            }
        }
        counts
    }

    /// How many items have a sort key that begins like this.
    pub(crate) async fn count(&self, sort_key: &str) -> usize {
        let [count] = self.counts([sort_key]).await;
        count
    }
}
