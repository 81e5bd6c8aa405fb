//! One process of a function, as Lambda starts it.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::runtime_api::{Reply, RuntimeApi};

/// Environment variables.
pub(crate) type Settings = BTreeMap<String, String>;

/// A running process with its Runtime API. Dropping it kills the process.
#[derive(Debug)]
pub(crate) struct Sandbox {
    api: RuntimeApi,
    child: Child,
    log: PathBuf,
    started: Instant,
}

/// Why a process cannot be measured.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SandboxError {
    #[error("{program} can't be started: {source}")]
    Start { program: String, source: io::Error },
    #[error("no sign of life; the end of its log:\n{0}")]
    Silent(String),
    #[error("it answered {0}: {1}")]
    Failed(String, String),
    #[error("/proc does not tell about it: {0}")]
    Proc(String),
}

impl Sandbox {
    /// Starts a command line under a Runtime API of its own, with these variables and no others.
    /// An event may lie ready before.
    pub(crate) fn start(
        command: &[String],
        settings: &Settings,
        log: &Path,
        event: Option<&Value>,
    ) -> Result<Self, SandboxError> {
        let program = command.first().cloned().unwrap_or_default();
        let failed = |source| SandboxError::Start {
            program: program.clone(),
            source,
        };
        let api = RuntimeApi::start().map_err(failed)?;
        if let Some(event) = event {
            api.put(event.to_string().into_bytes());
        }
        let output = File::create(log).map_err(failed)?;
        let errors = output.try_clone().map_err(failed)?;
        let mut process = Command::new(&program);
        process
            .args(&command[1..])
            .env_clear()
            .envs(settings)
            .env("AWS_LAMBDA_RUNTIME_API", api.address())
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors);
        let started = Instant::now();
        let child = process.spawn().map_err(failed)?;
        Ok(Self {
            api,
            child,
            log: log.to_owned(),
            started,
        })
    }

    /// When it was started.
    pub(crate) const fn started(&self) -> Instant {
        self.started
    }

    /// Waits until it asks for an event; tells when that was.
    pub(crate) fn poll(&self) -> Result<Instant, SandboxError> {
        self.api.poll().map_err(|_| self.silent())
    }

    /// Waits for the answer to an event that was laid ready.
    pub(crate) fn reply(&self) -> Result<Reply, SandboxError> {
        let reply = self.api.reply().map_err(|_| self.silent())?;
        if !reply.path.ends_with("/response") {
            let body = String::from_utf8_lossy(&reply.body).into_owned();
            return Err(SandboxError::Failed(reply.path, body));
        }
        Ok(reply)
    }

    /// Hands it an event, waits for the answer and until it asks for the next one, so that nothing
    /// of this call is counted for the next.
    pub(crate) fn call(&self, event: &Value) -> Result<Reply, SandboxError> {
        self.api.put(event.to_string().into_bytes());
        let reply = self.reply()?;
        self.poll()?;
        Ok(reply)
    }

    /// Processor time of all its threads so far.
    pub(crate) fn cpu(&self) -> Result<Duration, SandboxError> {
        let nanoseconds = self.of_threads(|thread| {
            let text = fs::read_to_string(thread.join("schedstat"))?;
            let on_processor = text.split(' ').next().and_then(|first| first.parse().ok());
            on_processor.ok_or_else(|| io::Error::other("schedstat has another form"))
        })?;
        Ok(Duration::from_nanos(nanoseconds.iter().sum()))
    }

    /// How many threads it has.
    pub(crate) fn threads(&self) -> Result<usize, SandboxError> {
        Ok(self.of_threads(|_| Ok(0))?.len())
    }

    /// The most memory that was resident at any time (`VmHWM`), in KiB.
    pub(crate) fn peak_kib(&self) -> Result<u64, SandboxError> {
        let path = format!("/proc/{}/status", self.child.id());
        let text = fs::read_to_string(path).map_err(proc)?;
        text.lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .and_then(|value| value.trim().trim_end_matches(" kB").parse().ok())
            .ok_or_else(|| SandboxError::Proc("no VmHWM".to_owned()))
    }

    /// Asks it to end, as Lambda would not, and waits: tools around it then write what they know.
    pub(crate) fn end(mut self) -> Result<(), SandboxError> {
        let pid = self.child.id().to_string();
        Command::new("kill").arg(pid).status().map_err(proc)?;
        self.child.wait().map_err(proc)?;
        Ok(())
    }

    fn of_threads(
        &self,
        ask: impl Fn(PathBuf) -> io::Result<u64>,
    ) -> Result<Vec<u64>, SandboxError> {
        let tasks = format!("/proc/{}/task", self.child.id());
        let threads = fs::read_dir(tasks).map_err(proc)?;
        threads
            .map(|thread| ask(thread?.path()))
            .collect::<io::Result<_>>()
            .map_err(proc)
    }

    fn silent(&self) -> SandboxError {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let end = log.lines().rev().take(5).collect::<Vec<_>>();
        SandboxError::Silent(end.into_iter().rev().collect::<Vec<_>>().join("\n"))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the form that map_err takes")]
fn proc(error: io::Error) -> SandboxError {
    SandboxError::Proc(error.to_string())
}
