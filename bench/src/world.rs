//! What surrounds a measured process: the table, Amazon, customers, and the calls made from these.

use std::{
    fs,
    path::{Path, PathBuf},
};

use accounts::config::Vars;
use local::{Options, Stack};
use lwa_emulator::Persona;
use reqwest::{Client, redirect::Policy};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use url::{Url, form_urlencoded};

use crate::{
    Result,
    authority::Authority,
    sandbox::{Sandbox, Settings},
    subjects::{Fill, Subject},
    table::Table,
};

const RETURNING: &str = "new-customer";

/// A site with its table over TLS, and people.
pub(crate) struct World {
    runtime: Runtime,
    stack: Stack,
    table: Table,
    /// Binaries of the functions.
    binaries: PathBuf,
    settings: Settings,
    scratch: TempDir,
    http: Client,
    /// Begins login attempts.
    login: Sandbox,
    session: String,
    /// The cookie by which the returning customer's browser is known.
    device: String,
    people: usize,
}

impl World {
    /// Starts it around the function binaries in `binaries`.
    pub(crate) fn start(binaries: &Path) -> Result<Self> {
        // A second world in this process finds it set.
        drop(rustls::crypto::ring::default_provider().install_default());
        let runtime = Runtime::new()?;
        let stack = runtime.block_on(Stack::start(&Options::embedded()))?;
        let authority = Authority::new()?;
        let engine = stack
            .dynamodb_url()
            .trim_start_matches("http://")
            .to_owned();
        let table = Table::start(engine, authority.tls)?;
        let scratch = tempfile::tempdir()?;
        let bundle = scratch.path().join("authority.pem");
        fs::write(&bundle, &authority.pem)?;
        let settings = settings(&stack, &table, &bundle)?;
        let login = Sandbox::start(
            &[binaries.join("login").display().to_string()],
            &settings,
            &scratch.path().join("attempts.log"),
            None,
        )?;
        login.poll()?;
        let mut world = Self {
            http: Client::builder()
                .redirect(Policy::none())
                .no_proxy()
                .build()?,
            runtime,
            stack,
            table,
            binaries: binaries.to_owned(),
            settings,
            scratch,
            login,
            session: String::new(),
            device: String::new(),
            people: 0,
        };
        world.session = world.sign_in_by_password()?;
        world.device = world.sign_in_at_amazon()?;
        Ok(world)
    }

    /// The program of a function.
    pub(crate) fn binary(&self, name: &str) -> PathBuf {
        self.binaries.join(name)
    }

    /// What the functions find in their environment.
    pub(crate) const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The table's endpoint.
    pub(crate) const fn table(&self) -> &Table {
        &self.table
    }

    /// A file that is gone with this world.
    pub(crate) fn scratch(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    /// A process of a subject's function, with an event ready for it.
    pub(crate) fn start_with(&self, subject: &Subject, event: &Value) -> Result<Sandbox> {
        let command = [self.binary(subject.binary).display().to_string()];
        let log = self.scratch(&format!("{}.log", subject.binary));
        Ok(Sandbox::start(&command, &self.settings, &log, Some(event))?)
    }

    /// The next call of a subject: one that succeeds.
    pub(crate) fn event(&mut self, subject: &Subject) -> Result<Value> {
        let mut event = read_event(subject.event)?;
        // The files are of an https site, whose cookies have a prefix; this one is on loopback.
        if let Some(cookies) = event.get_mut("cookies").and_then(Value::as_array_mut) {
            for cookie in cookies {
                *cookie = cookie
                    .as_str()
                    .unwrap_or_default()
                    .trim_start_matches("__Host-")
                    .into();
            }
        }
        match subject.fill {
            Fill::Nothing => {}
            Fill::Session => {
                let cookie = format!("session={}", self.session);
                if let Some(source) = event.get_mut("identitySource") {
                    *source = json!([cookie]);
                }
                event["cookies"] = json!([cookie]);
            }
            Fill::ReturningCustomer => {
                let device = self.device.clone();
                self.come_back(&mut event, RETURNING)?;
                if let Some(cookies) = event["cookies"].as_array_mut() {
                    cookies.push(device.into());
                }
            }
            Fill::NewCustomer => {
                self.people += 1;
                let id = format!("customer-{}", self.people);
                let persona = Persona::new(id.as_str())
                    .with_name("Nora Lindqvist")
                    .with_email(format!("{id}@example.net"))
                    .with_postal_code("98101");
                let emulator = self.stack.emulator().ok_or("no emulated Amazon")?;
                emulator.add_persona(persona);
                self.come_back(&mut event, &id)?;
            }
            Fill::Password => {
                event["body"] = credentials("bob");
                event["isBase64Encoded"] = false.into();
                event["cookies"] = json!([]);
                event["headers"]["content-type"] = "application/json".into();
                event["headers"]["origin"] = self.stack.url().into();
            }
        }
        Ok(event)
    }

    /// A customer's session, by what the functions themselves answer. Not of the customer who signs
    /// in at every measured call: that one's sessions become ever more.
    fn sign_in_by_password(&mut self) -> Result<String> {
        let subject = of(|fill| matches!(fill, Fill::Password))?;
        let mut event = self.event(&subject)?;
        event["body"] = credentials("alice");
        let answer = self.once(&subject, &event)?;
        let body: Value = serde_json::from_str(answer["body"].as_str().unwrap_or_default())?;
        let token = body["session_token"].as_str().ok_or("no session")?;
        Ok(token.to_owned())
    }

    /// The returning customer's first sign-in; what their browser is known by.
    fn sign_in_at_amazon(&mut self) -> Result<String> {
        let subject = of(|fill| matches!(fill, Fill::ReturningCustomer))?;
        let event = self.event(&subject)?;
        let answer = self.once(&subject, &event)?;
        let cookies = answer["cookies"].as_array().ok_or("no cookies")?;
        let mut cookies = cookies.iter().filter_map(Value::as_str);
        let device = cookies.find(|cookie| cookie.starts_with("device="));
        let device = device.ok_or_else(|| format!("the browser is not known: {answer}"))?;
        Ok(pair(device).to_owned())
    }

    fn once(&self, subject: &Subject, event: &Value) -> Result<Value> {
        let sandbox = self.start_with(subject, event)?;
        Ok(serde_json::from_slice(&sandbox.reply()?.body)?)
    }

    /// Begins an attempt, lets Amazon's customer consent, and makes the callback of it.
    fn come_back(&self, event: &mut Value, persona: &str) -> Result<()> {
        let begun = self.login.call(&read_event("login/plain")?)?;
        let begun: Value = serde_json::from_slice(&begun.body)?;
        let cookie = begun["cookies"][0].as_str().ok_or("no attempt")?;
        let location = begun["headers"]["location"].as_str().ok_or("no location")?;
        let mut authorize = Url::parse(location)?;
        let form: String = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(authorize.query_pairs())
            .append_pair("persona", persona)
            .append_pair("decision", "allow")
            .finish();
        authorize.set_query(None);
        let request = self
            .http
            .post(authorize)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form);
        let answer = self.runtime.block_on(request.send())?;
        let back = answer
            .headers()
            .get("location")
            .ok_or("Amazon did not send back")?;
        let back = Url::parse(back.to_str()?)?;
        event["rawQueryString"] = back.query().unwrap_or_default().into();
        event["cookies"] = json!([pair(cookie)]);
        Ok(())
    }
}

/// The body by which a sample customer of the local stack signs in.
fn credentials(who: &str) -> Value {
    let password = format!("{who}-likes-long-passwords");
    let body = json!({"email": format!("{who}@example.com"), "password": password});
    body.to_string().into()
}

/// The part of a `Set-Cookie` that comes back.
fn pair(set_cookie: &str) -> &str {
    set_cookie.split(';').next().unwrap_or_default()
}

fn of(is_wanted: impl Fn(Fill) -> bool) -> Result<Subject> {
    let mut subjects = crate::subjects::SUBJECTS.iter();
    let subject = subjects.find(|subject| is_wanted(subject.fill));
    Ok(*subject.ok_or("no subject makes this call")?)
}

fn read_event(name: &str) -> Result<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../events/{name}.json"));
    let text = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(serde_json::from_slice(&text)?)
}

/// The template's variables and those that Lambda sets.
fn settings(stack: &Stack, table: &Table, bundle: &Path) -> Result<Settings> {
    let amazon = stack.emulator_url().ok_or("no emulated Amazon")?;
    let authorize = format!("{amazon}/ap/oa");
    let env = Vars::from_env();
    let path = env.optional("PATH").unwrap_or_default();
    let values = [
        ("PATH", path.as_str()),
        ("PUBLIC_URL", stack.url()),
        ("TABLE_NAME", "accounts"),
        (
            "LWA_CLIENT_ID",
            "amzn1.application-oa2-client.10ca15ed0f5a3b1e9d8c7b6a59483726",
        ),
        ("LWA_CLIENT_SECRET", "sample-secret-of-the-local-stack"),
        ("LWA_AUTHORIZE_URL", authorize.as_str()),
        ("LWA_API_URL", amazon),
        ("MAIL_FROM", "accounts@shop.example"),
        // Counted, as on a real site, but never reached.
        ("LIMIT_PER_SOURCE", "1000000"),
        ("LIMIT_REGISTER", "1000000"),
        ("AWS_ENDPOINT_URL_DYNAMODB", &table.url()),
        ("AWS_CA_BUNDLE", &bundle.display().to_string()),
        ("AWS_REGION", "us-east-1"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "ASIAIOSFODNN7EXAMPLE"),
        (
            "AWS_SECRET_ACCESS_KEY",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        ),
        ("AWS_LAMBDA_FUNCTION_NAME", "bench"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/bench"),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "bench"),
        ("AWS_LAMBDA_LOG_FORMAT", "JSON"),
        ("AWS_LAMBDA_LOG_LEVEL", "INFO"),
    ];
    Ok(values
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into())
}
