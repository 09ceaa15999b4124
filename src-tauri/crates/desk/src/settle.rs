//! Settling a write whose answer was lost, by reading and never by repeating.
//!
//! Seeing the new value proves the write. The old value proves nothing until the request's deadline and some grace have
//! passed, since the request may still be on its way.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use domain::observed::{Mapping, Observed};
use domain::plan::{Proof, prove};
use plivo::{Client, WriteError};
use store::ActivityRow;

use crate::account::Account;
use crate::cause::Cause;
use crate::error::{Code, DeskError};
use crate::records::{Attempt, Finished, ReadBack, StillOpen, What};
use crate::said::Said;
use crate::view::{ActivityOutcome, Notice, SaveOutcome, StepOutcome, StepView, UnsettledView};
use crate::{Desk, words};

/// What a read said about an attempt.
struct Reading {
    proof: Proof,
    /// The number as read, where there still is one.
    seen: Option<Observed>,
    /// The WABA's mapping as read, where that was asked.
    mapping: Option<Mapping>,
    /// When it was asked for. What lands while a read is on its way is not in it.
    asked_at: i64,
    /// What the attempt was about is no longer at Plivo.
    gone: bool,
}

impl Reading {
    fn of(proof: Proof, seen: Option<Observed>, asked_at: i64) -> Self {
        Self { proof, seen, mapping: None, asked_at, gone: false }
    }

    /// It went meanwhile, and what it held went with it.
    fn gone(proof: Proof, asked_at: i64) -> Self {
        Self { proof, seen: None, mapping: None, asked_at, gone: true }
    }
}

/// An attempt of which the outcome is not known.
struct Open {
    id: i64,
    /// From then on an old value proves something.
    known_by: i64,
    /// Plivo's answer said yes.
    accepted: bool,
}

impl From<&ActivityRow> for Open {
    fn from(row: &ActivityRow) -> Self {
        Self { id: row.id, known_by: row.deadline.unwrap_or_default(), accepted: row.accepted }
    }
}

impl Desk {
    /// A write that brought no yes: what is known of it is recorded, and what is not known is settled.
    pub(crate) async fn after_failure(
        &self,
        account: &Arc<Account>,
        client: &Client,
        id: i64,
        attempt: &Attempt,
        error: &WriteError,
    ) -> Result<StepView, DeskError> {
        self.hear_write(account, error);
        let request_id = error.request_id();
        let cause = Cause::from(error.cause());
        let (step, outcome, said) = match error {
            WriteError::NotSent(_) => (StepOutcome::NotSent, ActivityOutcome::Failed, Said::NotSent { cause }),
            WriteError::Refused(_) => (StepOutcome::Refused, ActivityOutcome::Refused, Said::Refused { cause }),
            WriteError::Unanswered { .. } => return self.settle_now(account, client, id, attempt, error).await,
        };
        self.finish(account, id, Finished { outcome, said: &said, request_id, after: None })?;
        Ok(attempt.step(id, step, said, request_id.map(str::to_owned)))
    }

    /// Right after the answer was lost: one read, and the rest in the background.
    async fn settle_now(
        &self,
        account: &Arc<Account>,
        client: &Client,
        id: i64,
        attempt: &Attempt,
        error: &WriteError,
    ) -> Result<StepView, DeskError> {
        let known_by = self.now() + self.inner.patience.known_after_ms();
        let request_id = error.request_id().map(str::to_owned);
        let said = Said::Lost { cause: Cause::from(error.cause()) };
        let open = StillOpen { said: &said, request_id: request_id.as_deref(), known_by, accepted: false };
        self.still_open(account, id, open)?;
        // A read that fails leaves the attempt as it is: not yet known.
        if let Ok(reading) = self.look(account, client, attempt).await
            && let Some(step) = self.judge(account, attempt, reading, Open { id, known_by, accepted: false })?
        {
            return Ok(step);
        }
        self.settle_in_background(account);
        Ok(attempt.step(id, StepOutcome::NotYetKnown { known_by }, said, request_id))
    }

    /// Plivo said yes, and could not be read back. The next read settles it, whatever it shows.
    pub(crate) fn accepted_unread(
        &self,
        account: &Arc<Account>,
        id: i64,
        attempt: &Attempt,
        error: &DeskError,
        request_id: Option<String>,
    ) -> Result<StepView, DeskError> {
        let (said, known_by) = (Said::AcceptedUnread { cause: error.cause() }, self.now());
        let open = StillOpen { said: &said, request_id: request_id.as_deref(), known_by, accepted: true };
        self.still_open(account, id, open)?;
        self.settle_in_background(account);
        Ok(attempt.step(id, StepOutcome::NotYetKnown { known_by }, said, request_id))
    }

    /// Whatever this computer's disk says after a write was sent, the write was sent: its record on disk is still open,
    /// and is completed when the disk can be written to again.
    pub(crate) fn was_sent(
        &self,
        account: &Arc<Account>,
        id: i64,
        attempt: &Attempt,
        told: Result<StepView, DeskError>,
    ) -> Result<StepView, DeskError> {
        match told {
            Err(error) if error.code == Code::Disk => {
                self.settle_in_background(account);
                let outcome = StepOutcome::NotYetKnown { known_by: self.now() + self.inner.patience.known_after_ms() };
                Ok(attempt.step(id, outcome, Said::SentUnrecorded { cause: error.cause() }, None))
            }
            told => told,
        }
    }

    /// Before anything is written to a number, what was written to it before has to be known.
    pub(crate) async fn settle_before_writing(
        &self,
        account: &Arc<Account>,
        client: &Client,
        number: &domain::phone::PhoneNumber,
    ) -> Result<(), DeskError> {
        for row in self.open_attempts(account, number)? {
            let attempt = match Attempt::from_row(&row) {
                Ok(attempt) => attempt,
                Err(_) if self.close_unreadable(account, &row)? => continue,
                Err(_) => return Err(held_up()),
            };
            let reading = self.look(account, client, &attempt).await?;
            match self.judge(account, &attempt, reading, Open::from(&row))? {
                Some(step) => self.tell_settled(account, &attempt, step),
                None => return Err(held_up()),
            }
        }
        Ok(())
    }

    /// Attempts on this number, or on its WABA, whose outcome is not known.
    pub(crate) fn open_attempts(
        &self,
        account: &Account,
        number: &domain::phone::PhoneNumber,
    ) -> Result<Vec<ActivityRow>, DeskError> {
        let waba = self.store().number(&account.id, number)?.and_then(|row| row.waba_id);
        let concerns = |row: &ActivityRow| {
            let same_waba = row.action == "remap" && row.waba_id.is_some() && row.waba_id == waba;
            row.number.as_ref() == Some(number) || same_waba
        };
        Ok(self.store().unsettled(&account.id)?.into_iter().filter(concerns).collect())
    }

    pub(crate) fn unsettled_view(
        &self,
        account: &Account,
        number: &domain::phone::PhoneNumber,
    ) -> Result<Option<UnsettledView>, DeskError> {
        let Some(row) = self.open_attempts(account, number)?.into_iter().next() else { return Ok(None) };
        let what = Attempt::from_row(&row).ok().map(|attempt| attempt.subject());
        let message = words::being_checked(what.as_ref());
        Ok(Some(UnsettledView { message, known_by: row.deadline.unwrap_or_default() }))
    }

    /// Reads until everything of the account is settled; one such task an account. Nothing is lost if the app ends
    /// meanwhile: the record stays open, and the next start goes on. Between its reads the task does not hold the desk,
    /// so that it ends with the desk.
    pub(crate) fn settle_in_background(&self, account: &Arc<Account>) {
        // A task that finds nothing would hold up, for a moment, the read of a number that is opened right after a sync:
        // that read is skipped where something is being written.
        if self.store().unsettled(&account.id).is_ok_and(|open| open.is_empty()) {
            return;
        }
        if account.settling.swap(true, Ordering::SeqCst) {
            return;
        }
        let (desk, account, poll) = (Arc::downgrade(&self.inner), account.clone(), self.inner.patience.poll);
        tokio::spawn(async move {
            while let Some(inner) = desk.upgrade()
                && Self::settle_round(&Self { inner }, &account).await
            {
                tokio::time::sleep(poll).await;
            }
        });
    }

    /// True while something is still open.
    async fn settle_round(&self, account: &Arc<Account>) -> bool {
        let _one_at_a_time = account.writing.lock().await;
        let open = self.settle_open(account).await.unwrap_or_else(|error| {
            log::info!("settling {} is put off: {error}", account.id);
            false
        });
        // Under the lock, so that a write that is lost after this finds nobody settling and begins anew.
        account.settling.store(open, Ordering::SeqCst);
        open
    }

    async fn settle_open(&self, account: &Arc<Account>) -> Result<bool, DeskError> {
        let rows = self.store().unsettled(&account.id)?;
        if rows.is_empty() {
            return Ok(false);
        }
        let client = self.client(account).await?;
        let mut open = false;
        for row in rows {
            // One that fails is put off, and holds up no other.
            open |= !self.settle_row(account, &client, &row).await.unwrap_or_else(|error| {
                log::warn!("settling the record {} is put off: {error}", row.id);
                true
            });
        }
        Ok(open)
    }

    /// A record that cannot be read says neither what was asked nor of what. When its time is over nothing is on its way
    /// any more, and it is closed, since it would hold up its number for ever. False before that.
    fn close_unreadable(&self, account: &Account, row: &ActivityRow) -> Result<bool, DeskError> {
        if self.now() < row.deadline.unwrap_or_default() {
            return Ok(false);
        }
        let (outcome, said) = (ActivityOutcome::Different, &Said::Unreadable);
        self.finish(account, row.id, Finished { outcome, said, request_id: None, after: None })?;
        if let Some(number) = row.number {
            self.tell(Notice::PanelChanged { account: account.id.clone(), number: number.to_string() });
        }
        Ok(true)
    }

    async fn settle_row(&self, account: &Arc<Account>, client: &Client, row: &ActivityRow) -> Result<bool, DeskError> {
        let Ok(attempt) = Attempt::from_row(row) else { return self.close_unreadable(account, row) };
        let Ok(reading) = self.look(account, client, &attempt).await else { return Ok(false) };
        let step = match self.judge(account, &attempt, reading, Open::from(row)) {
            Ok(Some(step)) => step,
            Ok(None) => return Ok(false),
            Err(error) if error.code == Code::Disk => return Ok(false),
            Err(error) => return Err(error),
        };
        self.tell_settled(account, &attempt, step);
        Ok(true)
    }

    /// Whoever found it out, the window and the batch hear of it.
    fn tell_settled(&self, account: &Arc<Account>, attempt: &Attempt, step: StepView) {
        let (id, number) = (account.id.clone(), attempt.number.to_string());
        self.settled_in_batch(account, &attempt.draft_key(), &step);
        self.tell(Notice::Settled {
            account: id.clone(),
            number: number.clone(),
            outcome: SaveOutcome::Done { steps: vec![step] },
        });
        self.tell(Notice::PanelChanged { account: id, number });
    }

    async fn look(&self, account: &Arc<Account>, client: &Client, attempt: &Attempt) -> Result<Reading, DeskError> {
        let asked_at = self.now();
        let read = match &attempt.what {
            What::Configure { before, changes } => {
                let seen = self.read_number(account, client, &attempt.number).await;
                seen.map(|seen| Reading::of(prove(changes, before, &seen.held), Some(seen), asked_at))
            }
            What::Disconnect { .. } => {
                let seen = self.read_number(account, client, &attempt.number).await;
                seen.map(|seen| Reading::of(Proof::Old, Some(seen), asked_at))
            }
            What::Remap { from, to } => {
                let id = attempt.waba.clone().ok_or_else(|| words::broken(&"a remap without a WABA"))?;
                let now = self.read_mapping(account, client, &id).await;
                let proof = |now: &Mapping| match now {
                    now if now == to => Proof::Applied,
                    now if now == from => Proof::Old,
                    _ => Proof::Other,
                };
                now.map(|waba| Reading {
                    mapping: Some(waba.mapping.clone()),
                    ..Reading::of(proof(&waba.mapping), None, asked_at)
                })
            }
        };
        match read {
            Err(error) if error.code == Code::Gone => {
                let is_what_was_asked = matches!(attempt.what, What::Disconnect { .. });
                Ok(Reading::gone(if is_what_was_asked { Proof::Applied } else { Proof::Other }, asked_at))
            }
            read => read,
        }
    }

    /// The step's outcome, recorded; none while it cannot be known.
    fn judge(
        &self,
        account: &Account,
        attempt: &Attempt,
        reading: Reading,
        open: Open,
    ) -> Result<Option<StepView>, DeskError> {
        let Open { id, known_by, accepted } = open;
        let due = reading.asked_at >= known_by;
        let what = attempt.subject();
        let (outcome, record, said) = match reading.proof {
            Proof::Applied if accepted => {
                (StepOutcome::Confirmed, ActivityOutcome::Confirmed, Said::ReadBackLater { what })
            }
            Proof::Applied => (StepOutcome::Confirmed, ActivityOutcome::Confirmed, Said::SettledApplied { what }),
            Proof::Old | Proof::Other if !due => return Ok(None),
            // What Plivo took was carried out, so what is read instead came later.
            Proof::Old | Proof::Other if accepted => {
                (StepOutcome::Different, ActivityOutcome::Different, Said::TakenAndDifferent { what })
            }
            Proof::Old => (StepOutcome::NotApplied, ActivityOutcome::Failed, Said::SettledNotApplied { what }),
            Proof::Other if reading.gone => {
                (StepOutcome::Different, ActivityOutcome::Different, Said::SettledGone { what })
            }
            Proof::Other => (StepOutcome::Different, ActivityOutcome::Different, Said::SettledOther { what }),
        };
        if reading.proof == Proof::Applied {
            self.draft_after(account, attempt, reading.seen.as_ref())?;
        }
        let mapping = reading.mapping.map(|mapping| ReadBack::Mapping { mapping });
        let after = reading.seen.map(|seen| ReadBack::Held(seen.held)).or(mapping);
        self.finish(account, id, Finished { outcome: record, said: &said, request_id: None, after })?;
        Ok(Some(attempt.step(id, outcome, said, None)))
    }

    /// What was carried out is no longer a draft.
    fn draft_after(&self, account: &Account, attempt: &Attempt, seen: Option<&Observed>) -> Result<(), DeskError> {
        match (&attempt.what, seen, &attempt.waba) {
            (What::Configure { changes, .. }, Some(seen), _) => self.draft_is_settled(account, seen, &changes.fields()),
            (What::Remap { to, .. }, _, Some(waba)) => self.mapping_is_true(account, waba, to),
            _ => Ok(()),
        }
    }
}

/// Nothing is written to a number while it is not known what became of the write before.
fn held_up() -> DeskError {
    DeskError::new(Code::Unsettled, words::of(&Said::HeldUp))
}
