//! Our cookies: their names, attributes and life.

use std::{borrow::Cow, collections::BTreeSet};

use super::{
    Event,
    event::{cookies_in, only},
};
use crate::domain::{Device, LoginAttempt, Secret, SessionLife, SessionToken, State, Ticket};

/// One of our cookies. On https each name has the prefix `__Host-`: it belongs to this very host,
/// its whole path, and came over TLS (threat C1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CookieName {
    /// The session.
    Session,
    /// A link ticket.
    Link,
    /// A login attempt, named by the first eight characters of its state.
    Login(String),
    /// The CSRF secret of a browser that has no session yet.
    Form,
    /// A browser that signed in before.
    Device,
}

impl CookieName {
    /// The attempt's cookie for a state.
    #[must_use]
    pub fn login(state: &State) -> Self {
        Self::Login(state.cookie_suffix().to_owned())
    }

    /// The name as the browser holds it.
    #[must_use]
    pub fn written(&self, secure: bool) -> String {
        let name: Cow<'_, str> = match self {
            Self::Session => "session".into(),
            Self::Link => "link".into(),
            Self::Login(suffix) => format!("login-{suffix}").into(),
            Self::Form => "form".into(),
            Self::Device => "device".into(),
        };
        format!("{}{name}", if secure { "__Host-" } else { "" })
    }
}

/// Writes `Set-Cookie` lines for a site on https, or on loopback without.
#[derive(Clone, Copy, Debug)]
pub struct Cookies {
    secure: bool,
}

impl Cookies {
    /// For a site on https, or (`secure` false) on loopback.
    #[must_use]
    pub const fn new(secure: bool) -> Self {
        Self { secure }
    }

    /// Whether the site is on https.
    #[must_use]
    pub const fn is_secure(self) -> bool {
        self.secure
    }

    /// The cookie `name` of a request.
    #[must_use]
    pub fn find<'e>(self, event: &'e Event, name: &CookieName) -> Option<&'e str> {
        event.cookie(&name.written(self.secure))
    }

    /// The cookie `name` of a `Cookie` header alone; none if two of that name are in it.
    #[must_use]
    pub fn find_in<'h>(self, header: &'h str, name: &CookieName) -> Option<&'h str> {
        only(cookies_in(header), &name.written(self.secure))
    }

    /// The session of a request, if its cookie has the form of one.
    #[must_use]
    pub fn session(self, event: &Event) -> Option<SessionToken> {
        SessionToken::parse(self.find(event, &CookieName::Session)?).ok()
    }

    /// A 32-byte secret kept in `name`.
    #[must_use]
    pub fn secret(self, event: &Event, name: &CookieName) -> Option<Secret> {
        Secret::parse(self.find(event, name)?).ok()
    }

    /// Sets the session.
    #[must_use]
    pub fn set_session(self, token: &SessionToken, life: SessionLife) -> String {
        self.set(&CookieName::Session, &token.expose(), life.absolute_s)
    }

    /// Sets a link ticket.
    #[must_use]
    pub fn set_link(self, ticket: &Secret) -> String {
        self.set(
            &CookieName::Link,
            &ticket.expose_base64url(),
            Ticket::LIFE_S,
        )
    }

    /// Sets a login attempt.
    #[must_use]
    pub fn set_attempt(self, attempt: &LoginAttempt) -> String {
        let name = CookieName::login(&attempt.state());
        self.set(&name, &attempt.expose(), LoginAttempt::LIFE_S)
    }

    /// Sets the CSRF secret of a browser without a session, for an hour of filling in a form.
    #[must_use]
    pub fn set_form(self, secret: &Secret) -> String {
        self.set(&CookieName::Form, &secret.expose_base64url(), 3600)
    }

    /// Remembers this browser.
    #[must_use]
    pub fn set_device(self, secret: &Secret) -> String {
        self.set(
            &CookieName::Device,
            &secret.expose_base64url(),
            Device::LIFE_S,
        )
    }

    /// Clears a cookie, with the attributes it was set with (threat C10).
    #[must_use]
    pub fn clear(self, name: &CookieName) -> String {
        self.set(name, "", 0)
    }

    /// The login attempts a request carries: their cookies' suffixes, each once, oldest first. A
    /// value that is none counts as the oldest of all, a name that is there twice as its oldest.
    #[must_use]
    pub fn attempts(self, event: &Event) -> Vec<CookieName> {
        let prefix = CookieName::Login(String::new()).written(self.secure);
        let mut attempts: Vec<_> = event
            .cookies()
            .filter_map(|(name, value)| {
                let issued_at = LoginAttempt::parse(value)
                    .map(|attempt| attempt.issued_at())
                    .ok();
                Some((issued_at, name.strip_prefix(&prefix)?))
            })
            .collect();
        attempts.sort_unstable();
        let mut seen = BTreeSet::new();
        attempts.retain(|(_, suffix)| seen.insert(*suffix));
        attempts
            .into_iter()
            .map(|(_, suffix)| CookieName::Login(suffix.to_owned()))
            .collect()
    }

    /// Clears the oldest login attempts beyond `keep`. Only names that a state can give are
    /// written back.
    #[must_use]
    pub fn clear_attempts_beyond(self, event: &Event, keep: usize) -> Vec<String> {
        let attempts = self.attempts(event);
        let surplus = attempts.len().saturating_sub(keep);
        attempts[..surplus]
            .iter()
            .filter(|name| matches!(name, CookieName::Login(suffix) if is_cookie_name(suffix)))
            .map(|name| self.clear(name))
            .collect()
    }

    /// The lines that clear what a sign-in left here: session, open question, form, and attempts.
    /// The `device` cookie stays; it opens nothing.
    #[must_use]
    pub fn clear_sign_in(self, event: &Event) -> Vec<String> {
        let ours = [CookieName::Session, CookieName::Link, CookieName::Form];
        let mut lines: Vec<_> = ours.iter().map(|name| self.clear(name)).collect();
        lines.extend(self.clear_attempts_beyond(event, 0));
        lines
    }

    fn set(self, name: &CookieName, value: &str, max_age_s: i64) -> String {
        let name = name.written(self.secure);
        let secure = if self.secure { "; Secure" } else { "" };
        format!("{name}={value}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Lax{secure}")
    }
}

fn is_cookie_name(suffix: &str) -> bool {
    suffix
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::{Intent, ReturnTo, Timestamp};

    fn event(cookies: &[String]) -> Event {
        serde_json::from_value(json!({
            "cookies": cookies,
            "requestContext": {"http": {"method": "GET"}}
        }))
        .unwrap()
    }

    fn attempt(byte: u8, issued_at: i64) -> LoginAttempt {
        LoginAttempt::begin(
            Secret::from_bytes([byte; 32]),
            Timestamp::from_unix_seconds(issued_at),
            Intent::SignIn,
            ReturnTo::home(),
        )
    }

    fn pair(set_cookie: &str) -> String {
        set_cookie.split(';').next().unwrap().to_owned()
    }

    /// Threats: C1, C4, C5, ASVS-3.3.1, ASVS-3.3.3
    #[test]
    fn on_https_every_cookie_belongs_to_this_host_alone() {
        let secret = Secret::from_bytes([0; 32]);
        let cookies = Cookies::new(true);

        for line in [
            cookies.set_link(&secret),
            cookies.set_form(&secret),
            cookies.set_device(&secret),
            cookies.set_attempt(&attempt(1, 0)),
        ] {
            assert!(line.starts_with("__Host-"), "{line}");
            assert!(
                line.contains("; Path=/;") && !line.contains("Domain"),
                "{line}"
            );
            assert!(line.ends_with("; HttpOnly; SameSite=Lax; Secure"), "{line}");
        }
    }

    #[test]
    fn on_loopback_there_is_neither_prefix_nor_secure() {
        let line = Cookies::new(false).set_form(&Secret::from_bytes([0; 32]));

        assert!(line.starts_with("form=") && !line.contains("Secure"));
    }

    #[test]
    fn the_oldest_attempts_beyond_the_bound_are_cleared_and_junk_before_them() {
        let cookies = Cookies::new(true);
        let mut lines: Vec<_> = [30, 10, 20]
            .map(|at| pair(&cookies.set_attempt(&attempt(u8::try_from(at).unwrap(), at))))
            .into();
        lines.push("__Host-login-junkjunk=x".to_owned());
        let oldest = CookieName::login(&attempt(10, 10).state());

        let cleared = cookies.clear_attempts_beyond(&event(&lines), 2);

        assert_eq!(
            cleared,
            [
                cookies.clear(&CookieName::Login("junkjunk".to_owned())),
                cookies.clear(&oldest)
            ]
        );
    }

    #[test]
    fn a_name_that_is_there_twice_counts_once_whatever_lies_between() {
        let cookies = Cookies::new(false);
        let name = "login-AAAAAAAA";
        let lines = [
            format!("{name}=junk"),
            "login-BBBBBBBB=junk".to_owned(),
            format!("{name}={}", attempt(1, 10).expose()),
        ];

        let attempts = cookies.attempts(&event(&lines));

        assert_eq!(
            attempts,
            ["AAAAAAAA", "BBBBBBBB"].map(|it| CookieName::Login(it.to_owned()))
        );
        let cleared = cookies.clear_attempts_beyond(&event(&lines), 1);
        assert_eq!(cleared, [cookies.clear(&attempts[0])]);
    }

    #[test]
    fn the_longest_attempt_fits_a_cookie_and_five_fit_a_request() {
        let longest = LoginAttempt::begin(
            Secret::from_bytes([1; 32]),
            Timestamp::from_unix_seconds(i64::from(u32::MAX)),
            Intent::SignIn,
            ReturnTo::parse(&format!("/{}", "a".repeat(511))).unwrap(),
        );

        let len = pair(&Cookies::new(true).set_attempt(&longest)).len();

        assert!(len < 4096 && 5 * len < 5_000, "{len}");
    }
}
