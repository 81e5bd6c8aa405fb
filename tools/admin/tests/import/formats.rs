//! Whoever is imported signs in with the password of before.

use std::fmt::Write as _;

use accounts::{
    domain::{AccountStatus, Claim, ClaimKind, EmailAddress},
    problem::Code,
};
use serde_json::json;

use crate::files::{Files, HASHES, email, password};
use crate::site::Site;
use crate::table::Table;

#[tokio::test]
async fn every_format_signs_in_and_is_kept_in_ours_afterwards() {
    let (table, files) = (Table::start().await, Files::new());
    let file = files.customers("all.jsonl", HASHES.len());
    let (code, report) = table.imported(&file, &[]).await;
    assert_eq!((code, &report["created"]), (0, &json!(HASHES.len())));

    let site = Site::on(&table);
    for (number, hash) in HASHES.iter().enumerate() {
        let email = email(number);
        let wrong = site.sign_in(&email, "wrong").await;
        assert_eq!(wrong.unwrap_err(), Code::WrongPassword, "{hash}");
        let before = table.account_of(&email).await.unwrap();
        assert_eq!(before.password.unwrap().expose(), *hash);

        for _ in 0..2 {
            let right = site.sign_in(&email, password(number)).await;
            assert_eq!(right.unwrap(), before.id, "{hash}");
        }

        let after = table.account_of(&email).await.unwrap();
        let kept = after.password.unwrap();
        assert!(kept.expose().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!((after.version, after.epoch), (before.version, before.epoch));
    }
}

#[tokio::test]
async fn everything_a_line_says_is_in_the_account() {
    let (table, files) = (Table::start().await, Files::new());
    let mut text =
        "name,email,email_verified,disabled,created_at,external_id,password_hash\n".to_owned();
    writeln!(
        text,
        "\"Lind, Nora\",Nora@Example.com,true,,2020-02-29T12:00:00+01:00,shop:1,{}",
        HASHES[2]
    )
    .unwrap();
    writeln!(text, ",plain@example.com,,yes,,,").unwrap();
    let file = files.write("customers.csv", &text);

    let (code, report) = table.imported(&file, &[]).await;

    assert_eq!((code, &report["created"]), (0, &json!(2)));
    assert!(!files.has("customers.csv.rejected.csv"));
    assert!(!files.has("customers.csv.import.json"));
    let nora = table.account_of("nora@example.com").await.unwrap();
    let claim = |email: &str, verified| Claim {
        email: EmailAddress::parse(email).unwrap(),
        kind: ClaimKind::Import { verified },
    };
    assert_eq!(nora.name.unwrap().as_str(), "Lind, Nora");
    assert_eq!(nora.claim, Some(claim("Nora@Example.com", true)));
    assert_eq!(nora.created_at.to_string(), "2020-02-29T11:00:00Z");
    assert_eq!(nora.external_id.unwrap().as_str(), "shop:1");
    assert_eq!(nora.status, AccountStatus::Active);
    let plain = table.account_of("plain@example.com").await.unwrap();
    assert_eq!(plain.claim, Some(claim("plain@example.com", false)));
    assert_eq!(plain.status, AccountStatus::Disabled);
    assert!(plain.password.is_none() && plain.name.is_none());
}
