//! Endpoint tests. They run from this computer, only after a click, and never as a part of a save.

mod many;
mod panel;
mod report;
mod results;
mod run;

use std::net::IpAddr;

use domain::endpoint_url::EndpointUrl;
use domain::field::Field;
use domain::observed::Held;
use domain::phone::PhoneNumber;
use probe::{Outcome, Request, Settings, Signer, Step};

use crate::account::{Seat, lock, settings};
use crate::view::{Code, DeskError, Endpoint, FieldName, TestAnswer, words};

/// What the user has agreed to.
#[derive(Clone, Debug, Default)]
pub struct Consent {
    /// A production bot will see the request. This consent is stored for the account.
    pub given: bool,
    /// Private addresses that the user confirmed as their own, as they were shown. Only this computer or its network
    /// can reach them. This consent is for one test only.
    pub mine: Vec<String>,
}

impl Seat {
    /// Tests the URL in the panel's field, draft included. Nothing is sent before the user has agreed.
    pub(crate) async fn test_endpoint(
        &self,
        number: &PhoneNumber,
        endpoint: Endpoint,
        consent: Consent,
    ) -> Result<TestAnswer, DeskError> {
        let url = self.endpoint_url(number, endpoint)?;
        if !self.may_send(consent.given)? {
            return Ok(TestAnswer::AskFirst { host: url.url().host_str().unwrap_or_default().to_owned() });
        }
        let signer = self.signer(number).await?;
        let request = Request { kind: kind(endpoint), url: url.clone(), signer };
        // Text that is not an IP address never matches the allow-list.
        let allowed = consent.mine.iter().filter_map(|address| address.parse().ok()).collect();
        let report = self.probe(request, allowed).await;
        let check = self.keep_check(report::view(endpoint, url.as_str(), self.now(), &report))?;
        self.show_checks([check.clone()]);
        if report.step(Step::Address).is_some_and(|step| step.outcome == Outcome::Failed) {
            let addresses = report.out_of_reach.iter().map(IpAddr::to_string).collect();
            return Ok(TestAnswer::AskPrivate { check, addresses });
        }
        Ok(TestAnswer::Done { check })
    }

    /// Returns the URL as it would be after a save. Fails if it is not a valid URL.
    fn endpoint_url(&self, number: &PhoneNumber, endpoint: Endpoint) -> Result<EndpointUrl, DeskError> {
        let held = self.held_with_draft(number)?;
        let wrong = |error: domain::endpoint_url::UrlError| {
            DeskError::new(Code::InvalidInput, error.to_string()).at(FieldName::from(Field::from(endpoint)))
        };
        EndpointUrl::parse(&held.text(endpoint.into())).map_err(wrong)
    }

    /// Returns what the panel shows.
    fn held_with_draft(&self, number: &PhoneNumber) -> Result<Held, DeskError> {
        match self.standing(number)? {
            Some(standing) => Ok(standing.shown()),
            None => Ok(self.last_seen(number)?.held),
        }
    }

    /// Returns true if the user has agreed to tests for this account. The consent is stored.
    fn may_send(&self, given: bool) -> Result<bool, DeskError> {
        let key = settings::test_consent(self.id());
        if given {
            self.store().put_setting(&key, "given")?;
        }
        Ok(given || self.store().setting(&key)?.is_some())
    }

    /// Returns a signer with the token, if there is one. Without a token the test is unsigned, and its result says so.
    async fn signer(&self, number: &PhoneNumber) -> Result<Signer, DeskError> {
        // First, because the sandbox has no Auth ID before it has a token.
        let token = match self.token().await {
            Ok((token, _)) => Some(token),
            Err(error) if error.code == Code::TokenMissing => None,
            Err(error) => return Ok(Signer::unable(unsigned(error))),
        };
        let auth_id = domain::id::AuthId::parse(&self.account.view().auth_id).map_err(|error| words::broken(&error))?;
        let waba = self.store().number(self.id(), number)?.and_then(|row| row.seen.waba_id);
        let waba = waba.map(|id| self.waba_named(&id)).transpose()?.flatten();
        Ok(Signer::new(&auth_id, token, waba.as_ref().map(|waba| &waba.mapping)))
    }

    async fn probe(&self, request: Request, allowed: Vec<IpAddr>) -> probe::Report {
        let lent = lock(&self.account.checks.samples).clone();
        let settings = lent.unwrap_or_else(|| self.core.probing.clone());
        let budget = self.core.timings.probe;
        probe::run(&request, &Settings { budget, allowed, ..settings }).await
    }
}

/// Returns why the test is unsigned: the token may exist, but cannot be read.
fn unsigned(error: DeskError) -> String {
    match error.code {
        Code::KeychainLocked => "The keychain is locked: unlock it and test again.".to_owned(),
        _ => error.message,
    }
}

fn kind(endpoint: Endpoint) -> probe::Kind {
    match endpoint {
        Endpoint::Webhook => probe::Kind::Webhook,
        Endpoint::Answer => probe::Kind::Answer,
    }
}
