//! The ways in to an account, on its page: Amazon accounts and the password.

use maud::{Markup, Render, html};

use super::{AccountPage, day, time};
use crate::{
    domain::{Account, Identity, PasswordRefused},
    pages::{Frame, Language, Page, alert, csrf_input, layout, title_after},
    problem::Code,
};

/// The Amazon accounts that open the account, each with a button that unlinks it, and one to connect
/// another.
pub(super) fn amazon_accounts(frame: Frame, page: &AccountPage<'_>) -> Markup {
    let t = frame.language;
    let identities = &page.overview.identities;
    html! {
        h2 id="amazon" { (t.ways_amazon()) }
        @if identities.is_empty() { p { (t.ways_amazon_none()) } }
        ul.identities aria-labelledby="amazon" {
            @for identity in identities { li.card { (amazon_account(frame, identity, page)) } }
        }
        @if identities.len() < Account::MAX_IDENTITIES {
            form method="post" action="/auth/account/connect" {
                (csrf_input(page.csrf_token))
                button.button.quiet type="submit" { (t.ways_connect()) }
            }
            p.fine { (t.ways_connect_hint()) }
        }
    }
}

fn amazon_account(frame: Frame, identity: &Identity, page: &AccountPage<'_>) -> Markup {
    let t = frame.language;
    let masked = identity.user_id.masked();
    let may_go = page.overview.account.has_way_in_besides(&identity.user_id);
    html! {
        strong {
            @if let Some(name) = &identity.name_seen { bdi { (name.as_str()) } " " }
            span.fine { (masked) }
        }
        dl {
            @if let Some(email) = &identity.email_seen {
                dt { (t.ways_amazon_email()) }
                dd { (email.as_str()) }
            }
            dt { (t.ways_linked()) }
            dd { (time(identity.linked_at)) }
            dt { (t.account_last_used()) }
            dd { (day(identity.used_at)) }
        }
        @if may_go {
            form method="post" action="/auth/account/unlink" {
                (csrf_input(page.csrf_token))
                input type="hidden" name="id" value=(identity.user_id.public_id());
                button.button.quiet type="submit" aria-label=(t.ways_unlink_named(&masked)) {
                    (t.ways_unlink())
                }
            }
        } @else {
            p.fine { (t.ways_only()) }
        }
    }
}

/// The form that sets or changes the password, or why there is none.
pub(super) fn password(frame: Frame, page: &AccountPage<'_>) -> Markup {
    let t = frame.language;
    let account = &page.overview.account;
    html! {
        h2 id="password-title" { (t.password()) }
        @if account.may_have_password() {
            (password_form(frame, &PasswordForm::of(account, page.csrf_token)))
        } @else {
            p { (t.problem_detail(Code::AddressNotProven)) }
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
    fn current_problem(&self, t: Language) -> Option<&'static str> {
        match self.problem? {
            Code::WrongPassword => Some(t.ways_password_wrong()),
            Code::FreshProofRequired => Some(t.ways_password_missing()),
            code @ Code::TooManyAttempts => Some(t.problem_detail(code)),
            _ => None,
        }
    }
}

fn password_form(frame: Frame, form: &PasswordForm<'_>) -> Markup {
    let t = frame.language;
    let current_problem = form.current_problem(t);
    let label = title(t, form);
    html! {
        form method="post" action="/auth/account/password" {
            (csrf_input(form.csrf_token))
            @if form.has_password {
                label for="password" { (t.ways_password_now()) }
                input id="password" name="password" type="password" autocomplete="current-password"
                    required maxlength="1024" aria-describedby=[current_problem.map(|_| "problem")]
                    aria-invalid=[current_problem.map(|_| "true")];
            }
            label for="new-password" { (t.ways_password_new()) }
            input id="new-password" name="new_password" type="password" autocomplete="new-password"
                required maxlength="1024" aria-describedby=[form.refused.map(|_| "problem")]
                aria-invalid=[form.refused.map(|_| "true")];
            p.fine { (t.ways_password_ends()) }
            button.button.quiet type="submit" { (label) }
        }
    }
}

/// What the form does, as its title and on its button.
const fn title(t: Language, form: &PasswordForm<'_>) -> &'static str {
    if form.has_password {
        t.ways_password_change()
    } else {
        t.ways_password_set()
    }
}

/// The password's form on a page of its own, after a try that failed.
#[must_use]
pub fn password_again(frame: Frame, form: &PasswordForm<'_>) -> Page {
    let t = frame.language;
    let title = title(t, form);
    let what = (form.current_problem(t).map(Render::render))
        .or_else(|| form.refused.map(|refused| t.refused(refused)));
    layout(
        frame,
        &title_after(frame, form.problem, title),
        &html! {
            h1 { (title) }
            @if let Some(what) = what { (alert(&what)) }
            (password_form(frame, form))
            nav.steps aria-label=(t.steps()) {
                a.button.quiet href="/auth/account" { (t.ways_back()) }
            }
            @if let Some(problem) = form.problem { p.fine { (t.code_label()) " " code { (problem.as_str()) } } }
        },
    )
}

/// The page on the way to Amazon, which the browser leaves by itself. A form may not lead to another
/// site, so this page stands between.
#[must_use]
pub fn connecting(frame: Frame, amazon: &str) -> Page {
    let t = frame.language;
    layout(
        frame,
        &t.ways_on_to_amazon(),
        &html! {
            h1 { (t.ways_on_to_amazon()) }
            p { (t.ways_on_to_amazon_text()) }
            nav.steps aria-label=(t.steps()) {
                a.button.amazon href=(amazon) { (t.ways_go_on_to_amazon()) }
                a.button.quiet href="/auth/account" { (t.ways_back()) }
            }
        },
    )
}
