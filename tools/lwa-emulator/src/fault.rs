//! Faults on demand: what can go wrong at an endpoint, and for how many requests.

mod broken;
mod wire;

use serde::{Deserialize, Serialize};

pub(crate) use wire::answer;

/// The endpoints a server calls, each with faults of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Endpoint {
    /// `POST /auth/o2/token`
    Token,
    /// `GET /auth/o2/tokeninfo`
    Tokeninfo,
    /// `GET /user/profile`
    Profile,
}

impl Endpoint {
    /// All endpoints.
    pub const ALL: [Self; 3] = [Self::Token, Self::Tokeninfo, Self::Profile];

    /// The name in JSON and in forms.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Tokeninfo => "tokeninfo",
            Self::Profile => "profile",
        }
    }
}

macro_rules! faults {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// What goes wrong.
        ///
        /// The refusals, `html` and `redirect` come instead of the right answer, and the
        /// request has no effect. All others happen to the right answer on its way back: a
        /// code that was exchanged in a request that timed out is used up.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Fault {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl Fault {
            /// All faults, in the order of the control page.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in JSON and in forms.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

faults! {
    /// 400, the answer to a bad access token.
    InvalidToken = "invalid_token",
    /// 401, the answer to a wrong client secret.
    InvalidClient = "invalid_client",
    /// 401, the answer to a token without a profile scope.
    InsufficientScope = "insufficient_scope",
    /// 400, the answer to a bad code.
    InvalidGrant = "invalid_grant",
    /// 500 with the code `ServerError`.
    ServerError = "server_error",
    /// 503.
    Unavailable = "unavailable",
    /// 429 with `Retry-After: 1`.
    TooManyRequests = "too_many_requests",
    /// 200 with an HTML page that asks to solve a puzzle.
    Html = "html",
    /// 302 to a trap that counts who follows.
    Redirect = "redirect",
    /// The connection is held for the given time, then dropped without an answer.
    Timeout = "timeout",
    /// The right answer after the given time.
    Slow = "slow",
    /// The connection is dropped before the first byte.
    ConnectionDropped = "connection_dropped",
    /// The connection is dropped in the middle of the body.
    ConnectionCut = "connection_cut",
    /// A complete answer whose JSON ends half-way.
    TruncatedJson = "truncated_json",
    /// The right answer, padded to more than 64 KiB, its length announced.
    Oversized = "oversized",
    /// The same, sent in chunks without a length.
    OversizedStream = "oversized_stream",
    /// A value that is not valid UTF-8.
    InvalidUtf8 = "invalid_utf8",
    /// The right answer, called `text/html`.
    WrongContentType = "wrong_content_type",
    /// Token check only: a token of somebody else's app.
    ForeignAudience = "foreign_audience",
    /// Token check only: no `aud` at all.
    AudienceMissing = "audience_missing",
    /// Token check and profile: no `user_id`.
    UserIdMissing = "user_id_missing",
    /// Token check and profile: an empty `user_id`.
    UserIdEmpty = "user_id_empty",
    /// Token check and profile: `null`.
    UserIdNull = "user_id_null",
    /// Token check and profile: a number.
    UserIdNumber = "user_id_number",
    /// Token check and profile: a text with blanks, a line break and a number sign.
    UserIdMalformed = "user_id_malformed",
    /// Token check and profile: 3,000 characters.
    UserIdTooLong = "user_id_too_long",
    /// Token check and profile: the id of another person.
    UserIdDifferent = "user_id_different",
}

impl Fault {
    /// Whether the endpoint's answer has what this fault spoils.
    #[must_use]
    pub fn applies_to(self, endpoint: Endpoint) -> bool {
        match self {
            Self::ForeignAudience | Self::AudienceMissing => endpoint == Endpoint::Tokeninfo,
            Self::UserIdMissing
            | Self::UserIdEmpty
            | Self::UserIdNull
            | Self::UserIdNumber
            | Self::UserIdMalformed
            | Self::UserIdTooLong
            | Self::UserIdDifferent => endpoint != Endpoint::Token,
            _ => true,
        }
    }
}

/// A fault, where it strikes and how often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultPlan {
    /// Where.
    pub endpoint: Endpoint,
    /// What.
    pub fault: Fault,
    /// For how many requests; `None` until cleared.
    #[serde(default)]
    pub times: Option<u32>,
    /// How long `timeout` and `slow` take.
    #[serde(default = "default_delay_ms")]
    pub ms: u64,
}

fn default_delay_ms() -> u64 {
    30_000
}

impl FaultPlan {
    /// A fault that strikes until it is cleared; `timeout` and `slow` take 30 seconds.
    #[must_use]
    pub fn new(endpoint: Endpoint, fault: Fault) -> Self {
        Self {
            endpoint,
            fault,
            times: None,
            ms: default_delay_ms(),
        }
    }

    /// The same for the next requests only.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// The same with another delay.
    #[must_use]
    pub fn delay_ms(mut self, ms: u64) -> Self {
        self.ms = ms;
        self
    }
}

/// The fault spoils something that the endpoint's answer does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} has no meaning at the {} endpoint", .fault.name(), .endpoint.name())]
pub struct UnsupportedFault {
    /// Where it was wanted.
    pub endpoint: Endpoint,
    /// What was wanted.
    pub fault: Fault,
}
