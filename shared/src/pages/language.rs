//! The languages of the pages: which one a browser asks for, and the texts in it. The texts stand in
//! `messages/<language>/<topic>.ftl`; each is a method here, made at build time (docs/decisions/0013).

use maud::{Markup, PreEscaped, Render};

use crate::{domain::PasswordRefused, problem::Code};

/// A language that the pages are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English; whoever asks for none of them gets this one.
    #[default]
    English,
    /// German.
    German,
    /// Spanish.
    Spanish,
    /// French.
    French,
    /// Italian.
    Italian,
    /// Japanese.
    Japanese,
    /// Portuguese, as it is written in Brazil.
    Portuguese,
    /// Chinese in simplified characters.
    Chinese,
}

/// A part of a text: its own words, or the place of one of its values.
#[derive(Clone, Copy)]
enum Piece {
    Text(&'static str),
    Value(usize),
}

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

impl Language {
    /// All of them.
    pub const ALL: [Self; TAGS.len()] = [
        Self::English,
        Self::German,
        Self::Spanish,
        Self::French,
        Self::Italian,
        Self::Japanese,
        Self::Portuguese,
        Self::Chinese,
    ];

    /// How many languages of a request are looked at.
    const MAX_RANGES: usize = 32;

    /// Its tag (BCP 47), for `lang` and `Content-Language`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        TAGS[self as usize]
    }

    /// The language that `Accept-Language` likes best (RFC 9110 12.5.4): the first of those with the
    /// greatest weight, looked up as RFC 4647 3.4 says. English if there is none.
    #[must_use]
    pub fn accepted_by(header: Option<&str>) -> Self {
        let mut best = (0, Self::default());
        for range in header.unwrap_or_default().split(',').take(Self::MAX_RANGES) {
            let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
            let weight = weight(parameters);
            if weight > best.0
                && let Some(language) = Self::find(tag.trim())
            {
                best = (weight, language);
            }
        }
        best.1
    }

    /// The language of this range; of `*`, the default.
    fn find(range: &str) -> Option<Self> {
        let range = range.to_ascii_lowercase();
        let mut subtags = range.split('-');
        match subtags.next()? {
            "*" | "en" => Some(Self::English),
            "de" => Some(Self::German),
            "es" => Some(Self::Spanish),
            "fr" => Some(Self::French),
            "it" => Some(Self::Italian),
            "ja" => Some(Self::Japanese),
            "pt" => Some(Self::Portuguese),
            // Whoever reads traditional characters lists a language after it that is here, or `zh`.
            "zh" => match subtags.next() {
                Some("hant" | "tw" | "hk" | "mo") => None,
                _ => Some(Self::Chinese),
            },
            _ => None,
        }
    }

    /// What happened, in a few words.
    #[must_use]
    pub fn problem_title(self, code: Code) -> &'static str {
        self.problem(code).map_or(code.title(), |(title, _)| title)
    }

    /// What happened and what to do next.
    #[must_use]
    pub fn problem_detail(self, code: Code) -> &'static str {
        self.problem(code)
            .map_or(code.detail(), |(_, detail)| detail)
    }

    /// Why a password is refused, and what to do about it.
    #[must_use]
    pub fn refused(self, refused: PasswordRefused) -> Markup {
        let text = match refused {
            PasswordRefused::TooShort { min_chars } => {
                return self
                    .refused_too_short(&min_chars)
                    .unwrap_or_else(|| refused.detail().render());
            }
            PasswordRefused::TooLong => self.refused_too_long(),
            PasswordRefused::Common => self.refused_common(),
            PasswordRefused::Predictable => self.refused_predictable(),
            PasswordRefused::Personal => self.refused_personal(),
        };
        text.map_or_else(|| refused.detail().render(), Render::render)
    }

    /// This language's own of a table.
    const fn pick<T: Copy>(self, table: &[T; TAGS.len()]) -> T {
        table[self as usize]
    }
}

/// The text of these pieces, as markup: its own words and plain values escaped, markup as it is.
fn fill(pieces: &[Piece], values: &[&dyn Render]) -> Markup {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(words) => words.render_to(&mut text),
            Piece::Value(place) => {
                if let Some(value) = values.get(*place) {
                    value.render_to(&mut text);
                }
            }
        }
    }
    PreEscaped(text)
}

/// The text of these pieces, as it is: of a letter, which is plain text before it is markup.
fn fill_plain(pieces: &[Piece], values: &[&str]) -> String {
    pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Text(words) => Some(*words),
            Piece::Value(place) => values.get(*place).copied(),
        })
        .collect()
}

/// The weight of a range, in thousandths (RFC 9110 12.4.2); what is no weight counts as none, so
/// that such a range is not taken.
fn weight(parameters: &str) -> u16 {
    let Some(text) = parameters
        .split(';')
        .find_map(|parameter| parameter.trim().strip_prefix("q="))
    else {
        return 1000;
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    match (whole, fraction.len()) {
        ("1", _) => 1000,
        ("0", 0..=3) => format!("{fraction:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use maud::html;

    use super::*;

    #[test]
    fn the_language_that_is_liked_best_is_taken() {
        for (header, expected) in [
            ("de", "de"),
            ("de-CH, fr;q=0.9", "de"),
            ("nl, fr;q=0.9, de;q=0.9", "fr"),
            ("en;q=0.8,ja", "ja"),
            ("en;q=0.8, JA;q=0.81", "ja"),
            ("it;q=0, es;q=0.001", "es"),
            ("es-419,es;q=0.9,en;q=0.8", "es"),
            ("pt-BR", "pt"),
            ("zh-CN,zh;q=0.9", "zh-Hans"),
            ("zh-Hans-SG", "zh-Hans"),
            ("zh-TW,en;q=0.5", "en"),
            ("zh-Hant-HK,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ] {
            assert_eq!(
                Language::accepted_by(Some(header)).tag(),
                expected,
                "{header}"
            );
        }
    }

    #[test]
    fn whoever_asks_for_none_of_them_or_for_nonsense_gets_english() {
        for header in [
            "",
            "*",
            "nl",
            "xx;q=1, *;q=0.5",
            ",,;q",
            "de;q=2",
            "de;q=0.9999",
            "de;q=-1",
            "de;q=",
            "defr",
            "<b>",
        ] {
            assert_eq!(
                Language::accepted_by(Some(header)),
                Language::English,
                "{header}"
            );
        }
        assert_eq!(Language::accepted_by(None), Language::English);
        let long = format!("{}de", "nl,".repeat(Language::MAX_RANGES));
        assert_eq!(Language::accepted_by(Some(&long)), Language::English);
    }

    #[test]
    fn every_language_has_its_own_tag_and_texts() {
        let tags = Language::ALL.map(Language::tag);
        let texts = Language::ALL.map(Language::password);

        assert_eq!(tags, TAGS);
        assert_eq!(texts[..2], ["Password", "Passwort"]);
        assert_eq!(Language::Chinese.sign_in(), "登录");
    }

    #[test]
    fn every_problem_and_every_refusal_of_a_password_is_told_in_every_language() {
        for language in Language::ALL.into_iter().skip(1) {
            for &code in Code::ALL {
                assert!(
                    language.problem(code).is_some(),
                    "{} lacks {code:?}",
                    language.tag()
                );
            }
            let refused = PasswordRefused::TooShort { min_chars: 15 };
            let told = language.refused(refused).into_string();
            assert!(told.contains("15") && told != refused.detail());
        }
        let english = Language::English.problem_detail(Code::NotFound);
        assert_eq!(english, Code::NotFound.detail());
    }

    #[test]
    fn values_stand_where_the_language_has_them_and_only_markup_is_markup() {
        let link = html! { b { "<" } };

        assert_eq!(
            Language::Italian.signed_in_as(&"<i>").into_string(),
            "Come &lt;i&gt;."
        );
        assert!(
            Language::Japanese
                .signed_in_as(&link)
                .into_string()
                .starts_with("<b>&lt;</b> と")
        );
    }

    #[test]
    fn a_number_has_the_words_that_it_takes() {
        let told = |language: Language, tries| language.link_wrong_password(tries).into_string();

        assert!(told(Language::English, 0).contains("no tries left"));
        assert!(told(Language::English, 1).ends_with("1 try left."));
        assert!(told(Language::English, 4).ends_with("4 tries left."));
        assert!(told(Language::French, 1).ends_with("1 essai."));
        // Japanese has one form for all numbers but none.
        assert!(told(Language::Japanese, 1).contains("あと1回"));
    }
}
