//! Undoing a batch: drafts with the values from before it, which are confirmed and applied as a batch of their own.
//!
//! Each draft starts from what the batch left. So a field that somebody has changed since is a conflict, and is not
//! overwritten.

use std::collections::{BTreeMap, BTreeSet};

use domain::draft::Draft;
use domain::field::Field;
use domain::observed::Held;
use domain::phone::PhoneNumber;
use store::{ActivityFilter, ActivityRow, DraftRow, Grouping};

use super::restore::CARRIED_OUT;
use crate::account::{BatchAbout, Made, Seat, lock};
use crate::drafts::Standing;
use crate::view::{ActivityAction, ActivityOutcome, BatchState, BatchUndo, Code, DeskError, FieldCount, words};
use crate::writes::{Attempt, ReadBack, What};

/// What a batch did to one number.
#[derive(Default)]
struct Done {
    fields: Vec<Field>,
    before: Held,
    /// What the batch left.
    after: Held,
}

impl Seat {
    /// Makes the drafts that undo a batch. Nothing is sent. A number with a draft is left out: nobody's work is replaced.
    pub(crate) fn undo_batch(&self, record: i64) -> Result<BatchUndo, DeskError> {
        let mappings = self.refuse_undo(record)?.mappings;
        let filter = ActivityFilter { grouping: Grouping::Within(record), ..ActivityFilter::default() };
        let (_, rows) = self.store().activity(self.id(), &filter, 0, u32::MAX)?;
        let (done, unknown) = done_by(&rows);
        let mut undo = Undo { at: self.now(), unknown, ..Undo::default() };
        let made = {
            let _drafting = self.account.drafts.hold();
            for (number, done) in &done {
                self.undo_one(number, done, &mut undo)?;
            }
            self.store().replace_drafts(self.id(), &undo.rows, &[], undo.at)?;
            let numbers: Vec<PhoneNumber> = undo.rows.iter().map(|row| row.number).collect();
            Made {
                ready: numbers.clone(),
                numbers,
                wabas: Vec::new(),
                aside: Vec::new(),
                at: undo.at,
                undoes: Some(record),
            }
        };
        let made = self.keep_made(made);
        self.drafts_were_made();
        let stay = undo.stay.into_iter().map(|(field, numbers)| FieldCount { field: field.into(), numbers }).collect();
        let Undo { unchanged, drafted, gone, unknown, .. } = undo;
        Ok(BatchUndo { made, unchanged, drafted, gone, unknown, mappings, stay })
    }

    /// Returns what the batch was about, or why it cannot be undone now.
    fn refuse_undo(&self, record: i64) -> Result<BatchAbout, DeskError> {
        let gone = || DeskError::new(Code::Gone, "This record is no longer here.");
        let row = self.store().activity_entry(self.id(), record)?.ok_or_else(gone)?;
        if row.action != <&str>::from(ActivityAction::Batch) {
            return Err(DeskError::new(Code::InvalidInput, "This record is not a batch."));
        }
        let about = serde_json::from_str(&row.detail).unwrap_or_default();
        let held = lock(&self.account.batch.now);
        let Some(batch) = held.as_ref() else { return Ok(about) };
        if batch.running {
            let message = "A batch is running. Stop it, or wait for its end.";
            return Err(DeskError::new(Code::InvalidInput, message));
        }
        match batch.items.iter().filter(|item| item.state == BatchState::Waiting).count() {
            0 => Ok(about),
            waiting => Err(DeskError::new(Code::Interrupted, words::left_waiting(waiting))),
        }
    }

    fn undo_one(&self, number: &PhoneNumber, done: &Done, undo: &mut Undo) -> Result<(), DeskError> {
        let Some(seen) = self.store().number(self.id(), number)?.map(|row| row.seen) else {
            undo.gone += 1;
            return Ok(());
        };
        let mut draft = Draft::new(seen.held.clone());
        let mut stay = Vec::new();
        for field in &done.fields {
            draft.start_from(*field, &done.after);
            if !draft.take(*field, &done.before) {
                stay.push(*field);
            }
        }
        let standing = Standing::of(&draft, &seen.held);
        let is_done = standing.conflicts.is_empty() && standing.draft.is_empty();
        if is_done && stay.is_empty() {
            undo.unchanged += 1;
            return Ok(());
        }
        if self.store().draft(self.id(), number)?.is_some() {
            undo.drafted += 1;
            return Ok(());
        }
        stay.into_iter().for_each(|field| *undo.stay.entry(field).or_default() += 1);
        if is_done {
            return Ok(());
        }
        let row = self.draft_row(number, &draft, (None, false))?;
        undo.rows.push(DraftRow { saved_at: undo.at, ..row });
        Ok(())
    }
}

/// The drafts that are being made, and the numbers without one.
#[derive(Default)]
struct Undo {
    at: i64,
    rows: Vec<DraftRow>,
    unchanged: u32,
    drafted: u32,
    gone: u32,
    unknown: u32,
    stay: BTreeMap<Field, u32>,
}

/// Returns what the writes of a batch did to each number, and for how many numbers that is not known. The writes are in
/// their order for each number.
fn done_by(rows: &[ActivityRow]) -> (BTreeMap<PhoneNumber, Done>, u32) {
    let mut all = BTreeMap::<PhoneNumber, Done>::new();
    let mut unknown = BTreeSet::new();
    for row in rows {
        let Some(number) = row.number else { continue };
        let carried_out = CARRIED_OUT.contains(&row.outcome.as_str());
        let What::Configure { before, changes } = (match Attempt::from_row(row) {
            Ok(attempt) => attempt.what,
            Err(_) => {
                unknown.insert(number);
                continue;
            }
        }) else {
            continue;
        };
        if !carried_out {
            if row.outcome == <&str>::from(ActivityOutcome::NotYetKnown) {
                unknown.insert(number);
            }
            continue;
        }
        // What Plivo returned instead was somebody else's, so it has to be a conflict.
        let is_theirs = row.outcome == <&str>::from(ActivityOutcome::Different);
        let read: Option<ReadBack> =
            row.after.as_deref().filter(|_| !is_theirs).and_then(|text| serde_json::from_str(text).ok());
        let after = read.as_ref().and_then(ReadBack::held).cloned().unwrap_or_else(|| changes.over(&before));
        let done = all.entry(number).or_insert_with(|| Done { before, ..Done::default() });
        done.after = after;
        done.fields.extend(changes.fields());
    }
    all.retain(|number, _| !unknown.contains(number));
    for done in all.values_mut() {
        done.fields.sort_unstable();
        done.fields.dedup();
    }
    (all, unknown.len() as u32)
}
