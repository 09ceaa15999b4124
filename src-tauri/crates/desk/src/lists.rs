//! The lists that the window shows: numbers, members of a WABA, drafts, activity.

use std::sync::Arc;

use domain::id::WabaId;
use domain::phone::PhoneNumber;
use store::{ActivityFilter, ActivityRow};

use crate::account::{Account, Cut};
use crate::error::DeskError;
use crate::numbers::{self, Listing};
use crate::records::{Attempt, What, action_of, action_text, outcome_of, outcome_text};
use crate::view::{
    ActivityEntry, ActivityPage, ActivityQuery, ChangeView, Facets, FieldName, MemberView, NumbersQuery, NumbersWindow,
};
use crate::{Desk, lock};

/// More rows than any screen shows.
const MOST_ROWS: u32 = 500;

impl Desk {
    pub async fn numbers_window(
        &self,
        account: &str,
        query: NumbersQuery,
        (offset, limit): (u32, u32),
        locate: Option<&str>,
    ) -> Result<NumbersWindow, DeskError> {
        let account = self.account(account)?;
        let cut = self.cut(&account, query).await?;
        let locate = locate.and_then(|number| PhoneNumber::parse(number).ok());
        Ok(cut.1.window(&cut.0, &lock(&account.marks).clone(), (offset, limit.min(MOST_ROWS)), locate.as_ref()))
    }

    pub async fn numbers_matching(&self, account: &str, query: NumbersQuery) -> Result<Vec<String>, DeskError> {
        let account = self.account(account)?;
        let (index, listing) = self.cut(&account, query).await?;
        let number = |position: &u32| index.entries[*position as usize].seen.number.to_string();
        Ok(listing.matching.iter().map(number).collect())
    }

    /// The rows of the query: from memory where only the window of rows moved.
    async fn cut(
        &self,
        account: &Arc<Account>,
        query: NumbersQuery,
    ) -> Result<(Arc<numbers::Index>, Arc<Listing>), DeskError> {
        let index = self.index(account).await?;
        let marks = lock(&account.marks).clone();
        if let Some(cut) = lock(&account.listing).as_ref()
            && cut.query == query
            && Arc::ptr_eq(&cut.index, &index)
            && (Arc::ptr_eq(&cut.marks, &marks) || !(query.filter.has_draft || query.filter.has_problem))
        {
            return Ok((index, cut.listing.clone()));
        }
        let listing = Arc::new(numbers::list(&index, &marks, &query));
        let cut = Cut { query, index: index.clone(), marks, listing: listing.clone() };
        *lock(&account.listing) = Some(cut);
        Ok((index, listing))
    }

    pub async fn facets(&self, account: &str) -> Result<Facets, DeskError> {
        let account = self.account(account)?;
        let index = self.index(&account).await?;
        let marks = lock(&account.marks).clone();
        Ok(numbers::facets(&index, &marks))
    }

    pub async fn waba_members(&self, account: &str, waba_id: &str) -> Result<Vec<MemberView>, DeskError> {
        let account = self.account(account)?;
        Ok(self.store().members(&account.id, waba_id)?.iter().map(MemberView::from).collect())
    }

    pub fn activity(&self, account: &str, query: &ActivityQuery) -> Result<ActivityPage, DeskError> {
        let account = self.account(account)?;
        let number = query.number.as_deref().map(crate::phone).transpose()?;
        let filter = ActivityFilter {
            search: query.search.clone(),
            number,
            outcomes: query.outcomes.iter().copied().map(outcome_text).collect(),
            actions: query.actions.iter().copied().map(action_text).collect(),
            since: query.since,
        };
        let (total, rows) = self.store().activity(&account.id, &filter, query.offset, query.limit.min(MOST_ROWS))?;
        let entries = rows.iter().map(|row| self.activity_entry(&account, row)).collect();
        Ok(ActivityPage { total, entries })
    }

    fn activity_entry(&self, account: &Account, row: &ActivityRow) -> ActivityEntry {
        // A record of another version is shown without its values rather than not at all.
        let attempt = Attempt::from_row(row).ok();
        let changes = attempt.as_ref().map(|attempt| self.changes_of(account, &attempt.what)).unwrap_or_default();
        let (can_undo, can_restore) = attempt.map(|attempt| Self::restorable(row, &attempt)).unwrap_or_default();
        ActivityEntry {
            id: row.id,
            at: row.at,
            who: row.who.clone(),
            action: action_of(&row.action),
            number: row.number.as_ref().map(ToString::to_string),
            international: row.number.as_ref().map(PhoneNumber::international),
            waba: self.waba_in_record(account, row),
            outcome: outcome_of(&row.outcome),
            message: row.message.clone(),
            request_id: row.request_id.clone(),
            changes,
            can_undo,
            can_restore,
        }
    }

    /// By the name it bore at the time, where the record has it.
    fn waba_in_record(&self, account: &Account, row: &ActivityRow) -> Option<String> {
        let id = WabaId::new(row.waba_id.clone()?);
        let named = (!row.waba_name.is_empty()).then(|| row.waba_name.clone());
        named.or_else(|| self.waba_label(account, Some(&id)).ok())
    }

    fn changes_of(&self, account: &Account, what: &What) -> Vec<ChangeView> {
        match what {
            What::Configure { before, changes } => {
                let after = changes.over(before);
                let change = |field| ChangeView {
                    field: FieldName::from(field),
                    before: self.value_text(account, field, &before.text(field)),
                    after: self.value_text(account, field, &after.text(field)),
                };
                changes.fields().into_iter().map(change).collect()
            }
            What::Remap { from, to } => vec![ChangeView {
                field: FieldName::AccountMapping,
                before: self.owner_name(account, from),
                after: self.owner_name(account, to),
            }],
            What::Disconnect { .. } => Vec::new(),
        }
    }
}
