//! The site's own accounts, as every task sees them at once.

use std::collections::BTreeMap;

use accounts::{
    domain::{CredentialVersion, Digest, EmailAddress, ExternalId, SiteAccount, SiteRef},
    existing::{CreatedAtSite, Newcomer, Verified, Wanted},
};

/// What the site keeps.
#[derive(Clone, Debug, Default, Hash)]
pub(crate) struct Books {
    users: BTreeMap<String, User>,
    made: BTreeMap<Digest, String>,
    /// Every password that an account ever had, by its version then.
    history: BTreeMap<(String, u32), Option<&'static str>>,
}

#[derive(Clone, Debug, Hash)]
struct User {
    email: Option<String>,
    password: Option<&'static str>,
    version: u32,
    active: bool,
}

/// Something that happens at the site.
#[derive(Clone, Debug)]
pub(crate) enum SiteAct {
    /// The account has another password from now on.
    Password(&'static str, &'static str),
    /// The account is shut.
    Close(&'static str),
    /// The address goes to another account.
    Email(&'static str, &'static str),
}

impl Books {
    /// The same with an account that has this address and password.
    pub(crate) fn with(mut self, id: &str, email: &str, password: &'static str) -> Self {
        self.add(id, Some(email), Some(password));
        self
    }

    fn add(&mut self, id: &str, email: Option<&str>, password: Option<&'static str>) {
        let user = User {
            email: email.map(str::to_lowercase),
            password,
            version: 1,
            active: true,
        };
        self.history.insert((id.to_owned(), 1), password);
        self.users.insert(id.to_owned(), user);
    }

    /// Does what happens at the site.
    pub(crate) fn act(&mut self, act: &SiteAct) {
        match *act {
            SiteAct::Password(id, password) => {
                if let Some(user) = self.users.get_mut(id) {
                    user.password = Some(password);
                    user.version += 1;
                    let key = (id.to_owned(), user.version);
                    self.history.insert(key, user.password);
                }
            }
            SiteAct::Close(id) => {
                if let Some(user) = self.users.get_mut(id) {
                    user.active = false;
                }
            }
            SiteAct::Email(id, email) => {
                for user in self.users.values_mut() {
                    if user.email.as_deref() == Some(email) {
                        user.email = None;
                    }
                }
                if let Some(user) = self.users.get_mut(id) {
                    user.email = Some(email.to_owned());
                }
            }
        }
    }

    /// How many accounts Amazon's customers made.
    pub(crate) fn made(&self) -> usize {
        self.made.len()
    }

    /// The version of an account's credentials now.
    pub(crate) fn version(&self, id: &str) -> Option<CredentialVersion> {
        let user = self.users.get(id)?;
        CredentialVersion::parse(&user.version.to_string()).ok()
    }

    /// Whether this was the password of the account while its credentials were of that version.
    pub(crate) fn had(&self, at: &SiteRef, password: &str) -> bool {
        let version = at.credential_version.as_str().parse();
        let key = version.map(|version| (at.id.as_str().to_owned(), version));
        let then = key.ok().and_then(|key| self.history.get(&key).copied());
        then.flatten() == Some(password)
    }

    fn shown(&self, id: &str) -> Option<SiteAccount> {
        let user = self.users.get(id)?;
        Some(SiteAccount {
            id: ExternalId::parse(id).ok()?,
            active: user.active,
            credential_version: self.version(id)?,
            has_password: user.password.is_some(),
        })
    }

    pub(crate) fn find(&self, wanted: Wanted<'_>) -> Option<SiteAccount> {
        match wanted {
            Wanted::Id(id) => self.shown(id.as_str()),
            Wanted::Email(email) => {
                let email = email.as_str().to_lowercase();
                let is_theirs = |user: &User| user.email.as_deref() == Some(&email);
                let found = self.users.iter().find(|(_, user)| is_theirs(user));
                found.and_then(|(id, _)| self.shown(id))
            }
        }
    }

    pub(crate) fn verify(&self, id: &ExternalId, password: &[u8]) -> Verified {
        let own = self.users.get(id.as_str()).and_then(|user| user.password);
        match self.shown(id.as_str()) {
            Some(account) if own.is_some_and(|own| own.as_bytes() == password) => {
                Verified::Right(account)
            }
            _ => Verified::Wrong,
        }
    }

    pub(crate) fn create(&mut self, newcomer: Newcomer<'_>) -> Option<CreatedAtSite> {
        if let Some(id) = self.made.get(&newcomer.key) {
            return self.shown(id).map(CreatedAtSite::Created);
        }
        let email = newcomer.email.map(EmailAddress::as_str);
        if let Some(email) = newcomer.email
            && self.find(Wanted::Email(email)).is_some()
        {
            return Some(CreatedAtSite::EmailTaken);
        }
        let id = (100 + self.users.len()).to_string();
        self.add(&id, email, None);
        self.made.insert(newcomer.key, id.clone());
        self.shown(&id).map(CreatedAtSite::Created)
    }
}
