//! Mapping drafts: one draft for all numbers of a WABA.

use domain::id::{AuthId, WabaId};
use domain::observed::Mapping;
use domain::phone::PhoneNumber;
use store::MappingDraftRow;

use crate::account::{Drafting, Seat};
use crate::view::{Code, DeskError, FieldName, words};

impl Seat {
    pub(super) fn edit_mapping(
        &self,
        _drafting: &Drafting<'_>,
        number: &PhoneNumber,
        target: &Mapping,
    ) -> Result<(), DeskError> {
        let waba = self.waba_of(number)?;
        let new = self.mapping_row(&waba, target)?;
        let row = match self.store().mapping_draft(self.id(), waba.as_str())? {
            Some(kept) => MappingDraftRow { base: kept.base, started_at: kept.started_at, ..new },
            None => new,
        };
        match row.target == row.base {
            true => Ok(self.store().remove_mapping_draft(self.id(), waba.as_str())?),
            false => Ok(self.store().put_mapping_draft(&row)?),
        }
    }

    /// Returns a mapping draft whose base is what Plivo was last seen to hold. Fails if the mapping was never read: a
    /// guessed base would later look like a change at Plivo.
    pub(crate) fn mapping_row(&self, waba: &WabaId, target: &Mapping) -> Result<MappingDraftRow, DeskError> {
        if let Some(why) = self.mapping_read_only() {
            return Err(DeskError::new(Code::Forbidden, why).at(FieldName::AccountMapping));
        }
        if let Some(why) = self.no_such_owner(target)? {
            return Err(DeskError::new(Code::InvalidInput, why).at(FieldName::AccountMapping));
        }
        let unread = || {
            let message = format!("{} Refresh the list, and then choose again.", words::OWNER_UNREAD);
            DeskError::new(Code::InvalidInput, message).at(FieldName::AccountMapping)
        };
        let base = self.waba_named(waba)?.ok_or_else(unread)?.mapping;
        let now = self.now();
        Ok(MappingDraftRow {
            account: self.account.id.clone(),
            waba_id: waba.to_string(),
            base: base.wire().map(str::to_owned),
            target: target.wire().map(str::to_owned),
            started_at: now,
            saved_at: now,
            ready: false,
        })
    }

    /// Returns why no WABA can be moved to this owner. If the subaccounts were never read, any ID of a valid form is
    /// accepted.
    pub(crate) fn no_such_owner(&self, target: &Mapping) -> Result<Option<String>, DeskError> {
        let Some(id) = target.wire() else { return Ok(None) };
        let known = match self.store().subaccounts(self.id())? {
            Some(known) => known.iter().any(|subaccount| subaccount.auth_id == id),
            None => AuthId::parse(id).is_ok_and(|id| id.is_subaccount()),
        };
        let why = || format!("This account has no subaccount {id}, as last read. Refresh the list, or choose another.");
        Ok((!known).then(why))
    }

    pub(super) fn undo_mapping(&self, _drafting: &Drafting<'_>, number: &PhoneNumber) -> Result<(), DeskError> {
        let waba = self.waba_of(number)?;
        Ok(self.store().remove_mapping_draft(self.id(), waba.as_str())?)
    }

    pub(crate) fn waba_of(&self, number: &PhoneNumber) -> Result<WabaId, DeskError> {
        let none = || DeskError::new(Code::Gone, "Plivo names no WABA for this number, so its mapping is unknown.");
        self.last_seen(number)?.waba_id.ok_or_else(none)
    }
}
