//! The changes of an attempt, field by field, with the names that people know.

use domain::field::Field;
use domain::observed::Held;

use super::attempt::{ReadBack, What};
use crate::account::Seat;
use crate::view::{FieldName, RecordedChange};

impl Seat {
    /// Returns the requested changes. Each includes the value that Plivo was then read to hold, if it is not the
    /// requested one.
    pub(crate) fn changes_of(&self, what: &What, after: Option<&str>) -> Vec<RecordedChange> {
        let read: Option<ReadBack> = after.and_then(|text| serde_json::from_str(text).ok());
        match what {
            What::Configure { before, changes } => {
                let (asked, held) = (changes.over(before), read.as_ref().and_then(ReadBack::held));
                let text = |field, of: &Held| self.value_text(field, &of.text(field));
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
                before: self.owner_name(from),
                after: self.owner_name(to),
                read_back: read
                    .as_ref()
                    .and_then(ReadBack::mapping)
                    .filter(|now| *now != to)
                    .map(|now| self.owner_name(now)),
            }],
            What::Disconnect { before } => {
                let gone = |field| RecordedChange {
                    field: FieldName::from(field),
                    before: self.value_text(field, &before.text(field)),
                    after: String::new(),
                    read_back: None,
                };
                let is_set = |field: &Field| !before.text(*field).is_empty();
                Field::OF_A_NUMBER.into_iter().filter(is_set).map(gone).collect()
            }
        }
    }

    /// Returns the names that an attempt is shown with, for the search: the record itself contains IDs.
    pub(super) fn labels_of(&self, what: &What) -> String {
        let changes = self.changes_of(what, None);
        let labels = changes.into_iter().flat_map(|change| [change.before, change.after]);
        labels.collect::<Vec<_>>().join(" ")
    }
}
