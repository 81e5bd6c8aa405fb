//! The messages of the pages are complete; and what would make them incomplete stops the build.
#![expect(
    clippy::unwrap_used,
    reason = "a test that can't go on ends; what must hold is told as a result"
)]

#[path = "../build/messages.rs"]
mod messages;

use std::path::Path;

use messages::{Catalogue, LANGUAGES, Piece, add, check, read};

/// Every language with the same texts, but for what `texts` changes.
fn catalogues(texts: &[(&str, &str)]) -> Result<Vec<Catalogue>, String> {
    let catalogue = |language: &&str| {
        let mut catalogue = Catalogue {
            language: (*language).to_owned(),
            ..Catalogue::default()
        };
        let changed = texts.iter().find(|(of, _)| of == language);
        add(
            &mut catalogue,
            changed.map_or("hello = Hello, { $name }!\n", |(_, text)| text),
        )?;
        Ok(catalogue)
    };
    LANGUAGES.iter().map(catalogue).collect()
}

/// What stops the build.
fn refusal(texts: &[(&str, &str)]) -> String {
    catalogues(texts)
        .and_then(|catalogues| check(&catalogues))
        .unwrap_err()
}

#[test]
fn every_language_has_every_message_with_the_same_values() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pages/messages");

    let catalogues = read(&directory).unwrap();

    check(&catalogues).unwrap();
    let english = &catalogues[0].messages;
    assert!(english.len() > 50);
    // A text that is the English one was forgotten, unless it is in this list.
    let same = ["Name", "Password", "E-mail", "Code:", "Error: ", "Privacy"];
    for Catalogue { language, messages } in &catalogues[1..] {
        for (key, message) in messages {
            let text = message
                .cases
                .values()
                .flatten()
                .find_map(|piece| match piece {
                    Piece::Text(text) => Some(text.as_str()),
                    Piece::Value(_) => None,
                });
            let is_english = english.get(key) == Some(message);
            let is_punctuation = text.is_none_or(|text| text.len() < 3);
            assert!(
                !is_english || is_punctuation || text.is_some_and(|text| same.contains(&text)),
                "`{key}` is English in {language}: {text:?}"
            );
        }
    }
}

#[test]
fn a_message_that_is_missing_or_has_other_values_is_named() {
    assert!(check(&catalogues(&[]).unwrap()).is_ok());
    assert!(refusal(&[("fr", "bye = Adieu\n")]).contains("fr lacks `hello`"));
    assert!(refusal(&[("en", "hello = Hello\n")]).contains("`hello` has other values in de"));
    assert!(
        refusal(&[("it", "hello = Ciao, { $nome }!\n")]).contains("`hello` has other values in it")
    );
}

#[test]
fn what_the_pages_do_not_take_of_fluent_is_refused() {
    for (text, why) in [
        ("hello = Hello\n    you\n", "more than one line"),
        ("hello = Hello, { -brand }\n", "more in braces"),
        (
            "hello = { $name ->\n    [one] Hello\n   *[other] Hi\n}\n",
            "chooses by `one`",
        ),
        (
            "hello = { $a ->\n    [1] Hello\n   *[other] Hi\n} { $a ->\n    [1] Hello\n   *[other] Hi\n}\n",
            "more than one choice",
        ),
        ("hello = Hello\nhello = Hi\n", "there twice"),
        ("-brand = Shop\n", "only messages"),
        ("hello Hello\n", "ExpectedToken"),
    ] {
        let refusal = refusal(&[("ja", text)]);
        assert!(refusal.contains(why), "{text}: {refusal}");
    }
}

#[test]
fn a_choice_has_its_words_for_each_number() {
    let mut catalogue = Catalogue::default();

    add(
        &mut catalogue,
        "left = You have { $n ->\n    [1] one try\n   *[other] { $n } tries\n} left.\n    .detail = Go on\n",
    )
    .unwrap();

    let left = &catalogue.messages["left"];
    assert_eq!(left.values(), ["n"]);
    assert_eq!(left.cases.len(), 2);
    let text = |piece: &str| Piece::Text(piece.to_owned());
    assert_eq!(
        left.cases[&Some(1)],
        [text("You have "), text("one try"), text(" left.")]
    );
    assert_eq!(
        catalogue.messages["left.detail"].cases[&None],
        [text("Go on")]
    );
}
