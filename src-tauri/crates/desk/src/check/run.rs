//! A run of tests: a few at a time, from its first request to its end.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use domain::endpoint_url::EndpointUrl;
use domain::phone::PhoneNumber;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::Instant;

use crate::account::Account;
use crate::error::{Code, DeskError};
use crate::view::{CheckOutcome, CheckView, Endpoint, TestItem, TestRunView, TestState};
use crate::{Desk, Inner, lock};

/// How many endpoints are asked at once.
const AT_ONCE: usize = 6;
/// How often at most the window is told: each time it reads the list anew.
const TOLD_EVERY: Duration = Duration::from_millis(300);

static RUNS: AtomicU64 = AtomicU64::new(0);

/// The account's run of tests while the app runs.
pub(crate) struct TestRun {
    /// No other run has it, so that a task never changes one that took its own one's place.
    id: u64,
    running: bool,
    stopping: bool,
    started_at: i64,
    items: Vec<TestItem>,
    requests: usize,
    stop: watch::Sender<bool>,
    /// Closed when none of its requests is on its way any more.
    ended: watch::Receiver<()>,
}

/// One URL to test, with the items whose result it is.
pub(super) struct Job {
    pub endpoint: Endpoint,
    pub url: EndpointUrl,
    /// In whose name it is asked: the first of the numbers that have this URL.
    pub number: PhoneNumber,
    pub items: Vec<usize>,
}

impl TestRun {
    /// Of the results, as many as `limit` from `offset` on, the worst first.
    pub(super) fn view(&self, offset: u32, limit: u32) -> TestRunView {
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
            items: items.into_iter().skip(offset as usize).take(limit as usize).cloned().collect(),
        }
    }

    pub(super) fn stop(&mut self) {
        self.stopping = self.running;
        self.stop.send_replace(true);
    }

    pub(super) fn is_running(&self) -> bool {
        self.running
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
    /// The run takes its place under one lock, so that of two that were asked for at once the second is refused. So is
    /// one of an account that was signed out meanwhile.
    pub(super) fn begin_run(
        &self,
        account: &Arc<Account>,
        items: Vec<TestItem>,
        jobs: Vec<Job>,
    ) -> Result<TestRunView, DeskError> {
        let (stop, stopped) = watch::channel(false);
        let (ending, ended) = watch::channel(());
        let id = RUNS.fetch_add(1, Ordering::Relaxed);
        let (started_at, requests) = (self.now(), jobs.len());
        let run = TestRun { id, running: true, stopping: false, started_at, items, requests, stop, ended };
        let view = run.view(0, 0);
        {
            let mut held = lock(&account.tests);
            refuse_beside(held.as_ref())?;
            self.account(&account.id)?;
            *held = Some(run);
        }
        let desk = Arc::downgrade(&self.inner);
        let going = Going { desk, account: account.clone(), id, fresh: Vec::new(), moved: true, due: Instant::now() };
        tokio::spawn(async move {
            going.go(jobs, stopped).await;
            drop(ending);
        });
        Ok(view)
    }

    /// Stops the account's run of tests, and waits until none of its requests is on its way.
    pub(crate) async fn end_tests(&self, account: &Account) {
        let ended = lock(&account.tests).as_mut().map(|run| {
            run.stop();
            run.ended.clone()
        });
        if let Some(mut ended) = ended {
            while ended.changed().await.is_ok() {}
        }
    }
}

pub(super) fn refuse_beside(run: Option<&TestRun>) -> Result<(), DeskError> {
    if run.is_some_and(TestRun::is_running) {
        let message = "Endpoints are being tested already. Stop that first, or wait for its end.";
        return Err(DeskError::new(Code::InvalidInput, message));
    }
    Ok(())
}

/// A run on its way. It ends with the desk, at the latest after the tests that are on their way.
struct Going {
    desk: Weak<Inner>,
    account: Arc<Account>,
    id: u64,
    /// Results that the list does not show yet.
    fresh: Vec<CheckView>,
    /// Something is so that the window was not told.
    moved: bool,
    /// When it may be told again.
    due: Instant,
}

type Ended = (Vec<usize>, Result<CheckView, DeskError>);

impl Going {
    async fn go(mut self, jobs: Vec<Job>, mut stopped: watch::Receiver<bool>) {
        let mut left = jobs.into_iter();
        let mut running = JoinSet::new();
        loop {
            while running.len() < AT_ONCE
                && !*stopped.borrow()
                && let Some(job) = left.next()
            {
                self.begin(job, &mut running);
            }
            tokio::select! {
                ended = running.join_next() => match ended {
                    None => break,
                    Some(ended) => self.take(ended),
                },
                () = tokio::time::sleep_until(self.due), if self.moved => self.tell(),
                _ = stopped.wait_for(|stop| *stop) => break,
            }
        }
        // Ending a test closes its connection. One that has its result by then is told with it.
        running.abort_all();
        while let Some(ended) = running.join_next().await {
            self.take(ended);
        }
        self.show();
        self.change(TestRun::end);
        self.tell();
    }

    fn begin(&mut self, job: Job, running: &mut JoinSet<Option<Ended>>) {
        self.change(|run| run.set(&job.items, TestState::Running, ""));
        let (desk, account) = (self.desk.clone(), self.account.clone());
        running.spawn(async move {
            let desk = Desk { inner: desk.upgrade()? };
            let result = desk.test_one(&account, &job).await;
            Some((job.items, result))
        });
    }

    fn take(&mut self, ended: Result<Option<Ended>, JoinError>) {
        let Ok(Some((items, result))) = ended else { return };
        match result {
            Ok(check) => {
                self.change(|run| run.set(&items, state_of(check.outcome), &check.headline));
                self.fresh.push(check);
            }
            Err(error) => self.change(|run| run.set(&items, TestState::Failed, &error.message)),
        }
    }

    fn change(&mut self, change: impl FnOnce(&mut TestRun)) {
        self.moved = true;
        if let Some(run) = lock(&self.account.tests).as_mut().filter(|run| run.id == self.id) {
            change(run);
        }
    }

    fn tell(&mut self) {
        self.show();
        (self.moved, self.due) = (false, Instant::now() + TOLD_EVERY);
        if let Some(inner) = self.desk.upgrade() {
            Desk { inner }.tests_changed(&self.account);
        }
    }

    fn show(&mut self) {
        let fresh = std::mem::take(&mut self.fresh);
        if !fresh.is_empty()
            && let Some(inner) = self.desk.upgrade()
        {
            Desk { inner }.show_checks(&self.account, fresh);
        }
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
