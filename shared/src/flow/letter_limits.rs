//! How many letters somebody may ask for, without telling which addresses are anybody's.

use super::{Clock, Context};
use crate::{
    domain::{AccountId, EmailAddress, Limit, LimitKind},
    problem::Code,
    store::{Counted, LimitStore, StoreError},
};

/// Whether a letter that was asked for may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MayWrite {
    /// It may.
    Yes,
    /// The address was written to often enough: the answer is the same, and no letter goes out.
    NotToAddress,
}

/// What somebody asks for. Each is counted on its own: nobody keeps an address without letters about its
/// password by asking for others, which are of no use to its reader (ASVS 6.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// A registration.
    Registration,
    /// A new password.
    Reset,
    /// A code that links an Amazon account.
    Code,
    /// The proof of an account's address, asked for from this account, whose letters to all addresses
    /// are counted, too.
    Address(AccountId),
}

impl Asked {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::Reset => "reset",
            Self::Code => "code",
            Self::Address(_) => "address",
        }
    }
}

/// Counts a letter that was asked for from `source`. A limit of the source or of the account that asks is
/// told, one of the address is not: it would tell a third person that somebody else asked.
pub(super) async fn count<S: LimitStore, C: Clock, R>(
    cx: &Context<S, C, R>,
    asked: Asked,
    email: &EmailAddress,
    source: &str,
) -> Result<Result<MayWrite, Code>, StoreError> {
    let (now, limits) = (cx.clock.now(), cx.policy.limits);
    if limits.mail_source > 0 {
        let subject = [source.as_bytes()];
        let limit = Limit::new(LimitKind::MailSource, &subject, now, limits.mail_source);
        if cx.store.count(&limit).await? == Counted::Over {
            return Ok(Err(Code::TooManyAttempts));
        }
    }
    if let Asked::Address(id) = asked {
        let subject: [&[u8]; 1] = [id.as_bytes()];
        let limit = Limit::new(LimitKind::MailAccount, &subject, now, limits.mail_address);
        if cx.store.count(&limit).await? == Counted::Over {
            return Ok(Err(Code::TooManyAttempts));
        }
    }
    let email = email.normalised().as_str();
    let subject = [asked.as_str().as_bytes(), email.as_bytes()];
    let limit = Limit::new(LimitKind::MailAddress, &subject, now, limits.mail_address);
    Ok(Ok(match cx.store.count(&limit).await? {
        Counted::Within => MayWrite::Yes,
        Counted::Over => MayWrite::NotToAddress,
    }))
}
