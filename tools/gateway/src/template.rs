//! Reads functions, their HTTP API events and what guards these from a SAM template.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    sync::Arc,
    time::Duration,
};

use saphyr::{LoadableYamlNode, Yaml};

use crate::{
    Routes,
    routes::{MethodPattern, PathPattern, Route},
};
use authorizers::Authorizers;
use parameters::Parameters;

mod authorizers;
mod parameters;

/// A function of the template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its logical id in the template.
    pub resource: String,
    /// Its binary, from `Metadata.BuildProperties.Binary`.
    pub binary: String,
    /// How long one call may take; Lambda's default is 3 s.
    pub timeout: Duration,
    /// Its memory; Lambda's default is 128 MB.
    pub memory_mb: u32,
    /// Names of the environment variables that the template sets, `Globals` included. Values are mostly
    /// computed by CloudFormation, so they come from the caller.
    pub variables: BTreeSet<String>,
}

/// Why a template was refused. Each names the resource.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// The text is not YAML.
    #[error("template is not valid YAML")]
    Yaml(#[source] Box<dyn Error + Send + Sync>),
    /// There is no `Resources` section.
    #[error("template has no resources")]
    NoResources,
    /// A property is not there.
    #[error("{resource}: {property} is missing")]
    Missing {
        /// Where: `Login`, or `Login.Events.Page`.
        resource: String,
        /// The property's path.
        property: &'static str,
    },
    /// A property is computed by CloudFormation (`!Ref`, `!Sub`, ...), which is not evaluated here.
    #[error("{resource}: {property} must be written out, not computed")]
    Computed {
        /// Where: `Login`, or `Login.Events.Page`.
        resource: String,
        /// The property's path.
        property: &'static str,
    },
    /// A property has a value that API Gateway or Lambda would refuse, or that is not emulated.
    #[error("{resource}: {property} must be {expected}")]
    Invalid {
        /// Where: `Login`, or `Login.Events.Page`.
        resource: String,
        /// The property's path.
        property: &'static str,
        /// What would be right.
        expected: &'static str,
    },
    /// Two events claim one route.
    #[error("{resource}: route {route_key} is taken by {other}")]
    DuplicateRoute {
        /// The later event.
        resource: String,
        /// The earlier event's function.
        other: String,
        /// The route both want.
        route_key: String,
    },
}

/// A place in the template, with the name that errors give it.
struct Place<'a> {
    name: String,
    node: &'a Yaml<'a>,
}

impl<'a> Place<'a> {
    /// The value at a path of keys; nothing if any of them is absent.
    fn find(&self, path: &'static str) -> Option<&'a Yaml<'a>> {
        path.split('.')
            .try_fold(self.node, |node, key| node.as_mapping_get(key))
    }

    fn missing(&self, property: &'static str) -> TemplateError {
        TemplateError::Missing {
            resource: self.name.clone(),
            property,
        }
    }

    fn invalid(&self, property: &'static str, expected: &'static str) -> TemplateError {
        TemplateError::Invalid {
            resource: self.name.clone(),
            property,
            expected,
        }
    }

    fn computed(&self, property: &'static str) -> TemplateError {
        TemplateError::Computed {
            resource: self.name.clone(),
            property,
        }
    }

    fn literal(&self, property: &'static str) -> Result<Option<&'a Yaml<'a>>, TemplateError> {
        match self.find(property) {
            Some(node) if node.is_mapping() || node.get_tagged_node().is_some() => {
                Err(self.computed(property))
            }
            other => Ok(other),
        }
    }

    fn text(&self, property: &'static str) -> Result<Option<&'a str>, TemplateError> {
        match self.literal(property)? {
            None => Ok(None),
            Some(node) => node
                .as_str()
                .map(Some)
                .ok_or_else(|| self.invalid(property, "a text")),
        }
    }

    /// A list of texts, empty if it is absent.
    fn texts(&self, property: &'static str) -> Result<Vec<&'a str>, TemplateError> {
        let Some(node) = self.find(property) else {
            return Ok(Vec::new());
        };
        node.as_sequence()
            .and_then(|items| items.iter().map(Yaml::as_str).collect())
            .ok_or_else(|| self.invalid(property, "a list of texts"))
    }

    fn number(&self, property: &'static str) -> Result<Option<u32>, TemplateError> {
        let Some(node) = self.literal(property)? else {
            return Ok(None);
        };
        // CloudFormation takes numbers written as texts.
        let number = match (node.as_integer(), node.as_str()) {
            (Some(number), _) => u32::try_from(number).ok(),
            (None, Some(text)) => text.parse().ok(),
            (None, None) => None,
        };
        number
            .map(Some)
            .ok_or_else(|| self.invalid(property, "a whole number"))
    }
}

/// Adds what a template has to `routes`, with these values of its parameters.
pub(crate) fn add(
    routes: &mut Routes,
    yaml: &str,
    given: &BTreeMap<String, String>,
) -> Result<(), TemplateError> {
    let documents = Yaml::load_from_str(yaml).map_err(|error| TemplateError::Yaml(error.into()))?;
    let root = documents.first().ok_or(TemplateError::NoResources)?;
    let resources = root
        .as_mapping_get("Resources")
        .and_then(Yaml::as_mapping)
        .ok_or(TemplateError::NoResources)?;
    let parameters = Parameters::new(root, given);
    let globals = Place {
        name: "Globals".to_owned(),
        node: root,
    };
    if globals.find("Globals.HttpApi.Auth").is_some() {
        return Err(globals.invalid("HttpApi.Auth", "at each API"));
    }

    let mut apis = Vec::new();
    let mut events = Vec::new();
    for (name, node) in resources {
        let place = Place {
            name: name.as_str().unwrap_or_default().to_owned(),
            node,
        };
        match place.text("Type")? {
            Some("AWS::Serverless::HttpApi") => apis.push(place),
            Some("AWS::Serverless::Function") => {
                let own = http_api_events(&place);
                if let Some(function) = read_function(&globals, &place, !own.is_empty())? {
                    let function = Arc::new(function);
                    routes.add_function(Arc::clone(&function));
                    events.extend(own.into_iter().map(|event| (Arc::clone(&function), event)));
                }
            }
            _ => {}
        }
    }
    let mut authorizers = Authorizers::default();
    for api in &apis {
        authorizers.add_api(api, routes.functions(), &parameters)?;
    }
    for (function, event) in &events {
        let mut route = read_route(event, function)?;
        route.authorizer = authorizers.of_event(event)?;
        routes.add(route, &event.name)?;
    }
    Ok(())
}

fn http_api_events<'a>(function: &Place<'a>) -> Vec<Place<'a>> {
    let events = function
        .find("Properties.Events")
        .and_then(Yaml::as_mapping);
    events
        .into_iter()
        .flatten()
        .map(|(event, node)| Place {
            name: format!(
                "{}.Events.{}",
                function.name,
                event.as_str().unwrap_or_default()
            ),
            node,
        })
        .filter(|event| event.find("Type").and_then(Yaml::as_str) == Some("HttpApi"))
        .collect()
}

/// A function without a binary is not ours to run, unless a route leads to it.
fn read_function(
    globals: &Place<'_>,
    place: &Place<'_>,
    has_routes: bool,
) -> Result<Option<Function>, TemplateError> {
    const BINARY: &str = "Metadata.BuildProperties.Binary";
    let Some(binary) = place.text(BINARY)? else {
        return if has_routes {
            Err(place.missing(BINARY))
        } else {
            Ok(None)
        };
    };
    let timeout = match place.number("Properties.Timeout")? {
        Some(own) => own,
        None => globals.number("Globals.Function.Timeout")?.unwrap_or(3),
    };
    if !(1..=900).contains(&timeout) {
        return Err(place.invalid("Timeout", "from 1 to 900 seconds"));
    }
    let memory_mb = match place.number("Properties.MemorySize")? {
        Some(own) => own,
        None => globals
            .number("Globals.Function.MemorySize")?
            .unwrap_or(128),
    };
    let variables = [
        globals.find("Globals.Function.Environment.Variables"),
        place.find("Properties.Environment.Variables"),
    ];
    Ok(Some(Function {
        resource: place.name.clone(),
        binary: binary.to_owned(),
        timeout: Duration::from_secs(timeout.into()),
        memory_mb,
        variables: variables
            .into_iter()
            .flatten()
            .filter_map(Yaml::as_mapping)
            .flat_map(|variables| variables.keys())
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect(),
    }))
}

fn read_route(event: &Place<'_>, function: &Arc<Function>) -> Result<Route, TemplateError> {
    let method = event.text("Properties.Method")?;
    let path = event.text("Properties.Path")?;
    let (method, path) = match (method, path) {
        (None, None) => (MethodPattern::Any, PathPattern::Default),
        (None, Some(_)) => return Err(event.missing("Properties.Method")),
        (Some(_), None) => return Err(event.missing("Properties.Path")),
        (Some(method), Some(path)) => (
            MethodPattern::parse(method)
                .ok_or_else(|| event.invalid("Properties.Method", "an HTTP method or ANY"))?,
            PathPattern::parse(path).ok_or_else(|| {
                event.invalid(
                    "Properties.Path",
                    "/a/{b}/c, with {greedy+} only at the end",
                )
            })?,
        ),
    };
    if event
        .text("Properties.PayloadFormatVersion")?
        .unwrap_or("2.0")
        != "2.0"
    {
        return Err(event.invalid("Properties.PayloadFormatVersion", "\"2.0\""));
    }
    let timeout_ms = event.number("Properties.TimeoutInMillis")?;
    if timeout_ms.is_some_and(|ms| !(50..=30_000).contains(&ms)) {
        return Err(event.invalid("Properties.TimeoutInMillis", "from 50 to 30000"));
    }
    Ok(Route {
        key: path.route_key(&method),
        method,
        path,
        function: Arc::clone(function),
        authorizer: None,
        integration_timeout: timeout_ms.map(|ms| Duration::from_millis(ms.into())),
    })
}

#[cfg(test)]
mod tests;
