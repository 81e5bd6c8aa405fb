//! A cookie jar that does what RFC 6265bis says, for the attributes that we use.

use std::collections::BTreeMap;

use url::Url;

use crate::answer::{Answer, SetCookie};

/// The cookies of one browser, by host and name: as in life, a port makes no difference.
#[derive(Clone, Debug, Default)]
pub struct Jar(BTreeMap<(String, String), Cookie>);

#[derive(Clone, Debug)]
struct Cookie {
    value: String,
    secure: bool,
    http_only: bool,
}

impl Jar {
    /// Takes the cookies of an answer in. One that a browser would refuse or keep narrower than we
    /// mean is a failure.
    pub(crate) fn take_in(&mut self, answer: &Answer) {
        for cookie in answer.set_cookies() {
            assert_eq!(cookie.attribute("path"), Some("/"), "{cookie:?}");
            assert_eq!(cookie.attribute("domain"), None, "{cookie:?}");
            let secure = cookie.attribute("secure").is_some();
            assert_eq!(
                cookie.name.starts_with("__Host-"),
                answer.url.scheme() == "https" && secure,
                "{cookie:?}"
            );
            let key = (host(&answer.url), cookie.name.clone());
            if cookie.max_age() <= 0 {
                self.0.remove(&key);
            } else {
                self.0.insert(key, Cookie::new(&cookie, secure));
            }
        }
    }

    /// The `Cookie` header of a request, if any is sent.
    pub(crate) fn header(&self, url: &Url) -> Option<String> {
        let is_secure = url.scheme() == "https";
        let pairs: Vec<_> = self
            .0
            .iter()
            .filter(|((host_, _), cookie)| *host_ == host(url) && (is_secure || !cookie.secure))
            .map(|((_, name), cookie)| format!("{name}={}", cookie.value))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    pub(crate) fn get(&self, url: &Url, name: &str) -> Option<&str> {
        let cookie = self.0.get(&(host(url), name.to_owned()))?;
        assert!(cookie.http_only, "scripts can read {name}");
        Some(&cookie.value)
    }

    pub(crate) fn names(&self, url: &Url) -> Vec<String> {
        let ours = self.0.keys().filter(|(host_, _)| *host_ == host(url));
        ours.map(|(_, name)| name.clone()).collect()
    }

    pub(crate) fn put(&mut self, url: &Url, name: &str, value: &str) {
        let cookie = Cookie {
            value: value.to_owned(),
            secure: url.scheme() == "https",
            http_only: true,
        };
        self.0.insert((host(url), name.to_owned()), cookie);
    }

    pub(crate) fn remove(&mut self, url: &Url, name: &str) {
        self.0.remove(&(host(url), name.to_owned()));
    }
}

impl Cookie {
    fn new(cookie: &SetCookie, secure: bool) -> Self {
        Self {
            value: cookie.value.clone(),
            secure,
            http_only: cookie.attribute("httponly").is_some(),
        }
    }
}

fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}
