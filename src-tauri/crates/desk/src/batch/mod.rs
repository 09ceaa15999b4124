//! Carrying out many drafts one after the other: a result per number, stoppable, and gone on with after a restart.
//!
//! What a batch has done is on disk item by item. It never begins by itself: a batch that was interrupted waits until
//! somebody resumes it.

mod run;

use std::sync::Arc;

use store::{BatchItemRow, BatchRow};

use crate::account::Account;
use crate::error::{Code, DeskError};
use crate::said::Said;
use crate::view::{BatchItem, BatchProgress, BatchState, BatchView, DraftKey, DraftKind, Notice};
use crate::{Desk, lock, phone, words};

/// The account's batch while the app runs.
#[derive(Clone)]
pub(crate) struct Batch {
    view: BatchView,
}

impl Batch {
    pub(crate) fn progress(&self) -> BatchProgress {
        let done = self.view.items.iter().filter(|item| is_done(item.state)).count();
        BatchProgress { running: self.view.running, done: done as u32, total: self.view.items.len() as u32 }
    }
}

impl Desk {
    /// Begins a batch of the named drafts, which are ready by being named, or of all that are ready.
    pub async fn apply_start(&self, account: &str, drafts: Option<Vec<DraftKey>>) -> Result<BatchView, DeskError> {
        let account = self.account(account)?;
        if lock(&account.batch).as_ref().is_some_and(|batch| batch.view.running) {
            return Err(running_already());
        }
        if let Some(keys) = &drafts {
            self.leaves_nobody_waiting(&account, keys)?;
        }
        let keys = match drafts {
            Some(keys) => self.made_ready(&account, keys)?,
            None => self.ready_drafts(&account)?,
        };
        if keys.is_empty() {
            let message = "No draft is ready. Mark those as ready that may be sent.";
            return Err(DeskError::new(Code::InvalidInput, message));
        }
        let items = keys.into_iter().map(|key| self.new_item(&account, key)).collect::<Result<Vec<_>, _>>()?;
        let view = BatchView { running: true, stopping: false, started_at: self.now(), items, because: None };
        {
            let mut held = lock(&account.batch);
            if held.as_ref().is_some_and(|batch| batch.view.running) {
                return Err(running_already());
            }
            self.store().put_batch(&account.id, &row_of(&view))?;
            *held = Some(Batch { view: view.clone() });
        }
        self.batch_changed(&account);
        self.run_batch(&account);
        Ok(view)
    }

    /// A batch that was interrupted is not thrown away by the way: what waits in it would be forgotten.
    fn leaves_nobody_waiting(&self, account: &Account, keys: &[DraftKey]) -> Result<(), DeskError> {
        let held = lock(&account.batch);
        let items = held.as_ref().map(|batch| batch.view.items.as_slice()).unwrap_or_default();
        let left = items.iter().filter(|item| item.state == BatchState::Waiting && !keys.contains(&item.key)).count();
        if left == 0 { Ok(()) } else { Err(DeskError::new(Code::Interrupted, words::left_waiting(left))) }
    }

    fn made_ready(&self, account: &Account, keys: Vec<DraftKey>) -> Result<Vec<DraftKey>, DeskError> {
        let mut found = Vec::new();
        for key in keys {
            let here = match key.kind {
                DraftKind::Number => self.store().mark_draft_ready(&account.id, &phone(&key.id)?, true)?,
                DraftKind::Mapping => self.store().mark_mapping_ready(&account.id, &key.id, true)?,
            };
            if here && !found.contains(&key) {
                found.push(key);
            }
        }
        self.drafts_changed(account)?;
        Ok(found)
    }

    /// The numbers first, then the mappings: each of these waits for a person.
    fn ready_drafts(&self, account: &Account) -> Result<Vec<DraftKey>, DeskError> {
        let mut keys = Vec::new();
        for row in self.store().drafts(&account.id)?.into_iter().rev().filter(|row| row.ready) {
            keys.push(DraftKey { kind: DraftKind::Number, id: row.number.to_string() });
        }
        for row in self.store().mapping_drafts(&account.id)?.into_iter().rev().filter(|row| row.ready) {
            keys.push(DraftKey { kind: DraftKind::Mapping, id: row.waba_id });
        }
        Ok(keys)
    }

    fn new_item(&self, account: &Account, key: DraftKey) -> Result<BatchItem, DeskError> {
        let (title, alias) = self.title_of(account, &key)?;
        let number = match key.kind {
            DraftKind::Number => Some(key.id.clone()),
            DraftKind::Mapping => self.member_of(account, &key.id)?.map(|number| number.to_string()),
        };
        let (state, said) = match key.kind {
            DraftKind::Number => (BatchState::Waiting, None),
            DraftKind::Mapping => (BatchState::NeedsYou, Some(Said::ConfirmFirst)),
        };
        let message = in_words(said.as_ref());
        Ok(BatchItem { key, number, title, alias, state, said, message })
    }

    /// The draft that is being written is brought to its end; the rest waits.
    pub fn apply_stop(&self, account: &str) -> Result<(), DeskError> {
        let account = self.account(account)?;
        if let Some(batch) = lock(&account.batch).as_mut() {
            batch.view.stopping = batch.view.running;
        }
        self.batch_changed(&account);
        Ok(())
    }

    /// Goes on with what waits.
    pub async fn apply_resume(&self, account: &str) -> Result<BatchView, DeskError> {
        let account = self.account(account)?;
        let resumed = {
            let mut held = lock(&account.batch);
            let none = || DeskError::new(Code::Gone, "There is no batch to resume.");
            let batch = held.as_mut().ok_or_else(none)?;
            // The disk first: a batch that is said to run and has no task could be neither resumed nor dismissed.
            self.store().put_batch_because(&account.id, None)?;
            let was_running = std::mem::replace(&mut batch.view.running, true);
            (batch.view.stopping, batch.view.because) = (false, None);
            (!was_running).then(|| batch.view.clone()).ok_or_else(|| batch.view.clone())
        };
        self.batch_changed(&account);
        match resumed {
            Ok(view) => {
                self.run_batch(&account);
                Ok(view)
            }
            Err(running) => Ok(running),
        }
    }

    /// Forgets the batch. Its drafts stay as they are.
    pub fn apply_dismiss(&self, account: &str) -> Result<(), DeskError> {
        let account = self.account(account)?;
        {
            let mut held = lock(&account.batch);
            if held.as_ref().is_some_and(|batch| batch.view.running) {
                return Err(DeskError::new(Code::InvalidInput, "The batch is still running. Stop it first."));
            }
            self.store().remove_batch(&account.id)?;
            *held = None;
        }
        self.batch_changed(&account);
        Ok(())
    }

    pub fn batch(&self, account: &str) -> Result<Option<BatchView>, DeskError> {
        let account = self.account(account)?;
        let view = lock(&account.batch).as_ref().map(|batch| batch.view.clone());
        Ok(view)
    }

    /// As it was left on disk. What was being written when the app ended waits again: the record knows what became of it.
    pub(crate) fn load_batch(&self, account: &Account) -> Result<(), DeskError> {
        let Some(row) = self.store().batch(&account.id)? else { return Ok(()) };
        let mut items = Vec::new();
        for kept in row.items {
            let key = DraftKey { kind: kind_of(&kept.kind), id: kept.id };
            let state = match state_of(&kept.state) {
                BatchState::Running => BatchState::Waiting,
                state => state,
            };
            let told = kept.said.is_some() || !kept.message.is_empty();
            let said = told.then(|| Said::from_kept(kept.said.as_deref(), &kept.message));
            let message = in_words(said.as_ref());
            items.push(BatchItem { state, said, message, ..self.new_item(account, key)? });
        }
        let because = row.because.map(|kept| words::of(&Said::from_kept(kept.said.as_deref(), &kept.message)));
        let view = BatchView { running: false, stopping: false, started_at: row.started_at, items, because };
        *lock(&account.batch) = Some(Batch { view });
        Ok(())
    }

    pub(crate) fn batch_changed(&self, account: &Account) {
        self.tell(Notice::BatchChanged { account: account.id.clone() });
        self.tell_status(account);
    }

    pub(crate) fn set_item(
        &self,
        account: &Arc<Account>,
        key: &DraftKey,
        state: BatchState,
        said: Option<Said>,
    ) -> Result<(), DeskError> {
        let row = {
            let mut held = lock(&account.batch);
            let items = held.as_mut().map(|batch| &mut batch.view.items);
            let item = items.and_then(|items| items.iter_mut().find(|item| item.key == *key));
            let Some(item) = item else { return Ok(()) };
            item.message = in_words(said.as_ref());
            (item.state, item.said) = (state, said);
            item_row(item)
        };
        self.store().put_batch_item(&account.id, &row)?;
        self.batch_changed(account);
        Ok(())
    }
}

fn running_already() -> DeskError {
    DeskError::new(Code::InvalidInput, "A batch is running already. Stop it, or wait for its end.")
}

fn in_words(said: Option<&Said>) -> String {
    said.map(words::of).unwrap_or_default()
}

fn is_done(state: BatchState) -> bool {
    !matches!(state, BatchState::Waiting | BatchState::Running)
}

fn row_of(view: &BatchView) -> BatchRow {
    BatchRow {
        started_at: view.started_at,
        // A batch that begins has no reason to have stopped.
        because: None,
        items: view.items.iter().map(item_row).collect(),
    }
}

fn item_row(item: &BatchItem) -> BatchItemRow {
    BatchItemRow {
        kind: if item.key.kind == DraftKind::Mapping { "mapping" } else { "number" }.to_owned(),
        id: item.key.id.clone(),
        state: state_text(item.state).to_owned(),
        said: item.said.as_ref().and_then(Said::to_kept),
        message: item.message.clone(),
    }
}

fn kind_of(text: &str) -> DraftKind {
    if text == "mapping" { DraftKind::Mapping } else { DraftKind::Number }
}

const STATES: [(BatchState, &str); 7] = [
    (BatchState::Waiting, "waiting"),
    (BatchState::Running, "running"),
    (BatchState::Applied, "applied"),
    (BatchState::NothingToDo, "nothing_to_do"),
    (BatchState::NeedsYou, "needs_you"),
    (BatchState::Failed, "failed"),
    (BatchState::NotYetKnown, "not_yet_known"),
];

fn state_text(state: BatchState) -> &'static str {
    STATES.iter().find(|(known, _)| *known == state).map_or("waiting", |(_, text)| text)
}

fn state_of(text: &str) -> BatchState {
    STATES.iter().find(|(_, known)| *known == text).map_or(BatchState::Waiting, |(state, _)| *state)
}
