//! The page at a first sign-in, where the site asks first: an account is made, or there is one already.

use maud::html;

use super::{
    Frame, LOGIN, Page, alert, amazon_button, csrf_input, layout, link::amazon_account,
    title_after, with_return_to,
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
    let t = frame.language;
    let title = t.first_title();
    let tries_left = form.ticket.tries_left();
    let described_by = form.problem.map(|_| "problem");
    let invalid = form.problem.map(|_| "true");
    let start_again = html! {
        a href=(with_return_to(LOGIN, &form.ticket.return_to)) { (t.link_start_again()) }
    };
    layout(
        frame,
        &title_after(frame, form.problem, title),
        &html! {
            h1 { (title) }
            p { (t.first_text()) }
            (amazon_account(frame, &form.ticket.profile))
            @match form.problem {
                Some(Code::WrongPassword) => (alert(&t.first_wrong(tries_left))),
                Some(other) => (alert(&t.problem_detail(other))),
                None => {}
            }
            @if tries_left == 0 {
                (amazon_button(&form.ticket.return_to))
            } @else {
                h2 { (t.first_new()) }
                form method="post" action="/auth/amazon/link" {
                    (csrf_input(form.csrf_token))
                    input type="hidden" name="choice" value="create";
                    button.button.primary type="submit" { (t.first_create()) }
                }
                h2 { (t.first_own()) }
                p { (t.first_own_text()) }
                form method="post" action="/auth/amazon/link" {
                    (csrf_input(form.csrf_token))
                    label for="email" { (t.email()) }
                    input id="email" name="email" type="email" autocomplete="username" value=(form.email)
                        required maxlength="254" aria-describedby=[described_by] aria-invalid=[invalid];
                    label for="password" { (t.link_password()) }
                    input id="password" name="password" type="password" autocomplete="current-password"
                        required maxlength="1024" aria-describedby=[described_by] aria-invalid=[invalid];
                    p.fine { (t.link_hint()) }
                    button.button.quiet type="submit" { (t.link_submit()) }
                }
            }
            h2 { (t.link_else()) }
            ul.choices {
                li { strong { (t.link_another()) } " " (t.link_another_first(&start_again)) }
                li { strong { (t.first_neither()) } " " a href="/" { (t.back_to_start()) } }
            }
            @if let Some(problem) = form.problem { p.fine { (t.code_label()) " " code { (problem.as_str()) } } }
        },
    )
}
