//! A code from the mailbox, and the letter that tells of a link.

use accounts::{
    clock::Clock,
    existing::ExistingAccounts,
    flow::{
        confirm_link::{self, CodeSent, Linked},
        connect, notice,
    },
    http::{Answer, Event, Site},
    mail::Mailer,
    problem::Problem,
    store::Store,
    token::Random,
};

use crate::LinkConfirm;

impl<S: Store, C: Clock, R: Random, E: ExistingAccounts, M: Mailer> LinkConfirm<S, C, R, E, M> {
    /// Mails a code, and shows the page that takes it.
    pub(crate) async fn send_code_form(
        &self,
        event: &Event,
        answer: connect::Answer<'_>,
    ) -> Result<Answer, Problem> {
        match self.send_code(event, answer).await? {
            CodeSent::Sent(_) => Ok(self.site.see_other("/auth/amazon/link")),
            CodeSent::Answered(answered) => Ok(self.answered(&answered)),
            CodeSent::Failed(code) => Err(code.into()),
        }
    }

    pub(crate) async fn send_code(
        &self,
        event: &Event,
        answer: connect::Answer<'_>,
    ) -> Result<CodeSent, Problem> {
        let letters = self.site.letters(event, &self.mailer);
        let source = self.site.source(event);
        let sent = confirm_link::send_code(&self.cx, &letters, answer, source).await;
        sent.map_err(|error| Site::unavailable(&error))
    }

    /// Tells the owner of an account what opens it from now on.
    pub(crate) async fn tell(&self, event: &Event, linked: Option<Box<Linked>>) {
        if let Some(linked) = linked {
            let letters = self.site.letters(event, &self.mailer);
            let (account, user_id) = (&linked.account, &linked.user_id);
            notice::linked(&self.cx, &letters, account, user_id, linked.at).await;
        }
    }
}
