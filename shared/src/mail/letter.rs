//! The letters.

use std::fmt;

use maud::{DOCTYPE, Markup, html};

use super::{CODE_MINUTES, MAILBOX_LINK_HOURS, RESET_LINK_MINUTES, shown};
use crate::{config::Brand, domain::PersonName, pages::Language};

/// How wide the lines of a plain text are, in characters.
const LINE_CHARS: usize = 76;

/// What a letter is about. Links are whole addresses.
#[derive(Clone, Copy)]
pub enum Content<'a> {
    /// Finish a registration, or confirm the address of an account.
    ProveMailbox {
        /// Works for [`MAILBOX_LINK_HOURS`].
        link: &'a str,
    },
    /// Somebody typed this address at registration, but it has an account.
    AlreadyRegistered {
        /// The page to sign in at.
        sign_in: &'a str,
        /// The page to ask for a new password at.
        forgot: &'a str,
    },
    /// Set a new password.
    ResetPassword {
        /// Works for [`RESET_LINK_MINUTES`], once.
        link: &'a str,
    },
    /// Prove the mailbox in the browser that asked for it, to link an Amazon account.
    LinkCode {
        /// What is typed there; works for [`CODE_MINUTES`].
        code: &'a str,
        /// The name of that Amazon account. It is left out if it could lead somewhere.
        amazon_name: Option<&'a PersonName>,
    },
    /// Confirm the new sign-in address of an account.
    NewAddress {
        /// Works for [`MAILBOX_LINK_HOURS`].
        link: &'a str,
    },
    /// An Amazon account was linked.
    Linked {
        /// Stands for the Amazon account, as on the account's page.
        amazon_hint: &'a str,
        /// The page that undoes it.
        undo: &'a str,
    },
    /// An Amazon account was unlinked.
    Unlinked {
        /// Stands for the Amazon account, as on the account's page.
        amazon_hint: &'a str,
    },
    /// The password was changed.
    PasswordChanged {
        /// The page that sets another one and signs everybody else out.
        reset: &'a str,
    },
    /// The sign-in address was changed; goes to the one before.
    AddressChanged {
        /// See [`EmailAddress::masked`](crate::domain::EmailAddress::masked).
        new_address_masked: &'a str,
        /// The page that undoes it; none where an earlier letter, to an earlier address, still does.
        undo: Option<&'a str>,
    },
    /// A change of the sign-in address was undone; goes to the one that the account had meanwhile.
    AddressRestored,
}

impl Content<'_> {
    /// What to call it in a log.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ProveMailbox { .. } => "prove_mailbox",
            Self::AlreadyRegistered { .. } => "already_registered",
            Self::ResetPassword { .. } => "reset_password",
            Self::LinkCode { .. } => "link_code",
            Self::NewAddress { .. } => "new_address",
            Self::Linked { .. } => "linked",
            Self::Unlinked { .. } => "unlinked",
            Self::PasswordChanged { .. } => "password_changed",
            Self::AddressChanged { .. } => "address_changed",
            Self::AddressRestored => "address_restored",
        }
    }
}

/// Its links and its code open accounts: only its kind is told.
impl fmt::Debug for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({})", self.kind())
    }
}

/// A letter to a customer.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'a> {
    /// What it is about.
    pub content: Content<'a>,
    /// The language of whoever asked for it, or whom it is about.
    pub language: Language,
    /// The site that writes it: its name and its colour.
    pub brand: &'a Brand,
}

/// A part of a letter, below the one before.
enum Part<'a> {
    Words(String),
    /// An address, and what the button that leads there says.
    Link(&'static str, &'a str),
    Code(&'a str),
}

impl<'a> Letter<'a> {
    /// The subject: one line, without a code or a link, because it shows on locked screens.
    #[must_use]
    pub fn subject(&self) -> String {
        let (t, site) = (self.language, &*shown::line(&self.brand.name));
        match self.content {
            Content::ProveMailbox { .. } => t.letter_prove_subject(site),
            Content::AlreadyRegistered { .. } => t.letter_registered_subject(site),
            Content::ResetPassword { .. } => t.letter_reset_subject(site),
            Content::LinkCode { .. } => t.letter_code_subject(site),
            Content::NewAddress { .. } => t.letter_new_address_subject(site),
            Content::Linked { .. } => t.letter_linked_subject(site),
            Content::Unlinked { .. } => t.letter_unlinked_subject(site),
            Content::PasswordChanged { .. } => t.letter_password_subject(site),
            Content::AddressChanged { .. } | Content::AddressRestored => {
                t.letter_address_subject(site)
            }
        }
    }

    /// The letter as plain text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = self.wrapped(self.language.letter_greeting());
        for part in self.parts() {
            text.push_str("\n\n");
            match part {
                Part::Words(words) => text.push_str(&self.wrapped(&words)),
                // Never broken: it has to be followed whole.
                Part::Link(_, address) => text.push_str(address),
                Part::Code(code) => {
                    text.push_str("    ");
                    text.push_str(code);
                }
            }
        }
        // What a mail program takes for the end of the letter itself (RFC 3676 4.3).
        text.push_str("\n\n-- \n");
        text.push_str(&self.wrapped(&self.footer()));
        text.push('\n');
        text
    }

    /// The letter as HTML: nothing from elsewhere, and no style sheet, which some programs strip.
    #[must_use]
    pub fn html(&self) -> String {
        let t = self.language;
        let parts = self.parts();
        let has_button = parts.iter().any(|part| matches!(part, Part::Link(..)));
        let fine = "margin:24px 0 0;font-size:13px;line-height:1.5;color:#5a616c";
        let page = html! {
            (DOCTYPE)
            html lang=(t.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.subject()) }
                }
                body style="margin:0;padding:24px 12px;background:#f5f6f8;color:#16181d;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif" {
                    div style="max-width:520px;margin:0 auto;padding:28px 24px;background:#ffffff;border:1px solid #e1e4e9;border-radius:12px" {
                        p style="margin:0 0 20px;font-size:14px;font-weight:600;color:#5a616c" { (shown::line(&self.brand.name)) }
                        p style="margin:0 0 16px" { (t.letter_greeting()) }
                        @for part in &parts { (self.shown(part)) }
                        @if has_button {
                            p style=(fine) {
                                (t.letter_if_button_fails())
                                @for part in &parts {
                                    @if let Part::Link(_, address) = part {
                                        br;
                                        a href=(address) style="color:#16181d;word-break:break-all" { (address) }
                                    }
                                }
                            }
                        }
                        p style=(fine) { (self.footer()) }
                    }
                }
            }
        };
        page.into_string()
    }

    /// In lines that people read, where the script has blanks to break them at.
    fn wrapped(&self, words: &str) -> String {
        match self.language {
            Language::Japanese | Language::Chinese => words.to_owned(),
            _ => wrapped(words),
        }
    }

    fn shown(&self, part: &Part<'_>) -> Markup {
        match part {
            Part::Words(words) => html! { p style="margin:0 0 16px" { (words) } },
            Part::Link(label, address) => {
                let [fill, on_fill] = self.brand.accent.button();
                let style = format!(
                    "display:inline-block;padding:12px 20px;border-radius:8px;background:{fill};color:{on_fill};font-weight:600;text-decoration:none"
                );
                html! { p style="margin:0 0 20px" { a href=(address) style=(style) { (label) } } }
            }
            Part::Code(code) => html! {
                p style="margin:0 0 20px;padding:14px 16px;background:#f5f6f8;border-radius:8px;font:600 26px/1.2 ui-monospace,Menlo,Consolas,monospace;letter-spacing:0.12em" { (code) }
            },
        }
    }

    fn footer(&self) -> String {
        self.language.letter_footer(&shown::line(&self.brand.name))
    }

    fn parts(&self) -> Vec<Part<'a>> {
        let (t, site) = (self.language, &*shown::line(&self.brand.name));
        let words = |words: &str| Part::Words(words.to_owned());
        match self.content {
            Content::ProveMailbox { link } => vec![
                Part::Words(t.letter_prove(site)),
                Part::Link(t.letter_prove_button(), link),
                Part::Words(t.letter_prove_after(&MAILBOX_LINK_HOURS.to_string())),
                words(t.letter_not_you()),
            ],
            Content::AlreadyRegistered { sign_in, forgot } => vec![
                Part::Words(t.letter_registered(site)),
                Part::Link(t.letter_registered_button(), sign_in),
                words(t.letter_registered_forgot()),
                Part::Link(t.letter_choose_password(), forgot),
                words(t.letter_registered_after()),
            ],
            Content::ResetPassword { link } => vec![
                Part::Words(t.letter_reset(site)),
                Part::Link(t.letter_choose_password(), link),
                Part::Words(t.letter_reset_after(&RESET_LINK_MINUTES.to_string())),
            ],
            Content::LinkCode { code, amazon_name } => vec![
                Part::Words(match amazon_name.and_then(shown::name) {
                    Some(name) => t.letter_code_named(site, &name),
                    None => t.letter_code(site),
                }),
                Part::Code(code),
                Part::Words(t.letter_code_after(&CODE_MINUTES.to_string())),
                words(t.letter_code_secret()),
            ],
            Content::NewAddress { link } => vec![
                Part::Words(t.letter_new_address(site)),
                Part::Link(t.letter_new_address_button(), link),
                Part::Words(t.letter_prove_after(&MAILBOX_LINK_HOURS.to_string())),
                words(t.letter_not_you()),
            ],
            Content::Linked { amazon_hint, undo } => vec![
                Part::Words(t.letter_linked(&shown::line(amazon_hint), site)),
                words(t.letter_undo()),
                Part::Link(t.letter_undo_button(), undo),
            ],
            Content::Unlinked { amazon_hint } => vec![
                Part::Words(t.letter_unlinked(&shown::line(amazon_hint), site)),
                Part::Words(t.letter_unlinked_after(site)),
            ],
            Content::PasswordChanged { reset } => vec![
                Part::Words(t.letter_password(site)),
                words(t.letter_password_after()),
                Part::Link(t.letter_choose_password(), reset),
            ],
            Content::AddressChanged {
                new_address_masked,
                undo,
            } => {
                let told = t.letter_address(site, &shown::line(new_address_masked));
                let mut parts = vec![Part::Words(told)];
                match undo {
                    Some(undo) => parts.extend([
                        words(t.letter_undo()),
                        Part::Link(t.letter_undo_button(), undo),
                    ]),
                    None => parts.push(words(t.letter_address_earlier())),
                }
                parts
            }
            Content::AddressRestored => vec![Part::Words(t.letter_address_restored(site))],
        }
    }
}

/// Broken at blanks.
fn wrapped(words: &str) -> String {
    let mut lines = String::with_capacity(words.len() + 8);
    let mut width = 0;
    for word in words.split(' ') {
        let chars = word.chars().count();
        if width > 0 && width + 1 + chars > LINE_CHARS {
            lines.push('\n');
            width = 0;
        } else if width > 0 {
            lines.push(' ');
            width += 1;
        }
        lines.push_str(word);
        width += chars;
    }
    lines
}
