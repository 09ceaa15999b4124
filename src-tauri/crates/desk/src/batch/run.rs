//! The running of a batch, one draft at a time, and what each outcome means for it.

use std::sync::Arc;

use domain::id::WabaId;
use store::Because;

use crate::account::Account;
use crate::cause::Cause;
use crate::error::{Code, DeskError};
use crate::said::Said;
use crate::save::Scope;
use crate::view::{
    BatchItem, BatchState, ConnectionView, DraftKey, DraftKind, Problem, SaveOutcome, Severity, StepOutcome, StepView,
};
use crate::{Desk, lock, phone, words};

/// What became of one draft.
enum Became {
    Done(BatchState, Said),
    /// Nothing can be done for the drafts after it either; it waits with them.
    StopHere(Said),
}

impl Desk {
    /// Between two drafts the task does not hold the desk, so that it ends with it.
    pub(super) fn run_batch(&self, account: &Arc<Account>) {
        let (desk, account) = (Arc::downgrade(&self.inner), account.clone());
        tokio::spawn(async move {
            while let Some(inner) = desk.upgrade() {
                let desk = Self { inner };
                match desk.next_of_batch(&account).await {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => {
                        desk.end_batch(&account, &Said::Failed { cause: error.cause() });
                        break;
                    }
                }
            }
        });
    }

    /// False when there is nothing more to do.
    async fn next_of_batch(&self, account: &Arc<Account>) -> Result<bool, DeskError> {
        let Some(key) = self.next_or_end(account) else {
            self.batch_changed(account);
            return Ok(false);
        };
        self.set_item(account, &key, BatchState::Running, None)?;
        match self.apply_one(account, &key).await {
            Became::Done(state, said) => self.set_item(account, &key, state, Some(said))?,
            Became::StopHere(because) => {
                self.set_item(account, &key, BatchState::Waiting, None)?;
                self.end_batch(account, &because);
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// None when all is done or Stop was pressed. The batch has ended with that very look, so that whoever resumes it
    /// finds it either going on or at its end.
    fn next_or_end(&self, account: &Account) -> Option<DraftKey> {
        let mut held = lock(&account.batch);
        let batch = held.as_mut()?;
        let waiting = batch.items.iter().find(|item| item.state == BatchState::Waiting).map(|item| item.key.clone());
        let next = waiting.filter(|_| !batch.stopping);
        if next.is_none() {
            (batch.running, batch.stopping) = (false, false);
        }
        next
    }

    fn end_batch(&self, account: &Account, because: &Said) {
        let because = Because { said: because.to_kept(), message: words::of(because) };
        if let Some(batch) = lock(&account.batch).as_mut() {
            (batch.running, batch.stopping) = (false, false);
            for item in batch.items.iter_mut().filter(|item| item.state == BatchState::Running) {
                item.state = BatchState::Waiting;
            }
            batch.because = Some(because.message.clone());
        }
        if let Err(error) = self.store().put_batch_because(&account.id, Some(&because)) {
            log::warn!("why the batch stopped was not kept: {error}");
        }
        self.batch_changed(account);
    }

    async fn apply_one(&self, account: &Arc<Account>, key: &DraftKey) -> Became {
        let number = match phone(&key.id) {
            Ok(number) => number,
            Err(error) => return Became::Done(BatchState::Failed, Said::Failed { cause: error.cause() }),
        };
        let outcome = self.run_save(account.clone(), number, Scope::NumberIfReady, None).await;
        let because = match &outcome {
            Ok(SaveOutcome::Done { steps }) => self.holds_up_all(account, steps),
            Err(error) if stops(error.code) => Some(Said::Failed { cause: error.cause() }),
            _ => None,
        };
        match because {
            Some(because) => Became::StopHere(because),
            None => {
                let (state, said) = told(&outcome);
                Became::Done(state, said)
            }
        }
    }

    /// Why nothing came of the write, where the same would happen to every write after it.
    fn holds_up_all(&self, account: &Account, steps: &[StepView]) -> Option<Said> {
        let step = steps.last()?;
        let all = |outcome: StepOutcome| steps.iter().all(|step| step.outcome == outcome);
        match *lock(&account.connection) {
            ConnectionView::Offline { .. } if all(StepOutcome::NotSent) => Some(Said::Unreachable),
            ConnectionView::RateLimited { .. } if all(StepOutcome::NotSent) || all(StepOutcome::Refused) => {
                Some(step.said.clone())
            }
            _ => None,
        }
    }

    /// A mapping that was confirmed has its result in the batch that it belongs to.
    pub(crate) fn mapping_in_batch(
        &self,
        account: &Arc<Account>,
        waba: &WabaId,
        outcome: &Result<SaveOutcome, DeskError>,
    ) {
        let key = DraftKey { kind: DraftKind::Mapping, id: waba.to_string() };
        let (state, said) = told(outcome);
        self.keep_result(account, &key, state, said);
    }

    /// What was *not yet known* is known now.
    pub(crate) fn settled_in_batch(&self, account: &Arc<Account>, key: &DraftKey, step: &StepView) {
        let unsettled = {
            let held = lock(&account.batch);
            let items = held.as_ref().map(|batch| batch.items.as_slice()).unwrap_or_default();
            items.iter().any(|item| item.key == *key && item.state == BatchState::NotYetKnown)
        };
        if unsettled {
            self.keep_result(account, key, state_after(step), step.said.clone());
        }
        if let Err(error) = self.free_what_waited(account, step) {
            log::warn!("what an earlier change held up in the batch was not looked at again: {error}");
        }
    }

    /// Drafts that were not sent because an earlier change of their numbers was not settled. None is sent by this: they
    /// wait with the others, or for somebody who resumes the batch.
    fn free_what_waited(&self, account: &Arc<Account>, step: &StepView) -> Result<(), DeskError> {
        let held_up = |item: &&BatchItem| item.state == BatchState::NeedsYou && item.said == Some(Said::HeldUp);
        let keys: Vec<DraftKey> = {
            let held = lock(&account.batch);
            let items = held.as_ref().map(|batch| batch.items.as_slice()).unwrap_or_default();
            items.iter().filter(held_up).map(|item| item.key.clone()).collect()
        };
        for key in keys.into_iter().filter(|key| key.kind == DraftKind::Number) {
            let number = phone(&key.id)?;
            if !self.open_attempts(account, &number)?.is_empty() {
                continue;
            }
            let settled = step.said.clone();
            let freed = Said::Freed { settled: Box::new(settled.clone()) };
            let (state, said) = match self.store().draft(&account.id, &number)? {
                Some(draft) if draft.ready => (BatchState::Waiting, freed),
                Some(_) => (BatchState::NeedsYou, freed),
                // It asked for what the earlier change has brought, or was thrown away meanwhile.
                None if step.outcome == StepOutcome::Confirmed => (BatchState::Applied, settled),
                None => (BatchState::NothingToDo, settled),
            };
            self.keep_result(account, &key, state, said);
        }
        Ok(())
    }

    fn keep_result(&self, account: &Arc<Account>, key: &DraftKey, state: BatchState, said: Said) {
        if let Err(error) = self.set_item(account, key, state, Some(said)) {
            log::warn!("a result of the batch was not kept: {error}");
        }
    }
}

/// What would stop every other draft too.
fn stops(code: Code) -> bool {
    matches!(
        code,
        Code::Offline
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

fn told(outcome: &Result<SaveOutcome, DeskError>) -> (BatchState, Said) {
    match outcome {
        Ok(SaveOutcome::NothingToDo { kept: false }) => (BatchState::NothingToDo, Said::NothingToDo),
        Ok(SaveOutcome::NothingToDo { kept: true }) => (BatchState::NothingToDo, Said::Parked),
        Ok(SaveOutcome::Invalid { problems }) => (BatchState::NeedsYou, invalid(problems)),
        Ok(SaveOutcome::Conflict { conflicts }) => (BatchState::NeedsYou, Said::Conflicts { count: conflicts.len() }),
        Ok(SaveOutcome::MarkedReady { because }) => {
            let cause = Cause::Own { error: Code::Offline, message: because.clone() };
            (BatchState::Waiting, Said::Failed { cause })
        }
        Ok(SaveOutcome::NeedsConfirmation { changed, .. }) => {
            let said = changed.clone().map_or(Said::ConfirmFirst, |changed| Said::ChangedSince { changed });
            (BatchState::NeedsYou, said)
        }
        Ok(SaveOutcome::Done { steps }) => (steps.last().map_or(BatchState::NothingToDo, state_after), all_of(steps)),
        // An earlier write that is not settled is no outcome of this draft, which was not sent.
        Err(error) if error.code == Code::Unsettled => (BatchState::NeedsYou, Said::HeldUp),
        Err(error)
            if matches!(
                error.code,
                Code::Gone | Code::InvalidInput | Code::NotConfirmed | Code::ConfirmationExpired
            ) =>
        {
            (BatchState::NeedsYou, Said::Failed { cause: error.cause() })
        }
        Err(error) => (BatchState::Failed, Said::Failed { cause: error.cause() }),
    }
}

/// The first error; a draft that is invalid has one.
fn invalid(problems: &[Problem]) -> Said {
    let first = problems.iter().find(|problem| problem.severity == Severity::Error).or(problems.first());
    match first {
        Some(problem) => Said::Invalid { field: problem.field, message: problem.message.clone() },
        None => Said::Parked,
    }
}

fn all_of(steps: &[StepView]) -> Said {
    match steps {
        [only] => only.said.clone(),
        several => Said::Steps { steps: several.iter().map(|step| step.said.clone()).collect() },
    }
}

fn state_after(step: &StepView) -> BatchState {
    match step.outcome {
        StepOutcome::Confirmed => BatchState::Applied,
        StepOutcome::Different => BatchState::NeedsYou,
        StepOutcome::NotYetKnown { .. } => BatchState::NotYetKnown,
        StepOutcome::Refused | StepOutcome::NotSent | StepOutcome::NotApplied | StepOutcome::NotAttempted => {
            BatchState::Failed
        }
    }
}
