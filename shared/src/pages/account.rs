//! The account page: what is known of it, and where it is signed in.

use maud::{Markup, html};

mod leaving;
mod merge;
mod prove;
mod ways_in;

pub use leaving::{DeleteForm, delete, deleted};
pub use merge::{MergeForm, merge_again};
pub use prove::{Prove, prove};
pub use ways_in::{PasswordForm, connecting, password_again};

use super::{Frame, Page, address, csrf_input, layout, sign_out_form};
use crate::{
    domain::{
        Account, AmazonUserId, AuthMethod, ReturnTo, Session, SessionRef, Timestamp, UserAgent,
    },
    flow::account_sessions::Overview,
};

/// What the account page shows.
#[derive(Debug)]
pub struct AccountPage<'a> {
    /// The account and its sessions.
    pub overview: &'a Overview,
    /// The session that asks.
    pub asking: SessionRef,
    /// The token of the page's forms.
    pub csrf_token: &'a str,
    /// Whether it can be merged into an account that its owner had before.
    pub may_merge: bool,
    /// Whether passwords are kept here: not where the site keeps its own accounts.
    pub keeps_passwords: bool,
    /// Whether its address can be proven and changed: where mail is sent.
    pub changes_address: bool,
}

/// The account page.
#[must_use]
pub fn account(frame: Frame, page: &AccountPage<'_>) -> Page {
    let t = frame.language;
    let sessions = &page.overview.sessions;
    layout(
        frame,
        &t.account_title(),
        &html! {
            h1 { (t.account_title()) }
            (about(frame, &page.overview.account))
            (merge::merging(frame, page))
            @if page.changes_address { (address::on_account_page(frame, page)) }
            (ways_in::amazon_accounts(frame, page))
            @if page.keeps_passwords { (ways_in::password(frame, page)) }
            h2 id="sessions" { (t.account_sessions()) }
            ul.sessions aria-labelledby="sessions" {
                @for session in sessions { li.card { (session_card(frame, session, page)) } }
            }
            @if !page.overview.is_complete { p.notice { (t.account_more()) } }
            p.fine { (t.account_times()) }
            nav.steps aria-label=(t.steps()) {
                @if sessions.len() > 1 || !page.overview.is_complete {
                    (act(page.csrf_token, "end-others", t.account_end_others(), "primary"))
                }
                (act(page.csrf_token, "end-all", t.account_end_all(), "quiet"))
                (sign_out_form(page.csrf_token, &ReturnTo::home(), t.account_sign_out_here(), "quiet"))
                a.button.quiet href="/" { (t.back_to_start()) }
            }
            (leaving::leaving(frame, page))
        },
    )
}

fn about(frame: Frame, account: &Account) -> Markup {
    let t = frame.language;
    html! {
        dl.card {
            @if let Some(name) = &account.name {
                dt { (t.name()) }
                dd { bdi { (name.as_str()) } }
            }
            @if let Some(claim) = &account.claim {
                dt { (t.email()) }
                dd { (claim.email.as_str()) }
            }
            dt { (t.account_ways_in()) }
            @if account.password.is_some() { dd { (t.password()) } }
            @for user_id in &account.identities { dd { (amazon(frame, user_id)) } }
        }
    }
}

fn amazon(frame: Frame, user_id: &AmazonUserId) -> Markup {
    let hint = html! { span.fine { (user_id.masked()) } };
    frame.language.account_amazon(&hint)
}

fn session_card(frame: Frame, session: &Session, page: &AccountPage<'_>) -> Markup {
    let t = frame.language;
    let is_this = session.session_ref == page.asking;
    let how = match session.method {
        AuthMethod::Amazon => t.account_with_amazon(),
        AuthMethod::Password => t.account_with_password(),
    };
    let began = session.auth_time;
    html! {
        strong {
            @match (is_this, session.user_agent) {
                (true, Some(browser)) => { (t.account_this_browser()) ": " (called(browser)) },
                (true, None) => (t.account_this_browser()),
                (false, Some(browser)) => (called(browser)),
                (false, None) => (t.account_another_browser()),
            }
        }
        dl {
            dt { (t.account_signed_in()) }
            dd { (how) ", " (time(began)) }
            dt { (t.account_last_used()) }
            dd { (time(session.last_seen)) }
        }
        @if !is_this {
            form method="post" action="/auth/account/end-session" {
                (csrf_input(page.csrf_token))
                input type="hidden" name="session" value=(session.session_ref.digest);
                button.button.quiet type="submit" aria-label=(t.account_end_one_named(&shown(began))) {
                    (t.account_end_one())
                }
            }
        }
    }
}

/// "Firefox, Linux": names that are the same in every language.
fn called(browser: UserAgent) -> String {
    format!("{}, {}", browser.program.shown(), browser.system.shown())
}

/// A form whose one button does something to sessions.
fn act(csrf_token: &str, name: &str, label: &str, class: &str) -> Markup {
    html! {
        form method="post" action=(format!("/auth/account/{name}")) {
            (csrf_input(csrf_token))
            button.button.(class) type="submit" { (label) }
        }
    }
}

fn time(at: Timestamp) -> Markup {
    html! { time datetime=(at) { (shown(at)) } }
}

/// A time that is known to the day alone.
fn day(at: Timestamp) -> Markup {
    html! { time datetime=(at) { (shown(at).chars().take(10).collect::<String>()) } }
}

/// To the minute: `2026-11-22 16:56`.
fn shown(at: Timestamp) -> String {
    at.to_string()
        .chars()
        .take(16)
        .collect::<String>()
        .replace('T', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        AccountId, AccountStatus, Claim, ClaimKind, EmailAddress, Epoch, Identity, PersonName,
        Secret, SessionLife, SessionToken,
    };

    fn overview() -> (Overview, SessionToken) {
        let id = AccountId::from_bytes([1; 16]);
        let token = |byte| SessionToken::new(id, Secret::from_bytes([byte; 32]));
        let begin = |byte| {
            let (now, life) = (
                Timestamp::from_unix_seconds(1_000_000),
                SessionLife::default(),
            );
            Session::begin(&token(byte), Epoch(1), AuthMethod::Password, now, life)
        };
        let account = Account {
            id,
            version: 1,
            epoch: Epoch(1),
            status: AccountStatus::Active,
            created_at: Timestamp::from_unix_seconds(0),
            external_id: None,
            credential_version: None,
            merged_into: None,
            address_held_until: None,
            name: PersonName::parse("<b>Alice</b>").ok(),
            postal_code: None,
            identities: vec![AmazonUserId::parse("amzn1.account.K2LI23KL2LK2").unwrap()],
            claim: Some(Claim {
                email: EmailAddress::parse("alice@example.com").unwrap(),
                kind: ClaimKind::Mailbox,
            }),
            password: None,
        };
        let overview = Overview {
            identities: vec![Identity {
                user_id: account.identities[0].clone(),
                account_id: id,
                linked_at: Timestamp::from_unix_seconds(0),
                used_at: Timestamp::from_unix_seconds(0),
                email_seen: None,
                name_seen: None,
                postal_code_seen: None,
            }],
            account,
            sessions: vec![begin(1), begin(2)],
            is_complete: true,
        };
        (overview, token(1))
    }

    fn shown_to(overview: &Overview, token: &SessionToken) -> String {
        account(
            Frame::default(),
            &AccountPage {
                overview,
                asking: token.session_ref(),
                csrf_token: "t",
                may_merge: false,
                keeps_passwords: true,
                changes_address: false,
            },
        )
        .into_string()
    }

    #[test]
    fn what_the_account_is_called_is_shown_as_text_and_nothing_that_opens_it() {
        let (overview, token) = overview();

        let page = shown_to(&overview, &token);

        assert!(page.contains("&lt;b&gt;Alice") && !page.contains("<script"));
        assert!(page.contains("…2LK2") && !page.contains("K2LI23KL2LK2"));
        assert!(page.contains("1970-01-12 13:46"));
        assert!(!page.contains(&token.expose()));
    }

    #[test]
    fn the_session_that_asks_is_not_offered_to_be_signed_out_there() {
        let (mut overview, token) = overview();
        assert_eq!(
            shown_to(&overview, &token)
                .matches("Sign out there<")
                .count(),
            1
        );
        assert!(shown_to(&overview, &token).contains("end-others"));

        overview.sessions.truncate(1);

        let alone = shown_to(&overview, &token);
        assert!(!alone.contains("end-session") && !alone.contains("end-others"));
        assert!(alone.contains("end-all"));
    }
}
