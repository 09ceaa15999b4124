//! The outcome of an attempt. Only this module decides it from a read, and builds the step that reports it.

use domain::field::Field;
use domain::plan::Proof;

use super::attempt::{Attempt, What};
use super::grace::OpenAttempt;
use super::lookup::Lookup;
use super::record::Finished;
use crate::account::Seat;
use crate::view::said::Said;
use crate::view::{ActivityOutcome, DeskError, StepKind, StepOutcome, StepView};

/// The outcome of an attempt.
pub(super) struct Outcome {
    pub state: StepOutcome,
    pub said: Said,
    pub request_id: Option<String>,
}

impl Outcome {
    pub(super) fn new(state: StepOutcome, said: Said, request_id: Option<String>) -> Self {
        Self { state, said, request_id }
    }

    /// Returns the step of a save, with its record.
    pub(super) fn step(self, attempt: &Attempt, record: i64) -> StepView {
        let (kind, fields) = attempt.step();
        let Self { state, said, request_id } = self;
        StepView { request_id, activity: Some(record), ..StepView::new(kind, state, said, &fields) }
    }
}

/// Returns the step of a remap that was not attempted.
pub(super) fn not_attempted(said: Said) -> StepView {
    StepView::new(StepKind::Mapping, StepOutcome::NotAttempted, said, &[Field::AccountMapping])
}

/// Returns the outcome as it is recorded.
fn recorded(state: &StepOutcome) -> ActivityOutcome {
    match state {
        StepOutcome::Confirmed => ActivityOutcome::Confirmed,
        StepOutcome::Different => ActivityOutcome::Different,
        StepOutcome::Refused => ActivityOutcome::Refused,
        StepOutcome::NotYetKnown { .. } => ActivityOutcome::NotYetKnown,
        StepOutcome::NotSent | StepOutcome::NotApplied | StepOutcome::NotAttempted => ActivityOutcome::Failed,
    }
}

/// Returns the outcome that a later read shows. None while it is still unknown.
fn settled(attempt: &Attempt, lookup: &Lookup, open: &OpenAttempt) -> Option<(StepOutcome, Said)> {
    let due = lookup.requested >= open.due;
    let what = attempt.subject();
    Some(match (lookup.proof, open.accepted) {
        (Proof::Applied, true) => (StepOutcome::Confirmed, Said::ReadBackLater { what }),
        (Proof::Applied, false) => (StepOutcome::Confirmed, Said::SettledApplied { what }),
        // For a while after it accepted the write, Plivo may return the old value, or say that the number or the WABA
        // does not exist.
        (Proof::Old, _) | (Proof::Other, false) if !due => return None,
        (Proof::Other, true) if lookup.missing.is_some() && !due => return None,
        (Proof::Other, true) if lookup.missing.is_some() => (StepOutcome::Different, Said::TakenAndGone { what }),
        // Plivo accepted the write, so it was carried out. The other value came later.
        (Proof::Old | Proof::Other, true) => (StepOutcome::Different, Said::TakenAndDifferent { what }),
        (Proof::Old, false) => (StepOutcome::NotApplied, Said::SettledNotApplied { what }),
        (Proof::Other, false) if lookup.missing.is_some() => (StepOutcome::Different, Said::SettledGone { what }),
        (Proof::Other, false) => (StepOutcome::Different, Said::SettledOther { what }),
    })
}

impl Seat {
    /// Returns the outcome that the first read after Plivo's acceptance shows. None if a later read has to decide:
    /// Plivo still returns exactly the old values, or says that the number or the WABA does not exist. `numbers` is
    /// how many numbers a remap moves.
    pub(super) fn confirmed(&self, attempt: &Attempt, lookup: &Lookup, numbers: usize) -> Option<(StepOutcome, Said)> {
        let different = |said| Some((StepOutcome::Different, said));
        match (lookup.proof, &attempt.what, &lookup.seen, &lookup.mapping) {
            (Proof::Old, ..) => None,
            (Proof::Other, ..) if lookup.missing.is_some() => None,
            (Proof::Applied, What::Configure { changes, .. }, ..) => {
                Some((StepOutcome::Confirmed, Said::Confirmed { fields: changes.fields() }))
            }
            (Proof::Applied, What::Remap { to, .. }, ..) => {
                let (waba, to) = (attempt.waba_name.clone(), self.owner_name(to));
                Some((StepOutcome::Confirmed, Said::Moved { waba, numbers, to }))
            }
            (Proof::Applied, What::Disconnect { .. }, ..) => {
                Some((StepOutcome::Confirmed, Said::Disconnected { number: attempt.number }))
            }
            (Proof::Other, What::Configure { changes, .. }, Some(seen), _) => {
                different(Said::Different { fields: changes.missing_from(&seen.held) })
            }
            (Proof::Other, What::Remap { .. }, _, Some(now)) => {
                different(Said::MappingDifferent { now: self.owner_name(now) })
            }
            (Proof::Other, ..) => different(Said::TakenAndDifferent { what: attempt.subject() }),
        }
    }

    /// Records the outcome that a later read shows, and returns its step. None while it is still unknown.
    pub(super) fn settle(
        &self,
        attempt: &Attempt,
        lookup: &Lookup,
        open: &OpenAttempt,
    ) -> Result<Option<StepView>, DeskError> {
        let Some((state, said)) = settled(attempt, lookup, open) else { return Ok(None) };
        if lookup.proof == Proof::Applied {
            self.draft_is_done(attempt, lookup)?;
        }
        let outcome = Outcome::new(state, said, None);
        self.complete(open.record, &outcome, lookup)?;
        Ok(Some(outcome.step(attempt, open.record)))
    }

    /// Completes the record with an outcome from a read.
    pub(super) fn complete(&self, record: i64, outcome: &Outcome, lookup: &Lookup) -> Result<(), DeskError> {
        let finished = Finished {
            outcome: recorded(&outcome.state),
            said: &outcome.said,
            request_id: outcome.request_id.as_deref(),
            after: lookup.read_back(),
        };
        self.finish(record, finished)
    }

    /// Completes the record with an outcome from Plivo's response, or from its absence.
    pub(super) fn complete_unread(&self, record: i64, outcome: &Outcome) -> Result<(), DeskError> {
        let Outcome { state, said, request_id } = outcome;
        let finished = Finished { outcome: recorded(state), said, request_id: request_id.as_deref(), after: None };
        self.finish(record, finished)
    }

    /// Removes what was carried out from the draft.
    fn draft_is_done(&self, attempt: &Attempt, lookup: &Lookup) -> Result<(), DeskError> {
        match (&attempt.what, &lookup.seen, &attempt.waba) {
            (What::Configure { changes, .. }, Some(seen), _) => self.draft_is_settled(seen, &changes.fields()),
            (What::Remap { to, .. }, _, Some(waba)) => self.mapping_is_written(waba, to),
            _ => Ok(()),
        }
    }
}
