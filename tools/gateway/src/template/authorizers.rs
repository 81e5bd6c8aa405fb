//! Reads the Lambda authorizers of a template's HTTP APIs.

use std::{collections::HashMap, sync::Arc, time::Duration};

use saphyr::Yaml;

use super::{
    Place, TemplateError,
    parameters::{Parameters, Said},
};
use crate::{
    Function,
    authorizer::{Authorizer, IdentitySource},
};

/// The authorizers of a template by the logical id of their API and their own name, and those that
/// an API's routes have when they name none.
#[derive(Default)]
pub(super) struct Authorizers {
    by_name: HashMap<(String, String), Arc<Authorizer>>,
    defaults: HashMap<String, String>,
}

impl Authorizers {
    /// Reads those of one API. `functions` are all that may be meant by an ARN.
    pub(super) fn add_api(
        &mut self,
        api: &Place<'_>,
        functions: &[Arc<Function>],
        parameters: &Parameters<'_>,
    ) -> Result<(), TemplateError> {
        let named = api
            .find("Properties.Auth.Authorizers")
            .and_then(Yaml::as_mapping);
        for (name, node) in named.into_iter().flatten() {
            let name = name.as_str().unwrap_or_default();
            let place = Place {
                name: format!("{}.Auth.Authorizers.{name}", api.name),
                node,
            };
            let authorizer = read(&place, functions, parameters)?;
            let key = (api.name.clone(), name.to_owned());
            self.by_name.insert(key, Arc::new(authorizer));
        }
        if let Some(name) = api.text("Properties.Auth.DefaultAuthorizer")? {
            self.defaults.insert(api.name.clone(), name.to_owned());
        }
        Ok(())
    }

    /// The authorizer of a route, by the event's own word or its API's. `NONE` says that there is
    /// none; a name that the API does not know is refused, for an open door would be worse.
    pub(super) fn of_event(
        &self,
        event: &Place<'_>,
    ) -> Result<Option<Arc<Authorizer>>, TemplateError> {
        const AUTHORIZER: &str = "Properties.Auth.Authorizer";
        let api = match event.find("Properties.ApiId") {
            Some(Yaml::Tagged(tag, name)) if tag.suffix == "Ref" => name.as_str(),
            Some(id) => id.as_str(),
            None => None,
        };
        let api = api.unwrap_or_default();
        let name = match event.text(AUTHORIZER)? {
            Some("NONE") => return Ok(None),
            Some(name) => name,
            None => match self.defaults.get(api) {
                Some(name) => name,
                None => return Ok(None),
            },
        };
        let authorizer = self.by_name.get(&(api.to_owned(), name.to_owned()));
        authorizer
            .map(|authorizer| Some(Arc::clone(authorizer)))
            .ok_or_else(|| event.invalid(AUTHORIZER, "a Lambda authorizer of the event's API"))
    }
}

fn read(
    place: &Place<'_>,
    functions: &[Arc<Function>],
    parameters: &Parameters<'_>,
) -> Result<Authorizer, TemplateError> {
    let value = |property| match place.find(property).map(|node| parameters.read(node)) {
        Some(Said::Value(value)) => Ok(value),
        Some(_) => Err(place.computed(property)),
        None => Err(place.missing(property)),
    };
    if value("AuthorizerPayloadFormatVersion")? != "2.0" {
        return Err(place.invalid("AuthorizerPayloadFormatVersion", "\"2.0\""));
    }
    if value("EnableSimpleResponses")? != "true" {
        return Err(place.invalid("EnableSimpleResponses", "true"));
    }
    let identity_sources = identity_sources(place)?;
    let ttl_s = match place.find("Identity") {
        // API Gateway would take its own default.
        Some(_) => value("Identity.ReauthorizeEvery")?,
        None => "0".to_owned(),
    };
    let ttl_s = ttl_s
        .parse()
        .ok()
        .filter(|ttl_s| *ttl_s <= 3600)
        .ok_or_else(|| place.invalid("Identity.ReauthorizeEvery", "from 0 to 3600 seconds"))?;
    if ttl_s > 0 && identity_sources.is_empty() {
        return Err(place.invalid("Identity.ReauthorizeEvery", "0 without an identity source"));
    }
    Ok(Authorizer {
        name: place.name.clone(),
        function: function(place, functions, parameters)?,
        identity_sources,
        ttl: Duration::from_secs(ttl_s),
    })
}

/// The function behind an ARN: one of this template by its resource, any other by its name.
fn function(
    place: &Place<'_>,
    functions: &[Arc<Function>],
    parameters: &Parameters<'_>,
) -> Result<Arc<Function>, TemplateError> {
    const ARN: &str = "FunctionArn";
    let node = place.find(ARN).ok_or_else(|| place.missing(ARN))?;
    let is_meant: Box<dyn Fn(&Function) -> bool> = match parameters.read(node) {
        Said::Attribute(attribute) => {
            let resource = attribute.strip_suffix(".Arn").map(str::to_owned);
            Box::new(move |function| Some(&function.resource) == resource.as_ref())
        }
        Said::Value(arn) => {
            let name = arn.rsplit(':').next().map(str::to_owned);
            Box::new(move |function| Some(&function.binary) == name.as_ref())
        }
        Said::Computed => return Err(place.computed(ARN)),
    };
    // The template's own functions are the last.
    let found = functions.iter().rev().find(|function| is_meant(function));
    found
        .cloned()
        .ok_or_else(|| place.invalid(ARN, "the ARN of a function that is run here"))
}

fn identity_sources(place: &Place<'_>) -> Result<Vec<IdentitySource>, TemplateError> {
    const HEADERS: &str = "Identity.Headers";
    const QUERY_STRINGS: &str = "Identity.QueryStrings";
    const CONTEXT: &str = "Identity.Context";
    const STAGE_VARIABLES: &str = "Identity.StageVariables";
    let mut sources = Vec::new();
    for name in place.texts(HEADERS)? {
        let header = name.to_ascii_lowercase().parse();
        let header = header.map_err(|_| place.invalid(HEADERS, "names of headers"))?;
        sources.push(IdentitySource::Header(header));
    }
    for name in place.texts(QUERY_STRINGS)? {
        sources.push(IdentitySource::QueryString(name.to_owned()));
    }
    for name in place.texts(CONTEXT)? {
        if name != "routeKey" {
            return Err(place.invalid(CONTEXT, "routeKey; no other is emulated"));
        }
        sources.push(IdentitySource::RouteKey);
    }
    if !place.texts(STAGE_VARIABLES)?.is_empty() {
        return Err(place.invalid(STAGE_VARIABLES, "absent; stages are not emulated"));
    }
    Ok(sources)
}
