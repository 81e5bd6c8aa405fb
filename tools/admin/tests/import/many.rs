//! Many customers, of all formats.
//!
//! Twenty thousand; or as many as the environment says in `IMPORT_CUSTOMERS`, which is how the
//! figures in docs/operations.md were taken.

use std::{fs, process::Stdio, time::Duration};

use accounts::{domain::AccountId, problem::Code};
use serde_json::json;

use crate::files::{Files, HASHES, email, password};
use crate::site::Site;
use crate::table::Table;

/// How many of each format sign in and link.
const OF_EACH: usize = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(
    clippy::disallowed_methods,
    reason = "a number to count to is given by whoever measures"
)]
async fn many_customers_are_imported_over_a_kill_and_ten_of_each_format_sign_in_and_link() {
    let count = match std::env::var("IMPORT_CUSTOMERS") {
        Ok(text) => text.parse().unwrap(),
        Err(_) => 20_000,
    };
    let (table, files) = (Table::start().await, Files::new());
    let file = files.customers("many.jsonl", count);

    let killed = import_half(&table, &files, count).await;
    let mut child = table.import(&file, &[]).spawn().unwrap();
    let mut peak = Peak::default();
    while child.try_wait().unwrap().is_none() {
        peak.look_at(child.id());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(child.wait().unwrap().success());
    let counts = table.counts(["ACCOUNT", "EMAIL", "EXTERNAL", "EVENT#"]);
    assert_eq!(counts.await, [count; 4]);
    println!(
        "memory at most, in KiB: {} until the kill, {} after it",
        killed.0, peak.0
    );

    let few = files.customers("few.jsonl", 100);
    let (code, report) = table.imported(&few, &[]).await;
    assert_eq!((code, &report["already_there"]), (0, &json!(100)));
    assert_eq!(report["created"], 0);

    let site = Site::on(&table);
    for number in (0..OF_EACH * HASHES.len()).map(|number| count - 1 - number) {
        let (email, password) = (email(number), password(number));
        let account_id = table.account_of(&email).await.unwrap().id;
        let user_id = format!("amzn1.account.{number:020}");
        assert_eq!(site.sign_in(&email, password).await, Ok(account_id));
        assert_eq!(site.link(&user_id, &email, password).await, account_id);
        assert_eq!(site.sign_in_by_amazon(&user_id, &email).await, account_id);
    }
    let wrong: Result<AccountId, Code> = site.sign_in(&email(0), "wrong").await;
    assert_eq!(wrong, Err(Code::WrongPassword));
}

/// Kills an import when half of the customers are there.
async fn import_half(table: &Table, files: &Files, count: usize) -> Peak {
    let mut child = table
        .import(&files.path("many.jsonl"), &[])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = Peak::default();
    while table.account_of(&email(count / 2)).await.is_none() {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        peak.look_at(child.id());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(table.account_of(&email(count - 1)).await.is_none());
    peak
}

/// The most memory that a process had resident, in KiB; 0 where the system does not tell.
#[derive(Default)]
struct Peak(u64);

impl Peak {
    fn look_at(&mut self, pid: u32) {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        self.0 = self.0.max(kib.unwrap_or_default());
    }
}
