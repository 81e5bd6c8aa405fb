//! A forgotten password: the form that asks for a letter, and the page that its link leads to.

use maud::{Markup, html};

use super::{Frame, Page, alert, amazon_button, csrf_input, layout, problem_with, title_after};
use crate::{
    domain::{Account, Identity, PasswordRefused, ReturnTo},
    problem::Code,
};

/// What the form shows.
#[derive(Debug)]
pub struct ForgotForm<'a> {
    /// The form's CSRF token.
    pub csrf_token: &'a str,
    /// The address typed before.
    pub email: &'a str,
    /// Why the last try failed.
    pub problem: Option<Code>,
}

/// Asks for the address of the account.
#[must_use]
pub fn forgot(frame: Frame, form: &ForgotForm<'_>) -> Page {
    let t = frame.language;
    let title = t.forgot_link();
    let described_by = form.problem.map(|_| "problem");
    let invalid = form.problem.map(|_| "true");
    layout(
        frame,
        &title_after(frame, form.problem, title),
        &html! {
            h1 { (title) }
            @match form.problem {
                Some(Code::TooManyAttempts) => (alert(&t.forgot_too_many())),
                Some(code) => (alert(&t.problem_detail(code))),
                None => p { (t.forgot_text()) },
            }
            form method="post" action="/auth/forgot" {
                (csrf_input(form.csrf_token))
                label for="email" { (t.email()) }
                input id="email" name="email" type="email" autocomplete="username" required
                    maxlength="254" value=(form.email) autofocus[form.problem.is_some()]
                    aria-describedby=[described_by] aria-invalid=[invalid];
                button.button.primary type="submit" { (t.forgot_submit()) }
            }
            nav.steps aria-label=(t.steps()) {
                a.button.quiet href="/auth/sign-in" { (t.sign_in_with_password()) }
            }
        },
    )
}

/// The page of a problem where a new password leads on: a link that is used up, an address that is taken, a
/// last way in.
#[must_use]
pub fn forgot_instead(frame: Frame, code: Code) -> Page {
    let t = frame.language;
    let steps = html! {
        a.button.primary href="/auth/forgot" { (t.reset_title()) }
        @match code {
            // Whoever was told so is signed in.
            Code::EmailTaken => a.button.quiet href="/auth/account" { (t.ways_back()) },
            // There is no password.
            Code::LastWayIn => {},
            _ => a.button.quiet href="/auth/sign-in" { (t.sign_in_with_password()) },
        }
        a.button.quiet href="/" { (t.back_to_start()) }
    };
    problem_with(frame, code, &steps)
}

/// Says where to look. The same whether somebody has the address or nobody (ASVS 6.3.8).
#[must_use]
pub fn forgot_sent(frame: Frame, email: &str) -> Page {
    let t = frame.language;
    let title = t.forgot_sent_title();
    layout(
        frame,
        &title,
        &html! {
            h1 { (title) }
            p role="status" { (t.forgot_sent_text(&html! { strong { (email) } })) }
            p.fine { (t.forgot_sent_nothing()) }
            nav.steps aria-label=(t.steps()) {
                a.button.quiet href="/auth/forgot" { (t.forgot_again()) }
                (amazon_button(&ReturnTo::home()))
                a.button.quiet href="/" { (t.back_to_start()) }
            }
        },
    )
}

/// What the page of a link shows.
#[derive(Debug)]
pub struct ResetForm<'a> {
    /// The account.
    pub account: &'a Account,
    /// The Amazon accounts that open it.
    pub identities: &'a [Identity],
    /// The link's secret, which the form gives back.
    pub token: &'a str,
    /// The fewest characters of a password.
    pub min_password_chars: usize,
    /// Why the last password was refused.
    pub refused: Option<PasswordRefused>,
}

/// Asks for the new password, and which Amazon accounts go on opening the account. Those that were there
/// before anybody proved the mailbox may be a stranger's: nothing is ticked for them (threat PH-3).
#[must_use]
pub fn reset(frame: Frame, form: &ResetForm<'_>) -> Page {
    let t = frame.language;
    let title = t.reset_title();
    let claim = form.account.claim.as_ref();
    let described_by = form
        .refused
        .map_or("password-hint", |_| "problem password-hint");
    let problem = form.refused.map(|_| Code::PasswordRefused);
    layout(
        frame,
        &title_after(frame, problem, title),
        &html! {
            h1 { (title) }
            @if let Some(claim) = claim {
                p { (t.reset_for(&html! { strong { (claim.email.as_str()) } })) }
            }
            @if let Some(refused) = form.refused { (alert(&t.refused(refused))) }
            form method="post" action="/auth/reset" {
                input type="hidden" name="token" value=(form.token);
                label for="password" { (t.ways_password_new()) }
                input id="password" name="new_password" type="password" autocomplete="new-password"
                    required maxlength="1024" autofocus[form.refused.is_some()]
                    aria-describedby=(described_by) aria-invalid=[problem.map(|_| "true")];
                p.fine id="password-hint" { (t.register_password_hint(&form.min_password_chars)) }
                (identities(frame, form))
                p.fine { (t.reset_ends()) }
                button.button.primary type="submit" { (t.reset_submit()) }
            }
        },
    )
}

fn identities(frame: Frame, form: &ResetForm<'_>) -> Markup {
    let t = frame.language;
    let is_proven = (form.account.claim.as_ref()).is_some_and(|claim| claim.kind.is_verified());
    html! {
        @if !form.identities.is_empty() {
            fieldset {
                legend { (t.reset_identities()) }
                p.fine { (t.reset_identities_text()) }
                @for identity in form.identities {
                    label.choice {
                        input type="checkbox" name="keep" value=(identity.user_id.public_id())
                            checked[is_proven];
                        span {
                            @if let Some(name) = &identity.name_seen { bdi { (name.as_str()) } " " }
                            span.fine { (identity.user_id.masked()) }
                            @if let Some(email) = &identity.email_seen { " " bdi { (email.as_str()) } }
                        }
                    }
                }
            }
        }
    }
}

/// Says that the password is set, and leads to the sign-in.
#[must_use]
pub fn reset_done(frame: Frame) -> Page {
    let t = frame.language;
    let title = t.reset_done_title();
    layout(
        frame,
        &title,
        &html! {
            h1 { (title) }
            p role="status" { (t.reset_done_text()) }
            nav.steps aria-label=(t.steps()) {
                a.button.primary href="/auth/sign-in" { (t.sign_in()) }
            }
        },
    )
}
