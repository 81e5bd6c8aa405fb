//! What happens on each route, from the store's point of view: read, decide, write with
//! conditions, and when a write lost a race, read and decide again (bounded).
//!
//! Nothing here knows HTTP. A [`StoreError`](crate::store::StoreError) means that the table has no
//! answer for us; everything else is an outcome.

#[cfg(feature = "password")]
pub mod account_changes;
pub mod account_sessions;
#[cfg(feature = "password")]
pub mod address;
pub mod amazon_sign_in;
pub mod confirm_link;
#[cfg(feature = "password")]
pub mod connect;
#[cfg(feature = "password")]
pub mod delete_account;
#[cfg(feature = "password")]
pub mod first_sign_in;
#[cfg(feature = "password")]
pub mod fresh_proof;
#[cfg(feature = "password")]
mod letter_limits;
#[cfg(feature = "password")]
pub mod merge;
#[cfg(feature = "password")]
pub mod notice;
pub mod operator;
#[cfg(feature = "password")]
mod password_check;
#[cfg(feature = "password")]
pub mod password_sign_in;
pub mod personal_data;
#[cfg(feature = "password")]
mod proof_use;
#[cfg(feature = "password")]
pub mod register;
pub mod replay;
#[cfg(feature = "password")]
pub mod reset;
pub mod session;
mod site;
#[cfg(feature = "password")]
pub mod site_sign_in;
#[cfg(feature = "password")]
pub mod undo;
#[cfg(feature = "password")]
pub mod verify;

mod devices;

use crate::{
    clock::{Clock, SystemClock},
    domain::{NewPassword, Secret, SessionLife, UserAgent, decide::FirstSignIn},
    token::{OsRandom, Random},
};

/// How often a flow reads and decides again after losing a race. Each loss means that somebody
/// else's write went through, so two are already rare.
const MAX_ROUNDS: usize = 4;

/// Everything a flow needs besides its input.
#[derive(Clone, Debug)]
pub struct Context<S, C = SystemClock, R = OsRandom> {
    /// The table.
    pub store: S,
    /// The time.
    pub clock: C,
    /// Randomness.
    pub random: R,
    /// What the site decided.
    pub policy: Policy,
}

impl<S> Context<S> {
    /// A context on the machine's own clock and randomness.
    pub const fn new(store: S, policy: Policy) -> Self {
        Self {
            store,
            clock: SystemClock,
            random: OsRandom,
            policy,
        }
    }
}

/// Who signs in or acts.
#[derive(Clone, Copy, Debug)]
pub enum Holder<'a> {
    /// A browser.
    Browser {
        /// The `device` cookie that it holds.
        device: Option<&'a Secret>,
        /// What it calls itself.
        user_agent: Option<UserAgent>,
    },
    /// An app, which holds its session alone and is never known again.
    App,
}

impl<'a> Holder<'a> {
    /// The `device` cookie, if it has one.
    #[must_use]
    pub const fn device(self) -> Option<&'a Secret> {
        match self {
            Self::Browser { device, .. } => device,
            Self::App => None,
        }
    }

    /// What the browser calls itself.
    #[must_use]
    pub const fn user_agent(self) -> Option<UserAgent> {
        match self {
            Self::Browser { user_agent, .. } => user_agent,
            Self::App => None,
        }
    }
}

/// What the site decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How long sessions live.
    pub session_life: SessionLife,
    /// Where counting stops.
    pub limits: Limits,
    /// The fewest characters of a password that is set here.
    pub min_password_chars: usize,
    /// Whether mailboxes can be proven by mail.
    pub mail: bool,
    /// What happens at a first sign-in.
    pub first_sign_in: FirstSignIn,
    /// Seconds from the creation of an empty account in which it can be merged into another; 0 for
    /// never.
    pub merge_within_s: i64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            session_life: SessionLife::default(),
            limits: Limits::default(),
            min_password_chars: NewPassword::MIN_CHARS,
            mail: false,
            first_sign_in: FirstSignIn::Create,
            merge_within_s: 24 * 3600,
        }
    }
}

/// Bounds of the counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Callbacks per source and minute; 0 counts none.
    pub per_source: u32,
    /// Registrations per source in a quarter of an hour; 0 counts none.
    pub register: u32,
    /// Wrong passwords per address and source (or known browser) in a quarter of an hour.
    pub password: u32,
    /// Wrong passwords per address from anywhere in 30 days.
    pub password_total: u32,
    /// Linking tries against one account in an hour.
    pub link_target_hour: u32,
    /// Linking tries against one account in a day.
    pub link_target_day: u32,
    /// Linking tries by one Amazon account in an hour.
    pub link_amazon: u32,
    /// Letters to one address that somebody asked for, in an hour.
    pub mail_address: u32,
    /// Letters that were asked for from one source in a quarter of an hour; 0 counts none.
    pub mail_source: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_source: 60,
            register: 20,
            password: 10,
            password_total: 100,
            link_target_hour: 20,
            link_target_day: 100,
            link_amazon: 20,
            mail_address: 5,
            mail_source: 20,
        }
    }
}
