//! How mail is sent, if it is.

use super::{AwsSettings, CaBundle, ConfigError, Vars};
use crate::{
    mail::{ConfiguredMailer, NoMail, SesMailer, SesSettings},
    store::dynamo::connect::https_client,
};

const FROM: &str = "MAIL_FROM";
const CONFIGURATION_SET: &str = "MAIL_CONFIGURATION_SET";

impl SesMailer {
    /// Mail from `MAIL_FROM`, through `MAIL_CONFIGURATION_SET` if that is set, with the function's own
    /// credentials. None without a sender; then a configuration set is refused, because one of the two
    /// was forgotten. A sender is refused where the site keeps its own accounts.
    pub fn from_vars(vars: &Vars<'_>) -> Result<Option<Self>, ConfigError> {
        let configuration_set = vars.optional(CONFIGURATION_SET);
        vars.sends_mail()?;
        let Some(from) = vars.optional(FROM) else {
            return match configuration_set {
                Some(_) => {
                    let problem = "must be set together with the configuration set";
                    Err(ConfigError::new(FROM, problem))
                }
                None => Ok(None),
            };
        };
        let sender = from.parse().map_err(|_| {
            let problem = "must be an address, or Name <address>, on one line";
            ConfigError::new(FROM, problem)
        })?;
        if configuration_set
            .as_deref()
            .is_some_and(|it| !is_set_name(it))
        {
            let problem = "must be at most 64 letters, digits, hyphens and underscores";
            return Err(ConfigError::new(CONFIGURATION_SET, problem));
        }
        let aws = AwsSettings::from_vars(vars, "AWS_ENDPOINT_URL_SESV2")?;
        let bundle = CaBundle::from_vars(vars)?;
        Ok(Some(Self::new(SesSettings {
            region: aws.region.clone(),
            credentials: aws.credentials(),
            endpoint_url: aws.endpoint_url,
            http_client: https_client(bundle.as_ref()),
            sender,
            configuration_set,
        })))
    }
}

impl ConfiguredMailer {
    /// See [`SesMailer::from_vars`]; without a sender mail is off.
    pub fn from_vars(vars: &Vars<'_>) -> Result<Self, ConfigError> {
        Ok(SesMailer::from_vars(vars)?.map_or(Self::Off(NoMail), Self::Ses))
    }
}

/// What SES allows as the name of a configuration set.
fn is_set_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    name.len() <= 64 && name.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Mailer as _;

    /// Whether mail is sent, or which setting is wrong.
    fn read(settings: &[(&str, &str)]) -> Result<bool, &'static str> {
        let vars = Vars::from_fn(|name| {
            let set = settings.iter().find(|(key, _)| *key == name);
            let aws = name.starts_with("AWS_") && !name.contains("BUNDLE");
            set.map(|(_, value)| (*value).to_owned())
                .or_else(|| aws.then(|| "http://127.0.0.1:9".to_owned()))
        });
        let mailer = ConfiguredMailer::from_vars(&vars);
        mailer
            .map(|mailer| mailer.is_configured())
            .map_err(|error| error.name)
    }

    #[test]
    fn mail_is_on_when_there_is_a_sender() {
        assert_eq!(read(&[]), Ok(false));
        assert_eq!(read(&[(FROM, " ")]), Ok(false));
        assert_eq!(read(&[(FROM, "accounts@shop.example")]), Ok(true));
        assert_eq!(
            read(&[
                (FROM, "Shop <accounts@shop.example>"),
                (CONFIGURATION_SET, "shop_1-a")
            ]),
            Ok(true)
        );
    }

    #[test]
    fn a_wrong_setting_is_named() {
        let from = (FROM, "accounts@shop.example");
        for bad in [
            "Shop",
            "a@b.example\r\nBcc: c@d.example",
            "a@b.example,c@d.example",
        ] {
            assert_eq!(read(&[(FROM, bad)]), Err(FROM), "{bad:?}");
        }
        assert_eq!(read(&[(CONFIGURATION_SET, "shop")]), Err(FROM));
        for bad in ["a b", "ä", &"a".repeat(65)] {
            let set = (CONFIGURATION_SET, bad);
            assert_eq!(read(&[from, set]), Err(CONFIGURATION_SET), "{bad}");
        }
    }
}
