//! Instructions, counted by callgrind. They repeat on a busy machine where times do not.
//!
//! Only those of the binary itself count. What the C library and the loader execute depends on
//! their version and on the processor (each has its own `memcpy`); the binary's own code differs by
//! processor, too, where ring chooses, but valgrind shows every processor with AVX2 as the same one.

use std::{collections::HashMap, fs, path::Path};

use crate::{Result, measure::Contender, sandbox::Sandbox, world::World};

/// What a function executes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Instructions {
    /// From exec to the first answer.
    pub(crate) first_answer: u64,
    /// By each further call.
    pub(crate) per_call: u64,
}

/// Warm calls in the longer of the two runs.
const CALLS: u64 = 20;

/// Counts in two runs: with one call, and with some more. The profiles stay in `target/callgrind`, for
/// `callgrind_annotate`; a binary built with `CARGO_PROFILE_RELEASE_STRIP=none` has names in them.
pub(crate) fn count(contender: &Contender, world: &mut World) -> Result<Instructions> {
    let first_answer = run(contender, world, 0)?;
    let more = run(contender, world, CALLS)?;
    Ok(Instructions {
        first_answer,
        per_call: more.saturating_sub(first_answer) / CALLS,
    })
}

/// The same without warm calls.
pub(crate) fn count_start(contender: &Contender, world: &mut World) -> Result<u64> {
    run(contender, world, 0)
}

fn run(contender: &Contender, world: &mut World, warm_calls: u64) -> Result<u64> {
    let profiles = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/callgrind");
    fs::create_dir_all(&profiles)?;
    let profile = profiles.join(format!("{}.{warm_calls}.out", contender.subject.binary));
    let mut command = vec![
        "valgrind".to_owned(),
        "--tool=callgrind".to_owned(),
        format!("--callgrind-out-file={}", profile.display()),
    ];
    command.extend_from_slice(&contender.command);
    let event = world.event(&contender.subject)?;
    let log = world.scratch("callgrind.log");
    let sandbox = Sandbox::start(&command, world.settings(), &log, Some(&event))?;
    sandbox.poll()?;
    sandbox.reply()?;
    sandbox.poll()?;
    for _ in 0..warm_calls {
        sandbox.call(&world.event(&contender.subject)?)?;
    }
    sandbox.end()?;
    let object = contender
        .command
        .last()
        .map(String::as_str)
        .unwrap_or_default();
    of_object(&fs::read_to_string(profile)?, Path::new(object))
}

/// Sums what the functions of one object file cost themselves ("Callgrind Format Specification").
fn of_object(profile: &str, object: &Path) -> Result<u64> {
    let object = fs::canonicalize(object)?.display().to_string();
    let mut names = HashMap::new();
    let mut counts = false;
    let mut total = 0;
    let mut lines = profile.lines();
    while let Some(line) = lines.next() {
        if let Some(value) = line.strip_prefix("ob=") {
            counts = name(&mut names, value) == Some(object.as_str());
        } else if let Some(value) = line.strip_prefix("cob=") {
            name(&mut names, value);
        } else if line.starts_with("calls=") {
            // The next line is what the called function cost.
            lines.next();
        } else if counts && line.starts_with(|c: char| c.is_ascii_digit() || "+-*".contains(c)) {
            let cost = line
                .split(' ')
                .nth(1)
                .and_then(|cost| cost.parse::<u64>().ok());
            total += cost.ok_or_else(|| format!("not a cost: {line}"))?;
        }
    }
    if total == 0 {
        return Err(format!("callgrind counted nothing in {object}").into());
    }
    Ok(total)
}

/// `(1) name` defines a name, `(1)` is that name again.
fn name<'n>(names: &'n mut HashMap<String, String>, value: &str) -> Option<&'n str> {
    let (id, rest) = value.split_once(' ').unwrap_or((value, ""));
    if !rest.is_empty() {
        names.insert(id.to_owned(), rest.to_owned());
    }
    names.get(id).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_object_executes_itself_is_counted() {
        let object = env!("CARGO_MANIFEST_DIR");
        let profile = format!(
            "events: Ir\n\nob=(1) {object}\nfn=(1) main\n12 5\n+1 7\ncob=(2) /lib/libc.so\ncfn=(2) memcpy\n\
             calls=1 0\n* 1000\n* 3\n\nob=(2)\nfn=(2)\n0 1000\n\nob=(1)\nfn=(3) end\n-2 1\n\ntotals: 2016\n"
        );

        assert_eq!(of_object(&profile, Path::new(object)).unwrap(), 16);
        assert!(of_object("ob=(1) /other\n1 2\n", Path::new(object)).is_err());
    }
}
