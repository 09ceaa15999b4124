//! Settling: finding out the unknown outcome of a write by reading, never by repeating the write.
//!
//! A read of the new value proves the write. The old value proves nothing until the request's deadline and a grace
//! period have passed: the request may still be in transit, or Plivo's reads may lag behind its writes.

use std::collections::HashSet;
use std::ops::ControlFlow;

use domain::phone::PhoneNumber;
use plivo::Client;
use store::ActivityRow;

use super::attempt::Attempt;
use super::record::Finished;
use crate::account::{Event, Raised, Seat, Writing};
use crate::view::said::Said;
use crate::view::{
    ActivityOutcome, Code, DeskError, DraftKey, DraftKind, Notice, SaveOutcome, StepKind, StepOutcome, StepView,
    UnsettledView, words,
};

/// The result of reading once for every open record.
struct Round {
    /// A record is still open, and another read may settle it.
    open: bool,
    read: HashSet<i64>,
}

impl Seat {
    /// Settles all earlier writes of the number before it is written again. Fails if an outcome is still unknown.
    pub(super) async fn settle_before_writing(
        &self,
        writing: &Writing<'_>,
        client: &Client,
        number: &PhoneNumber,
    ) -> Result<(), DeskError> {
        for row in self.open_attempts(number)? {
            let attempt = match Attempt::from_row(&row) {
                Ok(attempt) => attempt,
                Err(_) if self.close_unreadable(&row)? => continue,
                Err(_) => return Err(held_up()),
            };
            let lookup = self.look_up(writing, client, &attempt).await?;
            match self.settle(&attempt, &lookup, &self.open(&row))? {
                Some(step) => self.tell_settled(&attempt, step),
                None => return Err(held_up()),
            }
        }
        Ok(())
    }

    /// Returns the open attempts of this number, and the open remaps of its WABA.
    pub(crate) fn open_attempts(&self, number: &PhoneNumber) -> Result<Vec<ActivityRow>, DeskError> {
        let waba = self.store().number(self.id(), number)?.and_then(|row| row.seen.waba_id).map(|id| id.to_string());
        let concerns = |row: &ActivityRow| {
            let same_waba = row.action == "remap" && row.waba_id.is_some() && row.waba_id == waba;
            row.number.as_ref() == Some(number) || same_waba
        };
        Ok(self.store().unsettled(self.id())?.into_iter().filter(concerns).collect())
    }

    pub(crate) fn unsettled_view(&self, number: &PhoneNumber) -> Result<Option<UnsettledView>, DeskError> {
        let Some(row) = self.open_attempts(number)?.into_iter().next() else { return Ok(None) };
        let what = Attempt::from_row(&row).ok().map(|attempt| attempt.subject());
        let message = words::being_checked(what.as_ref());
        Ok(Some(UnsettledView { message, known_by: self.known_by(&row) }))
    }

    /// Starts the account's settling task, unless it runs. It reads until all open records are settled. If the app ends
    /// first, the records stay open, and the next start continues. Between its reads the task does not keep the desk
    /// alive, so it ends with the desk.
    pub(crate) fn settle_in_background(&self) {
        let Some(settling) = self.account.writes.settling.raise() else { return };
        let (seat, poll) = (self.downgrade(), self.core.timings.poll);
        tokio::spawn(async move {
            let mut settling = settling;
            while let Some(seat) = seat.upgrade() {
                match seat.settle_round(settling).await {
                    ControlFlow::Continue(again) => settling = again,
                    ControlFlow::Break(()) => return,
                }
                drop(seat);
                tokio::time::sleep(poll).await;
            }
        });
    }

    /// Reads once for every open record. Breaks if nothing is left that could be settled now.
    async fn settle_round(&self, settling: Raised) -> ControlFlow<(), Raised> {
        let read = match self.settle_open().await {
            Ok(Round { open: true, .. }) => return ControlFlow::Continue(settling),
            Ok(round) => round.read,
            Err(error) => {
                log::info!("settling {} is postponed: {error}", self.id());
                return ControlFlow::Break(());
            }
        };
        // A save that loses an answer holds this lock. It does not start a second task while this one runs, so new open
        // records are checked for under the lock.
        let _writing = self.account.writes.begin().await;
        match self.store().unsettled(self.id()) {
            Ok(open) if open.iter().any(|row| !read.contains(&row.id)) => ControlFlow::Continue(settling),
            _ => {
                drop(settling);
                ControlFlow::Break(())
            }
        }
    }

    /// Reads once for each open record. Each read takes the lock separately, so a save waits for one read at most.
    async fn settle_open(&self) -> Result<Round, DeskError> {
        let records: Vec<i64> = self.store().unsettled(self.id())?.iter().map(|row| row.id).collect();
        let mut round = Round { open: false, read: records.iter().copied().collect() };
        if records.is_empty() {
            return Ok(round);
        }
        let client = self.client().await?;
        for record in records {
            let writing = self.account.writes.begin().await;
            // A record that fails is postponed, and delays no other.
            let settled = self.settle_row(&writing, &client, record).await.unwrap_or_else(|error| {
                log::warn!("settling the record {record} is postponed: {error}");
                true
            });
            round.open |= !settled;
        }
        Ok(round)
    }

    /// Settles one record. Reads the record again under the lock: a save may have settled it since, or learned that
    /// Plivo accepted the write. Returns false if it stays open.
    async fn settle_row(&self, writing: &Writing<'_>, client: &Client, record: i64) -> Result<bool, DeskError> {
        let open = self.store().unsettled(self.id())?.into_iter().find(|row| row.id == record);
        let Some(row) = open.as_ref() else { return Ok(true) };
        let Ok(attempt) = Attempt::from_row(row) else { return self.close_unreadable(row) };
        let Ok(lookup) = self.look_up(writing, client, &attempt).await else { return Ok(false) };
        let step = match self.settle(&attempt, &lookup, &self.open(row)) {
            Ok(Some(step)) => step,
            Ok(None) => return Ok(false),
            Err(error) if matches!(error.code, Code::Disk | Code::Internal) => return Ok(false),
            Err(error) => return Err(error),
        };
        self.tell_settled(&attempt, step);
        Ok(true)
    }

    /// Closes an unreadable record after its grace period: nothing is in transit then, and an open record would block
    /// its number for ever. Returns false before that.
    fn close_unreadable(&self, row: &ActivityRow) -> Result<bool, DeskError> {
        if self.steady() < self.due(row) {
            return Ok(false);
        }
        let (outcome, said) = (ActivityOutcome::Different, &Said::Unreadable);
        self.finish(row.id, Finished { outcome, said, request_id: None, after: None })?;
        if let Some(number) = row.number {
            // What the record changed is not known, so its step names no field.
            let step = StepView::new(StepKind::Number, StepOutcome::Different, Said::Unreadable, &[]);
            let key = DraftKey { kind: DraftKind::Number, id: number.to_string() };
            self.announce(&Event::Settled { key: &key, step: &step });
            self.tell(Notice::PanelChanged { account: self.account.id.clone(), number: number.to_string() });
        }
        Ok(true)
    }

    fn tell_settled(&self, attempt: &Attempt, step: StepView) {
        let (account, number) = (self.account.id.clone(), attempt.number.to_string());
        self.announce(&Event::Settled { key: &attempt.draft_key(), step: &step });
        self.tell(Notice::Settled {
            account: account.clone(),
            number: number.clone(),
            outcome: SaveOutcome::Done { steps: vec![step] },
        });
        self.tell(Notice::PanelChanged { account, number });
    }
}

/// Returns the refusal to write to a number while the outcome of an earlier write is unknown.
fn held_up() -> DeskError {
    DeskError::new(Code::Unsettled, words::of(&Said::HeldUp))
}
