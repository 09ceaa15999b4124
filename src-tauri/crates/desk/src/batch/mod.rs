//! Carrying out many drafts one after the other: a result per number, stoppable, and gone on with after a restart.
//!
//! What a batch has done is on disk item by item. It never begins by itself: a batch that was interrupted waits until
//! somebody resumes it.

mod run;

use std::collections::HashSet;
use std::sync::Arc;

use store::{BatchItemRow, BatchRow};

use crate::account::Account;
use crate::error::{Code, DeskError};
use crate::said::Said;
use crate::view::{
    ApplyWhat, BatchCount, BatchItem, BatchProgress, BatchState, BatchView, DraftKey, DraftKind, DraftObstacle,
    DraftState, Notice, Rows, Span,
};
use crate::{Desk, lock, phone, words};

/// The account's batch while the app runs.
pub(crate) struct Batch {
    running: bool,
    stopping: bool,
    started_at: i64,
    items: Vec<BatchItem>,
    because: Option<String>,
}

impl Batch {
    pub(crate) fn progress(&self) -> BatchProgress {
        let done = self.items.iter().filter(|item| !is_open(item.state)).count();
        BatchProgress { running: self.running, done: done as u32, total: self.items.len() as u32 }
    }

    fn view(&self) -> BatchView {
        let Self { running, stopping, started_at, items, because } = self;
        let in_state = |state| items.iter().filter(|item| item.state == state).count() as u32;
        let counts = STATES.iter().map(|(state, _)| BatchCount { state: *state, drafts: in_state(*state) });
        BatchView {
            running: *running,
            stopping: *stopping,
            started_at: *started_at,
            total: items.len() as u32,
            open: items.iter().filter(|item| is_open(item.state)).count() as u32,
            states: counts.filter(|count| count.drafts > 0).collect(),
            because: because.clone(),
        }
    }
}

/// Of some drafts, those that the running batch has still to carry out, if one runs.
pub(crate) struct InBatch(Option<HashSet<DraftKey>>);

impl InBatch {
    pub(crate) fn of(account: &Account, keys: &[DraftKey]) -> Self {
        let asked: HashSet<&DraftKey> = keys.iter().collect();
        let held = lock(&account.batch);
        let running = held.as_ref().filter(|batch| batch.running);
        let open = |batch: &Batch| {
            let items = batch.items.iter().filter(|item| is_open(item.state) && asked.contains(&item.key));
            items.map(|item| item.key.clone()).collect()
        };
        Self(running.map(open))
    }

    /// Why a draft in this state cannot be sent from the tray.
    pub(crate) fn obstacle(&self, key: &DraftKey, state: DraftState) -> Option<DraftObstacle> {
        match (&self.0, state) {
            (Some(open), _) if open.contains(key) => Some(DraftObstacle::InBatch),
            (Some(_), _) => Some(DraftObstacle::BatchRunning),
            (None, DraftState::Invalid) => Some(DraftObstacle::Invalid),
            (None, DraftState::Conflict) => Some(DraftObstacle::Conflict),
            (None, DraftState::Disconnected) => Some(DraftObstacle::Disconnected),
            (None, DraftState::NeedsConfirmation | DraftState::Editing | DraftState::Ready) => None,
        }
    }
}

impl Desk {
    pub async fn apply_start(&self, account: &str, what: ApplyWhat) -> Result<BatchView, DeskError> {
        let account = self.account(account)?;
        if lock(&account.batch).as_ref().is_some_and(|batch| batch.running) {
            return Err(running_already());
        }
        let named = match what {
            ApplyWhat::Ready => None,
            ApplyWhat::Drafts { drafts } => Some(drafts),
            ApplyWhat::Made { made } => Some(self.ready_of(&account, made)?),
        };
        let keys = match named {
            Some(keys) => {
                self.leaves_nobody_waiting(&account, &keys)?;
                self.made_ready(&account, keys)?
            }
            None => self.ready_drafts(&account)?,
        };
        if keys.is_empty() {
            let message = "No draft is ready. Mark those as ready that may be sent.";
            return Err(DeskError::new(Code::InvalidInput, message));
        }
        let items = keys.into_iter().map(|key| self.new_item(&account, key)).collect::<Result<Vec<_>, _>>()?;
        let batch = Batch { running: true, stopping: false, started_at: self.now(), items, because: None };
        let view = batch.view();
        {
            let mut held = lock(&account.batch);
            if held.as_ref().is_some_and(|batch| batch.running) {
                return Err(running_already());
            }
            self.store().put_batch(&account.id, &row_of(&batch))?;
            *held = Some(batch);
        }
        self.batch_changed(&account);
        self.run_batch(&account);
        Ok(view)
    }

    /// A batch that was interrupted is not thrown away by the way: what waits in it would be forgotten.
    fn leaves_nobody_waiting(&self, account: &Account, keys: &[DraftKey]) -> Result<(), DeskError> {
        let keys: HashSet<&DraftKey> = keys.iter().collect();
        let held = lock(&account.batch);
        let items = held.as_ref().map(|batch| batch.items.as_slice()).unwrap_or_default();
        let left = items.iter().filter(|item| item.state == BatchState::Waiting && !keys.contains(&item.key)).count();
        if left == 0 { Ok(()) } else { Err(DeskError::new(Code::Interrupted, words::left_waiting(left))) }
    }

    /// Marks them in one transaction: they may be very many. Those that are no longer here are left out.
    fn made_ready(&self, account: &Account, keys: Vec<DraftKey>) -> Result<Vec<DraftKey>, DeskError> {
        let mut seen = HashSet::new();
        let asked = keys.into_iter().filter(|key| seen.insert(key.clone())).collect::<Vec<_>>();
        let mark = |key: &DraftKey| {
            Ok::<_, DeskError>(match key.kind {
                DraftKind::Number => self.store().mark_draft_ready(&account.id, &phone(&key.id)?, true)?,
                DraftKind::Mapping => self.store().mark_mapping_ready(&account.id, &key.id, true)?,
            })
        };
        let found = {
            let _one_at_a_time = account.drafting.lock();
            self.store().together(|| {
                let mut found = Vec::new();
                for key in asked {
                    if mark(&key)? {
                        found.push(key);
                    }
                }
                Ok::<_, DeskError>(found)
            })?
        };
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
            batch.stopping = batch.running;
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
            let was_running = std::mem::replace(&mut batch.running, true);
            (batch.stopping, batch.because) = (false, None);
            if was_running { Err(batch.view()) } else { Ok(batch.view()) }
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
            if held.as_ref().is_some_and(|batch| batch.running) {
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
        let view = lock(&account.batch).as_ref().map(Batch::view);
        Ok(view)
    }

    /// A window of the batch's drafts, with what became of each. `states` are those that are asked for; none means all.
    pub fn batch_items(&self, account: &str, states: &[BatchState], span: Span) -> Result<Rows<BatchItem>, DeskError> {
        let account = self.account(account)?;
        let held = lock(&account.batch);
        let all = held.as_ref().map(|batch| batch.items.as_slice()).unwrap_or_default();
        let found: Vec<&BatchItem> =
            all.iter().filter(|item| states.is_empty() || states.contains(&item.state)).collect();
        Ok(Rows { total: found.len() as u32, rows: span.of(&found).iter().copied().cloned().collect() })
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
        let batch = Batch { running: false, stopping: false, started_at: row.started_at, items, because };
        *lock(&account.batch) = Some(batch);
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
            let items = held.as_mut().map(|batch| &mut batch.items);
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

fn is_open(state: BatchState) -> bool {
    matches!(state, BatchState::Waiting | BatchState::Running)
}

fn row_of(batch: &Batch) -> BatchRow {
    BatchRow {
        started_at: batch.started_at,
        // A batch that begins has no reason to have stopped.
        because: None,
        items: batch.items.iter().map(item_row).collect(),
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
