//! The handle: start it, steer it, ask it what happened.

use std::{
    fmt,
    future::Future,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Router,
    routing::{get, post},
};
use tokio::net::TcpListener;

use crate::{
    authorize,
    clock::{Clock, system_clock},
    config::{Client, Config},
    control,
    fault::{Endpoint, FaultPlan, UnsupportedFault},
    persona::Persona,
    profile, random, removal,
    scope::Scope,
    state::{AccessToken, Consent, Grant, Requests, State, Switches, TOKEN_LIFE_S},
    token, tokeninfo,
};

/// A running Login with Amazon. Clones are handles to the same one.
#[derive(Clone)]
pub struct Emulator {
    inner: Arc<Inner>,
}

struct Inner {
    clients: Vec<Client>,
    clock: Clock,
    state: Mutex<State>,
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator")
            .field("clients", &self.inner.clients)
            .finish_non_exhaustive()
    }
}

impl Emulator {
    /// An emulator on the machine's own clock, with the sample personas.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self::with_clock(config, system_clock)
    }

    /// An emulator that asks `clock` for the Unix time in seconds.
    #[must_use]
    pub fn with_clock(config: Config, clock: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        Self {
            inner: Arc::new(Inner {
                clients: config.into_clients(),
                clock: Box::new(clock),
                state: Mutex::new(State::new()),
            }),
        }
    }

    /// All endpoints, pages and controls.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/ap/oa", get(authorize::show).post(authorize::decide))
            .route("/ap/adam", get(removal::show).post(removal::remove))
            .route("/auth/{o2}/token", post(token::token))
            .route("/auth/{o2}/tokeninfo", get(tokeninfo::tokeninfo))
            .route("/user/profile", get(profile::profile))
            .with_state(self.clone())
            .merge(control::router(self.clone()))
    }

    /// Serves until `shutdown` is ready; then no more connections are taken.
    pub async fn serve(
        self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()>,
    ) -> io::Result<()> {
        // Not the graceful way: a connection held by a fault would keep the program alive.
        tokio::select! {
            result = axum::serve(listener, self.router()) => result,
            () = shutdown => Ok(()),
        }
    }

    /// Plans a fault in place of whatever was planned for its endpoint.
    pub fn set_fault(&self, plan: FaultPlan) -> Result<(), UnsupportedFault> {
        let endpoint = plan.endpoint;
        check(&plan)?;
        let mut state = self.state();
        state.faults.retain(|known| known.endpoint != endpoint);
        state.faults.push(plan);
        Ok(())
    }

    /// Plans a fault after those already planned for its endpoint.
    pub fn add_fault(&self, plan: FaultPlan) -> Result<(), UnsupportedFault> {
        check(&plan)?;
        self.state().faults.push(plan);
        Ok(())
    }

    /// Plans these faults and no others; those of one endpoint strike in turn.
    pub fn replace_faults(&self, plans: Vec<FaultPlan>) -> Result<(), UnsupportedFault> {
        plans.iter().try_for_each(check)?;
        self.state().faults = plans;
        Ok(())
    }

    /// Takes back all planned faults.
    pub fn clear_faults(&self) {
        self.state().faults.clear();
    }

    /// The faults still to come.
    #[must_use]
    pub fn faults(&self) -> Vec<FaultPlan> {
        self.state().faults.clone()
    }

    /// How the switches stand.
    #[must_use]
    pub fn switches(&self) -> Switches {
        self.state().switches
    }

    /// Sets the switches.
    pub fn set_switches(&self, switches: Switches) {
        self.state().switches = switches;
    }

    /// All personas.
    #[must_use]
    pub fn personas(&self) -> Vec<Persona> {
        self.state().personas.clone()
    }

    /// Adds a persona, in place of one with the same id.
    pub fn add_persona(&self, persona: Persona) {
        let mut state = self.state();
        match state.personas.iter_mut().find(|p| p.id == persona.id) {
            Some(known) => *known = persona,
            None => state.personas.push(persona),
        }
    }

    /// Changes a persona's data, as the person would at Amazon; the id stays. Tokens already
    /// issued read the new data. `false` if there is no such persona.
    pub fn update_persona(&self, id: &str, change: impl FnOnce(&mut Persona)) -> bool {
        let mut state = self.state();
        let Some(persona) = state.personas.iter_mut().find(|p| p.id == id) else {
            return false;
        };
        change(persona);
        id.clone_into(&mut persona.id);
        true
    }

    /// The `user_id` under which an app knows a persona.
    #[must_use]
    pub fn user_id(&self, persona: &str, client_id: &str) -> Option<String> {
        let person = self.state().persona(persona)?.person.clone();
        Some(self.client(client_id)?.user_id(&person))
    }

    /// An access token as a mobile app would get it from Amazon's own library, good for an
    /// hour. Scopes that Login with Amazon does not have are left out.
    pub fn mint_token(
        &self,
        persona: &str,
        client_id: &str,
        scope: &str,
    ) -> Result<String, MintError> {
        self.mint_token_for(persona, client_id, scope, TOKEN_LIFE_S)
    }

    /// The same with another life; none makes an expired token.
    pub fn mint_token_for(
        &self,
        persona: &str,
        client_id: &str,
        scope: &str,
        life_s: u64,
    ) -> Result<String, MintError> {
        self.client(client_id).ok_or(MintError::UnknownClient)?;
        let now = self.now();
        let mut state = self.state();
        let person = state.persona(persona).ok_or(MintError::UnknownPersona)?;
        let grant = Grant {
            persona: persona.to_owned(),
            person: person.person.clone(),
            client_id: client_id.to_owned(),
            scopes: scope
                .split_ascii_whitespace()
                .filter_map(Scope::parse)
                .collect(),
        };
        let token = random::access_token();
        let access_token = AccessToken {
            grant,
            issued_at: now,
            expires_at: now.saturating_add(life_s),
        };
        state.access_tokens.insert(token.clone(), access_token);
        Ok(token)
    }

    /// How many requests came in since the start or the last reset.
    #[must_use]
    pub fn requests(&self) -> Requests {
        self.state().requests
    }

    /// Starts counting again.
    pub fn clear_requests(&self) {
        self.state().requests = Requests::default();
    }

    /// Who has let which app read what.
    #[must_use]
    pub fn consents(&self) -> Vec<Consent> {
        let state = self.state();
        let names = |scopes: &std::collections::BTreeSet<Scope>| {
            scopes.iter().map(|s| s.as_str().to_owned()).collect()
        };
        state
            .consents
            .iter()
            .map(|((person, client_id), choices)| Consent {
                person: person.clone(),
                client_id: client_id.clone(),
                app_name: self
                    .client(client_id)
                    .map_or_else(String::new, |client| client.app_name.clone()),
                granted: names(&choices.granted),
                declined: names(&choices.declined),
            })
            .collect()
    }

    /// Removes an app from a person's account, as `/ap/adam` does: codes and tokens are dead
    /// and the consent is forgotten. `false` if there was none.
    #[expect(clippy::must_use_candidate, reason = "most callers only want it gone")]
    pub fn remove_consent(&self, person: &str, client_id: &str) -> bool {
        self.state().remove_consent(person, client_id)
    }

    /// Moves the emulator's clock forward, so that codes and tokens expire.
    pub fn advance_clock(&self, seconds: u64) {
        let mut state = self.state();
        state.clock_offset_s = state.clock_offset_s.saturating_add(seconds);
    }

    /// Forgets everything: codes, tokens, consents, faults, counts, switches, the moved
    /// clock and all changes to personas.
    pub fn reset(&self) {
        *self.state() = State::new();
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.inner
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn clients(&self) -> &[Client] {
        &self.inner.clients
    }

    pub(crate) fn client(&self, client_id: &str) -> Option<&Client> {
        self.clients().iter().find(|c| c.client_id == client_id)
    }

    /// Takes the state's lock: never call it while holding one.
    pub(crate) fn now(&self) -> u64 {
        (self.inner.clock)().saturating_add(self.state().clock_offset_s)
    }

    /// Counts a request and tells what is to go wrong with it.
    pub(crate) fn admit(
        &self,
        endpoint: Endpoint,
        count: impl FnOnce(&mut Requests),
    ) -> Option<FaultPlan> {
        let mut state = self.state();
        count(&mut state.requests);
        state.take_fault(endpoint)
    }
}

fn check(plan: &FaultPlan) -> Result<(), UnsupportedFault> {
    let FaultPlan {
        endpoint, fault, ..
    } = *plan;
    if fault.applies_to(endpoint) {
        Ok(())
    } else {
        Err(UnsupportedFault { endpoint, fault })
    }
}

/// Why there is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MintError {
    /// No such persona.
    #[error("no such persona")]
    UnknownPersona,
    /// No such app.
    #[error("no such client")]
    UnknownClient,
}
