//! Browsers that signed in before.

use super::{Clock, Context, Holder, Random};
use crate::{
    domain::{Account, AccountId, Device, Epoch, Secret},
    store::{SessionStore, StoreError},
};

/// Whether `device` is one that this account remembers.
pub(super) fn is_known(account: &Account, device: Option<&Device>) -> bool {
    device.is_some_and(|device| device.epoch == account.epoch)
}

/// Remembers the browser that just signed in, and returns the cookie it should hold if it needs
/// a new one. An app is not remembered: it has nowhere to keep the cookie.
pub(super) async fn remember<S: SessionStore, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    account_id: AccountId,
    epoch: Epoch,
    holder: Holder<'_>,
) -> Result<Option<Secret>, StoreError> {
    let (device, fresh) = seen(cx, epoch, holder);
    if let Some(device) = &device {
        cx.store.put_device(account_id, device).await?;
    }
    Ok(fresh)
}

/// The browser as it signs in now, for an account of this epoch, and the cookie that it should hold
/// if it needs a new one.
pub(super) fn seen<S, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    epoch: Epoch,
    holder: Holder<'_>,
) -> (Option<Device>, Option<Secret>) {
    let Holder::Browser { device: held, .. } = holder else {
        return (None, None);
    };
    let fresh = held.is_none().then(|| cx.random.secret());
    let device = fresh.as_ref().or(held).map(|secret| Device {
        digest: secret.digest(),
        epoch,
        seen_at: cx.clock.now(),
    });
    (device, fresh)
}
