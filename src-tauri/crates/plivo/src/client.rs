//! The calls that read.

use std::sync::Arc;
use std::time::Duration;

use domain::id::{AuthId, WabaId};
use domain::observed::{Observed, Waba};
use domain::phone::PhoneNumber;
use url::Url;

use crate::contract::{self, AccountInfo, Agent, FromWire, Refusal, Resource, Subaccount};
use crate::error::{ApiError, BuildError};
use crate::meaning;
use crate::pace::Pace;
use crate::pages::Pages;
use crate::retry::{Decision, Method, decide};
use crate::settings::{Patience, Settings, Urgency};
use crate::transport::{Call, Failure, Reply, Transport};

/// One account at Plivo. Clones are cheap and share connections and the rate limit; make one client an account.
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) api: Url,
    pub(crate) auth_id: AuthId,
    pub(crate) patience: Patience,
    pub(crate) transport: Transport,
    pub(crate) pace: Pace,
}

/// What was read, with Plivo's own id for the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<T> {
    pub value: T,
    pub request_id: Option<String>,
}

impl Client {
    /// Sends nothing yet.
    ///
    /// # Errors
    /// A token that no header can carry, or a computer without trusted certificates.
    pub fn new(settings: Settings) -> Result<Self, BuildError> {
        let transport = Transport::new(&settings)?;
        let pace = Pace::new(settings.patience.rate);
        let Settings { api, auth_id, patience, .. } = settings;
        Ok(Self(Arc::new(Inner { api: api.url().clone(), auth_id, patience, transport, pace })))
    }

    /// Who the credentials belong to.
    pub async fn account(&self) -> Result<Answer<AccountInfo>, ApiError> {
        let answer = self.one::<AccountInfo>(Resource::Account).await?;
        let same = answer.value.auth_id == self.0.auth_id.as_str();
        about(answer, same, "account")
    }

    /// One number, as Plivo holds it now. A value of an unexpected type fails the read, because a write will be
    /// decided upon it.
    pub async fn number(&self, number: &PhoneNumber) -> Result<Answer<Observed>, ApiError> {
        let answer = self.one::<Observed>(Resource::Number(number)).await?;
        let same = answer.value.number == *number;
        about(answer, same, "number")
    }

    /// One WABA, with its mapping as it is now.
    pub async fn waba(&self, id: &str) -> Result<Answer<Waba>, ApiError> {
        let answer = self.one::<Waba>(Resource::Waba(id)).await?;
        let same = answer.value.id.as_str() == id;
        about(answer, same, "WABA")
    }

    /// All subaccounts. Fails for a subaccount's own credentials.
    pub async fn subaccounts(&self) -> Result<Vec<Subaccount>, ApiError> {
        self.list(Resource::Subaccounts, Urgency::Background).all().await
    }

    /// All AI agents, in whatever state.
    pub async fn agents(&self) -> Result<Vec<Agent>, ApiError> {
        self.list(Resource::Agents, Urgency::Background).all().await
    }

    /// All WABAs that these credentials see. [`ApiError::NotFound`] with `list` means that the API is missing.
    pub async fn wabas(&self) -> Result<Vec<Waba>, ApiError> {
        self.list(Resource::Wabas, Urgency::Background).all().await
    }

    /// All numbers of the account, page by page as they come; see [`Pages`].
    #[must_use]
    pub fn numbers(&self) -> Pages<Observed> {
        self.list(Resource::Numbers, Urgency::Background)
    }

    /// The numbers of one WABA, by one complete read. A single read proves nothing, since pages shift while they are
    /// read: ask twice, and compare both with each other and with the WABA's `number_count`.
    ///
    /// # Errors
    /// Also where an object cannot be read: what is shown before a remap must be every number.
    pub async fn members(&self, waba_id: &str) -> Result<Vec<Observed>, ApiError> {
        let mut pages = self.list::<Observed>(Resource::Members(waba_id), Urgency::Person);
        let mut members = pages.collect().await?;
        if pages.summary().unreadable > 0 {
            return Err(ApiError::Unreadable { what: "a number of this WABA makes no sense".to_owned() });
        }
        let id = WabaId::new(waba_id);
        // Should Plivo not know the filter, the list is of all numbers.
        members.retain(|member| member.waba_id.as_ref().is_none_or(|of| *of == id));
        members.sort_by_cached_key(FromWire::key);
        Ok(members)
    }

    fn list<T: FromWire>(&self, resource: Resource<'_>, urgency: Urgency) -> Pages<T> {
        Pages::new(self.clone(), self.url(resource), urgency)
    }

    async fn one<T: FromWire>(&self, resource: Resource<'_>) -> Result<Answer<T>, ApiError> {
        let url = self.url(resource)?;
        let body = self.read(&url, resource.is_list(), Urgency::Person).await?;
        Ok(Answer { value: contract::whole(&body)?, request_id: self.request_id(&body) })
    }

    pub(crate) fn url(&self, resource: Resource<'_>) -> Result<Url, ApiError> {
        resource.url(&self.0.api, &self.0.auth_id)
    }

    /// Plivo's own id for the call.
    pub(crate) fn request_id(&self, body: &[u8]) -> Option<String> {
        contract::request_id(body).map(|id| self.0.transport.scrub(&id))
    }

    /// Reads the body of a 200 answer, asking again where that can help.
    pub(crate) async fn read(&self, url: &Url, list: bool, urgency: Urgency) -> Result<Vec<u8>, ApiError> {
        let effort = self.0.patience.effort(urgency);
        let mut failures = 0;
        loop {
            let error = match self.try_read(url, list, urgency, effort.longest_pause).await {
                Ok(body) => return Ok(body),
                Err(error) => error,
            };
            failures += 1;
            match decide(Method::Read, failures, &effort, &error, fastrand::f64()) {
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

    /// What an answer other than success means. After a 429 all clones pause.
    pub(crate) fn refusal(&self, reply: Reply, list: bool) -> ApiError {
        if reply.status == 429 {
            self.0.pace.hold(reply.retry_after.unwrap_or(self.0.patience.first_pause));
        }
        let mut refusal = Refusal::read(&reply.body.unwrap_or_default());
        refusal.message = refusal.message.map(|message| self.0.transport.scrub(&message));
        refusal.request_id = refusal.request_id.map(|id| self.0.transport.scrub(&id));
        meaning::of(reply.status, reply.retry_after, refusal, list)
    }
}

/// An answer about something else than what was asked for is no answer.
fn about<T>(answer: Answer<T>, same: bool, what: &str) -> Result<Answer<T>, ApiError> {
    same.then_some(answer).ok_or_else(|| ApiError::Unreadable { what: format!("it is about another {what}") })
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let origin = self.0.api.origin().ascii_serialization();
        f.debug_struct("Client").field("api", &origin).field("auth_id", &self.0.auth_id).finish_non_exhaustive()
    }
}
