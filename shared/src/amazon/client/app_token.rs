//! Access tokens that apps bring: checked first, asked with second.

use subtle::{Choice, ConstantTimeEq as _};

use super::{AmazonClient, AmazonError, Failure};
use crate::{
    amazon::client::answer::TokenInfo,
    domain::{AccessToken, AmazonProfile, AmazonUserId},
};

impl AmazonClient {
    /// Whom a token describes, if it was made for this site or one of its apps and has time left.
    ///
    /// Here the check is all there is (lwa `tokeninfo`; RFC 9700 4.6): unlike a token that came
    /// straight from the exchange, one without a remaining life is not accepted.
    pub(super) async fn check(&self, token: &AccessToken) -> Result<AmazonUserId, AmazonError> {
        let token_info = self.token_info(token).await.map_err(Failure::logged)?;
        if !self.is_app_audience(&token_info) {
            tracing::warn!("an app's token was made for another client");
            return Err(AmazonError::WrongAudience);
        }
        if token_info.seconds_left.is_none() {
            return Err(AmazonError::BadResponse {
                reason: "tokeninfo: exp",
            });
        }
        Ok(token_info.user_id)
    }

    /// The profile behind a token that was checked; refused if it is another person's.
    pub(super) async fn profile_of(
        &self,
        token: &AccessToken,
        user_id: &AmazonUserId,
    ) -> Result<AmazonProfile, AmazonError> {
        let profile = self.profile(token).await?;
        if profile.user_id != *user_id {
            tracing::warn!("amazon's token and profile name different people");
            return Err(AmazonError::WrongAudience);
        }
        Ok(profile)
    }

    /// Every id is compared, each in constant time.
    fn is_app_audience(&self, token_info: &TokenInfo) -> bool {
        let audience = token_info.audience.as_bytes();
        let ours = std::iter::once(&self.client_id).chain(&self.app_client_ids);
        let equal = ours.fold(Choice::from(0), |equal, id| {
            equal | id.as_bytes().ct_eq(audience)
        });
        equal.into()
    }
}
