//! Edits of drafts. Every edit is on disk before it is acknowledged.

use domain::draft::{Draft, FieldEdit};
use domain::field::Field;
use domain::merge::{apply, merge_without_conflicts};
use domain::observed::{Held, Mapping};
use domain::phone::PhoneNumber;
use domain::validate::effective_fields;
use store::DraftRow;

use super::standing::draft_of;
use crate::account::{Drafting, Seat};
use crate::view::{Code, DeskError, DiscardedDraft, Edit, FieldName, words};

impl Seat {
    /// Returns after the edit is committed to disk.
    pub(crate) fn edit(&self, number: &PhoneNumber, edit: Edit) -> Result<(), DeskError> {
        {
            let drafting = self.account.drafts.hold();
            match field_edit(edit) {
                Ok(edit) => self.change_draft(&drafting, number, |draft, seen| match seen {
                    Some(seen) => apply(draft, seen, edit),
                    None => draft.apply(edit),
                })?,
                Err(target) => self.edit_mapping(&drafting, number, &target)?,
            }
        }
        self.drafts_changed()
    }

    pub(crate) fn undo_field(&self, number: &PhoneNumber, field: FieldName) -> Result<(), DeskError> {
        {
            let drafting = self.account.drafts.hold();
            match field_of(field) {
                Some(Field::AccountMapping) => self.undo_mapping(&drafting, number)?,
                Some(field) => self.change_draft(&drafting, number, |draft, _| draft.undo(field))?,
                None => return Err(words::broken(&"a field that has no draft")),
            }
        }
        self.drafts_changed()
    }

    fn change_draft(
        &self,
        drafting: &Drafting<'_>,
        number: &PhoneNumber,
        change: impl FnOnce(&mut Draft, Option<&Held>),
    ) -> Result<(), DeskError> {
        let seen = self.store().number(self.id(), number)?.map(|row| row.seen.held);
        let mut draft = match (self.draft(number)?, &seen) {
            // The edit applies to what Plivo holds now, except in a group with a conflict.
            (Some(draft), Some(seen)) => merge_without_conflicts(&draft, seen),
            (Some(draft), None) => draft,
            (None, _) => Draft::new(self.last_seen(number)?.held),
        };
        change(&mut draft, seen.as_ref());
        self.put_draft(drafting, number, &draft, false)
    }

    /// Changes an existing draft. It stays ready, unless nothing is left that could be sent.
    pub(super) fn change_kept_draft(
        &self,
        drafting: &Drafting<'_>,
        number: &PhoneNumber,
        change: impl FnOnce(&mut Draft),
    ) -> Result<(), DeskError> {
        let Some(kept) = self.store().draft(self.id(), number)? else { return Ok(()) };
        let before = draft_of(&kept)?;
        let mut draft = before.clone();
        change(&mut draft);
        if draft == before {
            return Ok(());
        }
        self.put_draft(drafting, number, &draft, kept.ready && may_be_sent(&draft))
    }

    /// Stores the draft, or removes it if it has no edits.
    fn put_draft(
        &self,
        _drafting: &Drafting<'_>,
        number: &PhoneNumber,
        draft: &Draft,
        ready: bool,
    ) -> Result<(), DeskError> {
        if draft.is_empty() {
            return Ok(self.store().remove_draft(self.id(), number)?);
        }
        let started_at = self.store().draft(self.id(), number)?.map(|kept| kept.started_at);
        Ok(self.store().put_draft(&self.draft_row(number, draft, (started_at, ready))?)?)
    }

    /// Replaces a draft by itself, merged with what Plivo holds. Nobody edited it, so it keeps its time.
    pub(super) fn put_merged(
        &self,
        drafting: &Drafting<'_>,
        number: &PhoneNumber,
        merged: &Draft,
    ) -> Result<(), DeskError> {
        let Some(kept) = self.store().draft(self.id(), number)? else { return Ok(()) };
        if merged.is_empty() {
            return Ok(self.store().remove_draft(self.id(), number)?);
        }
        let ready = kept.ready && may_be_sent(merged);
        let row = self.draft_row(number, merged, (Some(kept.started_at), ready))?;
        self.store().put_draft(&DraftRow { saved_at: kept.saved_at, ..row })?;
        self.stay_confirmed(drafting, number, Some(&kept))
    }

    pub(crate) fn draft_row(
        &self,
        number: &PhoneNumber,
        draft: &Draft,
        (started_at, ready): (Option<i64>, bool),
    ) -> Result<DraftRow, DeskError> {
        let now = self.now();
        Ok(DraftRow {
            account: self.account.id.clone(),
            number: *number,
            base: serde_json::to_string(&draft.base).map_err(|error| words::broken(&error))?,
            edits: serde_json::to_string(&draft.edits).map_err(|error| words::broken(&error))?,
            started_at: started_at.unwrap_or(now),
            saved_at: now,
            ready,
            decisions: serde_json::to_string(&draft.decisions).map_err(|error| words::broken(&error))?,
        })
    }

    /// Discards drafts. The discard can be undone.
    pub(crate) fn discard(&self, number: &PhoneNumber, mapping: bool) -> Result<DiscardedDraft, DeskError> {
        let id = {
            let _drafting = self.account.drafts.hold();
            let waba = if mapping { Some(self.waba_of(number)?.to_string()) } else { None };
            self.store().discard(self.id(), Some(number), waba.as_deref(), self.now())?
        };
        self.drafts_changed()?;
        Ok(DiscardedDraft { id })
    }

    pub(crate) fn undo_discard(&self, id: i64) -> Result<(), DeskError> {
        let back = {
            let _drafting = self.account.drafts.hold();
            self.store().undo_discard(self.id(), id)?
        };
        if back {
            self.drafts_changed()?;
        }
        let newer = "A newer draft has replaced the discarded one. Discard the newer one first.";
        if back { Ok(()) } else { Err(DeskError::new(Code::InvalidInput, newer)) }
    }
}

fn may_be_sent(draft: &Draft) -> bool {
    !effective_fields(draft, &draft.base).is_empty()
}

/// Returns the edit of a number's field. An edit of the mapping is returned as an error, because the mapping belongs to
/// the WABA.
fn field_edit(edit: Edit) -> Result<FieldEdit, Mapping> {
    Ok(match edit {
        Edit::Alias(text) => FieldEdit::Alias(text),
        Edit::ConfigurationType(chosen) => FieldEdit::ConfigurationType(chosen.into()),
        Edit::WebhookUrl(text) => FieldEdit::WebhookUrl(text),
        Edit::AiAgent(id) => FieldEdit::AiAgent(id),
        Edit::Calling(on) => FieldEdit::Calling(on),
        Edit::AnswerUrl(text) => FieldEdit::AnswerUrl(text),
        Edit::AccountMapping(target) => return Err(Mapping::from_wire(target.as_deref())),
    })
}

pub(crate) fn field_of(name: FieldName) -> Option<Field> {
    Some(match name {
        FieldName::Alias => Field::Alias,
        FieldName::ConfigurationType => Field::ConfigurationType,
        FieldName::WebhookUrl => Field::WebhookUrl,
        FieldName::AiAgent => Field::AiAgent,
        FieldName::Calling => Field::Calling,
        FieldName::AnswerUrl => Field::AnswerUrl,
        FieldName::AccountMapping => Field::AccountMapping,
        _ => return None,
    })
}
