//! The second reading of a file: what is right goes into the table, many accounts per transaction
//! and several transactions at once; what is not goes into the file of rejected records.
//!
//! Chunks end in any order. They are settled in the file's order: only then do their rejected
//! records reach the disk, and after those the checkpoint. Whatever was written to the table beyond
//! the last checkpoint is recognised as this run's when it is read again.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use accounts::store::{ImportOutcome, ImportStore as _, StoreError, dynamo::DynamoStore};
use tokio::{sync::mpsc, task::JoinSet};

use super::{
    checkpoint::Checkpoint,
    customer::{Customer, Rules},
    duplicates::{Duplicates, Same},
    plan::Plan,
    progress,
    rejects::Rejects,
    report::Counts,
    scan::Scan,
    source::{Numbered, Raw, Source},
};
use crate::failure::Failure;

/// Records that are written together: 25 accounts of four items fill a transaction.
const CHUNK: usize = 25;
/// How often the checkpoint is written.
const CHECKPOINT_EVERY: Duration = Duration::from_millis(500);
/// Pauses after the table did not answer; after the last the import ends, to be gone on with.
const PAUSES_S: [u64; 5] = [1, 2, 4, 8, 15];
/// How often a customer who was deleted can be created anew.
const MAX_GENERATIONS: u32 = 64;

/// An import that is being written.
#[derive(Debug)]
pub(crate) struct Writing<'a> {
    pub(crate) source: &'a Source,
    pub(crate) scan: &'a Scan,
    pub(crate) rules: Rules,
    pub(crate) plan: Plan,
    pub(crate) store: DynamoStore,
    pub(crate) recreate: bool,
    pub(crate) concurrency: usize,
    pub(crate) json: bool,
}

/// Records that follow each other in the file.
#[derive(Debug)]
struct Chunk {
    number: u64,
    records: Vec<(Raw, Checked)>,
}

#[derive(Debug)]
enum Checked {
    Right(Box<Customer>),
    Malformed(Vec<String>),
    Duplicate(Vec<String>),
}

/// What came of a chunk.
#[derive(Debug, Default)]
struct Settled {
    records: u64,
    counts: Counts,
    rejected: Vec<(Raw, Vec<String>)>,
}

/// The files of rejected records and of what is wrong with them.
type Files = Option<(PathBuf, PathBuf)>;

impl Writing<'_> {
    /// Writes everything from the checkpoint on.
    pub(crate) async fn run(self, mut checkpoint: Checkpoint) -> Result<(Counts, Files), Failure> {
        let path = self.source.path.clone();
        let columns = self.rules.columns.clone();
        let mut rejects = Rejects::open(&path, columns.as_ref(), checkpoint.rejects)?;
        let bar = progress::records("writing", self.scan.records, self.json);
        bar.set_position(checkpoint.records_done);
        bar.reset_eta();
        let (chunks, mut read) = mpsc::channel(2 * self.concurrency);
        let reader = Reader {
            records: self.source.numbered()?,
            skip: checkpoint.records_done,
            duplicates: Arc::clone(&self.scan.duplicates),
            rules: self.rules,
        };
        let reading = tokio::task::spawn_blocking(move || reader.run(&chunks));
        let mut running = JoinSet::new();
        let mut settled = BTreeMap::new();
        let (mut next, mut is_read) = (0, false);
        let mut noted = Instant::now();
        loop {
            tokio::select! {
                chunk = read.recv(), if !is_read && running.len() < self.concurrency => match chunk {
                    Some(chunk) => {
                        let writer = Writer {
                            store: self.store.clone(),
                            plan: self.plan.clone(),
                            recreate: self.recreate,
                        };
                        running.spawn(async move { writer.write(chunk).await });
                    }
                    None => is_read = true,
                },
                Some(done) = running.join_next() => {
                    let (number, done) = done.map_err(ended)??;
                    settled.insert(number, done);
                }
                else => break,
            }
            while let Some(done) = settled.remove(&next) {
                next += 1;
                bar.inc(done.records);
                checkpoint.records_done += done.records;
                checkpoint.counts.add(&done.counts);
                for (raw, problems) in &done.rejected {
                    rejects.add(raw, problems)?;
                }
            }
            if noted.elapsed() >= CHECKPOINT_EVERY {
                checkpoint.rejects = rejects.sync()?;
                checkpoint.write(&path)?;
                noted = Instant::now();
            }
        }
        reading.await.map_err(ended)??;
        bar.finish_and_clear();
        let files = rejects.finish()?;
        Checkpoint::remove(&path)?;
        Ok((checkpoint.counts, files))
    }
}

/// Reads and checks on a thread of its own.
struct Reader {
    records: Numbered,
    skip: u64,
    duplicates: Arc<Duplicates>,
    rules: Rules,
}

impl Reader {
    fn run(self, chunks: &mpsc::Sender<Chunk>) -> Result<(), Failure> {
        let mut records = Vec::with_capacity(CHUNK);
        let mut number = 0;
        for (index, raw) in self.records {
            let raw = raw?;
            if u64::from(index) < self.skip {
                continue;
            }
            let checked = match (self.rules.read(&raw.body), self.duplicates.get(&index)) {
                (Ok(customer), None) => Checked::Right(Box::new(customer)),
                (Ok(_), Some(same)) => {
                    Checked::Duplicate(same.iter().map(Same::to_string).collect())
                }
                (Err(problems), _) => Checked::Malformed(problems),
            };
            records.push((raw, checked));
            if records.len() == CHUNK {
                let records = std::mem::replace(&mut records, Vec::with_capacity(CHUNK));
                if chunks.blocking_send(Chunk { number, records }).is_err() {
                    // Writing has failed, and says why.
                    return Ok(());
                }
                number += 1;
            }
        }
        // The last one; nobody listens only if writing has failed.
        drop(chunks.blocking_send(Chunk { number, records }));
        Ok(())
    }
}

/// Writes one chunk.
struct Writer {
    store: DynamoStore,
    plan: Plan,
    recreate: bool,
}

impl Writer {
    async fn write(&self, chunk: Chunk) -> Result<(u64, Settled), Failure> {
        let mut settled = Settled {
            records: chunk.records.len() as u64,
            ..Settled::default()
        };
        let mut customers = Vec::with_capacity(chunk.records.len());
        for (raw, checked) in chunk.records {
            match checked {
                Checked::Right(customer) => customers.push((raw, customer)),
                Checked::Malformed(problems) => {
                    settled.counts.malformed += 1;
                    settled.rejected.push((raw, problems));
                }
                Checked::Duplicate(problems) => {
                    settled.counts.duplicates += 1;
                    settled.rejected.push((raw, problems));
                }
            }
        }
        let accounts: Vec<_> = customers
            .iter()
            .map(|(_, customer)| self.plan.account(customer, 1))
            .collect();
        let outcomes = patiently(|| self.store.import_accounts(&accounts)).await?;
        for ((raw, customer), outcome) in customers.into_iter().zip(outcomes) {
            let outcome = if self.recreate && outcome == ImportOutcome::Deleted {
                self.recreate(&customer).await?
            } else {
                outcome
            };
            settled.note(raw, &outcome);
        }
        Ok((chunk.number, settled))
    }

    /// Creates the account under the next id that was not deleted as well.
    async fn recreate(&self, customer: &Customer) -> Result<ImportOutcome, Failure> {
        let mut deleted = self.plan.account(customer, 1).account.id;
        for generation in 2..=MAX_GENERATIONS {
            let new = self.plan.account(customer, generation);
            let outcome = patiently(|| self.store.recreate_account(&new, deleted)).await?;
            if outcome != ImportOutcome::Deleted {
                return Ok(outcome);
            }
            deleted = new.account.id;
        }
        Ok(ImportOutcome::Deleted)
    }
}

impl Settled {
    fn note(&mut self, raw: Raw, outcome: &ImportOutcome) {
        let counts = &mut self.counts;
        let problem = match outcome {
            ImportOutcome::Created => return counts.created += 1,
            ImportOutcome::AlreadyThere => return counts.already_there += 1,
            ImportOutcome::Deleted => return counts.deleted += 1,
            ImportOutcome::EmailTaken(kind) => {
                counts.email_taken += 1;
                format!("email: another account holds it ({kind:?})")
            }
            ImportOutcome::ExternalIdTaken => {
                counts.external_id_taken += 1;
                "external_id: another account has it".to_owned()
            }
        };
        self.rejected.push((raw, vec![problem]));
    }
}

/// Asks again, for half a minute, when the table does not answer: it throttles while it grows.
async fn patiently<T, F>(call: impl Fn() -> F) -> Result<T, Failure>
where
    F: Future<Output = Result<T, StoreError>>,
{
    for pause_s in PAUSES_S {
        match call().await {
            Err(StoreError::Unavailable { .. }) => {
                tokio::time::sleep(Duration::from_secs(pause_s)).await;
            }
            result => return Ok(result?),
        }
    }
    Ok(call().await?)
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
fn ended(error: tokio::task::JoinError) -> Failure {
    Failure::Refused(format!("a part of the import ended: {error}"))
}
