//! The ways in to an account, on its page: Amazon accounts and the password.

use maud::{Markup, html};

use super::{AccountPage, time};
use crate::{
    domain::{Account, Identity, PasswordRefused},
    pages::{Frame, Page, alert, csrf_input, layout, title_after},
    problem::Code,
};

/// The Amazon accounts that open the account, each with a button that unlinks it, and one to connect
/// another.
pub(super) fn amazon_accounts(page: &AccountPage<'_>) -> Markup {
    let identities = &page.overview.identities;
    html! {
        h2 id="amazon" { "Amazon accounts that open it" }
        @if identities.is_empty() { p { "None yet." } }
        ul.identities aria-labelledby="amazon" {
            @for identity in identities { li.card { (amazon_account(identity, page)) } }
        }
        @if identities.len() < Account::MAX_IDENTITIES {
            form method="post" action="/auth/account/connect" {
                (csrf_input(page.csrf_token))
                button.button.quiet type="submit" { "Connect an Amazon account" }
            }
            p.fine {
                "Amazon has no way to choose between accounts: to connect another one than the one you are signed "
                "in to there, sign out at Amazon first."
            }
        }
    }
}

fn amazon_account(identity: &Identity, page: &AccountPage<'_>) -> Markup {
    let masked = identity.user_id.masked();
    let may_go = page.overview.account.has_way_in_besides(&identity.user_id);
    html! {
        strong {
            @if let Some(name) = &identity.name_seen { bdi { (name.as_str()) } " " }
            span.fine { (masked) }
        }
        dl {
            @if let Some(email) = &identity.email_seen {
                dt { "E-mail at Amazon" }
                dd { (email.as_str()) }
            }
            dt { "Linked" }
            dd { (time(identity.linked_at)) }
        }
        @if may_go {
            form method="post" action="/auth/account/unlink" {
                (csrf_input(page.csrf_token))
                input type="hidden" name="id" value=(identity.user_id.public_id());
                button.button.quiet type="submit" aria-label=(format!("Unlink the Amazon account {masked}")) { "Unlink" }
            }
        } @else {
            p.fine { "It is your only way in. To unlink it, set a password or connect another Amazon account first." }
        }
    }
}

/// The form that sets or changes the password, or why there is none.
pub(super) fn password(page: &AccountPage<'_>) -> Markup {
    let account = &page.overview.account;
    html! {
        h2 id="password-title" { "Password" }
        @if account.may_have_password() {
            (password_form(&PasswordForm::of(account, page.csrf_token)))
        } @else {
            p { (Code::AddressNotProven.detail()) }
        }
    }
}

/// What the password's form shows.
#[derive(Debug)]
pub struct PasswordForm<'a> {
    /// The page's CSRF token.
    pub csrf_token: &'a str,
    /// Whether there is a password already, which must be given, too.
    pub has_password: bool,
    /// Why the last try failed.
    pub problem: Option<Code>,
    /// Why the new password was refused.
    pub refused: Option<PasswordRefused>,
}

impl<'a> PasswordForm<'a> {
    /// The form as it is at first.
    #[must_use]
    pub const fn of(account: &Account, csrf_token: &'a str) -> Self {
        Self {
            csrf_token,
            has_password: account.password.is_some(),
            problem: None,
            refused: None,
        }
    }

    /// What went wrong with the one that is there.
    fn current_problem(&self) -> Option<&'static str> {
        match self.problem {
            Some(Code::WrongPassword) => Some("That is not your password."),
            Some(Code::FreshProofRequired) => Some("Enter the password that you have now."),
            Some(Code::TooManyAttempts) => Some(Code::TooManyAttempts.detail()),
            _ => None,
        }
    }
}

fn password_form(form: &PasswordForm<'_>) -> Markup {
    let current_problem = form.current_problem();
    let refused = form.refused.map(PasswordRefused::detail);
    let label = if form.has_password {
        "Change password"
    } else {
        "Set a password"
    };
    html! {
        form method="post" action="/auth/account/password" {
            (csrf_input(form.csrf_token))
            @if form.has_password {
                label for="password" { "Your password now" }
                input id="password" name="password" type="password" autocomplete="current-password"
                    required maxlength="1024" aria-describedby=[current_problem.map(|_| "problem")]
                    aria-invalid=[current_problem.map(|_| "true")];
            }
            label for="new-password" { "New password" }
            input id="new-password" name="new_password" type="password" autocomplete="new-password"
                required maxlength="1024" aria-describedby=[refused.as_ref().map(|_| "problem")]
                aria-invalid=[refused.as_ref().map(|_| "true")];
            p.fine { "Everybody else who is signed in to this account is signed out by it." }
            button.button.quiet type="submit" { (label) }
        }
    }
}

/// The password's form on a page of its own, after a try that failed.
#[must_use]
pub fn password_again(frame: Frame, form: &PasswordForm<'_>) -> Page {
    let frame = frame.in_english();
    let title = if form.has_password {
        "Change your password"
    } else {
        "Set a password"
    };
    let what = (form.current_problem().map(str::to_owned))
        .or_else(|| form.refused.map(PasswordRefused::detail));
    layout(
        frame,
        &title_after(frame, form.problem, title),
        &html! {
            h1 { (title) }
            @if let Some(what) = what { (alert(&what)) }
            (password_form(form))
            nav.steps aria-label="What you can do now" {
                a.button.quiet href="/auth/account" { "Back to your account" }
            }
            @if let Some(problem) = form.problem { p.fine { "Code: " code { (problem.as_str()) } } }
        },
    )
}

/// The page on the way to Amazon, which the browser leaves by itself. A form may not lead to another
/// site, so this page stands between.
#[must_use]
pub fn connecting(frame: Frame, amazon: &str) -> Page {
    layout(
        frame.in_english(),
        &"On to Amazon",
        &html! {
            h1 { "On to Amazon" }
            p { "At Amazon you choose whether that Amazon account may open your account here. You are asked once more before it is linked." }
            nav.steps aria-label="What you can do now" {
                a.button.amazon href=(amazon) { "Go on to Amazon" }
                a.button.quiet href="/auth/account" { "Back to your account" }
            }
        },
    )
}
