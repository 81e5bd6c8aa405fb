//! What the rounds of a race were worth: faults that struck, callers that came through.

use std::{collections::BTreeMap, fmt, time::Duration};

use acceptance::{Fault, Strike};

use super::{
    callers::{Caller, Told},
    scenes::Scene,
};

/// Counts over all rounds of a race.
#[derive(Debug, Default)]
pub(super) struct Tally {
    faults: BTreeMap<String, usize>,
    told: BTreeMap<String, usize>,
    longest: Duration,
}

impl Tally {
    pub(super) fn add(&mut self, callers: &[Caller], struck: &[Strike]) {
        for strike in struck {
            let kind = match strike.fault {
                Fault::Conflict(_) => "Conflict".to_owned(),
                Fault::Slow(_) => "Slow".to_owned(),
                other => format!("{other:?}"),
            };
            *self.faults.entry(kind).or_default() += 1;
        }
        for caller in callers {
            let told = match &caller.told {
                Told::SignedIn(_) => "signed in".to_owned(),
                Told::SentOn => "sent on".to_owned(),
                Told::Problem(status, code) if code.is_empty() => format!("the form, {status}"),
                Told::Problem(_, code) => code.clone(),
                Told::Undefined(_) => "undefined".to_owned(),
            };
            *self.told.entry(told).or_default() += 1;
            self.longest = self.longest.max(caller.took);
        }
    }

    /// A race in which nothing struck, or nobody came through, shows nothing.
    pub(super) fn is_worth_something(&self, scene: Scene, rounds: u64) {
        let struck: usize = self.faults.values().sum();
        assert!(struck as u64 >= 5 * rounds, "{self}");
        let came_through: usize = ["signed in", "sent on"]
            .iter()
            .filter_map(|told| self.told.get(*told))
            .sum();
        let all: usize = self.told.values().sum();
        let share = match scene {
            // A question takes five tries, so of 32 answers at once most are not heard.
            Scene::OneLink => 3,
            // One form of four gets the address.
            Scene::Registrations => 10,
            _ => 50,
        };
        assert!(came_through * 100 >= all * share, "{self}");
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "told {:?}, longest {:.1} s, struck {:?}",
            self.told,
            self.longest.as_secs_f32(),
            self.faults
        )
    }
}
