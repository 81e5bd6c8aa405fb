//! Letters that tell the owner of an account what was changed, some with a link that undoes it.
//!
//! They go to the address that the account held when it was changed, unless Amazon alone brought it: that
//! mailbox may be a stranger's, who must not undo anything. What was changed stays so, whether a letter
//! goes out or not.

use super::{Clock, Context, Random, reset, undo};
use crate::{
    domain::{Account, AmazonUserId, EmailAddress, MailboxProof, Purpose, Secret, Timestamp},
    mail::{Content, Letters, Mailer, Recipient},
    store::{MailboxStore, StoreError},
};

/// Who is told; nobody where no mail is sent.
pub(super) fn reader<'a, S, C, R>(
    cx: &Context<S, C, R>,
    account: &'a Account,
) -> Option<&'a EmailAddress> {
    let claim = account.claim.as_ref();
    let claim = claim.filter(|_| cx.policy.mail && account.may_have_password());
    claim.map(|claim| &claim.email)
}

/// Tells that an Amazon account was linked at `linked_at`, and lets the reader undo it for a week.
pub async fn linked<S: MailboxStore, M: Mailer, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    letters: &Letters<'_, M>,
    account: &Account,
    user_id: &AmazonUserId,
    linked_at: Timestamp,
) {
    let Some(email) = reader(cx, account) else {
        return;
    };
    let secret = cx.random.secret();
    let proof = MailboxProof {
        key: secret.digest(),
        purpose: Purpose::UndoLink {
            account_id: account.id,
            user_id: user_id.clone(),
            linked_at,
        },
        expires_at: cx.clock.now().plus_seconds(MailboxProof::UNDO_LIFE_S),
        used: None,
    };
    if let Err(error) = cx.store.put_proof(&proof).await {
        not_told(account, &error);
        return;
    }
    let content = Content::Linked {
        amazon_hint: &user_id.masked(),
        undo: &letters.link(undo::PAGE, &secret),
    };
    letters.notify(Recipient::Mailbox(email), content).await;
}

/// Tells that an Amazon account was unlinked.
pub async fn unlinked<S, M: Mailer, C, R>(
    cx: &Context<S, C, R>,
    letters: &Letters<'_, M>,
    account: &Account,
    user_id: &AmazonUserId,
) {
    if let Some(email) = reader(cx, account) {
        let hint = user_id.masked();
        let content = Content::Unlinked { amazon_hint: &hint };
        letters.notify(Recipient::Mailbox(email), content).await;
    }
}

/// Tells that the password was set or changed.
pub async fn password_changed<S, M: Mailer, C, R>(
    cx: &Context<S, C, R>,
    letters: &Letters<'_, M>,
    account: &Account,
) {
    if let Some(email) = reader(cx, account) {
        let page = letters.page(reset::ASK_PAGE);
        let content = Content::PasswordChanged { reset: &page };
        letters.notify(Recipient::Mailbox(email), content).await;
    }
}

/// Tells the reader of the address that an account had until now that it has another one, and lets them
/// undo it for a week where there is something that does.
pub(super) async fn address_changed<S, M: Mailer, C, R>(
    cx: &Context<S, C, R>,
    letters: &Letters<'_, M>,
    account: &Account,
    new: &EmailAddress,
    undo: Option<&Secret>,
) {
    if let Some(email) = reader(cx, account) {
        let link = undo.map(|secret| letters.link(undo::PAGE, secret));
        let content = Content::AddressChanged {
            new_address_masked: &new.masked(),
            undo: link.as_deref(),
        };
        letters.notify(Recipient::Mailbox(email), content).await;
    }
}

/// Tells the reader of the address that an account had until now that it has the one of before again.
pub(super) async fn address_restored<S, M: Mailer, C, R>(
    cx: &Context<S, C, R>,
    letters: &Letters<'_, M>,
    account: &Account,
) {
    if let Some(email) = reader(cx, account) {
        let content = Content::AddressRestored;
        letters.notify(Recipient::Mailbox(email), content).await;
    }
}

fn not_told(account: &Account, error: &StoreError) {
    tracing::warn!(account.id = %account.id, %error, "an owner was not told of a link");
}
