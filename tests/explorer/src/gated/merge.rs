//! Merging as one task sees it, and by what proof it really happened.

use accounts::store::{AccountStore as _, Merge, MergeOutcome, StoreError};

use super::{Gated, debug};
use crate::{gate::Kind, ghost::LinkSeen};

impl Gated {
    pub(super) async fn merge(&self, merge: &Merge) -> Result<MergeOutcome, StoreError> {
        let act = async || {
            let (by_live_session, password) = self.proof_of(merge);
            let outcome = self.store.merge_accounts(merge).await?;
            if outcome == MergeOutcome::Done {
                self.note_session(&merge.session);
                let mut ghost = self.ghost();
                // Our own second delivery writes nothing.
                if ghost.renewed(merge.acting, merge.session.session_ref) {
                    ghost.links.push(LinkSeen {
                        task: self.task,
                        at_site: None,
                        password,
                        code: None,
                        by_live_session,
                    });
                }
            }
            Ok(outcome)
        };
        self.call("merge_accounts", Kind::Write, act, debug).await
    }

    /// Whether the session that acts is live, and the other account's password, just before.
    fn proof_of(&self, merge: &Merge) -> (bool, Option<String>) {
        let items = self.store.items();
        let acting = merge.acting;
        let session = items.sessions.get(&(acting.account_id, acting.digest));
        let account = items.accounts.get(&acting.account_id);
        let is_live = session.zip(account).is_some_and(|(session, account)| {
            session.renewal.is_none() && session.epoch == account.epoch && account.is_active()
        });
        let into = items.accounts.get(&merge.into.id);
        let password = into.and_then(|it| it.password.as_ref());
        (is_live, password.map(|it| it.expose().to_owned()))
    }
}
