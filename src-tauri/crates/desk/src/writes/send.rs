//! The one place that sends a write: record, write once, read back, record what became of it.

use std::time::Duration;

use domain::draft::Draft;
use domain::field::Field;
use domain::phone::PhoneNumber;
use domain::plan::Proof;
use plivo::{Client, WriteError};

use super::attempt::{Attempt, What};
use super::grace::Open;
use super::look::Lookup;
use super::outcome::Outcome;
use super::record::StillOpen;
use crate::account::{Seat, Writing};
use crate::view::said::Said;
use crate::view::{Cause, DeskError, Notice, SaveStage, StepOutcome, StepView};

/// What is sent, and what it was planned from.
pub(super) struct Sending<'a> {
    pub attempt: Attempt,
    /// The draft of a number as it was planned, with the edits in it that are not sent.
    pub draft: Option<(&'a Draft, &'a [Field])>,
    /// How many numbers a remap moves.
    pub numbers: usize,
}

impl Sending<'_> {
    pub(super) fn new(attempt: Attempt) -> Self {
        Self { attempt, draft: None, numbers: 0 }
    }
}

/// A write that waits longer for its turn says so.
const SOON: Duration = Duration::from_millis(250);

impl Seat {
    /// Waits until no other write of the account is on its way, and says so if that takes a while.
    pub(super) async fn take_turn(&self, number: &PhoneNumber) -> Writing<'_> {
        let mut turn = std::pin::pin!(self.account.writes.begin());
        tokio::select! {
            writing = &mut turn => writing,
            () = tokio::time::sleep(SOON) => {
                self.stage(number, SaveStage::Waiting);
                turn.await
            }
        }
    }

    /// Once it is sent, this returns a step, whatever happens to the answer or to this computer's disk.
    pub(super) async fn send(
        &self,
        writing: &Writing<'_>,
        client: &Client,
        sending: &Sending<'_>,
    ) -> Result<StepView, DeskError> {
        let attempt = &sending.attempt;
        let record = self.begin(attempt)?;
        self.stage(&attempt.number, attempt.stage());
        let told = match attempt.write(client).await {
            Ok(request_id) => {
                self.stage(&attempt.number, SaveStage::ReadingBack);
                self.read_back(writing, client, record, sending, request_id).await
            }
            Err(error) => self.after_failure(writing, client, record, attempt, &error).await,
        };
        self.was_sent(record, attempt, told)
    }

    pub(super) fn stage(&self, number: &PhoneNumber, stage: SaveStage) {
        self.tell(Notice::Saving { account: self.account.id.clone(), number: number.to_string(), stage });
    }

    /// Plivo said yes. Success means that Plivo also returns what was asked.
    async fn read_back(
        &self,
        writing: &Writing<'_>,
        client: &Client,
        record: i64,
        sending: &Sending<'_>,
        request_id: Option<String>,
    ) -> Result<StepView, DeskError> {
        let attempt = &sending.attempt;
        let lookup = match self.look(writing, client, attempt).await {
            Ok(lookup) => lookup,
            Err(error) => {
                let said = Said::AcceptedUnread { cause: error.cause() };
                return self.leave_open(record, attempt, said, request_id, true);
            }
        };
        let Some((state, said)) = self.confirmed(attempt, &lookup, sending.numbers) else {
            let said = match lookup.gone {
                true => Said::AcceptedUnread { cause: Cause::NotFound { list: false } },
                false => Said::AcceptedNotShown { what: attempt.subject() },
            };
            return self.leave_open(record, attempt, said, request_id, true);
        };
        self.draft_is_sent(sending, &lookup)?;
        let outcome = Outcome::new(state, said, request_id);
        self.complete(record, &outcome, &lookup)?;
        Ok(outcome.step(attempt, record))
    }

    /// The edits that Plivo now returns are no longer a draft.
    fn draft_is_sent(&self, sending: &Sending<'_>, lookup: &Lookup) -> Result<(), DeskError> {
        match (&sending.attempt.what, &lookup.seen, sending.draft) {
            (What::Configure { changes, .. }, Some(seen), Some((draft, parked))) => {
                let kept = [changes.missing_from(&seen.held).as_slice(), parked].concat();
                self.draft_is_written(seen, draft, &kept)
            }
            (What::Remap { to, .. }, ..) if lookup.proof == Proof::Applied => match &sending.attempt.waba {
                Some(waba) => self.mapping_is_true(waba, to),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// A write that brought no yes: what is known of it is recorded, and what is unknown is settled.
    async fn after_failure(
        &self,
        writing: &Writing<'_>,
        client: &Client,
        record: i64,
        attempt: &Attempt,
        error: &WriteError,
    ) -> Result<StepView, DeskError> {
        self.hear_write(error);
        let request_id = error.request_id().map(str::to_owned);
        let cause = Cause::from(error.cause());
        let (state, said) = match error {
            WriteError::NotSent(_) => (StepOutcome::NotSent, Said::NotSent { cause }),
            WriteError::Refused(_) => (StepOutcome::Refused, Said::Refused { cause }),
            WriteError::Unanswered(_) => {
                self.stage(&attempt.number, SaveStage::Checking);
                return self.settle_now(writing, client, record, attempt, (cause, request_id)).await;
            }
        };
        let outcome = Outcome::new(state, said, request_id);
        self.complete_unread(record, &outcome)?;
        Ok(outcome.step(attempt, record))
    }

    /// Right after the answer was lost: one read, and the rest in the background.
    async fn settle_now(
        &self,
        writing: &Writing<'_>,
        client: &Client,
        record: i64,
        attempt: &Attempt,
        (cause, request_id): (Cause, Option<String>),
    ) -> Result<StepView, DeskError> {
        let lost = self.leave_open(record, attempt, Said::Lost { cause }, request_id, false)?;
        let due = self.steady().saturating_add(self.core.patience.known_after_ms());
        // A read that fails leaves the attempt as it is: not yet known.
        if let Ok(lookup) = self.look(writing, client, attempt).await
            && let Some(step) = self.settle(attempt, &lookup, &Open { record, due, accepted: false })?
        {
            return Ok(step);
        }
        Ok(lost)
    }

    /// The outcome is unknown: it is settled in the background by reading.
    fn leave_open(
        &self,
        record: i64,
        attempt: &Attempt,
        said: Said,
        request_id: Option<String>,
        accepted: bool,
    ) -> Result<StepView, DeskError> {
        let known_by = self.begin_grace(record);
        let open = StillOpen { said: &said, request_id: request_id.as_deref(), known_by, accepted };
        self.still_open(record, open)?;
        self.settle_in_background();
        Ok(Outcome::new(StepOutcome::NotYetKnown { known_by }, said, request_id).step(attempt, record))
    }

    /// Whatever this computer's disk says after a write was sent, the write was sent: its record on disk is still open,
    /// and is completed when the disk can be written to again.
    fn was_sent(
        &self,
        record: i64,
        attempt: &Attempt,
        told: Result<StepView, DeskError>,
    ) -> Result<StepView, DeskError> {
        match told {
            Err(error) => {
                self.settle_in_background();
                let known_by = self.begin_grace(record);
                let said = Said::SentUnrecorded { cause: error.cause() };
                Ok(Outcome::new(StepOutcome::NotYetKnown { known_by }, said, None).step(attempt, record))
            }
            Ok(step) => Ok(step),
        }
    }
}
