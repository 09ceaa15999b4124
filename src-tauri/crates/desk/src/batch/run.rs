//! The running of a batch, one draft at a time, and what each outcome means for it.

use std::sync::Arc;

use domain::id::WabaId;

use crate::account::Account;
use crate::error::{Code, DeskError};
use crate::save::Scope;
use crate::view::{
    BatchItem, BatchState, ConnectionView, DraftKey, DraftKind, SaveOutcome, Severity, StepOutcome, StepView,
};
use crate::{Desk, lock, phone, words};

/// What became of one draft.
enum Became {
    Done(BatchState, String),
    /// Nothing can be done for the drafts after it either; it waits with them.
    StopHere(String),
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
                        desk.end_batch(&account, Some(&error.message));
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
        self.set_item(account, &key, BatchState::Running, "")?;
        match self.apply_one(account, &key).await {
            Became::Done(state, message) => self.set_item(account, &key, state, &message)?,
            Became::StopHere(because) => {
                self.set_item(account, &key, BatchState::Waiting, "")?;
                self.end_batch(account, Some(&because));
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// None when all is done or Stop was pressed. The batch has ended with that very look, so that whoever resumes it
    /// finds it either going on or at its end.
    fn next_or_end(&self, account: &Account) -> Option<DraftKey> {
        let mut held = lock(&account.batch);
        let view = &mut held.as_mut()?.view;
        let waiting = view.items.iter().find(|item| item.state == BatchState::Waiting).map(|item| item.key.clone());
        let next = waiting.filter(|_| !view.stopping);
        if next.is_none() {
            (view.running, view.stopping) = (false, false);
        }
        next
    }

    fn end_batch(&self, account: &Account, because: Option<&str>) {
        if let Some(batch) = lock(&account.batch).as_mut() {
            (batch.view.running, batch.view.stopping) = (false, false);
            for item in batch.view.items.iter_mut().filter(|item| item.state == BatchState::Running) {
                item.state = BatchState::Waiting;
            }
            batch.view.because = because.map(str::to_owned);
        }
        if let Err(error) = self.store().put_batch_because(&account.id, because) {
            log::warn!("why the batch stopped was not kept: {error}");
        }
        self.batch_changed(account);
    }

    async fn apply_one(&self, account: &Arc<Account>, key: &DraftKey) -> Became {
        let number = match phone(&key.id) {
            Ok(number) => number,
            Err(error) => return Became::Done(BatchState::Failed, error.message),
        };
        let outcome = self.run_save(account.clone(), number, Scope::NumberIfReady, None).await;
        let because = match &outcome {
            Ok(SaveOutcome::Done { steps }) => self.holds_up_all(account, steps),
            Err(error) if stops(error.code) => Some(error.message.clone()),
            _ => None,
        };
        match because {
            Some(because) => Became::StopHere(because),
            None => {
                let (state, message) = told(&outcome);
                Became::Done(state, message)
            }
        }
    }

    /// Why nothing came of the write, where the same would happen to every write after it.
    fn holds_up_all(&self, account: &Account, steps: &[StepView]) -> Option<String> {
        let step = steps.last()?;
        let all = |outcome: StepOutcome| steps.iter().all(|step| step.outcome == outcome);
        match *lock(&account.connection) {
            ConnectionView::Offline { .. } if all(StepOutcome::NotSent) => {
                Some("Plivo cannot be reached any more.".to_owned())
            }
            ConnectionView::RateLimited { .. } if all(StepOutcome::NotSent) || all(StepOutcome::Refused) => {
                Some(step.message.clone())
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
        let (state, message) = told(outcome);
        self.keep_result(account, &key, state, &message);
    }

    /// What was *not yet known* is known now.
    pub(crate) fn settled_in_batch(&self, account: &Arc<Account>, key: &DraftKey, step: &StepView) {
        let unsettled = {
            let held = lock(&account.batch);
            let items = held.as_ref().map(|batch| batch.view.items.as_slice()).unwrap_or_default();
            items.iter().any(|item| item.key == *key && item.state == BatchState::NotYetKnown)
        };
        if unsettled {
            self.keep_result(account, key, state_after(step), &step.message);
        }
        if let Err(error) = self.free_what_waited(account, step) {
            log::warn!("what an earlier change held up in the batch was not looked at again: {error}");
        }
    }

    /// Drafts that were not sent because an earlier change of their numbers was not settled. None is sent by this: they
    /// wait with the others, or for somebody who resumes the batch.
    fn free_what_waited(&self, account: &Arc<Account>, step: &StepView) -> Result<(), DeskError> {
        let held_up = |item: &&BatchItem| item.state == BatchState::NeedsYou && item.message == words::UNSETTLED;
        let keys: Vec<DraftKey> = {
            let held = lock(&account.batch);
            let items = held.as_ref().map(|batch| batch.view.items.as_slice()).unwrap_or_default();
            items.iter().filter(held_up).map(|item| item.key.clone()).collect()
        };
        for key in keys.into_iter().filter(|key| key.kind == DraftKind::Number) {
            let number = phone(&key.id)?;
            if !self.open_attempts(account, &number)?.is_empty() {
                continue;
            }
            let (state, message) = match self.store().draft(&account.id, &number)? {
                Some(draft) if draft.ready => (BatchState::Waiting, words::held_up_until(&step.message)),
                Some(_) => (BatchState::NeedsYou, words::held_up_until(&step.message)),
                // It asked for what the earlier change has brought, or was thrown away meanwhile.
                None if step.outcome == StepOutcome::Confirmed => (BatchState::Applied, step.message.clone()),
                None => (BatchState::NothingToDo, step.message.clone()),
            };
            self.keep_result(account, &key, state, &message);
        }
        Ok(())
    }

    fn keep_result(&self, account: &Arc<Account>, key: &DraftKey, state: BatchState, message: &str) {
        if let Err(error) = self.set_item(account, key, state, message) {
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

fn told(outcome: &Result<SaveOutcome, DeskError>) -> (BatchState, String) {
    match outcome {
        Ok(SaveOutcome::NothingToDo { kept: false }) => (BatchState::NothingToDo, "Plivo holds it already.".to_owned()),
        Ok(SaveOutcome::NothingToDo { kept: true }) => (BatchState::NothingToDo, words::PARKED.to_owned()),
        Ok(SaveOutcome::Invalid { problems }) => {
            let first = problems.iter().find(|problem| problem.severity == Severity::Error);
            (BatchState::NeedsYou, first.map(|problem| problem.message.clone()).unwrap_or_default())
        }
        Ok(SaveOutcome::Conflict { conflicts }) => {
            let message = match conflicts.len() {
                1 => "A field was changed at Plivo too. Open it and decide.".to_owned(),
                many => format!("{many} fields were changed at Plivo too. Open it and decide."),
            };
            (BatchState::NeedsYou, message)
        }
        Ok(SaveOutcome::MarkedReady { because }) => (BatchState::Waiting, because.clone()),
        Ok(SaveOutcome::NeedsConfirmation { because, .. }) => {
            (BatchState::NeedsYou, because.clone().unwrap_or_else(|| super::CONFIRM_FIRST.to_owned()))
        }
        Ok(SaveOutcome::Done { steps }) => {
            let message = steps.iter().map(|step| step.message.as_str()).collect::<Vec<_>>().join(" ");
            (steps.last().map_or(BatchState::NothingToDo, state_after), message)
        }
        // An earlier write that is not settled is no outcome of this draft, which was not sent.
        Err(error)
            if matches!(
                error.code,
                Code::Gone | Code::InvalidInput | Code::Unsettled | Code::NotConfirmed | Code::ConfirmationExpired
            ) =>
        {
            (BatchState::NeedsYou, error.message.clone())
        }
        Err(error) => (BatchState::Failed, error.message.clone()),
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
