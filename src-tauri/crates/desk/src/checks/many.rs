//! Tests of many numbers' endpoints: each URL is tested once, and each number gets a result.

use std::collections::{HashMap, HashSet};

use domain::confirm::{ManyPreview, NotConfirmed};
use domain::endpoint_url::EndpointUrl;
use domain::phone::PhoneNumber;
use domain::validate::is_in_force;

use super::run::refuse_if_running;
use crate::account::{Job, Seat, TestPlan, TestRun, aside, lock};
use crate::view::{Code, DeskError, Endpoint, TestItem, TestRunView, TestState, TestsPreview, words};

impl Seat {
    /// Returns what a test of the selected numbers' active endpoints would send, drafts included. Nothing is sent.
    /// `selection` is the version of the selection that the person saw.
    pub(crate) async fn tests_preview(&self, selection: u32) -> Result<TestsPreview, DeskError> {
        refuse_if_running(lock(&self.account.checks.run).as_ref())?;
        let numbers = self.selected(selection).await?;
        let seat = self.clone();
        // With very many numbers it takes seconds.
        aside(move || seat.preview_tests(&numbers)).await
    }

    fn preview_tests(&self, numbers: &[PhoneNumber]) -> Result<TestsPreview, DeskError> {
        let plan = self.plan_tests(numbers)?;
        if plan.jobs.is_empty() {
            let message =
                "None of these numbers has a valid URL to test. Numbers of AI Agents without calling have none.";
            return Err(DeskError::new(Code::InvalidInput, message));
        }
        let requests = |endpoint| plan.jobs.iter().filter(|job| job.endpoint == endpoint).count() as u32;
        let (webhooks, answers) = (requests(Endpoint::Webhook), requests(Endpoint::Answer));
        let invalid = plan.items.iter().filter(|item| item.state == TestState::Skipped).count() as u32;
        let (tested, wabas) = (plan.numbers.len(), plan.wabas as u32);
        let preview = ManyPreview { numbers: tested, work: plan };
        let count_to_type = preview.required().map(|count| count as u32);
        let preview_id = self.account.checks.previews.keep_only(self.forward(), preview);
        Ok(TestsPreview { preview_id, numbers: tested as u32, wabas, webhooks, answers, invalid, count_to_type })
    }

    /// Sends the tests that were shown. A wrong count sends nothing and can be corrected. The yes counts for later tests
    /// of single endpoints too.
    pub(crate) fn tests_start(&self, preview_id: &str, typed: &str) -> Result<TestRunView, DeskError> {
        refuse_if_running(lock(&self.account.checks.run).as_ref())?;
        let previews = &self.account.checks.previews;
        let (at, preview) = previews.take(preview_id).ok_or_else(words::shown_no_longer)?;
        let plan = match preview.confirm(typed, at, self.forward()) {
            // The URLs that were counted are tested, whatever has become of the drafts and the selection since.
            Ok(confirmation) => confirmation.into_work(),
            Err((_, refusal @ NotConfirmed::Expired)) => return Err(words::not_confirmed(refusal)),
            Err((preview, NotConfirmed::Mismatch)) => {
                let numbers = preview.numbers;
                previews.put_back_only(preview_id, at, preview);
                return Err(words::wrong_count(numbers));
            }
        };
        self.may_send(true)?;
        let run = self.begin_run(plan.items, plan.jobs)?;
        self.tests_changed();
        Ok(run)
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

    fn plan_tests(&self, numbers: &[PhoneNumber]) -> Result<TestPlan, DeskError> {
        let (mut items, mut jobs) = (Vec::new(), Vec::<Job>::new());
        let (mut tested, mut wabas) = (HashSet::new(), HashSet::new());
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
                        if tested.insert(number) {
                            wabas.extend(self.last_seen(&number).ok().and_then(|seen| seen.waba_id));
                        }
                        items.push(item);
                    }
                    Err(error) => {
                        items.push(TestItem { state: TestState::Skipped, message: error.to_string(), ..item });
                    }
                }
            }
        }
        Ok(TestPlan { items, jobs, numbers: tested, wabas: wabas.len() })
    }
}
