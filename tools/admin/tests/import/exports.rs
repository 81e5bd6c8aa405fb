//! Files as other services export them.

use accounts::password::Passwords;
use serde_json::json;

use crate::files::{Files, HASHES, PASSWORD};
use crate::table::Table;

/// What Firebase's console shows; the signer key is of the README of github.com/firebase/scrypt.
const PARAMETERS: &str = "hash_config {
  algorithm: SCRYPT,
  base64_signer_key: jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==,
  base64_salt_separator: Bw==,
  rounds: 8,
  mem_cost: 14,
}
";

/// `firebase auth:export users.json`: the hash is of the same README, for `user1password`.
const FIREBASE: &str = r#"{"users": [
{
  "localId": "wT1dYe4XHTWaGD8VgYBK0zoLJpC2",
  "email": "user1@example.com",
  "emailVerified": true,
  "passwordHash": "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
  "salt": "42xEC+ixf3L2lw==",
  "displayName": "User {One}",
  "createdAt": "1577880000000",
  "lastSignedInAt": "1577880000000",
  "providerUserInfo": [{"providerId": "password", "rawId": "x"}]
},
{
  "localId": "anonymous1",
  "createdAt": "1577880000000",
  "providerUserInfo": []
},
{
  "localId": "google1",
  "email": "user2@example.com",
  "emailVerified": true,
  "disabled": true,
  "createdAt": "1577880000000",
  "providerUserInfo": [{"providerId": "google.com"}]
}]}
"#;

#[tokio::test]
async fn firebase_s_export_is_taken_as_it_comes() {
    let (table, files) = (Table::start().await, Files::new());
    let file = files.write("users.json", FIREBASE);
    let parameters = files.write("parameters.txt", PARAMETERS);
    let parameters = parameters.to_string_lossy().into_owned();
    let sample = files.write(
        "sample.csv",
        "email,password\nuser1@example.com,user1password\n",
    );
    let sample = sample.to_string_lossy().into_owned();
    let firebase = ["--format", "firebase"];

    // Without the parameters no hash can be read, and none is made up.
    let (code, report) = table
        .imported(&file, &[&firebase[..], &["--dry-run"]].concat())
        .await;
    assert_eq!((code, &report["malformed"]), (3, &json!(2)));
    let with_parameters = [
        "--firebase-parameters",
        &parameters,
        "--check-sample",
        &sample,
    ];
    let (code, report) = table
        .imported(&file, &[&firebase[..], &with_parameters].concat())
        .await;

    assert_eq!((code, &report["created"]), (3, &json!(2)), "{report}");
    assert_eq!(report["sample_passwords"], 1);
    let problems = files.read("users.json.problems.jsonl");
    assert!(
        problems.contains(r#""line":13,"problems":["email: missing"]"#),
        "{problems}"
    );
    let one = table.account_of("user1@example.com").await.unwrap();
    assert_eq!(
        one.external_id.unwrap().as_str(),
        "wT1dYe4XHTWaGD8VgYBK0zoLJpC2"
    );
    assert_eq!(one.name.unwrap().as_str(), "User {One}");
    assert_eq!(one.created_at.to_string(), "2020-01-01T12:00:00Z");
    let passwords = Passwords::new();
    let hash = one.password.unwrap();
    assert_eq!(passwords.verify(Some(&hash), b"user1password"), Ok(true));
    let two = table.account_of("user2@example.com").await.unwrap();
    assert!(two.password.is_none() && !two.is_active());
    // What was rejected is read back in the same format.
    let rejected = files.path("users.json.rejected.jsonl");
    let (code, report) = table.imported(&rejected, &firebase).await;
    assert_eq!((code, &report["malformed"]), (3, &json!(1)));
}

#[tokio::test]
async fn auth0_s_export_is_taken_as_it_comes() {
    let (table, files) = (Table::start().await, Files::new());
    let line = json!({
        "_id": {"$oid": "60425dc43519d90068f82973"},
        "email_verified": false,
        "email": "test2@example.com",
        "passwordHash": HASHES[2],
        "password_set_date": {"$date": "2021-03-05T16:35:16.775Z"},
        "tenant": "dev-rwsbs6ym",
        "connection": "Username-Password-Authentication",
        "_tmp_is_unique": true
    });
    let file = files.write("auth0.json", &format!("{line}\n"));

    let (code, report) = table.imported(&file, &["--format", "auth0"]).await;

    assert_eq!((code, &report["created"]), (0, &json!(1)), "{report}");
    let account = table.account_of("test2@example.com").await.unwrap();
    let external_id = account.external_id.unwrap();
    assert_eq!(external_id.as_str(), "auth0|60425dc43519d90068f82973");
    let passwords = Passwords::new();
    let hash = account.password.unwrap();
    assert_eq!(passwords.verify(Some(&hash), PASSWORD.as_bytes()), Ok(true));
}
