//! A kill at any point costs nothing but the time.

use std::{process::Stdio, time::Duration};

use serde_json::json;

use crate::files::{Files, email};
use crate::table::Table;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_is_killed_again_and_again_is_gone_on_with_and_does_nothing_twice() {
    const COUNT: usize = 2_000;
    let (table, files) = (Table::start().await, Files::new());
    let file = files.customers("customers.jsonl", COUNT);
    for until in [1, 600, 1_300] {
        let mut child = table
            .import(&file, &["--concurrency", "2"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // Until this customer is in the table.
        while table.account_of(&email(until)).await.is_none() {
            assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(table.account_of(&email(COUNT - 1)).await.is_none());
        assert!(files.has("customers.jsonl.import.json"));
    }

    let (code, report) = table.imported(&file, &[]).await;

    assert_eq!(code, 0);
    assert_eq!(report["resumed"], true);
    // By this import, all of them: what it had written before a kill is its own.
    assert_eq!(report["created"], json!(COUNT));
    assert_eq!(report["already_there"], 0);
    let counts = table.counts(["ACCOUNT", "EMAIL", "EXTERNAL", "EVENT#"]);
    assert_eq!(counts.await, [2_000; 4]);
    assert!(!files.has("customers.jsonl.import.json"));
}

#[tokio::test]
async fn rejected_records_are_noted_once_however_often_an_import_is_killed() {
    let (table, files) = (Table::start().await, Files::new());
    let file = files.customers("customers.jsonl", 1_500);
    let text = files.read("customers.jsonl");
    let with_bad_lines = text.replace("9@example.com", "9@example");
    files.write("customers.jsonl", &with_bad_lines);
    let mut child = table
        .import(&file, &["--concurrency", "2"])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while table.account_of(&email(700)).await.is_none() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();

    let (code, report) = table.imported(&file, &[]).await;

    assert_eq!((code, &report["malformed"]), (3, &json!(150)));
    assert_eq!(report["created"], 1_350);
    let rejected = files.read("customers.jsonl.rejected.jsonl");
    assert_eq!(rejected.lines().count(), 150);
    assert_eq!(
        files.read("customers.jsonl.problems.jsonl").lines().count(),
        150
    );
}

#[tokio::test]
async fn a_checkpoint_of_another_file_is_not_gone_on_with() {
    let (table, files) = (Table::start().await, Files::new());
    let file = files.customers("customers.jsonl", 3);
    let checkpoint = json!({
        "version": 1, "sha256": "00", "table": "accounts", "records_done": 2,
        "run": {"id": "00", "started_at": 0},
        "counts": {"created": 2, "already_there": 0, "deleted": 0, "email_taken": 0,
                   "external_id_taken": 0, "malformed": 0, "duplicates": 0},
        "rejects": {"records": 0, "problems": 0}
    });
    files.write("customers.jsonl.import.json", &checkpoint.to_string());

    let (code, answer) = table.imported(&file, &[]).await;
    assert_eq!(code, 4, "{answer}");
    assert_eq!(table.count("ACCOUNT").await, 0);

    let (code, report) = table.imported(&file, &["--restart"]).await;
    assert_eq!((code, &report["created"]), (0, &json!(3)));
}
