//! Answers in payload format 2.0, each with the same security headers.

use std::{borrow::Cow, collections::BTreeMap, error::Error as _};

use serde::Serialize;

use super::{
    Event,
    cookies::{CookieName, Cookies},
    guard::csrf_token,
    source::{came_through, source},
};
use crate::{
    config::{Brand, ConfigError, OriginSecrets, PublicUrl, SiteAddress, Vars},
    domain::{AccountId, LoginAttempt, ReturnTo, Secret, SessionToken},
    mail::Letters,
    pages::{self, Frame, Page, assets::Asset},
    problem::{Code, Problem},
    store::StoreError,
    token::Random,
};

/// An answer as API Gateway takes it. Always the full shape: a bare body would be guessed at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The HTTP status.
    pub status_code: u16,
    /// Headers, names in lower case. `Set-Cookie` is not among them.
    pub headers: BTreeMap<&'static str, String>,
    /// One `Set-Cookie` line each.
    pub cookies: Vec<String>,
    /// The body, as text.
    pub body: String,
    /// Always false.
    pub is_base64_encoded: bool,
    /// What came of it, for the log: the code of a problem, else `ok`.
    #[serde(skip)]
    pub outcome: &'static str,
    /// Whom it signed in, for the log.
    #[serde(skip)]
    pub account_id: Option<AccountId>,
}

impl Answer {
    /// Adds a `Set-Cookie` line.
    #[must_use]
    pub fn with_cookie(mut self, line: String) -> Self {
        self.cookies.push(line);
        self
    }

    /// Adds several `Set-Cookie` lines.
    #[must_use]
    pub fn with_cookies(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.cookies.extend(lines);
        self
    }

    /// Notes for the log whom it signs in.
    #[must_use]
    pub fn for_account(mut self, token: &SessionToken) -> Self {
        self.account_id = Some(token.session_ref().account_id);
        self
    }

    /// Says that the answer differs by this header of the request, too.
    #[must_use]
    pub fn varying_by(mut self, header: &str) -> Self {
        let vary = self.headers.entry("vary").or_default();
        if !vary.is_empty() {
            vary.push_str(", ");
        }
        vary.push_str(header);
        self
    }

    /// Sets a header.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.insert(name, value.into());
        self
    }
}

/// The site these functions serve: makes answers that fit its address.
#[derive(Clone, Debug)]
pub struct Site {
    public_url: PublicUrl,
    brand: Brand,
    csp: Cow<'static, str>,
    origin_secrets: OriginSecrets,
}

impl Site {
    /// Nothing may be loaded, framed or run, and forms go nowhere else (ASVS 3.4.3, 3.4.6).
    pub const CSP: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// The site at this address, which says nothing about itself.
    #[must_use]
    pub const fn new(public_url: PublicUrl) -> Self {
        Self {
            public_url,
            brand: Brand::PLAIN,
            csp: Cow::Borrowed(Self::CSP),
            origin_secrets: OriginSecrets::none(),
        }
    }

    /// The same behind CloudFront, which shows these secrets.
    #[must_use]
    pub fn behind(self, origin_secrets: OriginSecrets) -> Self {
        Self {
            origin_secrets,
            ..self
        }
    }

    /// The address that a request is counted against.
    #[must_use]
    pub fn source<'e>(&self, event: &'e Event) -> &'e str {
        source(event, &self.origin_secrets)
    }

    /// The refusal of a request that went around CloudFront, where none may.
    #[must_use]
    pub fn refuse_direct(&self, event: &Event) -> Option<Answer> {
        let secrets = &self.origin_secrets;
        let refused = secrets.are_required() && !came_through(event, secrets);
        refused.then(|| self.problem(event, &Code::DirectRequest.into()))
    }

    /// The site of the settings, as its pages show it. Images may then come from where its logo is, too.
    pub fn from_vars(vars: &Vars<'_>) -> Result<Self, ConfigError> {
        let public_url = vars.public_url()?;
        let brand = Brand::from_vars(vars, &public_url)?;
        let elsewhere = brand.logo.as_ref().and_then(SiteAddress::origin);
        let csp = elsewhere.map_or(Cow::Borrowed(Self::CSP), |origin| {
            Self::CSP
                .replace(Self::IMAGES, &format!("{} {origin}", Self::IMAGES))
                .into()
        });
        Ok(Self {
            public_url,
            brand,
            csp,
            origin_secrets: OriginSecrets::none(),
        })
    }

    /// Whether a header is the policy of such a site: [`Site::CSP`], or the same with one origin more
    /// for the logo.
    #[must_use]
    pub fn is_csp(header: &str) -> bool {
        let Some((before, after)) = Self::CSP.split_once(Self::IMAGES) else {
            return false;
        };
        header
            .strip_prefix(before)
            .and_then(|rest| rest.strip_prefix(Self::IMAGES))
            .and_then(|rest| rest.strip_suffix(after))
            .is_some_and(|logo| {
                let origin = logo.strip_prefix(" https://");
                logo.is_empty() || origin.is_some_and(|it| !it.contains([' ', ';', '*', '/']))
            })
    }

    const IMAGES: &str = "img-src 'self'";

    /// Its address.
    #[must_use]
    pub const fn public_url(&self) -> &PublicUrl {
        &self.public_url
    }

    /// Its cookies.
    #[must_use]
    pub const fn cookies(&self) -> Cookies {
        Cookies::new(self.public_url.is_secure())
    }

    /// The frame of the page that answers `event`.
    #[must_use]
    pub fn frame(&self, event: &Event) -> Frame<'_> {
        Frame {
            language: event.language(),
            brand: &self.brand,
        }
    }

    /// The letters that `event` makes us write.
    #[must_use]
    pub fn letters<'a, M>(&'a self, event: &Event, mailer: &'a M) -> Letters<'a, M> {
        Letters::new(mailer, &self.public_url, &self.brand, event.language())
    }

    /// A page.
    #[must_use]
    pub fn page(&self, status: u16, page: Page) -> Answer {
        let language = page.language.tag();
        self.answer(status, "text/html; charset=utf-8", page.into_string())
            .with_header("content-language", language)
            .varying_by("Accept-Language")
    }

    /// A JSON document. What cannot be serialised is a mistake of ours and answers 503.
    #[must_use]
    pub fn json(&self, status: u16, body: &impl Serialize) -> Answer {
        match serde_json::to_string(body) {
            Ok(body) => self.answer(status, "application/json", body),
            Err(_) => self.problem_json(&Problem::of(Code::Unavailable)),
        }
    }

    /// Done, with nothing to say.
    #[must_use]
    pub fn no_content(&self) -> Answer {
        self.answer(204, "text/plain; charset=utf-8", String::new())
    }

    /// On to another address by GET (RFC 9110 15.4.4; never 307, which would repeat a password).
    #[must_use]
    pub fn see_other(&self, location: &str) -> Answer {
        self.answer(303, "text/plain; charset=utf-8", String::new())
            .with_header("location", location)
    }

    /// A problem: a page for a person, `application/problem+json` for a program.
    #[must_use]
    pub fn problem(&self, event: &Event, problem: &Problem) -> Answer {
        if event.wants_html() {
            let page = pages::problem(self.frame(event), problem.code, &ReturnTo::home());
            self.problem_page(problem.code, page)
        } else {
            self.problem_json(problem)
        }
    }

    /// A problem on a page of its own making, with the problem's status.
    #[must_use]
    pub fn problem_page(&self, code: Code, page: Page) -> Answer {
        Answer {
            outcome: code.as_str(),
            ..self.page(code.status(), page)
        }
    }

    /// A page, refused for `problem` or not, whose form has the CSRF token of this browser's secret, or of
    /// a new one.
    #[must_use]
    pub fn form_page(
        &self,
        event: &Event,
        random: &impl Random,
        problem: Option<Code>,
        page: impl FnOnce(&str) -> Page,
    ) -> Answer {
        let cookies = self.cookies();
        let held = cookies.secret(event, &CookieName::Form);
        let secret: Secret = held.unwrap_or_else(|| random.secret());
        let page = page(&csrf_token(&secret));
        let answer = match problem {
            Some(code) => self.problem_page(code, page),
            None => self.page(200, page),
        };
        answer.with_cookie(cookies.set_form(&secret))
    }

    /// A problem as `application/problem+json`.
    #[must_use]
    pub fn problem_json(&self, problem: &Problem) -> Answer {
        let (status, body) = (problem.code.status(), problem.to_json());
        Answer {
            outcome: problem.code.as_str(),
            ..self.answer(status, "application/problem+json", body)
        }
    }

    /// A file that never changes under its name.
    #[must_use]
    pub fn asset(&self, asset: Asset) -> Answer {
        self.answer(200, asset.content_type, asset.body)
            .with_header("cache-control", "public, max-age=31536000, immutable")
    }

    /// Logs why the table had no answer, once, and says that we are unavailable.
    #[must_use]
    pub fn unavailable(error: &StoreError) -> Problem {
        tracing::error!(%error, source = error.source().map(tracing::field::display), "the table has no answer");
        Problem::of(Code::Unavailable)
    }

    /// What every function does last: too many open login attempts are cleared, oldest first, so
    /// that a request can never grow past what API Gateway takes.
    #[must_use]
    pub fn finish(&self, event: &Event, answer: Answer) -> Answer {
        answer.with_cookies(
            self.cookies()
                .clear_attempts_beyond(event, LoginAttempt::MAX_OPEN),
        )
    }

    fn answer(&self, status: u16, content_type: &str, body: String) -> Answer {
        let mut headers = BTreeMap::from([
            ("cache-control", "no-store".to_owned()),
            ("content-security-policy", self.csp.clone().into_owned()),
            ("content-type", content_type.to_owned()),
            ("cross-origin-opener-policy", "same-origin".to_owned()),
            ("referrer-policy", "no-referrer".to_owned()),
            ("x-content-type-options", "nosniff".to_owned()),
            ("x-frame-options", "DENY".to_owned()),
        ]);
        if self.public_url.is_secure() {
            headers.insert("strict-transport-security", "max-age=31536000".to_owned());
        }
        Answer {
            status_code: status,
            headers,
            cookies: Vec::new(),
            body,
            is_base64_encoded: false,
            outcome: "ok",
            account_id: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csp_with_logo(logo: &'static str) -> String {
        let vars = Vars::from_fn(|name| match name {
            "PUBLIC_URL" => Some("https://shop.example".to_owned()),
            "LOGO_URL" => Some(logo.to_owned()),
            _ => None,
        });
        let site = Site::from_vars(&vars).unwrap();
        site.no_content().headers["content-security-policy"].clone()
    }

    fn refused(only: &'static str, sent: Option<&str>, accept: &str) -> Option<Answer> {
        let vars = Vars::from_fn(|name| match name {
            "PUBLIC_URL" => Some("https://shop.example".to_owned()),
            // printf %s one | sha256sum
            "ORIGIN_SECRET_SHA256" => {
                Some("7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed".to_owned())
            }
            "ONLY_THROUGH_CLOUDFRONT" => Some(only.to_owned()),
            _ => None,
        });
        let mut headers = serde_json::json!({"accept": accept, "accept-language": "fr"});
        if let Some(sent) = sent {
            headers["x-origin-secret"] = sent.into();
        }
        let event =
            serde_json::json!({"headers": headers, "requestContext": {"http": {"method": "GET"}}});
        let event: Event = serde_json::from_value(event).unwrap();
        let secrets = OriginSecrets::from_vars(&vars).unwrap();
        let site = Site::from_vars(&vars).unwrap().behind(secrets);
        site.refuse_direct(&event)
    }

    #[test]
    fn where_all_must_come_through_cloudfront_the_way_around_is_closed() {
        for sent in [None, Some(""), Some("two")] {
            let json = refused("yes", sent, "application/json").unwrap();
            assert_eq!((json.status_code, json.outcome), (403, "direct_request"));
            assert!(json.body.contains(r#""code":"direct_request""#));
            let page = refused("yes", sent, "text/html").unwrap();
            assert_eq!((page.status_code, page.outcome), (403, "direct_request"));
            assert_eq!(page.headers["content-language"], "fr");

            assert!(refused("no", sent, "text/html").is_none());
        }
        assert!(refused("yes", Some("one"), "text/html").is_none());
    }

    #[test]
    fn a_logo_from_elsewhere_opens_the_policy_for_images_of_that_origin_alone() {
        assert_eq!(csp_with_logo("/logo.svg"), Site::CSP);

        let csp = csp_with_logo("https://cdn.shop.example/a/logo.svg");

        assert_eq!(
            csp,
            Site::CSP.replace("img-src 'self'", "img-src 'self' https://cdn.shop.example")
        );
        assert!(Site::is_csp(&csp) && Site::is_csp(Site::CSP));
        for bad in [
            "",
            &csp.replace("https://cdn.shop.example", "*"),
            &csp.replace("https://cdn.shop.example", "https://*.shop.example"),
            &csp.replace(" https://cdn", " https://a.example https://cdn"),
            &csp.replace("style-src 'self'", "style-src *"),
        ] {
            assert!(!Site::is_csp(bad), "{bad}");
        }
    }
}
