//! The activity record as the window shows and searches it.

use domain::id::WabaId;
use domain::phone::PhoneNumber;
use store::{ActivityFilter, ActivityRow, Grouping};

use super::batches::can_undo;
use super::restore::restorable;
use crate::account::Seat;
use crate::view::said::Said;
use crate::view::{
    ActivityAction, ActivityEntry, ActivityOutcome, ActivityQuery, BatchRecord, DeskError, Rows, Span, phone, words,
};
use crate::writes::Attempt;

impl Seat {
    pub(crate) fn activity(&self, query: &ActivityQuery) -> Result<Rows<ActivityEntry>, DeskError> {
        let grouping = match (query.batch, &query.number) {
            (Some(batch), _) => Grouping::Within(batch),
            (None, None) if !query.flat => Grouping::Batches,
            (None, _) => Grouping::Flat,
        };
        self.activity_in(query, grouping, query.offset, query.limit.min(Span::MOST_ROWS))
    }

    /// Returns `limit` records from `offset` on, all from one read.
    pub(super) fn activity_in(
        &self,
        query: &ActivityQuery,
        grouping: Grouping,
        offset: u32,
        limit: u32,
    ) -> Result<Rows<ActivityEntry>, DeskError> {
        let number = query.number.as_deref().map(phone).transpose()?;
        let filter = ActivityFilter {
            grouping,
            search: query.search.clone(),
            number,
            outcomes: query.outcomes.iter().copied().map(<&str>::from).collect(),
            actions: query.actions.iter().copied().map(<&str>::from).collect(),
            since: query.since,
        };
        let (total, rows) = self.store().activity(self.id(), &filter, offset, limit)?;
        let mut batches = self.batch_records(&rows)?;
        let rows = rows.iter().map(|row| self.activity_entry(row, batches.remove(&row.id))).collect();
        Ok(Rows { total, rows })
    }

    fn activity_entry(&self, row: &ActivityRow, batch: Option<BatchRecord>) -> ActivityEntry {
        // A record that this version cannot read is shown without its values.
        let attempt = Attempt::from_row(row).ok();
        let changes =
            attempt.as_ref().map(|attempt| self.changes_of(&attempt.what, row.after.as_deref())).unwrap_or_default();
        let said = Said::from_kept(row.said.as_deref(), &row.message);
        let (can_undo, can_restore) = match (&batch, attempt) {
            (Some(batch), _) => (can_undo(batch), false),
            (None, Some(attempt)) => restorable(row, &attempt),
            (None, None) => (false, false),
        };
        let is_running = batch.as_ref().is_some_and(|batch| batch.running);
        ActivityEntry {
            id: row.id,
            at: row.at,
            who: row.who.clone(),
            action: row.action.parse().unwrap_or(ActivityAction::Unknown),
            number: row.number.as_ref().map(ToString::to_string),
            international: row.number.as_ref().map(PhoneNumber::international),
            waba: self.waba_in_record(row),
            outcome: row.outcome.parse().unwrap_or(ActivityOutcome::Unknown),
            // What a running batch has not sent yet is not left.
            message: if is_running { String::new() } else { words::of(&said) },
            said,
            request_id: row.request_id.clone(),
            changes,
            part_of: row.batch,
            batch,
            can_undo,
            can_restore,
        }
    }

    /// Returns the WABA's name at the time, if the record has it. Otherwise returns its current name.
    fn waba_in_record(&self, row: &ActivityRow) -> Option<String> {
        let id = WabaId::new(row.waba_id.clone()?);
        let named = (!row.waba_name.is_empty()).then(|| row.waba_name.clone());
        named.or_else(|| self.waba_label(Some(&id)).ok())
    }
}
