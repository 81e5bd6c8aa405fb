//! The link ticket: an open question "may this Amazon account open that account?", and the proof
//! that answers it.

use super::{
    Account, AccountId, AmazonProfile, Digest, Epoch, ReturnTo, Secret, SessionRef, SessionToken,
    SiteRef, Timestamp,
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
    /// None is known: an account is made, or another one's e-mail and password are given.
    Choice,
}

impl Proof {
    /// Its name on the wire and in the table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Mailbox => "mailbox",
            Self::Session => "session",
            Self::Choice => "choice",
        }
    }
}

/// A link ticket as the table holds it, under the digest of the secret in the browser's cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Digest of its secret.
    pub key: Digest,
    /// The account that would be opened; of a choice nobody's.
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
    /// The session of the account that answers a question of kind [`Proof::Session`], and no other.
    pub session: Option<Digest>,
    /// Where to go afterwards.
    pub return_to: ReturnTo,
    /// Tries so far, counted before a password or a code is looked at.
    pub tries: u32,
    /// The code that was mailed last, if one was.
    pub mailed: Option<MailedCode>,
    /// When it dies.
    pub expires_at: Timestamp,
    /// Set once, by the try that succeeded (I6).
    pub used: Option<TicketUse>,
}

/// A code that was mailed to the account's address, to be typed in the browser that holds the ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailedCode {
    /// What only the ticket's secret and the code together make: nobody who reads the table can guess it.
    pub digest: Digest,
    /// How many were mailed so far, this one included. A new one takes the place of the one before.
    pub sent: u32,
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
    /// How many codes are mailed for a ticket.
    pub const MAX_CODES: u32 = 3;

    /// Whether it can still be answered.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.used.is_none() && self.tries < Self::MAX_TRIES && now < self.expires_at
    }

    /// The same question about another account: one that the customer names, or that the Amazon
    /// account opens by now.
    #[must_use]
    pub fn about(self, account: &Account) -> Self {
        Self {
            account_id: account.id,
            epoch: account.epoch,
            ..self
        }
    }

    /// Tries that are left.
    #[must_use]
    pub const fn tries_left(&self) -> u32 {
        Self::MAX_TRIES.saturating_sub(self.tries)
    }

    /// What the table keeps of a code for the ticket with this secret.
    #[must_use]
    pub fn digest_of_code(secret: &Secret, code: &str) -> Digest {
        secret.derive("mailed code", &[code.as_bytes()]).digest()
    }

    /// Whether this is the digest of the code that was mailed last, in constant time.
    #[must_use]
    pub fn was_mailed(&self, digest: Digest) -> bool {
        let mailed = self.mailed.as_ref();
        mailed.is_some_and(|mailed| mailed.digest.ct_eq(digest))
    }

    /// How many codes were mailed so far.
    #[must_use]
    pub const fn codes_sent(&self) -> u32 {
        match &self.mailed {
            Some(mailed) => mailed.sent,
            None => 0,
        }
    }

    /// Whether a code from the account's mailbox answers it: any question about an account here that asks for
    /// its password or its mailbox.
    #[must_use]
    pub const fn takes_code(&self) -> bool {
        matches!(self.proof, Proof::Password | Proof::Mailbox) && self.at_site.is_none()
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
            session: None,
            return_to: ReturnTo::home(),
            tries: 4,
            mailed: None,
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
