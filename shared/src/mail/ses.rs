//! Mail by Amazon SES, version 2 of its API.
//!
//! Built directly, as the other AWS clients are, over the HTTP client of our own. A call is asked once
//! more after a throttle, a fault or silence: a letter whose answer was lost then arrives twice, which
//! does no harm, because both copies carry the same link or code.

use std::{fmt, time::Duration};

use aws_credential_types::Credentials;
use aws_sdk_sesv2::{
    Client, Config,
    config::{
        BehaviorVersion, Region, SharedHttpClient, retry::RetryConfig, timeout::TimeoutConfig,
    },
    error::SdkError,
    operation::send_email::SendEmailError,
    types::{Body, Content, Destination, EmailContent, Message, MessageHeader},
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use super::{Letter, MailError, Mailer, NoMail, Recipient, Sender, sender::on_the_wire};

/// Takes every letter and shows it to nobody. It counts against the sending rate, not against the daily
/// quota or the sender's reputation, and is there in the sandbox too
/// (<https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html>, "mailbox simulator").
pub const NOBODY: &str = "success@simulator.amazonses.com";

/// Of each attempt, so that a second one fits in.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(3);
const OPERATION_TIMEOUT: Duration = Duration::from_secs(5);
const ATTEMPTS: u32 = 2;
const BACKOFF: Duration = Duration::from_millis(100);
const CHARSET: &str = "UTF-8";
/// Nobody is away on holiday to a machine (RFC 3834 5).
const AUTOMATIC: (&str, &str) = ("Auto-Submitted", "auto-generated");

/// What letters are sent with.
#[derive(Clone, Debug)]
pub struct SesSettings {
    /// The AWS region in which the sender is verified.
    pub region: String,
    /// The function's credentials; their `Debug` form shows no secret.
    pub credentials: Credentials,
    /// Another address than the region's own.
    pub endpoint_url: Option<String>,
    /// Best shared with the other AWS clients of the process. It bounds how long connecting takes.
    pub http_client: SharedHttpClient,
    /// Who letters come from.
    pub sender: Sender,
    /// The configuration set, by which SES tells about bounces and complaints.
    pub configuration_set: Option<String>,
}

/// Sends by Amazon SES. Built once per process; opens no connection before the first letter.
#[derive(Clone)]
pub struct SesMailer {
    client: Client,
    sender: Sender,
    configuration_set: Option<String>,
}

impl SesMailer {
    /// Builds the client.
    #[must_use]
    pub fn new(settings: SesSettings) -> Self {
        Self::with_timeouts(settings, ATTEMPT_TIMEOUT, OPERATION_TIMEOUT)
    }

    fn with_timeouts(settings: SesSettings, attempt: Duration, operation: Duration) -> Self {
        let mut config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(settings.region))
            .credentials_provider(settings.credentials)
            .http_client(settings.http_client)
            .retry_config(
                RetryConfig::standard()
                    .with_max_attempts(ATTEMPTS)
                    .with_initial_backoff(BACKOFF),
            )
            .timeout_config(
                TimeoutConfig::builder()
                    .operation_attempt_timeout(attempt)
                    .operation_timeout(operation)
                    .build(),
            );
        config.set_endpoint_url(settings.endpoint_url);
        Self {
            client: Client::from_conf(config.build()),
            sender: settings.sender,
            configuration_set: settings.configuration_set,
        }
    }
}

impl Mailer for SesMailer {
    fn is_configured(&self) -> bool {
        true
    }

    async fn send(&self, recipient: Recipient<'_>, letter: &Letter<'_>) -> Result<(), MailError> {
        let to = match recipient {
            Recipient::Mailbox(address) => on_the_wire(address),
            Recipient::Nobody => NOBODY.to_owned(),
        };
        let message = message(letter).map_err(|_| MailError::Rejected {
            reason: "the letter can't be written",
        })?;
        self.client
            .send_email()
            .from_email_address(self.sender.as_str())
            .set_configuration_set_name(self.configuration_set.clone())
            .destination(Destination::builder().to_addresses(to).build())
            .content(EmailContent::builder().simple(message).build())
            .send()
            .await
            .map(drop)
            .map_err(|error| sorted(&error))
    }
}

fn message(letter: &Letter<'_>) -> Result<Message, aws_sdk_sesv2::error::BuildError> {
    let content = |data: String| Content::builder().data(data).charset(CHARSET).build();
    let body = Body::builder()
        .text(content(letter.text())?)
        .html(content(letter.html())?)
        .build();
    let automatic = MessageHeader::builder()
        .name(AUTOMATIC.0)
        .value(AUTOMATIC.1)
        .build()?;
    Ok(Message::builder()
        .subject(content(letter.subject())?)
        .body(body)
        .headers(automatic)
        .build())
}

/// What a failure means for whoever waits for the letter. What SES says about it may name addresses,
/// and is not taken along.
fn sorted(error: &SdkError<SendEmailError, HttpResponse>) -> MailError {
    match error {
        SdkError::TimeoutError(_) => MailError::Timeout,
        SdkError::DispatchFailure(failure) if failure.is_timeout() => MailError::Timeout,
        SdkError::DispatchFailure(_) => MailError::Unavailable {
            reason: "no connection",
        },
        SdkError::ServiceError(refusal) => refused(refusal.err(), refusal.raw().status().as_u16()),
        SdkError::ConstructionFailure(_) => MailError::Misconfigured {
            reason: "the call can't be made",
        },
        _ => MailError::Unavailable {
            reason: "an answer that is not understood",
        },
    }
}

fn refused(error: &SendEmailError, status: u16) -> MailError {
    match error {
        SendEmailError::MessageRejected(_) => MailError::Rejected {
            reason: "message rejected",
        },
        SendEmailError::BadRequestException(_) => MailError::Rejected {
            reason: "bad request",
        },
        SendEmailError::MailFromDomainNotVerifiedException(_) => MailError::Misconfigured {
            reason: "the sending domain is not verified",
        },
        SendEmailError::AccountSuspendedException(_) => MailError::Misconfigured {
            reason: "the AWS account may send no mail any more",
        },
        SendEmailError::SendingPausedException(_) => MailError::Misconfigured {
            reason: "sending is paused",
        },
        SendEmailError::NotFoundException(_) => MailError::Misconfigured {
            reason: "there is no such configuration set",
        },
        SendEmailError::TooManyRequestsException(_) => MailError::Unavailable {
            reason: "too many requests",
        },
        SendEmailError::LimitExceededException(_) => MailError::Unavailable {
            reason: "a limit is exceeded",
        },
        _ if status == 429 || status >= 500 => MailError::Unavailable {
            reason: "a fault of the service",
        },
        // Most often a policy without ses:SendEmail for this sender.
        _ => MailError::Misconfigured {
            reason: "the call is refused",
        },
    }
}

impl fmt::Debug for SesMailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SesMailer")
            .field("configuration_set", &self.configuration_set)
            .finish_non_exhaustive()
    }
}

/// What a function holds: mail is sent or is not, by its settings.
#[derive(Clone, Debug)]
pub enum ConfiguredMailer {
    /// No sender is set.
    Off(NoMail),
    /// By Amazon SES.
    Ses(SesMailer),
}

impl Mailer for ConfiguredMailer {
    fn is_configured(&self) -> bool {
        match self {
            Self::Off(none) => none.is_configured(),
            Self::Ses(ses) => ses.is_configured(),
        }
    }

    async fn send(&self, recipient: Recipient<'_>, letter: &Letter<'_>) -> Result<(), MailError> {
        match self {
            Self::Off(none) => none.send(recipient, letter).await,
            Self::Ses(ses) => ses.send(recipient, letter).await,
        }
    }
}

#[cfg(test)]
mod tests;
