//! What a site that keeps its own accounts knows about them.

use std::collections::{BTreeMap, VecDeque};

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{Called, Meanwhile, Mishap};

/// What the site keeps.
#[derive(Debug)]
pub(super) struct Books {
    pub(super) key: String,
    pub(super) users: BTreeMap<String, User>,
    /// Which account each idempotency key has made.
    pub(super) made: BTreeMap<String, String>,
    pub(super) calls: Vec<Called>,
    pub(super) faults: BTreeMap<String, VecDeque<Mishap>>,
    /// What happens at the site after the next answer to a call was made up, and before it is given.
    pub(super) before_answer: BTreeMap<String, Meanwhile>,
    /// An address that counts as taken when a customer is made, though nobody is found by it.
    pub(super) reserved: Option<String>,
    pub(super) next_id: u32,
}

#[derive(Clone, Debug)]
pub(super) struct User {
    pub(super) email: Option<String>,
    pub(super) name: Option<String>,
    pub(super) password: Option<String>,
    pub(super) version: u32,
    pub(super) active: bool,
}

impl Books {
    pub(super) fn add(
        &mut self,
        email: Option<&str>,
        name: Option<&str>,
        password: Option<&str>,
    ) -> String {
        self.next_id += 1;
        let id = self.next_id.to_string();
        let user = User {
            email: email.map(ToOwned::to_owned),
            name: name.map(ToOwned::to_owned),
            password: password.map(ToOwned::to_owned),
            version: 1,
            active: true,
        };
        self.users.insert(id.clone(), user);
        id
    }

    pub(super) fn user(&mut self, id: &str) -> &mut User {
        self.users.get_mut(id).unwrap()
    }

    pub(super) fn set_password(&mut self, id: &str, password: &str) {
        let user = self.user(id);
        user.password = Some(password.to_owned());
        user.version += 1;
    }

    pub(super) fn with_email(&self, email: &str) -> Option<String> {
        let is_theirs = |user: &User| {
            let own = user.email.as_ref();
            own.is_some_and(|own| own.eq_ignore_ascii_case(email))
        };
        let mut found = self.users.iter().filter(|(_, user)| is_theirs(user));
        found.next().map(|(id, _)| id.clone())
    }

    pub(super) fn shown(&self, id: &str) -> Value {
        self.users.get(id).map_or(Value::Null, |user| {
            json!({
                "id": id,
                "active": user.active,
                "credential_version": user.version.to_string(),
                "has_password": user.password.is_some(),
                "unknown_to_us": {"a": [1]},
            })
        })
    }

    pub(super) fn find(&self, body: &Value) -> Value {
        let id = match (body["id"].as_str(), body["email"].as_str()) {
            (Some(id), None) => Some(id.to_owned()),
            (None, Some(email)) => self.with_email(email),
            _ => panic!("neither id nor email alone: {body}"),
        };
        json!({"account": id.map_or(Value::Null, |id| self.shown(&id))})
    }

    pub(super) fn verify(&self, body: &Value) -> Value {
        let (id, password) = (body["id"].as_str().unwrap(), body["password"].as_str());
        let own = self.users.get(id).and_then(|it| it.password.as_deref());
        json!({"verified": own.is_some() && own == password, "account": self.shown(id)})
    }

    pub(super) fn create(&mut self, body: &Value) -> (StatusCode, Value) {
        let key = body["idempotency_key"].as_str().unwrap();
        assert!(key.len() == 64, "{key}");
        assert_eq!(body["email_verified"], false);
        if let Some(id) = self.made.get(key) {
            let body = json!({"account": self.shown(id), "created_by_this_key": true});
            return (StatusCode::OK, body);
        }
        let email = body["email"].as_str();
        let is_reserved = email.is_some() && email == self.reserved.as_deref();
        if is_reserved || email.is_some_and(|email| self.with_email(email).is_some()) {
            return (StatusCode::CONFLICT, json!({"error": "email_taken"}));
        }
        let id = self.add(email, body["name"].as_str(), None);
        self.made.insert(key.to_owned(), id.clone());
        let body = json!({"account": self.shown(&id), "created_by_this_key": true});
        (StatusCode::OK, body)
    }
}
