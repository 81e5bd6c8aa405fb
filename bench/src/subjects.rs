//! What is measured. A function joins by a line here.

/// One route of one function.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject {
    /// What tables and `budgets.toml` call it.
    pub(crate) name: &'static str,
    /// The release binary.
    pub(crate) binary: &'static str,
    /// The file below `events/` that its calls are made from.
    pub(crate) event: &'static str,
    /// What is put into the event at each call.
    pub(crate) fill: Fill,
}

/// How an event of a file becomes a call that succeeds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fill {
    /// As it is.
    Nothing,
    /// The cookie of a session that lives, also as the identity source of an authorizer.
    Session,
    /// A login attempt that Amazon has answered for somebody who was here before, with that browser.
    ReturningCustomer,
    /// The same for somebody whom nobody knows.
    NewCustomer,
    /// JSON of a customer's address and password.
    Password,
}

const fn subject(
    name: &'static str,
    binary: &'static str,
    event: &'static str,
    fill: Fill,
) -> Subject {
    Subject {
        name,
        binary,
        event,
        fill,
    }
}

/// All of them; the first of a binary is the one that its start is measured with.
pub(crate) const SUBJECTS: &[Subject] = &[
    subject("login", "login", "login/plain", Fill::Nothing),
    subject(
        "session-check",
        "session-check",
        "session-check/unknown-cookie",
        Fill::Session,
    ),
    subject(
        "authorizer",
        "authorizer",
        "authorizer/unknown-cookie",
        Fill::Session,
    ),
    subject(
        "callback, returning",
        "callback",
        "callback/cancelled",
        Fill::ReturningCustomer,
    ),
    subject(
        "callback, new",
        "callback",
        "callback/cancelled",
        Fill::NewCustomer,
    ),
    subject(
        "link-confirm, page",
        "link-confirm",
        "link-confirm/page-with-unknown-ticket",
        Fill::Nothing,
    ),
    subject(
        "local-account, sign-in",
        "local-account",
        "local-account/sign-in-wrong-csrf",
        Fill::Password,
    ),
    subject(
        "account, page",
        "account",
        "account/page-without-session",
        Fill::Session,
    ),
    subject(
        "mailbox, page",
        "mailbox",
        "mailbox/reset-page-unknown-token",
        Fill::Nothing,
    ),
];
