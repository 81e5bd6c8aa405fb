//! A gateway event of any JSON, handed to the functions over a store in memory: whatever it says, the
//! answer is a defined one.
#![no_main]

use std::sync::LazyLock;

use account::AccountPages;
use accounts::{
    amazon::{AmazonError, AuthorizationPage, ProfileSource},
    config::{AllowedOrigins, PublicUrl, Vars},
    domain::{AccessToken, AmazonProfile, AmazonUserId, AuthorizationCode, Secret},
    flow::{Context, Policy},
    http::{Answer, Cors, Event, Function as _, Handler, Site},
    mail::{ConfiguredMailer, NoMail},
    store::memory::{Items, MemoryStore},
};
use authorizer::Authorizer;
use callback::Callback;
use libfuzzer_sys::fuzz_target;
use link_confirm::LinkConfirm;
use local_account::LocalAccount;
use login::Login;
use mailbox::Mailbox;
use session_check::SessionCheck;
use tokio::runtime::{Builder, Runtime};

/// An Amazon that takes no code and knows no token.
struct Amazon;

impl ProfileSource for Amazon {
    async fn profile_for_code(
        &self,
        _: &AuthorizationCode,
        _: &Secret,
    ) -> Result<AmazonProfile, AmazonError> {
        Err(AmazonError::Timeout)
    }

    async fn check_app_token(&self, _: &AccessToken) -> Result<AmazonUserId, AmazonError> {
        Err(AmazonError::WrongAudience)
    }

    async fn profile_for_app_token(
        &self,
        _: &AccessToken,
        _: &AmazonUserId,
    ) -> Result<AmazonProfile, AmazonError> {
        Err(AmazonError::Timeout)
    }
}

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime")
});

static LOGIN: LazyLock<Login> = LazyLock::new(|| Login::from_vars(&vars()).expect("good settings"));

static CORS: LazyLock<Cors> = LazyLock::new(|| {
    let vars = Vars::from_fn(|name| {
        (name == "ALLOWED_ORIGINS").then(|| "https://www.shop.example".to_owned())
    });
    Cors::new(AllowedOrigins::from_vars(&vars).expect("good origins"))
});

/// All touch the memory of a hash when they are made, so they are made once; their stores stay as
/// good as empty.
static LINK_CONFIRM: LazyLock<LinkConfirm<MemoryStore>> =
    LazyLock::new(|| LinkConfirm::new(site(), context(), NO_MAIL));
static LOCAL_ACCOUNT: LazyLock<LocalAccount<MemoryStore>> =
    LazyLock::new(|| LocalAccount::new(site(), context()));

static ACCOUNT: LazyLock<AccountPages<MemoryStore>> = LazyLock::new(|| {
    let amazon = AuthorizationPage::from_vars(&vars()).expect("good settings");
    AccountPages::new(site(), context(), amazon, NO_MAIL)
});

static MAILBOX: LazyLock<Mailbox<MemoryStore>> = LazyLock::new(|| {
    let mut context = context();
    context.policy.mail = true;
    Mailbox::new(site(), context, NO_MAIL)
});

/// No letter goes out.
const NO_MAIL: ConfiguredMailer = ConfiguredMailer::Off(NoMail);

fuzz_target!(|data: &[u8]| {
    let Ok(event) = serde_json::from_slice::<Event>(data) else {
        return;
    };
    let _ = (
        event.query(),
        event.form(),
        event.bearer().is_ok(),
        event.wants_html(),
    );
    check(&*LOGIN, &event);
    check(&Callback::new(site(), context(), Amazon), &event);
    check(&SessionCheck::new(site(), CORS.clone(), context()), &event);
    check(&*ACCOUNT, &event);
    check(&*LINK_CONFIRM, &event);
    check(&*MAILBOX, &event);
    let verdict = RUNTIME.block_on(Authorizer::new(site(), context()).call(event.clone()));
    assert!(!verdict.expect("the table was there").is_authorized);
    // A password is hashed for tens of milliseconds, on purpose.
    let hashes = event.method() == "POST"
        && ["/auth/sign-in", "/auth/register"].contains(&event.path())
        && event.has_json();
    if !hashes {
        check(&*LOCAL_ACCOUNT, &event);
    }
});

fn vars() -> Vars<'static> {
    Vars::from_fn(|name| match name {
        "PUBLIC_URL" => Some("https://shop.example".to_owned()),
        "LWA_CLIENT_ID" => Some("amzn1.application-oa2-client.fuzz".to_owned()),
        _ => None,
    })
}

fn site() -> Site {
    let url: PublicUrl = "https://shop.example".parse().expect("an address");
    Site::new(url)
}

fn context() -> Context<MemoryStore> {
    Context::new(MemoryStore::new(Items::default()), Policy::default())
}

fn check(handler: &impl Handler, event: &Event) {
    let answer: Answer = RUNTIME.block_on(handler.handle(event.clone()));
    assert!((200..=503).contains(&answer.status_code) && answer.status_code != 500);
    assert_ne!(answer.outcome, "unavailable", "the table was there");
    for value in answer.headers.values().chain(&answer.cookies) {
        assert!(
            value.bytes().all(|b| (b' '..=b'~').contains(&b)),
            "{value:?}"
        );
    }
    if let Some(location) = answer.headers.get("location") {
        let amazon = location.starts_with("https://www.amazon.com/ap/oa?");
        assert!(
            amazon || (location.starts_with('/') && !location.starts_with("//")),
            "{location}"
        );
    }
    assert!(answer.headers.contains_key("content-security-policy") || answer.body.is_empty());
    serde_json::to_vec(&answer).expect("an answer is JSON");
}
