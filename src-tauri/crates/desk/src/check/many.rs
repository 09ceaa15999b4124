//! Tests of many numbers' endpoints: a few at a time, equal URLs once, with a result per number.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use domain::endpoint_url::EndpointUrl;
use domain::phone::PhoneNumber;
use domain::validate::is_in_force;
use probe::{Request, Signer};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::account::Account;
use crate::check::{Consent, field, kind, report};
use crate::error::{Code, DeskError};
use crate::view::{CheckOutcome, CheckView, Endpoint, Notice, TestItem, TestManyAnswer, TestRunView, TestState};
use crate::{Desk, Inner, lock, phone};

/// How many endpoints are asked at once.
const AT_ONCE: usize = 6;
/// How many results the window is shown.
const MOST_SHOWN: usize = 500;

/// The account's run of tests while the app runs.
pub(crate) struct TestRun {
    running: bool,
    stopping: bool,
    started_at: i64,
    items: Vec<TestItem>,
    requests: usize,
    stop: watch::Sender<bool>,
}

/// One URL to test, with the items whose result it is.
struct Job {
    endpoint: Endpoint,
    url: EndpointUrl,
    /// In whose name it is asked: the first of the numbers that have this URL.
    number: PhoneNumber,
    items: Vec<usize>,
}

impl TestRun {
    fn view(&self) -> TestRunView {
        let of = |state: TestState| self.items.iter().filter(|item| item.state == state).count() as u32;
        let mut items: Vec<&TestItem> = self.items.iter().collect();
        items.sort_by_key(|item| item.state);
        TestRunView {
            running: self.running,
            stopping: self.stopping && self.running,
            started_at: self.started_at,
            done: self.items.len() as u32 - of(TestState::Waiting) - of(TestState::Running),
            total: self.items.len() as u32,
            requests: self.requests as u32,
            passed: of(TestState::Passed),
            warned: of(TestState::Warned),
            failed: of(TestState::Failed),
            skipped: of(TestState::Skipped),
            items: items.into_iter().take(MOST_SHOWN).cloned().collect(),
        }
    }

    fn set(&mut self, items: &[usize], state: TestState, message: &str) {
        for at in items {
            if let Some(item) = self.items.get_mut(*at) {
                (item.state, item.message) = (state, message.to_owned());
            }
        }
    }

    fn end(&mut self) {
        self.running = false;
        let left = |item: &&mut TestItem| matches!(item.state, TestState::Waiting | TestState::Running);
        for item in self.items.iter_mut().filter(left) {
            (item.state, item.message) = (TestState::Skipped, "Stopped before it was tested.".to_owned());
        }
    }
}

impl Desk {
    /// Tests the endpoints in force of these numbers, drafts included.
    pub async fn test_many(
        &self,
        account: &str,
        numbers: &[String],
        consent: bool,
    ) -> Result<TestManyAnswer, DeskError> {
        let account = self.account(account)?;
        if lock(&account.tests).as_ref().is_some_and(|run| run.running) {
            let message = "Endpoints are being tested already. Stop that first, or wait for its end.";
            return Err(DeskError::new(Code::InvalidInput, message));
        }
        let (items, jobs) = self.planned(&account, numbers)?;
        if jobs.is_empty() {
            let message =
                "None of these numbers has a valid URL to test. Numbers of AI Agents without calling have none.";
            return Err(DeskError::new(Code::InvalidInput, message));
        }
        if !self.may_send(&account, consent)? {
            return Ok(TestManyAnswer::AskFirst { requests: jobs.len() as u32 });
        }
        let (stop, stopped) = watch::channel(false);
        let requests = jobs.len();
        let run = TestRun { running: true, stopping: false, started_at: self.now(), items, requests, stop };
        let view = run.view();
        *lock(&account.tests) = Some(run);
        self.tests_changed(&account);
        tokio::spawn(go(Arc::downgrade(&self.inner), account, jobs, stopped));
        Ok(TestManyAnswer::Started { run: view })
    }

    pub fn test_run(&self, account: &str) -> Result<Option<TestRunView>, DeskError> {
        let account = self.account(account)?;
        let view = lock(&account.tests).as_ref().map(TestRun::view);
        Ok(view)
    }

    /// Ends the tests on their way; those not begun are skipped.
    pub fn test_stop(&self, account: &str) -> Result<(), DeskError> {
        let account = self.account(account)?;
        if let Some(run) = lock(&account.tests).as_mut() {
            run.stopping = run.running;
            run.stop.send_replace(true);
        }
        self.tests_changed(&account);
        Ok(())
    }

    /// Forgets the run. The results stay with their URLs.
    pub fn test_dismiss(&self, account: &str) -> Result<(), DeskError> {
        let account = self.account(account)?;
        {
            let mut held = lock(&account.tests);
            if held.as_ref().is_some_and(|run| run.running) {
                return Err(DeskError::new(Code::InvalidInput, "The tests are still running. Stop them first."));
            }
            *held = None;
        }
        self.tests_changed(&account);
        Ok(())
    }

    fn tests_changed(&self, account: &Account) {
        self.tell(Notice::TestsChanged { account: account.id.clone() });
    }

    fn planned(&self, account: &Account, numbers: &[String]) -> Result<(Vec<TestItem>, Vec<Job>), DeskError> {
        let (mut items, mut jobs) = (Vec::new(), Vec::<Job>::new());
        let mut known: HashMap<(Endpoint, String), usize> = HashMap::new();
        for number in numbers {
            let number = phone(number)?;
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

    async fn test_one(&self, account: &Arc<Account>, job: &Job) -> Result<CheckView, DeskError> {
        let signer: Signer = self.signer(account, &job.number).await?;
        let request = Request { kind: kind(job.endpoint), url: job.url.clone(), signer };
        let report = self.probe(account, request, Consent::default()).await;
        self.keep_check(account, report::view(job.endpoint, job.url.as_str(), self.now(), &report))
    }
}

/// Ends with the desk, at the latest after the tests that are on their way.
async fn go(desk: Weak<Inner>, account: Arc<Account>, jobs: Vec<Job>, mut stopped: watch::Receiver<bool>) {
    let mut left = jobs.into_iter();
    let mut running = JoinSet::new();
    loop {
        while running.len() < AT_ONCE
            && !*stopped.borrow()
            && let Some(job) = left.next()
        {
            begin(&desk, &account, job, &mut running);
        }
        tokio::select! {
            ended = running.join_next() => match ended {
                None => break,
                Some(ended) => take(&desk, &account, ended),
            },
            _ = stopped.wait_for(|stop| *stop) => break,
        }
    }
    // Dropping a test closes its connection.
    running.shutdown().await;
    if let Some(run) = lock(&account.tests).as_mut() {
        run.end();
    }
    if let Some(inner) = desk.upgrade() {
        Desk { inner }.tests_changed(&account);
    }
}

type Ended = (Vec<usize>, Result<CheckView, DeskError>);

fn begin(desk: &Weak<Inner>, account: &Arc<Account>, job: Job, running: &mut JoinSet<Option<Ended>>) {
    if let Some(run) = lock(&account.tests).as_mut() {
        run.set(&job.items, TestState::Running, "");
    }
    let (desk, account) = (desk.clone(), account.clone());
    running.spawn(async move {
        let desk = Desk { inner: desk.upgrade()? };
        let result = desk.test_one(&account, &job).await;
        Some((job.items, result))
    });
}

fn take(desk: &Weak<Inner>, account: &Arc<Account>, ended: Result<Option<Ended>, tokio::task::JoinError>) {
    let Ok(Some((items, result))) = ended else { return };
    let (state, message) = match result {
        Ok(check) => (state_of(check.outcome), check.headline),
        Err(error) => (TestState::Failed, error.message),
    };
    if let Some(run) = lock(&account.tests).as_mut() {
        run.set(&items, state, &message);
    }
    if let Some(inner) = desk.upgrade() {
        Desk { inner }.tests_changed(account);
    }
}

fn state_of(outcome: CheckOutcome) -> TestState {
    match outcome {
        CheckOutcome::Skipped => TestState::Skipped,
        CheckOutcome::Passed => TestState::Passed,
        CheckOutcome::Warned => TestState::Warned,
        CheckOutcome::Failed => TestState::Failed,
    }
}
