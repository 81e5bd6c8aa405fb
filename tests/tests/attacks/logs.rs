//! What the functions write down while everything happens to them: nothing that opens anything, nothing
//! about anybody.

use std::{cell::RefCell, collections::BTreeSet, io, sync::Once};

use acceptance::{Browser, Site};
use reqwest::Method;
use tracing::{Level, Metadata};
use tracing_subscriber::{filter::filter_fn, fmt, layer::SubscriberExt as _};

use crate::people::{sign_in, victim_and_spoof};

thread_local! {
    /// What was logged on this thread, where a test's whole site runs; `None` if nobody listens.
    static LINES: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// Begins to take up what is logged on this thread: everything of ours, and of the libraries what a
/// deployed function writes at its default level.
///
/// One subscriber serves all threads: with one per thread, a log line that another test reaches first
/// would be switched off for good.
fn listen() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        let layer = fmt::layer().with_ansi(false).without_time();
        let subscriber = tracing_subscriber::registry()
            .with(filter_fn(is_written))
            .with(layer.with_writer(|| Line));
        tracing::subscriber::set_global_default(subscriber).unwrap();
    });
    tracing::callsite::rebuild_interest_cache();
    LINES.set(Some(Vec::new()));
}

/// Ends listening, and gives what was heard.
fn heard() -> String {
    String::from_utf8(LINES.take().unwrap()).unwrap()
}

struct Line;

impl io::Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.with_borrow_mut(|lines| {
            if let Some(lines) = lines {
                lines.extend_from_slice(bytes);
            }
        });
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn is_written(metadata: &Metadata<'_>) -> bool {
    const OURS: [&str; 8] = [
        "account",
        "accounts",
        "callback",
        "link_confirm",
        "local_account",
        "login",
        "mailbox",
        "session_check",
    ];
    let crate_name = metadata.target().split("::").next().unwrap_or_default();
    OURS.contains(&crate_name) || *metadata.level() <= Level::INFO
}

/// Everything that goes by: cookies, what stands in addresses, what is typed.
#[derive(Default)]
struct Secrets(BTreeSet<String>);

impl Secrets {
    fn add(&mut self, secret: &str) {
        if secret.len() >= 8 {
            self.0.insert(secret.to_owned());
        }
    }

    fn add_cookies(&mut self, browser: &Browser) {
        for name in browser.cookie_names() {
            let value = browser.cookie(&name).unwrap();
            self.add(value);
            // The state begins an attempt's name; the last bytes of a token are what opens.
            self.add(&value[value.len().saturating_sub(20)..]);
        }
    }
}

/// Threats: M6, R-4.3, ASVS-16.2.5, ASVS-14.2.1, R-4.14
#[tokio::test]
async fn nothing_secret_or_personal_is_logged_on_any_way_through() {
    let Some(site) = Site::in_process().await else {
        return;
    };
    let (victim, spoof) = victim_and_spoof(&site).await;
    let mut secrets = Secrets::default();
    for personal in [&victim.email, &victim.password, &victim.name] {
        secrets.add(personal);
    }
    secrets.add("E. Amazonian the Second");
    let spoof = site
        .change(
            &spoof,
            &serde_json::json!({"name": "E. Amazonian the Second", "postal_code": "98109-5210"}),
        )
        .await;
    secrets.add("98109-5210");
    let token = site.mint_token(&spoof).await;
    secrets.add(&token);
    secrets.add("Atza|");
    secrets.add("a wrong password of theirs");
    listen();

    let mut browser = Browser::new(&site);
    browser
        .sign_in(&victim.email, "a wrong password of theirs")
        .await;
    for fault in [
        None,
        Some("user_id_empty"),
        Some("truncated_json"),
        Some("invalid_token"),
    ] {
        let mut callback = browser.be_sent_back_by_amazon(&spoof).await;
        for (_, value) in callback.query_pairs() {
            secrets.add(&value);
        }
        callback
            .query_pairs_mut()
            .append_pair("access_token", &token);
        if let Some(fault) = fault {
            site.break_amazon("profile", fault).await;
        }
        secrets.add_cookies(&browser);
        browser.deliver(callback).await;
        site.mend_amazon().await;
        secrets.add_cookies(&browser);
        if browser.last().is_redirect() {
            browser.arrive().await;
            browser.answer_link("a wrong password of theirs").await;
            browser.answer_link(&victim.password).await;
            secrets.add_cookies(&browser);
            browser.sign_out().await;
        }
    }
    let bearer = format!("Bearer {token}");
    let request = site.request(Method::GET, "/auth/session?access_token=Atza%7Cx");
    site.send(request.header("authorization", &bearer)).await;
    site.send(sign_in(&site, &victim.email, &victim.password))
        .await;

    let text = heard();
    for expected in [
        "answered",
        "identity linked",
        "access token, which was ignored",
        "amazon gave no profile",
    ] {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
    assert!(secrets.0.len() > 20, "{}", secrets.0.len());
    for secret in &secrets.0 {
        assert!(!text.contains(secret.as_str()), "{secret:?} is in {text}");
    }
    assert!(!text.contains('@') && !text.contains("127.0.0.1"), "{text}");
}

/// The links and codes of letters open accounts, and who is written to is nobody's business.
///
/// Threats: M6, R-4.3, ASVS-16.2.5, ASVS-14.2.1
#[tokio::test]
async fn nothing_secret_or_personal_is_logged_on_any_way_by_letter() {
    let Some(site) = Site::in_process_with_mail().await else {
        return;
    };
    let (victim, spoof) = victim_and_spoof(&site).await;
    let mut secrets = Secrets::default();
    let chosen = "four words nobody put together";
    for personal in [&*victim.email, &victim.password, &victim.name, chosen] {
        secrets.add(personal);
    }
    listen();

    let mut newcomer = Browser::new(&site);
    newcomer.open("/auth/register").await;
    let typed = [
        ("name", "Zoe Newcomer"),
        ("email", "zoe@example.com"),
        ("password", chosen),
    ];
    newcomer.submit("/auth/register", &typed).await;
    newcomer
        .open(&site.letter_to("zoe@example.com").await.link("/auth/verify"))
        .await;
    newcomer.submit("/auth/verify", &[]).await;
    newcomer.open("/auth/account").await;
    let wish = [("email", "zoe.new@example.com")];
    newcomer.submit("/auth/account/email", &wish).await;
    newcomer
        .open(
            &site
                .letter_to("zoe.new@example.com")
                .await
                .link("/auth/verify"),
        )
        .await;
    newcomer.submit("/auth/verify", &[]).await;
    newcomer
        .open(&site.letter_to("zoe@example.com").await.link("/auth/undo"))
        .await;
    newcomer.submit("/auth/undo", &[]).await;
    newcomer.follow().await;
    newcomer
        .submit("/auth/reset", &[("new_password", chosen)])
        .await;

    let mut customer = crate::people::asked(&site, &spoof).await;
    let form = customer.last().form("/auth/amazon/link").unwrap();
    let csrf = form.value("csrf_token").unwrap().to_owned();
    let ask = [("csrf_token", csrf.as_str()), ("send_code", "yes")];
    customer.post("/auth/amazon/link", &ask).await;
    customer.follow().await;
    let letter = site.letter_to(&victim.email).await;
    let is_code = |word: &&str| word.len() == 8 && word.bytes().all(|b| b.is_ascii_digit());
    let code = letter.text.split_whitespace().find(is_code).unwrap();
    customer
        .submit("/auth/amazon/link", &[("code", code)])
        .await;
    customer.open("/auth/forgot").await;
    customer
        .submit("/auth/forgot", &[("email", &victim.email)])
        .await;
    customer
        .open(&site.letter_to(&victim.email).await.link("/auth/reset"))
        .await;
    customer
        .submit("/auth/reset", &[("new_password", chosen)])
        .await;

    let text = heard();
    for browser in [&newcomer, &customer] {
        secrets.add_cookies(browser);
    }
    for letter in site.letters().await {
        for word in letter.text.split_whitespace() {
            if let Some((_, token)) = word.split_once("token=") {
                secrets.add(token);
            }
        }
    }
    secrets.add(code);
    for expected in [
        "account registered",
        "password reset",
        "identity linked",
        "undone",
    ] {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
    assert!(secrets.0.len() > 12, "{}", secrets.0.len());
    for secret in &secrets.0 {
        assert!(!text.contains(secret.as_str()), "{secret:?} is in {text}");
    }
    assert!(!text.contains('@') && !text.contains("127.0.0.1"), "{text}");
}

/// Threats: ASVS-16.4.1
#[tokio::test]
async fn nobody_writes_a_line_of_their_own_into_the_log() {
    let Some(site) = Site::in_process().await else {
        return;
    };
    let nora = site.persona("new-customer").await;
    listen();

    let mut browser = Browser::new(&site);
    let mut callback = browser.be_sent_back_by_amazon(&nora).await;
    callback.query_pairs_mut().append_pair("x", "\r\nFORGED");
    browser.deliver(callback).await;
    for path in [
        "/auth/assets/x%0d%0aFORGED",
        "/auth/assets/x%0aFORGED%1b[31m",
        "/auth/sign-in?return_to=/%0aFORGED",
        "/auth/amazon/callback?error=x%0aFORGED&state=x%0aFORGED",
    ] {
        let request = site.request(Method::GET, path);
        let request = request.header("user-agent", "x\tFORGED");
        site.send(request).await;
    }
    site.send(sign_in(&site, "x\nFORGED@example.com", "\nFORGED"))
        .await;

    let text = heard();
    assert!(text.lines().count() >= 6, "{text}");
    for line in text.lines() {
        let level = line.split_whitespace().next().unwrap();
        assert!(
            ["TRACE", "DEBUG", "INFO", "WARN", "ERROR"].contains(&level),
            "{line}"
        );
        assert!(!line.contains('\u{1b}'), "{line:?}");
    }
}

/// Threats: ASVS-16.2.1, ASVS-16.3.1
#[tokio::test]
async fn every_sign_in_that_failed_and_every_one_that_did_not_is_in_the_log() {
    let Some(site) = Site::in_process().await else {
        return;
    };
    let (victim, spoof) = victim_and_spoof(&site).await;
    listen();

    site.send(sign_in(&site, &victim.email, "a wrong one"))
        .await;
    site.send(sign_in(&site, &victim.email, &victim.password))
        .await;
    let mut browser = crate::people::asked(&site, &spoof).await;
    browser.answer_link(&victim.password).await;
    site.get("/auth/amazon/callback").await;

    let text = heard();
    let answered = |path: &str, outcome: &str, status: u16| {
        text.lines().any(|line| {
            line.contains("answered")
                && line.contains("request.id=")
                && line.contains(&format!("http.path=\"{path}\""))
                && line.contains(&format!("http.status={status}"))
                && line.contains(&format!("outcome=\"{outcome}\""))
        })
    };
    assert!(answered("/auth/sign-in", "wrong_password", 401), "{text}");
    assert!(answered("/auth/sign-in", "ok", 200), "{text}");
    assert!(answered("/auth/amazon/callback", "ok", 303), "{text}");
    assert!(answered("/auth/amazon/link", "ok", 303), "{text}");
    assert!(
        answered("/auth/amazon/callback", "invalid_state", 400),
        "{text}"
    );
    assert!(
        text.contains(&format!("account.id={}", victim.account_id)),
        "{text}"
    );
}
