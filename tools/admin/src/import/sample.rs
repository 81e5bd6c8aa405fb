//! Known passwords, checked against a file's hashes: a wrong signer key or a swapped column shows
//! before a million customers are locked out.

use std::{collections::HashMap, path::Path};

use accounts::{domain::EmailAddress, password::Passwords};

use super::customer::Customer;
use crate::failure::Failure;

/// Known passwords, and what came of them so far.
#[derive(Default)]
pub(crate) struct Sample {
    unseen: HashMap<String, Known>,
    passwords: Option<Passwords>,
    /// Passwords that agree with their hash.
    pub(crate) right: u64,
    /// What does not, by the sample's line.
    pub(crate) problems: Vec<String>,
}

struct Known {
    line: u64,
    password: String,
}

impl Sample {
    /// Reads a CSV file with the columns `email` and `password`.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let wrong = |problem: String| Failure::bad_file(path, problem);
        let mut reader = csv::Reader::from_path(path).map_err(|error| wrong(error.to_string()))?;
        let header = reader.headers().map_err(|error| wrong(error.to_string()))?;
        let column = |name: &str| {
            let found = header.iter().position(|column| column == name);
            found.ok_or_else(|| wrong(format!("the first line does not name a column {name}")))
        };
        let (email, password) = (column("email")?, column("password")?);
        let mut unseen = HashMap::new();
        for record in reader.records() {
            let record = record.map_err(|error| wrong(error.to_string()))?;
            let line = record.position().map_or(0, csv::Position::line);
            let address = EmailAddress::parse(record.get(email).unwrap_or_default())
                .map_err(|error| wrong(format!("line {line}: {error}")))?;
            let known = Known {
                line,
                password: record.get(password).unwrap_or_default().to_owned(),
            };
            let normalised = address.normalised().as_str().to_owned();
            if unseen.insert(normalised, known).is_some() {
                return Err(wrong(format!("line {line}: the address is there twice")));
            }
        }
        Ok(Self {
            unseen,
            passwords: Some(Passwords::new()),
            ..Self::default()
        })
    }

    /// Checks a customer's password, if it is known.
    pub(crate) fn check(&mut self, customer: &Customer) {
        let Some(known) = self.unseen.remove(customer.email.normalised().as_str()) else {
            return;
        };
        let (Some(passwords), Some(hash)) = (&self.passwords, &customer.password) else {
            let problem = format!("line {}: the customer has no password hash", known.line);
            return self.problems.push(problem);
        };
        let verified = passwords.verify(Some(hash), known.password.as_bytes());
        match verified {
            Ok(true) => self.right += 1,
            Ok(false) => self.problems.push(format!(
                "line {}: the password does not agree with the customer's hash",
                known.line
            )),
            Err(error) => self.problems.push(format!("line {}: {error}", known.line)),
        }
    }

    /// Notes who was not in the file, once it was read.
    pub(crate) fn finish(&mut self) {
        for known in self.unseen.values() {
            let problem = format!("line {}: the customer is not in the file", known.line);
            self.problems.push(problem);
        }
        self.problems.sort();
    }
}
