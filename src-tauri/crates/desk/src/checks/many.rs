//! Tests of many numbers' endpoints: each URL is tested once, and each number gets a result.

use std::collections::HashMap;

use domain::endpoint_url::EndpointUrl;
use domain::phone::PhoneNumber;
use domain::validate::is_in_force;

use super::run::refuse_if_running;
use crate::account::{Job, Seat, TestRun, aside, lock};
use crate::view::{Code, DeskError, Endpoint, TestItem, TestManyAnswer, TestRunView, TestState};

type TestPlan = (Vec<TestItem>, Vec<Job>);

impl Seat {
    /// Tests the active endpoints of the selected numbers, drafts included. `selection` is the version of the selection
    /// that the person saw.
    pub(crate) async fn test_many(&self, selection: u32, consent: bool) -> Result<TestManyAnswer, DeskError> {
        refuse_if_running(lock(&self.account.checks.run).as_ref())?;
        let numbers = self.selected(selection).await?;
        let (items, jobs) = self.test_plan(numbers).await?;
        if jobs.is_empty() {
            let message =
                "None of these numbers has a valid URL to test. Numbers of AI Agents without calling have none.";
            return Err(DeskError::new(Code::InvalidInput, message));
        }
        if !self.may_send(consent)? {
            return Ok(TestManyAnswer::AskFirst { requests: jobs.len() as u32 });
        }
        let run = self.begin_run(items, jobs)?;
        self.tests_changed();
        Ok(TestManyAnswer::Started { run })
    }

    /// Returns the progress of the run, and up to `limit` results from `offset` on.
    pub(crate) fn test_run(&self, offset: u32, limit: u32) -> Option<TestRunView> {
        lock(&self.account.checks.run).as_ref().map(|run| run.view(offset, limit))
    }

    /// Ends the tests in progress, and skips the others.
    pub(crate) fn test_stop(&self) {
        if let Some(run) = lock(&self.account.checks.run).as_mut() {
            run.stop();
        }
        self.tests_changed();
    }

    /// Removes the run. The results stay with their URLs.
    pub(crate) fn test_dismiss(&self) -> Result<(), DeskError> {
        {
            let mut held = lock(&self.account.checks.run);
            if held.as_ref().is_some_and(TestRun::is_running) {
                return Err(DeskError::new(Code::InvalidInput, "The tests are still running. Stop them first."));
            }
            *held = None;
        }
        self.tests_changed();
        Ok(())
    }

    /// Plans on a thread for blocking work: with very many numbers it takes seconds.
    async fn test_plan(&self, numbers: Vec<PhoneNumber>) -> Result<TestPlan, DeskError> {
        let seat = self.clone();
        aside(move || seat.plan_tests(&numbers)).await
    }

    fn plan_tests(&self, numbers: &[PhoneNumber]) -> Result<TestPlan, DeskError> {
        let (mut items, mut jobs) = (Vec::new(), Vec::<Job>::new());
        let mut known: HashMap<(Endpoint, String), usize> = HashMap::new();
        for number in numbers.iter().copied() {
            let held = self.held_with_draft(&number)?;
            for endpoint in [Endpoint::Webhook, Endpoint::Answer] {
                let text = held.text(endpoint.into());
                if !is_in_force(endpoint.into(), &held) {
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
}
