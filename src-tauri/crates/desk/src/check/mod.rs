//! Endpoint tests: from this computer, only on a click, and never by a save.

mod kept;
mod many;
mod panel;
mod report;
mod run;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use domain::endpoint_url::EndpointUrl;
use domain::field::Field;
use domain::observed::Held;
use domain::phone::PhoneNumber;
use probe::{Outcome, Request, Resolver, Settings, Signer, Step, Trust};

use crate::account::Account;
use crate::error::{Code, DeskError};
use crate::kept::{shown, standing};
use crate::view::{CheckView, Endpoint, FieldName, TestAnswer};
use crate::{Desk, lock, phone, words};

pub(crate) use kept::Checks;
pub(crate) use run::TestRun;

/// What the person at the window has agreed to.
#[derive(Clone, Debug, Default)]
pub struct Consent {
    /// That a production bot will see the request; kept for the account.
    pub given: bool,
    /// "Yes, it is mine", of these addresses as they were shown: they may be asked although only this computer or its
    /// network reaches them. For this test alone.
    pub mine: Vec<String>,
}

/// Names that the built-in sandbox alone has, and the authority (DER) that vouches for them.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    pub lent: Vec<(String, SocketAddr)>,
    pub roots: Vec<Vec<u8>>,
}

impl Samples {
    /// How tests of the sandbox's account find and trust its samples; everything else is as for any account.
    pub(crate) fn settings(self, any: &Settings) -> Settings {
        let lend = |resolver: Resolver, (name, address): (String, SocketAddr)| resolver.lend(&name, address);
        let resolver = self.lent.into_iter().fold(any.resolver.clone(), lend);
        Settings { resolver, trust: Trust::with_extra_roots(self.roots), ..any.clone() }
    }
}

impl Desk {
    /// Tests the URL that stands in the panel, draft included. Nothing is sent before somebody knows what will be.
    pub async fn test_endpoint(
        &self,
        account: &str,
        number: &str,
        endpoint: Endpoint,
        consent: Consent,
    ) -> Result<TestAnswer, DeskError> {
        let (account, number) = (self.account(account)?, phone(number)?);
        let url = self.endpoint_url(&account, &number, endpoint)?;
        if !self.may_send(&account, consent.given)? {
            return Ok(TestAnswer::AskFirst { host: url.url().host_str().unwrap_or_default().to_owned() });
        }
        let signer = self.signer(&account, &number).await?;
        let request = Request { kind: kind(endpoint), url: url.clone(), signer };
        // What is no address allows none.
        let allowed = consent.mine.iter().filter_map(|address| address.parse().ok()).collect();
        let report = self.probe(&account, request, allowed).await;
        let check = self.keep_check(&account, report::view(endpoint, url.as_str(), self.now(), &report))?;
        self.show_checks(&account, [check.clone()]);
        if report.step(Step::Address).is_some_and(|step| step.outcome == Outcome::Failed) {
            let addresses = report.out_of_reach.iter().map(IpAddr::to_string).collect();
            return Ok(TestAnswer::AskPrivate { check, addresses });
        }
        Ok(TestAnswer::Done { check })
    }

    /// The URL as it would be after a save, if it is one.
    fn endpoint_url(
        &self,
        account: &Account,
        number: &PhoneNumber,
        endpoint: Endpoint,
    ) -> Result<EndpointUrl, DeskError> {
        let held = self.held_with_draft(account, number)?;
        let wrong = |error: domain::endpoint_url::UrlError| {
            DeskError::new(Code::InvalidInput, error.to_string()).at(FieldName::from(field(endpoint)))
        };
        EndpointUrl::parse(&held.text(field(endpoint))).map_err(wrong)
    }

    /// What the panel shows.
    fn held_with_draft(&self, account: &Account, number: &PhoneNumber) -> Result<Held, DeskError> {
        let seen = self.store().number(&account.id, number)?.map(|row| row.seen.held);
        match (self.draft(account, number)?, seen) {
            (Some(draft), Some(seen)) => Ok(shown(&standing(&draft, &seen))),
            (Some(draft), None) => Ok(shown(&draft)),
            (None, Some(seen)) => Ok(seen),
            (None, None) => self.held(account, number),
        }
    }

    /// Whether somebody of this account knows what a test sends. Said once, it is kept.
    fn may_send(&self, account: &Account, given: bool) -> Result<bool, DeskError> {
        let key = consent_key(&account.id);
        if given {
            self.store().put_setting(&key, "given")?;
        }
        Ok(given || self.store().setting(&key)?.is_some())
    }

    /// Signs as far as the token at hand allows. Without one the test goes unsigned, and says so.
    async fn signer(&self, account: &Arc<Account>, number: &PhoneNumber) -> Result<Signer, DeskError> {
        let auth_id = domain::id::AuthId::parse(&account.view().auth_id).map_err(|error| words::broken(&error))?;
        let token = match self.token_of(account).await {
            Ok(token) => Some(token),
            Err(error) if error.code == Code::TokenMissing => None,
            Err(error) => return Ok(Signer::unable(unsigned(error))),
        };
        let waba = self.store().number(&account.id, number)?.and_then(|row| row.seen.waba_id);
        let waba = waba.map(|id| self.waba_named(account, &id)).transpose()?.flatten();
        Ok(Signer::new(&auth_id, token, waba.as_ref().map(|waba| &waba.mapping)))
    }

    async fn probe(&self, account: &Account, request: Request, allowed: Vec<IpAddr>) -> probe::Report {
        let lent = lock(&account.samples).clone();
        let settings = lent.unwrap_or_else(|| self.inner.probing.clone());
        let budget = self.inner.patience.probe;
        probe::run(&request, &Settings { budget, allowed, ..settings }).await
    }

    /// The last test of this very text, if it is a URL that was tested.
    pub(crate) fn last_check(
        &self,
        account: &Account,
        endpoint: Endpoint,
        text: &str,
    ) -> Result<Option<CheckView>, DeskError> {
        let kept = self.store().check(&account.id, kept::endpoint_text(endpoint), text.trim())?;
        // A report of another version is as if there were none: the next test replaces it.
        Ok(kept.and_then(|row| {
            let check: CheckView = serde_json::from_str(&row.report).ok()?;
            Some(CheckView { passed_at: row.head.passed_at, ..check })
        }))
    }
}

/// That somebody of this account knows what a test sends.
pub(crate) fn consent_key(account: &str) -> String {
    format!("test_consent/{account}")
}

/// There may well be a token, and it cannot be had.
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

pub(crate) fn field(endpoint: Endpoint) -> Field {
    match endpoint {
        Endpoint::Webhook => Field::WebhookUrl,
        Endpoint::Answer => Field::AnswerUrl,
    }
}
