//! Problems: stable codes, their status, and what to tell a person (RFC 9457).

use std::borrow::Cow;

use serde::Serialize;

use crate::domain::{PasswordRefused, Proof, Secret};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $status:literal, $title:literal, $detail:literal;)*) => {
        /// What went wrong, in a word that programs can rely on. One meaning each; listed in
        /// `docs/problems.md`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The code with this name.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.as_str() == text)
            }

            /// The HTTP status, of the page and of the JSON alike.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// What happened, in a few words.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// What happened and what to do next.
            #[must_use]
            pub const fn detail(self) -> &'static str {
                match self { $(Self::$name => $detail,)* }
            }
        }
    };
}

codes! {
    /// The request does not have the form this route takes.
    InvalidRequest = "invalid_request", 400, "That request is not complete",
        "Something in this request is missing, appears twice, or isn’t allowed. Please start again.";
    /// The sign-in was not begun by this browser, is too old, or was altered on the way.
    InvalidState = "invalid_state", 400, "This sign-in can’t go on here",
        "It was started in another browser or more than ten minutes ago. Nothing has changed. Please start again.";
    /// Amazon refused, or its answer was meant for another site.
    AmazonRejected = "amazon_rejected", 400, "Amazon did not confirm this sign-in",
        "Amazon’s confirmation was not valid for this site or had expired. You are not signed in. Please try again.";
    /// No live session.
    Unauthenticated = "unauthenticated", 401, "You are not signed in",
        "Please sign in to go on.";
    /// The password is not that of an account with this e-mail; an unknown e-mail too.
    WrongPassword = "wrong_password", 401, "E-mail or password is not right",
        "Please check both and try again.";
    /// The code is not the one that was mailed last.
    WrongCode = "wrong_code", 401, "That code is not right",
        "Type the code from the last letter, in the browser that asked for it.";
    /// The customer, or Amazon for them, said no.
    AccessDenied = "access_denied", 403, "You cancelled at Amazon",
        "Nothing has changed and no account was made. You can try again, or sign in with your password.";
    /// What was asked for takes a sign-in or the password of a little while ago.
    FreshProofRequired = "fresh_proof_required", 403, "Please show that it’s you",
        "This decides who can get in to your account. Enter your password, or sign in again, and go on within twenty minutes. Nothing has changed.";
    /// The account is closed by the site.
    AccountDisabled = "account_disabled", 403, "This account is closed",
        "It can’t be signed in to. Please contact us if you think this is a mistake.";
    /// The form was sent by another site, or without its token.
    CrossSiteRequest = "cross_site_request", 403, "This form can’t be accepted",
        "It was not sent from our own page, or the page had been open for too long. Please go back, reload the page and try again.";
    /// The request did not come through CloudFront, where it has to.
    DirectRequest = "direct_request", 403, "Please use the site’s own address",
        "This address answers only what comes through the site. Nothing has changed. Please open the site itself and try again.";
    /// A proof is needed that this deployment does not offer.
    ProofNotOffered = "proof_not_offered", 403, "That isn’t available here",
        "What this takes isn’t offered here. Nothing has changed.";
    /// No such page or file.
    NotFound = "not_found", 404, "There is nothing here",
        "This address does not exist.";
    /// The account that was found has to be proven first; for apps.
    LinkRequired = "link_required", 409, "Is this your account?",
        "There is already an account here with the e-mail address of that Amazon account. Its own password is needed once before that Amazon account may open it.";
    /// The Amazon account opens another account than the one signed in to.
    LinkedElsewhere = "linked_elsewhere", 409, "That Amazon account belongs to another account",
        "It signs in to a different account here than the one in question. Nothing has changed.";
    /// Somebody is signed in, and the Amazon account that arrived is new here.
    SignedInAsAnother = "signed_in_as_another", 409, "You are signed in to another account",
        "The Amazon account you chose doesn’t open the account you are signed in to. Nothing has changed. To use that Amazon account, sign out first.";
    /// It would take the account's last way in.
    LastWayIn = "last_way_in", 409, "That is your last way in",
        "Without it nobody could sign in to this account any more. Set a password or connect another Amazon account first.";
    /// The account that is to be merged into another is not empty, or not new any more.
    NotEmpty = "not_empty", 409, "This account can’t be merged any more",
        "Only a new account that holds nothing yet can give its Amazon account to another one. Nothing has changed. You can go on with this account, or sign in to the other one with its password.";
    /// The account has no address with which a password would be safe.
    AddressNotProven = "address_not_proven", 409, "A password can’t be set yet",
        "We know your e-mail address from Amazon alone, and have no proof that the mailbox is yours. Until then a password would not be safe. Nothing has changed.";
    /// The account has as many Amazon accounts as it may have.
    TooManyIdentities = "too_many_identities", 409, "No more Amazon accounts can be linked",
        "This account already has five Amazon accounts. Sign in with one of them, or with your password.";
    /// A sign-in that was begun could not be finished; nobody is signed in by it.
    Interrupted = "interrupted", 409, "This sign-in was interrupted",
        "It did not finish, and nothing is half done. Please start again.";
    /// An account has this address; to a registration.
    EmailTaken = "email_taken", 409, "You may have an account already",
        "There is an account with this e-mail address. Sign in with its password, or with Amazon if that is how you signed in before.";
    /// The link question was answered, tried too often, or is too old.
    LinkExpired = "link_expired", 410, "This question has expired",
        "Linking has to be confirmed within fifteen minutes and five tries. Nothing was linked. Please start again with Login with Amazon.";
    /// A link from a letter, or a code, that was used, is too old, or stands for something that has changed.
    ProofExpired = "proof_expired", 410, "This link can’t be used any more",
        "A link from a letter works once, for a limited time, and only as long as nothing else has changed who can get in. Nothing has changed now. Please ask for a new letter.";
    /// A name that is none; to a registration.
    InvalidName = "invalid_name", 422, "That name can’t be used",
        "Enter a name of at most 256 characters, without line breaks or other control characters.";
    /// An address that no mail can be sent to; to a registration.
    InvalidEmail = "invalid_email", 422, "That e-mail address can’t be used",
        "Enter an e-mail address like name@example.com.";
    /// A password that may not be set.
    PasswordRefused = "password_refused", 422, "That password can’t be used",
        "It is too easy to guess, too short or too long. Choose another.";
    /// A limit is reached.
    TooManyAttempts = "too_many_attempts", 429, "Too many tries",
        "To protect this account, we have to pause. Please wait a quarter of an hour, or sign in with Amazon if that account is linked.";
    /// Amazon is down, slow, or answers something unintelligible.
    AmazonUnavailable = "amazon_unavailable", 502, "Amazon can’t be reached right now",
        "Amazon did not answer as expected, so we could not check who you are. You are not signed in. Please try again in a moment, or use your password.";
    /// No letter can be sent.
    MailUnavailable = "mail_unavailable", 502, "We can’t send mail right now",
        "The letter that this takes could not be sent. Nothing has changed. Please try again in a moment.";
    /// The site that keeps its own accounts does not answer, or not as agreed.
    ExistingAccountsUnavailable = "existing_accounts_unavailable", 502, "We can’t look up your account right now",
        "The part of this site that knows its customers did not answer as expected. You are not signed in, and nothing has changed. Please try again in a moment; if that doesn’t help, contact the site.";
    /// The table or another part of ours is not available.
    Unavailable = "unavailable", 503, "We can’t do this right now",
        "Something on our side is not available. Please try again in a moment.";
}

/// An error answer: a code, and for some a hint that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What went wrong.
    pub code: Code,
    /// Tries that are left on a link ticket.
    pub tries_left: Option<u32>,
    /// What an app needs to ask for proof.
    pub link: Option<LinkRequired>,
    /// Why a password is refused.
    pub password: Option<PasswordRefused>,
}

/// What an app needs to ask for the proof that a link takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRequired {
    /// The ticket.
    pub ticket: Secret,
    /// The address of the account that was found, masked.
    pub email_hint: Option<String>,
    /// What is to be shown.
    pub proof: Proof,
}

impl Problem {
    /// A problem without further hints.
    #[must_use]
    pub const fn of(code: Code) -> Self {
        Self {
            code,
            tries_left: None,
            link: None,
            password: None,
        }
    }

    /// The body of `application/problem+json`.
    #[must_use]
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Body<'p> {
            r#type: &'static str,
            title: &'static str,
            status: u16,
            detail: Cow<'static, str>,
            code: &'static str,
            #[serde(skip_serializing_if = "Option::is_none")]
            reason: Option<&'static str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            tries_left: Option<u32>,
            #[serde(flatten)]
            link: Option<Link<'p>>,
        }
        #[derive(Serialize)]
        struct Link<'p> {
            ticket: String,
            email_hint: Option<&'p str>,
            proof: &'static str,
        }
        let body = Body {
            r#type: "about:blank",
            title: self.code.title(),
            status: self.code.status(),
            detail: self.password.map_or_else(
                || self.code.detail().into(),
                |refused| refused.detail().into(),
            ),
            code: self.code.as_str(),
            reason: self.password.map(PasswordRefused::as_str),
            tries_left: self.tries_left,
            link: self.link.as_ref().map(|link| Link {
                ticket: link.ticket.expose_base64url(),
                email_hint: link.email_hint.as_deref(),
                proof: link.proof.as_str(),
            }),
        };
        // Plain strings and numbers: serialising them cannot fail.
        serde_json::to_string(&body).unwrap_or_default()
    }
}

impl From<PasswordRefused> for Problem {
    fn from(refused: PasswordRefused) -> Self {
        Self {
            password: Some(refused),
            ..Self::of(Code::PasswordRefused)
        }
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self::of(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_statuses_are_errors() {
        for (i, code) in Code::ALL.iter().enumerate() {
            assert!((400..600).contains(&code.status()));
            assert_eq!(Code::parse(code.as_str()), Some(*code));
            assert!(
                Code::ALL[i + 1..]
                    .iter()
                    .all(|other| other.as_str() != code.as_str())
            );
        }
    }

    #[test]
    fn a_problem_is_json_with_its_code_and_status() {
        let problem = Problem {
            tries_left: Some(3),
            ..Problem::of(Code::WrongPassword)
        };

        let body: serde_json::Value = serde_json::from_str(&problem.to_json()).unwrap();

        assert_eq!(body["code"], "wrong_password");
        assert_eq!(body["status"], 401);
        assert_eq!(body["tries_left"], 3);
        assert!(
            !Problem::of(Code::Unavailable)
                .to_json()
                .contains("tries_left")
        );
    }

    /// Threats: N5
    #[test]
    fn a_password_that_is_refused_comes_with_the_reason() {
        let problem = Problem::from(PasswordRefused::TooShort { min_chars: 15 });

        let body: serde_json::Value = serde_json::from_str(&problem.to_json()).unwrap();

        assert_eq!(body["code"], "password_refused");
        assert_eq!(body["status"], 422);
        assert_eq!(body["reason"], "too_short");
        assert!(body["detail"].as_str().unwrap().contains("at least 15"));
    }

    #[test]
    fn a_link_that_is_required_comes_with_its_ticket_and_nothing_more_of_the_account() {
        let ticket = Secret::from_bytes([7; 32]);
        let problem = Problem {
            link: Some(LinkRequired {
                ticket: ticket.clone(),
                email_hint: Some("a•••@example.com".to_owned()),
                proof: Proof::Password,
            }),
            ..Problem::of(Code::LinkRequired)
        };

        let body: serde_json::Value = serde_json::from_str(&problem.to_json()).unwrap();

        assert_eq!(body["ticket"], ticket.expose_base64url());
        assert_eq!(body["email_hint"], "a•••@example.com");
        assert_eq!(body["proof"], "password");
        assert!(!format!("{problem:?}").contains(&ticket.expose_base64url()));
    }
}
