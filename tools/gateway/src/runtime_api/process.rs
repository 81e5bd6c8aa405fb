//! One process of a function: an execution environment, in Lambda's words.

use std::{
    io,
    process::{ExitStatus, Stdio},
    time::Duration,
};

use serde_json::Value;
use tokio::{
    net::TcpListener,
    process::{Child, Command},
    sync::mpsc,
    task::AbortHandle,
    time::{sleep, timeout},
};

use super::{
    Shared,
    api::{self, Invocation, Signal},
    output,
};
use crate::{Function, InvokeError, ids};

/// Lambda's limit for the phase before the first event.
const INIT_TIMEOUT: Duration = Duration::from_secs(10);

pub(super) struct Process {
    child: Child,
    invocations: mpsc::Sender<Invocation>,
    signals: mpsc::UnboundedReceiver<Signal>,
    api: AbortHandle,
    region: String,
}

/// How a call ended, and with it what the process is still good for.
pub(super) enum Call {
    /// The process waits for the next event.
    Replied(Result<Value, InvokeError>),
    /// It does not.
    Broken(InvokeError),
    /// It did not even take the event.
    NeverBegan(InvokeError),
}

impl Drop for Process {
    /// The child itself is killed by `kill_on_drop`.
    fn drop(&mut self) {
        self.api.abort();
    }
}

impl Process {
    /// Starts the program and its Runtime API.
    pub(super) async fn spawn(shared: &Shared, function: &Function) -> Result<Self, InvokeError> {
        let program = shared.program(function);
        let failed = |source| InvokeError::Start {
            program: program.clone(),
            source,
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?.to_string();

        let mut child = Command::new(&program)
            .env_clear()
            .envs(shared.variables(function, &address))
            .current_dir(&shared.directory)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(failed)?;
        output::forward(&function.binary, child.stdout.take(), io::stdout);
        output::forward(&function.binary, child.stderr.take(), io::stderr);

        let (invocations, incoming) = mpsc::channel(1);
        let (outgoing, signals) = mpsc::unbounded_channel();
        let router = api::router(incoming, outgoing);
        let api = tokio::spawn(async move { axum::serve(listener, router).await }).abort_handle();
        Ok(Self {
            child,
            invocations,
            signals,
            api,
            region: shared.region.clone(),
        })
    }

    /// Waits until the process asks for its first event.
    pub(super) async fn init(&mut self) -> Result<(), String> {
        tokio::select! {
            biased;
            signal = self.signals.recv() => match signal {
                Some(Signal::InitFailed(report)) => Err(report),
                _ => Ok(()),
            },
            status = self.child.wait() => Err(format!("{} before its first event", exit(status))),
            () = sleep(INIT_TIMEOUT) => Err(format!("no request for an event in {INIT_TIMEOUT:?}")),
        }
    }

    /// Hands the process an event and waits for its reply, for as long as the function may take.
    pub(super) async fn call(&mut self, function: &Function, event: &Value) -> Call {
        let invocation = Invocation {
            id: ids::invocation(),
            payload: event.to_string().into_bytes(),
            timeout: function.timeout,
            function_arn: format!(
                "arn:aws:lambda:{}:123456789012:function:{}",
                self.region, function.binary
            ),
            trace_id: api::trace_id(event),
        };
        if self.invocations.send(invocation).await.is_err() {
            return Call::NeverBegan(InvokeError::Crashed("its runtime API ended".to_owned()));
        }
        match timeout(
            INIT_TIMEOUT,
            self.wait_for(|signal| matches!(signal, Signal::Began)),
        )
        .await
        {
            Ok(Ok(_)) => {}
            Ok(Err(status)) => return Call::NeverBegan(InvokeError::Crashed(status)),
            Err(_) => return Call::NeverBegan(InvokeError::TimedOut(INIT_TIMEOUT)),
        }
        match timeout(
            function.timeout,
            self.wait_for(|signal| matches!(signal, Signal::Replied(_))),
        )
        .await
        {
            Ok(Ok(Signal::Replied(reply))) => Call::Replied(reply),
            Ok(Ok(_)) => Call::Broken(InvokeError::Crashed("it gave no reply".to_owned())),
            Ok(Err(status)) => Call::Broken(InvokeError::Crashed(status)),
            Err(_) => Call::Broken(InvokeError::TimedOut(function.timeout)),
        }
    }

    /// Waits for a signal, or for the end of the process.
    async fn wait_for(&mut self, is_wanted: fn(&Signal) -> bool) -> Result<Signal, String> {
        loop {
            tokio::select! {
                // What the process said before it ended counts.
                biased;
                signal = self.signals.recv() => match signal {
                    Some(signal) if is_wanted(&signal) => return Ok(signal),
                    Some(_) => {}
                    None => return Err("its runtime API ended".to_owned()),
                },
                status = self.child.wait() => return Err(exit(status)),
            }
        }
    }

    pub(super) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Kills the process and waits until it is gone.
    pub(super) async fn stop(mut self) {
        if let Err(error) = self.child.kill().await {
            tracing::warn!(%error, "cannot kill a function's process");
        }
    }
}

fn exit(status: io::Result<ExitStatus>) -> String {
    match status {
        Ok(status) => status.to_string(),
        Err(error) => format!("its state is unknown: {error}"),
    }
}
