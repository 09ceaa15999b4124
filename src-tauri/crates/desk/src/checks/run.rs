//! A run of tests: a few at a time, from its first request to its end.

use std::time::Duration;

use probe::Request;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::Instant;

use super::{kind, report};
use crate::account::{Job, Seat, TestRun, WeakSeat, lock};
use crate::view::{CheckOutcome, CheckView, Code, DeskError, Notice, TestItem, TestRunView, TestState};

/// How many endpoints are asked at once.
const AT_ONCE: usize = 6;
/// How often at most the window is told: each time it reads the list anew.
const TOLD_EVERY: Duration = Duration::from_millis(300);

impl Seat {
    /// The run takes its place under one lock, so that of two that were asked for at once the second is refused. So is
    /// one of an account that was signed out meanwhile.
    pub(super) fn begin_run(&self, items: Vec<TestItem>, jobs: Vec<Job>) -> Result<TestRunView, DeskError> {
        let (stop, stopped) = watch::channel(false);
        let (ending, ended) = watch::channel(());
        let run = TestRun::begin(self.now(), items, jobs.len(), stop, ended);
        let (id, view) = (run.id(), run.view(0, 0));
        {
            let mut held = lock(&self.account.checks.run);
            refuse_beside(held.as_ref())?;
            self.core.account(self.id())?;
            *held = Some(run);
        }
        let going = Going { seat: self.downgrade(), id, fresh: Vec::new(), moved: true, due: Instant::now() };
        tokio::spawn(async move {
            going.go(jobs, stopped).await;
            drop(ending);
        });
        Ok(view)
    }

    /// The run moved on.
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

pub(super) fn refuse_beside(run: Option<&TestRun>) -> Result<(), DeskError> {
    if run.is_some_and(TestRun::is_running) {
        let message = "Endpoints are being tested already. Stop that first, or wait for its end.";
        return Err(DeskError::new(Code::InvalidInput, message));
    }
    Ok(())
}

/// A run on its way. It ends with the desk, at the latest after the tests that are on their way.
struct Going {
    seat: WeakSeat,
    id: u64,
    /// Results that the list does not show yet.
    fresh: Vec<CheckView>,
    /// A change happened that the window was not told of.
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
        (self.moved, self.due) = (false, Instant::now() + TOLD_EVERY);
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
