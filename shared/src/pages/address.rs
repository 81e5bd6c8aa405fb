//! The address of an account: on its page, and on the page that a letter leads to.

use maud::{Markup, html};

use super::{AccountPage, Frame, Page, csrf_input, layout, sign_out_form, with_return_to};
use crate::domain::{Account, EmailAddress, Identity, ReturnTo};

/// The address on the account page, with the forms that prove or change it.
pub(super) fn on_account_page(frame: Frame, page: &AccountPage<'_>) -> Markup {
    let t = frame.language;
    let account = &page.overview.account;
    html! {
        h2 id="address" { (t.address_title()) }
        p { (held(frame, account)) }
        @if let Some(unproven) = unproven(account) {
            (ask_form(page.csrf_token, unproven, &html! { (t.address_prove()) }))
        }
        @for email in elsewhere(account, &page.overview.identities) {
            (ask_form(page.csrf_token, email, &t.address_adopt(&html! { bdi { (email.as_str()) } })))
        }
        form method="post" action="/auth/account/email" {
            (csrf_input(page.csrf_token))
            label for="new-email" { (t.address_new()) }
            input id="new-email" name="email" type="email" autocomplete="email" required maxlength="254"
                aria-describedby="address-hint";
            p.fine id="address-hint" { (t.address_hint()) }
            button.button.quiet type="submit" { (t.address_change()) }
        }
    }
}

fn held(frame: Frame, account: &Account) -> Markup {
    let t = frame.language;
    match &account.claim {
        None => html! { (t.address_none()) },
        Some(claim) => {
            let email = html! { strong { (claim.email.as_str()) } };
            if claim.kind.is_verified() {
                t.address_proven(&email)
            } else {
                t.address_unproven(&email)
            }
        }
    }
}

/// The account's address, if nobody has proven its mailbox here.
fn unproven(account: &Account) -> Option<&EmailAddress> {
    let claim = account.claim.as_ref();
    let claim = claim.filter(|claim| !claim.kind.is_verified());
    claim.map(|claim| &claim.email)
}

/// Addresses that Amazon shows and that are not the account's, each once.
fn elsewhere<'a>(account: &Account, identities: &'a [Identity]) -> Vec<&'a EmailAddress> {
    let mut found: Vec<&EmailAddress> = Vec::new();
    for email in identities.iter().filter_map(|it| it.email_seen.as_ref()) {
        if !account.holds(email) && !found.contains(&email) {
            found.push(email);
        }
    }
    found
}

/// A form that asks for a letter to this address.
fn ask_form(csrf_token: &str, email: &EmailAddress, label: &Markup) -> Markup {
    html! {
        form method="post" action="/auth/account/email" {
            (csrf_input(csrf_token))
            input type="hidden" name="email" value=(email.as_str());
            // One box: a button lays its children out side by side.
            button.button.quiet type="submit" { span { (label) } }
        }
    }
}

/// Says where the letter went.
#[must_use]
pub fn address_sent(frame: Frame, email: &str) -> Page {
    let t = frame.language;
    let title = t.address_sent_title();
    layout(
        frame,
        &title,
        &html! {
            h1 { (title) }
            p role="status" { (t.address_sent_text(&html! { strong { (email) } })) }
            nav.steps aria-label=(t.steps()) {
                a.button.quiet href="/auth/account" { (t.ways_back()) }
            }
        },
    )
}

/// Asks whoever opened the letter's link whether the address is theirs.
#[must_use]
pub fn confirm_address(frame: Frame, email: &EmailAddress, token: &str) -> Page {
    let t = frame.language;
    let title = t.address_confirm_title();
    layout(
        frame,
        &title,
        &html! {
            h1 { (title) }
            p { (t.address_confirm_text(&html! { strong { (email.as_str()) } })) }
            form method="post" action="/auth/verify" {
                input type="hidden" name="token" value=(token);
                button.button.primary type="submit" { (t.address_confirm_submit()) }
            }
            p.fine { (t.address_confirm_not()) }
        },
    )
}

/// The same where nobody is signed in to the account that the link is for: only its own customer may say
/// yes. `page` is this one, to come back to; `csrf_token` is that of a session that the browser holds, which
/// may be another account's.
#[must_use]
pub fn sign_in_to_confirm(
    frame: Frame,
    email: &EmailAddress,
    page: &ReturnTo,
    csrf_token: Option<&str>,
) -> Page {
    let t = frame.language;
    let title = t.address_confirm_title();
    layout(
        frame,
        &title,
        &html! {
            h1 { (title) }
            p { (t.address_confirm_text(&html! { strong { (email.as_str()) } })) }
            p { (t.address_confirm_sign_in()) }
            nav.steps aria-label=(t.steps()) {
                a.button.primary href=(with_return_to("/auth/sign-in", page)) { (t.sign_in()) }
                @if let Some(csrf_token) = csrf_token {
                    (sign_out_form(csrf_token, page, t.sign_out(), "quiet"))
                }
            }
            p.fine { (t.address_confirm_not()) }
        },
    )
}

/// Says that the address is the account's.
#[must_use]
pub fn address_confirmed(frame: Frame, email: &EmailAddress) -> Page {
    let t = frame.language;
    let title = t.address_done_title();
    layout(
        frame,
        &title,
        &html! {
            h1 { (title) }
            p role="status" { (t.address_done_text(&html! { strong { (email.as_str()) } })) }
            nav.steps aria-label=(t.steps()) {
                a.button.primary href="/auth/account" { (t.ways_back()) }
            }
        },
    )
}
