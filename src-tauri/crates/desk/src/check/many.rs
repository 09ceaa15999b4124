//! Tests of many numbers' endpoints: equal URLs once, with a result per number.

use std::collections::HashMap;
use std::sync::Arc;

use domain::endpoint_url::EndpointUrl;
use domain::phone::PhoneNumber;
use domain::validate::is_in_force;
use probe::Request;

use crate::account::Account;
use crate::check::run::{Job, TestRun, refuse_beside};
use crate::check::{field, kind, report};
use crate::error::{Code, DeskError};
use crate::view::{CheckView, Endpoint, Notice, TestItem, TestManyAnswer, TestRunView, TestState};
use crate::{Desk, lock, words};

type Planned = (Vec<TestItem>, Vec<Job>);

impl Desk {
    /// Tests the endpoints in force of the selected numbers, drafts included. `selection` is the version of the selection
    /// that was seen.
    pub async fn test_many(&self, account: &str, selection: u32, consent: bool) -> Result<TestManyAnswer, DeskError> {
        let account = self.account(account)?;
        refuse_beside(lock(&account.tests).as_ref())?;
        let numbers = self.selected(&account, selection).await?;
        let (items, jobs) = self.planned(&account, numbers).await?;
        if jobs.is_empty() {
            let message =
                "None of these numbers has a valid URL to test. Numbers of AI Agents without calling have none.";
            return Err(DeskError::new(Code::InvalidInput, message));
        }
        if !self.may_send(&account, consent)? {
            return Ok(TestManyAnswer::AskFirst { requests: jobs.len() as u32 });
        }
        let run = self.begin_run(&account, items, jobs)?;
        self.tests_changed(&account);
        Ok(TestManyAnswer::Started { run })
    }

    /// How far the run is, and as many of its results as `limit` from `offset` on.
    pub fn test_run(&self, account: &str, offset: u32, limit: u32) -> Result<Option<TestRunView>, DeskError> {
        let account = self.account(account)?;
        let view = lock(&account.tests).as_ref().map(|run| run.view(offset, limit));
        Ok(view)
    }

    /// Ends the tests on their way; those not begun are skipped.
    pub fn test_stop(&self, account: &str) -> Result<(), DeskError> {
        let account = self.account(account)?;
        if let Some(run) = lock(&account.tests).as_mut() {
            run.stop();
        }
        self.tests_changed(&account);
        Ok(())
    }

    /// Forgets the run. The results stay with their URLs.
    pub fn test_dismiss(&self, account: &str) -> Result<(), DeskError> {
        let account = self.account(account)?;
        {
            let mut held = lock(&account.tests);
            if held.as_ref().is_some_and(TestRun::is_running) {
                return Err(DeskError::new(Code::InvalidInput, "The tests are still running. Stop them first."));
            }
            *held = None;
        }
        self.tests_changed(&account);
        Ok(())
    }

    pub(crate) fn tests_changed(&self, account: &Account) {
        self.tell(Notice::TestsChanged { account: account.id.clone() });
    }

    /// Away from the threads on which everything else runs: of very many numbers it takes seconds.
    async fn planned(&self, account: &Arc<Account>, numbers: Vec<PhoneNumber>) -> Result<Planned, DeskError> {
        let (desk, account) = (self.clone(), account.clone());
        let plan = tokio::task::spawn_blocking(move || desk.plan_tests(&account, &numbers)).await;
        plan.unwrap_or_else(|error| Err(words::broken(&error)))
    }

    fn plan_tests(&self, account: &Account, numbers: &[PhoneNumber]) -> Result<Planned, DeskError> {
        let (mut items, mut jobs) = (Vec::new(), Vec::<Job>::new());
        let mut known: HashMap<(Endpoint, String), usize> = HashMap::new();
        for number in numbers.iter().copied() {
            let held = self.held_with_draft(account, &number)?;
            for endpoint in [Endpoint::Webhook, Endpoint::Answer] {
                let text = held.text(field(endpoint));
                if !is_in_force(field(endpoint), &held) {
                    continue;
                }
                let item = TestItem {
                    number: number.to_string(),
                    international: number.international(),
                    alias: held.alias.clone().unwrap_or_default(),
                    endpoint,
                    url: text.clone(),
                    state: TestState::Waiting,
                    message: String::new(),
                };
                match EndpointUrl::parse(&text) {
                    Ok(url) => {
                        let new = jobs.len();
                        let at = *known.entry((endpoint, url.as_str().to_owned())).or_insert(new);
                        if at == new {
                            jobs.push(Job { endpoint, url, number, items: Vec::new() });
                        }
                        jobs[at].items.push(items.len());
                        items.push(item);
                    }
                    Err(error) => {
                        items.push(TestItem { state: TestState::Skipped, message: error.to_string(), ..item });
                    }
                }
            }
        }
        Ok((items, jobs))
    }

    pub(super) async fn test_one(&self, account: &Arc<Account>, job: &Job) -> Result<CheckView, DeskError> {
        let signer = self.signer(account, &job.number).await?;
        let request = Request { kind: kind(job.endpoint), url: job.url.clone(), signer };
        let report = self.probe(account, request, Vec::new()).await;
        self.keep_check(account, report::view(job.endpoint, job.url.as_str(), self.now(), &report))
    }
}
