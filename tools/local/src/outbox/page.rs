//! What the outbox looks like.

use maud::{DOCTYPE, Markup, html};

use super::letter::Letter;

pub(super) const STYLE: &str = include_str!("style.css");

/// All letters.
pub(super) fn outbox(letters: &[Letter]) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "Outbox" @if !letters.is_empty() { " (" (letters.len()) ")" } " · Harbour Lane" }
                link rel="stylesheet" href="/shop/style.css";
                link rel="stylesheet" href="/outbox/style.css";
                link rel="icon" type="image/svg+xml" href="/shop/icon.svg";
            }
            body {
                header.top {
                    a.home href="/" { img src="/shop/logo.svg" alt="Harbour Lane" width="196" height="36"; }
                    nav aria-label="Shop" { a href="/" { "Shop" } a href="/outbox.json" { "As JSON" } }
                }
                main {
                    div.outbox-head {
                        h1 { "Outbox" }
                        a.button.quiet.small href="/outbox" { "Look again" }
                    }
                    p.lead { "Letters that customers would have got by mail, newest first. None leaves this machine." }
                    @if letters.is_empty() {
                        p.nothing { "No letters yet." }
                    }
                    @for (at, letter) in letters.iter().enumerate() { (shown(letter, at == 0)) }
                }
                footer { p { "Part of the local stack; it stands for Amazon SES." } }
            }
        }
    }
}

fn shown(letter: &Letter, is_open: bool) -> Markup {
    html! {
        details.letter id={ "letter-" (letter.id) } open[is_open] {
            summary {
                span.subject { bdi { (letter.subject) } }
                span.to { "to " bdi { (letter.to) } }
                time datetime=(letter.sent_at) { (letter.sent_at) }
            }
            div.bodies {
                section {
                    h2 { "As text" }
                    pre.text { (linked(&letter.text)) }
                }
                section {
                    h2 { "As HTML" }
                    // Without scripts and without this page's origin, as in a mail program. Its links
                    // open beside this page.
                    iframe title={ "The letter “" (letter.subject) "” as HTML" } loading="lazy"
                        sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc=(beside(&letter.html)) {}
                }
            }
        }
    }
}

/// The text, its addresses as links, as a mail program has them.
fn linked(text: &str) -> Markup {
    html! {
        @for piece in text.split_inclusive(char::is_whitespace) {
            @let word = piece.trim_end();
            @if word.starts_with("https://") || word.starts_with("http://") {
                a href=(word) target="_blank" rel="noopener noreferrer" { (word) } (piece[word.len()..])
            } @else {
                (piece)
            }
        }
    }
}

/// The letter, with its links opened in a page of their own: most pages do not let themselves be framed.
fn beside(html: &str) -> String {
    const BASE: &str = "<base target=\"_blank\">";
    match html.split_once("<head>") {
        Some((before, after)) => format!("{before}<head>{BASE}{after}"),
        None => format!("{BASE}{html}"),
    }
}
