//! The results of a batch: how the outcome of a save or of a settled write becomes the state of an item.

use domain::id::WabaId;

use crate::account::{Seat, lock};
use crate::view::said::Said;
use crate::view::{
    BatchItem, BatchState, Cause, Code, DeskError, DraftKey, DraftKind, Problem, SaveOutcome, Severity, StepOutcome,
    StepView, phone,
};

impl Seat {
    /// Sets the result of a confirmed mapping, if the batch has an item for it.
    pub(super) fn mapping_in_batch(&self, waba: &WabaId, outcome: &Result<SaveOutcome, DeskError>) {
        let key = DraftKey { kind: DraftKind::Mapping, id: waba.to_string() };
        let (state, said) = result_of(outcome);
        self.keep_result(&key, state, said);
        self.left_has_changed();
    }

    /// Sets the result of an item whose write was not yet known and is settled now.
    pub(super) fn settled_in_batch(&self, key: &DraftKey, step: &StepView) {
        let unsettled = {
            let held = lock(&self.account.batch.now);
            let items = held.as_ref().map(|batch| batch.items.as_slice()).unwrap_or_default();
            items.iter().any(|item| item.key == *key && item.state == BatchState::NotYetKnown)
        };
        if unsettled {
            self.keep_result(key, state_after(step), step.said.clone());
        }
        if let Err(error) = self.release_held_up(key, step) {
            log::warn!("drafts that an earlier change held up were not released in the batch: {error}");
        }
    }

    /// Releases drafts that were not sent because an earlier change of their numbers was open. Nothing is sent here:
    /// they wait with the others, or until somebody resumes the batch.
    fn release_held_up(&self, of: &DraftKey, step: &StepView) -> Result<(), DeskError> {
        let held_up = |item: &&BatchItem| item.state == BatchState::NeedsYou && item.said == Some(Said::HeldUp);
        let keys: Vec<DraftKey> = {
            let held = lock(&self.account.batch.now);
            let items = held.as_ref().map(|batch| batch.items.as_slice()).unwrap_or_default();
            items.iter().filter(held_up).map(|item| item.key.clone()).collect()
        };
        let any = !keys.is_empty();
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
                // The earlier change of the same number did what the draft wanted. Otherwise somebody discarded the draft.
                None if *of == key && step.outcome == StepOutcome::Confirmed => (BatchState::Applied, settled),
                None => (BatchState::NothingToDo, settled),
            };
            self.keep_result(&key, state, said);
        }
        if any {
            self.left_has_changed();
        }
        Ok(())
    }

    /// A running batch keeps it at its end.
    fn left_has_changed(&self) {
        let runs = lock(&self.account.batch.now).as_ref().is_none_or(|batch| batch.running);
        if !runs {
            self.keep_what_was_left();
        }
    }

    fn keep_result(&self, key: &DraftKey, state: BatchState, said: Said) {
        if let Err(error) = self.set_item(key, state, Some(said)) {
            log::warn!("a result of the batch was not kept: {error}");
        }
    }
}

pub(super) fn result_of(outcome: &Result<SaveOutcome, DeskError>) -> (BatchState, Said) {
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
        // The open write is an earlier one, so it is not this draft's outcome: the draft was not sent.
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

/// Returns the first error. An invalid draft always has one.
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
