//! The task of a run of tests. It tests a few endpoints at a time.

use std::time::Duration;

use probe::Request;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::Instant;

use super::{kind, report};
use crate::account::{Job, Seat, TestRun, WeakSeat, lock};
use crate::view::{CheckOutcome, CheckView, Code, DeskError, Notice, TestItem, TestRunView, TestState};

/// How many endpoints are tested at the same time.
const AT_ONCE: usize = 6;
/// The shortest interval between two notices to the window, which reads the results again after each.
const NOTIFY_EVERY: Duration = Duration::from_millis(300);

impl Seat {
    /// Starts a run. The check and the start happen under one lock, so the second of two concurrent starts is refused.
    /// A start is also refused if the account was signed out in between.
    pub(super) fn begin_run(&self, items: Vec<TestItem>, jobs: Vec<Job>) -> Result<TestRunView, DeskError> {
        let (stop, stopped) = watch::channel(false);
        let (ending, ended) = watch::channel(());
        let run = TestRun::begin(self.now(), items, jobs.len(), stop, ended);
        let (id, view) = (run.id(), run.view(0, 0));
        {
            let mut held = lock(&self.account.checks.run);
            refuse_if_running(held.as_ref())?;
            self.core.account(self.id())?;
            *held = Some(run);
        }
        let task = RunTask { seat: self.downgrade(), id, fresh: Vec::new(), moved: true, due: Instant::now() };
        tokio::spawn(async move {
            task.run(jobs, stopped).await;
            drop(ending);
        });
        Ok(view)
    }

    /// Tells the window that the run has progressed.
    pub(crate) fn tests_changed(&self) {
        self.tell(Notice::TestsChanged { account: self.account.id.clone() });
    }

    async fn test_one(&self, job: &Job) -> Result<CheckView, DeskError> {
        let signer = self.signer(&job.number).await?;
        let request = Request { kind: kind(job.endpoint), url: job.url.clone(), signer };
        let report = self.probe(request, Vec::new()).await;
        self.keep_check(report::view(job.endpoint, job.url.as_str(), self.now(), &report))
    }
}

pub(super) fn refuse_if_running(run: Option<&TestRun>) -> Result<(), DeskError> {
    if run.is_some_and(TestRun::is_running) {
        let message = "Endpoints are being tested already. Stop that first, or wait for its end.";
        return Err(DeskError::new(Code::InvalidInput, message));
    }
    Ok(())
}

/// A run in progress. It keeps the desk alive only while a test is in progress.
struct RunTask {
    seat: WeakSeat,
    id: u64,
    /// Results that the list does not show yet.
    fresh: Vec<CheckView>,
    /// A change happened since the last notice to the window.
    moved: bool,
    /// When the next notice may be sent.
    due: Instant,
}

type Ended = (Vec<usize>, Result<CheckView, DeskError>);

impl RunTask {
    async fn run(mut self, jobs: Vec<Job>, mut stopped: watch::Receiver<bool>) {
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
        // Aborting a test closes its connection. A test that has finished by now still delivers its result.
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
        let seat = self.seat.clone();
        running.spawn(async move {
            let result = seat.upgrade()?.test_one(&job).await;
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
        if let Some(run) = lock(&self.seat.account.checks.run).as_mut().filter(|run| run.id() == self.id) {
            change(run);
        }
    }

    fn tell(&mut self) {
        self.show();
        (self.moved, self.due) = (false, Instant::now() + NOTIFY_EVERY);
        if let Some(seat) = self.seat.upgrade() {
            seat.tests_changed();
        }
    }

    fn show(&mut self) {
        let fresh = std::mem::take(&mut self.fresh);
        if !fresh.is_empty()
            && let Some(seat) = self.seat.upgrade()
        {
            seat.show_checks(fresh);
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
