//! `GET /auth/session`: who is this? Cookie or bearer, one table round trip. Pages on other origins
//! of the site may ask too, if these are listed.

use accounts::{
    clock::{Clock, SystemClock},
    config::{AllowedOrigins, ConfigError, OriginSecrets, Vars},
    flow::{Context, session},
    http::{Answer, Cors, Event, Handler, Site, Who},
    problem::{Code, Problem},
    store::{Store, dynamo::DynamoStore},
    token::{OsRandom, Random},
};

/// The function.
#[derive(Debug)]
pub struct SessionCheck<S = DynamoStore, C = SystemClock, R = OsRandom> {
    site: Site,
    cors: Cors,
    cx: Context<S, C, R>,
}

impl SessionCheck {
    /// Reads the settings of the table, of the policy and of other origins, and opens the connection.
    pub async fn from_vars(vars: &Vars<'_>) -> Result<Self, ConfigError> {
        let site = Site::from_vars(vars)?.behind(OriginSecrets::from_vars(vars)?);
        let cors = Cors::new(AllowedOrigins::from_vars(vars)?);
        let store = DynamoStore::from_vars(vars)?;
        store.warm_up().await;
        Ok(Self::new(site, cors, Context::new(store, vars.policy()?)))
    }
}

impl<S, C, R> SessionCheck<S, C, R> {
    /// The function on these parts.
    pub const fn new(site: Site, cors: Cors, cx: Context<S, C, R>) -> Self {
        Self { site, cors, cx }
    }
}

impl<S: Store + 'static, C: Clock + 'static, R: Random + 'static> Handler
    for SessionCheck<S, C, R>
{
    const COUNTS_ALL: bool = false;

    fn site(&self) -> &Site {
        &self.site
    }

    async fn handle(&self, event: Event) -> Answer {
        let answer = if event.method() == "OPTIONS" {
            self.cors.preflight(&self.site, &event)
        } else {
            let answer = match self.check(&event).await {
                Ok(answer) => answer,
                Err(problem) => self.site.problem(&event, &problem),
            };
            self.cors.permit(&event, answer)
        };
        self.site.finish(&event, answer)
    }
}

impl<S: Store, C: Clock, R: Random> SessionCheck<S, C, R> {
    async fn check(&self, event: &Event) -> Result<Answer, Problem> {
        let token = self.site.cookies().credential(event)?;
        let found = session::check(&self.cx, &token)
            .await
            .map_err(|error| Site::unavailable(&error))?;
        let (session, owner) = found.ok_or(Code::Unauthenticated)?;
        let who = Who::new(&session, &owner, self.cx.policy.session_life);
        Ok(self.site.json(200, &who))
    }
}

#[cfg(test)]
mod tests;
