//! One run of one contender: start, first call, warm calls.

use std::time::Duration;

use serde_json::Value;

use crate::{
    Result,
    sandbox::{Sandbox, Settings},
    subjects::{Fill, Subject},
    table::Call,
    world::World,
};

/// Something that answers events: a function, or what it is compared with.
#[derive(Clone, Debug)]
pub(crate) struct Contender {
    pub(crate) name: String,
    pub(crate) command: Vec<String>,
    /// Besides the world's own.
    pub(crate) settings: Settings,
    /// Whose calls it gets.
    pub(crate) subject: Subject,
}

/// What one run showed.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    /// From exec to the first request for an event.
    pub(crate) first_poll: Duration,
    /// From exec to the first answer, with the event lying ready.
    pub(crate) first_answer: Duration,
    /// Processor time of the first call after init.
    pub(crate) first_cpu: Duration,
    /// Of the warm calls.
    pub(crate) median: Duration,
    pub(crate) p99: Duration,
    /// Processor time of a warm call, the mean.
    pub(crate) cpu: Duration,
    pub(crate) peak_kib: u64,
    pub(crate) threads: usize,
    /// What the last call asked of the table.
    pub(crate) table: Vec<Call>,
}

impl Contender {
    /// The function of a subject.
    pub(crate) fn function(world: &World, subject: Subject) -> Self {
        Self {
            name: subject.name.to_owned(),
            command: vec![world.binary(subject.binary).display().to_string()],
            settings: Settings::new(),
            subject,
        }
    }

    /// A process of it, with an event ready.
    pub(crate) fn start(&self, world: &World, event: Option<&Value>) -> Result<Sandbox> {
        let mut settings = world.settings().clone();
        settings.extend(self.settings.clone());
        let log = world.scratch("contender.log");
        Ok(Sandbox::start(&self.command, &settings, &log, event)?)
    }

    /// One run with so many warm calls.
    pub(crate) fn run(&self, world: &mut World, calls: usize) -> Result<Sample> {
        // A hash takes as long as a hundred other calls.
        let calls = match self.subject.fill {
            Fill::Password => calls.div_ceil(10),
            _ => calls,
        };
        let first_cpu = self.first_call(world)?;
        let event = world.event(&self.subject)?;
        let sandbox = self.start(world, Some(&event))?;
        let first_poll = sandbox.poll()?.duration_since(sandbox.started());
        let first = sandbox.reply()?;
        self.check(&first.body)?;
        sandbox.poll()?;

        let mut times = Vec::with_capacity(calls);
        let mut cpu = Duration::ZERO;
        for _ in 0..calls {
            // Making a call may itself ask the table.
            let event = world.event(&self.subject)?;
            world.table().take_calls();
            let before = sandbox.cpu()?;
            let reply = sandbox.call(&event)?;
            cpu += sandbox.cpu()?.saturating_sub(before);
            self.check(&reply.body)?;
            times.push(reply.arrived.duration_since(reply.handed_out));
        }
        times.sort_unstable();
        Ok(Sample {
            first_poll,
            first_answer: first.arrived.duration_since(sandbox.started()),
            first_cpu,
            median: quantile(&times, 0.5),
            p99: quantile(&times, 0.99),
            cpu: cpu / u32::try_from(calls.max(1))?,
            peak_kib: sandbox.peak_kib()?,
            threads: sandbox.threads()?,
            table: world.table().take_calls(),
        })
    }

    /// Processor time of the first call after an init that was not followed by one at once: what is
    /// left of it at the small share that a sandbox has after init.
    fn first_call(&self, world: &mut World) -> Result<Duration> {
        let event = world.event(&self.subject)?;
        let sandbox = self.start(world, None)?;
        sandbox.poll()?;
        let before = sandbox.cpu()?;
        let reply = sandbox.call(&event)?;
        self.check(&reply.body)?;
        Ok(sandbox.cpu()?.saturating_sub(before))
    }

    /// Answers that are no success would be measured as fast ones.
    fn check(&self, answer: &[u8]) -> Result<()> {
        let answer: Value = serde_json::from_slice(answer)?;
        let status = answer["statusCode"].as_u64();
        let is_good =
            status.is_none_or(|status| status < 400) || matches!(self.subject.fill, Fill::Nothing);
        if !is_good || answer["isAuthorized"] == false || answer.get("errorType").is_some() {
            return Err(format!("{} answered {answer}", self.name).into());
        }
        Ok(())
    }
}

fn quantile(sorted: &[Duration], share: f64) -> Duration {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index of a short list"
    )]
    let index = ((sorted.len().saturating_sub(1)) as f64 * share).round() as usize;
    sorted.get(index).copied().unwrap_or_default()
}
