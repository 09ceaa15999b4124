//! The only place that sends a write: record, write once, read back, record the outcome.

use std::time::Duration;

use domain::draft::Draft;
use domain::field::Field;
use domain::phone::PhoneNumber;
use domain::plan::Proof;
use plivo::{Client, WriteError};

use super::attempt::{Attempt, What};
use super::grace::OpenAttempt;
use super::lookup::Lookup;
use super::outcome::Outcome;
use super::record::StillOpen;
use crate::account::{Seat, Writing, lock};
use crate::view::said::Said;
use crate::view::{Cause, DeskError, Notice, SaveStage, StepOutcome, StepView};

/// What is sent, and what it was planned from.
pub(super) struct Sending<'a> {
    pub attempt: Attempt,
    /// The draft of a number as it was planned, and the fields of its edits that are not sent.
    pub draft: Option<(&'a Draft, &'a [Field])>,
    /// How many numbers a remap moves.
    pub numbers: usize,
    /// The record of the batch that the write is a part of.
    pub batch: Option<i64>,
}

impl Sending<'_> {
    pub(super) fn new(attempt: Attempt) -> Self {
        Self { attempt, draft: None, numbers: 0, batch: None }
    }
}

/// After this wait for other writes, the window is told that the save is waiting.
const REPORT_WAIT_AFTER: Duration = Duration::from_millis(250);

impl Seat {
    /// Waits until no other write of the account is in progress. Tells the window if that takes a while.
    pub(super) async fn take_turn(&self, number: &PhoneNumber) -> Writing<'_> {
        let mut turn = std::pin::pin!(self.account.writes.begin());
        tokio::select! {
            writing = &mut turn => writing,
            () = tokio::time::sleep(REPORT_WAIT_AFTER) => {
                self.stage(number, SaveStage::Waiting);
                turn.await
            }
        }
    }

    /// Sends one write. Once it is sent, this returns a step, even if the answer is lost or the disk fails.
    pub(super) async fn send(
        &self,
        writing: &Writing<'_>,
        client: &Client,
        sending: &Sending<'_>,
    ) -> Result<StepView, DeskError> {
        let attempt = &sending.attempt;
        let record = self.begin(attempt, sending.batch)?;
        self.stage(&attempt.number, attempt.stage());
        let result = match attempt.write(client).await {
            Ok(request_id) => {
                self.note_accepted(record, request_id.as_deref());
                self.stage(&attempt.number, SaveStage::ReadingBack);
                self.read_back(writing, client, record, sending, request_id).await
            }
            Err(error) => self.after_failure(writing, client, record, attempt, &error).await,
        };
        self.step_after_send(record, attempt, result)
    }

    pub(super) fn stage(&self, number: &PhoneNumber, stage: SaveStage) {
        self.tell(Notice::Saving { account: self.account.id.clone(), number: number.to_string(), stage });
    }

    /// Keeps Plivo's yes before anything else happens: the app may end during the read-back.
    fn note_accepted(&self, record: i64, request_id: Option<&str>) {
        lock(&self.account.writes.accepted).insert(record);
        if let Err(error) = self.store().note_accepted(self.id(), record, request_id) {
            log::warn!("the record {record} does not say yet that Plivo accepted the write: {error}");
        }
    }

    /// Reads back after Plivo accepted the write. Success means that Plivo also returns the requested values.
    async fn read_back(
        &self,
        writing: &Writing<'_>,
        client: &Client,
        record: i64,
        sending: &Sending<'_>,
        request_id: Option<String>,
    ) -> Result<StepView, DeskError> {
        let attempt = &sending.attempt;
        let lookup = match self.look_up(writing, client, attempt).await {
            Ok(lookup) => lookup,
            Err(error) => {
                let said = Said::AcceptedUnread { cause: error.cause() };
                return self.leave_open(record, attempt, said, request_id, true);
            }
        };
        let Some((state, said)) = self.confirmed(attempt, &lookup, sending.numbers) else {
            let said = match lookup.missing {
                Some(cause) => Said::AcceptedUnread { cause },
                None => Said::AcceptedNotShown { what: attempt.subject() },
            };
            return self.leave_open(record, attempt, said, request_id, true);
        };
        self.draft_is_sent(sending, &lookup)?;
        let outcome = Outcome::new(state, said, request_id);
        self.complete(record, &outcome, &lookup)?;
        Ok(outcome.step(attempt, record))
    }

    /// Removes the edits that Plivo now returns from the draft.
    fn draft_is_sent(&self, sending: &Sending<'_>, lookup: &Lookup) -> Result<(), DeskError> {
        match (&sending.attempt.what, &lookup.seen, sending.draft) {
            (What::Configure { changes, .. }, Some(seen), Some((draft, parked))) => {
                let kept = [changes.missing_from(&seen.held).as_slice(), parked].concat();
                self.draft_is_written(seen, draft, &kept)
            }
            (What::Remap { to, .. }, ..) if lookup.proof == Proof::Applied => match &sending.attempt.waba {
                Some(waba) => self.mapping_is_written(waba, to),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Handles a write that Plivo did not accept: records what is known, and settles what is unknown.
    async fn after_failure(
        &self,
        writing: &Writing<'_>,
        client: &Client,
        record: i64,
        attempt: &Attempt,
        error: &WriteError,
    ) -> Result<StepView, DeskError> {
        self.track_write(error);
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

    /// Reads once, right after the answer was lost. If that does not settle the attempt, the background task does.
    async fn settle_now(
        &self,
        writing: &Writing<'_>,
        client: &Client,
        record: i64,
        attempt: &Attempt,
        (cause, request_id): (Cause, Option<String>),
    ) -> Result<StepView, DeskError> {
        let lost = self.leave_open(record, attempt, Said::Lost { cause }, request_id, false)?;
        let due = self.steady().saturating_add(self.core.timings.known_after_ms());
        // If the read fails, the attempt stays not yet known.
        if let Ok(lookup) = self.look_up(writing, client, attempt).await
            && let Some(step) = self.settle(attempt, &lookup, &OpenAttempt { record, due, accepted: false })?
        {
            return Ok(step);
        }
        Ok(lost)
    }

    /// Keeps the record open, and settles it in the background by reading.
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

    /// Turns an error after the send into a step that is not yet known: the write was sent, and only the disk failed.
    /// Its record is still open, and is completed when the disk works again.
    fn step_after_send(
        &self,
        record: i64,
        attempt: &Attempt,
        result: Result<StepView, DeskError>,
    ) -> Result<StepView, DeskError> {
        match result {
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
