//! The only thing of CloudFormation that is evaluated here: a parameter's value.

use std::collections::BTreeMap;

use saphyr::Yaml;

/// Values of a template's parameters: those that are given, else their defaults.
pub(super) struct Parameters<'a> {
    given: &'a BTreeMap<String, String>,
    declared: Option<&'a Yaml<'a>>,
}

/// What a property says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said<'a> {
    /// A value, written out or a parameter's.
    Value(String),
    /// An attribute of a resource: `!GetAtt Function.Arn`.
    Attribute(&'a str),
    /// Something that is not evaluated.
    Computed,
}

impl<'a> Parameters<'a> {
    pub(super) fn new(root: &'a Yaml<'a>, given: &'a BTreeMap<String, String>) -> Self {
        Self {
            given,
            declared: root.as_mapping_get("Parameters"),
        }
    }

    /// Reads a property that may be a parameter's.
    pub(super) fn read(&self, node: &'a Yaml<'a>) -> Said<'a> {
        let value = match node {
            Yaml::Tagged(tag, inner) => match (tag.suffix.as_str(), inner.as_str()) {
                ("Ref", Some(name)) => self.value(name),
                ("GetAtt", Some(attribute)) => return Said::Attribute(attribute),
                _ => None,
            },
            other => scalar(other),
        };
        value.map_or(Said::Computed, Said::Value)
    }

    fn value(&self, name: &str) -> Option<String> {
        let given = self.given.get(name).cloned();
        given.or_else(|| {
            scalar(
                self.declared?
                    .as_mapping_get(name)?
                    .as_mapping_get("Default")?,
            )
        })
    }
}

fn scalar(node: &Yaml<'_>) -> Option<String> {
    match (node.as_str(), node.as_integer(), node.as_bool()) {
        (Some(text), ..) => Some(text.to_owned()),
        (_, Some(number), _) => Some(number.to_string()),
        (.., Some(truth)) => Some(truth.to_string()),
        _ => node
            .as_floating_point()
            .map(|number| format!("{number:.1}")),
    }
}
