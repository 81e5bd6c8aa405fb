//! Runs release binaries as Lambda does.
//!
//! Each process gets a Runtime API of its own on a loopback port ("Using the Lambda runtime API for custom
//! runtimes" in the Lambda developer guide). A port and not a path tells processes apart, because
//! `AWS_LAMBDA_RUNTIME_API` is `host:port` on Lambda and not every runtime accepts more. A process handles
//! one event at a time; concurrent calls start further processes, which stay warm for later ones.

mod api;
mod output;
mod process;

use std::{
    collections::HashMap,
    fmt,
    num::NonZeroU32,
    path::{Path, PathBuf, absolute},
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::Value;
use tokio::sync::{Semaphore, watch};

use crate::{Function, Invoke, InvokeError, Routes};
use process::{Call, Process};

const DEFAULT_CONCURRENCY: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);

type Environment = dyn Fn(&Function) -> Vec<(String, String)> + Send + Sync;

/// The functions in a directory, each a pool of processes. Clones share the pools.
///
/// Dropping the last clone kills all processes; [`Functions::shutdown`] also waits for them.
#[derive(Clone)]
pub struct Functions {
    shared: Arc<Shared>,
}

struct Shared {
    directory: PathBuf,
    environment: Box<Environment>,
    region: String,
    concurrency: NonZeroU32,
    pools: Mutex<HashMap<String, Arc<Pool>>>,
    is_stopping: watch::Sender<bool>,
}

struct Pool {
    idle: Mutex<Vec<Process>>,
    permits: Semaphore,
}

impl fmt::Debug for Functions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Functions")
            .field("directory", &self.shared.directory)
            .finish_non_exhaustive()
    }
}

impl Functions {
    /// Functions whose binaries are `DIR/<binary>`, or `DIR/<binary>/bootstrap` as cargo-lambda leaves them,
    /// with up to 10 processes each.
    ///
    /// A process sees the variables that `environment` gives for its function, and those that Lambda sets;
    /// nothing of our own environment, so that a variable missing in the template is missed here too.
    pub fn new(
        directory: impl AsRef<Path>,
        environment: impl Fn(&Function) -> Vec<(String, String)> + Send + Sync + 'static,
    ) -> Self {
        Self::with_concurrency(DEFAULT_CONCURRENCY, directory, environment)
    }

    /// The same with another bound on the processes of each function. Calls beyond it wait for one, where
    /// Lambda would throttle them.
    pub fn with_concurrency(
        processes: NonZeroU32,
        directory: impl AsRef<Path>,
        environment: impl Fn(&Function) -> Vec<(String, String)> + Send + Sync + 'static,
    ) -> Self {
        let directory = directory.as_ref();
        Self {
            shared: Arc::new(Shared {
                directory: absolute(directory).unwrap_or_else(|_| directory.to_owned()),
                environment: Box::new(environment),
                region: "us-east-1".to_owned(),
                concurrency: processes,
                pools: Mutex::default(),
                is_stopping: watch::Sender::new(false),
            }),
        }
    }

    /// The binaries of the routes' functions and authorizers that the directory does not hold: for a clear
    /// word at start.
    #[must_use]
    pub fn missing(&self, routes: &Routes) -> Vec<PathBuf> {
        let mut programs: Vec<_> = routes
            .functions()
            .iter()
            .map(|function| self.shared.program(function))
            .collect();
        programs.retain(|program| !program.is_file());
        programs.sort();
        programs.dedup();
        programs
    }

    /// Ends all processes, those in the middle of a call too, and waits until they are gone. Calls made
    /// meanwhile or later get [`InvokeError::ShuttingDown`].
    pub async fn shutdown(&self) {
        self.shared.is_stopping.send_replace(true);
        let pools: Vec<_> = lock(&self.shared.pools).values().cloned().collect();
        for pool in pools {
            // A call holds its permit until its process is idle or gone.
            let Ok(all) = pool
                .permits
                .acquire_many(self.shared.concurrency.get())
                .await
            else {
                continue;
            };
            let idle = std::mem::take(&mut *lock(&pool.idle));
            for process in idle {
                process.stop().await;
            }
            all.forget();
            pool.permits.close();
        }
    }

    fn pool(&self, function: &Function) -> Result<Arc<Pool>, InvokeError> {
        let mut pools = lock(&self.shared.pools);
        // Under the lock, or a pool could be added behind the back of a shutdown.
        if *self.shared.is_stopping.borrow() {
            return Err(InvokeError::ShuttingDown);
        }
        let pool = pools.entry(function.binary.clone()).or_insert_with(|| {
            Arc::new(Pool {
                idle: Mutex::default(),
                permits: Semaphore::new(self.shared.concurrency.get() as usize),
            })
        });
        Ok(Arc::clone(pool))
    }
}

impl Invoke for Functions {
    async fn invoke(&self, function: &Function, event: Value) -> Result<Value, InvokeError> {
        let pool = self.pool(function)?;
        let _permit = pool
            .permits
            .acquire()
            .await
            .map_err(|_| InvokeError::ShuttingDown)?;
        if *self.shared.is_stopping.borrow() {
            return Err(InvokeError::ShuttingDown);
        }
        self.shared.call(&pool, function, &event).await
    }

    fn ends_at_timeout(&self) -> bool {
        true
    }
}

impl Shared {
    async fn call(
        &self,
        pool: &Pool,
        function: &Function,
        event: &Value,
    ) -> Result<Value, InvokeError> {
        loop {
            let warm = pool.take_idle();
            let is_fresh = warm.is_none();
            let mut process = match warm {
                Some(process) => process,
                None => self.start(function).await?,
            };
            let call = tokio::select! {
                biased;
                () = self.stopped() => Call::Broken(InvokeError::ShuttingDown),
                call = process.call(function, event) => call,
            };
            let error = match call {
                Call::Replied(reply) => {
                    lock(&pool.idle).push(process);
                    return reply;
                }
                Call::Broken(error) => Some(error),
                // A warm process that ended since its last reply: the event is not lost with it.
                Call::NeverBegan(error) => is_fresh.then_some(error),
            };
            process.stop().await;
            if let Some(error) = error {
                return Err(error);
            }
        }
    }

    /// A process that has asked for its first event.
    async fn start(&self, function: &Function) -> Result<Process, InvokeError> {
        let mut process = Process::spawn(self, function).await?;
        let init = tokio::select! {
            biased;
            () = self.stopped() => Err(InvokeError::ShuttingDown),
            init = process.init() => init.map_err(InvokeError::Init),
        };
        match init {
            Ok(()) => Ok(process),
            Err(error) => {
                process.stop().await;
                Err(error)
            }
        }
    }

    async fn stopped(&self) {
        let _ = self
            .is_stopping
            .subscribe()
            .wait_for(|is_stopping| *is_stopping)
            .await;
    }

    fn program(&self, function: &Function) -> PathBuf {
        let program = self.directory.join(&function.binary);
        if program.is_dir() {
            program.join("bootstrap")
        } else {
            program
        }
    }

    /// "Defined runtime environment variables" in the Lambda guide. What Lambda reserves wins.
    fn variables(&self, function: &Function, runtime_api: &str) -> HashMap<String, String> {
        let root = self.directory.display().to_string();
        let memory = function.memory_mb.to_string();
        let log_group = format!("/aws/lambda/{}", function.binary);
        let reserved: [(&str, &str); 15] = [
            ("_HANDLER", "bootstrap"),
            ("AWS_DEFAULT_REGION", &self.region),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", &memory),
            ("AWS_LAMBDA_FUNCTION_NAME", &function.binary),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
            ("AWS_LAMBDA_LOG_GROUP_NAME", &log_group),
            ("AWS_LAMBDA_LOG_STREAM_NAME", "local"),
            ("AWS_LAMBDA_RUNTIME_API", runtime_api),
            ("AWS_REGION", &self.region),
            ("LAMBDA_RUNTIME_DIR", "/var/runtime"),
            ("LAMBDA_TASK_ROOT", &root),
            ("LANG", "en_US.UTF-8"),
            ("PATH", "/usr/local/bin:/usr/bin:/bin:/opt/bin"),
            ("TZ", ":UTC"),
        ];
        let mut variables: HashMap<_, _> = (self.environment)(function).into_iter().collect();
        variables.extend(reserved.map(|(name, value)| (name.to_owned(), value.to_owned())));
        variables
    }
}

impl Pool {
    /// The process used last, if it still runs.
    fn take_idle(&self) -> Option<Process> {
        let mut idle = lock(&self.idle);
        idle.retain_mut(|process| !process.has_ended());
        idle.pop()
    }
}

/// Nothing that is done under these locks can leave their contents half changed.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
