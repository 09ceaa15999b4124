//! Stamps of drafts: values that change when a draft is edited or decided otherwise. A batch sends a draft only with the
//! stamp that was confirmed.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};

use domain::phone::PhoneNumber;
use store::{DraftRow, MappingDraftRow};

use crate::account::{Drafting, Seat, lock};
use crate::view::{DeskError, DraftKey, DraftKind, phone};

/// So many drafts are read one by one. For more of them, all are read at once.
const FEW: usize = 64;

/// Each draft, with a value that changes when the draft is edited or decided otherwise. A change at Plivo does not change
/// it: each number is read again before it is written.
pub(crate) type Stamps = BTreeMap<DraftKey, u64>;

impl Seat {
    /// Returns the drafts of the numbers among the keys.
    pub(super) fn rows_of(&self, keys: &[DraftKey]) -> Result<HashMap<PhoneNumber, DraftRow>, DeskError> {
        let mut rows = HashMap::new();
        if keys.len() > FEW {
            rows.extend(self.store().drafts(self.id())?.into_iter().map(|row| (row.number, row)));
            return Ok(rows);
        }
        for key in keys.iter().filter(|key| key.kind == DraftKind::Number) {
            let number = phone(&key.id)?;
            rows.extend(self.store().draft(self.id(), &number)?.map(|row| (number, row)));
        }
        Ok(rows)
    }

    /// Returns the stamps of those of the drafts that are there, and that are marked as ready if `marked`.
    pub(crate) fn stamps(&self, keys: &[DraftKey], marked: bool) -> Result<Stamps, DeskError> {
        let (rows, mut stamps) = (self.rows_of(keys)?, Stamps::new());
        for key in keys {
            let stamp = match key.kind {
                DraftKind::Number => rows.get(&phone(&key.id)?).filter(|row| row.ready || !marked).map(stamp_of),
                DraftKind::Mapping => self.store().mapping_draft(self.id(), &key.id)?.as_ref().map(stamp_of_mapping),
            };
            stamps.extend(stamp.map(|stamp| (key.clone(), stamp)));
        }
        Ok(stamps)
    }

    /// The app has rewritten a draft because of what Plivo holds now: without edits that Plivo holds already. If a batch
    /// was confirmed with it, it still is.
    pub(super) fn stay_confirmed(
        &self,
        _drafting: &Drafting<'_>,
        number: &PhoneNumber,
        before: Option<&DraftRow>,
    ) -> Result<(), DeskError> {
        let Some(before) = before else { return Ok(()) };
        let Some(now) = self.store().draft(self.id(), number)? else { return Ok(()) };
        let key = DraftKey { kind: DraftKind::Number, id: number.to_string() };
        if let Some(batch) = lock(&self.account.batch.now).as_mut()
            && let Some(stamp) = batch.confirmed.get_mut(&key)
            && *stamp == stamp_of(before)
        {
            *stamp = stamp_of(&now);
        }
        Ok(())
    }
}

pub(crate) fn stamp_of(row: &DraftRow) -> u64 {
    stamp(&(&row.edits, &row.decisions))
}

fn stamp_of_mapping(row: &MappingDraftRow) -> u64 {
    stamp(&(&row.base, &row.target))
}

/// Stamps are compared within one run of the app, and never stored.
fn stamp(what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}
