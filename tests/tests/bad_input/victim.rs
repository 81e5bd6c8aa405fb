//! Somebody in the middle of signing in while others try to get in the way.

use acceptance::{Answer, Browser, Raw, Requests, Site, Table};
use reqwest::Method;
use url::Url;

pub(crate) struct Victim {
    pub(crate) site: Site,
    pub(crate) browser: Browser,
    /// Where Amazon sent the browser; not opened yet.
    pub(crate) callback: Url,
    table: Table,
    requests: Requests,
}

impl Victim {
    /// Nora, sent back by Amazon, her callback not opened yet.
    pub(crate) async fn between_amazon_and_site() -> Self {
        let site = Site::start().await;
        let nora = site.persona("new-customer").await;
        let mut browser = Browser::new(&site);
        let callback = browser.be_sent_back_by_amazon(&nora).await;
        Self {
            table: site.table().await,
            requests: site.requests_at_amazon().await,
            site,
            browser,
            callback,
        }
    }

    /// A parameter of the callback.
    pub(crate) fn parameter(&self, name: &str) -> String {
        let mut pairs = self.callback.query_pairs();
        let (_, value) = pairs.find(|(key, _)| key == name).unwrap();
        value.into_owned()
    }

    /// The name of the attempt's cookie, without prefix.
    pub(crate) fn attempt(&self) -> String {
        format!("login-{}", &self.parameter("state")[..8])
    }

    /// A request to the callback with this query, with the victim's own cookies.
    pub(crate) fn request(&self, query: &str) -> Raw {
        let path = format!("/auth/amazon/callback?{query}");
        self.browser.raw(Method::GET, &path)
    }

    /// Sends a request as a program and as a browser: both get the same status and code, and no cookie.
    pub(crate) async fn assert_refused(&self, request: Raw, status: u16, code: &str, why: &str) {
        assert_refused(&self.site, request, status, code, why).await;
    }

    /// Nothing was written, nothing was asked of Amazon, and the victim still gets in.
    pub(crate) async fn assert_unharmed(mut self) {
        let changed = self.site.table().await.changed_since(&self.table);
        assert_eq!(changed, [""; 0]);
        assert_eq!(self.site.requests_at_amazon().await, self.requests);
        let answer = self.browser.deliver(self.callback.clone()).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let who = self.browser.session().await.unwrap();
        assert_eq!(who["auth_method"], "amazon");
    }
}

/// Sends a request as a program and as a browser: both get the same status and code, and no session.
pub(crate) async fn assert_refused(site: &Site, request: Raw, status: u16, code: &str, why: &str) {
    let as_program = site.send(request.clone()).await;
    let as_browser = site.send(request.for_a_page()).await;
    for (answer, kind) in [
        (&as_program, "application/problem+json"),
        (&as_browser, "text/html"),
    ] {
        assert_eq!(answer.status, status, "{why}: {}", answer.text());
        assert_eq!(answer.media_type(), kind, "{why}");
        assert_eq!(answer.code(), code, "{why}");
        assert_gives_nothing(answer, why);
    }
    assert!(
        !as_browser.heading().is_empty() && !as_browser.alert().is_empty(),
        "{why}"
    );
}

fn assert_gives_nothing(answer: &Answer, why: &str) {
    let given = answer.set_cookies().into_iter();
    let given: Vec<_> = given
        .filter(|cookie| cookie.max_age() > 0 && !cookie.name.ends_with("form"))
        .collect();
    assert_eq!(given, [], "{why}");
}
