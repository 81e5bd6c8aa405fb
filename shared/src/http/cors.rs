//! Cross-origin requests (the Fetch standard, "CORS protocol"): which other origins of the site may
//! read an answer with the browser's cookies.

use super::{Answer, Event, Site};
use crate::config::AllowedOrigins;

/// How long a browser may keep the answer to a preflight; Chromium keeps none for longer.
const MAX_AGE_S: &str = "7200";

/// The origins that may read one route's answers.
#[derive(Clone, Debug, Default)]
pub struct Cors(AllowedOrigins);

impl Cors {
    /// These and no others.
    #[must_use]
    pub const fn new(origins: AllowedOrigins) -> Self {
        Self(origins)
    }

    /// The answer to a preflight: 204, with leave for a GET with cookies or a bearer token if the
    /// origin is listed, and without a word if it is not.
    #[must_use]
    pub fn preflight(&self, site: &Site, event: &Event) -> Answer {
        let answer = self.permit(event, site.no_content());
        if self.listed(event).is_none() {
            return answer;
        }
        answer
            .with_header("access-control-allow-methods", "GET")
            .with_header("access-control-allow-headers", "authorization")
            .with_header("access-control-max-age", MAX_AGE_S)
    }

    /// Lets the page of a listed origin read an answer, whatever its status. To any other origin
    /// the answer names none. It says that it varies, so that no cache gives one origin's to another.
    #[must_use]
    pub fn permit(&self, event: &Event, answer: Answer) -> Answer {
        if self.0.is_empty() {
            return answer;
        }
        let answer = answer.varying_by("Origin");
        match self.listed(event) {
            Some(origin) => answer
                .with_header("access-control-allow-origin", origin)
                .with_header("access-control-allow-credentials", "true"),
            None => answer,
        }
    }

    fn listed(&self, event: &Event) -> Option<&str> {
        self.0.find(event.header("origin")?)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const LISTED: &str = "https://app.shop.example";

    fn event(origin: Option<&str>) -> Event {
        let headers = origin.map_or(json!({}), |origin| json!({ "origin": origin }));
        serde_json::from_value(
            json!({"headers": headers, "requestContext": {"http": {"method": "OPTIONS"}}}),
        )
        .unwrap()
    }

    fn site() -> Site {
        Site::new("https://shop.example".parse().unwrap())
    }

    fn cors(origins: &str) -> Cors {
        Cors::new(origins.parse().unwrap())
    }

    fn of_cors(answer: &Answer) -> Vec<(&str, &str)> {
        let headers = answer.headers.iter();
        headers
            .filter(|(name, _)| name.starts_with("access-control-") || **name == "vary")
            .map(|(name, value)| (*name, value.as_str()))
            .collect()
    }

    #[test]
    fn a_listed_origin_may_send_a_get_with_credentials() {
        let answer = cors(LISTED).preflight(&site(), &event(Some(LISTED)));

        assert_eq!((answer.status_code, answer.body.as_str()), (204, ""));
        assert_eq!(
            of_cors(&answer),
            [
                ("access-control-allow-credentials", "true"),
                ("access-control-allow-headers", "authorization"),
                ("access-control-allow-methods", "GET"),
                ("access-control-allow-origin", LISTED),
                ("access-control-max-age", "7200"),
                ("vary", "Origin"),
            ]
        );
    }

    #[test]
    fn no_other_origin_is_named() {
        for origin in [None, Some("null"), Some("https://evil.example"), Some("*")] {
            let answer = cors(LISTED).preflight(&site(), &event(origin));

            assert_eq!(answer.status_code, 204);
            assert_eq!(of_cors(&answer), [("vary", "Origin")], "{origin:?}");
        }
    }

    #[test]
    fn without_a_list_no_answer_says_anything_about_origins() {
        let answer = Cors::default().preflight(&site(), &event(Some(LISTED)));

        assert_eq!(of_cors(&answer), []);
    }
}
