//! A browser: it keeps cookies, sends what browsers send with a navigation, and follows redirects one at
//! a time.

use reqwest::Method;
use url::{Origin, Url};

use crate::{answer::Answer, form, jar::Jar, raw::Raw, site::Site};

/// A browser with cookies of its own. A clone has copies of them, like a thief's browser, or another
/// tab for requests at the same time.
#[derive(Clone, Debug)]
pub struct Browser {
    site: Site,
    jar: Jar,
    history: Vec<Answer>,
    navigation: Navigation,
    sends_fetch_metadata: bool,
    languages: Option<&'static str>,
}

/// Who began a chain of redirects, and how far from there it has led.
#[derive(Clone, Debug, Default)]
struct Navigation {
    begun_by: Option<Origin>,
    has_left: bool,
}

impl Browser {
    /// A new browser, without cookies.
    #[must_use]
    pub fn new(site: &Site) -> Self {
        Self {
            site: site.clone(),
            jar: Jar::default(),
            history: Vec::new(),
            navigation: Navigation::default(),
            sends_fetch_metadata: true,
            languages: None,
        }
    }

    /// The same without `Sec-Fetch-*`, like browsers before 2023.
    #[must_use]
    pub const fn of_old_make(mut self) -> Self {
        self.sends_fetch_metadata = false;
        self
    }

    /// The same with these languages in its settings, as `Accept-Language` says them.
    #[must_use]
    pub const fn reading(mut self, languages: &'static str) -> Self {
        self.languages = Some(languages);
        self
    }

    /// The site it is used for.
    #[must_use]
    pub const fn site(&self) -> &Site {
        &self.site
    }

    /// The last answer.
    #[must_use]
    pub fn last(&self) -> &Answer {
        self.history.last().expect("nothing was opened yet")
    }

    /// Everything that came back so far, redirects too.
    #[must_use]
    pub fn history(&self) -> &[Answer] {
        &self.history
    }

    /// Asks for an address that the person typed, or took from a bookmark. One answer, not followed.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.navigation = Navigation::default();
        let url = self.site.url(path);
        self.send(Method::GET, url, None).await
    }

    /// Asks for an address and goes where it leads.
    pub async fn open(&mut self, path: &str) -> Answer {
        self.get(path).await;
        self.arrive().await
    }

    /// Goes to an address from a page of `origin`, as by a link there.
    pub async fn get_from(&mut self, origin: &Url, url: Url) -> Answer {
        self.begin_at(origin);
        self.send(Method::GET, url, None).await
    }

    /// Clicks a link of the current page. One answer, not followed.
    pub async fn click(&mut self, href: &str) -> Answer {
        let page = self.last();
        assert!(
            page.links().iter().any(|link| link == href),
            "no link {href} in {}",
            page.text()
        );
        let (origin, url) = (page.url.clone(), page.url.join(href).unwrap());
        self.get_from(&origin, url).await
    }

    /// Fills in the form of the current page that is sent to `action`, and sends it. Not followed.
    pub async fn submit(&mut self, action: &str, contents: &[(&str, &str)]) -> Answer {
        let page = self.last();
        let form = page
            .form(action)
            .unwrap_or_else(|| panic!("no form {action} in {}", page.text()));
        let body = form.filled_in(contents).encode();
        self.post_from_page(action, body).await
    }

    /// Sends a form of any content from the current page.
    pub async fn post(&mut self, action: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_from_page(action, form::encode(fields)).await
    }

    async fn post_from_page(&mut self, action: &str, body: String) -> Answer {
        let page = self.last().clone();
        self.begin_at(&page.url);
        // Under this policy browsers do not tell where a form was (Fetch, "append a request `Origin` header").
        let origin = match page.header("referrer-policy") {
            Some("no-referrer") => "null".to_owned(),
            _ => page.url.origin().ascii_serialization(),
        };
        let url = page.url.join(action).unwrap();
        self.send(Method::POST, url, Some((origin, body))).await
    }

    /// Follows the last answer's redirect, one step.
    pub async fn follow(&mut self) -> Answer {
        let url = self.last().leads_to();
        self.send(Method::GET, url, None).await
    }

    /// Follows redirects until there are none.
    pub async fn arrive(&mut self) -> Answer {
        for _ in 0..10 {
            if !self.last().is_redirect() {
                return self.last().clone();
            }
            self.follow().await;
        }
        panic!("redirects go in a circle: {:?}", self.last());
    }

    /// What this browser would send with a request for `url` by a script of the site.
    #[must_use]
    pub fn raw(&self, method: Method, path: &str) -> Raw {
        let url = self.site.url(path);
        let request = Raw::new(method, url.clone());
        match self.jar.header(&url) {
            Some(cookies) => request.header("cookie", &cookies),
            None => request,
        }
    }

    /// The value of one of the site's cookies, by its name without prefix.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.jar
            .get(&self.site.url("/"), &self.site.cookie_name(name))
    }

    /// Plants a cookie, by its name without prefix.
    pub fn plant_cookie(&mut self, name: &str, value: &str) {
        let name = self.site.cookie_name(name);
        self.jar.put(&self.site.url("/"), &name, value);
    }

    /// Loses a cookie, by its name without prefix.
    pub fn lose_cookie(&mut self, name: &str) {
        let name = self.site.cookie_name(name);
        self.jar.remove(&self.site.url("/"), &name);
    }

    /// The names of the site's cookies, without prefix.
    #[must_use]
    pub fn cookie_names(&self) -> Vec<String> {
        let prefix = self.site.cookie_name("");
        let names = self.jar.names(&self.site.url("/"));
        let stripped = names.iter().map(|name| name.strip_prefix(&prefix).unwrap());
        stripped.map(ToOwned::to_owned).collect()
    }

    /// The names of its open login attempts' cookies, without prefix.
    #[must_use]
    pub fn attempts(&self) -> Vec<String> {
        let mut names = self.cookie_names();
        names.retain(|name| name.starts_with("login-"));
        names
    }

    fn begin_at(&mut self, page: &Url) {
        self.navigation = Navigation {
            begun_by: Some(page.origin()),
            has_left: false,
        };
    }

    /// Sends a navigation and remembers what comes back.
    async fn send(&mut self, method: Method, url: Url, form: Option<(String, String)>) -> Answer {
        let mut request = Raw::new(method, url.clone()).header(
            "accept",
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        );
        if let Some(cookies) = self.jar.header(&url) {
            request = request.header("cookie", &cookies);
        }
        if let Some(languages) = self.languages {
            request = request.header("accept-language", languages);
        }
        if let Some((origin, body)) = form {
            request = request.header("origin", &origin).form(body);
        }
        let site = self.navigation.reach(&url);
        if self.sends_fetch_metadata {
            request = request
                .header("sec-fetch-site", site)
                .header("sec-fetch-mode", "navigate")
                .header("sec-fetch-dest", "document")
                .header("sec-fetch-user", "?1");
        }
        let answer = self.site.send(request).await;
        self.jar.take_in(&answer);
        self.history.push(answer.clone());
        answer
    }
}

impl Navigation {
    /// `Sec-Fetch-Site` of a request for `url` (Fetch Metadata, 2.2): the worst of the whole chain.
    fn reach(&mut self, url: &Url) -> &'static str {
        let Some(origin) = &self.begun_by else {
            return "none";
        };
        self.has_left |= *origin != url.origin();
        if self.has_left {
            "cross-site"
        } else {
            "same-origin"
        }
    }
}
