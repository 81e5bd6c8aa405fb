//! Who may post here: our own pages, holding the token that only they can show.

use subtle::ConstantTimeEq as _;

use super::{Event, Params};
use crate::{
    config::PublicUrl,
    domain::Secret,
    problem::{Code, Problem},
};

/// Name of the hidden form field and JSON key that carries the CSRF token.
pub const CSRF_FIELD: &str = "csrf_token";

/// The CSRF token of forms that act for the holder of `secret` (a session, a ticket, or the `form`
/// cookie). Derived, so it needs no storage, and it dies with what it is derived from.
#[must_use]
pub fn csrf_token(secret: &Secret) -> String {
    secret.derive("csrf", &[]).expose_base64url()
}

/// Whether a browser says that this navigation began on another site.
#[must_use]
pub fn is_foreign(event: &Event) -> bool {
    event.header("sec-fetch-site") == Some("cross-site")
}

/// Whether a browser says that a page of this very origin sent this.
#[must_use]
pub fn is_same_origin(event: &Event) -> bool {
    event.header("sec-fetch-site") == Some("same-origin")
}

/// Whether a browser says that nobody asked for this yet: a prefetch or prerender.
#[must_use]
pub fn is_speculative(event: &Event) -> bool {
    [event.header("sec-purpose"), event.header("purpose")]
        .into_iter()
        .flatten()
        .any(|purpose| purpose.contains("prefetch"))
}

/// Refuses a POST that a page of another origin sent. A request without `Origin` and
/// `Sec-Fetch-Site` passes this check: it comes from no browser, and still needs the token.
///
/// `Origin: null` says nothing: browsers send it with the forms of our own pages, because these
/// have `Referrer-Policy: no-referrer` (Fetch, "append a request `Origin` header"). A foreign page
/// that sends it is told by `Sec-Fetch-Site`, and by having no token.
pub fn check_origin(event: &Event, public_url: &PublicUrl) -> Result<(), Problem> {
    let foreign_origin = event
        .header("origin")
        .is_some_and(|origin| origin != "null" && origin != public_url.origin());
    let foreign_site = event
        .header("sec-fetch-site")
        .is_some_and(|site| site != "same-origin" && site != "none");
    if foreign_origin || foreign_site {
        return Err(Problem::of(Code::CrossSiteRequest));
    }
    Ok(())
}

/// Refuses a request of a page that hides where it is from. Our own forms do, but no form is sent to
/// a route that takes JSON of an app.
pub fn refuse_opaque_origin(event: &Event) -> Result<(), Problem> {
    if event.header("origin") == Some("null") {
        return Err(Problem::of(Code::CrossSiteRequest));
    }
    Ok(())
}

/// Refuses a form whose token is not the one derived from `secret`. Without a secret there is
/// nothing to act for, so nothing to accept.
pub fn check_csrf(form: &Params, secret: Option<&Secret>) -> Result<(), Problem> {
    let expected = secret.map(csrf_token);
    let shown = form.one(CSRF_FIELD)?;
    let equal = match (&expected, shown) {
        (Some(expected), Some(shown)) => bool::from(expected.as_bytes().ct_eq(shown.as_bytes())),
        _ => false,
    };
    if equal {
        Ok(())
    } else {
        Err(Problem::of(Code::CrossSiteRequest))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(headers: &serde_json::Value) -> Event {
        serde_json::from_value(
            json!({"headers": headers, "requestContext": {"http": {"method": "POST"}}}),
        )
        .unwrap()
    }

    /// Threats: C6
    #[test]
    fn only_our_own_origin_may_post() {
        let url: PublicUrl = "https://shop.example".parse().unwrap();
        let check = |headers| check_origin(&event(&headers), &url).is_ok();

        assert!(check(json!({})));
        assert!(check(
            json!({"origin": "null", "sec-fetch-site": "same-origin"})
        ));
        assert!(check(json!({"origin": "null"})));
        assert!(check(
            json!({"origin": "https://shop.example", "sec-fetch-site": "same-origin"})
        ));
        for foreign in [
            json!({"origin": "https://evil.example"}),
            json!({"origin": "http://shop.example"}),
            json!({"origin": "https://shop.example.evil.example"}),
            json!({"origin": "null", "sec-fetch-site": "cross-site"}),
            json!({"sec-fetch-site": "cross-site"}),
            json!({"sec-fetch-site": "same-site"}),
            json!({"origin": "https://shop.example", "sec-fetch-site": "cross-site"}),
        ] {
            assert!(!check(foreign.clone()), "{foreign}");
        }
    }

    #[test]
    fn an_origin_that_hides_itself_is_none_of_an_apps() {
        let check = |headers| refuse_opaque_origin(&event(&headers)).is_ok();

        assert!(check(json!({})) && check(json!({"origin": "https://shop.example"})));
        assert!(!check(json!({"origin": "null"})));
    }

    #[test]
    fn a_form_needs_the_token_of_its_own_secret() {
        let (ours, theirs) = (Secret::from_bytes([1; 32]), Secret::from_bytes([2; 32]));
        let form = |token: &str| Params::parse(&format!("{CSRF_FIELD}={token}")).unwrap();

        assert!(check_csrf(&form(&csrf_token(&ours)), Some(&ours)).is_ok());
        assert!(check_csrf(&form(&csrf_token(&theirs)), Some(&ours)).is_err());
        assert!(check_csrf(&form(""), Some(&ours)).is_err());
        assert!(check_csrf(&Params::default(), Some(&ours)).is_err());
        assert!(check_csrf(&form(&csrf_token(&ours)), None).is_err());
    }

    #[test]
    fn foreign_navigations_and_prefetches_are_recognised() {
        assert!(is_foreign(&event(&json!({"sec-fetch-site": "cross-site"}))));
        for own in ["same-origin", "same-site", "none"] {
            assert!(!is_foreign(&event(&json!({ "sec-fetch-site": own }))));
        }
        for yes in [
            json!({"sec-purpose": "prefetch;prerender"}),
            json!({"purpose": "prefetch"}),
        ] {
            assert!(is_speculative(&event(&yes)), "{yes}");
        }
        assert!(!is_foreign(&event(&json!({}))) && !is_speculative(&event(&json!({}))));
    }
}
