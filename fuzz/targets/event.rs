//! A gateway event of any JSON, handed to the handlers over a store in memory: whatever it says, the
//! answer is a defined one.
#![no_main]

use std::sync::LazyLock;

use accounts::{
    amazon::{AmazonError, ProfileSource},
    config::{PublicUrl, Vars},
    domain::{AmazonProfile, AuthorizationCode, Secret},
    flow::{Context, Policy},
    http::{Answer, Event, Handler, Site},
    store::memory::{Items, MemoryStore},
};
use callback::Callback;
use libfuzzer_sys::fuzz_target;
use link_confirm::LinkConfirm;
use local_account::LocalAccount;
use login::Login;
use session_check::SessionCheck;
use tokio::runtime::{Builder, Runtime};

/// An Amazon that takes no code.
struct Amazon;

impl ProfileSource for Amazon {
    async fn profile_for_code(
        &self,
        _: &AuthorizationCode,
        _: &Secret,
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

static LOGIN: LazyLock<Login> = LazyLock::new(|| {
    let vars = Vars::from_fn(|name| match name {
        "PUBLIC_URL" => Some("https://shop.example".to_owned()),
        "LWA_CLIENT_ID" => Some("amzn1.application-oa2-client.fuzz".to_owned()),
        _ => None,
    });
    Login::from_vars(&vars).expect("good settings")
});

/// Hashes a dummy password when it is made, so it is made once; its store stays as good as empty.
static LOCAL_ACCOUNT: LazyLock<LocalAccount<MemoryStore>> =
    LazyLock::new(|| LocalAccount::new(site(), context()));

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
    check(&SessionCheck::new(site(), context()), &event);
    if event.method() == "GET" {
        check(&LinkConfirm::new(site(), context()), &event);
    }
    // A password is hashed for tens of milliseconds, on purpose.
    let hashes = event.method() == "POST" && event.path() == "/auth/sign-in" && event.has_json();
    if !hashes {
        check(&*LOCAL_ACCOUNT, &event);
    }
});

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
