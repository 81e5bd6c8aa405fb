//! Everything that is kept about one person, for that person.

use std::fmt;

use accounts::{
    domain::AccountId,
    flow::personal_data::{self, PersonalData},
};
use serde::Serialize;

use super::Desk;
use crate::failure::Failure;

/// A person's data, the same that they can download themselves.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Export(PersonalData);

impl Desk {
    pub(super) async fn export_of(&self, account_id: AccountId) -> Result<Export, Failure> {
        let found = personal_data::find(&self.cx, account_id).await?;
        let missing = || Failure::Refused("there is no such account".to_owned());
        found.map(Export).ok_or_else(missing)
    }
}

/// JSON for people, too: it is a document to be handed over.
impl fmt::Display for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_string_pretty(self).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}
