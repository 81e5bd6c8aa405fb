//! Doors to the readers of Amazon's answers, for the fuzz targets alone.

use http::StatusCode;

use super::AmazonError;
use super::answer::{TokenAnswer, TokenInfo, parse_profile};
use super::call::Call;
use super::refusal::Refusal;
use crate::domain::{AccessToken, AmazonProfile, AmazonUserId};

/// The access token in the answer to an exchange.
pub fn access_token(body: &[u8]) -> Result<AccessToken, AmazonError> {
    TokenAnswer::parse(body).map(|answer| answer.access_token)
}

/// Audience and person in the description of a token.
pub fn token_info(body: &[u8]) -> Result<(String, AmazonUserId), AmazonError> {
    TokenInfo::parse(body).map(|info| (info.audience, info.user_id))
}

/// The profile.
pub fn profile(body: &[u8]) -> Result<AmazonProfile, AmazonError> {
    parse_profile(body)
}

/// What follows from a refusal with this status and body at each endpoint, and the request id that
/// is logged; `None` if there is no such status.
#[must_use]
pub fn refusal(status: u16, body: &[u8]) -> Option<([AmazonError; 3], Option<String>)> {
    let status = StatusCode::from_u16(status).ok()?;
    let refusal = Refusal::parse(body);
    let errors =
        [Call::Token, Call::TokenInfo, Call::Profile].map(|call| refusal.classify(call, status));
    Some((errors, refusal.request_id))
}
