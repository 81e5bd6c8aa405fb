//! The site's own sign-in, and the ways around it.

use maud::{Markup, html};

use super::{
    LOGIN, alert, amazon_button, csrf_input, layout, return_input, sign_out_form, title_after,
    with_return_to,
};
use crate::{
    domain::{EmailAddress, ReturnTo},
    problem::Code,
};

/// What the sign-in page shows.
#[derive(Debug)]
pub struct SignInForm<'a> {
    /// The form's CSRF token.
    pub csrf_token: &'a str,
    /// Where to go afterwards.
    pub return_to: &'a ReturnTo,
    /// The address typed before.
    pub email: &'a str,
    /// Why the last try failed.
    pub problem: Option<Code>,
    /// Whether customers can register here.
    pub registers: bool,
}

/// The sign-in page: e-mail and password, and Login with Amazon beside them.
#[must_use]
pub fn sign_in(form: &SignInForm<'_>) -> Markup {
    let described_by = form.problem.map(|_| "problem");
    let invalid = form.problem.map(|_| "true");
    layout(
        &title_after(form.problem, "Sign in"),
        &html! {
            h1 { "Sign in" }
            @if let Some(code) = form.problem { (alert(&format!("{}. {}", code.title(), code.detail()))) }
            form method="post" action="/auth/sign-in" {
                (csrf_input(form.csrf_token))
                (return_input(form.return_to))
                label for="email" { "E-mail" }
                input id="email" name="email" type="email" autocomplete="username" required
                    maxlength="254" value=(form.email) aria-describedby=[described_by] aria-invalid=[invalid];
                label for="password" { "Password" }
                input id="password" name="password" type="password" autocomplete="current-password"
                    required maxlength="1024" autofocus[form.problem.is_some()]
                    aria-describedby=[described_by] aria-invalid=[invalid];
                button.button.primary type="submit" { "Sign in" }
            }
            p.or { span { "or" } }
            (amazon_button(form.return_to))
            p.fine {
                "New here? Login with Amazon makes an account for you."
                @if form.registers {
                    " Or "
                    a href=(with_return_to("/auth/register", form.return_to)) { "create one with a password" }
                    "."
                }
            }
        },
    )
}

/// The sign-in page for somebody who is signed in.
#[must_use]
pub fn already_signed_in(
    who: Option<&EmailAddress>,
    csrf_token: &str,
    return_to: &ReturnTo,
) -> Markup {
    layout(
        "You are signed in",
        &html! {
            h1 { "You are signed in" }
            @if let Some(email) = who { p { "As " strong { (email.as_str()) } "." } }
            nav.steps aria-label="What you can do now" {
                a.button.primary href=(return_to.as_str()) { "Go on" }
                (sign_out_form(csrf_token, &ReturnTo::home(), "Sign out", "quiet"))
            }
        },
    )
}

/// Shown instead of going to Amazon at once when another site, or nobody yet, opened the login: no
/// sign-in without the customer's own click (ASVS 7.6.2).
#[must_use]
pub fn begin_at_amazon(return_to: &ReturnTo) -> Markup {
    layout(
        "Continue to Amazon",
        &html! {
            h1 { "Continue to Amazon?" }
            p { "Another page sent you here to sign in. If you meant to, go on; otherwise nothing happens." }
            nav.steps aria-label="What you can do now" {
                a.button.amazon href=(with_return_to(LOGIN, return_to)) { "Login with Amazon" }
                a.button.quiet href="/" { "Back to the start page" }
            }
        },
    )
}

/// Says why somebody has a separate account although one with their e-mail exists.
#[must_use]
pub fn separate_account(return_to: &ReturnTo) -> Markup {
    layout(
        "You have a new account",
        &html! {
            h1 { "You are signed in to a new account" }
            p {
                "There is already an account here with the e-mail address of your Amazon account. "
                "It has no password, so we can’t check here that it is yours. To keep it safe, we "
                "made a separate account for you, without that address."
            }
            nav.steps aria-label="What you can do now" {
                a.button.primary href=(return_to.as_str()) { "Go on" }
            }
        },
    )
}
