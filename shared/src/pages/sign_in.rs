//! The site's own sign-in, and the ways around it.

use maud::html;

use super::{
    Frame, Page, alert, amazon_button, csrf_input, layout, return_input, sign_out_form,
    title_after, with_return_to,
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
    /// Whether a forgotten password can be set anew by mail.
    pub forgets: bool,
}

/// The sign-in page: e-mail and password, and Login with Amazon beside them.
#[must_use]
pub fn sign_in(frame: Frame, form: &SignInForm<'_>) -> Page {
    let t = frame.language;
    let register = html! {
        a href=(with_return_to("/auth/register", form.return_to)) { (t.sign_in_create_with_password()) }
    };
    let described_by = form.problem.map(|_| "problem");
    let invalid = form.problem.map(|_| "true");
    layout(
        frame,
        &title_after(frame, form.problem, t.sign_in()),
        &html! {
            h1 { (t.sign_in()) }
            (amazon_button(form.return_to))
            p.or { (t.or()) }
            @if let Some(code) = form.problem {
                (alert(&t.title_and_detail(&t.problem_title(code), &t.problem_detail(code))))
            }
            form method="post" action="/auth/sign-in" {
                (csrf_input(form.csrf_token))
                (return_input(form.return_to))
                label for="email" { (t.email()) }
                input id="email" name="email" type="email" autocomplete="username" required
                    maxlength="254" value=(form.email) aria-describedby=[described_by] aria-invalid=[invalid];
                label for="password" { (t.password()) }
                input id="password" name="password" type="password" autocomplete="current-password"
                    required maxlength="1024" autofocus[form.problem.is_some()]
                    aria-describedby=[described_by] aria-invalid=[invalid];
                @if form.forgets { p.fine { a href="/auth/forgot" { (t.forgot_link()) } } }
                button.button.primary type="submit" { (t.sign_in()) }
            }
            p.fine {
                @if form.registers {
                    (t.sign_in_new_here(&register))
                } @else {
                    (t.sign_in_new_here_amazon())
                }
            }
        },
    )
}

/// The sign-in page for somebody who is signed in.
#[must_use]
pub fn already_signed_in(
    frame: Frame,
    who: Option<&EmailAddress>,
    csrf_token: &str,
    return_to: &ReturnTo,
) -> Page {
    let t = frame.language;
    layout(
        frame,
        &t.signed_in_title(),
        &html! {
            h1 { (t.signed_in_title()) }
            @if let Some(email) = who { p { (t.signed_in_as(&html! { strong { (email.as_str()) } })) } }
            nav.steps aria-label=(t.steps()) {
                a.button.primary href=(return_to.as_str()) { (t.go_on()) }
                (sign_out_form(csrf_token, &ReturnTo::home(), t.sign_out(), "quiet"))
            }
        },
    )
}

/// Shown instead of going to Amazon at once when another site, or nobody yet, opened the login: no
/// sign-in without the customer's own click (ASVS 7.6.2).
#[must_use]
pub fn begin_at_amazon(frame: Frame, return_to: &ReturnTo) -> Page {
    let t = frame.language;
    layout(
        frame,
        &t.begin_title(),
        &html! {
            h1 { (t.begin_title()) }
            p { (t.begin_explanation()) }
            nav.steps aria-label=(t.steps()) {
                (amazon_button(return_to))
                a.button.quiet href="/" { (t.back_to_start()) }
            }
        },
    )
}

/// Says why somebody has a separate account although one with their e-mail exists.
#[must_use]
pub fn separate_account(frame: Frame, return_to: &ReturnTo) -> Page {
    let t = frame.language;
    layout(
        frame,
        &t.separate_title(),
        &html! {
            h1 { (t.separate_title()) }
            p { (t.separate_explanation()) }
            nav.steps aria-label=(t.steps()) {
                a.button.primary href=(return_to.as_str()) { (t.go_on()) }
            }
        },
    )
}
