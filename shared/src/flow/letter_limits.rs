//! How many letters somebody may ask for, without telling which addresses are anybody's.

use super::{Clock, Context};
use crate::{
    domain::{EmailAddress, Limit, LimitKind},
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

/// Counts a letter that was asked for from `source`. A limit of the source is told, one of the address
/// is not: it would tell a third person that somebody else asked.
pub(super) async fn count<S: LimitStore, C: Clock, R>(
    cx: &Context<S, C, R>,
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
    let email = email.normalised();
    let limit = Limit::for_email(LimitKind::MailAddress, email, now, limits.mail_address);
    Ok(Ok(match cx.store.count(&limit).await? {
        Counted::Within => MayWrite::Yes,
        Counted::Over => MayWrite::NotToAddress,
    }))
}
