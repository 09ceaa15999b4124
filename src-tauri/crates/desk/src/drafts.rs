//! Drafts: every edit is on disk before it is acknowledged.

use domain::draft::{Draft, FieldEdit};
use domain::field::Field;
use domain::id::WabaId;
use domain::observed::{Held, Mapping, Observed, RoutingType};
use domain::phone::PhoneNumber;
use store::{DraftRow, MappingDraftRow};

use crate::account::Account;
use crate::error::{Code, DeskError};
use crate::kept::MappingDraft;
use crate::view::{ConfigurationType, DiscardedDraft, Edit, FieldName, Notice, PanelView};
use crate::{Desk, lock, phone, words};

impl Desk {
    /// Answers after the edit is committed to disk.
    pub async fn edit(&self, account: &str, number: &str, edit: Edit) -> Result<PanelView, DeskError> {
        let (account, number) = (self.account(account)?, phone(number)?);
        {
            let _one_at_a_time = lock(&account.drafting);
            match field_edit(edit) {
                Ok(edit) => self.change_draft(&account, &number, |draft| draft.apply(edit))?,
                Err(target) => self.edit_mapping(&account, &number, target)?,
            }
        }
        self.load_marks(&account)?;
        self.panel(&account, &number)
    }

    pub async fn undo_field(&self, account: &str, number: &str, field: FieldName) -> Result<PanelView, DeskError> {
        let (account, number) = (self.account(account)?, phone(number)?);
        {
            let _one_at_a_time = lock(&account.drafting);
            match field_of(field) {
                Some(Field::AccountMapping) => self.undo_mapping(&account, &number)?,
                Some(field) => self.change_draft(&account, &number, |draft| draft.undo(field))?,
                None => return Err(words::broken(&"a field that has no draft")),
            }
        }
        self.load_marks(&account)?;
        self.panel(&account, &number)
    }

    fn change_draft(
        &self,
        account: &Account,
        number: &PhoneNumber,
        change: impl FnOnce(&mut Draft),
    ) -> Result<(), DeskError> {
        let mut draft = match self.draft(account, number)? {
            Some(draft) => draft,
            None => Draft::new(self.held(account, number)?),
        };
        change(&mut draft);
        self.put_draft(account, number, &draft)
    }

    /// A draft without edits is no draft.
    fn put_draft(&self, account: &Account, number: &PhoneNumber, draft: &Draft) -> Result<(), DeskError> {
        if draft.is_empty() {
            return Ok(self.store().remove_draft(&account.id, number)?);
        }
        let now = self.now();
        let kept = self.store().draft(&account.id, number)?;
        let row = DraftRow {
            account: account.id.clone(),
            number: *number,
            base: serde_json::to_string(&draft.base).map_err(|error| words::broken(&error))?,
            edits: serde_json::to_string(&draft.edits).map_err(|error| words::broken(&error))?,
            started_at: kept.as_ref().map_or(now, |kept| kept.started_at),
            saved_at: now,
            ready: false,
            note: kept.and_then(|kept| kept.note),
        };
        Ok(self.store().put_draft(&row)?)
    }

    fn held(&self, account: &Account, number: &PhoneNumber) -> Result<Held, DeskError> {
        Ok(self.last_seen(account, number)?.held)
    }

    pub(crate) fn last_seen(&self, account: &Account, number: &PhoneNumber) -> Result<Observed, DeskError> {
        let row = self.store().number(&account.id, number)?;
        let gone =
            || DeskError::new(Code::Gone, format!("{} is not among the account's numbers.", number.international()));
        Ok(row.ok_or_else(gone)?.seen)
    }

    fn edit_mapping(&self, account: &Account, number: &PhoneNumber, target: Mapping) -> Result<(), DeskError> {
        if let Some(why) = self.mapping_read_only(account) {
            return Err(DeskError::new(Code::Forbidden, why).at(FieldName::AccountMapping));
        }
        let waba = self.waba_of(account, number)?;
        let now = self.now();
        let kept = self.mapping_draft(account, &waba)?;
        let base = match &kept {
            Some(kept) => kept.base.clone(),
            None => self.waba_named(account, &waba)?.map_or(Mapping::Main, |waba| waba.mapping),
        };
        if target == base {
            return Ok(self.store().remove_mapping_draft(&account.id, waba.as_str())?);
        }
        let row = MappingDraftRow {
            account: account.id.clone(),
            waba_id: waba.to_string(),
            base: base.wire().map(str::to_owned),
            target: target.wire().map(str::to_owned),
            started_at: kept.map_or(now, |kept| kept.started_at),
            saved_at: now,
            ready: false,
        };
        Ok(self.store().put_mapping_draft(&row)?)
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
            let _one_at_a_time = lock(&account.drafting);
            let waba = if mapping { Some(self.waba_of(&account, &number)?.to_string()) } else { None };
            self.store().discard(&account.id, Some(&number), waba.as_deref(), self.now())?
        };
        self.load_marks(&account)?;
        Ok(DiscardedDraft { id })
    }

    pub async fn undo_discard(&self, account: &str, id: i64) -> Result<(), DeskError> {
        let account = self.account(account)?;
        let back = {
            let _one_at_a_time = lock(&account.drafting);
            self.store().undo_discard(&account.id, id)?
        };
        self.load_marks(&account)?;
        let newer = "A newer draft stands where the discarded one was. Discard that one first.";
        if back { Ok(()) } else { Err(DeskError::new(Code::InvalidInput, newer)) }
    }

    /// After a write: the edits it carried are done, but for those that Plivo does not return. What was typed meanwhile
    /// stays, now standing on what Plivo holds.
    pub(crate) fn draft_is_written(
        &self,
        account: &Account,
        seen: &Observed,
        written: &Draft,
        missing: &[Field],
    ) -> Result<(), DeskError> {
        self.rebase(account, seen, |current, field| {
            let untouched_since = written.edits.has(field)
                && written.over(&seen.held).text(field) == current.over(&seen.held).text(field);
            untouched_since && !missing.contains(&field)
        })
    }

    /// Plivo was found to hold everything that the draft asks for.
    pub(crate) fn draft_is_true(&self, account: &Account, seen: &Observed, draft: &Draft) -> Result<(), DeskError> {
        self.draft_is_written(account, seen, draft, &[])
    }

    /// The draft stands on a fresh read from now on; edits that Plivo holds already are done.
    pub(crate) fn draft_stands_on(&self, account: &Account, seen: &Observed) -> Result<(), DeskError> {
        self.rebase(account, seen, |current, field| {
            current.over(&seen.held).text(field).trim() == seen.held.text(field).trim()
        })
    }

    fn rebase(
        &self,
        account: &Account,
        seen: &Observed,
        done: impl Fn(&Draft, Field) -> bool,
    ) -> Result<(), DeskError> {
        {
            let _one_at_a_time = lock(&account.drafting);
            let Some(current) = self.draft(account, &seen.number)? else { return Ok(()) };
            let mut rebased = Draft { base: seen.held.clone(), edits: current.edits.clone() };
            for field in current.edits.fields().into_iter().filter(|field| done(&current, *field)) {
                rebased.undo(field);
            }
            self.put_draft(account, &seen.number, &rebased)?;
        }
        self.load_marks(account)?;
        self.tell(Notice::PanelChanged { account: account.id.clone(), number: seen.number.to_string() });
        Ok(())
    }

    /// The mapping at Plivo is what its draft asks for.
    pub(crate) fn mapping_is_true(&self, account: &Account, waba: &WabaId) -> Result<(), DeskError> {
        self.store().remove_mapping_draft(&account.id, waba.as_str())?;
        self.load_marks(account)
    }
}

/// The mapping is a WABA's, so its edit goes another way.
fn field_edit(edit: Edit) -> Result<FieldEdit, Mapping> {
    Ok(match edit {
        Edit::Alias(text) => FieldEdit::Alias(text),
        Edit::ConfigurationType(ConfigurationType::Webhook) => FieldEdit::ConfigurationType(RoutingType::Webhook),
        Edit::ConfigurationType(ConfigurationType::AiAgent) => FieldEdit::ConfigurationType(RoutingType::AiAgent),
        Edit::WebhookUrl(text) => FieldEdit::WebhookUrl(text),
        Edit::AiAgent(id) => FieldEdit::AiAgent(id),
        Edit::Calling(on) => FieldEdit::Calling(on),
        Edit::AnswerUrl(text) => FieldEdit::AnswerUrl(text),
        Edit::AccountMapping(target) => return Err(Mapping::from_wire(target.as_deref())),
    })
}

fn field_of(name: FieldName) -> Option<Field> {
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
