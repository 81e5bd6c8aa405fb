//! Which function a request is for.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use axum::http::Method;
use percent_encoding::percent_decode_str;

use crate::{Authorizer, Function, TemplateError, template};

/// The routes of an HTTP API and the functions behind them.
#[derive(Debug, Clone, Default)]
pub struct Routes {
    functions: Vec<Arc<Function>>,
    /// The most specific first.
    routes: Vec<Route>,
}

/// One route: a method and a path, and the function they lead to.
#[derive(Debug, Clone)]
pub struct Route {
    pub(crate) key: String,
    pub(crate) method: MethodPattern,
    pub(crate) path: PathPattern,
    pub(crate) function: Arc<Function>,
    pub(crate) authorizer: Option<Arc<Authorizer>>,
    pub(crate) integration_timeout: Option<Duration>,
}

impl Route {
    /// As in the template: `GET /auth/assets/{file}`, or `$default`.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The function it leads to.
    #[must_use]
    pub fn function(&self) -> &Arc<Function> {
        &self.function
    }

    /// The authorizer that guards it.
    #[must_use]
    pub fn authorizer(&self) -> Option<&Authorizer> {
        self.authorizer.as_deref()
    }
}

/// A request's route, with the values of the path parameters, percent-decoded.
#[derive(Debug, Clone)]
pub struct Match<'a> {
    /// The route.
    pub route: &'a Route,
    /// Its parameters by name.
    pub path_parameters: BTreeMap<String, String>,
}

/// What the routes say about a request.
#[derive(Debug, Clone)]
pub enum Outcome<'a> {
    /// It belongs to a route.
    Found(Match<'a>),
    /// Its path belongs to a route, under another method. API Gateway answers 404.
    OtherMethod,
    /// No route knows its path.
    Unknown,
}

impl Routes {
    /// Reads the functions of a SAM template and the routes of their `HttpApi` events. Refuses routes that
    /// are computed by CloudFormation: its functions are not evaluated.
    pub fn from_template(yaml: &str) -> Result<Self, TemplateError> {
        Self::default().with_template(yaml, &BTreeMap::new())
    }

    /// Adds those of another template, as if its APIs were mapped to the same host. `parameters` are
    /// values of its parameters; others have their defaults. An authorizer's function may be one of
    /// an earlier template, by its ARN, whose last part is the name of the binary here.
    pub fn with_template(
        mut self,
        yaml: &str,
        parameters: &BTreeMap<String, String>,
    ) -> Result<Self, TemplateError> {
        template::add(&mut self, yaml, parameters)?;
        Ok(self)
    }

    /// The functions, in the order of the template.
    #[must_use]
    pub fn functions(&self) -> &[Arc<Function>] {
        &self.functions
    }

    /// The routes, the most specific first.
    #[must_use]
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    pub(crate) fn add_function(&mut self, function: Arc<Function>) {
        self.functions.push(function);
    }

    pub(crate) fn add(&mut self, route: Route, event: &str) -> Result<(), TemplateError> {
        let same = |other: &&Route| other.method == route.method && other.path.is_same(&route.path);
        if let Some(other) = self.routes.iter().find(same) {
            return Err(TemplateError::DuplicateRoute {
                resource: event.to_owned(),
                other: other.function.resource.clone(),
                route_key: route.key,
            });
        }
        self.routes.push(route);
        self.routes
            .sort_by_cached_key(|route| (route.path.rank(), route.method == MethodPattern::Any));
        Ok(())
    }

    /// Finds the route of a request by its path as sent, without the query.
    ///
    /// The order is API Gateway's ("Create routes for HTTP APIs", "Routing API requests"): a full match of
    /// method and path, then a greedy path variable, then `$default`. Paths are split before they are
    /// decoded, so an encoded slash stays inside its segment.
    #[must_use]
    pub fn find(&self, method: &Method, path: &str) -> Outcome<'_> {
        let mut outcome = Outcome::Unknown;
        for route in &self.routes {
            let Some(path_parameters) = route.path.matches(path) else {
                continue;
            };
            if route.method.matches(method) {
                return Outcome::Found(Match {
                    route,
                    path_parameters,
                });
            }
            outcome = Outcome::OtherMethod;
        }
        outcome
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MethodPattern {
    Any,
    One(Method),
}

impl MethodPattern {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let name = text.to_ascii_uppercase();
        match name.as_str() {
            "ANY" | "X-AMAZON-APIGATEWAY-ANY-METHOD" => Some(Self::Any),
            "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" => {
                Method::from_bytes(name.as_bytes()).ok().map(Self::One)
            }
            _ => None,
        }
    }

    fn matches(&self, method: &Method) -> bool {
        match self {
            Self::Any => true,
            Self::One(own) => own == method,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PathPattern {
    Default,
    Segments(Vec<Segment>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Segment {
    Literal(String),
    Parameter(String),
    Greedy(String),
}

impl Segment {
    fn parse(text: &str) -> Option<Self> {
        let Some(inner) = text
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'))
        else {
            return (!text.contains(['{', '}'])).then(|| Self::Literal(text.to_owned()));
        };
        let (name, greedy) = match inner.strip_suffix('+') {
            Some(name) => (name, true),
            None => (inner, false),
        };
        let is_named = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-:".contains(&byte));
        let kind = if greedy {
            Self::Greedy
        } else {
            Self::Parameter
        };
        is_named.then(|| kind(name.to_owned()))
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Literal(_) => 0,
            Self::Parameter(_) => 1,
            Self::Greedy(_) => 2,
        }
    }

    fn template(&self) -> String {
        match self {
            Self::Literal(text) => text.clone(),
            Self::Parameter(name) => format!("{{{name}}}"),
            Self::Greedy(name) => format!("{{{name}+}}"),
        }
    }
}

impl PathPattern {
    pub(crate) fn parse(path: &str) -> Option<Self> {
        let segments: Vec<_> = path
            .strip_prefix('/')?
            .split('/')
            .map(Segment::parse)
            .collect::<Option<_>>()?;
        let (_, inner) = segments.split_last()?;
        let is_greedy_inside = inner
            .iter()
            .any(|segment| matches!(segment, Segment::Greedy(_)));
        (!is_greedy_inside).then_some(Self::Segments(segments))
    }

    pub(crate) fn route_key(&self, method: &MethodPattern) -> String {
        let Self::Segments(segments) = self else {
            return "$default".to_owned();
        };
        let method = match method {
            MethodPattern::Any => "ANY",
            MethodPattern::One(method) => method.as_str(),
        };
        let path: Vec<_> = segments.iter().map(Segment::template).collect();
        format!("{method} /{}", path.join("/"))
    }

    /// Lower is more specific: greedy paths after all others, then by segment from the left.
    fn rank(&self) -> (u8, Vec<u8>) {
        match self {
            Self::Default => (2, Vec::new()),
            Self::Segments(segments) => {
                let ranks: Vec<_> = segments.iter().map(Segment::rank).collect();
                (u8::from(ranks.contains(&2)), ranks)
            }
        }
    }

    /// Whether both match the same paths; names of parameters make no difference.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Default, Self::Default) => true,
            (Self::Segments(own), Self::Segments(others)) => {
                own.len() == others.len()
                    && own.iter().zip(others).all(|pair| match pair {
                        (Segment::Literal(own), Segment::Literal(other)) => own == other,
                        (own, other) => own.rank() == other.rank(),
                    })
            }
            _ => false,
        }
    }

    fn matches(&self, path: &str) -> Option<BTreeMap<String, String>> {
        let mut parameters = BTreeMap::new();
        let Self::Segments(segments) = self else {
            return Some(parameters);
        };
        let mut rest = Some(path.strip_prefix('/')?);
        for segment in segments {
            let left = rest?;
            let (first, after) = match left.split_once('/') {
                Some((first, after)) => (first, Some(after)),
                None => (left, None),
            };
            rest = after;
            match segment {
                Segment::Literal(text) if decode(first) == *text => {}
                Segment::Parameter(name) if !first.is_empty() => {
                    parameters.insert(name.clone(), decode(first));
                }
                Segment::Greedy(name) if !left.is_empty() => {
                    parameters.insert(name.clone(), decode(left));
                    rest = None;
                }
                _ => return None,
            }
        }
        rest.is_none().then_some(parameters)
    }
}

/// Percent-decodes; bytes that are not UTF-8 become U+FFFD, for an event can carry nothing else.
pub(crate) fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests;
