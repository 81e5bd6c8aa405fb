//! The people who have an account at the emulated Amazon.

mod samples;

use serde::{Deserialize, Serialize};

pub(crate) use samples::samples;

/// One Amazon account as it stands at some moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Persona {
    /// What tests and forms call this persona; never changes.
    pub id: String,
    /// Who it is. Two personas with one person are one Amazon account, seen twice.
    pub person: String,
    /// One sentence for the chooser: what is special here.
    pub description: String,
    /// The name, if Amazon has one.
    pub name: Option<String>,
    /// The e-mail address, if Amazon has one; nothing says that it was verified.
    pub email: Option<String>,
    /// The postal code of the primary shipping address.
    pub postal_code: Option<PostalCode>,
}

impl Persona {
    /// A person of their own, with no name, e-mail or postal code yet.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            person: id.clone(),
            id,
            description: "Added by hand.".to_owned(),
            name: None,
            email: None,
            postal_code: None,
        }
    }

    /// The same persona with this name.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The same persona with this e-mail address.
    #[must_use]
    pub fn with_email(mut self, email: impl Into<String>) -> Self {
        self.email = Some(email.into());
        self
    }

    /// The same persona with this postal code.
    #[must_use]
    pub fn with_postal_code(mut self, postal_code: impl Into<String>) -> Self {
        self.postal_code = Some(PostalCode::Text(postal_code.into()));
        self
    }

    /// The same persona as another snapshot of this person's account.
    #[must_use]
    pub fn of_person(mut self, person: impl Into<String>) -> Self {
        self.person = person.into();
        self
    }

    fn described(mut self, description: &str) -> Self {
        description.clone_into(&mut self.description);
        self
    }

    /// What to call the persona on a page.
    pub(crate) fn title(&self) -> &str {
        self.name.as_deref().unwrap_or("(no name)")
    }
}

/// A postal code: a string, but a number was met in the field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PostalCode {
    /// The usual form.
    Text(String),
    /// The quirk.
    Number(u32),
}

impl std::fmt::Display for PostalCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}
