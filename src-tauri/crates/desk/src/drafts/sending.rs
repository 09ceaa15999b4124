//! What drafts would send if they were saved now, counted over all of them.

use std::collections::{BTreeMap, HashSet};

use domain::field::Field;
use domain::validate::effective_fields;

use super::standing::{Standing, draft_of};
use crate::account::Seat;
use crate::view::{DeskError, DraftCount, DraftKey, DraftKind, DraftState, FieldCount, FieldName, NamedNumber, phone};

/// How many of the numbers are named. The others are only counted.
const MOST_NAMED: usize = 5;

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
    /// All drafts: first those that stay as they are, and then those that are sent.
    pub order: Vec<DraftKey>,
}

impl Seat {
    /// Returns what these drafts would send. A draft that is no longer there is left out. `marked`: a draft that is not
    /// marked as ready stays.
    pub(crate) fn would_send(&self, keys: &[DraftKey], marked: bool) -> Result<WouldSend, DeskError> {
        let (context, rows) = (self.tray_context()?, self.rows_of(keys)?);
        let mut sum = WouldSend::default();
        let (mut fields, mut stay) = (BTreeMap::<Field, u32>::new(), BTreeMap::<DraftState, u32>::new());
        let mut wabas = HashSet::new();
        let mut sending = Vec::new();
        for key in keys {
            if key.kind == DraftKind::Mapping {
                sum.mappings += 1;
                sum.order.push(key.clone());
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
                sum.order.push(key.clone());
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
            if sent.is_empty() {
                sum.order.push(key.clone())
            } else {
                sending.push(key.clone())
            }
            sent.into_iter().for_each(|field| *fields.entry(field).or_default() += 1);
        }
        sum.order.append(&mut sending);
        sum.wabas = wabas.len();
        sum.fields =
            fields.into_iter().map(|(field, numbers)| FieldCount { field: FieldName::from(field), numbers }).collect();
        sum.stay = stay.into_iter().map(|(state, drafts)| DraftCount { state, drafts }).collect();
        Ok(sum)
    }
}
