//! One account at Plivo: its connections, and reads with retries.

use std::sync::Arc;
use std::time::Duration;

use domain::id::AuthId;
use url::Url;

use crate::contract::{self, Refusal, Resource};
use crate::error::{ApiError, BuildError};
use crate::meaning;
use crate::pace::Pace;
use crate::retry::{Decision, decide};
use crate::settings::{RequestPolicy, Settings, Urgency};
use crate::transport::{Call, Failure, Reply, Transport};

/// One account at Plivo. Clones are cheap and share the connections and the rate limit. Make one client per account.
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) api: Url,
    pub(crate) auth_id: AuthId,
    pub(crate) policy: RequestPolicy,
    pub(crate) transport: Transport,
    pub(crate) pace: Pace,
}

impl Client {
    /// Makes a client. It sends nothing yet.
    ///
    /// # Errors
    /// Fails if the token cannot be sent in a header, or if the computer has no trusted certificates.
    pub fn new(settings: Settings) -> Result<Self, BuildError> {
        let transport = Transport::new(&settings)?;
        let pace = Pace::new(settings.policy.rate);
        let Settings { api, auth_id, policy, .. } = settings;
        Ok(Self(Arc::new(Inner { api: api.url().clone(), auth_id, policy, transport, pace })))
    }

    pub(crate) fn url(&self, resource: Resource<'_>) -> Result<Url, ApiError> {
        resource.url(&self.0.api, &self.0.auth_id)
    }

    /// Returns Plivo's own ID for the call.
    pub(crate) fn request_id(&self, body: &[u8]) -> Option<String> {
        contract::request_id(body).map(|id| self.0.transport.scrub(&id))
    }

    /// Reads the body of a 200 answer, and retries where that may help.
    pub(crate) async fn read(&self, url: &Url, list: bool, urgency: Urgency) -> Result<Vec<u8>, ApiError> {
        let effort = self.0.policy.effort(urgency);
        let mut failures = 0;
        loop {
            let error = match self.try_read(url, list, urgency, effort.longest_pause).await {
                Ok(body) => return Ok(body),
                Err(error) => error,
            };
            failures += 1;
            match decide(failures, &effort, &error, fastrand::f64()) {
                Decision::Stop => return Err(error),
                Decision::Wait(pause) => tokio::time::sleep(pause).await,
            }
        }
    }

    async fn try_read(&self, url: &Url, list: bool, urgency: Urgency, wait: Duration) -> Result<Vec<u8>, ApiError> {
        self.0.pace.ready(urgency, wait).await?;
        let reply = self.0.transport.exchange(Call::Get(url.clone())).await.map_err(Failure::cause)?;
        if reply.status == 200 { reply.body } else { Err(self.refusal(reply, list)) }
    }

    /// Returns the meaning of an unsuccessful answer. After a 429, all clones pause.
    pub(crate) fn refusal(&self, reply: Reply, list: bool) -> ApiError {
        if reply.status == 429 {
            self.0.pace.hold(reply.retry_after.unwrap_or(self.0.policy.first_pause));
        }
        let mut refusal = Refusal::read(&reply.body.unwrap_or_default());
        refusal.message = refusal.message.map(|message| self.0.transport.scrub(&message));
        refusal.request_id = refusal.request_id.map(|id| self.0.transport.scrub(&id));
        meaning::of(reply.status, reply.retry_after, refusal, list)
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let origin = self.0.api.origin().ascii_serialization();
        f.debug_struct("Client").field("api", &origin).field("auth_id", &self.0.auth_id).finish_non_exhaustive()
    }
}
