//! The link page: which account was found, which Amazon account asks for it, and its password.

use maud::{Markup, html};

use super::{LOGIN, alert, amazon_button, csrf_input, layout, title_after};
use crate::{
    domain::{AmazonProfile, Ticket},
    problem::Code,
};

/// What the link page shows.
#[derive(Debug)]
pub struct LinkForm<'a> {
    /// The ticket.
    pub ticket: &'a Ticket,
    /// The form's CSRF token.
    pub csrf_token: &'a str,
    /// Why the last try failed.
    pub problem: Option<Code>,
}

/// The link page. Only a browser that holds an Amazon proof for this e-mail sees it, and it shows
/// no more of the found account than the address, masked (threat E3).
#[must_use]
pub fn link(form: &LinkForm<'_>) -> Markup {
    let profile = &form.ticket.profile;
    let tries_left = form.ticket.tries_left();
    let described_by = form.problem.map_or("hint", |_| "problem hint");
    let invalid = form.problem.map(|_| "true");
    let masked = profile
        .email
        .as_ref()
        .map(crate::domain::EmailAddress::masked);
    let title = "Is this your account?";
    layout(
        &title_after(form.problem, title),
        &html! {
            h1 { (title) }
            p {
                "There is already an account here with the e-mail address "
                @if let Some(masked) = &masked { strong { (masked) } } @else { "that Amazon gave us" }
                ". "
                @if tries_left > 0 {
                    "Enter the password of that account, and from now on this Amazon account opens it:"
                } @else {
                    "This Amazon account does not open it:"
                }
            }
            (amazon_account(profile))
            @if form.problem.is_some() {
                (alert(&wrong_password(tries_left)))
            }
            @if tries_left > 0 {
                form method="post" action="/auth/amazon/link" {
                    (csrf_input(form.csrf_token))
                    label for="password" { "Password of your account here" }
                    input id="password" name="password" type="password" autocomplete="current-password"
                        required maxlength="1024" autofocus[form.problem.is_some()]
                        aria-describedby=(described_by) aria-invalid=[invalid];
                    p.fine id="hint" { "Not your Amazon password: we never ask for that." }
                    button.button.primary type="submit" { "Link and sign in" }
                }
            } @else {
                (amazon_button(&form.ticket.return_to))
            }
            h2 { "Something else?" }
            ul.choices {
                li {
                    strong { "Not your account? " }
                    "Then leave it: nothing is linked. " a href="/" { "Back to the start page" }
                    @if tries_left > 0 {
                        " Or have one of your own, which leaves that address where it is:"
                        form method="post" action="/auth/amazon/link" {
                            (csrf_input(form.csrf_token))
                            input type="hidden" name="choice" value="create";
                            button.button.quiet type="submit" { "Not me: make me an account of my own" }
                        }
                    }
                }
                li {
                    strong { "You know its password but don’t want to link? " }
                    a href=(super::with_return_to("/auth/sign-in", &form.ticket.return_to)) { "Sign in with your password" }
                }
                li {
                    strong { "Another Amazon account? " }
                    "Sign out at Amazon first, since Amazon has no way to choose; then "
                    a href=(super::with_return_to(LOGIN, &form.ticket.return_to)) { "start again" }
                    ". If the same Amazon account comes back, you are still signed in there."
                }
            }
        },
    )
}

fn wrong_password(tries_left: u32) -> String {
    match tries_left {
        0 => "That password is not right, and there are no tries left. Nothing was linked. Please start again."
            .to_owned(),
        1 => "That password is not right. You have 1 try left.".to_owned(),
        n => format!("That password is not right. You have {n} tries left."),
    }
}

pub(super) fn amazon_account(profile: &AmazonProfile) -> Markup {
    html! {
        dl.card {
            dt { "Amazon account" }
            dd {
                @if let Some(name) = &profile.name { strong { bdi { (name.as_str()) } } br; }
                @if let Some(email) = &profile.email { (email.as_str()) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        AccountId, AmazonUserId, Digest, EmailAddress, Epoch, PersonName, Proof, ReturnTo,
        Timestamp,
    };

    /// Threats
    #[test]
    fn what_amazon_says_is_shown_as_text_never_as_markup() {
        let ticket = Ticket {
            key: Digest::of(b"t"),
            account_id: AccountId::from_bytes([1; 16]),
            epoch: Epoch(1),
            profile: AmazonProfile {
                user_id: AmazonUserId::parse("amzn1.account.K2LI23KL2LK2").unwrap(),
                email: EmailAddress::parse("alice@example.com").ok(),
                name: PersonName::parse("<script>alert(1)</script>").ok(),
                postal_code: None,
            },
            proof: Proof::Password,
            session: None,
            return_to: ReturnTo::home(),
            tries: 2,
            expires_at: Timestamp::from_unix_seconds(1),
            used: None,
        };

        let page = link(&LinkForm {
            ticket: &ticket,
            csrf_token: "t",
            problem: Some(Code::WrongPassword),
        })
        .into_string();

        assert!(page.contains("&lt;script&gt;"));
        assert!(!page.contains("<script"));
        assert!(page.contains("a•••@example.com"));
        assert!(page.contains("3 tries left"));
    }
}
