//! Whom a request is counted against.

use std::net::IpAddr;

use super::Event;
use crate::config::OriginSecrets;

/// The name of the header by which CloudFront shows that it was passed.
const SECRET_HEADER: &str = "x-origin-secret";

/// Whether a request shows that it came through CloudFront.
pub(super) fn came_through(event: &Event, secrets: &OriginSecrets) -> bool {
    event
        .header(SECRET_HEADER)
        .is_some_and(|sent| secrets.know(sent))
}

/// The address that API Gateway itself saw or, where the request shows CloudFront's secret, the one that
/// CloudFront saw: the last of `X-Forwarded-For`, before API Gateway's own entry. Whatever stands left
/// of that is the client's own claim and is never looked at (RFC 9700 4.13, ASVS 15.3.4).
pub(super) fn source<'e>(event: &'e Event, secrets: &OriginSecrets) -> &'e str {
    let peer = event.source();
    if !came_through(event, secrets) {
        return peer;
    }
    let viewer = event
        .header("x-forwarded-for")
        .and_then(|line| line.rsplit(',').map(str::trim).find(|it| *it != peer))
        .filter(|it| it.parse::<IpAddr>().is_ok());
    viewer.unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::Vars;

    const SECRET: &str = "one";
    const SHA256: &str = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed";
    const CLOUDFRONT: &str = "198.51.100.7";

    fn counted(secret: Option<&str>, forwarded: &str) -> String {
        let secrets = OriginSecrets::from_vars(&Vars::from_fn(|name| {
            (name == "ORIGIN_SECRET_SHA256").then(|| SHA256.to_owned())
        }))
        .unwrap();
        let event: Event = serde_json::from_value(json!({
            "headers": {"x-origin-secret": secret.unwrap_or("guessed"), "x-forwarded-for": forwarded},
            "requestContext": {"http": {"method": "GET", "sourceIp": CLOUDFRONT}},
        }))
        .unwrap();
        source(&event, &secrets).to_owned()
    }

    /// Threats: ASVS-15.3.4
    #[test]
    fn a_viewer_is_counted_by_what_cloudfront_saw_and_never_by_what_it_claims() {
        for (secret, forwarded, expected) in [
            (Some(SECRET), "192.0.2.1, 198.51.100.7", "192.0.2.1"),
            (Some(SECRET), "192.0.2.1", "192.0.2.1"),
            (
                Some(SECRET),
                "203.0.113.9, 192.0.2.1, 198.51.100.7",
                "192.0.2.1",
            ),
            (
                Some(SECRET),
                "203.0.113.9,2001:db8::1,198.51.100.7",
                "2001:db8::1",
            ),
            (Some(SECRET), "203.0.113.9, nobody", CLOUDFRONT),
            (Some(SECRET), "", CLOUDFRONT),
            (None, "192.0.2.1, 198.51.100.7", CLOUDFRONT),
        ] {
            assert_eq!(counted(secret, forwarded), expected, "{forwarded}");
        }
    }
}
