//! Restoring: drafts with earlier values. A draft can undo one write, restore a whole configuration, or move a WABA
//! back.
//! Nothing is written to Plivo here. The result is an ordinary draft, and a mapping needs a new confirmation.

use domain::draft::{Draft, NUMBER_FIELDS};
use domain::field::Field;
use domain::observed::{Held, Mapping, Observed};
use domain::phone::PhoneNumber;
use store::ActivityRow;

use crate::account::{Seat, settings};
use crate::view::{Code, DeskError, RestoreOffer, RestoreWhat, RestoredView, words};
use crate::writes::{Attempt, What};

/// Outcomes that show that the write was carried out.
pub(super) const CARRIED_OUT: [&str; 3] = ["confirmed", "different", "by_hand"];

impl Seat {
    pub(crate) fn restore(&self, activity: i64, what: RestoreWhat) -> Result<RestoredView, DeskError> {
        let gone = || DeskError::new(Code::Gone, "This record is no longer here.");
        let row = self.store().activity_entry(self.id(), activity)?.ok_or_else(gone)?;
        let attempt = Attempt::from_row(&row)?;
        let restored = match (what, &attempt.what) {
            (RestoreWhat::Mapping | RestoreWhat::Change, What::Remap { from, .. }) => {
                self.restore_mapping(&attempt, from.clone())?
            }
            (RestoreWhat::Mapping, _) => self.restore_mapping_of(&row, &attempt)?,
            (RestoreWhat::Change, What::Configure { before, changes }) => {
                self.restore_fields(&attempt.number, before, &changes.fields())?
            }
            (_, What::Configure { before, .. } | What::Disconnect { before }) => {
                self.restore_fields(&attempt.number, before, &NUMBER_FIELDS)?
            }
            (RestoreWhat::Configuration, What::Remap { .. }) => {
                return Err(DeskError::new(Code::InvalidInput, "This record holds no configuration of a number."));
            }
        };
        self.drafts_changed()?;
        Ok(restored)
    }

    /// Makes a draft with the earlier values of the fields. An existing draft is set aside, and can be restored.
    fn restore_fields(&self, number: &PhoneNumber, before: &Held, fields: &[Field]) -> Result<RestoredView, DeskError> {
        let _drafting = self.account.drafts.hold();
        let mut draft = Draft::new(self.last_seen(number)?.held);
        let lost: Vec<Field> = fields.iter().copied().filter(|field| !draft.take(*field, before)).collect();
        let nothing = draft.is_empty();
        // After a second restore the same draft is already there, so nothing is set aside.
        let stands = self.draft(number)?.is_some_and(|standing| standing.edits == draft.edits);
        let mut replaced = None;
        if !nothing && !stands {
            let row = self.draft_row(number, &draft, (None, false))?;
            replaced = self.store().replace_drafts(self.id(), &[row], &[], self.now())?.pop();
        }
        let note = (!lost.is_empty()).then(|| words::were_empty(&lost));
        Ok(RestoredView { number: number.to_string(), replaced, note, nothing })
    }

    fn restore_mapping(&self, attempt: &Attempt, to: Mapping) -> Result<RestoredView, DeskError> {
        let unknown = || DeskError::new(Code::Gone, "The record names no WABA.");
        let waba = attempt.waba.clone().ok_or_else(unknown)?;
        let _drafting = self.account.drafts.hold();
        let nothing = self.waba_named(&waba)?.is_some_and(|now| now.mapping == to);
        let stands = self.mapping_draft(&waba)?.is_some_and(|standing| standing.target == to);
        let mut replaced = None;
        if !nothing && !stands {
            let row = self.mapping_row(&waba, &to)?;
            replaced = self.store().replace_drafts(self.id(), &[], &[row], self.now())?.pop();
        }
        let member = self.member_of(waba.as_str())?.unwrap_or(attempt.number);
        Ok(RestoredView { number: member.to_string(), replaced, note: None, nothing })
    }

    /// Makes a draft with the mapping that the restore point kept beside the configuration.
    fn restore_mapping_of(&self, row: &ActivityRow, attempt: &Attempt) -> Result<RestoredView, DeskError> {
        let none = || DeskError::new(Code::InvalidInput, "This record does not say where the WABA belonged.");
        let to = self.mapping_then(row, &attempt.number)?.ok_or_else(none)?;
        self.restore_mapping(attempt, to)
    }

    fn mapping_then(&self, row: &ActivityRow, number: &PhoneNumber) -> Result<Option<Mapping>, DeskError> {
        let points = self.store().restore_points(self.id(), number)?;
        let point = points.into_iter().find(|point| Some(point.id) == row.restore_point);
        Ok(point.and_then(|point| point.mapping).and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Returns an offer to restore the configuration, if the number was disconnected here and is at Plivo again.
    pub(crate) fn restore_offer(&self, seen: &Observed) -> Result<Option<RestoreOffer>, DeskError> {
        if self.store().number(self.id(), &seen.number)?.is_none() {
            return Ok(None);
        }
        let last = self.store().last_activity(self.id(), &seen.number, &CARRIED_OUT)?;
        let Some(row) = last.filter(|row| row.action == "disconnect" && row.outcome != "different") else {
            return Ok(None);
        };
        if self.store().setting(&settings::restore_dismissed(self.id(), &seen.number))? == Some(row.id.to_string()) {
            return Ok(None);
        }
        let then = self.mapping_then(&row, &seen.number)?;
        let now = match &seen.waba_id {
            Some(waba) => self.waba_named(waba)?.map(|waba| waba.mapping),
            None => None,
        };
        let mapping = then.filter(|then| now.as_ref() != Some(then)).map(|then| self.owner_name(&then));
        Ok(Some(RestoreOffer { activity: row.id, at: row.at, mapping }))
    }

    pub(crate) fn dismiss_restore(&self, number: &PhoneNumber) -> Result<(), DeskError> {
        if let Some(row) = self.store().last_activity(self.id(), number, &CARRIED_OUT)? {
            self.store().put_setting(&settings::restore_dismissed(self.id(), number), &row.id.to_string())?;
        }
        Ok(())
    }
}

/// Returns whether the record can be undone, and whether it contains a whole configuration.
pub(super) fn restorable(row: &ActivityRow, attempt: &Attempt) -> (bool, bool) {
    let carried_out = CARRIED_OUT.contains(&row.outcome.as_str());
    match attempt.what {
        What::Configure { .. } => (carried_out, true),
        What::Remap { .. } => (carried_out, false),
        What::Disconnect { .. } => (false, true),
    }
}
