//! Batches among the activity: what each was about, and how its writes ended.

use std::collections::{HashMap, HashSet};

use store::ActivityRow;

use super::restore::CARRIED_OUT;
use crate::account::{BatchAbout, Seat, lock};
use crate::view::{ActivityAction, ActivityOutcome, BatchRecord, DeskError, OutcomeCount};

impl Seat {
    /// Returns the batches among the records, by their id. How their writes ended is counted when it is shown, because an
    /// outcome can be settled long after the batch.
    pub(super) fn batch_records(&self, rows: &[ActivityRow]) -> Result<HashMap<i64, BatchRecord>, DeskError> {
        let batches: Vec<&ActivityRow> =
            rows.iter().filter(|row| row.action == <&str>::from(ActivityAction::Batch)).collect();
        if batches.is_empty() {
            return Ok(HashMap::new());
        }
        let ids: Vec<i64> = batches.iter().map(|row| row.id).collect();
        let mut counts = HashMap::<i64, Vec<OutcomeCount>>::new();
        for found in self.store().batch_outcomes(self.id(), &ids)? {
            let outcome = found.outcome.parse().unwrap_or(ActivityOutcome::Unknown);
            counts.entry(found.batch).or_default().push(OutcomeCount { outcome, numbers: found.numbers });
        }
        let undone: HashSet<i64> = self.store().undone_batches(self.id(), &ids)?.into_iter().collect();
        let running =
            lock(&self.account.batch.now).as_ref().filter(|batch| batch.running).and_then(|batch| batch.record);
        let record = |row: &ActivityRow| {
            // A record that this version cannot read is shown with what is known of its writes.
            let about: BatchAbout = serde_json::from_str(&row.detail).unwrap_or_default();
            let mut outcomes = counts.get(&row.id).cloned().unwrap_or_default();
            outcomes.sort_by_key(|count| count.outcome as usize);
            let sent: u32 = outcomes.iter().map(|count| count.numbers).sum();
            BatchRecord {
                numbers: about.numbers.max(sent),
                wabas: about.wabas,
                fields: about.fields,
                outcomes,
                not_sent: about.numbers.saturating_sub(sent),
                running: running == Some(row.id),
                undoes: row.undoes.is_some(),
                undone: undone.contains(&row.id),
            }
        };
        Ok(batches.into_iter().map(|row| (row.id, record(row))).collect())
    }
}

/// Returns whether the batch has changed something that can be undone.
pub(super) fn can_undo(batch: &BatchRecord) -> bool {
    let carried_out = |count: &OutcomeCount| CARRIED_OUT.contains(&<&str>::from(count.outcome));
    !batch.running && batch.outcomes.iter().any(carried_out)
}
