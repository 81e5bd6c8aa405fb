//! Who does what at once, and with what in the table.

pub(crate) mod at_site;
pub(crate) mod letters;
mod tickets;

use std::{collections::BTreeMap, sync::LazyLock};

use accounts::{
    domain::{
        Account, AccountId, AccountStatus, AmazonProfile, AmazonUserId, AuthMethod, Claim,
        ClaimKind, EmailAddress, EmailClaim, Epoch, Identity, Intent, LoginAttempt, PasswordHash,
        PersonName, ReturnTo, Secret, Session, SessionLife, SessionToken, Timestamp,
    },
    flow::operator::Act,
    password::Passwords,
    store::memory::Items,
    token::OsRandom,
};

use crate::books::{Books, SiteAct};
use crate::{ask::Ask, by_mail::ByMail, owner::Own};

pub(crate) use tickets::{asking, choosing, connecting};

/// When every scenario begins.
pub(crate) const NOW: i64 = 1_000_000;
/// Alice's account: an e-mail and a password, no Amazon account yet.
pub(crate) const ALICE: AccountId = AccountId::from_bytes([0xA1; 16]);
/// Bob's account: opened by two Amazon accounts, no password.
pub(crate) const BOB: AccountId = AccountId::from_bytes([0xB0; 16]);
/// Alice's password.
pub(crate) const RIGHT: &str = "right";
/// What Alice's password is changed to.
pub(crate) const CHANGED: &str = "changed";
/// No password of anybody.
pub(crate) const WRONG: &str = "wrong";

/// What Kim registers with.
pub(crate) const KIMS: &str = "kim's own words, four";
/// Kim's address: that of the Amazon accounts of `kim` and `kay`.
pub(crate) const KIMS_ADDRESS: &str = "kim@example.com";
/// The account that the Amazon account of `kay` made, and with it the claim on Kim's address.
pub(crate) const KAY: AccountId = AccountId::from_bytes([0xCA; 16]);

/// One hasher for all runs: argon2id with the least memory there is.
pub(crate) static PASSWORDS: LazyLock<Passwords> = LazyLock::new(Passwords::cheap);
/// Stored hashes, made once.
pub(crate) static HASHES: LazyLock<BTreeMap<&'static str, PasswordHash>> = LazyLock::new(|| {
    [RIGHT, CHANGED]
        .map(|password| {
            (
                password,
                PASSWORDS.hash(password.as_bytes(), &OsRandom).unwrap(),
            )
        })
        .into()
});

/// What one task does.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// Delivers the callback of an attempt, with an authorization code of `who`.
    Callback {
        /// Which attempt; two deliveries of one have the same number.
        attempt: u8,
        /// Whose code.
        who: &'static str,
        /// The session that the browser holds.
        held: Option<SessionToken>,
    },
    /// Signs an app in with an access token of `who`.
    AppSignIn {
        /// Which token; two deliveries of one have the same number.
        token: u8,
        /// Whose.
        who: &'static str,
    },
    /// Answers a ticket with a password.
    Confirm {
        /// Which ticket.
        ticket: u8,
        /// What is typed.
        password: &'static str,
    },
    /// Signs in with Alice's e-mail.
    SignIn {
        /// What is typed.
        password: &'static str,
    },
    /// Registers an account.
    Register(Registrant),
    /// Changes who can get in to an account.
    Change(AccountId, ChangeTo),
    /// Asks who a session is, which touches it.
    Check(SessionToken),
    /// Signs a session out.
    SignOut(SessionToken),
    /// Ends all sessions of an account but the one that acts.
    EndOthers(SessionToken),
    /// Ends all sessions of an account.
    EndAll(SessionToken),
    /// Ends one session by another one of its account.
    EndOne(SessionToken, SessionToken),
    /// Answers the ticket with this number: makes an account.
    Make(u8),
    /// Answers it with Alice's e-mail and a password.
    OwnAccount {
        /// Which ticket.
        ticket: u8,
        /// What is typed.
        password: &'static str,
    },
    /// Does what a customer does on the account page, by this session.
    Own(SessionToken, Own),
    /// Does what the reader of a mailbox does with the letter of this number.
    ByMail(u8, ByMail),
    /// Asks for a letter.
    Ask(Ask),
    /// Does what an operator does to an account.
    Operate(AccountId, Act),
    /// Gives an Amazon account its new id, as an operator.
    Relink(&'static str, &'static str),
    /// Sweeps up after a deletion, as an operator.
    Sweep(AccountId),
    /// Something happens at the site.
    AtSite(SiteAct),
    /// Somebody brings an account with this id of the site over, under this id here.
    Import(&'static str, AccountId),
}

/// Who registers with what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Registrant {
    /// Which form; two deliveries of one have the same number, an app has number 0.
    pub(crate) form: u8,
    /// The address.
    pub(crate) email: &'static str,
    /// The password.
    pub(crate) password: &'static str,
}

/// A change of who can get in.
#[derive(Clone, Debug)]
pub(crate) enum ChangeTo {
    /// All sessions end.
    EndSessions,
    /// The account is closed.
    Disable,
    /// Another password.
    Password,
    /// An Amazon account is unlinked.
    Unlink(&'static str),
    /// The account goes.
    Delete,
}

/// A race.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    /// The site's own accounts, if it keeps them.
    pub(crate) site: Option<Books>,
    /// What is in the table.
    pub(crate) items: Items,
    /// Who does what.
    pub(crate) actions: Vec<Action>,
    /// How many faults may strike in one schedule.
    pub(crate) faults: usize,
}

impl Scenario {
    /// Whether the site sends mail: for everybody, once anybody asks for a letter or has one.
    pub(crate) fn has_mail(&self) -> bool {
        let by_mail = |action: &_| matches!(action, Action::ByMail(..) | Action::Ask(_));
        self.actions.iter().any(by_mail)
    }

    /// Whether the site itself sets a password: one that is there in the end may be that one.
    pub(crate) fn sets_password(&self) -> bool {
        let sets = |action: &_| matches!(action, Action::Change(_, ChangeTo::Password));
        self.actions.iter().any(sets)
    }
}

/// The Amazon account of a person.
pub(crate) fn user_id(who: &str) -> AmazonUserId {
    AmazonUserId::parse(&format!("amzn1.account.{who}{who}{who}00000000")).unwrap()
}

/// What Amazon says about a person. `ann` and `eve` both show Alice's address.
pub(crate) fn profile(who: &str) -> AmazonProfile {
    let email = match who {
        "ann" | "eve" => "alice@example.com",
        "kim" | "kay" => "kim@example.com",
        other => &format!("{other}@example.com"),
    };
    AmazonProfile {
        user_id: user_id(who),
        email: EmailAddress::parse(email).ok(),
        name: PersonName::parse(who).ok(),
        postal_code: None,
    }
}

/// Everybody who has an Amazon account.
pub(crate) const PEOPLE: [&str; 7] = ["ann", "eve", "kim", "kay", "ken", "bob", "ben"];

/// The attempt with this number.
pub(crate) fn attempt(number: u8) -> LoginAttempt {
    LoginAttempt::begin(
        Secret::from_bytes([number; 32]),
        Timestamp::from_unix_seconds(NOW),
        Intent::SignIn,
        ReturnTo::home(),
    )
}

/// The secret of the ticket with this number.
pub(crate) fn ticket_secret(number: u8) -> Secret {
    Secret::from_bytes([0x70 + number; 32])
}

/// A session that is there from the start.
pub(crate) fn token(account_id: AccountId) -> SessionToken {
    SessionToken::new(account_id, Secret::from_bytes([0x55; 32]))
}

/// Another session of the same account, where a scenario has one.
pub(crate) fn other_token(account_id: AccountId) -> SessionToken {
    SessionToken::new(account_id, Secret::from_bytes([0x66; 32]))
}

/// An account that nothing opens.
pub(crate) fn account(id: AccountId) -> Account {
    Account {
        id,
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
        identities: Vec::new(),
        claim: None,
        password: None,
    }
}

/// Alice, who can be signed in to by password, and Bob, by two Amazon accounts; each has a session.
pub(crate) fn town() -> Items {
    let mut items = Items::default();
    let email = EmailAddress::parse("alice@example.com").unwrap();
    let kind = ClaimKind::Import { verified: true };
    items.claims.insert(
        email.normalised().clone(),
        EmailClaim {
            email: email.normalised().clone(),
            account_id: ALICE,
            kind,
        },
    );
    items.accounts.insert(
        ALICE,
        Account {
            claim: Some(Claim { email, kind }),
            password: Some(HASHES[RIGHT].clone()),
            ..account(ALICE)
        },
    );
    let identities: Vec<_> = ["bob", "ben"].map(user_id).into();
    for who in ["bob", "ben"] {
        let now = Timestamp::from_unix_seconds(0);
        items
            .identities
            .insert(user_id(who), Identity::first_seen(&profile(who), BOB, now));
    }
    items.accounts.insert(
        BOB,
        Account {
            identities,
            ..account(BOB)
        },
    );
    for (id, method) in [(ALICE, AuthMethod::Password), (BOB, AuthMethod::Amazon)] {
        let now = Timestamp::from_unix_seconds(NOW - 80_000);
        let session = Session::begin(&token(id), Epoch(1), method, now, SessionLife::default());
        items
            .sessions
            .insert((id, session.session_ref.digest), session);
    }
    items
}

/// The town, where an Amazon account came first under Kim's address. It is signed in.
pub(crate) fn town_with_kay() -> Items {
    let mut items = town();
    let (email, kind) = (
        EmailAddress::parse(KIMS_ADDRESS).unwrap(),
        ClaimKind::AmazonOnly,
    );
    let claim = EmailClaim {
        email: email.normalised().clone(),
        account_id: KAY,
        kind,
    };
    items.claims.insert(claim.email.clone(), claim);
    for who in ["kay", "ken"] {
        let now = Timestamp::from_unix_seconds(0);
        items
            .identities
            .insert(user_id(who), Identity::first_seen(&profile(who), KAY, now));
    }
    items.accounts.insert(
        KAY,
        Account {
            identities: ["kay", "ken"].map(user_id).into(),
            claim: Some(Claim { email, kind }),
            ..account(KAY)
        },
    );
    let now = Timestamp::from_unix_seconds(NOW - 80_000);
    let life = SessionLife::default();
    let session = Session::begin(&token(KAY), Epoch(1), AuthMethod::Amazon, now, life);
    items
        .sessions
        .insert((KAY, session.session_ref.digest), session);
    items
}

/// The town, where Alice and Bob are signed in in a second browser.
pub(crate) fn town_of_two_browsers() -> Items {
    let mut items = town();
    for id in [ALICE, BOB] {
        let first = &items.sessions[&(id, token(id).session_ref().digest)];
        let second = Session {
            session_ref: other_token(id).session_ref(),
            ..first.clone()
        };
        items
            .sessions
            .insert((id, second.session_ref.digest), second);
    }
    items
}

/// The same, where everybody who is signed in has proven who they are just now.
pub(crate) fn fresh(mut items: Items) -> Items {
    for session in items.sessions.values_mut() {
        session.proved_at = Timestamp::from_unix_seconds(NOW);
    }
    items
}

/// The town, where Kay got an account at a first sign-in a little while ago, which is still empty: one
/// Amazon account, and an address by Amazon alone.
pub(crate) fn town_with_empty_kay() -> Items {
    let mut items = fresh(town_with_kay());
    items.identities.remove(&user_id("ken"));
    if let Some(account) = items.accounts.get_mut(&KAY) {
        account.identities = vec![user_id("kay")];
        account.created_at = Timestamp::from_unix_seconds(NOW - 3_600);
    }
    items
}
