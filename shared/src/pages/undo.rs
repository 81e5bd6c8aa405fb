//! The page that a letter about a change leads to: undo it, or leave it.

use maud::html;

use super::{Frame, Page, layout};
use crate::domain::Undoable;

/// Asks whether to undo what the letter told of.
#[must_use]
pub fn undo(frame: Frame, undoable: &Undoable, token: &str) -> Page {
    let t = frame.language;
    let title = t.undo_title();
    let (text, submit) = match undoable {
        Undoable::Link(user_id) => (t.undo_link_text(&user_id.masked()), t.undo_link_submit()),
        Undoable::Address(email) => (
            t.undo_address_text(&html! { strong { (email.as_str()) } }),
            t.undo_address_submit(),
        ),
    };
    layout(
        frame,
        &title,
        &html! {
            h1 { (title) }
            p { (text) }
            form method="post" action="/auth/undo" {
                input type="hidden" name="token" value=(token);
                button.button.primary type="submit" { (submit) }
            }
            nav.steps aria-label=(t.steps()) {
                a.button.quiet href="/" { (t.back_to_start()) }
            }
        },
    )
}

/// Says that it is undone. After an address was given back a password has to be chosen.
#[must_use]
pub fn undone(frame: Frame, needs_password: bool) -> Page {
    let t = frame.language;
    let title = t.undo_done_title();
    let text = if needs_password {
        t.undo_address_done()
    } else {
        t.undo_link_done()
    };
    layout(
        frame,
        &title,
        &html! {
            h1 { (title) }
            p role="status" { (text) }
            nav.steps aria-label=(t.steps()) {
                @if !needs_password { a.button.primary href="/auth/sign-in" { (t.sign_in()) } }
                a.button.quiet href="/auth/forgot" { (t.reset_title()) }
            }
        },
    )
}
