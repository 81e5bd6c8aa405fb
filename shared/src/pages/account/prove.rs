//! The page that asks, before something is done that decides who can get in, whether it is the owner
//! who does it.

use maud::html;

use crate::{
    domain::ReturnTo,
    pages::{Frame, Page, alert, amazon_button, csrf_input, layout, title_after},
    problem::Code,
};

/// What the page asks for, and what follows.
#[derive(Debug)]
pub struct Prove<'a> {
    /// Where the form goes: what was asked for.
    pub action: &'a str,
    /// What belongs to it.
    pub fields: &'a [(&'a str, &'a str)],
    /// The form's CSRF token.
    pub csrf_token: &'a str,
    /// Whether the account has a password.
    pub has_password: bool,
    /// Whether an Amazon account opens it.
    pub has_amazon: bool,
    /// Why the last try failed; at first that proof is needed at all.
    pub problem: Code,
}

/// Asks for the password, or for a sign-in with Amazon, after which the account page is shown.
#[must_use]
pub fn prove(frame: Frame, page: &Prove<'_>) -> Page {
    let t = frame.language;
    let account = ReturnTo::parse("/auth/account").unwrap_or_default();
    let title = t.problem_title(Code::FreshProofRequired);
    let failed = (page.problem != Code::FreshProofRequired).then_some(page.problem);
    let what = match page.problem {
        Code::WrongPassword => t.ways_password_wrong(),
        other => t.problem_detail(other),
    };
    layout(
        frame,
        &title_after(frame, failed, title),
        &html! {
            h1 { (title) }
            @if failed.is_some() { (alert(&what)) } @else { p { (what) } }
            @if page.has_password {
                form method="post" action=(page.action) {
                    (csrf_input(page.csrf_token))
                    @for (name, value) in page.fields { input type="hidden" name=(name) value=(value); }
                    label for="password" { (t.ways_prove_password()) }
                    input id="password" name="password" type="password" autocomplete="current-password"
                        required maxlength="1024" autofocus aria-describedby=[failed.map(|_| "problem")]
                        aria-invalid=[failed.map(|_| "true")];
                    button.button.primary type="submit" { (t.go_on()) }
                }
            }
            nav.steps aria-label=(t.steps()) {
                @if page.has_amazon {
                    p { (t.ways_prove_amazon()) }
                    (amazon_button(&account))
                }
                a.button.quiet href=(account.as_str()) { (t.ways_back()) }
            }
            p.fine { (t.code_label()) " " code { (page.problem.as_str()) } }
        },
    )
}
