//! Finished drafts: what remains of a draft once Plivo holds its values, by a write from here or by somebody else's
//! change.

use domain::draft::Draft;
use domain::field::Field;
use domain::id::WabaId;
use domain::observed::{Mapping, Observed};
use domain::phone::PhoneNumber;
use store::MappingDraftRow;

use super::standing::Standing;
use crate::account::{Drafting, Seat};
use crate::view::{Code, DeskError, Notice};

impl Seat {
    /// Merges the draft with `seen`, because a write begins that was planned from it. Edits that were decided against
    /// leave the draft, and edits that Plivo holds already: after the write, nothing else would keep them from the next
    /// save. `planned` is the draft that was planned: what was typed since then stays.
    pub(crate) fn draft_is_planned(&self, seen: &Observed, planned: &Draft) -> Result<(), DeskError> {
        let is_new = self.keep_planned(&self.account.drafts.hold(), seen, planned)?;
        if is_new { self.tell_rebased(&seen.number) } else { Ok(()) }
    }

    /// The same on disk only, without a notice. Returns whether the draft is another one now.
    pub(crate) fn keep_planned(
        &self,
        drafting: &Drafting<'_>,
        seen: &Observed,
        planned: &Draft,
    ) -> Result<bool, DeskError> {
        let Some(draft) = self.draft(&seen.number)? else { return Ok(false) };
        let mut merged = Standing::of(&draft, &seen.held).draft;
        let (base, wanted, planned) = (merged.base.clone(), merged.over(&seen.held), planned.over(&seen.held));
        // The merge keeps an edit that differs by a space at its end: somebody may be typing it.
        let is_held = |field: &Field| {
            let (held, wanted) = (seen.held.text(*field), wanted.text(*field));
            base.text(*field) == held && wanted == planned.text(*field) && wanted.trim() == held.trim()
        };
        merged.edits.fields().into_iter().filter(is_held).for_each(|field| merged.undo(field));
        let is_new = merged != draft;
        if is_new {
            self.put_merged(drafting, &seen.number, &merged)?;
        }
        Ok(is_new)
    }

    /// Removes the edits that a write carried out. The fields in `kept` stay in the draft: Plivo does not return them,
    /// or they were not sent. Edits that were typed during the write stay too. Written fields get what Plivo holds now
    /// as their new base.
    pub(crate) fn draft_is_written(&self, seen: &Observed, written: &Draft, kept: &[Field]) -> Result<(), DeskError> {
        self.keep_written(&self.account.drafts.hold(), seen, written, kept)?;
        self.tell_rebased(&seen.number)
    }

    /// The same on disk only, without a notice.
    pub(crate) fn keep_written(
        &self,
        drafting: &Drafting<'_>,
        seen: &Observed,
        written: &Draft,
        kept: &[Field],
    ) -> Result<(), DeskError> {
        let carried: Vec<Field> = written.edits.fields().into_iter().filter(|field| !kept.contains(field)).collect();
        self.rebase(drafting, seen, &carried, |current, field| {
            written.over(&seen.held).text(field) == current.over(&seen.held).text(field)
        })
    }

    /// A read has proven a write of these fields: removes the edits whose values Plivo holds now.
    pub(crate) fn draft_is_settled(&self, seen: &Observed, carried: &[Field]) -> Result<(), DeskError> {
        self.rebase(&self.account.drafts.hold(), seen, carried, |current, field| {
            current.over(&seen.held).text(field).trim() == seen.held.text(field).trim()
        })?;
        self.tell_rebased(&seen.number)
    }

    fn rebase(
        &self,
        drafting: &Drafting<'_>,
        seen: &Observed,
        carried: &[Field],
        done: impl Fn(&Draft, Field) -> bool,
    ) -> Result<(), DeskError> {
        let before = self.store().draft(self.id(), &seen.number)?;
        self.change_kept_draft(drafting, &seen.number, |draft| {
            let current = draft.clone();
            for field in carried.iter().copied() {
                draft.start_from(field, &seen.held);
                if current.edits.has(field) && done(&current, field) {
                    draft.undo(field);
                }
            }
        })?;
        self.stay_confirmed(drafting, &seen.number, before.as_ref())
    }

    fn tell_rebased(&self, number: &PhoneNumber) -> Result<(), DeskError> {
        self.drafts_changed()?;
        self.tell(Notice::PanelChanged { account: self.account.id.clone(), number: number.to_string() });
        Ok(())
    }

    /// Removes a draft if Plivo was read to hold all of its values.
    pub(super) fn drop_draft_if_done(&self, seen: &Observed) -> Result<(), DeskError> {
        {
            let drafting = self.account.drafts.hold();
            let draft = match self.draft(&seen.number) {
                Ok(Some(draft)) => draft,
                Ok(None) => return Ok(()),
                // A draft of a later version. The read was stored, and must not fail for this.
                Err(error) if error.code == Code::Internal => {
                    log::warn!("a draft of {} cannot be read: {error}", seen.number);
                    return Ok(());
                }
                Err(error) => return Err(error),
            };
            // A decision can be changed until the draft is saved.
            if !draft.decisions.is_empty() || !Standing::of(&draft, &seen.held).draft.is_empty() {
                return Ok(());
            }
            self.change_kept_draft(&drafting, &seen.number, |current| *current = Draft::new(seen.held.clone()))?;
        }
        self.drafts_changed()
    }

    /// Removes mapping drafts whose target Plivo holds already: somebody else moved the WABA there.
    pub(super) fn drop_done_mappings(&self) -> Result<(), DeskError> {
        let dropped = {
            // Under this lock no mapping is older than its draft: a draft that undoes a remap is made after the remap
            // was read.
            let _drafting = self.account.drafts.hold();
            let wabas = self.store().wabas(self.id())?;
            let now = |id: &str| wabas.iter().find(|waba| waba.id.as_str() == id).map(|waba| &waba.mapping);
            let is_done =
                |row: &MappingDraftRow| now(&row.waba_id).is_some_and(|now| now.wire() == row.target.as_deref());
            let rows: Vec<_> = self.store().mapping_drafts(self.id())?.into_iter().filter(is_done).collect();
            let remove = |row: &MappingDraftRow| self.store().remove_mapping_draft(self.id(), &row.waba_id);
            self.store().together(|| rows.iter().try_for_each(remove))?;
            rows.len()
        };
        if dropped == 0 { Ok(()) } else { self.drafts_changed() }
    }

    /// Plivo holds this mapping now. Removes the draft if this is its target. A draft with another target was made
    /// meanwhile: it gets this mapping as its new base.
    pub(crate) fn mapping_is_written(&self, waba: &WabaId, now: &Mapping) -> Result<(), DeskError> {
        self.keep_written_mapping(&self.account.drafts.hold(), waba, now)?;
        self.drafts_changed()
    }

    /// The same on disk only, without a notice.
    pub(crate) fn keep_written_mapping(
        &self,
        _drafting: &Drafting<'_>,
        waba: &WabaId,
        now: &Mapping,
    ) -> Result<(), DeskError> {
        let now = now.wire().map(str::to_owned);
        match self.store().mapping_draft(self.id(), waba.as_str())? {
            Some(kept) if kept.target != now => {
                Ok(self.store().put_mapping_draft(&MappingDraftRow { base: now, ..kept })?)
            }
            _ => Ok(self.store().remove_mapping_draft(self.id(), waba.as_str())?),
        }
    }
}
