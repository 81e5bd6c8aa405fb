//! The link page: which account was found, which Amazon account asks for it, and its password.

use maud::{Markup, html};

use super::{
    Frame, LOGIN, Page, alert, amazon_button, csrf_input, layout, title_after, with_return_to,
};
use crate::{
    domain::{AmazonProfile, Proof, Ticket},
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
    /// Whether a code can be mailed that answers the question, too.
    pub mails_codes: bool,
    /// Whether the customer is signed in to the account that asks, and may leave the question alone.
    pub is_offer: bool,
}

/// The link page. Only a browser that holds an Amazon proof for this e-mail sees it, and it shows
/// no more of the found account than the address, masked (threat E3).
#[must_use]
pub fn link(frame: Frame, form: &LinkForm<'_>) -> Page {
    let t = frame.language;
    let profile = &form.ticket.profile;
    let tries_left = form.ticket.tries_left();
    let is_mailbox = form.ticket.proof == Proof::Mailbox;
    let masked = profile
        .email
        .as_ref()
        .map(crate::domain::EmailAddress::masked);
    let title = t.link_title();
    layout(
        frame,
        &title_after(frame, form.problem, title),
        &html! {
            h1 { (title) }
            p {
                @match &masked {
                    Some(masked) => (t.link_found(&html! { strong { (masked) } })),
                    None => (t.link_found_unnamed()),
                }
                " "
                @if tries_left == 0 {
                    (t.link_no_tries())
                } @else if form.is_offer {
                    (t.link_join())
                } @else if is_mailbox {
                    (t.link_ask_mailbox())
                } @else {
                    (t.link_ask())
                }
            }
            (amazon_account(frame, profile))
            @match form.problem {
                Some(Code::WrongCode) => (alert(&t.link_wrong_code(tries_left))),
                Some(Code::WrongPassword) => (alert(&t.link_wrong_password(tries_left))),
                Some(other) => (alert(&t.problem_detail(other))),
                None => {}
            }
            @if tries_left > 0 {
                @if form.mails_codes && form.ticket.mailed.is_some() { (code_form(frame, form)) }
                @if !is_mailbox { (password_form(frame, form)) }
                @if form.mails_codes { (send_form(frame, form)) }
            } @else {
                (amazon_button(&form.ticket.return_to))
            }
            (other_ways(frame, form))
        },
    )
}

fn password_form(frame: Frame, form: &LinkForm<'_>) -> Markup {
    let t = frame.language;
    let is_wrong = form.problem == Some(Code::WrongPassword);
    let described_by = if is_wrong { "problem hint" } else { "hint" };
    // One button stands out: that of what was asked for last.
    let kind = if form.ticket.mailed.is_some() {
        "quiet"
    } else {
        "primary"
    };
    html! {
        form method="post" action="/auth/amazon/link" {
            (csrf_input(form.csrf_token))
            label for="password" { (t.link_password()) }
            input id="password" name="password" type="password" autocomplete="current-password"
                required maxlength="1024" autofocus[is_wrong]
                aria-describedby=(described_by) aria-invalid=[is_wrong.then_some("true")];
            p.fine id="hint" { (t.link_hint()) }
            button.button.(kind) type="submit" { (t.link_submit()) }
        }
    }
}

/// Takes the code that was mailed.
fn code_form(frame: Frame, form: &LinkForm<'_>) -> Markup {
    let t = frame.language;
    let is_wrong = form.problem == Some(Code::WrongCode);
    let described_by = if is_wrong { "problem sent" } else { "sent" };
    html! {
        p id="sent" role="status" { (t.link_code_sent()) }
        form method="post" action="/auth/amazon/link" {
            (csrf_input(form.csrf_token))
            label for="code" { (t.link_code()) }
            input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code"
                required maxlength="16" autofocus aria-describedby=(described_by)
                aria-invalid=[is_wrong.then_some("true")];
            button.button.primary type="submit" { (t.link_submit()) }
        }
    }
}

/// Mails a code, or another one.
fn send_form(frame: Frame, form: &LinkForm<'_>) -> Markup {
    let t = frame.language;
    let is_first = form.ticket.mailed.is_none();
    let (kind, label) = if is_first {
        (
            if form.ticket.proof == Proof::Mailbox {
                "primary"
            } else {
                "quiet"
            },
            t.link_send_code(),
        )
    } else {
        ("quiet", t.link_send_again())
    };
    html! {
        @if form.ticket.codes_sent() < Ticket::MAX_CODES {
            @if is_first && form.ticket.proof == Proof::Password { p.fine { (t.link_forgot()) } }
            form method="post" action="/auth/amazon/link" {
                (csrf_input(form.csrf_token))
                input type="hidden" name="send_code" value="yes";
                button.button.(kind) type="submit" { (label) }
            }
        }
    }
}

fn other_ways(frame: Frame, form: &LinkForm<'_>) -> Markup {
    let t = frame.language;
    let return_to = &form.ticket.return_to;
    let start_again = html! {
        a href=(with_return_to(LOGIN, return_to)) { (t.link_start_again()) }
    };
    html! {
        h2 { (t.link_else()) }
        ul.choices {
            @if form.is_offer {
                li {
                    strong { (t.link_not_now()) } " "
                    a href=(return_to.as_str()) { (t.link_go_on()) }
                }
            }
            li {
                strong { (t.link_not_yours()) } " "
                (t.link_leave_it()) " " a href="/" { (t.back_to_start()) }
                @if !form.is_offer && form.ticket.tries_left() > 0 {
                    " " (t.link_own_account())
                    form method="post" action="/auth/amazon/link" {
                        (csrf_input(form.csrf_token))
                        input type="hidden" name="choice" value="create";
                        button.button.quiet type="submit" { (t.link_not_me()) }
                    }
                }
            }
            @if form.ticket.proof == Proof::Password {
                li {
                    strong { (t.link_unwanted()) } " "
                    a href=(with_return_to("/auth/sign-in", return_to)) { (t.sign_in_with_password()) }
                }
            }
            li { strong { (t.link_another()) } " " (t.link_another_first(&start_again)) }
        }
    }
}

pub(super) fn amazon_account(frame: Frame, profile: &AmazonProfile) -> Markup {
    html! {
        dl.card {
            dt { (frame.language.amazon_account()) }
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
        AccountId, AmazonUserId, Digest, EmailAddress, Epoch, PersonName, ReturnTo, Timestamp,
    };

    /// Threats
    #[test]
    fn what_amazon_says_is_shown_as_text_never_as_markup() {
        let ticket = Ticket {
            key: Digest::of(b"t"),
            account_id: AccountId::from_bytes([1; 16]),
            epoch: Epoch(1),
            at_site: None,
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
            mailed: None,
            expires_at: Timestamp::from_unix_seconds(1),
            used: None,
        };

        let page = link(
            Frame::default(),
            &LinkForm {
                ticket: &ticket,
                csrf_token: "t",
                problem: Some(Code::WrongPassword),
                mails_codes: false,
                is_offer: false,
            },
        )
        .into_string();

        assert!(page.contains("&lt;script&gt;"));
        assert!(!page.contains("<script"));
        assert!(page.contains("a•••@example.com"));
        assert!(page.contains("3 tries left"));
    }
}
