//! The report: all contenders in turns, medians over the runs.

use std::{env, time::Duration};

use crate::{
    Report, Result, instructions,
    measure::{Contender, Sample},
    peers,
    sandbox::Settings,
    size,
    subjects::{Fill, SUBJECTS, Subject},
    table::Call,
    world::World,
};

/// The event that echoes answer; nothing of it matters.
const ECHOED: Subject = Subject {
    name: "echo",
    binary: "",
    event: "session-check/without-cookie",
    fill: Fill::Nothing,
};

/// Measures and prints two tables in Markdown.
pub(crate) fn print(world: &mut World, options: &Report) -> Result<()> {
    let mut contenders = echoes()?;
    contenders.extend(
        SUBJECTS
            .iter()
            .map(|subject| Contender::function(world, *subject)),
    );
    if options.peers {
        contenders.extend(peers::install(world)?);
    }
    contenders.retain(|contender| contender.name.contains(&options.only));

    let mut samples = vec![Vec::new(); contenders.len()];
    for run in 1..=options.runs {
        eprintln!("run {run} of {}", options.runs);
        for (contender, samples) in contenders.iter().zip(&mut samples) {
            samples.push(contender.run(world, options.calls)?);
        }
    }

    println!(
        "| | exec → first poll, ms | exec → first answer, ms | CPU of the first call, µs | warm median, µs | warm p99, µs | CPU per warm call, µs | peak RSS, MiB | threads |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for (contender, samples) in contenders.iter().zip(&samples) {
        print_times(contender, samples);
    }
    println!("\n| | binary, KiB | zip, KiB | calls of the table | read units | write units |");
    println!("|---|---|---|---|---|---|");
    for (contender, samples) in contenders.iter().zip(&samples) {
        if let [program] = &contender.command[..] {
            let size = size::of(program.as_ref())?;
            let bill = samples
                .last()
                .map_or_else(String::new, |sample| bill(&sample.table));
            println!(
                "| {} | {} | {} | {bill} |",
                contender.name, size.binary_kib, size.zip_kib
            );
        }
    }
    if options.instructions {
        println!("\n| | instructions, exec → first answer | instructions per warm call |");
        println!("|---|---|---|");
        for contender in contenders
            .iter()
            .filter(|contender| contender.command.len() == 1)
        {
            let count = instructions::count(contender, world)?;
            println!(
                "| {} | {} | {} |",
                contender.name, count.first_answer, count.per_call
            );
        }
    }
    Ok(())
}

/// What any function at all takes: with the standard library, and with `lambda_runtime`. They are
/// built with this program and lie beside it.
fn echoes() -> Result<Vec<Contender>> {
    let here = env::current_exe()?;
    let echoes = ["echo-std", "echo-runtime"].map(|name| Contender {
        name: name.to_owned(),
        command: vec![here.with_file_name(name).display().to_string()],
        settings: Settings::new(),
        subject: ECHOED,
    });
    Ok(echoes.into())
}

fn print_times(contender: &Contender, samples: &[Sample]) {
    let median = |of: fn(&Sample) -> Duration| {
        let mut all: Vec<_> = samples.iter().map(of).collect();
        all.sort_unstable();
        all.get(all.len() / 2).copied().unwrap_or_default()
    };
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    let peak_kib = samples
        .iter()
        .map(|sample| sample.peak_kib)
        .max()
        .unwrap_or_default();
    let threads = samples
        .iter()
        .map(|sample| sample.threads)
        .max()
        .unwrap_or_default();
    println!(
        "| {} | {:.2} | {:.2} | {} | {} | {} | {} | {}.{} | {threads} |",
        contender.name,
        ms(median(|sample| sample.first_poll)),
        ms(median(|sample| sample.first_answer)),
        median(|sample| sample.first_cpu).as_micros(),
        median(|sample| sample.median).as_micros(),
        median(|sample| sample.p99).as_micros(),
        median(|sample| sample.cpu).as_micros(),
        peak_kib / 1024,
        peak_kib % 1024 * 10 / 1024,
    );
}

/// The calls in their order, and what they consume together.
fn bill(calls: &[Call]) -> String {
    let names: Vec<_> = calls.iter().map(|call| call.operation.as_str()).collect();
    let reads: f64 = calls.iter().map(|call| call.read_units).sum();
    let writes: f64 = calls.iter().map(|call| call.write_units).sum();
    let names = if names.is_empty() {
        "–".to_owned()
    } else {
        names.join(", ")
    };
    // An empty sum of floats is minus zero.
    format!("{names} | {} | {}", reads + 0.0, writes + 0.0)
}
