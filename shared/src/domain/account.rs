//! Accounts.

use std::fmt;

use data_encoding::BASE32_NOPAD;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use super::{
    AmazonUserId, Claim, ClaimKind, CredentialVersion, EmailAddress, Invalid, PersonName,
    PostalCode, Timestamp,
};

/// Key of an account: 128 bits, random or, for an account of a site that keeps its own, derived from
/// the site's id; written as 26 lower-case base32 characters. Not a secret.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId([u8; 16]);

impl AccountId {
    /// Length in bytes.
    pub const LEN: usize = 16;

    /// Takes 16 random bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; Self::LEN]) -> Self {
        Self(bytes)
    }

    /// The id of the account that stands here for an account of the site. Whoever adopts it first, and
    /// however, makes the same one; in place of one that was deleted (`replaced`) it is another.
    #[must_use]
    pub fn at_site(external_id: &ExternalId, replaced: Option<Self>) -> Self {
        let replaced = replaced.map(|id| id.to_string()).unwrap_or_default();
        let text = format!("site\n{}\n{replaced}", external_id.as_str());
        let digest = Sha256::digest(text.as_bytes());
        let mut bytes = [0; Self::LEN];
        bytes.copy_from_slice(&digest[..Self::LEN]);
        Self(bytes)
    }

    /// The bytes, as they begin a session token.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; Self::LEN] {
        &self.0
    }

    /// Reads the written form. Exactly one text stands for each id.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        const WHAT: Invalid = Invalid::new("account id");
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(WHAT);
        }
        BASE32_NOPAD
            .decode(text.to_ascii_uppercase().as_bytes())
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or(WHAT)
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE32_NOPAD.encode(&self.0).to_ascii_lowercase())
    }
}

impl fmt::Debug for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccountId({self})")
    }
}

/// The site's own key for an account, 1 to 128 printable ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalId(String);

impl ExternalId {
    /// Reads an id as the site wrote it.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.is_empty() || text.len() > 128 || !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Invalid::new("external id"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The id as the site wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Generation of an account's credentials. A session, ticket or device of another epoch is dead;
/// every change of who can get in raises it (threat PH-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch(pub u64);

impl Epoch {
    /// The next generation.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// Whether an account can be signed in to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountStatus {
    /// Open to its owner.
    Active,
    /// Closed by the site; no way in opens it, Amazon's neither (Gitea CVE-2026-58422).
    Disabled,
}

/// A password in its stored form: argon2id as a PHC string when we made it, otherwise as the system
/// wrote it that it was imported from.
#[derive(Clone)]
pub struct PasswordHash(SecretString);

impl PasswordHash {
    /// Takes a stored form. What it says is checked where it is verified.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(SecretString::from(text))
    }

    /// The stored form.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// The same text. What two passwords are is for hashing to tell.
impl PartialEq for PasswordHash {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for PasswordHash {}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// An account.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its key.
    pub id: AccountId,
    /// Raised by every change of identities, claim or password; those writes are conditional on it.
    pub version: u64,
    /// Generation of its credentials.
    pub epoch: Epoch,
    /// Whether it can be signed in to.
    pub status: AccountStatus,
    /// When it was made.
    pub created_at: Timestamp,
    /// The site's own key for it.
    pub external_id: Option<ExternalId>,
    /// The generation of its credentials at the site, as last seen; only with the site's key, and only
    /// once the site was asked.
    pub credential_version: Option<CredentialVersion>,
    /// Of an account that was merged away: where its Amazon account went.
    pub merged_into: Option<AccountId>,
    /// Until when an address that it gave up is kept for it, so that its reader can take it back. Until then
    /// no further address is kept: whoever got in and moved on twice cannot come back by the second.
    pub address_held_until: Option<Timestamp>,
    /// The customer's name.
    pub name: Option<PersonName>,
    /// The customer's postal code.
    pub postal_code: Option<PostalCode>,
    /// Amazon accounts that open it, at most [`Account::MAX_IDENTITIES`]. Together with the
    /// identity items this is redundant on purpose: a sign-in needs both to agree.
    pub identities: Vec<AmazonUserId>,
    /// The address it holds.
    pub claim: Option<Claim>,
    /// Its password, if it has one.
    pub password: Option<PasswordHash>,
}

impl Account {
    /// The most Amazon accounts that may open one account.
    pub const MAX_IDENTITIES: usize = 5;

    /// What is left of it when it is deleted: its key, and that it is closed. No personal data.
    #[must_use]
    pub fn tombstone(self) -> Self {
        Self {
            status: AccountStatus::Disabled,
            external_id: None,
            credential_version: None,
            merged_into: None,
            address_held_until: None,
            name: None,
            postal_code: None,
            identities: Vec::new(),
            claim: None,
            password: None,
            ..self
        }
    }

    /// Whether anything opens it besides this Amazon account: another one, or its password. A
    /// password counts only with a claim that nobody can displace (I5).
    #[must_use]
    pub fn has_way_in_besides(&self, user_id: &AmazonUserId) -> bool {
        let by_password = self.password.is_some() && self.may_have_password();
        by_password || self.identities.iter().any(|listed| listed != user_id)
    }

    /// Whether this is the address that it holds, however it is written.
    #[must_use]
    pub fn holds(&self, email: &EmailAddress) -> bool {
        let claim = self.claim.as_ref();
        claim.is_some_and(|claim| claim.email.normalised() == email.normalised())
    }

    /// Whether it may be given a password: one counts only with an address that nobody else can take.
    #[must_use]
    pub fn may_have_password(&self) -> bool {
        (self.claim.as_ref()).is_some_and(|claim| claim.kind != ClaimKind::AmazonOnly)
    }

    /// Whether it is an account that somebody got at a first sign-in although they had one, and that
    /// holds nothing yet: one Amazon account opens it and nothing else does, no site knows it, and it is
    /// younger than `max_age_s` seconds. Only such an account gives its Amazon account up to another.
    #[must_use]
    pub fn is_empty(&self, now: Timestamp, max_age_s: i64) -> bool {
        self.is_active()
            && self.identities.len() == 1
            && self.password.is_none()
            && !self.may_have_password()
            && self.external_id.is_none()
            && now.seconds_since(self.created_at) < max_age_s
    }

    /// Whether this is what [`Account::tombstone`] leaves.
    #[must_use]
    pub fn is_tombstone(&self) -> bool {
        !self.is_active()
            && self.claim.is_none()
            && self.external_id.is_none()
            && self.identities.is_empty()
            && self.password.is_none()
    }

    /// Whether it can be signed in to.
    #[must_use]
    pub const fn is_active(&self) -> bool {
        matches!(self.status, AccountStatus::Active)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_id_has_one_written_form() {
        let id = AccountId::from_bytes([0xA5; 16]);
        let text = id.to_string();

        assert_eq!(text.len(), 26);
        assert_eq!(AccountId::parse(&text), Ok(id));
        assert!(AccountId::parse(&text.to_uppercase()).is_err());
        assert!(AccountId::parse(&text[1..]).is_err());
        assert!(AccountId::parse("").is_err());
    }

    #[test]
    fn one_account_stands_for_each_of_the_site_and_another_after_it_was_deleted() {
        let at_site =
            |id: &str, replaced| AccountId::at_site(&ExternalId::parse(id).unwrap(), replaced);

        assert_eq!(at_site("42", None), at_site("42", None));
        assert_ne!(at_site("42", None), at_site("43", None));
        let again = at_site("42", Some(at_site("42", None)));
        assert_ne!(again, at_site("42", None));
        assert_ne!(again, at_site("42", Some(again)));
    }

    #[test]
    fn a_password_is_a_way_in_only_with_a_claim_that_nobody_displaces() {
        let user_id = |n: u8| AmazonUserId::parse(&format!("amzn1.account.0000000{n}")).unwrap();
        let claimed = |kind| Account {
            id: AccountId::from_bytes([1; 16]),
            version: 1,
            epoch: Epoch(1),
            status: AccountStatus::Active,
            created_at: Timestamp::from_unix_seconds(0),
            external_id: None,
            credential_version: None,
            merged_into: None,
            address_held_until: None,
            name: None,
            postal_code: None,
            identities: vec![user_id(1)],
            claim: Some(Claim {
                email: EmailAddress::parse("alice@example.com").unwrap(),
                kind,
            }),
            password: Some(PasswordHash::new("$argon2id$x".to_owned())),
        };
        let displaceable = claimed(ClaimKind::AmazonOnly);
        let twice = Account {
            identities: vec![user_id(1), user_id(2)],
            ..displaceable.clone()
        };
        let bare = Account {
            password: None,
            ..claimed(ClaimKind::Mailbox)
        };

        assert!(claimed(ClaimKind::Registered).has_way_in_besides(&user_id(1)));
        assert!(twice.has_way_in_besides(&user_id(1)));
        assert!(!displaceable.has_way_in_besides(&user_id(1)));
        assert!(!bare.has_way_in_besides(&user_id(1)));
    }

    #[test]
    fn an_account_is_empty_only_while_nothing_but_one_amazon_account_is_to_it() {
        let now = Timestamp::from_unix_seconds(100);
        let user_id = |n: u8| AmazonUserId::parse(&format!("amzn1.account.0000000{n}")).unwrap();
        let claim = |kind| Claim {
            email: EmailAddress::parse("alice@example.com").unwrap(),
            kind,
        };
        let empty = Account {
            id: AccountId::from_bytes([1; 16]),
            version: 1,
            epoch: Epoch(1),
            status: AccountStatus::Active,
            created_at: Timestamp::from_unix_seconds(0),
            external_id: None,
            credential_version: None,
            merged_into: None,
            address_held_until: None,
            name: None,
            postal_code: None,
            identities: vec![user_id(1)],
            claim: Some(claim(ClaimKind::AmazonOnly)),
            password: None,
        };
        let without = |change: fn(&mut Account)| {
            let mut account = empty.clone();
            change(&mut account);
            account
        };

        assert!(empty.is_empty(now, 101));
        assert!(without(|it| it.claim = None).is_empty(now, 101));
        assert!(!empty.is_empty(now, 100), "too old");
        assert!(!empty.is_empty(now, 0), "never, by setting");
        for full in [
            without(|it| it.status = AccountStatus::Disabled),
            without(|it| it.identities = Vec::new()),
            without(|it| it.password = Some(PasswordHash::new("$argon2id$x".to_owned()))),
            without(|it| it.external_id = ExternalId::parse("42").ok()),
            Account {
                identities: vec![user_id(1), user_id(2)],
                ..empty.clone()
            },
            Account {
                claim: Some(claim(ClaimKind::Registered)),
                ..empty.clone()
            },
        ] {
            assert!(!full.is_empty(now, 101), "{full:?}");
        }
    }

    #[test]
    fn a_password_hash_does_not_show_itself() {
        assert_eq!(
            format!("{:?}", PasswordHash::new("$argon2id$x".to_owned())),
            "PasswordHash(…)"
        );
    }
}
