//! The calls that change something. Each one is sent once.
//!
//! Do not drop such a call before it ends: the request may have reached Plivo, and nobody would know.

use domain::phone::PhoneNumber;
use domain::plan::Changes;

use crate::client::Client;
use crate::contract::{self, Resource};
use crate::error::{ApiError, WriteError};
use crate::settings::Urgency;
use crate::transport::{Call, Failure, Reply};

/// Plivo answered that it carried out the write. Only a read shows whether Plivo holds the new values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Plivo's own ID for the call. A delete has none.
    pub request_id: Option<String>,
}

impl Client {
    /// Configures a number. Values that `changes` does not name stay as they are.
    pub async fn configure(&self, number: &PhoneNumber, changes: &Changes) -> Result<Written, WriteError> {
        let url = self.url(Resource::Number(number));
        let call = url.and_then(|url| Ok(Call::Post(url, contract::configure(changes)?)));
        self.write(call).await
    }

    /// Maps a whole WABA, with all its numbers, to a subaccount, or to the main account if `subaccount` is `None`.
    pub async fn map(&self, waba_id: &str, subaccount: Option<&str>) -> Result<Written, WriteError> {
        let url = self.url(Resource::Waba(waba_id));
        let call = url.and_then(|url| Ok(Call::Post(url, contract::map(subaccount)?)));
        self.write(call).await
    }

    /// Disconnects a number from Plivo. The number stays with Meta.
    pub async fn disconnect(&self, number: &PhoneNumber) -> Result<Written, WriteError> {
        let call = self.url(Resource::Number(number)).map(Call::Delete);
        self.write(call).await
    }

    async fn write(&self, call: Result<Call, ApiError>) -> Result<Written, WriteError> {
        let call = call.map_err(WriteError::NotSent)?;
        let policy = &self.0.policy;
        // The whole wait is bounded: the record of this call, written before it, relies on its being sent by then.
        let longest = policy.longest_pause_interactive;
        let turn = tokio::time::timeout(longest, self.0.pace.ready(Urgency::Person, longest)).await;
        turn.unwrap_or(Err(ApiError::RateLimited { retry_after: None })).map_err(WriteError::NotSent)?;
        match self.0.transport.exchange(call).await {
            Ok(reply) => self.outcome(reply),
            Err(Failure::NotSent(cause)) => Err(WriteError::NotSent(cause)),
            Err(Failure::Unanswered(cause)) => Err(WriteError::Unanswered(cause)),
        }
    }

    /// A 2xx status means that Plivo carried out the write. This holds even if the body is cut off or unreadable,
    /// because the body of a write holds only the request's ID. What Plivo then holds is read back in any case.
    fn outcome(&self, reply: Reply) -> Result<Written, WriteError> {
        match reply.status {
            200..=299 => Ok(Written { request_id: reply.body.ok().and_then(|body| self.request_id(&body)) }),
            // 408 comes from a server that stopped waiting. A gateway may send it after it has forwarded the request.
            400..=407 | 409..=499 => Err(WriteError::Refused(self.refusal(reply, false))),
            _ => Err(WriteError::Unanswered(self.refusal(reply, false))),
        }
    }
}
