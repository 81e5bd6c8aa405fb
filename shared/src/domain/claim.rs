//! An account's hold on an e-mail address.

use super::{AccountId, EmailAddress, NormalisedEmail};

/// How an account came to hold its e-mail address; it decides who may displace the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimKind {
    /// Amazon mentioned the address at first sign-in. Proves nothing and gives way (threat PH-5).
    AmazonOnly,
    /// Typed at registration, mailbox not proven yet.
    Registered,
    /// Brought over from the site's existing account system.
    Import {
        /// Whether that system had verified the mailbox.
        verified: bool,
    },
    /// The mailbox was proven here.
    Mailbox,
    /// Given up by its account, and kept for it as long as the reader of the mailbox can take it back. It
    /// opens nothing, and nobody else gets it. Only of a claim's own item, never of an account.
    Held,
}

impl ClaimKind {
    /// Its name in the table and in exports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AmazonOnly => "amazon_only",
            Self::Registered => "registered",
            Self::Import { verified: false } => "import_unverified",
            Self::Import { verified: true } => "import_verified",
            Self::Mailbox => "mailbox",
            Self::Held => "held",
        }
    }

    /// Whether somebody has proven the mailbox, here or in the system the account came from.
    #[must_use]
    pub const fn is_verified(self) -> bool {
        matches!(self, Self::Mailbox | Self::Import { verified: true })
    }

    /// Whether a registration takes the address: only a claim that Amazon alone brought gives way,
    /// and only where no mail is configured (`mail` false). With mail a registration waits for the
    /// proof of its mailbox, which then displaces such a claim.
    #[must_use]
    pub const fn gives_way_to_registration(self, mail: bool) -> bool {
        self.gives_way_to_proof() && !mail
    }

    /// Whether another account takes the address by proving its mailbox (threat PH-5).
    #[must_use]
    pub const fn gives_way_to_proof(self) -> bool {
        matches!(self, Self::AmazonOnly)
    }
}

/// An address that an account holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The address, as typed.
    pub email: EmailAddress,
    /// How it was obtained.
    pub kind: ClaimKind,
}

/// The table's answer to "whose address is this?". At most one account per normalised address (I2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailClaim {
    /// The address.
    pub email: NormalisedEmail,
    /// Who holds it.
    pub account_id: AccountId,
    /// How it was obtained.
    pub kind: ClaimKind,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Threats: PH-5
    #[test]
    fn only_what_amazon_alone_brought_gives_way_to_a_registration() {
        let kinds = [
            ClaimKind::AmazonOnly,
            ClaimKind::Registered,
            ClaimKind::Import { verified: false },
            ClaimKind::Import { verified: true },
            ClaimKind::Mailbox,
            ClaimKind::Held,
        ];

        let giving_way = |mail| kinds.map(|kind| kind.gives_way_to_registration(mail));

        assert_eq!(giving_way(false), [true, false, false, false, false, false]);
        assert_eq!(giving_way(true), [false; 6]);
    }
}
