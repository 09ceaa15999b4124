//! The calls that read.

use domain::id::WabaId;
use domain::observed::{Observed, Waba};
use domain::phone::PhoneNumber;

use crate::client::Client;
use crate::contract::{self, AccountInfo, Agent, FromWire, Resource, Subaccount};
use crate::error::ApiError;
use crate::pages::{Page, Pages};
use crate::settings::Urgency;

/// What was read, with Plivo's own ID for the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<T> {
    pub value: T,
    pub request_id: Option<String>,
}

impl Client {
    /// Returns the account that the credentials belong to.
    pub async fn account(&self) -> Result<Answer<AccountInfo>, ApiError> {
        let answer = self.one::<AccountInfo>(Resource::Account).await?;
        let same = answer.value.auth_id == self.0.auth_id.as_str();
        about(answer, same, "account")
    }

    /// Returns one number, as Plivo holds it now. A value of an unexpected type fails the read, because a decision
    /// about a write depends on it.
    pub async fn number(&self, number: &PhoneNumber) -> Result<Answer<Observed>, ApiError> {
        let answer = self.one::<Observed>(Resource::Number(number)).await?;
        let same = answer.value.number == *number;
        about(answer, same, "number")
    }

    /// Returns one WABA, with its current mapping.
    pub async fn waba(&self, id: &str) -> Result<Answer<Waba>, ApiError> {
        let answer = self.one::<Waba>(Resource::Waba(id)).await?;
        let same = answer.value.id.as_str() == id;
        about(answer, same, "WABA")
    }

    /// Returns all subaccounts. Fails with a subaccount's own credentials.
    pub async fn subaccounts(&self) -> Result<Vec<Subaccount>, ApiError> {
        self.list(Resource::Subaccounts, Urgency::Background).all().await
    }

    /// Returns all AI agents, in any state.
    pub async fn agents(&self) -> Result<Vec<Agent>, ApiError> {
        self.list(Resource::Agents, Urgency::Background).all().await
    }

    /// Returns all WABAs that these credentials can see. [`ApiError::NotFound`] with `list` means that the API is
    /// missing.
    pub async fn wabas(&self) -> Result<Vec<Waba>, ApiError> {
        self.list(Resource::Wabas, Urgency::Background).all().await
    }

    /// Returns all numbers of the account, page by page; see [`Pages`]. Each page is stamped by `clock` when it is
    /// requested. `clock` returns milliseconds, and should never go back.
    #[must_use]
    pub fn numbers(&self, clock: impl Fn() -> i64 + Send + Sync + 'static) -> Pages<Observed> {
        self.list(Resource::Numbers, Urgency::Background).stamped_by(clock)
    }

    /// Returns the first page of [`Self::numbers`], for a person who is waiting. `None` if the list is empty.
    pub async fn first_numbers(&self) -> Result<Option<Page<Observed>>, ApiError> {
        self.list(Resource::Numbers, Urgency::Person).next().await.transpose()
    }

    /// Returns the numbers of one WABA, from one complete read. A single read proves nothing, because pages may shift
    /// during the read. So read twice, and compare both results with each other and with the WABA's `number_count`.
    ///
    /// # Errors
    /// Fails also if an object cannot be read, because a remap must show every number first.
    pub async fn members(&self, waba_id: &str) -> Result<Vec<Observed>, ApiError> {
        let mut pages = self.list::<Observed>(Resource::Members(waba_id), Urgency::Person);
        let mut members = pages.collect().await?;
        if pages.summary().unreadable > 0 {
            return Err(ApiError::Unreadable { what: "a number of this WABA has an unexpected form".to_owned() });
        }
        let id = WabaId::new(waba_id);
        // If Plivo ignores the filter, the list holds all numbers of the account.
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
}

/// Rejects an answer about another object than the requested one.
fn about<T>(answer: Answer<T>, same: bool, what: &str) -> Result<Answer<T>, ApiError> {
    same.then_some(answer).ok_or_else(|| ApiError::Unreadable { what: format!("it is about another {what}") })
}
