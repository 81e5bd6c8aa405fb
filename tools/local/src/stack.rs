//! Starts the parts in order, and stops them.

use std::{
    collections::BTreeMap,
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
};

use accounts::{
    config::{ConfigError, Vars},
    store::{StoreError, dynamo::DynamoStore},
};
use axum::Router;
use gateway::{Gateway, Routes, TemplateError, runtime_api::Functions};
use lwa_emulator::{Config, Emulator};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use url::Url;

use crate::{
    Options,
    customers::{self, Customer},
    deployed, engine,
    functions::{InProcess, WithSample},
    outbox::Outbox,
    settings::{self, Amazon, TABLE},
    site,
};

const TEMPLATE: &str = include_str!("../../../template.yaml");
/// The sample site's own stack.
const SAMPLE: &str = include_str!("../../../examples/protected-api/template.yaml");

/// Why the stack could not start. Each is one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A port is not free.
    #[error("port {port} is not free ({source}): choose another with --port")]
    Port {
        /// The port.
        port: u16,
        /// What the operating system said.
        source: io::Error,
    },
    /// The data directory cannot be used.
    #[error("{} can't be used for data: {source}", dir.display())]
    DataDir {
        /// The directory.
        dir: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The embedded engine does not start.
    #[error("the embedded engine does not start: {0}")]
    Engine(String),
    /// The table cannot be made or reached.
    #[error("the table {TABLE} at {url} can't be used: {source}")]
    Table {
        /// The engine's address.
        url: String,
        /// What the SDK said.
        source: StoreError,
    },
    /// The file of customers is wrong.
    #[error("{}: {problem}", file.display())]
    Customers {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// A customer is wrong.
    #[error("customer {number}: {problem}")]
    Customer {
        /// Counted from one.
        number: usize,
        /// What is wrong.
        problem: String,
    },
    /// Function binaries are missing.
    #[error("no binaries for these functions: {0:?}; build them with cargo build --release -p …")]
    Missing(Vec<PathBuf>),
    /// A setting is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The template is wrong.
    #[error("template: {0}")]
    Template(#[from] TemplateError),
}

/// A running local stack. Dropping it ends everything; [`Stack::stop`] also waits.
#[derive(Debug)]
pub struct Stack {
    url: String,
    dynamodb_url: String,
    emulator: Option<(String, Emulator)>,
    settings: BTreeMap<String, String>,
    samples: bool,
    mail: bool,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    functions: Option<Functions>,
    in_process: Option<Arc<InProcess>>,
}

impl Stack {
    /// Starts everything; returns when it answers.
    pub async fn start(options: &Options) -> Result<Self, StartError> {
        Self::starting(options).await
    }

    /// A trait object, so that all of it is compiled here, once: an `async fn` is compiled in each
    /// program that awaits it, with everything that it spawns.
    fn starting(options: &Options) -> Pin<Box<dyn Future<Output = Result<Self, StartError>> + '_>> {
        Box::pin(Self::begin(options))
    }

    async fn begin(options: &Options) -> Result<Self, StartError> {
        let env = Vars::from_env();
        let (stop, stopping) = watch::channel(false);
        let mut tasks = Vec::new();

        let listener = bind(options.port).await?;
        let port = local_port(&listener, options.port)?;
        let url = format!("http://localhost:{port}");

        let dynamodb_url = if let Some(url) = &options.dynamodb_url {
            url.to_string()
        } else {
            let engine = engine::serve(options.data_dir.as_deref(), stopping.clone()).await?;
            tasks.push(engine.task);
            engine.url
        };

        let (amazon, emulator) = if let Some(base) = &options.lwa_url {
            (Amazon::at(base, &env), None)
        } else {
            let wanted = match options.port {
                0 => 0,
                port => port.checked_add(1).ok_or_else(|| StartError::Port {
                    port,
                    source: io::Error::other("the emulator needs the next port"),
                })?,
            };
            let listener = bind(wanted).await?;
            let address = format!("http://127.0.0.1:{}", local_port(&listener, wanted)?);
            let base =
                Url::parse(&address).map_err(|error| StartError::Engine(error.to_string()))?;
            let amazon = Amazon::at(&base, &env);
            let emulator = Emulator::new(Config::new(
                &amazon.client_id,
                &amazon.client_secret,
                format!("{url}/auth/amazon/callback"),
            ));
            let serving = emulator.clone().serve(listener, changed(stopping.clone()));
            tasks.push(tokio::spawn(async move { drop(serving.await) }));
            (amazon, Some((address, emulator)))
        };

        let existing = options.existing_accounts_url.as_ref();
        let mut settings = settings::environment(&url, &amazon, &dynamodb_url, existing, &env);
        settings.extend(chosen(options, port));
        let vars = Vars::from_fn(|name| settings.get(name).cloned());
        let store = DynamoStore::from_vars(&vars)?;
        store
            .create_table()
            .await
            .map_err(|source| StartError::Table {
                url: dynamodb_url.clone(),
                source,
            })?;
        let samples = options.customers.is_none() && existing.is_none();
        customers::import(&store, &people(options, samples)?).await?;

        let routes = Routes::from_template(TEMPLATE)?;
        let mut site = site::router(port, samples, existing.is_none());
        if options.sends_mail() {
            site = site.merge(outbox(options.data_dir.as_deref())?.router());
        }
        let (mut functions, mut in_process) = (None, None);
        let front_door = if let Some(directory) = &options.functions {
            let passed_on: Vec<_> = settings.clone().into_iter().collect();
            let binaries = Functions::new(directory, move |_| passed_on.clone());
            let missing = binaries.missing(&routes);
            if !missing.is_empty() {
                return Err(StartError::Missing(missing));
            }
            functions = Some(binaries.clone());
            front(with_sample(routes, options)?, binaries, site)
        } else {
            let handlers = Arc::new(Box::pin(InProcess::from_vars(&vars)).await?);
            in_process = Some(Arc::clone(&handlers));
            front(with_sample(routes, options)?, handlers, site)
        };
        let front_door = match &options.api_url {
            Some(api) => deployed::in_front_of(front_door, api),
            None => front_door,
        };
        tasks.push(tokio::spawn(async move {
            tokio::select! {
                result = gateway::serve(listener, front_door, std::future::pending()) => drop(result),
                () = changed(stopping) => {}
            }
        }));

        drop(vars);
        Ok(Self {
            url,
            dynamodb_url,
            emulator,
            settings,
            samples,
            mail: options.sends_mail(),
            stop,
            tasks,
            functions,
            in_process,
        })
    }

    /// The site's address, e.g. `http://localhost:3000`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where the engine listens.
    #[must_use]
    pub fn dynamodb_url(&self) -> &str {
        &self.dynamodb_url
    }

    /// The emulated Amazon, unless another one is used.
    #[must_use]
    pub fn emulator(&self) -> Option<&Emulator> {
        self.emulator.as_ref().map(|(_, emulator)| emulator)
    }

    /// Where the emulated Amazon is, unless another one is used.
    #[must_use]
    pub fn emulator_url(&self) -> Option<&str> {
        self.emulator.as_ref().map(|(url, _)| url.as_str())
    }

    /// The table, reached as the functions reach it.
    pub fn store(&self) -> Result<DynamoStore, ConfigError> {
        DynamoStore::from_vars(&Vars::from_fn(|name| self.settings.get(name).cloned()))
    }

    /// What the functions read, by the name of the setting; secrets of this machine alone.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<String> {
        self.settings.get(name).cloned()
    }

    /// How many passwords the functions have hashed so far; `None` if they are binaries, which
    /// nobody can look into.
    #[must_use]
    pub fn hashed(&self) -> Option<u64> {
        Some(self.in_process.as_ref()?.hashed())
    }

    /// What to print at start, before the line that says that it is ready.
    #[must_use]
    pub fn banner(&self) -> String {
        let mut lines = vec![format!("dynamodb {} table {TABLE}\n", self.dynamodb_url)];
        if let Some((url, _)) = &self.emulator {
            lines.push(format!(
                "amazon   {url}/_emulator (emulated: personas and faults)\n"
            ));
        }
        if self.mail {
            lines.push(format!("mail     {}/outbox (every letter)\n", self.url));
        }
        if self.samples {
            lines.extend(customers::samples().into_iter().map(|customer| {
                format!(
                    "customer {} password {}\n",
                    customer.email, customer.password
                )
            }));
        }
        lines.concat()
    }

    /// Stops everything and waits until it is gone.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        if let Some(functions) = self.functions.take() {
            functions.shutdown().await;
        }
        for task in self.tasks.drain(..) {
            drop(task.await);
        }
    }
}

/// The settings that the command line decides.
fn chosen(options: &Options, port: u16) -> Vec<(String, String)> {
    let mut chosen = Vec::new();
    if let Some(choice) = &options.first_sign_in {
        chosen.push(("FIRST_SIGN_IN".to_owned(), choice.clone()));
    }
    if options.sends_mail() {
        chosen.extend(settings::mail(format!("http://127.0.0.1:{port}")));
    }
    chosen
}

/// The customers to begin with.
fn people(options: &Options, samples: bool) -> Result<Vec<Customer>, StartError> {
    match &options.customers {
        Some(file) => customers::read(file),
        None if samples => Ok(customers::samples()),
        // The site has its own.
        None => Ok(Vec::new()),
    }
}

/// The outbox, which keeps files beside the engine's data if that is kept.
fn outbox(data_dir: Option<&Path>) -> Result<Outbox, StartError> {
    let dir = data_dir.map(|dir| dir.join("outbox"));
    Outbox::new(dir.clone()).map_err(|source| StartError::DataDir {
        dir: dir.unwrap_or_default(),
        source,
    })
}

/// Adds the sample site's own API, guarded by our authorizer.
fn with_sample(routes: Routes, options: &Options) -> Result<Routes, TemplateError> {
    let parameters = BTreeMap::from([
        (
            "AuthorizerArn".to_owned(),
            "arn:aws:lambda:us-east-1:123456789012:function:authorizer".to_owned(),
        ),
        (
            "AuthorizerCacheSeconds".to_owned(),
            options.authorizer_cache_seconds.to_string(),
        ),
    ]);
    routes.with_template(SAMPLE, &parameters)
}

fn front<I: gateway::Invoke>(routes: Routes, invoke: I, site: Router) -> Router {
    Gateway::new(routes, WithSample(invoke), gateway::Options::default())
        .with_fallback(site)
        .router()
}

async fn bind(port: u16) -> Result<TcpListener, StartError> {
    TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port)))
        .await
        .map_err(|source| StartError::Port { port, source })
}

fn local_port(listener: &TcpListener, port: u16) -> Result<u16, StartError> {
    listener
        .local_addr()
        .map(|address| address.port())
        .map_err(|source| StartError::Port { port, source })
}

async fn changed(mut stopping: watch::Receiver<bool>) {
    drop(stopping.changed().await);
}
