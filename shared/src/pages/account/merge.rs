//! "Did you have an account already?": an empty account's Amazon account goes over to the earlier one.

use maud::{Markup, html};

use super::AccountPage;
use crate::{
    domain::{Account, AmazonUserId},
    pages::{Frame, Page, alert, csrf_input, layout, title_after},
    problem::Code,
};

/// What the form shows.
#[derive(Debug)]
pub struct MergeForm<'a> {
    /// The empty account.
    pub account: &'a Account,
    /// The form's CSRF token.
    pub csrf_token: &'a str,
    /// The address that was typed.
    pub email: &'a str,
    /// Why the last try failed.
    pub problem: Option<Code>,
}

/// The question on the account page, where it may be asked.
pub(super) fn merging(frame: Frame, page: &AccountPage<'_>) -> Markup {
    let form = MergeForm {
        account: &page.overview.account,
        csrf_token: page.csrf_token,
        email: "",
        problem: None,
    };
    html! {
        @if page.may_merge {
            h2 id="merge" { (frame.language.merge_title()) }
            (merge_form(frame, &form))
        }
    }
}

fn merge_form(frame: Frame, form: &MergeForm<'_>) -> Markup {
    let t = frame.language;
    let described_by = form.problem.map(|_| "problem");
    let invalid = form.problem.map(|_| "true");
    let hint = form.account.identities.first().map(AmazonUserId::masked);
    html! {
        @if let Some(hint) = hint { p { (t.merge_text(&hint)) } }
        form method="post" action="/auth/account/merge" {
            (csrf_input(form.csrf_token))
            label for="merge-email" { (t.email()) }
            input id="merge-email" name="email" type="email" autocomplete="username" value=(form.email)
                required maxlength="254" aria-describedby=[described_by] aria-invalid=[invalid];
            label for="merge-password" { (t.link_password()) }
            input id="merge-password" name="password" type="password" autocomplete="current-password"
                required maxlength="1024" aria-describedby=[described_by] aria-invalid=[invalid];
            p.fine { (t.link_hint()) }
            button.button.quiet type="submit" { (t.merge_submit()) }
        }
    }
}

/// The form on a page of its own, after a try that failed.
#[must_use]
pub fn merge_again(frame: Frame, form: &MergeForm<'_>) -> Page {
    let t = frame.language;
    let what = form.problem.map(|code| match code {
        Code::WrongPassword => t.problem_title(code),
        other => t.problem_detail(other),
    });
    layout(
        frame,
        &title_after(frame, form.problem, t.merge_title()),
        &html! {
            h1 { (t.merge_title()) }
            @if let Some(what) = what { (alert(&what)) }
            (merge_form(frame, form))
            nav.steps aria-label=(t.steps()) {
                a.button.quiet href="/auth/account" { (t.ways_back()) }
            }
            @if let Some(problem) = form.problem { p.fine { (t.code_label()) " " code { (problem.as_str()) } } }
        },
    )
}
