//! A letter that was sent, and the file that a mail program opens.

use std::fmt::Write as _;

use accounts::domain::Timestamp;
use data_encoding::{BASE64, BASE64_MIME};
use serde::Serialize;
use time::{OffsetDateTime, format_description::well_known::Rfc2822};

use super::wire::{Header, Sent};

/// What one encoded word holds, in bytes, so that it has at most 75 characters (RFC 2047 2).
const WORD_BYTES: usize = 45;

/// A letter.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Letter {
    pub(super) id: u64,
    pub(super) to: String,
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
    /// RFC 3339.
    pub(super) sent_at: String,
    #[serde(skip)]
    from: String,
    #[serde(skip)]
    headers: Vec<Header>,
    #[serde(skip)]
    at: Timestamp,
}

impl Letter {
    pub(super) fn new(id: u64, at: Timestamp, sent: Sent) -> Self {
        Self {
            id,
            to: sent.to,
            subject: sent.subject,
            text: sent.text,
            html: sent.html,
            sent_at: at.to_string(),
            from: sent.from,
            headers: sent.headers,
            at,
        }
    }

    /// Sorts by time; a number of its own keeps two letters of one second apart.
    pub(super) fn file_name(&self) -> String {
        let at = self.sent_at.replace([':', '-'], "");
        format!("{at}-{:06}.eml", self.id)
    }

    /// The letter as RFC 5322 and RFC 2046 have it. Both bodies are base64: any text survives.
    pub(super) fn eml(&self) -> String {
        let date = OffsetDateTime::from_unix_timestamp(self.at.unix_seconds()).ok();
        let date = date.and_then(|at| at.format(&Rfc2822).ok());
        let boundary = format!("=_letter_{}", self.id);
        let mut eml = String::new();
        let mut header = |name: &str, value: &str| _ = write!(eml, "{name}: {value}\r\n");
        header("Date", &date.unwrap_or_default());
        header("From", &self.from);
        header("To", &self.to);
        header("Subject", &encoded(&self.subject));
        header(
            "Message-ID",
            &format!("<{}.{}@localhost>", self.at.unix_seconds(), self.id),
        );
        for own in &self.headers {
            header(&own.name, &encoded(&own.value));
        }
        header("MIME-Version", "1.0");
        header(
            "Content-Type",
            &format!("multipart/alternative; boundary=\"{boundary}\""),
        );
        // The last one is the one to show where both can be (RFC 2046 5.1.4).
        for (kind, body) in [("plain", &self.text), ("html", &self.html)] {
            let body = BASE64_MIME.encode(body.replace('\n', "\r\n").as_bytes());
            _ = write!(
                eml,
                "\r\n--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}"
            );
        }
        _ = write!(eml, "\r\n--{boundary}--\r\n");
        eml
    }
}

/// A header's text, in ASCII and in lines of their length (RFC 2047).
fn encoded(text: &str) -> String {
    if text.is_ascii() && text.len() <= 900 {
        return text.to_owned();
    }
    let mut words = vec![String::new()];
    for c in text.chars() {
        match words.last_mut() {
            Some(word) if word.len() + c.len_utf8() <= WORD_BYTES => word.push(c),
            _ => words.push(c.to_string()),
        }
    }
    let words = words
        .iter()
        .map(|word| format!("=?UTF-8?B?{}?=", BASE64.encode(word.as_bytes())));
    words.collect::<Vec<_>>().join("\r\n ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(subject: &str) -> Letter {
        let sent = Sent {
            from: "\"Harbour Lane\" <accounts@harbour-lane.example>".to_owned(),
            to: "alice@example.com".to_owned(),
            subject: subject.to_owned(),
            text: "Grüße\n".to_owned(),
            html: "<p>Grüße</p>".to_owned(),
            headers: vec![Header {
                name: "Auto-Submitted".to_owned(),
                value: "auto-generated".to_owned(),
            }],
        };
        Letter::new(7, Timestamp::from_unix_seconds(1_795_363_380), sent)
    }

    #[test]
    fn a_letter_is_a_file_that_mail_programs_open() {
        let letter = letter("Your code");

        assert_eq!(letter.file_name(), "20261122T160300Z-000007.eml");
        assert_eq!(
            letter.eml(),
            "Date: Sun, 22 Nov 2026 16:03:00 +0000\r\n\
             From: \"Harbour Lane\" <accounts@harbour-lane.example>\r\n\
             To: alice@example.com\r\n\
             Subject: Your code\r\n\
             Message-ID: <1795363380.7@localhost>\r\n\
             Auto-Submitted: auto-generated\r\n\
             MIME-Version: 1.0\r\n\
             Content-Type: multipart/alternative; boundary=\"=_letter_7\"\r\n\
             \r\n--=_letter_7\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\
             Content-Transfer-Encoding: base64\r\n\
             \r\nR3LDvMOfZQ0K\r\n\
             \r\n--=_letter_7\r\n\
             Content-Type: text/html; charset=utf-8\r\n\
             Content-Transfer-Encoding: base64\r\n\
             \r\nPHA+R3LDvMOfZTwvcD4=\r\n\
             \r\n--=_letter_7--\r\n"
        );
    }

    #[test]
    fn a_subject_in_any_script_is_ascii_in_short_lines() {
        let eml = letter(&"確認".repeat(30)).eml();

        assert!(eml.is_ascii());
        assert!(eml.contains("Subject: =?UTF-8?B?"));
        assert!(eml.lines().all(|line| line.len() <= 100), "{eml}");
    }
}
