//! Amazon accounts that open accounts of ours.

use super::{
    Account, AccountId, AmazonProfile, AmazonUserId, EmailAddress, PersonName, PostalCode,
    Timestamp,
};

/// An Amazon account tied to an account of ours. At most one account per `user_id` (I1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Amazon's key.
    pub user_id: AmazonUserId,
    /// The account it opens.
    pub account_id: AccountId,
    /// When it was tied.
    pub linked_at: Timestamp,
    /// When it last signed in, give or take [`Identity::USE_NOTED_S`].
    pub used_at: Timestamp,
    /// The e-mail Amazon showed last. Information for people, never looked up.
    pub email_seen: Option<EmailAddress>,
    /// The name Amazon showed last. While the account's name is the same, it came from there and
    /// follows it; once the customer or the site has changed it, it does not.
    pub name_seen: Option<PersonName>,
    /// The postal code Amazon showed last, likewise.
    pub postal_code_seen: Option<PostalCode>,
}

impl Identity {
    /// An identity that is tied now, with what Amazon shows.
    #[must_use]
    pub fn first_seen(profile: &AmazonProfile, account_id: AccountId, now: Timestamp) -> Self {
        Self {
            user_id: profile.user_id.clone(),
            account_id,
            linked_at: now,
            used_at: now,
            email_seen: profile.email.clone(),
            name_seen: profile.name.clone(),
            postal_code_seen: profile.postal_code.clone(),
        }
    }

    /// A use is noted at most once in so many seconds, so that most sign-ins write nothing here.
    pub const USE_NOTED_S: i64 = 24 * 3600;

    /// The identity as it signs in now, with what Amazon shows; what it no longer shares is kept.
    #[must_use]
    pub fn seen_with(&self, profile: &AmazonProfile, now: Timestamp) -> Self {
        let is_noted = now.seconds_since(self.used_at) < Self::USE_NOTED_S;
        Self {
            used_at: if is_noted { self.used_at } else { now },
            email_seen: profile.email.clone().or_else(|| self.email_seen.clone()),
            name_seen: profile.name.clone().or_else(|| self.name_seen.clone()),
            postal_code_seen: (profile.postal_code.clone())
                .or_else(|| self.postal_code_seen.clone()),
            ..self.clone()
        }
    }

    /// The name that `account` should have now, if it came from Amazon and Amazon shows another.
    #[must_use]
    pub fn new_name<'p>(
        &self,
        account: &Account,
        profile: &'p AmazonProfile,
    ) -> Option<&'p PersonName> {
        (profile.name.as_ref())
            .filter(|name| account.name == self.name_seen && account.name.as_ref() != Some(name))
    }

    /// The postal code that `account` should have now, likewise.
    #[must_use]
    pub fn new_postal_code<'p>(
        &self,
        account: &Account,
        profile: &'p AmazonProfile,
    ) -> Option<&'p PostalCode> {
        (profile.postal_code.as_ref()).filter(|code| {
            account.postal_code == self.postal_code_seen
                && account.postal_code.as_ref() != Some(code)
        })
    }
}
