//! Parameters of a query or form, read strictly.

use percent_encoding::percent_decode_str;

use crate::{
    domain::ReturnTo,
    problem::{Code, Problem},
};

/// Names and values in the order sent.
#[derive(Clone, Default)]
pub struct Params(Vec<(String, String)>);

/// Names only: a value may be a password or a code.
impl std::fmt::Debug for Params {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

impl Params {
    /// The most parameters that are looked at.
    const MAX: usize = 32;

    /// Reads `application/x-www-form-urlencoded` text. Refused is what does not decode to UTF-8:
    /// replacing it silently would change what was sent.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let pairs = text
            .split('&')
            .filter(|pair| !pair.is_empty())
            .take(Self::MAX + 1)
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                Ok((decode(name)?, decode(value)?))
            })
            .collect::<Result<Vec<_>, Problem>>()?;
        if pairs.len() > Self::MAX {
            return Err(Problem::of(Code::InvalidRequest));
        }
        Ok(Self(pairs))
    }

    /// The parameter with this name, if there is one. Two of one name are refused, never the first
    /// or the last taken (ASVS 15.3.7).
    pub fn one(&self, name: &str) -> Result<Option<&str>, Problem> {
        let mut values = self.0.iter().filter(|(key, _)| key == name);
        let first = values.next().map(|(_, value)| value.as_str());
        match values.next() {
            None => Ok(first),
            Some(_) => Err(Problem::of(Code::InvalidRequest)),
        }
    }

    /// Every value of a parameter that may be there several times: boxes that were ticked.
    pub fn all<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p str> {
        let named = self.0.iter().filter(move |(key, _)| key == name);
        named.map(|(_, value)| value.as_str())
    }

    /// Where to go afterwards: `return_to`, the start page if there is none. One that leaves the
    /// site is refused, not mended: somebody made it on purpose.
    pub fn return_to(&self) -> Result<ReturnTo, Problem> {
        self.one("return_to")?.map_or(Ok(ReturnTo::home()), |path| {
            ReturnTo::parse(path).map_err(|_| Problem::of(Code::InvalidRequest))
        })
    }

    /// Whether a parameter of this name arrived at all.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }
}

fn decode(text: &str) -> Result<String, Problem> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| Problem::of(Code::InvalidRequest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_parameter_is_refused_even_with_equal_values() {
        let params = Params::parse("state=a&state=a&code=b").unwrap();

        assert!(params.one("state").is_err());
        assert_eq!(params.one("code").unwrap(), Some("b"));
        assert_eq!(params.one("error").unwrap(), None);
    }

    #[test]
    fn an_encoded_name_is_the_same_name() {
        assert!(
            Params::parse("state=a&%73tate=b")
                .unwrap()
                .one("state")
                .is_err()
        );
    }

    #[test]
    fn bad_utf8_and_floods_are_refused() {
        assert!(Params::parse("a=%c3%28").is_err());
        assert!(Params::parse(&"a&".repeat(33)).is_err());
        assert!(Params::parse(&"a&".repeat(32)).is_ok());
    }

    #[test]
    fn values_do_not_show_in_logs() {
        let params = Params::parse("password=hunter2").unwrap();

        assert_eq!(format!("{params:?}"), r#"["password"]"#);
    }
}
