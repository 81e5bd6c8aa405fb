//! The letters that one request writes.

use super::{Content, Letter, MailError, Mailer, Recipient};
use crate::{
    config::{Brand, PublicUrl},
    domain::Secret,
    pages::Language,
    problem::Code,
    telemetry::metrics::{self, Metric},
};

/// Writes letters in the language of whoever asked, about the site at its address.
#[derive(Debug)]
pub struct Letters<'a, M> {
    mailer: &'a M,
    public_url: &'a PublicUrl,
    brand: &'a Brand,
    language: Language,
}

impl<'a, M> Letters<'a, M> {
    /// Letters of this site.
    #[must_use]
    pub const fn new(
        mailer: &'a M,
        public_url: &'a PublicUrl,
        brand: &'a Brand,
        language: Language,
    ) -> Self {
        Self {
            mailer,
            public_url,
            brand,
            language,
        }
    }

    /// The whole address of one of our pages.
    #[must_use]
    pub fn page(&self, path: &str) -> String {
        self.public_url.join(path)
    }

    /// The same with the secret that it asks for: whoever opens it reads the mailbox it was sent to.
    #[must_use]
    pub fn link(&self, path: &str, secret: &Secret) -> String {
        format!("{}?token={}", self.page(path), secret.expose_base64url())
    }
}

impl<M: Mailer> Letters<'_, M> {
    /// Sends what somebody asked for. A letter that is refused counts as sent: only a letter to a mailbox
    /// that is somebody's is ever refused for its recipient (threat E7).
    pub async fn answer(&self, recipient: Recipient<'_>, content: Content<'_>) -> Result<(), Code> {
        match self.send(recipient, content).await {
            Ok(()) | Err(MailError::Rejected { .. }) => Ok(()),
            Err(_) => Err(Code::MailUnavailable),
        }
    }

    /// Tells of something that has happened. What has happened stays so, whether the letter goes out or
    /// not.
    pub async fn notify(&self, recipient: Recipient<'_>, content: Content<'_>) {
        // A failure is in the log.
        _ = self.send(recipient, content).await;
    }

    async fn send(&self, recipient: Recipient<'_>, content: Content<'_>) -> Result<(), MailError> {
        let letter = Letter {
            content,
            language: self.language,
            brand: self.brand,
        };
        let sent = self.mailer.send(recipient, &letter).await;
        if let Err(error) = &sent {
            tracing::warn!(letter = content.kind(), %error, "a letter was not sent");
            // One address that mail is refused for is nothing that an operator could mend.
            if !matches!(error, MailError::Rejected { .. }) {
                metrics::count(Metric::LetterNotSent);
            }
        }
        sent
    }
}
