//! The activity record as the window shows and searches it.

use domain::id::WabaId;
use domain::phone::PhoneNumber;
use store::{ActivityFilter, ActivityRow};

use super::restore::restorable;
use crate::account::Seat;
use crate::view::said::Said;
use crate::view::{ActivityAction, ActivityEntry, ActivityOutcome, ActivityQuery, DeskError, Rows, Span, phone, words};
use crate::writes::Attempt;

impl Seat {
    pub(crate) fn activity(&self, query: &ActivityQuery) -> Result<Rows<ActivityEntry>, DeskError> {
        self.activity_in(query, query.offset, query.limit.min(Span::MOST_ROWS))
    }

    /// Returns `limit` records from `offset` on, all from one read.
    pub(super) fn activity_in(
        &self,
        query: &ActivityQuery,
        offset: u32,
        limit: u32,
    ) -> Result<Rows<ActivityEntry>, DeskError> {
        let number = query.number.as_deref().map(phone).transpose()?;
        let filter = ActivityFilter {
            search: query.search.clone(),
            number,
            outcomes: query.outcomes.iter().copied().map(<&str>::from).collect(),
            actions: query.actions.iter().copied().map(<&str>::from).collect(),
            since: query.since,
        };
        let (total, rows) = self.store().activity(self.id(), &filter, offset, limit)?;
        let rows = rows.iter().map(|row| self.activity_entry(row)).collect();
        Ok(Rows { total, rows })
    }

    fn activity_entry(&self, row: &ActivityRow) -> ActivityEntry {
        // A record that this version cannot read is shown without its values.
        let attempt = Attempt::from_row(row).ok();
        let changes =
            attempt.as_ref().map(|attempt| self.changes_of(&attempt.what, row.after.as_deref())).unwrap_or_default();
        let said = Said::from_kept(row.said.as_deref(), &row.message);
        let (can_undo, can_restore) = attempt.map(|attempt| restorable(row, &attempt)).unwrap_or_default();
        ActivityEntry {
            id: row.id,
            at: row.at,
            who: row.who.clone(),
            action: row.action.parse().unwrap_or(ActivityAction::Unknown),
            number: row.number.as_ref().map(ToString::to_string),
            international: row.number.as_ref().map(PhoneNumber::international),
            waba: self.waba_in_record(row),
            outcome: row.outcome.parse().unwrap_or(ActivityOutcome::Unknown),
            message: words::of(&said),
            said,
            request_id: row.request_id.clone(),
            changes,
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
