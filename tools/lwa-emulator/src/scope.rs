//! The three scopes of Login with Amazon.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What an app may be allowed to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) enum Scope {
    /// Name and e-mail address.
    #[serde(rename = "profile")]
    Profile,
    /// The `user_id` alone.
    #[serde(rename = "profile:user_id")]
    UserId,
    /// The postal code.
    #[serde(rename = "postal_code")]
    PostalCode,
}

impl Scope {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::UserId => "profile:user_id",
            Self::PostalCode => "postal_code",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::Profile, Self::UserId, Self::PostalCode]
            .into_iter()
            .find(|scope| scope.as_str() == name)
    }

    /// Whether a customer has to agree: the bare id is given without asking.
    pub(crate) fn needs_consent(self) -> bool {
        self != Self::UserId
    }
}

/// Reads a list separated by blanks; `None` if it is empty or names an unknown scope.
pub(crate) fn parse_list(list: &str) -> Option<Vec<Scope>> {
    let mut scopes = Vec::new();
    for name in list.split_ascii_whitespace() {
        let scope = Scope::parse(name)?;
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    (!scopes.is_empty()).then_some(scopes)
}

/// The list as Amazon writes it.
pub(crate) fn render_list(scopes: &[Scope]) -> String {
    let names: Vec<_> = scopes.iter().map(|scope| scope.as_str()).collect();
    names.join(" ")
}

#[derive(Deserialize)]
struct ScopeDatum {
    #[serde(default = "yes")]
    essential: bool,
}

fn yes() -> bool {
    true
}

/// The scopes that `scope_data` lets the customer decline; `None` if it is not such JSON.
pub(crate) fn parse_voluntary(scope_data: &str) -> Option<Vec<Scope>> {
    let data: BTreeMap<String, ScopeDatum> = serde_json::from_str(scope_data).ok()?;
    Some(
        data.into_iter()
            .filter(|(_, datum)| !datum.essential)
            .filter_map(|(name, _)| Scope::parse(&name))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_joined_by_blanks_and_nothing_else() {
        assert_eq!(
            parse_list("profile postal_code profile"),
            Some(vec![Scope::Profile, Scope::PostalCode])
        );
        assert_eq!(parse_list("profile,postal_code"), None);
        assert_eq!(parse_list(""), None);
    }

    #[test]
    fn only_what_scope_data_marks_is_voluntary() {
        let data = r#"{"profile":{"essential":true},"postal_code":{"essential":false}}"#;

        assert_eq!(parse_voluntary(data), Some(vec![Scope::PostalCode]));
        assert_eq!(parse_voluntary(r#"{"profile":{}}"#), Some(vec![]));
        assert_eq!(parse_voluntary(r#"{"profile":true}"#), None);
        assert_eq!(parse_voluntary("profile"), None);
    }
}
