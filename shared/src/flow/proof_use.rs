//! A link from a letter that another delivery of the same form may use at the same time.

use super::Context;
use crate::{
    domain::MailboxProof,
    store::{MailboxStore, StoreError},
};

/// Whether a link that was unused when it was read is used by now: what it stands for changed because of
/// that, and the other delivery's outcome is this one's, too.
pub(super) async fn is_used_by_now<S: MailboxStore, C, R>(
    cx: &Context<S, C, R>,
    as_read: &MailboxProof,
) -> Result<bool, StoreError> {
    if as_read.used.is_some() {
        return Ok(false);
    }
    let now = cx.store.find_proof(as_read.key).await?;
    Ok(now.is_some_and(|proof| proof.used.is_some()))
}
