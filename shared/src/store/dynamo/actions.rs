//! Which DynamoDB actions each method needs: what a function's policy must allow, and no more.
//!
//! A transaction needs the actions of its items (`ConditionCheckItem`, `PutItem`, `UpdateItem`);
//! there is no action called `TransactWriteItems`.

/// Each method of the store and its actions, without the prefix `dynamodb:`.
pub const ACTIONS: &[(&str, &[&str])] = &[
    ("warm_up", &["BatchGetItem"]),
    ("consume_attempt", &["PutItem"]),
    ("find_attempt", &["GetItem"]),
    ("finish_attempt", &["UpdateItem"]),
    ("find_identity", &["GetItem"]),
    ("find_claim", &["GetItem"]),
    ("find_account", &["BatchGetItem", "GetItem"]),
    ("create_account", &["PutItem", "UpdateItem"]),
    ("displace_claim", &["PutItem", "UpdateItem"]),
    ("refresh_profile", &["PutItem", "UpdateItem"]),
    ("change_account", &["DeleteItem", "PutItem", "UpdateItem"]),
    ("renew_password", &["UpdateItem"]),
    ("find_session", &["BatchGetItem"]),
    ("find_sessions", &["Query"]),
    ("put_session", &["PutItem"]),
    ("touch_session", &["UpdateItem"]),
    ("end_session", &["DeleteItem"]),
    ("end_session_of", &["DeleteItem", "PutItem"]),
    ("put_device", &["DeleteItem", "PutItem", "Query"]),
    ("put_ticket", &["PutItem"]),
    ("find_ticket", &["GetItem"]),
    ("count_try", &["UpdateItem"]),
    ("link_identity", &["PutItem", "UpdateItem"]),
    (
        "sign_in_by_ticket",
        &["ConditionCheckItem", "PutItem", "UpdateItem"],
    ),
    ("find_external", &["GetItem"]),
    ("adopt_account", &["PutItem", "UpdateItem"]),
    ("adopt_by_link", &["PutItem", "UpdateItem"]),
    ("add_site_id", &["DeleteItem", "PutItem", "UpdateItem"]),
    ("count", &["UpdateItem"]),
    ("uncount", &["UpdateItem"]),
    ("is_over", &["GetItem"]),
    ("import_secret", &["PutItem"]),
    ("import_accounts", &["GetItem", "PutItem"]),
    ("recreate_account", &["ConditionCheckItem", "PutItem"]),
    ("find_events", &["Query"]),
    ("find_devices", &["Query"]),
    (
        "change_as_operator",
        &["DeleteItem", "PutItem", "UpdateItem"],
    ),
    ("sweep", &["DeleteItem", "GetItem", "Query"]),
];
