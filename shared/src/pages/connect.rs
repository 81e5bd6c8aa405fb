//! The page between Amazon and a connection: which Amazon account may open which account.

use maud::html;

use super::{Frame, Page, csrf_input, layout, link::amazon_account};
use crate::domain::{Account, Ticket};

/// What the page shows.
#[derive(Debug)]
pub struct ConnectForm<'a> {
    /// The ticket.
    pub ticket: &'a Ticket,
    /// The account that its session is signed in to.
    pub account: &'a Account,
    /// The form's CSRF token.
    pub csrf_token: &'a str,
}

/// Asks whether the Amazon account may open the account from now on.
#[must_use]
pub fn connect(frame: Frame, form: &ConnectForm<'_>) -> Page {
    let t = frame.language;
    let title = t.connect_title();
    layout(
        frame,
        &title,
        &html! {
            h1 { (title) }
            p { (t.connect_text()) }
            (amazon_account(frame, &form.ticket.profile))
            dl.card {
                dt { (t.connect_account()) }
                dd {
                    @if let Some(name) = &form.account.name { strong { bdi { (name.as_str()) } } br; }
                    @if let Some(claim) = &form.account.claim { (claim.email.as_str()) }
                }
            }
            form method="post" action="/auth/amazon/link" {
                (csrf_input(form.csrf_token))
                input type="hidden" name="connect" value="yes";
                button.button.primary type="submit" { (t.connect_submit()) }
            }
            h2 { (t.link_else()) }
            ul.choices {
                li {
                    strong { (t.connect_not_yours()) } " "
                    (t.link_leave_it()) " " a href="/auth/account" { (t.ways_back()) }
                }
                li { strong { (t.link_another()) } " " (t.connect_another()) }
            }
            p.fine { (t.connect_ends()) }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        AccountId, AccountStatus, AmazonProfile, AmazonUserId, Claim, ClaimKind, Digest,
        EmailAddress, Epoch, PersonName, Proof, ReturnTo, Timestamp,
    };

    #[test]
    fn both_accounts_are_named_as_text() {
        let now = Timestamp::from_unix_seconds(0);
        let account = Account {
            id: AccountId::from_bytes([1; 16]),
            version: 1,
            epoch: Epoch(1),
            status: AccountStatus::Active,
            created_at: now,
            external_id: None,
            credential_version: None,
            merged_into: None,
            address_held_until: None,
            name: PersonName::parse("<i>Alice</i>").ok(),
            postal_code: None,
            identities: Vec::new(),
            claim: EmailAddress::parse("alice@example.com")
                .ok()
                .map(|email| Claim {
                    email,
                    kind: ClaimKind::Mailbox,
                }),
            password: None,
        };
        let ticket = Ticket {
            key: Digest::of(b"t"),
            account_id: account.id,
            epoch: account.epoch,
            at_site: None,
            profile: AmazonProfile {
                user_id: AmazonUserId::parse("amzn1.account.K2LI23KL2LK2").unwrap(),
                email: EmailAddress::parse("al@example.org").ok(),
                name: PersonName::parse("<b>Al</b>").ok(),
                postal_code: None,
            },
            proof: Proof::Session,
            session: Some(Digest::of(b"s")),
            return_to: ReturnTo::home(),
            tries: 0,
            mailed: None,
            expires_at: now,
            used: None,
        };

        let page = connect(
            Frame::default(),
            &ConnectForm {
                ticket: &ticket,
                account: &account,
                csrf_token: "t",
            },
        )
        .into_string();

        assert!(page.contains("&lt;b&gt;Al&lt;/b&gt;") && page.contains("&lt;i&gt;Alice"));
        assert!(page.contains("al@example.org") && page.contains("alice@example.com"));
        assert!(!page.contains("K2LI23KL2LK2"));
    }
}
