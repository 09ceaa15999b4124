//! The task that runs a batch, one draft at a time.

use store::Because;

use super::items::reason;
use super::results::result_of;
use crate::account::{Batch, Scope, Seat, WeakSeat, lock, lock_over_disk};
use crate::view::said::Said;
use crate::view::{
    BatchState, Code, ConnectionView, DeskError, DraftKey, SaveOutcome, StepOutcome, StepView, phone, words,
};

/// The result of one draft.
enum ItemResult {
    Done(BatchState, Said),
    /// The batch stops here: the drafts after this one would fail in the same way. This draft waits with them.
    StopHere(Said),
}

impl Seat {
    /// Starts the batch's task. Between two drafts the task does not keep the desk alive, so it ends with the desk.
    pub(super) fn run_batch(&self) {
        let task = Task(self.downgrade());
        tokio::spawn(async move {
            while let Some(seat) = task.0.upgrade() {
                match seat.next_of_batch().await {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => {
                        seat.end_batch(&Said::Failed { cause: error.cause() });
                        break;
                    }
                }
            }
        });
    }

    /// Carries out the next draft. Returns false if there is none.
    async fn next_of_batch(&self) -> Result<bool, DeskError> {
        let Some(key) = self.next_in_batch() else {
            // First the record, and then the end: who sees that the batch has ended, finds its record complete.
            self.keep_what_was_left();
            let ended = self.end_unless_one_waits();
            // Once more, because a draft may have been released or settled in between.
            self.keep_what_was_left();
            self.batch_changed();
            return Ok(!ended);
        };
        self.set_item(&key, BatchState::Running, None)?;
        match self.apply_one(&key).await {
            ItemResult::Done(state, said) => self.set_item(&key, state, Some(said))?,
            ItemResult::StopHere(because) => {
                self.set_item(&key, BatchState::Waiting, None)?;
                self.end_batch(&because);
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Returns the next draft. None if all are done or Stop was pressed.
    fn next_in_batch(&self) -> Option<DraftKey> {
        lock(&self.account.batch.now).as_ref().and_then(next_of)
    }

    /// Ends the batch. Returns false if a draft was released meanwhile: a batch never ends while one waits, unless Stop
    /// was pressed.
    fn end_unless_one_waits(&self) -> bool {
        let because = reason(&Said::WindowClosed);
        let _changing = lock_over_disk(&self.account.batch.changing);
        let (closing, waits) = {
            let mut held = lock(&self.account.batch.now);
            let Some(batch) = held.as_mut() else { return true };
            if next_of(batch).is_some() {
                return false;
            }
            let waits = batch.items.iter().any(|item| item.state == BatchState::Waiting);
            let closing = batch.closing;
            if closing && waits {
                batch.because = Some(because.message.clone());
            }
            (batch.running, batch.stopping, batch.closing) = (false, false, false);
            (closing, waits)
        };
        // Nothing was stopped if nothing waits.
        if closing {
            self.keep_because(waits.then_some(&because));
        }
        true
    }

    pub(super) fn keep_because(&self, because: Option<&Because>) {
        if let Err(error) = self.store().put_batch_because(self.id(), because) {
            log::warn!("why the batch stopped was not kept: {error}");
        }
    }

    fn end_batch(&self, because: &Said) {
        self.keep_what_was_left();
        let because = reason(because);
        {
            let _changing = lock_over_disk(&self.account.batch.changing);
            if let Some(batch) = lock(&self.account.batch.now).as_mut() {
                (batch.running, batch.stopping) = (false, false);
                for item in batch.items.iter_mut().filter(|item| item.state == BatchState::Running) {
                    item.state = BatchState::Waiting;
                }
                batch.because = Some(because.message.clone());
            }
            self.keep_because(Some(&because));
        }
        self.keep_what_was_left();
        self.batch_changed();
    }

    async fn apply_one(&self, key: &DraftKey) -> ItemResult {
        let number = match phone(&key.id) {
            Ok(number) => number,
            Err(error) => return ItemResult::Done(BatchState::Failed, Said::Failed { cause: error.cause() }),
        };
        let confirmed = {
            let held = lock(&self.account.batch.now);
            held.as_ref().and_then(|batch| Some((*batch.confirmed.get(key)?, batch.record)))
        };
        let Some((stamp, record)) = confirmed else {
            return ItemResult::Done(
                BatchState::NeedsYou,
                Said::Failed { cause: words::not_in_the_question().cause() },
            );
        };
        let outcome = self.run_save(number, Scope::Batch { stamp, record }, None).await;
        let because = match &outcome {
            Ok(SaveOutcome::Done { steps }) => self.reason_to_stop(steps),
            Err(error) if stops(error.code) => Some(Said::Failed { cause: error.cause() }),
            _ => None,
        };
        match because {
            Some(because) => ItemResult::StopHere(because),
            None => {
                let (state, said) = result_of(&outcome);
                ItemResult::Done(state, said)
            }
        }
    }

    /// Returns why the write failed, if every later write would fail in the same way.
    fn reason_to_stop(&self, steps: &[StepView]) -> Option<Said> {
        let step = steps.last()?;
        let all = |outcome: StepOutcome| steps.iter().all(|step| step.outcome == outcome);
        match *lock(&self.account.link.connection) {
            ConnectionView::Offline { .. } if all(StepOutcome::NotSent) => Some(Said::Unreachable),
            ConnectionView::Untrusted { .. } if all(StepOutcome::NotSent) => Some(step.said.clone()),
            ConnectionView::RateLimited { .. } if all(StepOutcome::NotSent) || all(StepOutcome::Refused) => {
                Some(step.said.clone())
            }
            _ => None,
        }
    }
}

fn next_of(batch: &Batch) -> Option<DraftKey> {
    let waiting = batch.items.iter().find(|item| item.state == BatchState::Waiting);
    waiting.filter(|_| !batch.stopping).map(|item| item.key.clone())
}

/// The batch's task. A panic in it ends the batch.
struct Task(WeakSeat);

impl Drop for Task {
    fn drop(&mut self) {
        if std::thread::panicking()
            && let Some(seat) = self.0.upgrade()
        {
            let error = words::broken(&"the batch ended early");
            seat.end_batch(&Said::Failed { cause: error.cause() });
        }
    }
}

/// Returns true for errors that every other draft would meet too.
fn stops(code: Code) -> bool {
    matches!(
        code,
        Code::Offline
            | Code::Untrusted
            | Code::Unauthorised
            | Code::RateLimited
            | Code::MissingApi
            | Code::TokenMissing
            | Code::KeychainAbsent
            | Code::KeychainLocked
            | Code::KeychainFailed
            | Code::Disk
    )
}
