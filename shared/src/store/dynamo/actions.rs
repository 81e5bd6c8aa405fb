//! Which DynamoDB actions each method needs, on which items: what a function's policy must allow, and no
//! more. A test holds this list to what is sent, another holds the policies in `template.yaml` to it.
//!
//! A transaction needs the actions of its items (`ConditionCheckItem`, `PutItem`, `UpdateItem`);
//! there is no action called `TransactWriteItems`.

/// An action without the prefix `dynamodb:`, and the items that it is used on: what their partition keys
/// have before the first `#`. Sessions, events and known browsers lie under their `ACCOUNT`.
pub type Access = (&'static str, &'static [&'static str]);

/// Each method of the store and what it does to which items.
pub const ACTIONS: &[(&str, &[Access])] = &[
    ("warm_up", &[("BatchGetItem", &["WARM-UP"])]),
    ("consume_attempt", &[("PutItem", &["LOGIN"])]),
    ("find_attempt", &[("GetItem", &["LOGIN"])]),
    ("finish_attempt", &[("UpdateItem", &["LOGIN"])]),
    ("find_identity", &[("GetItem", &["IDENTITY"])]),
    ("find_claim", &[("GetItem", &["EMAIL"])]),
    (
        "find_account",
        &[("BatchGetItem", &["ACCOUNT"]), ("GetItem", &["ACCOUNT"])],
    ),
    (
        "create_account",
        &[
            ("PutItem", &["ACCOUNT", "EMAIL", "EXTERNAL", "IDENTITY"]),
            ("UpdateItem", &["LOGIN"]),
        ],
    ),
    (
        "displace_claim",
        &[
            ("PutItem", &["ACCOUNT", "EMAIL"]),
            ("UpdateItem", &["ACCOUNT"]),
        ],
    ),
    (
        "refresh_profile",
        &[("PutItem", &["IDENTITY"]), ("UpdateItem", &["ACCOUNT"])],
    ),
    (
        "change_account",
        &[
            ("DeleteItem", &["EMAIL", "IDENTITY"]),
            ("PutItem", &["ACCOUNT"]),
            ("UpdateItem", &["ACCOUNT"]),
        ],
    ),
    (
        "merge_accounts",
        &[
            ("DeleteItem", &["ACCOUNT", "EMAIL"]),
            ("PutItem", &["ACCOUNT", "IDENTITY"]),
            ("UpdateItem", &["ACCOUNT"]),
        ],
    ),
    ("renew_password", &[("UpdateItem", &["ACCOUNT"])]),
    ("find_session", &[("BatchGetItem", &["ACCOUNT"])]),
    ("find_sessions", &[("Query", &["ACCOUNT"])]),
    ("put_session", &[("PutItem", &["ACCOUNT"])]),
    ("touch_session", &[("UpdateItem", &["ACCOUNT"])]),
    ("end_session", &[("DeleteItem", &["ACCOUNT"])]),
    (
        "end_session_of",
        &[("DeleteItem", &["ACCOUNT"]), ("PutItem", &["ACCOUNT"])],
    ),
    (
        "renew_session",
        &[("PutItem", &["ACCOUNT"]), ("UpdateItem", &["ACCOUNT"])],
    ),
    (
        "put_device",
        &[
            ("DeleteItem", &["ACCOUNT"]),
            ("PutItem", &["ACCOUNT"]),
            ("Query", &["ACCOUNT"]),
        ],
    ),
    ("put_ticket", &[("PutItem", &["LINK"])]),
    ("find_ticket", &[("GetItem", &["LINK"])]),
    ("count_try", &[("UpdateItem", &["LINK"])]),
    ("put_code", &[("UpdateItem", &["LINK"])]),
    (
        "link_identity",
        &[
            ("DeleteItem", &["IDENTITY"]),
            ("PutItem", &["ACCOUNT", "EMAIL", "IDENTITY"]),
            ("UpdateItem", &["ACCOUNT", "LINK"]),
        ],
    ),
    (
        "create_by_ticket",
        &[
            ("PutItem", &["ACCOUNT", "EMAIL", "IDENTITY"]),
            ("UpdateItem", &["LINK"]),
        ],
    ),
    (
        "sign_in_by_ticket",
        &[
            ("ConditionCheckItem", &["ACCOUNT"]),
            ("PutItem", &["ACCOUNT"]),
            ("UpdateItem", &["LINK"]),
        ],
    ),
    ("put_proof", &[("PutItem", &["PROOF"])]),
    ("find_proof", &[("GetItem", &["PROOF"])]),
    (
        "change_by_proof",
        &[
            ("DeleteItem", &["EMAIL", "IDENTITY"]),
            ("PutItem", &["ACCOUNT", "EMAIL", "PROOF"]),
            ("UpdateItem", &["ACCOUNT", "PROOF"]),
        ],
    ),
    (
        "create_by_proof",
        &[
            ("PutItem", &["ACCOUNT", "EMAIL"]),
            ("UpdateItem", &["ACCOUNT", "PROOF"]),
        ],
    ),
    ("find_external", &[("GetItem", &["EXTERNAL"])]),
    (
        "adopt_account",
        &[
            ("PutItem", &["ACCOUNT", "EXTERNAL", "IDENTITY"]),
            ("UpdateItem", &["LOGIN"]),
        ],
    ),
    (
        "adopt_by_link",
        &[
            ("PutItem", &["ACCOUNT", "EXTERNAL", "IDENTITY"]),
            ("UpdateItem", &["LINK"]),
        ],
    ),
    (
        "add_site_id",
        &[
            ("DeleteItem", &["EMAIL"]),
            ("PutItem", &["ACCOUNT", "EXTERNAL"]),
            ("UpdateItem", &["ACCOUNT", "LINK"]),
        ],
    ),
    ("count", &[("UpdateItem", &["LIMIT"])]),
    ("uncount", &[("UpdateItem", &["LIMIT"])]),
    ("is_over", &[("GetItem", &["LIMIT"])]),
    ("import_secret", &[("PutItem", &["IMPORT"])]),
    (
        "import_accounts",
        &[
            ("GetItem", &["ACCOUNT"]),
            ("PutItem", &["ACCOUNT", "EMAIL", "EXTERNAL"]),
        ],
    ),
    (
        "recreate_account",
        &[
            ("ConditionCheckItem", &["ACCOUNT"]),
            ("PutItem", &["ACCOUNT", "EMAIL", "EXTERNAL"]),
        ],
    ),
    ("find_events", &[("Query", &["ACCOUNT"])]),
    ("find_devices", &[("Query", &["ACCOUNT"])]),
    (
        "change_as_operator",
        &[
            ("DeleteItem", &["IDENTITY"]),
            ("PutItem", &["ACCOUNT", "IDENTITY"]),
            ("UpdateItem", &["ACCOUNT"]),
        ],
    ),
    (
        "sweep",
        &[
            ("DeleteItem", &["ACCOUNT"]),
            ("GetItem", &["ACCOUNT"]),
            ("Query", &["ACCOUNT"]),
        ],
    ),
];
