//! Every letter, in every language, in both bodies.

use maud::Render as _;

use super::*;
use crate::{config::Brand, domain::PersonName, pages::Language};

const LINK: &str = "https://shop.example/auth/verify?token=abc-_123&x=1";
const OTHER: &str = "https://shop.example/auth/forgot";
const CODE: &str = "7KQ2-M4XD";
const HINT: &str = "…2LK2";
const MASKED: &str = "a•••@new.example";

fn brand(name: &str) -> Brand {
    Brand {
        name: name.to_owned(),
        ..Brand::PLAIN
    }
}

fn name(text: &str) -> PersonName {
    PersonName::parse(text).unwrap()
}

/// Every letter, with what both of its bodies have to say.
fn letters(name: Option<&PersonName>) -> Vec<(Content<'_>, Vec<&str>)> {
    vec![
        (Content::ProveMailbox { link: LINK }, vec![LINK, "24"]),
        (
            Content::AlreadyRegistered {
                sign_in: LINK,
                forgot: OTHER,
            },
            vec![LINK, OTHER],
        ),
        (Content::ResetPassword { link: LINK }, vec![LINK, "30"]),
        (
            Content::LinkCode {
                code: CODE,
                amazon_name: name,
            },
            vec![CODE, "15"],
        ),
        (Content::NewAddress { link: LINK }, vec![LINK, "24"]),
        (
            Content::Linked {
                amazon_hint: HINT,
                undo: LINK,
            },
            vec![HINT, LINK],
        ),
        (Content::Unlinked { amazon_hint: HINT }, vec![HINT]),
        (Content::PasswordChanged { reset: LINK }, vec![LINK]),
        (
            Content::AddressChanged {
                new_address_masked: MASKED,
                undo: Some(LINK),
            },
            vec![MASKED, LINK],
        ),
        (
            Content::AddressChanged {
                new_address_masked: MASKED,
                undo: None,
            },
            vec![MASKED],
        ),
        (Content::AddressRestored, Vec::new()),
    ]
}

/// Every letter in every language.
fn each(brand: &Brand, name: Option<&PersonName>, check: impl Fn(&Letter<'_>, &[&str])) {
    for language in Language::ALL {
        for (content, says) in letters(name) {
            let letter = Letter {
                content,
                language,
                brand,
            };
            check(&letter, &says);
        }
    }
}

#[test]
fn both_bodies_of_every_letter_say_what_it_is_for() {
    each(&brand("Harbour Lane"), None, |letter, says| {
        let (text, html) = (letter.text(), letter.html());

        assert!(letter.subject().contains("Harbour Lane"), "{letter:?}");
        for said in says {
            assert!(text.contains(said), "{letter:?} lacks {said}: {text}");
            let said = said.render().into_string();
            assert!(html.contains(&said), "{letter:?} lacks {said}: {html}");
        }
        assert!(html.contains(&format!("<html lang=\"{}\">", letter.language.tag())));
        // Of one address there is a button and the bare address.
        if says.contains(&LINK) {
            let href = format!("href=\"{}\"", LINK.render().into_string());
            assert_eq!(html.matches(&href).count(), 2, "{html}");
        }
    });
}

#[test]
fn a_letter_loads_nothing_and_runs_nothing() {
    each(&brand("Harbour Lane"), None, |letter, _| {
        let html = letter.html();

        for bad in [
            "<img", "<script", "<link", "<style", "src=", "url(", "<form",
        ] {
            assert!(!html.contains(bad), "{letter:?}: {bad}");
        }
    });
}

#[test]
fn a_subject_is_one_line_without_code_or_link_whatever_the_site_is_called() {
    let brand = brand("Shop\r\nBcc: everybody@example.com");

    each(&brand, None, |letter, _| {
        let subject = letter.subject();

        assert!(!subject.contains(char::is_control), "{subject:?}");
        assert!(!subject.contains(CODE) && !subject.contains(LINK));
        assert!(!letter.text().contains('\r'));
    });
}

#[test]
fn what_others_chose_is_no_markup() {
    let name = name("<b>Eve</b> & \"co\"");

    each(&brand("<i>Shop</i>"), Some(&name), |letter, _| {
        let html = letter.html();

        assert!(!html.contains("<i>") && !html.contains("<b>"), "{html}");
        assert!(html.contains("&lt;i&gt;Shop"));
        if matches!(letter.content, Content::LinkCode { .. }) {
            assert!(html.contains("&lt;b&gt;Eve&lt;/b&gt; &amp;"), "{html}");
            let text = letter.text().replace('\n', " ");
            assert!(text.contains("<b>Eve</b> & \"co\""), "{text}");
        }
    });
}

#[test]
fn a_name_that_is_an_advertisement_is_not_sent() {
    let (site, bad, good) = (
        brand("Shop"),
        name("You won http://prize.example"),
        name("Zoë"),
    );
    for language in Language::ALL {
        let code_with = |amazon_name| Letter {
            content: Content::LinkCode {
                code: CODE,
                amazon_name,
            },
            language,
            brand: &site,
        };

        let [none, advertised, named] = [None, Some(&bad), Some(&good)].map(code_with);

        assert_eq!(advertised.text(), none.text());
        assert_eq!(advertised.html(), none.html());
        assert!(named.text().contains("Zoë"));
    }
}

#[test]
fn lines_are_no_longer_than_people_read_but_a_link_stays_whole() {
    let long = format!("https://shop.example/auth/verify?token={}", "a".repeat(90));
    let site = brand("Harbour Lane");
    for language in Language::ALL {
        let letter = Letter {
            content: Content::ResetPassword { link: &long },
            language,
            brand: &site,
        };

        let text = letter.text();

        assert!(text.lines().any(|line| line == long), "{text}");
        let has_blanks = !matches!(language, Language::Japanese | Language::Chinese);
        for line in text.lines().filter(|line| *line != long && has_blanks) {
            assert!(line.chars().count() <= 76, "{line}");
        }
        // What a mail server takes in one line (RFC 5322 2.1.1).
        assert!(text.lines().all(|line| line.len() < 998));
    }
}

#[test]
fn nothing_of_a_letter_shows_in_a_log_but_its_kind() {
    let letter = Letter {
        content: Content::ResetPassword { link: LINK },
        language: Language::English,
        brand: &Brand::PLAIN,
    };

    let shown = format!("{letter:?}");

    assert!(shown.contains("Content(reset_password)"), "{shown}");
    assert!(!shown.contains("token"), "{shown}");
}

#[tokio::test]
async fn without_a_sender_nothing_is_sent() {
    let letter = Letter {
        content: Content::ResetPassword { link: LINK },
        language: Language::English,
        brand: &Brand::PLAIN,
    };

    let sent = NoMail.send(Recipient::Nobody, &letter).await;

    assert!(!NoMail.is_configured());
    assert!(matches!(sent, Err(MailError::Misconfigured { .. })));
}
