//! An account's data to take away, and its deletion.

use maud::{Markup, html};

use super::AccountPage;
use crate::{
    pages::{Frame, Page, alert, amazon_button, csrf_input, layout, title_after},
    problem::Code,
};

/// What a customer does before they leave.
pub(super) fn leaving(frame: Frame, page: &AccountPage<'_>) -> Markup {
    let t = frame.language;
    html! {
        h2 id="leaving" { (t.leaving_title()) }
        p { (t.leaving_text()) }
        nav.steps aria-labelledby="leaving" {
            form method="post" action="/auth/account/export" {
                (csrf_input(page.csrf_token))
                button.button.quiet type="submit" { (t.leaving_download()) }
            }
            form method="post" action="/auth/account/delete" {
                (csrf_input(page.csrf_token))
                button.button.quiet type="submit" { (t.leaving_delete()) }
            }
        }
    }
}

/// What the confirmation page shows.
#[derive(Debug)]
pub struct DeleteForm<'a> {
    /// The form's CSRF token.
    pub csrf_token: &'a str,
    /// The account's address.
    pub email: Option<&'a str>,
    /// Whether the password is to be given.
    pub asks_password: bool,
    /// Whether the customer has to sign in with Amazon again before.
    pub asks_amazon: bool,
    /// Why the last try failed.
    pub problem: Option<Code>,
}

/// Asks whether the account is really to be deleted.
#[must_use]
pub fn delete(frame: Frame, form: &DeleteForm<'_>) -> Page {
    let t = frame.language;
    let title = t.delete_title();
    let what = form.problem.map(|problem| match problem {
        Code::WrongPassword => t.ways_password_wrong(),
        other => t.problem_detail(other),
    });
    let account = crate::domain::ReturnTo::parse("/auth/account").unwrap_or_default();
    layout(
        frame,
        &title_after(frame, form.problem, title),
        &html! {
            h1 { (title) }
            @if let Some(what) = what { (alert(&what)) }
            p {
                (t.delete_text())
                @if let Some(email) = form.email { " " (t.delete_email(&html! { strong { (email) } })) }
            }
            @if form.asks_amazon {
                p { (t.delete_amazon()) }
                (amazon_button(&account))
            } @else {
                form method="post" action="/auth/account/delete" {
                    (csrf_input(form.csrf_token))
                    input type="hidden" name="confirm" value="yes";
                    @if form.asks_password {
                        label for="password" { (t.ways_prove_password()) }
                        input id="password" name="password" type="password" autocomplete="current-password"
                            required maxlength="1024" aria-describedby=[what.map(|_| "problem")]
                            aria-invalid=[what.map(|_| "true")];
                    }
                    button.button.primary type="submit" { (t.delete_submit()) }
                }
            }
            nav.steps aria-label=(t.steps()) {
                a.button.quiet href="/auth/account" { (t.delete_keep()) }
            }
            @if let Some(problem) = form.problem { p.fine { (t.code_label()) " " code { (problem.as_str()) } } }
        },
    )
}

/// Says that the account is gone.
#[must_use]
pub fn deleted(frame: Frame) -> Page {
    let t = frame.language;
    layout(
        frame,
        &t.deleted_title(),
        &html! {
            h1 { (t.deleted_title()) }
            p { (t.deleted_text()) }
            p.fine { (t.deleted_amazon()) }
            nav.steps aria-label=(t.steps()) { a.button.quiet href="/" { (t.back_to_start()) } }
        },
    )
}
