//! Everything the emulator remembers; all of it is gone when it stops.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::{
    authorize::Challenge,
    fault::{Endpoint, FaultPlan},
    persona::{self, Persona},
    scope::Scope,
};

/// An authorization code lives five minutes.
pub(crate) const CODE_LIFE_S: u64 = 300;
/// An access token lives an hour.
pub(crate) const TOKEN_LIFE_S: u64 = 3_600;

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) personas: Vec<Persona>,
    pub(crate) codes: HashMap<String, Code>,
    pub(crate) access_tokens: HashMap<String, AccessToken>,
    pub(crate) refresh_tokens: HashMap<String, Grant>,
    /// By person and client id.
    pub(crate) consents: BTreeMap<(String, String), Choices>,
    pub(crate) faults: Vec<FaultPlan>,
    pub(crate) switches: Switches,
    pub(crate) requests: Requests,
    pub(crate) clock_offset_s: u64,
}

impl State {
    pub(crate) fn new() -> Self {
        Self {
            personas: persona::samples(),
            codes: HashMap::new(),
            access_tokens: HashMap::new(),
            refresh_tokens: HashMap::new(),
            consents: BTreeMap::new(),
            faults: Vec::new(),
            switches: Switches::default(),
            requests: Requests::default(),
            clock_offset_s: 0,
        }
    }

    pub(crate) fn persona(&self, id: &str) -> Option<&Persona> {
        self.personas.iter().find(|persona| persona.id == id)
    }

    /// The fault for a request that has just come in, counted down.
    pub(crate) fn take_fault(&mut self, endpoint: Endpoint) -> Option<FaultPlan> {
        let index = self
            .faults
            .iter()
            .position(|plan| plan.endpoint == endpoint && plan.times != Some(0))?;
        let plan = self.faults[index].clone();
        match &mut self.faults[index].times {
            None => {}
            Some(left) if *left > 1 => *left -= 1,
            Some(_) => drop(self.faults.remove(index)),
        }
        Some(plan)
    }

    /// Removes an app as the customer does at Amazon: the consent is forgotten, and every
    /// code and token is dead. `false` if there was nothing.
    pub(crate) fn remove_consent(&mut self, person: &str, client_id: &str) -> bool {
        let key = (person.to_owned(), client_id.to_owned());
        let is_theirs = |grant: &Grant| grant.person == person && grant.client_id == client_id;
        self.codes.retain(|_, code| !is_theirs(&code.grant));
        self.access_tokens
            .retain(|_, token| !is_theirs(&token.grant));
        self.refresh_tokens.retain(|_, grant| !is_theirs(grant));
        self.consents.remove(&key).is_some()
    }
}

/// Who let which app read what.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) persona: String,
    pub(crate) person: String,
    pub(crate) client_id: String,
    pub(crate) scopes: Vec<Scope>,
}

#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) grant: Grant,
    pub(crate) redirect_uri: String,
    pub(crate) challenge: Option<Challenge>,
    pub(crate) expires_at: u64,
}

#[derive(Clone, Debug)]
pub(crate) struct AccessToken {
    pub(crate) grant: Grant,
    pub(crate) issued_at: u64,
    pub(crate) expires_at: u64,
}

/// What a customer once answered to an app.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choices {
    pub(crate) granted: BTreeSet<Scope>,
    pub(crate) declined: BTreeSet<Scope>,
}

/// An app that may read something of a customer's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Consent {
    /// The person who agreed.
    pub person: String,
    /// The app.
    pub client_id: String,
    /// The app's name.
    pub app_name: String,
    /// The scopes granted so far.
    pub granted: Vec<String>,
    /// The scopes declined when asked last.
    pub declined: Vec<String>,
}

/// How many requests came in, by endpoint. Faults count too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Requests {
    /// `GET /ap/oa`
    pub authorize: u64,
    /// `POST /ap/oa`: a choice on the page.
    pub decisions: u64,
    /// `POST /auth/o2/token`, all grant types.
    pub token: u64,
    /// Of these, the exchanges of a code.
    pub code_exchanges: u64,
    /// Of these, the refreshes.
    pub refreshes: u64,
    /// `GET /auth/o2/tokeninfo`
    pub tokeninfo: u64,
    /// `GET /user/profile`
    pub profile: u64,
    /// Of these, the ones that showed a token in the query, where logs see it.
    pub profile_tokens_in_query: u64,
    /// How often somebody followed the `redirect` fault.
    pub redirects_followed: u64,
}

/// Ways in which Amazon's answers are known to vary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switches {
    /// `state` comes back with `& < > " '` HTML-escaped. On, as at Amazon.
    pub html_escape_state: bool,
    /// `expires_in` is a text. Off.
    pub expires_in_string: bool,
    /// The profile comes in the shape of the old browser endpoint. Off.
    pub legacy_profile: bool,
    /// What a refresh says about the refresh token. `New`.
    pub refresh_answer: RefreshAnswer,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            html_escape_state: true,
            expires_in_string: false,
            legacy_profile: false,
            refresh_answer: RefreshAnswer::New,
        }
    }
}

/// Amazon's pages disagree about the refresh token in the answer to a refresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RefreshAnswer {
    /// A new one; the old one stays good.
    New,
    /// The one that was sent.
    Same,
    /// None.
    Absent,
}
