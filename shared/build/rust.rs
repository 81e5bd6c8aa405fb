//! Writes messages as methods of `Language`: a table of texts each, in the binary as it is, and only
//! in those binaries that call it.

use std::{collections::BTreeSet, fmt::Write as _};

use crate::messages::{Catalogue, LANGUAGES, Message, Piece};

/// The module that `pages::language` includes.
pub(crate) fn write(catalogues: &[Catalogue]) -> String {
    let mut out = format!(
        "/// The languages' tags (BCP 47), in the order of every table here.\nconst TAGS: [&str; {}] = {LANGUAGES:?};\n\nimpl Language {{\n",
        LANGUAGES.len()
    );
    let [english, others @ ..] = catalogues else {
        return out;
    };
    for key in english.messages.keys() {
        method(&mut out, key, catalogues);
    }
    let translated = others.first().map(|it| it.messages.keys());
    for key in translated.into_iter().flatten() {
        if key.starts_with("refused-") {
            method(&mut out, key, catalogues);
        }
    }
    problems(&mut out, others);
    out.push_str("}\n");
    out
}

/// Messages with this beginning are parts of letters, which are plain text before they are markup:
/// their values are texts, and so is what they become. They have no choices.
const PLAIN: &str = "letter-";

/// `snake_case(self, values…)`, in the order in which the English has them: the text, or markup if it
/// has values; none where the English is elsewhere.
fn method(out: &mut String, key: &str, catalogues: &[Catalogue]) {
    let messages: Vec<_> = catalogues.iter().map(|it| it.messages.get(key)).collect();
    let Some(any) = messages.iter().copied().flatten().next() else {
        return;
    };
    let name = key.replace(['-', '.'], "_");
    let is_optional = messages.iter().any(Option::is_none);
    let ty = |ty: &str| {
        if is_optional {
            format!("Option<{ty}>")
        } else {
            ty.to_owned()
        }
    };
    if any.values().is_empty() {
        let texts = table(&messages, |message| format!("{:?}", plain(message)));
        let ty = ty("&'static str");
        _ = writeln!(
            out,
            "pub(crate) const fn {name}(self) -> {ty} {{ self.pick(&{texts}) }}"
        );
        return;
    }
    let (value_ty, whole_ty, fill) = if key.starts_with(PLAIN) {
        ("&str", "String", "fill_plain")
    } else {
        ("&dyn Render", "Markup", "fill")
    };
    let parameters = any.values().into_iter().map(|value| {
        let ty = if is_counted(any, value) {
            "u32"
        } else {
            value_ty
        };
        format!(", {value}: {ty}")
    });
    let (parameters, ty) = (parameters.collect::<String>(), ty(whole_ty));
    let body = body(any, &messages, fill);
    _ = writeln!(
        out,
        "pub(crate) fn {name}(self{parameters}) -> {ty} {{ {body} }}"
    );
}

/// The text of a message with values: one table of pieces for each number that it tells apart.
fn body(any: &Message, messages: &[Option<&Message>], filled_by: &str) -> String {
    let values = any.values();
    let arguments = values.iter().map(|value| {
        let reference = if is_counted(any, value) { "&" } else { "" };
        format!("{reference}{value}")
    });
    let arguments = arguments.collect::<Vec<_>>().join(", ");
    let fill = |number: Option<u32>| {
        let pieces = table(messages, |message| {
            let pieces = message.cases.get(&number).or(message.cases.get(&None));
            shown(pieces.map_or(&[], Vec::as_slice), &values)
        });
        if messages.iter().any(Option::is_none) {
            format!("self.pick(&{pieces}).map(|pieces| {filled_by}(pieces, &[{arguments}]))")
        } else {
            format!("{filled_by}(self.pick(&{pieces}), &[{arguments}])")
        }
    };
    let Some(counted) = &any.counts else {
        return fill(None);
    };
    let cases = messages.iter().flatten().flat_map(|it| it.cases.keys());
    let numbers: BTreeSet<u32> = cases.copied().flatten().collect();
    let arms = numbers
        .into_iter()
        .map(|number| format!("{number} => {}, ", fill(Some(number))));
    format!(
        "match {counted} {{ {}_ => {} }}",
        arms.collect::<String>(),
        fill(None)
    )
}

/// Whether this value's number decides.
fn is_counted(message: &Message, value: &str) -> bool {
    message.counts.as_deref() == Some(value)
}

/// `problem(self, code)`: its title and detail. A chain of comparisons, not a match, so that a code
/// without translation is found by a test and not by a compiler that stops.
fn problems(out: &mut String, others: &[Catalogue]) {
    out.push_str(
        "pub(crate) fn problem(self, code: Code) -> Option<(&'static str, &'static str)> {\n",
    );
    let keys = others.first().map(|it| it.messages.keys());
    for key in keys.into_iter().flatten().filter(|key| !key.contains('.')) {
        let Some(code) = key.strip_prefix("problem-") else {
            continue;
        };
        let rows = others.iter().map(|it| {
            let text = |key: &str| it.messages.get(key).map(plain).unwrap_or_default();
            format!(
                "Some(({:?}, {:?}))",
                text(key),
                text(&format!("{key}.detail"))
            )
        });
        let rows: Vec<_> = std::iter::once("None".to_owned()).chain(rows).collect();
        let rows = rows.join(", ");
        _ = writeln!(
            out,
            "    if code == Code::{} {{ return self.pick(&[{rows}]); }}",
            camel(code)
        );
    }
    out.push_str("    None\n}\n");
}

fn table(messages: &[Option<&Message>], show: impl Fn(&Message) -> String) -> String {
    let is_optional = messages.iter().any(Option::is_none);
    let cells: Vec<_> = messages
        .iter()
        .map(|message| match message {
            Some(message) if is_optional => format!("Some({})", show(message)),
            Some(message) => show(message),
            None => "None".to_owned(),
        })
        .collect();
    format!("[{}]", cells.join(", "))
}

/// The text of a message without values.
fn plain(message: &Message) -> String {
    let pieces = message.cases.values().flatten();
    pieces
        .map(|piece| match piece {
            Piece::Text(text) | Piece::Value(text) => text.as_str(),
        })
        .collect()
}

/// The pieces, each value by its place in the order of names.
fn shown(pieces: &[Piece], values: &[&str]) -> String {
    let pieces: Vec<_> = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => format!("Piece::Text({text:?})"),
            Piece::Value(name) => {
                let place = values.iter().position(|value| value == name);
                format!("Piece::Value({})", place.unwrap_or_default())
            }
        })
        .collect();
    format!("&[{}] as &[Piece]", pieces.join(", "))
}

/// `invalid-state` as Rust names a variant.
fn camel(kebab: &str) -> String {
    kebab
        .split('-')
        .flat_map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|it| it.to_ascii_uppercase());
            first.into_iter().chain(letters)
        })
        .collect()
}
