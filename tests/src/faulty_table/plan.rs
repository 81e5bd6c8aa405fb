//! Which faults strike which requests.

use std::time::Duration;

/// What can befall a request to a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Another transaction is at work on the item; of a transaction's, on those whose bits are set.
    Conflict(u64),
    /// Too many requests for now.
    Throttled,
    /// A batch gives none of its keys, and says so.
    Unprocessed,
    /// The table breaks down before it acts.
    BrokenBefore,
    /// The table breaks down after it acted.
    BrokenAfter,
    /// The connection ends before the table acts.
    RequestLost,
    /// The connection ends after the table acted.
    ReplyLost,
    /// The reply takes this long.
    Slow(Duration),
    /// The request arrives twice; the reply is the second one's.
    Twice,
    /// The request arrives only after its sender has stopped waiting for a reply.
    Late,
}

/// Faults drawn from a seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Plans of one seed are the same.
    pub seed: u64,
    /// One request in so many is struck.
    pub one_in: u64,
}

impl Plan {
    /// What befalls the request of this kind with this number.
    pub(super) fn fault(self, operation: &str, kind: &str, number: u64) -> Option<Fault> {
        let mut draw = Draw(self.seed);
        for byte in kind.bytes() {
            draw.mix(u64::from(byte));
        }
        draw.mix(number);
        if draw.below(self.one_in) != 0 {
            return None;
        }
        // A late request costs its sender a second: seldom, so that nearly all come through.
        if draw.below(50) == 0 {
            return Some(Fault::Late);
        }
        let pause = Duration::from_millis(20 + draw.below(280));
        let everywhere = [
            Fault::Throttled,
            Fault::BrokenBefore,
            Fault::RequestLost,
            Fault::ReplyLost,
            Fault::Slow(pause),
            Fault::Twice,
        ];
        let others = match operation {
            "GetItem" | "Query" => vec![],
            "BatchGetItem" => vec![Fault::Unprocessed],
            _ => vec![
                Fault::Conflict(draw.next()),
                Fault::Conflict(draw.next()),
                Fault::BrokenAfter,
            ],
        };
        let all: Vec<_> = everywhere.into_iter().chain(others).collect();
        let index = draw.below(all.len() as u64);
        usize::try_from(index).ok().map(|index| all[index])
    }
}

/// `SplitMix64`: repeatable from its seed, and no more is asked of it.
struct Draw(u64);

impl Draw {
    fn mix(&mut self, value: u64) {
        self.0 ^= value.wrapping_mul(0xFF51_AFD7_ED55_8CCD);
        self.0 = self.next();
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(seed: u64) -> Vec<Option<Fault>> {
        let plan = Plan { seed, one_in: 8 };
        let operations = ["PutItem", "GetItem", "BatchGetItem", "TransactWriteItems"];
        let requests = (0..4_000_u64).map(|number| {
            let operation = operations[usize::try_from(number % 4).unwrap()];
            plan.fault(operation, operation, number)
        });
        requests.collect()
    }

    #[test]
    fn one_seed_is_one_plan_and_another_seed_is_another() {
        assert_eq!(plan(1), plan(1));
        assert_ne!(plan(1), plan(2));
    }

    #[test]
    fn as_many_requests_are_struck_as_asked_for_and_by_every_fault() {
        let struck: Vec<_> = plan(7).into_iter().flatten().collect();

        assert!((400..600).contains(&struck.len()), "{}", struck.len());
        let kinds: std::collections::BTreeSet<_> = struck
            .iter()
            .map(|fault| format!("{fault:?}").split('(').next().unwrap().to_owned())
            .collect();
        assert_eq!(kinds.len(), 10, "{kinds:?}");
    }
}
