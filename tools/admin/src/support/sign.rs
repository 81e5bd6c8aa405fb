//! Who changes something, and whether they mean it.

use std::io::{self, IsTerminal as _, Write as _};

use accounts::{config::Vars, domain::Actor};

use crate::{cli::Signature, failure::Failure};

impl Signature {
    /// The operator: as given, else the name of the login. It stands in every event, so there is no
    /// change without one.
    pub(crate) fn actor(&self) -> Result<Actor, Failure> {
        if let Some(actor) = &self.actor {
            return Ok(actor.clone());
        }
        let vars = Vars::from_env();
        ["USER", "LOGNAME", "USERNAME"]
            .into_iter()
            .filter_map(|name| vars.optional(name))
            .find_map(|name| Actor::parse(&name).ok())
            .ok_or(Failure::NoActor)
    }

    /// Asks on the terminal. Without one, only `--yes` means yes.
    pub(crate) fn confirm(&self, what: &str) -> Result<(), Failure> {
        if self.yes {
            return Ok(());
        }
        if !io::stdin().is_terminal() {
            return Err(Failure::Refused(format!(
                "{what}? Nobody can be asked here: give --yes"
            )));
        }
        let mut answer = String::new();
        write!(io::stderr(), "{what}? Type yes to go on: ")
            .and_then(|()| io::stdin().read_line(&mut answer))
            .map_err(Failure::file("the terminal"))?;
        if answer.trim() == "yes" {
            Ok(())
        } else {
            Err(Failure::Refused("nothing was changed".to_owned()))
        }
    }
}
