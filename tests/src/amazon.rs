//! The emulated Amazon's control interface.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{raw::Raw, site::Site};

/// A person with an account at the emulated Amazon.
#[derive(Clone, Debug)]
pub struct Persona(Value);

/// How many requests the site's server has made at Amazon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requests {
    /// Exchanges of a code.
    pub code_exchanges: u64,
    /// Token checks.
    pub tokeninfo: u64,
    /// Profiles.
    pub profile: u64,
    /// Of these, the ones that showed the token in the address, where logs see it.
    pub profile_tokens_in_query: u64,
    /// Redirects that were followed although none should be.
    pub redirects_followed: u64,
}

impl Persona {
    /// Their id at the emulator.
    #[must_use]
    pub fn id(&self) -> &str {
        self.0["id"].as_str().unwrap()
    }

    /// Their name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.0["name"].as_str()
    }

    /// Their e-mail.
    #[must_use]
    pub fn email(&self) -> Option<&str> {
        self.0["email"].as_str()
    }
}

impl Site {
    /// One of the emulator's sample personas. On a shared site it is another person of the same kind.
    pub async fn persona(&self, id: &str) -> Persona {
        let mut persona = self
            .control(Method::GET, &format!("personas/{id}"), None)
            .await;
        let Some(prefix) = self.prefix() else {
            return Persona(persona);
        };
        if let Some(address) = persona["email"].as_str() {
            persona["email"] = format!("{prefix}.{address}").into();
        }
        let id = format!("{prefix}-{id}");
        persona["person"] = id.clone().into();
        persona["id"] = id.into();
        self.put(persona).await
    }

    /// Somebody new at Amazon with this name and e-mail.
    pub async fn new_persona(&self, id: &str, name: &str, email: Option<&str>) -> Persona {
        let id = self
            .prefix()
            .map_or_else(|| id.to_owned(), |prefix| format!("{prefix}-{id}"));
        self.put(json!({
            "id": id, "person": id, "description": "made by a test",
            "name": name, "email": email, "postal_code": null
        }))
        .await
    }

    /// The same Amazon account after the person changed this about it.
    pub async fn change(&self, persona: &Persona, changes: &Value) -> Persona {
        let mut after = persona.0.clone();
        for (key, value) in changes.as_object().unwrap() {
            after[key] = value.clone();
        }
        self.put(after).await
    }

    async fn put(&self, persona: Value) -> Persona {
        let path = format!("personas/{}", persona["id"].as_str().unwrap());
        Persona(self.control(Method::PUT, &path, Some(&persona)).await)
    }

    /// The `user_id` by which the site knows somebody.
    pub async fn user_id(&self, persona: &Persona) -> String {
        let body = json!({"persona": persona.id()});
        let token = self.control(Method::POST, "tokens", Some(&body)).await;
        token["user_id"].as_str().unwrap().to_owned()
    }

    /// Plans a fault at an endpoint of Amazon's until it is taken back.
    pub async fn break_amazon(&self, endpoint: &str, fault: &str) {
        let plan = json!({"endpoint": endpoint, "fault": fault});
        self.control(Method::PUT, "faults", Some(&plan)).await;
    }

    /// Plans several faults: of each the endpoint, the fault, and how often and how long.
    pub async fn plan_faults(&self, plans: &Value) {
        self.control(Method::PUT, "faults", Some(plans)).await;
    }

    /// An access token that Amazon gave to this site's app when `persona` signed in to it.
    pub async fn mint_token(&self, persona: &Persona) -> String {
        let wanted = json!({"persona": persona.id()});
        let minted = self.control(Method::POST, "tokens", Some(&wanted)).await;
        minted["access_token"].as_str().unwrap().to_owned()
    }

    /// Takes all faults back.
    pub async fn mend_amazon(&self) {
        self.control(Method::DELETE, "faults", None).await;
    }

    /// Changes how Amazon answers within its habits.
    pub async fn switch_amazon(&self, switches: &Value) {
        self.control(Method::PUT, "switches", Some(switches)).await;
    }

    /// Moves Amazon's clock on.
    pub async fn advance_amazons_clock(&self, seconds: u64) {
        let advance = json!({"advance_s": seconds});
        self.control(Method::POST, "clock", Some(&advance)).await;
    }

    /// An access token as Amazon's SDK gives it to an app of this client id, for `expires_in`
    /// seconds.
    pub async fn access_token(
        &self,
        persona: &Persona,
        client_id: &str,
        expires_in: u64,
    ) -> String {
        let wanted = json!({
            "persona": persona.id(), "client_id": client_id, "expires_in": expires_in
        });
        let minted = self.control(Method::POST, "tokens", Some(&wanted)).await;
        minted["access_token"].as_str().unwrap().to_owned()
    }

    /// The client id of the site itself, of its mobile app, and of another company's app, as they
    /// are registered at the emulated Amazon.
    pub async fn client_ids(&self) -> [String; 3] {
        let clients = self.control(Method::GET, "clients", None).await;
        let id = |at: usize| clients[at]["client_id"].as_str().unwrap().to_owned();
        [id(0), id(1), id(2)]
    }

    /// Forgets everything that earlier tests did at a shared Amazon.
    pub(crate) async fn reset_amazon(&self) {
        self.control(Method::POST, "reset", Some(&json!({}))).await;
    }

    /// What the site's server has asked Amazon so far.
    pub async fn requests_at_amazon(&self) -> Requests {
        let counts = self.control(Method::GET, "requests", None).await;
        let count = |name: &str| counts[name].as_u64().unwrap();
        Requests {
            code_exchanges: count("code_exchanges"),
            tokeninfo: count("tokeninfo"),
            profile: count("profile"),
            profile_tokens_in_query: count("profile_tokens_in_query"),
            redirects_followed: count("redirects_followed"),
        }
    }

    async fn control(&self, method: Method, path: &str, body: Option<&Value>) -> Value {
        let url = self.amazon_url(&format!("/_emulator/{path}"));
        let mut request = Raw::new(method, url);
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = self.send(request).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }
}
