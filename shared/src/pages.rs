//! The pages customers see. Compiled in, no scripts, nothing from elsewhere (docs/decisions/0006).

use maud::{DOCTYPE, Markup, Render, html};

use crate::{config::Brand, domain::ReturnTo, problem::Code};

mod account;
mod address;
pub mod assets;
mod colour;
mod connect;
mod first_sign_in;
mod forgot;
pub mod language;
mod link;
mod register;
mod sign_in;
mod undo;
mod verify;

pub use account::{
    AccountPage, DeleteForm, MergeForm, PasswordForm, Prove, account, connecting, delete, deleted,
    merge_again, password_again, prove,
};
pub use address::{address_confirmed, address_sent, confirm_address, sign_in_to_confirm};
pub use colour::Colour;
pub use connect::{ConnectForm, connect};
pub use first_sign_in::{ChoiceForm, first_sign_in};
pub use forgot::{ForgotForm, ResetForm, forgot, forgot_instead, forgot_sent, reset, reset_done};
pub use language::Language;
pub use link::{LinkForm, link};
pub use register::{RegisterForm, RegisterProblems, register};
pub use sign_in::{SignInForm, already_signed_in, begin_at_amazon, separate_account, sign_in};
pub use undo::{undo, undone};
pub use verify::{VerifyForm, verify, verify_sent, verify_taken};

use crate::http::CSRF_FIELD;

/// Where the Login with Amazon button leads.
const LOGIN: &str = "/auth/amazon/login";

/// What the button says in every language, as Amazon's own pages have it.
const LOGIN_WITH_AMAZON: &str = "Login with Amazon";

/// What surrounds every page.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// The language of whoever reads it.
    pub language: Language,
    /// What it shows of the site.
    pub brand: &'a Brand,
}

#[cfg(test)]
impl Default for Frame<'static> {
    fn default() -> Self {
        static PLAIN: Brand = Brand::PLAIN;
        Self {
            language: Language::default(),
            brand: &PLAIN,
        }
    }
}

/// A page, and the language that it is in.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its language.
    pub language: Language,
    markup: Markup,
}

impl Page {
    /// The page as HTML.
    #[must_use]
    pub fn into_string(self) -> String {
        self.markup.into_string()
    }
}

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
fn title_after(frame: Frame, problem: Option<Code>, title: &str) -> Markup {
    match problem {
        Some(_) => frame.language.error_title(&title),
        None => title.render(),
    }
}

/// A page in its frame.
fn layout(frame: Frame, title: &dyn Render, body: &Markup) -> Page {
    let Frame { language, brand } = frame;
    let markup = html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (title) @if !brand.name.is_empty() { " · " (brand.name) } }
                link rel="stylesheet" href=(assets::style_path(brand.accent));
                link rel="icon" type="image/svg+xml" href=(assets::icon_path(brand.accent));
            }
            body {
                (site_above(brand))
                main { (body) }
                (site_below(frame))
            }
        }
    };
    Page { language, markup }
}

/// The site's logo or name, which leads to its start page.
fn site_above(brand: &Brand) -> Markup {
    html! {
        @if !brand.name.is_empty() {
            header.site {
                a href="/" {
                    @if let Some(logo) = &brand.logo {
                        img src=(logo.as_str()) alt=(brand.name);
                    } @else {
                        (brand.name)
                    }
                }
            }
        }
    }
}

/// The site's own pages about privacy and terms.
fn site_below(frame: Frame) -> Markup {
    let Frame { language, brand } = frame;
    let links = [
        (&brand.privacy, language.privacy()),
        (&brand.terms, language.terms()),
    ];
    html! {
        @if links.iter().any(|(address, _)| address.is_some()) {
            footer.legal {
                ul {
                    @for (address, label) in &links {
                        @if let Some(address) = address { li { a href=(address.as_str()) { (label) } } }
                    }
                }
            }
        }
    }
}

/// The sign at the top of a page that is one message. It says nothing that the text does not.
fn sign(is_loud: bool) -> Markup {
    // An exclamation mark, or a letter i.
    let (bar, dot) = if is_loud {
        ("M12 6v8", "18")
    } else {
        ("M12 11v7", "6.5")
    };
    html! {
        svg.sign.loud[is_loud] viewBox="0 0 24 24" aria-hidden="true" {
            path d=(bar) fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" {}
            circle cx="12" cy=(dot) r="1.6" fill="currentColor" {}
        }
    }
}

/// The Login with Amazon button: a neutral text button of our own, not Amazon's artwork.
fn amazon_button(return_to: &ReturnTo) -> Markup {
    html! {
        a.button.amazon href=(with_return_to(LOGIN, return_to)) lang="en" { (LOGIN_WITH_AMAZON) }
    }
}

/// A message that a screen reader announces when the page opens.
fn alert(text: &dyn Render) -> Markup {
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
fn next_steps(frame: Frame, code: Code, return_to: &ReturnTo) -> Markup {
    let t = frame.language;
    let amazon = amazon_button(return_to);
    let sign_in = with_return_to("/auth/sign-in", return_to);
    let password = html! { a.button.quiet href=(sign_in) { (t.sign_in_with_password()) } };
    let home = html! { a.button.quiet href="/" { (t.back_to_start()) } };
    match code {
        Code::InvalidState
        | Code::AmazonRejected
        | Code::AccessDenied
        | Code::Interrupted
        | Code::LinkExpired
        | Code::TooManyAttempts
        | Code::Unauthenticated
        | Code::AmazonUnavailable
        | Code::ExistingAccountsUnavailable => html! { (amazon) (password) (home) },
        Code::AccountDisabled | Code::ProofNotOffered | Code::NotFound => html! { (home) },
        Code::LinkedElsewhere => html! { (password) (home) },
        _ => html! { (password) (home) },
    }
}

/// How loudly a problem is told: what the customer chose, or has to choose, is no alarm.
const fn is_alarm(code: Code) -> bool {
    !matches!(
        code,
        Code::AccessDenied
            | Code::NotFound
            | Code::SignedInAsAnother
            | Code::LinkedElsewhere
            | Code::Unauthenticated
    )
}

/// The page of a problem: what happened, and what to do next.
#[must_use]
pub fn problem(frame: Frame, code: Code, return_to: &ReturnTo) -> Page {
    problem_with(frame, code, &next_steps(frame, code, return_to))
}

fn problem_with(frame: Frame, code: Code, steps: &Markup) -> Page {
    let t = frame.language;
    let title = t.problem_title(code);
    layout(
        frame,
        &title,
        &html! {
            (sign(is_alarm(code)))
            h1 { (title) }
            p.said role="alert" { (t.problem_detail(code)) }
            nav.steps aria-label=(t.steps()) { (steps) }
            p.fine { (t.code_label()) " " code { (code.as_str()) } }
        },
    )
}

/// The page of a problem that goes away by signing out first: an Amazon account that does not open
/// the account this browser is signed in to.
#[must_use]
pub fn sign_out_first(frame: Frame, code: Code, csrf_token: &str) -> Page {
    let t = frame.language;
    // Signing out leads to the sign-in page, which has the Amazon button: a form may not send the
    // browser to another site.
    let sign_in = ReturnTo::parse("/auth/sign-in").unwrap_or_default();
    let steps = html! {
        (sign_out_form(csrf_token, &sign_in, t.sign_out_first(), "primary"))
        a.button.quiet href="/" { (t.stay_signed_in()) }
    };
    problem_with(frame, code, &steps)
}
