//! The link ticket: an open question "may this Amazon account open that account?", and the proof
//! that answers it.

use super::{
    AccountId, AmazonProfile, Digest, Epoch, ReturnTo, Secret, SessionRef, SessionToken, SiteRef,
    Timestamp,
};

/// What the customer must show before an Amazon account may open an account (I3). Each ticket
/// accepts its own proof and no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The account's own password.
    Password,
    /// The account's mailbox, by a code typed in the browser that holds the ticket.
    Mailbox,
    /// A fresh session of the account itself.
    Session,
}

impl Proof {
    /// Its name on the wire and in the table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Mailbox => "mailbox",
            Self::Session => "session",
        }
    }
}

/// A link ticket as the table holds it, under the digest of the secret in the browser's cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Digest of its secret.
    pub key: Digest,
    /// The account that would be opened.
    pub account_id: AccountId,
    /// That account's epoch when the question was asked; any later change of who can get in kills
    /// the ticket (threat PH-4).
    pub epoch: Epoch,
    /// Where the site keeps its own accounts: the one there whose password is the proof, with the
    /// credentials that it had when the question was asked. The account here is the one that stands
    /// for it, or will once the question is answered.
    pub at_site: Option<SiteRef>,
    /// The Amazon account that asks, as seen. Proofs are bound to it (Keycloak CVE-2026-9087).
    pub profile: AmazonProfile,
    /// What is to be shown.
    pub proof: Proof,
    /// Where to go afterwards.
    pub return_to: ReturnTo,
    /// Tries so far, counted before a password is looked at.
    pub tries: u32,
    /// When it dies.
    pub expires_at: Timestamp,
    /// Set once, by the try that succeeded (I6).
    pub used: Option<TicketUse>,
}

/// How a ticket was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketUse {
    /// Drawn by the request that used it; the session is derived from ticket and mark.
    pub mark: Secret,
    /// The session that began.
    pub session_ref: SessionRef,
}

impl Ticket {
    /// How long a ticket may be answered, in seconds.
    pub const LIFE_S: i64 = 15 * 60;
    /// How many tries a ticket bears.
    pub const MAX_TRIES: u32 = 5;

    /// Whether it can still be answered.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.used.is_none() && self.tries < Self::MAX_TRIES && now < self.expires_at
    }

    /// Tries that are left.
    #[must_use]
    pub const fn tries_left(&self) -> u32 {
        Self::MAX_TRIES.saturating_sub(self.tries)
    }

    /// The session that a use of `secret` marked with `mark` begins. Only the browser that holds
    /// the ticket can derive it.
    #[must_use]
    pub fn session_token(secret: &Secret, mark: &Secret, account_id: AccountId) -> SessionToken {
        SessionToken::new(account_id, secret.derive("session", &[mark.expose_bytes()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::AmazonUserId;

    #[test]
    fn a_ticket_is_open_until_it_is_used_tried_out_or_expired() {
        let now = Timestamp::from_unix_seconds(0);
        let open = Ticket {
            key: Digest::of(b"t"),
            account_id: AccountId::from_bytes([1; 16]),
            epoch: Epoch(0),
            at_site: None,
            profile: AmazonProfile {
                user_id: AmazonUserId::parse("amzn1.account.K2LI23KL2LK2").unwrap(),
                email: None,
                name: None,
                postal_code: None,
            },
            proof: Proof::Password,
            return_to: ReturnTo::home(),
            tries: 4,
            expires_at: now.plus_seconds(1),
            used: None,
        };
        let used = TicketUse {
            mark: Secret::from_bytes([0; 32]),
            session_ref: SessionRef {
                account_id: open.account_id,
                digest: Digest::of(b"s"),
            },
        };

        assert!(open.is_open(now));
        assert_eq!(open.tries_left(), 1);
        assert!(!open.is_open(now.plus_seconds(1)));
        assert!(
            !Ticket {
                tries: 5,
                ..open.clone()
            }
            .is_open(now)
        );
        assert!(
            !Ticket {
                used: Some(used),
                ..open
            }
            .is_open(now)
        );
    }
}
