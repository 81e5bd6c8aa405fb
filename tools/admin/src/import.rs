//! Brings customers over from another system: read twice, the first time to check everything, the
//! second time to write. An import that was interrupted goes on where it was.

mod checkpoint;
mod customer;
mod duplicates;
mod firebase;
mod plan;
mod progress;
mod rejects;
mod report;
mod sample;
mod scan;
mod source;
mod write;

use std::time::Instant;

use accounts::{
    clock::{Clock as _, SystemClock},
    store::ImportStore as _,
    token::{OsRandom, Random as _},
};
use data_encoding::HEXLOWER;

pub(crate) use report::Report;

use self::{
    checkpoint::Checkpoint,
    customer::Rules,
    plan::{Plan, Run},
    rejects::Rejects,
    sample::Sample,
    scan::Scan,
    source::Source,
    write::Writing,
};
use crate::{
    cli::{Format, Global, ImportArgs},
    connection::Connection,
    failure::Failure,
};

/// Imports `args.file`.
pub(crate) async fn import(global: &Global, args: &ImportArgs) -> Result<Report, Failure> {
    let source = Source::new(&args.file, args.format);
    let rules = rules(&source, args)?;
    let mut sample = match &args.check_sample {
        Some(path) => Sample::read(path)?,
        None => Sample::default(),
    };
    let scan = Scan::of(&source, &rules, &mut sample, global.json)?;
    sample.finish();
    if !sample.problems.is_empty() {
        return Err(Failure::Refused(format!(
            "sample passwords do not agree, nothing was written:\n  {}",
            sample.problems.join("\n  ")
        )));
    }
    if args.dry_run || (args.all_or_nothing && scan.rejected > 0) {
        let report = check_only(&source, &rules, &scan, &sample)?;
        if args.dry_run {
            return Ok(report);
        }
        return Err(Failure::Refused(format!("nothing was written:\n{report}")));
    }
    let connection = Connection::open(global).await?;
    let (checkpoint, resumed) = begin(&source, &scan, &connection.table, args.restart)?;
    let secret = connection.store.import_secret(&OsRandom.secret()).await?;
    let before = checkpoint.counts;
    let begun = Instant::now();
    let writing = Writing {
        source: &source,
        scan: &scan,
        rules,
        plan: Plan {
            secret,
            run: checkpoint.run.clone(),
        },
        store: connection.store,
        recreate: args.recreate,
        concurrency: usize::from(args.concurrency),
        json: global.json,
    };
    let (counts, files) = writing.run(checkpoint).await?;
    let seconds = begun.elapsed().as_secs_f64();
    let (rejected_file, problems_file) = files.unzip();
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let accounts_per_second = (counts.created - before.created) as f64 / seconds.max(0.001);
    Ok(Report {
        records: scan.records,
        dry_run: false,
        resumed,
        counts,
        password_hashes: scan.schemes,
        sample_passwords: sample.right,
        seconds,
        accounts_per_second,
        rejected_file,
        problems_file,
    })
}

fn rules(source: &Source, args: &ImportArgs) -> Result<Rules, Failure> {
    let firebase = match &args.firebase_parameters {
        Some(path) => Some(firebase::read_parameters(path)?),
        None => None,
    };
    if firebase.is_some() && source.format != Format::Firebase {
        return Err(Failure::Refused(
            "--firebase-parameters belong to --format firebase".to_owned(),
        ));
    }
    Ok(Rules {
        format: source.format,
        columns: source.columns()?,
        firebase,
        now: SystemClock.now(),
    })
}

/// The checkpoint of an interrupted import of this very file, or a new one, on disk before anything
/// is written to the table.
fn begin(
    source: &Source,
    scan: &Scan,
    table: &str,
    restart: bool,
) -> Result<(Checkpoint, bool), Failure> {
    if !restart && let Some(found) = Checkpoint::read(&source.path)? {
        if found.sha256 != scan.sha256 || found.table != table {
            return Err(Failure::Refused(format!(
                "{} belongs to an interrupted import of another file or into another table; \
                 --restart begins anew",
                Checkpoint::path(&source.path).display()
            )));
        }
        return Ok((found, true));
    }
    let run = Run {
        id: HEXLOWER.encode(&OsRandom.bytes::<16>()),
        started_at: SystemClock.now().unix_seconds(),
    };
    let checkpoint = Checkpoint::begin(&scan.sha256, table, run);
    checkpoint.write(&source.path)?;
    Ok((checkpoint, false))
}

/// Writes down what is wrong with the file, and what could be imported.
fn check_only(
    source: &Source,
    rules: &Rules,
    scan: &Scan,
    sample: &Sample,
) -> Result<Report, Failure> {
    let begun = Instant::now();
    let columns = rules.columns.as_ref();
    let mut rejects = Rejects::open(&source.path, columns, rejects::Lengths::default())?;
    let mut counts = report::Counts::default();
    for (number, raw) in source.numbered()? {
        let raw = raw?;
        match (rules.read(&raw.body), scan.duplicates.get(&number)) {
            (Ok(_), None) => counts.created += 1,
            (Ok(_), Some(same)) => {
                counts.duplicates += 1;
                let problems: Vec<_> = same.iter().map(ToString::to_string).collect();
                rejects.add(&raw, &problems)?;
            }
            (Err(problems), _) => {
                counts.malformed += 1;
                rejects.add(&raw, &problems)?;
            }
        }
    }
    let (rejected_file, problems_file) = rejects.finish()?.unzip();
    Ok(Report {
        records: scan.records,
        dry_run: true,
        resumed: false,
        counts,
        password_hashes: scan.schemes.clone(),
        sample_passwords: sample.right,
        seconds: begun.elapsed().as_secs_f64(),
        accounts_per_second: 0.0,
        rejected_file,
        problems_file,
    })
}
