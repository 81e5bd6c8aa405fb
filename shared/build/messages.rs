//! The messages of the pages, in Fluent's syntax: `<language>/<topic>.ftl`. Of the language only what
//! these pages need is taken: texts, values (`{ $name }`) and choices by exact number.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey},
    parser,
};

/// The languages, by the names of their directories; the first is the one that code is written in.
pub(crate) const LANGUAGES: [&str; 8] = ["en", "de", "es", "fr", "it", "ja", "pt", "zh-Hans"];

/// Messages with these beginnings are translations of English that stands in Rust.
pub(crate) const ENGLISH_IS_IN_RUST: [&str; 2] = ["problem-", "refused-"];

/// The messages of one language, by key. An attribute is a message of its own: `key.attribute`.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    pub(crate) language: String,
    pub(crate) messages: BTreeMap<String, Message>,
}

/// A message: for each number that it tells apart, and for all others (`None`), its pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Message {
    /// The value whose number decides.
    pub(crate) counts: Option<String>,
    pub(crate) cases: BTreeMap<Option<u32>, Vec<Piece>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(String),
    Value(String),
}

impl Message {
    /// The names of its values, in the order in which they first appear.
    pub(crate) fn values(&self) -> Vec<&str> {
        let mut values: Vec<_> = self.counts.as_deref().into_iter().collect();
        for piece in self.cases.values().flatten() {
            if let Piece::Value(name) = piece
                && !values.contains(&name.as_str())
            {
                values.push(name);
            }
        }
        values
    }

    fn has_values_of(&self, other: &Self) -> bool {
        let names = |message: &Self| {
            message
                .values()
                .into_iter()
                .map(str::to_owned)
                .collect::<BTreeSet<_>>()
        };
        names(self) == names(other)
    }
}

/// Every language's messages, in the order of [`LANGUAGES`].
pub(crate) fn read(directory: &Path) -> Result<Vec<Catalogue>, String> {
    let found = names(directory)?;
    if !found
        .iter()
        .eq(BTreeSet::from(LANGUAGES.map(str::to_owned)).iter())
    {
        return Err(format!(
            "{} has other languages than {LANGUAGES:?}",
            directory.display()
        ));
    }
    let read_language = |language: &&str| {
        let mut catalogue = Catalogue {
            language: (*language).to_owned(),
            ..Catalogue::default()
        };
        let directory = directory.join(language);
        for name in names(&directory)? {
            let file = directory.join(name);
            let text = fs::read_to_string(&file)
                .map_err(|error| format!("{}: {error}", file.display()))?;
            add(&mut catalogue, &text).map_err(|error| format!("{}: {error}", file.display()))?;
        }
        Ok(catalogue)
    };
    LANGUAGES.iter().map(read_language).collect()
}

fn names(directory: &Path) -> Result<BTreeSet<String>, String> {
    let failed = |error| format!("{}: {error}", directory.display());
    fs::read_dir(directory)
        .map_err(failed)?
        .map(|entry| {
            Ok(entry
                .map_err(failed)?
                .file_name()
                .to_string_lossy()
                .into_owned())
        })
        .collect()
}

/// Adds the messages of one file.
pub(crate) fn add(catalogue: &mut Catalogue, text: &str) -> Result<(), String> {
    let resource = parser::parse(text).map_err(|(_, errors)| format!("{errors:?}"))?;
    for entry in resource.body {
        let message = match entry {
            Entry::Message(message) => message,
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => continue,
            Entry::Term(_) | Entry::Junk { .. } => return Err("only messages are taken".to_owned()),
        };
        let key = message.id.name.to_owned();
        let attributes = message.attributes.into_iter();
        let attributes = attributes.map(|it| (format!("{key}.{}", it.id.name), it.value));
        let value = message.value.map(|value| (key.clone(), value));
        for (key, pattern) in value.into_iter().chain(attributes) {
            let message = message_of(&pattern).map_err(|error| format!("`{key}` {error}"))?;
            if catalogue.messages.insert(key.clone(), message).is_some() {
                return Err(format!("`{key}` is there twice"));
            }
        }
    }
    Ok(())
}

fn message_of(pattern: &Pattern<&str>) -> Result<Message, String> {
    let mut message = Message::default();
    message.cases.insert(None, Vec::new());
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } if value.contains('\n') => {
                return Err("has more than one line".to_owned());
            }
            PatternElement::TextElement { value } => {
                push(&mut message, &Piece::Text((*value).to_owned()));
            }
            PatternElement::Placeable {
                expression: Expression::Inline(inline),
            } => push(&mut message, &inline_piece(inline)?),
            PatternElement::Placeable {
                expression: Expression::Select { selector, variants },
            } => choose(&mut message, selector, variants)?,
        }
    }
    Ok(message)
}

fn push(message: &mut Message, piece: &Piece) {
    for pieces in message.cases.values_mut() {
        pieces.push(piece.clone());
    }
}

fn inline_piece(inline: &InlineExpression<&str>) -> Result<Piece, String> {
    match inline {
        InlineExpression::VariableReference { id } => Ok(Piece::Value(id.name.to_owned())),
        InlineExpression::StringLiteral { value } => Ok(Piece::Text((*value).to_owned())),
        _ => Err("has more in braces than a value".to_owned()),
    }
}

/// A choice by number stands for as many messages as it has variants.
fn choose(
    message: &mut Message,
    selector: &InlineExpression<&str>,
    variants: &[Variant<&str>],
) -> Result<(), String> {
    let (InlineExpression::VariableReference { id }, None) = (selector, &message.counts) else {
        return Err("has more than one choice, or one by something else than a value".to_owned());
    };
    message.counts = Some(id.name.to_owned());
    let before = message.cases.remove(&None).unwrap_or_default();
    for variant in variants {
        let number = match (&variant.key, variant.default) {
            (_, true) => None,
            (VariantKey::NumberLiteral { value }, false) => {
                Some(value.parse().map_err(|_| format!("chooses by {value}"))?)
            }
            // Plural categories differ by language, and would take its rules along.
            (VariantKey::Identifier { name }, false) => return Err(format!("chooses by `{name}`")),
        };
        let of_variant = message_of(&variant.value)?;
        if of_variant.counts.is_some() {
            return Err("has a choice inside a choice".to_owned());
        }
        let pieces = of_variant.cases.into_values().flatten();
        let pieces = before.iter().cloned().chain(pieces).collect();
        message.cases.insert(number, pieces);
    }
    Ok(())
}

/// Every language has the same keys, each with the same values.
pub(crate) fn check(catalogues: &[Catalogue]) -> Result<(), String> {
    let mut problems = Vec::new();
    let keys: BTreeSet<_> = catalogues
        .iter()
        .flat_map(|it| it.messages.keys())
        .collect();
    for key in keys {
        let is_in_rust = ENGLISH_IS_IN_RUST.iter().any(|it| key.starts_with(it));
        let translated = &catalogues[usize::from(is_in_rust)..];
        let model = translated.iter().find_map(|it| it.messages.get(key));
        for Catalogue { language, messages } in translated {
            match messages.get(key) {
                None => problems.push(format!("{language} lacks `{key}`")),
                Some(message) if !model.is_some_and(|it| it.has_values_of(message)) => {
                    problems.push(format!("`{key}` has other values in {language}"));
                }
                Some(message) if message.cases.values().any(Vec::is_empty) => {
                    problems.push(format!("`{key}` is empty in {language}"));
                }
                Some(_) => {}
            }
        }
        if is_in_rust && catalogues[0].messages.contains_key(key) {
            problems.push(format!("`{key}` has its English in Rust"));
        }
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(format!("messages: {}", problems.join("; ")))
}
