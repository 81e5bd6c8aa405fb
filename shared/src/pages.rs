//! The pages customers see. Compiled in, no scripts, nothing from elsewhere (docs/decisions/0006).

pub use maud::Markup;
use maud::{DOCTYPE, html};

use crate::{domain::ReturnTo, problem::Code};

mod account;
pub mod assets;
mod connect;
mod first_sign_in;
mod link;
mod register;
mod sign_in;

pub use account::{
    AccountPage, DeleteForm, PasswordForm, Prove, account, connecting, delete, deleted,
    password_again, prove,
};
pub use connect::{ConnectForm, connect};
pub use first_sign_in::{ChoiceForm, first_sign_in};
pub use link::{LinkForm, link};
pub use register::{RegisterForm, RegisterProblems, register};
pub use sign_in::{SignInForm, already_signed_in, begin_at_amazon, separate_account, sign_in};

use crate::http::CSRF_FIELD;

/// Where the Login with Amazon button leads.
const LOGIN: &str = "/auth/amazon/login";

/// `path` with where to go afterwards, percent-encoded, in its query.
#[must_use]
pub fn with_return_to(path: &str, return_to: &ReturnTo) -> String {
    if *return_to == ReturnTo::home() {
        return path.to_owned();
    }
    let value: String = form_urlencoded::byte_serialize(return_to.as_str().as_bytes()).collect();
    format!("{path}?return_to={value}")
}

/// The title of a page that shows a form again: what went wrong is the first thing read out.
fn title_after(problem: Option<Code>, title: &str) -> String {
    match problem {
        Some(_) => format!("Error: {title}"),
        None => title.to_owned(),
    }
}

/// The frame of every page.
fn layout(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (title) }
                link rel="stylesheet" href=(assets::STYLE.path());
                link rel="icon" type="image/svg+xml" href=(assets::ICON.path());
            }
            body {
                main { (body) }
            }
        }
    }
}

/// The Login with Amazon button: a neutral text button of our own, not Amazon's artwork.
fn amazon_button(return_to: &ReturnTo) -> Markup {
    html! {
        a.button.amazon href=(with_return_to(LOGIN, return_to)) { "Login with Amazon" }
    }
}

/// A message that a screen reader announces when the page opens.
fn alert(text: &str) -> Markup {
    html! {
        p.alert role="alert" id="problem" { (text) }
    }
}

fn csrf_input(token: &str) -> Markup {
    html! { input type="hidden" name=(CSRF_FIELD) value=(token); }
}

fn return_input(return_to: &ReturnTo) -> Markup {
    html! { input type="hidden" name="return_to" value=(return_to.as_str()); }
}

/// A form whose one button signs out and goes on to `return_to`.
fn sign_out_form(csrf_token: &str, return_to: &ReturnTo, label: &str, class: &str) -> Markup {
    html! {
        form method="post" action="/auth/sign-out" {
            (csrf_input(csrf_token))
            (return_input(return_to))
            button.button.(class) type="submit" { (label) }
        }
    }
}

/// What a problem's page offers next; whoever signs in then goes where they were going.
fn next_steps(code: Code, return_to: &ReturnTo) -> Markup {
    let amazon = amazon_button(return_to);
    let sign_in = with_return_to("/auth/sign-in", return_to);
    let password = html! { a.button.quiet href=(sign_in) { "Sign in with your password" } };
    let home = html! { a.button.quiet href="/" { "Back to the start page" } };
    match code {
        Code::InvalidState
        | Code::AmazonRejected
        | Code::AccessDenied
        | Code::Interrupted
        | Code::LinkExpired
        | Code::TooManyAttempts
        | Code::Unauthenticated
        | Code::AmazonUnavailable => html! { (amazon) (password) (home) },
        Code::AccountDisabled | Code::ProofNotOffered | Code::NotFound => html! { (home) },
        Code::LinkedElsewhere => html! { (password) (home) },
        _ => html! { (password) (home) },
    }
}

/// How loudly a problem is told: what the customer chose, or has to choose, is no alarm.
fn tone(code: Code) -> &'static str {
    match code {
        Code::AccessDenied | Code::SignedInAsAnother | Code::LinkedElsewhere => "notice",
        _ => "alert",
    }
}

/// The page of a problem: what happened, and what to do next.
#[must_use]
pub fn problem(code: Code, return_to: &ReturnTo) -> Markup {
    layout(
        code.title(),
        &html! {
            h1 { (code.title()) }
            p.(tone(code)) role="alert" { (code.detail()) }
            nav.steps aria-label="What you can do now" { (next_steps(code, return_to)) }
            p.fine { "Code: " code { (code.as_str()) } }
        },
    )
}

/// The page of a problem that goes away by signing out first: an Amazon account that does not open
/// the account this browser is signed in to.
#[must_use]
pub fn sign_out_first(code: Code, csrf_token: &str) -> Markup {
    // Signing out leads to the sign-in page, which has the Amazon button: a form may not send the
    // browser to another site.
    let sign_in = ReturnTo::parse("/auth/sign-in").unwrap_or_default();
    layout(
        code.title(),
        &html! {
            h1 { (code.title()) }
            p.(tone(code)) role="alert" { (code.detail()) }
            nav.steps aria-label="What you can do now" {
                (sign_out_form(csrf_token, &sign_in, "Sign out and go on", "primary"))
                a.button.quiet href="/" { "Stay signed in" }
            }
            p.fine { "Code: " code { (code.as_str()) } }
        },
    )
}
