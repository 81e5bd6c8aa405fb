//! Goes through every schedule of a scenario, or through random ones by seed.

use std::collections::HashMap;

use accounts::store::memory::Flaw;

use crate::{
    gate::Fault,
    invariants,
    run::{Choice, Run},
    scenario::Scenario,
};

/// What was gone through.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Explored {
    /// How many schedules there are: ways from the beginning to an end.
    pub(crate) schedules: u128,
    /// How many different states they lead through. Each is visited once.
    pub(crate) states: usize,
    /// How many steps were taken to visit them.
    pub(crate) steps: u64,
}

/// A schedule that breaks an invariant.
#[derive(Debug)]
pub(crate) struct Violation {
    /// Which, and how.
    pub(crate) what: String,
    /// The schedule.
    pub(crate) schedule: Vec<Choice>,
}

/// What must hold in a scenario at its end, besides the invariants.
pub(crate) type Expect = fn(&Scenario, &Run) -> Result<(), String>;

struct Search<'a> {
    scenario: &'a Scenario,
    flaw: Option<Flaw>,
    expect: Expect,
    /// Ways to an end from each state that was visited.
    visited: HashMap<u64, u128>,
    schedule: Vec<Choice>,
    steps: u64,
}

/// Every schedule, with up to `scenario.faults` faults in each.
pub(crate) fn exhaustive(
    scenario: &Scenario,
    flaw: Option<Flaw>,
    expect: Expect,
) -> Result<Explored, Violation> {
    let mut search = Search {
        scenario,
        flaw,
        expect,
        visited: HashMap::new(),
        schedule: Vec::new(),
        steps: 0,
    };
    let schedules = search.visit(Run::begin(scenario, flaw))?;
    Ok(Explored {
        schedules,
        states: search.visited.len(),
        steps: search.steps,
    })
}

impl Search<'_> {
    fn visit(&mut self, run: Run) -> Result<u128, Violation> {
        let key = run.key();
        if let Some(&ways) = self.visited.get(&key) {
            return Ok(ways);
        }
        let choices = run.choices();
        let mut ways = 0;
        if choices.is_empty() {
            let end = invariants::at_the_end(self.scenario, &run)
                .and_then(|()| (self.expect)(self.scenario, &run));
            end.map_err(|what| self.violation(what))?;
            ways = 1;
        }
        let mut at_hand = Some(run);
        for choice in choices {
            // The first goes on from here; the others are led here again.
            let mut run = at_hand.take().unwrap_or_else(|| self.again());
            run.step(choice);
            self.steps += 1;
            self.schedule.push(choice);
            invariants::after_step(self.scenario, &run).map_err(|what| self.violation(what))?;
            ways += self.visit(run)?;
            self.schedule.pop();
        }
        self.visited.insert(key, ways);
        Ok(ways)
    }

    /// A new run led along the schedule so far. Runs are deterministic.
    fn again(&mut self) -> Run {
        let mut run = Run::begin(self.scenario, self.flaw);
        for &choice in &self.schedule {
            run.step(choice);
        }
        self.steps += self.schedule.len() as u64;
        run
    }

    fn violation(&self, what: String) -> Violation {
        Violation {
            what,
            schedule: self.schedule.clone(),
        }
    }
}

/// One schedule drawn from `seed`. Faults are rare, so that most schedules get somewhere.
pub(crate) fn random(
    scenario: &Scenario,
    seed: u64,
    flaw: Option<Flaw>,
    expect: Expect,
) -> Result<u64, Violation> {
    let mut draw = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = move |below: usize| {
        // xorshift64*: repeatable from the seed, and no more is asked of it.
        draw ^= draw >> 12;
        draw ^= draw << 25;
        draw ^= draw >> 27;
        usize::try_from(draw.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap_or(0) % below
    };
    let mut run = Run::begin(scenario, flaw);
    let mut schedule = Vec::new();
    loop {
        let mut choices = run.choices();
        let failed = |what, schedule: &[Choice]| Violation {
            what,
            schedule: schedule.to_vec(),
        };
        if choices.is_empty() {
            invariants::at_the_end(scenario, &run)
                .and_then(|()| expect(scenario, &run))
                .map_err(|what| failed(what, &schedule))?;
            return Ok(schedule.len() as u64);
        }
        if next(8) != 0 {
            choices.retain(|choice| choice.fault == Fault::None);
        }
        let choice = choices[next(choices.len())];
        run.step(choice);
        schedule.push(choice);
        invariants::after_step(scenario, &run).map_err(|what| failed(what, &schedule))?;
    }
}
