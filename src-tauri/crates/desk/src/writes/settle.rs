//! Settling a write whose outcome is unknown, by reading and never by repeating.
//!
//! Seeing the new value proves the write. The old value proves nothing until the request's deadline and a grace period
//! have passed, since the request may still be on its way, or Plivo's reads may lag behind its writes.

use std::collections::HashSet;
use std::ops::ControlFlow;

use domain::phone::PhoneNumber;
use plivo::Client;
use store::ActivityRow;

use super::attempt::Attempt;
use super::record::Finished;
use crate::account::{Event, Raised, Seat, Writing};
use crate::view::said::Said;
use crate::view::{ActivityOutcome, Code, DeskError, Notice, SaveOutcome, StepView, UnsettledView, words};

/// One look at everything that is open.
struct Round {
    /// A record is still open, and another look may settle it.
    open: bool,
    looked_at: HashSet<i64>,
}

impl Seat {
    /// Before anything is written to a number, the outcome of what was written to it before has to be known.
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
            let lookup = self.look(writing, client, &attempt).await?;
            match self.settle(&attempt, &lookup, &self.open(&row))? {
                Some(step) => self.tell_settled(&attempt, step),
                None => return Err(held_up()),
            }
        }
        Ok(())
    }

    /// Attempts on this number, or on its WABA, whose outcome is unknown.
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
        Ok(Some(UnsettledView { message, known_by: row.deadline.unwrap_or_default() }))
    }

    /// Reads until everything of the account is settled; one such task an account. Nothing is lost if the app ends
    /// meanwhile: the record stays open, and the next start goes on. Between its reads the task does not hold the desk,
    /// so that it ends with the desk.
    pub(crate) fn settle_in_background(&self) {
        let Some(settling) = self.account.writes.settling.raise() else { return };
        let (seat, poll) = (self.downgrade(), self.core.patience.poll);
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

    /// Breaks when nothing is left that could be settled now.
    async fn settle_round(&self, settling: Raised) -> ControlFlow<(), Raised> {
        let looked_at = match self.settle_open().await {
            Ok(Round { open: true, .. }) => return ControlFlow::Continue(settling),
            Ok(round) => round.looked_at,
            Err(error) => {
                log::info!("settling {} is put off: {error}", self.id());
                return ControlFlow::Break(());
            }
        };
        // Whoever loses an answer meanwhile holds the same lock, and has found this task running.
        let _writing = self.account.writes.begin().await;
        match self.store().unsettled(self.id()) {
            Ok(open) if open.iter().any(|row| !looked_at.contains(&row.id)) => ControlFlow::Continue(settling),
            _ => {
                drop(settling);
                ControlFlow::Break(())
            }
        }
    }

    /// One look at each open record, each under a lock of its own: a save waits for one read at most.
    async fn settle_open(&self) -> Result<Round, DeskError> {
        let records: Vec<i64> = self.store().unsettled(self.id())?.iter().map(|row| row.id).collect();
        let mut round = Round { open: false, looked_at: records.iter().copied().collect() };
        if records.is_empty() {
            return Ok(round);
        }
        let client = self.client().await?;
        for record in records {
            let writing = self.account.writes.begin().await;
            // One that fails is put off, and holds up no other.
            let settled = self.settle_row(&writing, &client, record).await.unwrap_or_else(|error| {
                log::warn!("settling the record {record} is put off: {error}");
                true
            });
            round.open |= !settled;
        }
        Ok(round)
    }

    /// The record is read again under the lock: a save may have settled it since, or learned that Plivo said yes.
    async fn settle_row(&self, writing: &Writing<'_>, client: &Client, record: i64) -> Result<bool, DeskError> {
        let open = self.store().unsettled(self.id())?.into_iter().find(|row| row.id == record);
        let Some(row) = open.as_ref() else { return Ok(true) };
        let Ok(attempt) = Attempt::from_row(row) else { return self.close_unreadable(row) };
        let Ok(lookup) = self.look(writing, client, &attempt).await else { return Ok(false) };
        let step = match self.settle(&attempt, &lookup, &self.open(row)) {
            Ok(Some(step)) => step,
            Ok(None) => return Ok(false),
            Err(error) if matches!(error.code, Code::Disk | Code::Internal) => return Ok(false),
            Err(error) => return Err(error),
        };
        self.tell_settled(&attempt, step);
        Ok(true)
    }

    /// A record that cannot be read says neither what was asked nor of what. Once its deadline has passed, nothing is on
    /// its way any more, and it is closed: otherwise it would hold up its number for ever. False before that.
    fn close_unreadable(&self, row: &ActivityRow) -> Result<bool, DeskError> {
        if self.steady() < self.due(row) {
            return Ok(false);
        }
        let (outcome, said) = (ActivityOutcome::Different, &Said::Unreadable);
        self.finish(row.id, Finished { outcome, said, request_id: None, after: None })?;
        if let Some(number) = row.number {
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

/// Nothing is written to a number while the outcome of the write before is unknown.
fn held_up() -> DeskError {
    DeskError::new(Code::Unsettled, words::of(&Said::HeldUp))
}
