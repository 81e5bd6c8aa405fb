//! The page at a first sign-in, where the site asks first: an account is made, or there is one already.

use maud::html;

use super::{
    Frame, LOGIN, Page, alert, amazon_button, csrf_input, layout, link::amazon_account, title_after,
};
use crate::{domain::Ticket, problem::Code};

/// What the page shows.
#[derive(Debug)]
pub struct ChoiceForm<'a> {
    /// The ticket.
    pub ticket: &'a Ticket,
    /// The forms' CSRF token.
    pub csrf_token: &'a str,
    /// The address that was typed.
    pub email: &'a str,
    /// Why the last try failed.
    pub problem: Option<Code>,
}

/// Asks "create an account" or "I already have one".
#[must_use]
pub fn first_sign_in(frame: Frame, form: &ChoiceForm<'_>) -> Page {
    let frame = frame.in_english();
    let title = "Are you new here?";
    let tries_left = form.ticket.tries_left();
    let described_by = form.problem.map(|_| "problem");
    let invalid = form.problem.map(|_| "true");
    layout(
        frame,
        &title_after(frame, form.problem, title),
        &html! {
            h1 { (title) }
            p { "No account here is opened by this Amazon account yet:" }
            (amazon_account(frame, &form.ticket.profile))
            @if let Some(problem) = form.problem { (alert(&what(problem, tries_left))) }
            @if tries_left == 0 {
                (amazon_button(&form.ticket.return_to))
            } @else {
                h2 { "I am new" }
                form method="post" action="/auth/amazon/link" {
                    (csrf_input(form.csrf_token))
                    input type="hidden" name="choice" value="create";
                    button.button.primary type="submit" { "Create an account" }
                }
                h2 { "I already have an account" }
                p { "Enter its e-mail address and password, and from now on this Amazon account opens it." }
                form method="post" action="/auth/amazon/link" {
                    (csrf_input(form.csrf_token))
                    label for="email" { "E-mail" }
                    input id="email" name="email" type="email" autocomplete="username" value=(form.email)
                        required maxlength="254" aria-describedby=[described_by] aria-invalid=[invalid];
                    label for="password" { "Password of your account here" }
                    input id="password" name="password" type="password" autocomplete="current-password"
                        required maxlength="1024" aria-describedby=[described_by] aria-invalid=[invalid];
                    p.fine { "Not your Amazon password: we never ask for that." }
                    button.button.quiet type="submit" { "Link and sign in" }
                }
            }
            h2 { "Something else?" }
            ul.choices {
                li {
                    strong { "Another Amazon account? " }
                    "Sign out at Amazon first, since Amazon has no way to choose; then "
                    a href=(super::with_return_to(LOGIN, &form.ticket.return_to)) { "start again" }
                    ". If the same Amazon account comes back, you are still signed in there."
                }
                li { "Neither? " a href="/" { "Back to the start page" } }
            }
            @if let Some(problem) = form.problem { p.fine { "Code: " code { (problem.as_str()) } } }
        },
    )
}

fn what(problem: Code, tries_left: u32) -> String {
    match (problem, tries_left) {
        (Code::WrongPassword, 0) => {
            "E-mail or password is not right, and there are no tries left. Nothing was linked. Please start again."
                .to_owned()
        }
        (Code::WrongPassword, 1) => {
            "E-mail or password is not right. You have 1 try left.".to_owned()
        }
        (Code::WrongPassword, n) => {
            format!("E-mail or password is not right. You have {n} tries left.")
        }
        (other, _) => other.detail().to_owned(),
    }
}
