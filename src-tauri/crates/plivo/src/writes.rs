//! The calls that change something. Each is sent once.
//!
//! Do not drop such a call half way: the request may have landed, and nobody would know.

use domain::phone::PhoneNumber;
use domain::plan::Changes;

use crate::client::Client;
use crate::contract::{self, Resource};
use crate::error::{ApiError, WriteError};
use crate::settings::Urgency;
use crate::transport::{Call, Failure, Reply};

/// Plivo answered that it did what it was asked. Whether it holds, a read tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Plivo's own id for the call; a delete has none.
    pub request_id: Option<String>,
}

impl Client {
    /// Configures a number; what `changes` does not name stays as it is.
    pub async fn configure(&self, number: &PhoneNumber, changes: &Changes) -> Result<Written, WriteError> {
        let url = self.url(Resource::Number(number));
        let call = url.and_then(|url| Ok(Call::Post(url, contract::configure(changes)?)));
        self.write(call).await
    }

    /// Maps a whole WABA, with all its numbers, to a subaccount, or with `None` to the main account.
    pub async fn map(&self, waba_id: &str, subaccount: Option<&str>) -> Result<Written, WriteError> {
        let url = self.url(Resource::Waba(waba_id));
        let call = url.and_then(|url| Ok(Call::Post(url, contract::map(subaccount)?)));
        self.write(call).await
    }

    /// Disconnects a number from Plivo. It stays with Meta.
    pub async fn disconnect(&self, number: &PhoneNumber) -> Result<Written, WriteError> {
        let call = self.url(Resource::Number(number)).map(Call::Delete);
        self.write(call).await
    }

    async fn write(&self, call: Result<Call, ApiError>) -> Result<Written, WriteError> {
        let call = call.map_err(WriteError::NotSent)?;
        let patience = &self.0.patience;
        // Bounded in all: the record of this call, written before it, counts on its being sent by then.
        let longest = patience.longest_pause_interactive;
        let turn = tokio::time::timeout(longest, self.0.pace.ready(Urgency::Person, longest)).await;
        turn.unwrap_or(Err(ApiError::RateLimited { retry_after: None })).map_err(WriteError::NotSent)?;
        match self.0.transport.exchange(call).await {
            Ok(reply) => self.outcome(reply),
            Err(Failure::NotSent(cause)) => Err(WriteError::NotSent(cause)),
            Err(Failure::Unanswered(cause)) => Err(WriteError::Unanswered(cause)),
        }
    }

    /// A 2xx status is Plivo's word that it was done, also where the body after it is cut off or makes no sense: the
    /// body of a write tells nothing but the request's id, and what Plivo then holds is read back in any case.
    fn outcome(&self, reply: Reply) -> Result<Written, WriteError> {
        match reply.status {
            200..=299 => Ok(Written { request_id: reply.body.ok().and_then(|body| self.request_id(&body)) }),
            // 408 is a server that gave up waiting; a gateway may say so after it passed the request on.
            400..=407 | 409..=499 => Err(WriteError::Refused(self.refusal(reply, false))),
            _ => Err(WriteError::Unanswered(self.refusal(reply, false))),
        }
    }
}
