//! Holds what does not drift to `budgets.toml`: sizes, dependencies, instructions, memory, threads,
//! files opened, calls of the table and what they consume. No times.

use std::{collections::BTreeMap, fs, process::Command};

use serde::Deserialize;

use crate::{
    Result, instructions,
    measure::Contender,
    sandbox::{Sandbox, SandboxError},
    size,
    subjects::{Fill, SUBJECTS, Subject},
    world::World,
};

const BUDGETS: &str = include_str!("../budgets.toml");

/// Calls before memory is looked at: enough hashes to see an arena that grows.
const CALLS: usize = 100;
/// Tries for a count. A start whose warm-up ran into its time-out under valgrind, on a machine that
/// is busy otherwise, counts another way.
const TRIES: usize = 3;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Budgets {
    instructions_margin: f64,
    threads: usize,
    function: BTreeMap<String, FunctionBudget>,
    route: BTreeMap<String, RouteBudget>,
}

/// At most so much.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FunctionBudget {
    binary_kib: u64,
    zip_kib: u64,
    packages: u64,
    peak_kib: u64,
    first_answer_instructions: u64,
    /// Where a call is the same every time.
    call_instructions: Option<u64>,
}

/// Exactly these calls, sorted by name; at most so many units.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RouteBudget {
    calls: Vec<String>,
    read_units: f64,
    write_units: f64,
}

/// What was found so far.
struct Findings {
    broken: Vec<String>,
}

impl Findings {
    fn at_most(&mut self, function: &str, what: &str, measured: u64, allowed: u64) {
        let verdict = if measured <= allowed {
            ""
        } else {
            "  TOO MUCH"
        };
        println!("{function:24}{what:28}{measured:>12}{allowed:>12}{verdict}");
        if measured > allowed {
            self.broken.push(format!(
                "{function}: {what} {measured} instead of at most {allowed}"
            ));
        }
    }

    fn refuse(&mut self, finding: String) {
        println!("{finding}");
        self.broken.push(finding);
    }
}

/// Measures everything, prints it, and fails at the end if anything is over its budget.
pub(crate) fn hold(world: &mut World) -> Result<()> {
    let budgets: Budgets = toml::from_str(BUDGETS)?;
    let mut findings = Findings { broken: Vec::new() };
    println!("{:24}{:28}{:>12}{:>12}", "", "", "measured", "allowed");
    let mut functions = BTreeMap::new();
    for subject in SUBJECTS {
        hold_route(world, subject, &budgets, &mut findings)?;
        functions.entry(subject.binary).or_insert(*subject);
    }
    for (binary, subject) in functions {
        let budget = budgets.function.get(binary);
        let budget = budget.ok_or_else(|| format!("budgets.toml has no [function.{binary}]"))?;
        hold_size(world, binary, budget, &mut findings)?;
        hold_instructions(
            world,
            subject,
            budget,
            budgets.instructions_margin,
            &mut findings,
        )?;
        hold_files(world, &subject, &mut findings)?;
    }
    if findings.broken.is_empty() {
        return Ok(());
    }
    Err(format!("over budget:\n  {}", findings.broken.join("\n  ")).into())
}

fn hold_size(
    world: &World,
    binary: &str,
    budget: &FunctionBudget,
    findings: &mut Findings,
) -> Result<()> {
    let size = size::of(&world.binary(binary))?;
    findings.at_most(binary, "binary, KiB", size.binary_kib, budget.binary_kib);
    findings.at_most(binary, "zip, KiB", size.zip_kib, budget.zip_kib);
    findings.at_most(binary, "packages", packages(binary)?, budget.packages);
    Ok(())
}

/// How many packages a function is built from.
fn packages(function: &str) -> Result<u64> {
    let tree = Command::new("cargo")
        .args([
            "tree",
            "--locked",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--package",
            function,
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()?;
    if !tree.status.success() {
        return Err(String::from_utf8_lossy(&tree.stderr).into_owned().into());
    }
    let tree = String::from_utf8(tree.stdout)?;
    let mut packages: Vec<_> = tree
        .lines()
        .map(|line| line.trim_end_matches(" (*)"))
        .collect();
    packages.sort_unstable();
    packages.dedup();
    Ok(u64::try_from(packages.len())?)
}

/// Memory and threads after many calls, and the calls of the table.
fn hold_route(
    world: &mut World,
    subject: &Subject,
    budgets: &Budgets,
    findings: &mut Findings,
) -> Result<()> {
    let contender = Contender::function(world, *subject);
    let calls = if matches!(subject.fill, Fill::Password) {
        CALLS * 10
    } else {
        CALLS
    };
    let sample = contender.run(world, calls)?;
    if let Some(budget) = budgets.function.get(subject.binary) {
        findings.at_most(
            subject.name,
            "peak RSS, KiB",
            sample.peak_kib,
            budget.peak_kib,
        );
    }
    let threads = u64::try_from(sample.threads)?;
    findings.at_most(
        subject.name,
        "threads",
        threads,
        u64::try_from(budgets.threads)?,
    );

    let budget = budgets.route.get(subject.name);
    let budget =
        budget.ok_or_else(|| format!("budgets.toml has no [route.\"{}\"]", subject.name))?;
    let mut calls: Vec<_> = sample
        .table
        .iter()
        .map(|call| call.operation.clone())
        .collect();
    // Some are made side by side, and arrive in either order.
    calls.sort_unstable();
    if calls != budget.calls {
        findings.refuse(format!(
            "{}: asks the table {calls:?} instead of {:?}",
            subject.name, budget.calls
        ));
    }
    let reads: f64 = sample.table.iter().map(|call| call.read_units).sum();
    let writes: f64 = sample.table.iter().map(|call| call.write_units).sum();
    if reads > budget.read_units || writes > budget.write_units {
        findings.refuse(format!(
            "{}: consumes {reads} read and {writes} write units instead of at most {} and {}",
            subject.name, budget.read_units, budget.write_units
        ));
    }
    Ok(())
}

fn hold_instructions(
    world: &mut World,
    subject: Subject,
    budget: &FunctionBudget,
    margin: f64,
    findings: &mut Findings,
) -> Result<()> {
    let contender = Contender::function(world, subject);
    let start = fewest(budget.first_answer_instructions, margin, || {
        instructions::count_start(&contender, world)
    })?;
    let allowed = with_margin(budget.first_answer_instructions, margin);
    findings.at_most(subject.binary, "instructions to 1st answer", start, allowed);
    if let Some(budget) = budget.call_instructions {
        let call = fewest(budget, margin, || {
            Ok(instructions::count(&contender, world)?.per_call)
        })?;
        findings.at_most(
            subject.binary,
            "instructions per call",
            call,
            with_margin(budget, margin),
        );
    }
    Ok(())
}

/// Counts until the budget is met, a few times at most.
fn fewest(budget: u64, margin: f64, mut count: impl FnMut() -> Result<u64>) -> Result<u64> {
    let mut fewest = u64::MAX;
    for _ in 0..TRIES {
        fewest = fewest.min(count()?);
        if fewest <= with_margin(budget, margin) {
            break;
        }
    }
    Ok(fewest)
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bound of some percent"
)]
fn with_margin(budget: u64, margin: f64) -> u64 {
    (budget as f64 * (1.0 + margin)) as u64
}

/// No system certificate is read: started with Amazon's own roots, the function refuses this run's
/// authority, and opens nothing where certificates lie.
fn hold_files(world: &mut World, subject: &Subject, findings: &mut Findings) -> Result<()> {
    let trace = world.scratch("strace.out");
    let command = [
        "strace",
        // With `-o` it would not let itself be ended.
        "-I2",
        "-f",
        "-e",
        "trace=%file",
        "-o",
        &trace.display().to_string(),
        &world.binary(subject.binary).display().to_string(),
    ]
    .map(str::to_owned);
    let mut settings = world.settings().clone();
    settings.remove("AWS_CA_BUNDLE");
    let event = world.event(subject)?;
    let sandbox = Sandbox::start(
        &command,
        &settings,
        &world.scratch("strace.log"),
        Some(&event),
    )?;
    match sandbox.reply() {
        // An authorizer without its table fails, so that no refusal is kept.
        Ok(_) | Err(SandboxError::Failed(..)) => {}
        Err(silent) => return Err(silent.into()),
    }
    sandbox.end()?;
    let trace = fs::read_to_string(trace)?;
    if !trace.contains("libc.so") {
        return Err("strace saw no file at all".into());
    }
    let places = [
        "/etc/ssl",
        "/etc/pki",
        "/usr/lib/ssl",
        "ca-certificates",
        "ca-bundle",
    ];
    for line in trace
        .lines()
        .filter(|line| places.iter().any(|place| line.contains(place)))
    {
        findings.refuse(format!(
            "{}: opens a system certificate: {line}",
            subject.binary
        ));
    }
    Ok(())
}
