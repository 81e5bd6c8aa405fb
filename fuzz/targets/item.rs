//! A stored item of any attributes, in DynamoDB's own JSON: an error that repeats none of its values,
//! or a value that is written and read as the same.
#![no_main]

use std::collections::HashMap;

use accounts::store::{StoreError, dynamo::fuzzing::read_as_everything};
use aws_sdk_dynamodb::types::AttributeValue;
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};

fuzz_target!(|data: &[u8]| {
    let Ok(Value::Object(attributes)) = serde_json::from_slice(data) else {
        return;
    };
    let item = map(&attributes);
    let marks: Vec<_> = item
        .values()
        .filter_map(|it| it.as_s().ok())
        .filter(|it| it.contains("SECRET"))
        .collect();
    for error in read_as_everything(item.clone()) {
        assert!(matches!(error, StoreError::Corrupt { .. }), "{error}");
        let said = format!("{error} {error:?}");
        assert!(!marks.iter().any(|mark| said.contains(&**mark)), "{said}");
    }
});

fn map(attributes: &Map<String, Value>) -> HashMap<String, AttributeValue> {
    let read = attributes
        .iter()
        .filter_map(|(name, it)| Some((name.clone(), value(it)?)));
    read.collect()
}

/// A value of the types that the table can hold; what is none is left out.
fn value(json: &Value) -> Option<AttributeValue> {
    let (kind, content) = json.as_object()?.iter().next()?;
    let texts = || -> Option<Vec<String>> {
        let texts = content.as_array()?.iter();
        texts.map(|it| it.as_str().map(ToOwned::to_owned)).collect()
    };
    Some(match (kind.as_str(), content) {
        ("S", Value::String(text)) => AttributeValue::S(text.clone()),
        ("N", Value::String(number)) => AttributeValue::N(number.clone()),
        ("BOOL", Value::Bool(flag)) => AttributeValue::Bool(*flag),
        ("NULL", Value::Bool(flag)) => AttributeValue::Null(*flag),
        ("M", Value::Object(entries)) => AttributeValue::M(map(entries)),
        ("L", Value::Array(list)) => AttributeValue::L(list.iter().filter_map(value).collect()),
        ("SS", _) => AttributeValue::Ss(texts()?),
        ("NS", _) => AttributeValue::Ns(texts()?),
        _ => return None,
    })
}
