//! `GET, POST /auth/undo`: what a letter told of, undone by the reader of the mailbox it went to.

use accounts::{
    clock::Clock,
    domain::Secret,
    flow::{reset, undo},
    http::{Answer, Event, Site, guard},
    mail::Mailer,
    pages,
    problem::{Code, Problem},
    store::Store,
    token::Random,
};
use serde::Deserialize;
use serde_json::json;

use super::{Mailbox, token};

/// An app's undo. It sets no cookie and reads none.
#[derive(Deserialize)]
struct AppUndo {
    token: String,
}

impl<S: Store, C: Clock, R: Random, M: Mailer> Mailbox<S, C, R, M> {
    pub(super) async fn show_undo(&self, event: &Event) -> Result<Answer, Problem> {
        let query = event.query()?;
        let secret = token(query.one("token")?)?;
        let found = undo::find(&self.cx, &secret).await;
        let undoable = found
            .map_err(|error| Site::unavailable(&error))?
            .ok_or(Code::ProofExpired)?;
        let token = secret.expose_base64url();
        let page = pages::undo(self.site.frame(event), &undoable, &token);
        Ok(self.site.page(200, page))
    }

    /// The secret of the link, in the form, is what no other site can know: it needs no CSRF token.
    pub(super) async fn undo(&self, event: &Event) -> Result<Answer, Problem> {
        guard::check_origin(event, self.site.public_url())?;
        if event.has_json() {
            let body: AppUndo = event.json()?;
            let undone = self.undo_by(event, &token(Some(&body.token))?).await?;
            let reset = match undone {
                undo::Undone::Restored(secret) => Some(secret.expose_base64url()),
                undo::Undone::Unlinked | undo::Undone::RestoredBefore => None,
            };
            return Ok(self.site.json(200, &json!({ "reset_token": reset })));
        }
        let form = event.form()?;
        let secret = token(form.one("token")?)?;
        Ok(match self.undo_by(event, &secret).await? {
            // Straight on to the new password: there is none any more.
            undo::Undone::Restored(secret) => {
                let token = secret.expose_base64url();
                self.site
                    .see_other(&format!("{}?token={token}", reset::PAGE))
            }
            undone => {
                let needs_password = matches!(undone, undo::Undone::RestoredBefore);
                let page = pages::undone(self.site.frame(event), needs_password);
                self.site.page(200, page)
            }
        })
    }

    async fn undo_by(&self, event: &Event, secret: &Secret) -> Result<undo::Undone, Problem> {
        let letters = self.site.letters(event, &self.mailer);
        let undone = undo::undo(&self.cx, &letters, secret).await;
        Ok(undone.map_err(|error| Site::unavailable(&error))??)
    }
}
