//! Drafts: every edit is on disk before it is acknowledged.

use domain::draft::{Draft, FieldEdit};
use domain::field::Field;
use domain::id::{AuthId, WabaId};
use domain::observed::{Held, Mapping, Observed};
use domain::phone::PhoneNumber;
use domain::validate::effective_fields;
use store::{DraftRow, MappingDraftRow};

use crate::account::Account;
use crate::error::{Code, DeskError};
use crate::kept::{MappingDraft, draft_of};
use crate::view::{DiscardedDraft, Edit, FieldName, Notice, PanelView};
use crate::{Desk, phone, words};

impl Desk {
    /// Answers after the edit is committed to disk.
    pub async fn edit(&self, account: &str, number: &str, edit: Edit) -> Result<PanelView, DeskError> {
        let (account, number) = (self.account(account)?, phone(number)?);
        {
            let _one_at_a_time = account.drafting.lock();
            match field_edit(edit) {
                Ok(edit) => self.change_draft(&account, &number, |draft| draft.apply(edit))?,
                Err(target) => self.edit_mapping(&account, &number, target)?,
            }
        }
        self.drafts_changed(&account)?;
        self.panel(&account, &number)
    }

    pub async fn undo_field(&self, account: &str, number: &str, field: FieldName) -> Result<PanelView, DeskError> {
        let (account, number) = (self.account(account)?, phone(number)?);
        {
            let _one_at_a_time = account.drafting.lock();
            match field_of(field) {
                Some(Field::AccountMapping) => self.undo_mapping(&account, &number)?,
                Some(field) => self.change_draft(&account, &number, |draft| draft.undo(field))?,
                None => return Err(words::broken(&"a field that has no draft")),
            }
        }
        self.drafts_changed(&account)?;
        self.panel(&account, &number)
    }

    fn change_draft(
        &self,
        account: &Account,
        number: &PhoneNumber,
        change: impl FnOnce(&mut Draft),
    ) -> Result<(), DeskError> {
        let seen = self.store().number(&account.id, number)?.map(|row| row.seen.held);
        let mut draft = match (self.draft(account, number)?, seen) {
            // What the panel shows is what is changed. While decisions are open, that is the draft as it is.
            (Some(draft), Some(seen)) if draft.decisions.is_empty() => crate::kept::standing(&draft, &seen),
            (Some(draft), _) => draft,
            (None, _) => Draft::new(self.held(account, number)?),
        };
        change(&mut draft);
        self.put_draft(account, number, &draft, false)
    }

    /// Changes a draft that is there; its being ready stays, unless nothing is left that could be sent.
    pub(crate) fn change_kept_draft(
        &self,
        account: &Account,
        number: &PhoneNumber,
        change: impl FnOnce(&mut Draft),
    ) -> Result<(), DeskError> {
        let _one_at_a_time = account.drafting.lock();
        let Some(kept) = self.store().draft(&account.id, number)? else { return Ok(()) };
        let mut draft = draft_of(&kept)?;
        change(&mut draft);
        let may_be_sent = !effective_fields(&draft, &draft.base).is_empty();
        self.put_draft(account, number, &draft, kept.ready && may_be_sent)
    }

    /// A draft without edits is no draft.
    pub(crate) fn put_draft(
        &self,
        account: &Account,
        number: &PhoneNumber,
        draft: &Draft,
        ready: bool,
    ) -> Result<(), DeskError> {
        if draft.is_empty() {
            return Ok(self.store().remove_draft(&account.id, number)?);
        }
        let started_at = self.store().draft(&account.id, number)?.map(|kept| kept.started_at);
        Ok(self.store().put_draft(&self.draft_row(account, number, draft, (started_at, ready))?)?)
    }

    pub(crate) fn draft_row(
        &self,
        account: &Account,
        number: &PhoneNumber,
        draft: &Draft,
        (started_at, ready): (Option<i64>, bool),
    ) -> Result<DraftRow, DeskError> {
        let now = self.now();
        Ok(DraftRow {
            account: account.id.clone(),
            number: *number,
            base: serde_json::to_string(&draft.base).map_err(|error| words::broken(&error))?,
            edits: serde_json::to_string(&draft.edits).map_err(|error| words::broken(&error))?,
            started_at: started_at.unwrap_or(now),
            saved_at: now,
            ready,
            note: None,
            decisions: serde_json::to_string(&draft.decisions).map_err(|error| words::broken(&error))?,
        })
    }

    pub(crate) fn held(&self, account: &Account, number: &PhoneNumber) -> Result<Held, DeskError> {
        Ok(self.last_seen(account, number)?.held)
    }

    pub(crate) fn last_seen(&self, account: &Account, number: &PhoneNumber) -> Result<Observed, DeskError> {
        let row = self.store().number(&account.id, number)?;
        let gone =
            || DeskError::new(Code::Gone, format!("{} is not among the account's numbers.", number.international()));
        Ok(row.ok_or_else(gone)?.seen)
    }

    fn edit_mapping(&self, account: &Account, number: &PhoneNumber, target: Mapping) -> Result<(), DeskError> {
        let waba = self.waba_of(account, number)?;
        self.draft_mapping(account, &waba, target)
    }

    fn draft_mapping(&self, account: &Account, waba: &WabaId, target: Mapping) -> Result<(), DeskError> {
        let new = self.mapping_row(account, waba, &target)?;
        let row = match self.store().mapping_draft(&account.id, waba.as_str())? {
            Some(kept) => MappingDraftRow { base: kept.base, started_at: kept.started_at, ..new },
            None => new,
        };
        match row.target == row.base {
            true => Ok(self.store().remove_mapping_draft(&account.id, waba.as_str())?),
            false => Ok(self.store().put_mapping_draft(&row)?),
        }
    }

    /// A draft of the mapping that starts from what Plivo was last seen to hold. Where that was not read there is
    /// nothing to start from, and a guess would later pass for a change at Plivo.
    pub(crate) fn mapping_row(
        &self,
        account: &Account,
        waba: &WabaId,
        target: &Mapping,
    ) -> Result<MappingDraftRow, DeskError> {
        if let Some(why) = self.mapping_read_only(account) {
            return Err(DeskError::new(Code::Forbidden, why).at(FieldName::AccountMapping));
        }
        if let Some(why) = self.no_such_owner(account, target)? {
            return Err(DeskError::new(Code::InvalidInput, why).at(FieldName::AccountMapping));
        }
        let unread = || {
            let message = format!("{} Refresh the list, and then choose again.", words::OWNER_UNREAD);
            DeskError::new(Code::InvalidInput, message).at(FieldName::AccountMapping)
        };
        let base = self.waba_named(account, waba)?.ok_or_else(unread)?.mapping;
        let now = self.now();
        Ok(MappingDraftRow {
            account: account.id.clone(),
            waba_id: waba.to_string(),
            base: base.wire().map(str::to_owned),
            target: target.wire().map(str::to_owned),
            started_at: now,
            saved_at: now,
            ready: false,
        })
    }

    /// Why no WABA can be moved there. Where the subaccounts were never read, an ID that may be one is believed.
    pub(crate) fn no_such_owner(&self, account: &Account, target: &Mapping) -> Result<Option<String>, DeskError> {
        let Some(id) = target.wire() else { return Ok(None) };
        let known = match self.store().subaccounts(&account.id)? {
            Some(known) => known.iter().any(|subaccount| subaccount.auth_id == id),
            None => AuthId::parse(id).is_ok_and(|id| id.is_subaccount()),
        };
        let why = || format!("This account has no subaccount {id}, as last read. Refresh the list, or choose another.");
        Ok((!known).then(why))
    }

    fn undo_mapping(&self, account: &Account, number: &PhoneNumber) -> Result<(), DeskError> {
        let waba = self.waba_of(account, number)?;
        Ok(self.store().remove_mapping_draft(&account.id, waba.as_str())?)
    }

    pub(crate) fn waba_of(&self, account: &Account, number: &PhoneNumber) -> Result<WabaId, DeskError> {
        let none = || DeskError::new(Code::Internal, "Plivo names no WABA for this number, so its mapping is unknown.");
        self.last_seen(account, number)?.waba_id.ok_or_else(none)
    }

    pub(crate) fn mapping_draft_of(
        &self,
        account: &Account,
        seen: &Observed,
    ) -> Result<Option<MappingDraft>, DeskError> {
        seen.waba_id.as_ref().map_or(Ok(None), |waba| self.mapping_draft(account, waba))
    }

    /// Throws drafts away, in a way that can be taken back.
    pub async fn discard(&self, account: &str, number: &str, mapping: bool) -> Result<DiscardedDraft, DeskError> {
        let (account, number) = (self.account(account)?, phone(number)?);
        let id = {
            let _one_at_a_time = account.drafting.lock();
            let waba = if mapping { Some(self.waba_of(&account, &number)?.to_string()) } else { None };
            self.store().discard(&account.id, Some(&number), waba.as_deref(), self.now())?
        };
        self.drafts_changed(&account)?;
        Ok(DiscardedDraft { id })
    }

    pub async fn undo_discard(&self, account: &str, id: i64) -> Result<(), DeskError> {
        let account = self.account(account)?;
        let back = {
            let _one_at_a_time = account.drafting.lock();
            self.store().undo_discard(&account.id, id)?
        };
        if back {
            self.drafts_changed(&account)?;
        }
        let newer = "A newer draft stands where the discarded one was. Discard that one first.";
        if back { Ok(()) } else { Err(DeskError::new(Code::InvalidInput, newer)) }
    }

    /// After a write: the edits it carried are done, but for those to be kept, which Plivo does not return or was not
    /// asked for. What was typed meanwhile stays, and starts from what Plivo holds where the write put it there.
    pub(crate) fn draft_is_written(
        &self,
        account: &Account,
        seen: &Observed,
        written: &Draft,
        kept: &[Field],
    ) -> Result<(), DeskError> {
        self.keep_written(account, seen, written, kept)?;
        self.tell_rebased(account, &seen.number)
    }

    /// The same on disk alone: nobody is told yet.
    pub(crate) fn keep_written(
        &self,
        account: &Account,
        seen: &Observed,
        written: &Draft,
        kept: &[Field],
    ) -> Result<(), DeskError> {
        let carried: Vec<Field> = written.edits.fields().into_iter().filter(|field| !kept.contains(field)).collect();
        self.rebase(account, seen, &carried, |current, field| {
            written.over(&seen.held).text(field) == current.over(&seen.held).text(field)
        })
    }

    /// A write of these fields was proven; edits that Plivo holds by it are done.
    pub(crate) fn draft_is_settled(
        &self,
        account: &Account,
        seen: &Observed,
        carried: &[Field],
    ) -> Result<(), DeskError> {
        self.rebase(account, seen, carried, |current, field| {
            current.over(&seen.held).text(field).trim() == seen.held.text(field).trim()
        })?;
        self.tell_rebased(account, &seen.number)
    }

    fn rebase(
        &self,
        account: &Account,
        seen: &Observed,
        carried: &[Field],
        done: impl Fn(&Draft, Field) -> bool,
    ) -> Result<(), DeskError> {
        self.change_kept_draft(account, &seen.number, |draft| {
            let current = draft.clone();
            for field in carried.iter().copied() {
                draft.start_from(field, &seen.held);
                if current.edits.has(field) && done(&current, field) {
                    draft.undo(field);
                }
            }
        })
    }

    fn tell_rebased(&self, account: &Account, number: &PhoneNumber) -> Result<(), DeskError> {
        self.drafts_changed(account)?;
        self.tell(Notice::PanelChanged { account: account.id.clone(), number: number.to_string() });
        Ok(())
    }

    /// A draft of which Plivo was read to hold everything already is done.
    pub(crate) fn drop_draft_if_true(&self, account: &Account, seen: &Observed) -> Result<(), DeskError> {
        let Some(draft) = self.draft(account, &seen.number)? else { return Ok(()) };
        // What was decided may be decided otherwise as long as nobody has saved.
        if !draft.decisions.is_empty() || !crate::kept::standing(&draft, &seen.held).is_empty() {
            return Ok(());
        }
        self.change_kept_draft(account, &seen.number, |current| {
            if *current == draft {
                *current = Draft::new(seen.held.clone());
            }
        })?;
        self.drafts_changed(account)
    }

    /// Somebody else moved a WABA to where a draft wants it: there is nothing left to ask for.
    pub(crate) fn drop_true_mappings(&self, account: &Account) -> Result<(), DeskError> {
        let dropped = {
            // A draft that undoes a remap is made after that remap was read, so with the drafts held still no mapping
            // is older than its draft.
            let _one_at_a_time = account.drafting.lock();
            let wabas = self.store().wabas(&account.id)?;
            let now = |id: &str| wabas.iter().find(|waba| waba.id.as_str() == id).map(|waba| &waba.mapping);
            let is_true =
                |row: &MappingDraftRow| now(&row.waba_id).is_some_and(|now| now.wire() == row.target.as_deref());
            let rows: Vec<_> = self.store().mapping_drafts(&account.id)?.into_iter().filter(is_true).collect();
            let remove = |row: &MappingDraftRow| self.store().remove_mapping_draft(&account.id, &row.waba_id);
            self.store().together(|| rows.iter().try_for_each(remove))?;
            rows.len()
        };
        if dropped == 0 { Ok(()) } else { self.drafts_changed(account) }
    }

    /// The mapping at Plivo is this one. A draft that asks for it is done; one that was made meanwhile and asks for
    /// another starts from it.
    pub(crate) fn mapping_is_true(&self, account: &Account, waba: &WabaId, now: &Mapping) -> Result<(), DeskError> {
        self.keep_true_mapping(account, waba, now)?;
        self.drafts_changed(account)
    }

    /// The same on disk alone: nobody is told yet.
    pub(crate) fn keep_true_mapping(&self, account: &Account, waba: &WabaId, now: &Mapping) -> Result<(), DeskError> {
        let _one_at_a_time = account.drafting.lock();
        let now = now.wire().map(str::to_owned);
        match self.store().mapping_draft(&account.id, waba.as_str())? {
            Some(kept) if kept.target != now => {
                Ok(self.store().put_mapping_draft(&MappingDraftRow { base: now, ..kept })?)
            }
            _ => Ok(self.store().remove_mapping_draft(&account.id, waba.as_str())?),
        }
    }
}

/// The mapping is a WABA's, so its edit goes another way.
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
