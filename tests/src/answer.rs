//! An answer as it came over the wire, and how to read it.

use reqwest::header::{HeaderMap, SET_COOKIE};
use scraper::{Html, Selector};
use serde_json::Value;
use url::Url;

use crate::form::Form;

/// An answer to one request. Nothing was followed.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What was asked.
    pub url: Url,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

/// A `Set-Cookie` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetCookie {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
    /// What follows, as it stands there.
    pub attributes: Vec<String>,
}

impl Answer {
    /// The body as text.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{} {}: {error}", self.status, self.text()))
    }

    /// A header that may be there once.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next()?;
        assert!(values.next().is_none(), "{name} is there twice");
        Some(value.to_str().unwrap())
    }

    /// The media type without parameters.
    #[must_use]
    pub fn media_type(&self) -> &str {
        let value = self.header("content-type").unwrap_or_default();
        value.split(';').next().unwrap_or_default()
    }

    /// Whether this leads elsewhere.
    #[must_use]
    pub fn is_redirect(&self) -> bool {
        (300..400).contains(&self.status)
    }

    /// The `Location` as sent.
    #[must_use]
    pub fn location(&self) -> &str {
        assert!(self.is_redirect(), "{} {}", self.status, self.text());
        self.header("location").unwrap()
    }

    /// Where the `Location` leads.
    #[must_use]
    pub fn leads_to(&self) -> Url {
        self.url.join(self.location()).unwrap()
    }

    /// A parameter of the address to which this leads.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        parameter(&self.leads_to(), name)
    }

    /// The cookies it sets.
    #[must_use]
    pub fn set_cookies(&self) -> Vec<SetCookie> {
        let lines = self.headers.get_all(SET_COOKIE).iter();
        lines
            .map(|line| SetCookie::parse(line.to_str().unwrap()))
            .collect()
    }

    /// The cookie of this name that it sets; it may set it once at most.
    #[must_use]
    pub fn set_cookie(&self, name: &str) -> Option<SetCookie> {
        let mut found = self.set_cookies().into_iter().filter(|it| it.name == name);
        let first = found.next();
        assert!(found.next().is_none(), "{name} is set twice");
        first
    }

    /// The stable code of a problem, from JSON or from a page.
    #[must_use]
    pub fn code(&self) -> String {
        match self.media_type() {
            "application/problem+json" => {
                let problem = self.json();
                assert_eq!(problem["status"], self.status);
                problem["code"].as_str().unwrap().to_owned()
            }
            "text/html" => self.select("main p.fine code").concat(),
            other => panic!("not a problem: {} {other} {}", self.status, self.text()),
        }
    }

    /// The texts of what a CSS selector finds on the page, white space collapsed.
    #[must_use]
    pub fn select(&self, css: &str) -> Vec<String> {
        assert_eq!(self.media_type(), "text/html", "{}", self.text());
        let selector = Selector::parse(css).unwrap();
        let document = Html::parse_document(self.text());
        let found = document.select(&selector);
        found
            .map(|it| collapse(&it.text().collect::<String>()))
            .collect()
    }

    /// The page's heading.
    #[must_use]
    pub fn heading(&self) -> String {
        self.select("h1").concat()
    }

    /// What a screen reader would announce at once.
    #[must_use]
    pub fn alert(&self) -> String {
        self.select("[role=alert]").concat()
    }

    /// Where the links of the page lead, as written.
    #[must_use]
    pub fn links(&self) -> Vec<String> {
        let selector = Selector::parse("a[href]").unwrap();
        let document = Html::parse_document(self.text());
        let found = document.select(&selector);
        found
            .filter_map(|it| it.attr("href").map(ToOwned::to_owned))
            .collect()
    }

    /// The form of the page that is sent to `action`.
    #[must_use]
    pub fn form(&self, action: &str) -> Option<Form> {
        Form::find(self.text(), action)
    }
}

/// A parameter of an address.
pub(crate) fn parameter(url: &Url, name: &str) -> Option<String> {
    let mut found = url.query_pairs().filter(|(key, _)| key == name);
    let (_, value) = found.next()?;
    assert!(found.next().is_none(), "{name} is there twice in {url}");
    Some(value.into_owned())
}

fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl SetCookie {
    fn parse(line: &str) -> Self {
        let mut parts = line.split(';').map(str::trim);
        let (name, value) = parts.next().unwrap().split_once('=').unwrap();
        Self {
            name: name.to_owned(),
            value: value.to_owned(),
            attributes: parts.map(ToOwned::to_owned).collect(),
        }
    }

    /// The value of an attribute, empty for a flag.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find_map(|attribute| {
            let (key, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// `Max-Age`.
    #[must_use]
    pub fn max_age(&self) -> i64 {
        self.attribute("max-age").unwrap().parse().unwrap()
    }
}
