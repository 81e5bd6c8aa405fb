//! What is wrong is told, all of it, by line; the rest is imported.

use serde_json::{Value, json};

use crate::files::{Files, HASHES, PASSWORD, email};
use crate::table::Table;

/// Line and problems of everything that was rejected.
fn problems(files: &Files, name: &str) -> Vec<(u64, String)> {
    files
        .read(name)
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|it| (it["line"].as_u64().unwrap(), it["problems"].to_string()))
        .collect()
}

fn assert_problems(found: &[(u64, String)], expected: &[(u64, &str)]) {
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for ((line, problems), (expected_line, part)) in found.iter().zip(expected) {
        assert_eq!(line, expected_line, "{problems}");
        assert!(problems.contains(part), "line {line}: {problems}");
    }
}

const BAD: &str = r#"{"email":"first@example.com"}
{"email":"no address","external_id":"with blank","created_at":"yesterday","password_hash":"secret1"}
{"name":"Nobody"}

not json at all
{"email":"a@example.com","hash_of_password":"x"}
{"email":"twice@example.com"}
{"email":"TWICE@EXAMPLE.com"}
{"email":"b@example.com","external_id":"shop:1"}
{"email":"c@example.com","external_id":"shop:1"}
{"email":"d@example.com","email_verified":"secret2"}
{"email":"e@example.com","password_hash":"$2b$15$abcdefghijklmnopqrstuu6hXClE3y3ppxadbz1kXCSyMGvbkYXqq"}
{"email":"last@example.com"}
"#;

#[tokio::test]
async fn every_problem_is_told_with_its_line_and_without_its_value() {
    let (table, files) = (Table::start().await, Files::new());
    let file = files.write("bad.jsonl", BAD);

    let (code, report) = table.imported(&file, &[]).await;

    assert_eq!((code, &report["created"]), (3, &json!(2)));
    assert_eq!(
        (&report["malformed"], &report["duplicates"]),
        (&json!(6), &json!(4))
    );
    let found = problems(&files, "bad.jsonl.problems.jsonl");
    assert_problems(
        &found,
        &[
            (2, "email: not a valid e-mail address"),
            (3, "email: missing"),
            (5, "not JSON"),
            (6, "unknown field `hash_of_password`"),
            (7, "email: 1 more"),
            (8, "email: 1 more"),
            (9, "external_id: 1 more"),
            (10, "external_id: 1 more"),
            (11, "wrong type"),
            (12, "more than a second"),
        ],
    );
    for part in ["external_id:", "created_at:", "password_hash:"] {
        assert!(found[0].1.contains(part), "{part}");
    }
    assert!(!files.read("bad.jsonl.problems.jsonl").contains("secret"));
    assert_eq!(table.count("ACCOUNT").await, 2);
}

#[tokio::test]
async fn rejected_records_can_be_mended_and_fed_back() {
    let (table, files) = (Table::start().await, Files::new());
    let csv = "email,name\na@example.com,\"A, A\"\nb@example,\"B \"\"B\"\"\"\nc@example.com,C,C\n";
    let file = files.write("customers.csv", csv);
    let (code, report) = table.imported(&file, &[]).await;
    assert_eq!((code, &report["created"]), (3, &json!(1)));
    assert_problems(
        &problems(&files, "customers.csv.problems.jsonl"),
        &[(3, "email"), (4, "3 fields")],
    );
    let rejected = files.read("customers.csv.rejected.csv");
    assert_eq!(
        rejected,
        "email,name\nb@example,\"B \"\"B\"\"\"\nc@example.com,C,C\n"
    );

    let mended = rejected
        .replace("b@example,", "b@example.com,")
        .replace(",C,C", ",C");
    let file = files.write("mended.csv", &mended);
    let (code, report) = table.imported(&file, &[]).await;

    assert_eq!((code, &report["created"]), (0, &json!(2)));
    let b = table.account_of("b@example.com").await.unwrap();
    assert_eq!(b.name.unwrap().as_str(), "B \"B\"");
}

#[tokio::test]
async fn nothing_is_written_by_a_dry_run_or_when_all_or_nothing_is_asked_for() {
    let (table, files) = (Table::start().await, Files::new());
    let file = files.write("bad.jsonl", BAD);

    let (code, report) = table.imported(&file, &["--dry-run"]).await;
    assert_eq!((code, &report["created"]), (3, &json!(2)));
    assert_eq!(problems(&files, "bad.jsonl.problems.jsonl").len(), 10);
    let (code, _) = table.imported(&file, &["--all-or-nothing"]).await;
    assert_eq!(code, 4);

    assert_eq!(table.count("").await, 0);
    assert!(!files.has("bad.jsonl.import.json"));
}

#[tokio::test]
async fn a_customer_who_is_there_by_another_name_is_a_collision() {
    let (table, files) = (Table::start().await, Files::new());
    let one = r#"{"email":"a@example.com","external_id":"shop:1","name":"A"}"#;
    table.imported(&files.write("one.jsonl", one), &[]).await;
    let two = "{\"email\":\"A@example.com\",\"external_id\":\"shop:2\"}\n\
               {\"email\":\"b@example.com\",\"external_id\":\"shop:3\"}\n";

    let (code, report) = table.imported(&files.write("two.jsonl", two), &[]).await;

    assert_eq!((code, &report["created"]), (3, &json!(1)));
    assert_eq!(report["email_taken"], 1);
    assert_problems(
        &problems(&files, "two.jsonl.problems.jsonl"),
        &[(1, "another account holds it")],
    );
    let a = table.account_of("a@example.com").await.unwrap();
    assert_eq!(a.external_id.unwrap().as_str(), "shop:1");
}

#[tokio::test]
async fn known_passwords_that_do_not_agree_stop_the_import_before_it_begins() {
    let (table, files) = (Table::start().await, Files::new());
    let file = files.customers("customers.jsonl", HASHES.len());
    let sample = |name: &str, password: &str, address: &str| {
        let text = format!(
            "email,password\n{},{PASSWORD}\n{address},{password}\n",
            email(0)
        );
        files.write(name, &text).to_string_lossy().into_owned()
    };

    for wrong in [
        sample("wrong.csv", "wrong", &email(3)),
        sample("nobody.csv", PASSWORD, "nobody@example.com"),
    ] {
        let (code, answer) = table.imported(&file, &["--check-sample", &wrong]).await;
        assert_eq!(code, 4, "{answer}");
        assert!(
            answer["error"].as_str().unwrap().contains("line 3"),
            "{answer}"
        );
        assert_eq!(table.count("").await, 0);
    }
    let right = sample("right.csv", PASSWORD, &email(3).to_uppercase());
    let (code, report) = table.imported(&file, &["--check-sample", &right]).await;
    assert_eq!((code, &report["sample_passwords"]), (0, &json!(2)));
}
