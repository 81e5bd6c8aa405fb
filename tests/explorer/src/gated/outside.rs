//! Amazon and the clock as one task sees them.

use std::{sync::atomic::Ordering, time::Duration};

use accounts::{
    amazon::{AmazonError, ProfileSource},
    clock::Clock,
    domain::{AccessToken, AmazonProfile, AmazonUserId, AuthorizationCode, Secret, Timestamp},
};

use super::Gated;
use crate::gate::{Fault, Kind};

impl ProfileSource for Gated {
    async fn profile_for_code(
        &self,
        code: &AuthorizationCode,
        _: &Secret,
    ) -> Result<AmazonProfile, AmazonError> {
        let spend = || {
            let mut ghost = self.ghost();
            let times = ghost.exchanges.entry(code.expose().to_owned()).or_default();
            *times += 1;
            *times == 1
        };
        let down = AmazonError::Timeout;
        let result = match self.gate.pass("profile_for_code", Kind::Write).await {
            Fault::Before => Err(down),
            Fault::After => {
                spend();
                Err(down)
            }
            Fault::CrashBefore => self.gate.crash().await,
            Fault::CrashAfter => {
                spend();
                self.gate.crash().await
            }
            // The client never delivers an exchange twice.
            Fault::None | Fault::Twice if spend() => {
                // A code is `who-attempt`.
                let who = code.expose().split('-').next().unwrap_or_default();
                Ok(self.codes[who].clone())
            }
            Fault::None | Fault::Twice => Err(AmazonError::Rejected {
                error: "invalid_grant",
            }),
        };
        self.gate.learn(&result.is_ok());
        result
    }

    async fn check_app_token(&self, token: &AccessToken) -> Result<AmazonUserId, AmazonError> {
        let user_id = self.profile_behind(token).user_id;
        self.ask("check_app_token", user_id).await
    }

    async fn profile_for_app_token(
        &self,
        token: &AccessToken,
        _: &AmazonUserId,
    ) -> Result<AmazonProfile, AmazonError> {
        let profile = self.profile_behind(token);
        self.ask("profile_for_app_token", profile).await
    }
}

impl Gated {
    /// A question to Amazon that uses nothing up.
    async fn ask<T>(&self, name: &'static str, answer: T) -> Result<T, AmazonError> {
        let result = match self.gate.pass(name, Kind::Read).await {
            Fault::CrashBefore | Fault::CrashAfter => self.gate.crash().await,
            Fault::Before | Fault::After => Err(AmazonError::Timeout),
            Fault::None | Fault::Twice => Ok(answer),
        };
        self.gate.learn(&result.is_ok());
        result
    }

    /// What Amazon says about whoever a token `Atza|who-number` is of.
    fn profile_behind(&self, token: &AccessToken) -> AmazonProfile {
        let who = token.expose().trim_start_matches("Atza|");
        let who = who.split('-').next().unwrap_or_default();
        self.codes[who].clone()
    }
}

impl Clock for Gated {
    fn now(&self) -> Timestamp {
        let now = self.now.load(Ordering::Relaxed);
        Timestamp::from_unix_seconds(i64::try_from(now).unwrap())
    }

    async fn sleep(&self, _: Duration) {
        self.gate.pass("sleep", Kind::Sleep).await;
    }
}
