//! Proof of a mailbox: an open question, under the digest of the secret in a letter's link.

use super::{
    AccountId, AmazonUserId, Digest, EmailAddress, Epoch, PasswordHash, PersonName, ReturnTo,
    Secret, SessionRef, SessionToken, Timestamp,
};

/// A proof of a mailbox that was asked for, as the table holds it. Whoever holds the secret behind its
/// key reads that mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailboxProof {
    /// Digest of its secret.
    pub key: Digest,
    /// What it is good for, and for nothing else.
    pub purpose: Purpose,
    /// When it dies.
    pub expires_at: Timestamp,
    /// Set once, by the request that used it (I6).
    pub used: Option<ProofUse>,
}

/// What a proof of a mailbox is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Sets a new password. It dies with the account's epoch, by any change of who can get in (threat
    /// PH-4).
    Reset {
        /// The account that holds the address; nobody's, where nobody does.
        account_id: AccountId,
        /// That account's epoch when the letter was asked for.
        epoch: Epoch,
    },
    /// Finishes a registration, which changed nothing before.
    Register(Registration),
    /// Makes this the account's address. It dies with the account's epoch, as a reset does.
    NewAddress {
        /// The account.
        account_id: AccountId,
        /// That account's epoch when it asked.
        epoch: Epoch,
        /// The address to prove.
        email: EmailAddress,
    },
    /// Unlinks an Amazon account again. It does not die with the epoch: whoever linked it would only have to
    /// change something else.
    UndoLink {
        /// The account.
        account_id: AccountId,
        /// The Amazon account.
        user_id: AmazonUserId,
        /// When it was linked: a later link of the same one is another.
        linked_at: Timestamp,
    },
    /// Gives the account its address of before back. It does not die with the epoch either.
    UndoAddress {
        /// The account.
        account_id: AccountId,
        /// The address.
        email: EmailAddress,
    },
}

/// A registration that waits for the proof of its mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The address to prove.
    pub email: EmailAddress,
    /// The customer's name.
    pub name: PersonName,
    /// The password that was chosen. It counts in the browser that chose it and in no other: somebody
    /// else may have registered with this address (threat PH-1).
    pub password: PasswordHash,
    /// Digest of that browser's `form` cookie; an app has none.
    pub form: Option<Digest>,
    /// Where to go afterwards.
    pub return_to: ReturnTo,
}

/// What a link would undo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undoable {
    /// This Amazon account is unlinked.
    Link(AmazonUserId),
    /// This address is the account's again.
    Address(EmailAddress),
}

/// How a proof was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofUse {
    /// Drawn by the request that used it, so that it knows its own lost reply; a session that begins is
    /// derived from secret and mark.
    pub mark: Secret,
    /// The session that began, if one did.
    pub session_ref: Option<SessionRef>,
}

impl MailboxProof {
    /// How long a link that sets a password works, in seconds.
    pub const RESET_LIFE_S: i64 = 30 * 60;
    /// How long a link that proves an address works, in seconds.
    pub const ADDRESS_LIFE_S: i64 = 24 * 3600;
    /// How long something can be undone, in seconds.
    pub const UNDO_LIFE_S: i64 = 7 * 24 * 3600;

    /// Whether it can still be used.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.used.is_none() && now < self.expires_at
    }

    /// The session that a use of `secret` marked with `mark` begins. Only who holds the link can derive
    /// it.
    #[must_use]
    pub fn session_token(secret: &Secret, mark: &Secret, account_id: AccountId) -> SessionToken {
        SessionToken::new(account_id, secret.derive("session", &[mark.expose_bytes()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_open_until_it_is_used_or_expired() {
        let now = Timestamp::from_unix_seconds(0);
        let open = MailboxProof {
            key: Digest::of(b"p"),
            purpose: Purpose::Reset {
                account_id: AccountId::from_bytes([1; 16]),
                epoch: Epoch(1),
            },
            expires_at: now.plus_seconds(1),
            used: None,
        };
        let used = ProofUse {
            mark: Secret::from_bytes([0; 32]),
            session_ref: None,
        };

        assert!(open.is_open(now));
        assert!(!open.is_open(now.plus_seconds(1)));
        assert!(
            !MailboxProof {
                used: Some(used),
                ..open
            }
            .is_open(now)
        );
    }
}
