//! What each outcome means for the batch that its draft is in.

use domain::id::WabaId;

use crate::account::{Seat, lock};
use crate::view::said::Said;
use crate::view::{
    BatchItem, BatchState, Cause, Code, DeskError, DraftKey, DraftKind, Problem, SaveOutcome, Severity, StepOutcome,
    StepView, phone,
};

impl Seat {
    /// A mapping that was confirmed has its result in the batch that it belongs to.
    pub(super) fn mapping_in_batch(&self, waba: &WabaId, outcome: &Result<SaveOutcome, DeskError>) {
        let key = DraftKey { kind: DraftKind::Mapping, id: waba.to_string() };
        let (state, said) = told(outcome);
        self.keep_result(&key, state, said);
    }

    /// What was *not yet known* is known now.
    pub(super) fn settled_in_batch(&self, key: &DraftKey, step: &StepView) {
        let unsettled = {
            let held = lock(&self.account.batch.now);
            let items = held.as_ref().map(|batch| batch.items.as_slice()).unwrap_or_default();
            items.iter().any(|item| item.key == *key && item.state == BatchState::NotYetKnown)
        };
        if unsettled {
            self.keep_result(key, state_after(step), step.said.clone());
        }
        if let Err(error) = self.free_what_waited(step) {
            log::warn!("what an earlier change held up in the batch was not looked at again: {error}");
        }
    }

    /// Drafts that were not sent because an earlier change of their numbers was not settled. None is sent by this: they
    /// wait with the others, or for somebody who resumes the batch.
    fn free_what_waited(&self, step: &StepView) -> Result<(), DeskError> {
        let held_up = |item: &&BatchItem| item.state == BatchState::NeedsYou && item.said == Some(Said::HeldUp);
        let keys: Vec<DraftKey> = {
            let held = lock(&self.account.batch.now);
            let items = held.as_ref().map(|batch| batch.items.as_slice()).unwrap_or_default();
            items.iter().filter(held_up).map(|item| item.key.clone()).collect()
        };
        for key in keys.into_iter().filter(|key| key.kind == DraftKind::Number) {
            let number = phone(&key.id)?;
            if !self.open_attempts(&number)?.is_empty() {
                continue;
            }
            let settled = step.said.clone();
            let freed = Said::Freed { settled: Box::new(settled.clone()) };
            let (state, said) = match self.store().draft(&self.account.id, &number)? {
                Some(draft) if draft.ready => (BatchState::Waiting, freed),
                Some(_) => (BatchState::NeedsYou, freed),
                // It asked for what the earlier change has brought, or was thrown away meanwhile.
                None if step.outcome == StepOutcome::Confirmed => (BatchState::Applied, settled),
                None => (BatchState::NothingToDo, settled),
            };
            self.keep_result(&key, state, said);
        }
        Ok(())
    }

    fn keep_result(&self, key: &DraftKey, state: BatchState, said: Said) {
        if let Err(error) = self.set_item(key, state, Some(said)) {
            log::warn!("a result of the batch was not kept: {error}");
        }
    }
}

pub(super) fn told(outcome: &Result<SaveOutcome, DeskError>) -> (BatchState, Said) {
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
