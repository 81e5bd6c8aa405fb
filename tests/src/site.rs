//! The site under test: a local stack of its own, or one that is running somewhere.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use accounts::{
    clock::{Clock as _, SystemClock},
    config::Vars,
    store::dynamo::DynamoStore,
    token::{OsRandom, Random as _},
};
use local::{Options, Stack};
use reqwest::{Client, Method, redirect::Policy};
use url::Url;

use crate::{answer::Answer, faulty_table::FaultyTable, raw::Raw, shop::Shop};

/// A site, its Amazon and its table. Clones are handles of the same site.
#[derive(Clone)]
pub struct Site(Arc<Inner>);

struct Inner {
    base: Url,
    amazon: Option<Url>,
    dynamodb: Option<String>,
    http: Client,
    /// Set on a shared site: what makes this test's people its own.
    prefix: Option<String>,
    people: AtomicU32,
    /// The functions of a site of its own. It ends with the last handle.
    stack: Option<Stack>,
    /// Whose table that site uses, if it is not its own.
    _engine: Option<Stack>,
}

/// No test takes longer that counts tries.
const COUNTING_S: i64 = 20;

/// Waits where a quarter of an hour is about to end: limits count from the beginning of one, so tries
/// that are counted meanwhile would be forgotten in the middle of a test.
pub(crate) async fn leave_the_quarter_hour() {
    let left = 900 - SystemClock.now().unix_seconds().rem_euclid(900);
    if left <= COUNTING_S {
        let left = Duration::from_secs(left.unsigned_abs());
        tokio::time::sleep(left).await;
    }
}

impl Site {
    /// Starts a stack for one test, or attaches to the site that the environment names.
    pub async fn start() -> Self {
        install_crypto_provider();
        leave_the_quarter_hour().await;
        let env = Vars::from_env();
        let site = match env.optional("ACCEPTANCE_BASE_URL") {
            Some(base) => Self::attached(&env, &base),
            None => Self::own(&env, Options::embedded(), None).await,
        };
        if site.is_shared() && site.0.amazon.is_some() {
            site.reset_amazon().await;
        }
        site
    }

    /// A stack whose authorizers keep an answer for so many seconds; `None` if the site is running already.
    pub(crate) async fn start_with_authorizer_cache(seconds: u16) -> Option<Self> {
        install_crypto_provider();
        let env = Vars::from_env();
        if env.optional("ACCEPTANCE_BASE_URL").is_some() {
            return None;
        }
        let options = Options {
            authorizer_cache_seconds: seconds,
            ..Options::embedded()
        };
        Some(Self::own(&env, options, None).await)
    }

    /// A stack for a site that keeps its own accounts; `None` if the site is running already.
    pub(crate) async fn start_for(shop: &Shop) -> Option<Self> {
        Self::start_so(Options {
            existing_accounts_url: Some(shop.url().clone()),
            ..Options::embedded()
        })
        .await
    }

    /// A stack that asks at a first sign-in; `None` if the site is running already.
    pub(crate) async fn start_asking_first() -> Option<Self> {
        Self::start_so(Options {
            first_sign_in: Some("ask".to_owned()),
            ..Options::embedded()
        })
        .await
    }

    /// A stack of its own with these options; `None` if the site is running already.
    pub(crate) async fn start_so(options: Options) -> Option<Self> {
        install_crypto_provider();
        leave_the_quarter_hour().await;
        let env = Vars::from_env();
        if env.optional("ACCEPTANCE_BASE_URL").is_some() {
            return None;
        }
        Some(Self::own(&env, options, None).await)
    }

    /// A stack of its own with these options, on the engine that they name: that of `engine`, or its own.
    pub(crate) async fn own(env: &Vars<'_>, options: Options, engine: Option<Stack>) -> Self {
        let options = Options {
            functions: env.optional("ACCEPTANCE_FUNCTIONS").map(Into::into),
            ..options
        };
        let stack = Stack::start(&options).await.unwrap();
        let table = engine.as_ref().unwrap_or(&stack).dynamodb_url().to_owned();
        Self::of_stack(stack, table, engine, None)
    }

    /// Starts a stack whose functions reach their table through `table`; [`Site::table`] and
    /// [`Site::existing_customer`] go around it.
    pub async fn behind(table: &FaultyTable) -> Self {
        let options = Options {
            dynamodb_url: Some(table.url().clone()),
            ..Options::embedded()
        };
        let stack = Stack::start(&options).await.unwrap();
        let prefix = table.is_shared().then(new_name);
        Self::of_stack(stack, table.engine().to_string(), None, prefix)
    }

    fn of_stack(
        stack: Stack,
        table: String,
        engine: Option<Stack>,
        prefix: Option<String>,
    ) -> Self {
        Self(Arc::new(Inner {
            base: Url::parse(stack.url()).unwrap(),
            amazon: Some(Url::parse(stack.emulator_url().unwrap()).unwrap()),
            dynamodb: Some(table),
            http: client(None),
            prefix,
            people: AtomicU32::new(0),
            stack: Some(stack),
            _engine: engine,
        }))
    }

    fn attached(env: &Vars<'_>, base: &str) -> Self {
        let amazon = env.optional("ACCEPTANCE_LWA_URL");
        Self(Arc::new(Inner {
            base: Url::parse(base).unwrap(),
            amazon: amazon.map(|amazon| Url::parse(&amazon).unwrap()),
            dynamodb: env.optional("ACCEPTANCE_DYNAMODB_URL"),
            http: client(None),
            prefix: Some(new_name()),
            people: AtomicU32::new(0),
            stack: None,
            _engine: None,
        }))
    }

    pub(crate) fn has_amazon(&self) -> bool {
        self.0.amazon.is_some()
    }

    pub(crate) fn has_table(&self) -> bool {
        self.0.dynamodb.is_some()
    }

    /// How many passwords the functions have hashed so far; `None` if they run elsewhere.
    #[must_use]
    pub fn hashed(&self) -> Option<u64> {
        self.0.stack.as_ref()?.hashed()
    }

    /// Whether other tests use it too.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.0.prefix.is_some()
    }

    /// What this test's people are called by on a shared site; different at every call.
    pub(crate) fn prefix(&self) -> Option<String> {
        let number = self.0.people.fetch_add(1, Ordering::Relaxed);
        let prefix = self.0.prefix.as_ref()?;
        Some(format!("{prefix}{number}"))
    }

    /// An address on the site.
    #[must_use]
    pub fn url(&self, path: &str) -> Url {
        self.0.base.join(path).unwrap()
    }

    /// An address at Amazon.
    #[must_use]
    pub fn amazon_url(&self, path: &str) -> Url {
        let amazon = self.0.amazon.as_ref();
        let amazon = amazon.expect("this test goes to Amazon: set ACCEPTANCE_LWA_URL");
        amazon.join(path).unwrap()
    }

    /// Whether an address is the site's.
    #[must_use]
    pub fn owns(&self, url: &Url) -> bool {
        url.origin() == self.0.base.origin()
    }

    /// The name of a cookie as the browser holds it.
    #[must_use]
    pub fn cookie_name(&self, name: &str) -> String {
        let prefix = if self.0.base.scheme() == "https" {
            "__Host-"
        } else {
            ""
        };
        format!("{prefix}{name}")
    }

    /// A request of any form to the site.
    #[must_use]
    pub fn request(&self, method: Method, path: &str) -> Raw {
        Raw::new(method, self.url(path))
    }

    /// Asks the site for JSON, without any cookie.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Raw) -> Answer {
        Self::send_with(&self.0.http, request).await
    }

    /// Sends a request from another address of this machine.
    pub async fn send_from(&self, source: Ipv4Addr, request: Raw) -> Answer {
        Self::send_with(&client(Some(source)), request).await
    }

    async fn send_with(http: &Client, request: Raw) -> Answer {
        let url = request.url.clone();
        let response = http
            .request(request.method, request.url)
            .headers(request.headers)
            .body(request.body)
            .send()
            .await
            .unwrap_or_else(|error| panic!("{url}: {error:?}"));
        Answer {
            url,
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().await.unwrap().to_vec(),
        }
    }

    /// Where the site's table is, as DynamoDB's own protocol reaches it.
    #[must_use]
    pub fn dynamodb_url(&self) -> &str {
        let url = self.0.dynamodb.as_deref();
        url.expect("this test looks into the table: set ACCEPTANCE_DYNAMODB_URL")
    }

    /// The table as the functions reach it.
    #[must_use]
    pub fn store(&self) -> DynamoStore {
        let vars = Vars::from_fn(|name| match name {
            "TABLE_NAME" => Some("accounts".to_owned()),
            "AWS_ENDPOINT_URL_DYNAMODB" => Some(self.dynamodb_url().to_owned()),
            "AWS_REGION" => Some("us-east-1".to_owned()),
            "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" => Some("local".to_owned()),
            _ => None,
        });
        DynamoStore::from_vars(&vars).unwrap()
    }
}

/// For reqwest, which brings none. A second test finds it set.
pub(crate) fn install_crypto_provider() {
    drop(rustls::crypto::ring::default_provider().install_default());
}

/// A name that nobody has yet, for people who must not be met again.
#[must_use]
pub fn new_name() -> String {
    OsRandom.account_id().to_string()[..10].to_lowercase()
}

fn client(source: Option<Ipv4Addr>) -> Client {
    Client::builder()
        .local_address(source.map(IpAddr::V4))
        .redirect(Policy::none())
        .timeout(Duration::from_secs(40))
        .no_proxy()
        .build()
        .unwrap()
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Site").field(&self.0.base.as_str()).finish()
    }
}
