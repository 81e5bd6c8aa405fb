//! Looking at a password, and keeping it in our own form once it was right.

use super::{Context, Random};
use crate::{
    domain::Account,
    password::{Passwords, Verified},
    store::{AccountStore, StoreError},
};

/// Whether `password` is the account's own; of nobody's account the answer is no, after the same
/// work (threat E1).
///
/// At the first right password an imported hash is replaced by one of ours, if it is still the one
/// that was verified. A renewal that fails is logged and tried again at the next sign-in: the
/// customer is right either way.
pub(super) async fn is_right<S: AccountStore, C, R: Random>(
    cx: &Context<S, C, R>,
    passwords: &Passwords,
    account: Option<&Account>,
    password: &[u8],
) -> Result<bool, StoreError> {
    let stored = account.and_then(|account| account.password.as_ref());
    let verified = passwords
        .verify_and_renew(stored, password, &cx.random)
        .map_err(|invalid| StoreError::Corrupt {
            entity: "account",
            reason: invalid.to_string(),
        })?;
    let Verified::Right { renewed } = verified else {
        return Ok(false);
    };
    if let (Some(account), Some(stored), Some(renewed)) = (account, stored, renewed) {
        let kept = cx.store.renew_password(account.id, stored, &renewed).await;
        match kept {
            Ok(()) => tracing::info!(account.id = %account.id, "imported password hash renewed"),
            Err(error) => {
                tracing::warn!(account.id = %account.id, %error, "imported password hash not renewed");
            }
        }
    }
    Ok(true)
}
