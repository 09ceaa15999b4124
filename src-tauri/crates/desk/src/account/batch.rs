//! The account's batch in memory: many drafts that are saved one after the other.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex};

use domain::confirm::ManyPreview;
use serde::{Deserialize, Serialize};
use strum::VariantArray;

use super::shown::Previews;

use crate::view::{
    ApplyWhat, BatchCount, BatchItem, BatchState, BatchView, DraftKey, DraftKind, DraftObstacle, DraftState, FieldCount,
};

#[derive(Default)]
pub(crate) struct Batches {
    /// None if no batch was started, or if it was dismissed.
    pub now: Mutex<Option<Batch>>,
    /// Locked while a batch is started, resumed, ended or dismissed, so that memory and disk agree.
    pub changing: Mutex<()>,
    pub previews: Previews<ShownBatch>,
}

/// A batch that was shown and may be confirmed once.
pub(crate) struct ShownBatch {
    pub what: ApplyWhat,
    /// Each draft in it, with a value that changes when the draft is edited or decided otherwise.
    pub preview: ManyPreview<BTreeMap<DraftKey, u64>>,
    pub about: BatchAbout,
    /// The drafts in the order in which they are shown: first those that stay as they are.
    pub order: Arc<[DraftKey]>,
}

/// What a batch is about. Stored as JSON in its record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct BatchAbout {
    pub numbers: u32,
    pub wabas: u32,
    pub fields: Vec<FieldCount>,
    /// Drafts of mappings. Each is confirmed on its own.
    pub mappings: u32,
}

pub(crate) struct Batch {
    /// Its record among the activity. None for a batch of one number, or of an earlier version.
    pub record: Option<i64>,
    pub running: bool,
    pub stopping: bool,
    pub started_at: i64,
    pub items: Vec<BatchItem>,
    /// The drafts as they were confirmed since the app was started. No other content is sent.
    pub confirmed: BTreeMap<DraftKey, u64>,
    /// It is being stopped because the window closes.
    pub closing: bool,
    /// Why the batch stopped early.
    pub because: Option<String>,
}

impl Batch {
    pub(crate) fn view(&self) -> BatchView {
        let Self { record, running, stopping, started_at, items, because, confirmed: _, closing: _ } = self;
        let mut counts = BatchState::VARIANTS.iter().map(|&state| BatchCount { state, drafts: 0 }).collect::<Vec<_>>();
        for item in items {
            // The variants are in the order of their declaration.
            counts[item.state as usize].drafts += 1;
        }
        counts.retain(|count| count.drafts > 0);
        BatchView {
            record: *record,
            running: *running,
            stopping: *stopping,
            started_at: *started_at,
            total: items.len() as u32,
            open: counts.iter().filter(|count| is_open(count.state)).map(|count| count.drafts).sum(),
            states: counts,
            undoable: record.is_some() && items.iter().any(is_undoable),
            because: because.clone(),
        }
    }
}
/// The drafts, among some given ones, that the running batch has not saved yet. None if no batch runs.
pub(crate) struct InBatch(Option<HashSet<DraftKey>>);

impl InBatch {
    pub(crate) fn of(batch: Option<&Batch>, keys: &[DraftKey]) -> Self {
        let asked: HashSet<&DraftKey> = keys.iter().collect();
        let running = batch.filter(|batch| batch.running);
        let open = |batch: &Batch| {
            let items = batch.items.iter().filter(|item| is_open(item.state) && asked.contains(&item.key));
            items.map(|item| item.key.clone()).collect()
        };
        Self(running.map(open))
    }

    pub(crate) fn contains(&self, key: &DraftKey) -> bool {
        self.0.as_ref().is_some_and(|open| open.contains(key))
    }

    /// Returns why a draft in this state cannot be sent from the tray.
    pub(crate) fn obstacle(&self, key: &DraftKey, state: DraftState) -> Option<DraftObstacle> {
        match (&self.0, state) {
            _ if self.contains(key) => Some(DraftObstacle::InBatch),
            (Some(_), _) => Some(DraftObstacle::BatchRunning),
            (None, DraftState::Invalid) => Some(DraftObstacle::Invalid),
            (None, DraftState::Conflict) => Some(DraftObstacle::Conflict),
            (None, DraftState::Disconnected) => Some(DraftObstacle::Disconnected),
            (None, DraftState::NeedsConfirmation | DraftState::Editing | DraftState::Ready) => None,
        }
    }
}

/// Returns true for an item of a number whose values were changed.
fn is_undoable(item: &BatchItem) -> bool {
    item.key.kind == DraftKind::Number && item.state == BatchState::Applied
}

/// Returns true for an item that is not finished.
pub(crate) fn is_open(state: BatchState) -> bool {
    matches!(state, BatchState::Waiting | BatchState::Running)
}
