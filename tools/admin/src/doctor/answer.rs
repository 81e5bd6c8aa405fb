//! What every answer of the site must carry: headers that no proxy may take away, cookies that belong
//! to this host alone.

use accounts::http::answer::Site;
use reqwest::{
    Response,
    header::{HeaderMap, SET_COOKIE},
};

use super::{Finding, Level};

const PROXY: &str = "Something in front of the functions changes it (CloudFront, a proxy, an older \
    deployment): let answers of /auth/* pass as they are.";

/// An answer, read.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Answer {
    pub(super) async fn read(response: Response) -> Self {
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.text().await.unwrap_or_default(),
        }
    }

    pub(super) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    pub(super) fn cookies(&self) -> Vec<&str> {
        let lines = self.headers.get_all(SET_COOKIE).iter();
        lines.filter_map(|line| line.to_str().ok()).collect()
    }
}

/// Checks the headers of one route's answer.
pub(super) fn headers(route: &str, answer: &Answer, is_https: bool) -> Finding {
    let check = format!("headers {route}");
    let mut missing = Vec::new();
    for (name, expected) in [
        ("cache-control", "no-store"),
        ("content-security-policy", Site::CSP),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
    ] {
        match answer.header(name) {
            found if found == expected => {}
            // The logo may come from elsewhere.
            found if expected == Site::CSP && Site::is_csp(found) => {}
            "" => missing.push(format!("no {name}")),
            found => missing.push(format!("{name} is {found:?}")),
        }
    }
    if is_https
        && !answer
            .header("strict-transport-security")
            .contains("max-age=")
    {
        missing.push("no strict-transport-security".to_owned());
    }
    if missing.is_empty() {
        Finding::ok(check, "all security headers are there")
    } else {
        Finding::of(Level::Problem, check, missing.join("; "), PROXY)
    }
}

/// Checks the cookies of one route's answer, of which one is called `expected` or begins so.
pub(super) fn cookies(route: &str, answer: &Answer, expected: &str, is_https: bool) -> Finding {
    let check = format!("cookies {route}");
    let prefix = if is_https { "__Host-" } else { "" };
    let name = format!("{prefix}{expected}");
    let lines = answer.cookies();
    let Some(line) = lines.iter().find(|line| line.starts_with(&name)) else {
        return Finding::of(
            Level::Problem,
            check,
            format!("it sets no cookie {name}…"),
            "PUBLIC_URL must be the address that browsers see, and nothing in front may take \
             Set-Cookie away.",
        );
    };
    let flags: Vec<_> = line.split(';').skip(1).map(str::trim).collect();
    let has = |flag: &str| flags.iter().any(|it| it.eq_ignore_ascii_case(flag));
    let mut wrong = Vec::new();
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        if !has(flag) {
            wrong.push(format!("{flag} is missing"));
        }
    }
    if is_https && !has("Secure") {
        wrong.push("Secure is missing".to_owned());
    }
    if flags
        .iter()
        .any(|flag| flag.to_ascii_lowercase().starts_with("domain"))
    {
        wrong.push("it has a Domain, so other hosts get it, too".to_owned());
    }
    if wrong.is_empty() {
        Finding::ok(check, format!("{name}… belongs to this host alone"))
    } else {
        Finding::of(Level::Problem, check, wrong.join("; "), PROXY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(headers: &[(&'static str, &'static str)]) -> Answer {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        Answer {
            status: 200,
            headers: map,
            body: String::new(),
        }
    }

    const ALL: [(&str, &str); 5] = [
        ("cache-control", "no-store"),
        ("content-security-policy", Site::CSP),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
    ];

    #[test]
    fn https_needs_one_header_more() {
        let hsts = ("strict-transport-security", "max-age=31536000");
        let with = answer(&[ALL.as_slice(), &[hsts]].concat());
        let without = answer(&ALL);

        assert_eq!(headers("/", &with, true).level, Level::Ok);
        assert_eq!(headers("/", &without, false).level, Level::Ok);
        let finding = headers("/", &without, true);
        assert_eq!(finding.level, Level::Problem);
        assert_eq!(finding.message, "no strict-transport-security");
    }

    #[test]
    fn a_header_that_says_something_else_is_told_with_what_it_says() {
        let mut changed = ALL;
        changed[0].1 = "max-age=60";

        let finding = headers("/", &answer(&changed), false);

        assert_eq!(finding.message, r#"cache-control is "max-age=60""#);
    }

    #[test]
    fn a_cookie_on_https_has_its_prefix_and_every_flag() {
        let found = |line: &'static str| {
            let finding = cookies("/", &answer(&[("set-cookie", line)]), "form", true);
            (finding.level == Level::Ok, finding.message)
        };

        assert!(found("__Host-form=x; Path=/; HttpOnly; Secure; SameSite=Lax").0);
        for (line, said) in [
            (
                "form=x; Path=/; HttpOnly; Secure; SameSite=Lax",
                "it sets no cookie __Host-form…",
            ),
            (
                "__Host-form=x; Path=/; HttpOnly; SameSite=Lax",
                "Secure is missing",
            ),
            (
                "__Host-form=x; Path=/; Secure; SameSite=Lax",
                "HttpOnly is missing",
            ),
            (
                "__Host-form=x; Path=/a; HttpOnly; Secure; SameSite=Lax",
                "Path=/ is missing",
            ),
            (
                "__Host-form=x; Path=/; HttpOnly; Secure; SameSite=None",
                "SameSite=Lax is missing",
            ),
            (
                "__Host-form=x; Path=/; HttpOnly; Secure; SameSite=Lax; domain=example.com",
                "it has a Domain, so other hosts get it, too",
            ),
        ] {
            assert_eq!(found(line), (false, said.to_owned()), "{line}");
        }
    }
}
