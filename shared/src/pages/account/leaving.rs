//! An account's data to take away, and its deletion.

use maud::{Markup, html};

use super::AccountPage;
use crate::{
    pages::{Frame, Page, alert, amazon_button, csrf_input, layout, title_after},
    problem::Code,
};

/// What a customer does before they leave.
pub(super) fn leaving(page: &AccountPage<'_>) -> Markup {
    html! {
        h2 id="leaving" { "Your data" }
        p { "Download everything that is kept about you here, or delete your account." }
        nav.steps aria-labelledby="leaving" {
            form method="post" action="/auth/account/export" {
                (csrf_input(page.csrf_token))
                button.button.quiet type="submit" { "Download my data" }
            }
            form method="post" action="/auth/account/delete" {
                (csrf_input(page.csrf_token))
                button.button.quiet type="submit" { "Delete my account" }
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
    let frame = frame.in_english();
    let title = "Delete your account?";
    let what = form.problem.map(|problem| match problem {
        Code::WrongPassword => "That is not your password.",
        other => other.detail(),
    });
    let account = crate::domain::ReturnTo::parse("/auth/account").unwrap_or_default();
    layout(
        frame,
        &title_after(frame, form.problem, title),
        &html! {
            h1 { (title) }
            @if let Some(what) = what { (alert(&what)) }
            p {
                "Everything that is kept about you here goes"
                @if let Some(email) = form.email { ", and " strong { (email) } " no longer opens anything" }
                ". You are signed out everywhere. This cannot be undone."
            }
            @if form.asks_amazon {
                p { "To show that it’s you, sign in with Amazon again, and do it within twenty minutes:" }
                (amazon_button(&account))
            } @else {
                form method="post" action="/auth/account/delete" {
                    (csrf_input(form.csrf_token))
                    input type="hidden" name="confirm" value="yes";
                    @if form.asks_password {
                        label for="password" { "Your password" }
                        input id="password" name="password" type="password" autocomplete="current-password"
                            required maxlength="1024" aria-describedby=[what.map(|_| "problem")]
                            aria-invalid=[what.map(|_| "true")];
                    }
                    button.button.primary type="submit" { "Delete my account for good" }
                }
            }
            nav.steps aria-label="What you can do now" {
                a.button.quiet href="/auth/account" { "Keep it" }
            }
            @if let Some(problem) = form.problem { p.fine { "Code: " code { (problem.as_str()) } } }
        },
    )
}

/// Says that the account is gone.
#[must_use]
pub fn deleted(frame: Frame) -> Page {
    layout(
        frame.in_english(),
        &"Your account is deleted",
        &html! {
            h1 { "Your account is deleted" }
            p { "You are signed out everywhere. Nothing that is kept here leads to you any more." }
            p.fine {
                "Your account at Amazon goes on as before. There you can take away this site’s permission to see your profile."
            }
            nav.steps aria-label="What you can do now" { a.button.quiet href="/" { "Back to the start page" } }
        },
    )
}
