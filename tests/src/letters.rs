//! The letters that a site sent, as its outbox has them.

use serde_json::Value;

use crate::site::Site;
use local::Options;

/// A letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The mailbox.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// What it says, as plain text.
    pub text: String,
}

impl Letter {
    /// The path and query of its link to this page.
    #[must_use]
    pub fn link(&self, page: &str) -> String {
        let begin = self.text.find(&format!("{page}?token="));
        let begin = begin.unwrap_or_else(|| panic!("no link to {page}: {}", self.text));
        let rest = &self.text[begin..];
        rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())].to_owned()
    }

    /// What that link carries.
    #[must_use]
    pub fn token(&self, page: &str) -> String {
        let link = self.link(page);
        link.split_once("token=").unwrap().1.to_owned()
    }
}

impl Site {
    /// A stack that sends letters, to an outbox of its own; `None` if the site is running already.
    pub(crate) async fn start_with_mail() -> Option<Self> {
        Self::start_so(Options {
            no_mail: false,
            ..Options::embedded()
        })
        .await
    }

    /// Every letter so far, in order.
    pub async fn letters(&self) -> Vec<Letter> {
        let outbox = self.get("/outbox.json").await.json();
        let text = |letter: &Value, name: &str| letter[name].as_str().unwrap().to_owned();
        let mut letters: Vec<_> = outbox.as_array().unwrap().iter().collect();
        letters.sort_by_key(|letter| letter["id"].as_u64());
        letters
            .into_iter()
            .map(|letter| Letter {
                to: text(letter, "to"),
                subject: text(letter, "subject"),
                text: text(letter, "text"),
            })
            .collect()
    }

    /// How many letters were handed over, those to nobody included.
    pub async fn letters_written(&self) -> u64 {
        let outbox = self.get("/outbox.json").await;
        outbox.header("letters-written").unwrap().parse().unwrap()
    }

    /// The last letter to this mailbox.
    pub async fn letter_to(&self, mailbox: &str) -> Letter {
        let letters = self.letters().await;
        let to = letters.into_iter().rfind(|letter| letter.to == mailbox);
        to.unwrap_or_else(|| panic!("no letter to {mailbox}"))
    }

    /// How many letters went to this mailbox.
    pub async fn letters_to(&self, mailbox: &str) -> usize {
        let letters = self.letters().await;
        letters.iter().filter(|letter| letter.to == mailbox).count()
    }
}
