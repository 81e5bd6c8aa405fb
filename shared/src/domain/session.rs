//! Browser and app sessions: opaque tokens outside, digests in the table.

use super::{
    AccountId, AccountStatus, Claim, Digest, Epoch, ExternalId, Invalid, PersonName, PostalCode,
    Secret, Timestamp, UserAgent,
};

mod token;

pub use token::SessionToken;

/// Key of a session in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SessionRef {
    /// Whose it is said to be.
    pub account_id: AccountId,
    /// SHA-256 of its secret.
    pub digest: Digest,
}

/// How the person behind a session proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthMethod {
    /// By signing in at Amazon.
    Amazon,
    /// By the account's own password.
    Password,
}

impl AuthMethod {
    /// Its name on the wire and in the table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Amazon => "amazon",
            Self::Password => "password",
        }
    }

    /// Reads the name back.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "amazon" => Ok(Self::Amazon),
            "password" => Ok(Self::Password),
            _ => Err(Invalid::new("authentication method")),
        }
    }
}

/// A session as the table holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its key.
    pub session_ref: SessionRef,
    /// The account's epoch when it began; of another epoch it is dead.
    pub epoch: Epoch,
    /// How it began.
    pub method: AuthMethod,
    /// In which browser; nothing for an app, and for one that is not known.
    pub user_agent: Option<UserAgent>,
    /// When it began.
    pub auth_time: Timestamp,
    /// When the person last proved who they are (a sign-in, or the password again).
    pub proved_at: Timestamp,
    /// When it was last used, give or take a tenth of the idle limit.
    pub last_seen: Timestamp,
    /// The absolute limit, which no use extends. Also the item's TTL.
    pub ends_at: Timestamp,
    /// Set once, when it ended itself and others; it is dead from then on.
    pub renewal: Option<Renewal>,
}

/// How a session ended the sessions of its account, itself among them; another one may have taken
/// its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// Drawn by the request that renewed it; the new session is derived from the old and this.
    pub mark: Secret,
    /// When.
    pub at: Timestamp,
}

impl Renewal {
    /// How long a second delivery of the same request is given the new session again, in seconds.
    /// No longer: a copy of the old cookie must not lead to the new session, which was begun to
    /// shut such copies out.
    pub const REPEATED_S: i64 = 30;

    /// Whether a second delivery may still arrive.
    #[must_use]
    pub const fn is_recent(&self, now: Timestamp) -> bool {
        now.seconds_since(self.at) < Self::REPEATED_S
    }
}

/// How long sessions live (ASVS 7.3.1, 7.3.2). Checked in code; the table's TTL only sweeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLife {
    /// Seconds without use after which a session is dead.
    pub idle_s: i64,
    /// Seconds after which a session is dead however much it is used.
    pub absolute_s: i64,
}

impl Default for SessionLife {
    /// 24 hours idle, 30 days in all.
    fn default() -> Self {
        Self {
            idle_s: 24 * 3600,
            absolute_s: 30 * 24 * 3600,
        }
    }
}

/// What session-check reads of an account: no password, no list of identities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionOwner {
    /// Its key.
    pub id: AccountId,
    /// Generation of its credentials.
    pub epoch: Epoch,
    /// Whether it can be signed in to.
    pub status: AccountStatus,
    /// The site's own key for it.
    pub external_id: Option<ExternalId>,
    /// The address it holds.
    pub claim: Option<Claim>,
    /// The customer's name.
    pub name: Option<PersonName>,
    /// The customer's postal code.
    pub postal_code: Option<PostalCode>,
    /// Whether any Amazon account opens it.
    pub amazon_linked: bool,
}

impl Session {
    /// How long a proof of who somebody is lasts for changes of who can get in, in seconds.
    pub const FRESH_S: i64 = 20 * 60;

    /// Whether the person behind it proved a little while ago who they are (ASVS 7.5.1).
    #[must_use]
    pub const fn is_fresh(&self, now: Timestamp) -> bool {
        let age_s = now.seconds_since(self.proved_at);
        0 <= age_s && age_s < Self::FRESH_S
    }

    /// A session that begins now for an account whose epoch was just read.
    #[must_use]
    pub fn begin(
        token: &SessionToken,
        epoch: Epoch,
        method: AuthMethod,
        now: Timestamp,
        life: SessionLife,
    ) -> Self {
        Self {
            session_ref: token.session_ref(),
            epoch,
            method,
            user_agent: None,
            auth_time: now,
            proved_at: now,
            last_seen: now,
            ends_at: now.plus_seconds(life.absolute_s),
            renewal: None,
        }
    }

    /// The same, begun in this browser.
    #[must_use]
    pub fn with_user_agent(self, user_agent: Option<UserAgent>) -> Self {
        Self { user_agent, ..self }
    }

    /// The session that takes this one's place: of the next epoch, with the same sign-in and proof
    /// behind it and the same absolute limit.
    #[must_use]
    pub fn renew(&self, token: &SessionToken, now: Timestamp) -> Self {
        Self {
            session_ref: token.session_ref(),
            epoch: self.epoch.next(),
            last_seen: now,
            ..self.clone()
        }
    }

    /// When it ends unless it is used: the earlier of both limits.
    #[must_use]
    pub fn expires_at(&self, life: SessionLife) -> Timestamp {
        self.last_seen.plus_seconds(life.idle_s).min(self.ends_at)
    }

    /// Whether it opens `owner` now: not past either limit, not renewed, of the
    /// owner's epoch, the owner active.
    #[must_use]
    pub fn is_live(&self, owner: &SessionOwner, now: Timestamp, life: SessionLife) -> bool {
        owner.id == self.session_ref.account_id
            && owner.epoch == self.epoch
            && owner.status == AccountStatus::Active
            && self.renewal.is_none()
            && now < self.expires_at(life)
    }

    /// Whether this use is worth a write: at most one per tenth of the idle limit.
    #[must_use]
    pub const fn needs_touch(&self, now: Timestamp, life: SessionLife) -> bool {
        now.seconds_since(self.last_seen) * 10 >= life.idle_s
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFE: SessionLife = SessionLife {
        idle_s: 100,
        absolute_s: 1_000,
    };

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_seconds(seconds)
    }

    fn token() -> SessionToken {
        SessionToken::new(AccountId::from_bytes([1; 16]), Secret::from_bytes([2; 32]))
    }

    fn owner() -> SessionOwner {
        SessionOwner {
            id: AccountId::from_bytes([1; 16]),
            epoch: Epoch(3),
            status: AccountStatus::Active,
            external_id: None,
            claim: None,
            name: None,
            postal_code: None,
            amazon_linked: true,
        }
    }

    fn session() -> Session {
        Session::begin(&token(), Epoch(3), AuthMethod::Amazon, at(0), LIFE)
    }

    /// Threats: ASVS-7.3.1, ASVS-7.3.2
    #[test]
    fn a_session_dies_at_its_idle_limit_and_at_its_absolute_limit() {
        assert!(session().is_live(&owner(), at(99), LIFE));
        assert!(!session().is_live(&owner(), at(100), LIFE));

        let used = Session {
            last_seen: at(950),
            ..session()
        };
        assert_eq!(used.expires_at(LIFE), at(1_000));
        assert!(used.is_live(&owner(), at(999), LIFE));
        assert!(!used.is_live(&owner(), at(1_000), LIFE));
    }

    #[test]
    fn a_session_is_dead_for_another_epoch_a_disabled_or_a_foreign_account() {
        let older = SessionOwner {
            epoch: Epoch(4),
            ..owner()
        };
        let disabled = SessionOwner {
            status: AccountStatus::Disabled,
            ..owner()
        };
        let foreign = SessionOwner {
            id: AccountId::from_bytes([9; 16]),
            ..owner()
        };

        for dead in [older, disabled, foreign] {
            assert!(!session().is_live(&dead, at(1), LIFE), "{dead:?}");
        }
    }

    #[test]
    fn a_renewed_session_is_dead_and_its_successor_has_the_same_sign_in_and_end() {
        let token = SessionToken::new(owner().id, Secret::from_bytes([2; 32]));
        let mark = Secret::from_bytes([3; 32]);
        let proved = Session {
            proved_at: at(3),
            ..session()
        };
        let successor = proved.renew(&token.renewed(&mark), at(8));
        let renewal = Renewal { mark, at: at(8) };

        assert!(renewal.is_recent(at(37)) && !renewal.is_recent(at(38)));
        let renewed = Session {
            renewal: Some(renewal),
            ..proved.clone()
        };
        assert!(proved.is_live(&owner(), at(9), LIFE));
        assert!(!renewed.is_live(&owner(), at(9), LIFE));
        assert_ne!(successor.session_ref, proved.session_ref);
        assert_eq!(successor.epoch, proved.epoch.next());
        assert_eq!(successor.last_seen, at(8));
        let kept = |it: &Session| (it.auth_time, it.proved_at, it.method, it.ends_at);
        assert_eq!(kept(&successor), kept(&proved));
    }

    /// Threats: ASVS-7.5.1
    #[test]
    fn a_proof_is_fresh_for_twenty_minutes() {
        let proved = Session {
            proved_at: at(100),
            ..session()
        };

        assert!(proved.is_fresh(at(100)) && proved.is_fresh(at(100 + 20 * 60 - 1)));
        assert!(!proved.is_fresh(at(100 + 20 * 60)) && !proved.is_fresh(at(99)));
    }

    #[test]
    fn use_is_written_at_most_every_tenth_of_the_idle_limit() {
        assert!(!session().needs_touch(at(9), LIFE));
        assert!(session().needs_touch(at(10), LIFE));
    }
}
