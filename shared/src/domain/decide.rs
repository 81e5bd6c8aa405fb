//! The heart: what a profile from Amazon means for the accounts we know. Pure.
//!
//! The Amazon `user_id` is the key. An equal e-mail never signs anyone in and never links by
//! itself; it only leads to a question. An identity is never moved from one account to another.

use super::{AccountId, ClaimKind, Intent, Proof};

/// Everything the decision may look at, read consistently just before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The account that this `user_id` opens.
    pub identity: Option<Owner>,
    /// The account that holds the profile's e-mail.
    pub same_email: Option<EmailHolder>,
    /// What the site says about the profile's e-mail, where it keeps its own accounts; asked for an
    /// unknown `user_id` alone. An account that stands for one of the site holds no e-mail here.
    pub at_site: Option<AtSite>,
    /// The account that this browser is signed in to.
    pub signed_in: Option<AccountId>,
    /// What the browser asked for.
    pub intent: Intent,
    /// Whether the site can prove mailboxes by mail.
    pub mail: bool,
    /// What the site wants to happen at a first sign-in.
    pub first_sign_in: FirstSignIn,
}

/// The account that an identity belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Its key.
    pub account_id: AccountId,
    /// Whether it can be signed in to.
    pub active: bool,
    /// How it stands at the site.
    pub at_site: Standing,
}

/// How an account stands at a site that keeps its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The site keeps none, or none that this account stands or could stand for.
    Apart,
    /// The site has just said that it is open, with the credentials that were last seen.
    Open,
    /// Open, and its credentials have changed since.
    Changed,
    /// Closed there, or gone.
    Closed,
    /// It stands for none yet, and the site has one with its e-mail and a password.
    Joinable,
}

/// An account at the site that has the profile's e-mail. Whether it is open is told only to whom its
/// password is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AtSite {
    /// Whether the site can verify a password of it.
    pub has_password: bool,
}

/// The account that holds an e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmailHolder {
    /// Its key.
    pub account_id: AccountId,
    /// How it came to hold the address.
    pub kind: ClaimKind,
    /// Whether it has a local password.
    pub has_password: bool,
}

/// What happens when nobody is known by this `user_id` or e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstSignIn {
    /// An account is created at once.
    Create,
    /// The customer is asked: create one, or "I already have one".
    Ask,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Sign in to the account that this identity opens.
    SignIn(AccountId),
    /// The same, and offer to let it stand for the site's account with its e-mail, after that one's
    /// password.
    SignInAndOffer(AccountId),
    /// End all that was signed in to by the credentials of before, then decide again.
    EndOldCredentials(AccountId),
    /// Create an account for this identity.
    CreateAccount(NewClaim),
    /// Ask for proof; link after it.
    ConfirmLink {
        /// The account that would be opened.
        account_id: AccountId,
        /// What is to be shown.
        proof: Proof,
    },
    /// Ask for the password of the account at the site that has the e-mail; link after the site has
    /// found it right.
    ConfirmAtSite,
    /// Ask whether there is an account already.
    AskFirst,
    /// Write nothing and say why.
    Refuse(Refusal),
}

/// What a new account does with the e-mail that Amazon mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewClaim {
    /// Claims it as `amazon only`, if there is one.
    Claim,
    /// Leaves it with the account that holds it through Amazon alone.
    Leave,
    /// Leaves it with the account that holds it, here or at the site, which can be proven neither by
    /// password nor by mail; the customer is told why there is a separate account.
    LeaveAndExplain,
}

/// Why nothing happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The identity opens another account than the one signed in to.
    LinkedElsewhere,
    /// The identity's account is disabled.
    AccountDisabled,
    /// Somebody is signed in, and this Amazon account is new here: connect it, or sign out first.
    SignedInAsAnother,
    /// A connection was asked for without a session of that very account.
    ConnectWithoutSession,
}

/// Decides. Every row of `docs/architecture.md`, "The decision".
#[must_use]
pub fn decide(known: &Known) -> Decision {
    match (known.identity, known.signed_in) {
        (Some(owner), Some(signed_in)) if owner.account_id != signed_in => {
            Decision::Refuse(Refusal::LinkedElsewhere)
        }
        (Some(owner), _) if !owner.active => Decision::Refuse(Refusal::AccountDisabled),
        (Some(owner), _) => match owner.at_site {
            Standing::Apart | Standing::Open => Decision::SignIn(owner.account_id),
            Standing::Changed => Decision::EndOldCredentials(owner.account_id),
            Standing::Closed => Decision::Refuse(Refusal::AccountDisabled),
            Standing::Joinable => Decision::SignInAndOffer(owner.account_id),
        },
        (None, signed_in) => match (known.intent, signed_in) {
            (Intent::Connect(account_id), Some(signed_in)) if account_id == signed_in => {
                Decision::ConfirmLink {
                    account_id,
                    proof: Proof::Session,
                }
            }
            (Intent::Connect(_), _) => Decision::Refuse(Refusal::ConnectWithoutSession),
            (Intent::SignIn, Some(_)) => Decision::Refuse(Refusal::SignedInAsAnother),
            (Intent::SignIn, None) => decide_unknown(known),
        },
    }
}

/// Nobody is known by this `user_id`, nobody is signed in.
fn decide_unknown(known: &Known) -> Decision {
    match known.at_site {
        Some(AtSite { has_password: true }) => return Decision::ConfirmAtSite,
        Some(AtSite {
            has_password: false,
        }) => return Decision::CreateAccount(NewClaim::LeaveAndExplain),
        None => {}
    }
    match known.same_email {
        Some(EmailHolder {
            kind: ClaimKind::Held,
            ..
        }) => Decision::CreateAccount(NewClaim::Leave),
        Some(EmailHolder {
            account_id,
            has_password: true,
            ..
        }) => Decision::ConfirmLink {
            account_id,
            proof: Proof::Password,
        },
        Some(EmailHolder {
            kind: ClaimKind::AmazonOnly,
            ..
        }) => Decision::CreateAccount(NewClaim::Leave),
        Some(EmailHolder { account_id, .. }) if known.mail => Decision::ConfirmLink {
            account_id,
            proof: Proof::Mailbox,
        },
        Some(_) => Decision::CreateAccount(NewClaim::LeaveAndExplain),
        None => match known.first_sign_in {
            FirstSignIn::Create => Decision::CreateAccount(NewClaim::Claim),
            FirstSignIn::Ask => Decision::AskFirst,
        },
    }
}

#[cfg(test)]
mod tests;
