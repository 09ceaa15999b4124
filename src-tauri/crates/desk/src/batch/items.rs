//! The items of a batch, in memory and on disk.

use std::collections::BTreeMap;

use store::{BatchItemRow, BatchRow, Because};

use crate::account::{Batch, Seat, lock};
use crate::view::said::Said;
use crate::view::{BatchItem, BatchState, DeskError, DraftKey, DraftKind, Notice, words};

impl Seat {
    pub(super) fn new_item(&self, key: DraftKey) -> Result<BatchItem, DeskError> {
        let (title, alias) = self.title_of(&key)?;
        let number = match key.kind {
            DraftKind::Number => Some(key.id.clone()),
            DraftKind::Mapping => self.member_of(&key.id)?.map(|number| number.to_string()),
        };
        let (state, said) = match key.kind {
            DraftKind::Number => (BatchState::Waiting, None),
            DraftKind::Mapping => (BatchState::NeedsYou, Some(Said::ConfirmFirst)),
        };
        let message = in_words(said.as_ref());
        Ok(BatchItem { key, number, title, alias, state, said, message })
    }

    /// Loads the batch from disk. An item that was being written when the app ended waits again: its record on disk
    /// tells the outcome of the write.
    pub(super) fn load_batch(&self) -> Result<(), DeskError> {
        let Some(row) = self.store().batch(self.id())? else { return Ok(()) };
        let mut items = Vec::new();
        let mut because = row.because;
        if because.is_none() && self.was_cut_off(row.record, &row.items)? {
            because = Some(reason(&Said::AppEnded));
            self.store().put_batch_because(self.id(), because.as_ref())?;
        }
        for kept in row.items {
            let Ok(kind) = kept.kind.parse() else {
                log::warn!("the batch holds a draft of an unknown kind: {}", kept.kind);
                continue;
            };
            let key = DraftKey { kind, id: kept.id };
            // A person has to look at a state that this version does not know: nothing is sent because of it.
            let state = match kept.state.parse().unwrap_or(BatchState::NeedsYou) {
                BatchState::Running => BatchState::Waiting,
                state => state,
            };
            let has_message = kept.said.is_some() || !kept.message.is_empty();
            let said = has_message.then(|| Said::from_kept(kept.said.as_deref(), &kept.message));
            let message = in_words(said.as_ref());
            items.push(BatchItem { state, said, message, ..self.new_item(key)? });
        }
        let because = because.map(|kept| words::of(&Said::from_kept(kept.said.as_deref(), &kept.message)));
        let batch = Batch {
            record: row.record,
            running: false,
            stopping: false,
            started_at: row.started_at,
            items,
            // It has to be confirmed again before it goes on.
            confirmed: BTreeMap::new(),
            closing: false,
            because,
        };
        *lock(&self.account.batch.now) = Some(batch);
        self.end_in_record();
        Ok(())
    }

    /// Returns true if the app ended before the batch could end or be stopped.
    fn was_cut_off(&self, record: Option<i64>, items: &[BatchItemRow]) -> Result<bool, DeskError> {
        let is_in = |state: BatchState| items.iter().any(|item| item.state == <&str>::from(state));
        if is_in(BatchState::Running) {
            return Ok(true);
        }
        let Some(record) = record.filter(|_| is_in(BatchState::Waiting)) else { return Ok(false) };
        let row = self.store().activity_entry(self.id(), record)?;
        Ok(row.is_some_and(|row| row.completed_at.is_none()))
    }

    pub(super) fn batch_changed(&self) {
        self.tell_status();
        self.tell(Notice::BatchChanged { account: self.account.id.clone() });
    }

    pub(super) fn set_item(&self, key: &DraftKey, state: BatchState, said: Option<Said>) -> Result<(), DeskError> {
        let row = {
            let mut held = lock(&self.account.batch.now);
            let items = held.as_mut().map(|batch| &mut batch.items);
            let item = items.and_then(|items| items.iter_mut().find(|item| item.key == *key));
            let Some(item) = item else { return Ok(()) };
            item.message = in_words(said.as_ref());
            (item.state, item.said) = (state, said);
            item_row(item)
        };
        self.store().put_batch_item(self.id(), &row)?;
        self.batch_changed();
        Ok(())
    }
}

/// Returns why a batch stopped, as it is stored.
pub(super) fn reason(said: &Said) -> Because {
    Because { said: said.to_kept(), message: words::of(said) }
}

fn in_words(said: Option<&Said>) -> String {
    said.map(words::of).unwrap_or_default()
}

pub(super) fn row_of(batch: &Batch) -> BatchRow {
    BatchRow {
        started_at: batch.started_at,
        record: batch.record,
        // A batch that starts has not stopped yet.
        because: None,
        items: batch.items.iter().map(item_row).collect(),
    }
}

fn item_row(item: &BatchItem) -> BatchItemRow {
    BatchItemRow {
        kind: text(item.key.kind),
        id: item.key.id.clone(),
        state: text(item.state),
        said: item.said.as_ref().and_then(Said::to_kept),
        message: item.message.clone(),
    }
}

/// Returns the text that is stored.
fn text(value: impl Into<&'static str>) -> String {
    value.into().to_owned()
}
