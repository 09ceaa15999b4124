//! What drafts would send if they were saved now, counted over all of them.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{Hash, Hasher};

use domain::field::Field;
use domain::phone::PhoneNumber;
use domain::validate::effective_fields;
use store::{DraftRow, MappingDraftRow};

use super::standing::{Standing, draft_of};
use crate::account::{Drafting, Seat, lock};
use crate::view::{DeskError, DraftCount, DraftKey, DraftKind, DraftState, FieldCount, FieldName, NamedNumber, phone};

/// How many of the numbers are named. The others are only counted.
const MOST_NAMED: usize = 5;
/// So many drafts are read one by one. For more of them, all are read at once.
const FEW: usize = 64;

/// Each draft, with a value that changes when the draft is edited or decided otherwise. A change at Plivo does not change
/// it: each number is read again before it is written.
pub(crate) type Stamps = BTreeMap<DraftKey, u64>;

#[derive(Default)]
pub(crate) struct WouldSend {
    pub numbers: usize,
    pub wabas: usize,
    /// Which fields, and for how many numbers.
    pub fields: Vec<FieldCount>,
    pub first: Vec<NamedNumber>,
    /// Drafts of numbers that cannot be sent as they are now.
    pub stay: Vec<DraftCount>,
    /// Drafts of which nothing would be sent.
    pub parked: usize,
    pub mappings: usize,
}

impl Seat {
    /// Returns what these drafts would send. A draft that is no longer there is left out. `marked`: a draft that is not
    /// marked as ready stays.
    pub(crate) fn would_send(&self, keys: &[DraftKey], marked: bool) -> Result<WouldSend, DeskError> {
        let (context, rows) = (self.tray_context()?, self.rows_of(keys)?);
        let mut sum = WouldSend::default();
        let (mut fields, mut stay) = (BTreeMap::<Field, u32>::new(), BTreeMap::<DraftState, u32>::new());
        let mut wabas = HashSet::new();
        for key in keys {
            if key.kind == DraftKind::Mapping {
                sum.mappings += 1;
                continue;
            }
            let number = phone(&key.id)?;
            let Some(row) = rows.get(&number) else { continue };
            let seen = self.seen(&number)?;
            sum.numbers += 1;
            wabas.extend(seen.as_ref().and_then(|seen| seen.waba_id.clone()));
            if sum.first.len() < MOST_NAMED {
                let alias = seen.as_ref().and_then(|seen| seen.held.alias.clone()).unwrap_or_default();
                sum.first.push(NamedNumber { international: number.international(), alias });
            }
            let state = self.state_of(&context, row, seen.as_ref());
            let cannot = matches!(state, DraftState::Invalid | DraftState::Conflict | DraftState::Disconnected);
            if cannot || (marked && !row.ready) {
                *stay.entry(state).or_default() += 1;
                continue;
            }
            let sent = match (draft_of(row), &seen) {
                (Ok(draft), Some(seen)) => {
                    let standing = Standing::of(&draft, &seen.held);
                    effective_fields(&standing.draft, &standing.draft.base)
                }
                _ => Vec::new(),
            };
            sum.parked += usize::from(sent.is_empty());
            sent.into_iter().for_each(|field| *fields.entry(field).or_default() += 1);
        }
        sum.wabas = wabas.len();
        sum.fields =
            fields.into_iter().map(|(field, numbers)| FieldCount { field: FieldName::from(field), numbers }).collect();
        sum.stay = stay.into_iter().map(|(state, drafts)| DraftCount { state, drafts }).collect();
        Ok(sum)
    }

    /// Returns the drafts of the numbers among the keys.
    fn rows_of(&self, keys: &[DraftKey]) -> Result<HashMap<PhoneNumber, DraftRow>, DeskError> {
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
}

pub(crate) fn stamp_of(row: &DraftRow) -> u64 {
    stamp(&(&row.edits, &row.decisions))
}

impl Seat {
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

fn stamp_of_mapping(row: &MappingDraftRow) -> u64 {
    stamp(&(&row.base, &row.target))
}

/// Stamps are compared within one run of the app, and never stored.
fn stamp(what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}
