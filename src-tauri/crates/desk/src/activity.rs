//! The record as it is shown, searched and exported.

use domain::field::Field;
use domain::id::WabaId;
use domain::observed::Held;
use domain::phone::PhoneNumber;
use store::{ActivityFilter, ActivityRow};

use crate::account::Account;
use crate::error::DeskError;
use crate::records::{Attempt, ReadBack, What, action_of, action_text, outcome_of, outcome_text};
use crate::said::Said;
use crate::view::{ActivityEntry, ActivityQuery, FieldName, RecordedChange, Rows, Span};
use crate::{Desk, words};

impl Desk {
    pub fn activity(&self, account: &str, query: &ActivityQuery) -> Result<Rows<ActivityEntry>, DeskError> {
        let account = self.account(account)?;
        let number = query.number.as_deref().map(crate::phone).transpose()?;
        let filter = ActivityFilter {
            search: query.search.clone(),
            number,
            outcomes: query.outcomes.iter().copied().map(outcome_text).collect(),
            actions: query.actions.iter().copied().map(action_text).collect(),
            since: query.since,
        };
        let (total, rows) =
            self.store().activity(&account.id, &filter, query.offset, query.limit.min(Span::MOST_ROWS))?;
        let rows = rows.iter().map(|row| self.activity_entry(&account, row)).collect();
        Ok(Rows { total, rows })
    }

    fn activity_entry(&self, account: &Account, row: &ActivityRow) -> ActivityEntry {
        // A record of another version is shown without its values rather than not at all.
        let attempt = Attempt::from_row(row).ok();
        let changes = attempt
            .as_ref()
            .map(|attempt| self.changes_of(account, &attempt.what, row.after.as_deref()))
            .unwrap_or_default();
        let said = Said::from_kept(row.said.as_deref(), &row.message);
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
            message: words::of(&said),
            said,
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

    /// What was asked for, and where Plivo was then read to hold something else, that too.
    fn changes_of(&self, account: &Account, what: &What, after: Option<&str>) -> Vec<RecordedChange> {
        let read: Option<ReadBack> = after.and_then(|text| serde_json::from_str(text).ok());
        match what {
            What::Configure { before, changes } => {
                let (asked, held) = (changes.over(before), read.as_ref().and_then(ReadBack::held));
                let text = |field, of: &Held| self.value_text(account, field, &of.text(field));
                let change = |field| RecordedChange {
                    field: FieldName::from(field),
                    before: text(field, before),
                    after: text(field, &asked),
                    read_back: held.filter(|held| held.text(field) != asked.text(field)).map(|held| text(field, held)),
                };
                changes.fields().into_iter().map(change).collect()
            }
            What::Remap { from, to } => vec![RecordedChange {
                field: FieldName::AccountMapping,
                before: self.owner_name(account, from),
                after: self.owner_name(account, to),
                read_back: read
                    .as_ref()
                    .and_then(ReadBack::mapping)
                    .filter(|now| *now != to)
                    .map(|now| self.owner_name(account, now)),
            }],
            What::Disconnect { before } => {
                let gone = |field| RecordedChange {
                    field: FieldName::from(field),
                    before: self.value_text(account, field, &before.text(field)),
                    after: String::new(),
                    read_back: None,
                };
                let told = |field: &Field| !before.text(*field).is_empty();
                Field::OF_A_NUMBER.into_iter().filter(told).map(gone).collect()
            }
        }
    }

    /// The names that an attempt is shown with, by which it is then found: the record itself holds IDs.
    pub(crate) fn labels_of(&self, account: &Account, what: &What) -> String {
        let changes = self.changes_of(account, what, None);
        let labels = changes.into_iter().flat_map(|change| [change.before, change.after]);
        labels.collect::<Vec<_>>().join(" ")
    }
}
