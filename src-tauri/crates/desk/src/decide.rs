//! Deciding conflicts: the decision is part of the draft, on disk with it.

use domain::draft::Side as DraftSide;
use domain::field::Field;
use domain::merge::{conflicts, decide};
use domain::observed::Observed;
use domain::phone::PhoneNumber;
use store::MappingDraftRow;

use crate::account::Account;
use crate::drafts::field_of;
use crate::error::DeskError;
use crate::view::{ConflictView, FieldName, PanelView, Side};
use crate::{Desk, phone, words};

impl Desk {
    /// Keeps whose value is to stand. `shown` is the value of Plivo that the person saw, as [`ConflictView::plivo_value`]:
    /// where Plivo was read to hold another by now, nothing is decided and the answer shows that one.
    pub async fn decide(
        &self,
        account: &str,
        number: &str,
        field: FieldName,
        side: Option<Side>,
        shown: &str,
    ) -> Result<PanelView, DeskError> {
        let (account, number) = (self.account(account)?, phone(number)?);
        let seen = self.last_seen(&account, &number)?;
        let standing = self.conflicts_of(&account, &seen)?;
        if standing.iter().any(|conflict| conflict.field == field && conflict.plivo_value == shown) {
            match field_of(field) {
                Some(Field::AccountMapping) => self.decide_mapping(&account, &seen, side, shown)?,
                Some(field) => self.change_kept_draft(&account, &number, |draft| {
                    decide(draft, &seen.held, field, side.map(DraftSide::from));
                })?,
                None => return Err(words::broken(&"a field that has no draft")),
            }
            self.drafts_changed(&account)?;
        }
        self.panel(&account, &number)
    }

    /// Plivo's mapping makes the draft unnecessary; one's own stands on what Plivo holds now, so that a further change
    /// at Plivo is a conflict again.
    fn decide_mapping(
        &self,
        account: &Account,
        seen: &Observed,
        side: Option<Side>,
        shown: &str,
    ) -> Result<(), DeskError> {
        let _one_at_a_time = account.drafting.lock();
        let Some(waba) = &seen.waba_id else { return Ok(()) };
        let now = self.waba_named(account, waba)?;
        let kept = self.store().mapping_draft(&account.id, waba.as_str())?;
        let (Some(now), Some(kept)) = (now, kept) else { return Ok(()) };
        if now.mapping.wire().unwrap_or_default() != shown {
            return Ok(());
        }
        match side {
            None => {}
            Some(Side::Plivo) => {
                self.store().discard(&account.id, None, Some(waba.as_str()), self.now())?;
            }
            Some(Side::Yours) => {
                let base = now.mapping.wire().map(str::to_owned);
                self.store().put_mapping_draft(&MappingDraftRow { base, saved_at: self.now(), ..kept })?;
            }
        }
        Ok(())
    }

    /// Every conflict of the number's draft and of its WABA's, as of the last read.
    pub(crate) fn conflicts_of(&self, account: &Account, seen: &Observed) -> Result<Vec<ConflictView>, DeskError> {
        let mut found = match self.draft(account, &seen.number)? {
            Some(draft) => self.conflict_views(account, &conflicts(&draft, &seen.held)),
            None => Vec::new(),
        };
        found.extend(self.mapping_conflict_of(account, seen)?);
        Ok(found)
    }

    fn mapping_conflict_of(&self, account: &Account, seen: &Observed) -> Result<Option<ConflictView>, DeskError> {
        let (Some(waba), Some(draft)) = (&seen.waba_id, self.mapping_draft_of(account, seen)?) else { return Ok(None) };
        let now = self.waba_named(account, waba)?;
        Ok(now.and_then(|now| self.mapping_conflict(account, &draft, &now.mapping)))
    }

    /// The number of this WABA by which its mapping draft is shown.
    pub(crate) fn member_of(&self, account: &Account, waba: &str) -> Result<Option<PhoneNumber>, DeskError> {
        Ok(self.store().members(&account.id, waba)?.into_iter().next().map(|seen| seen.number))
    }
}

impl From<Side> for DraftSide {
    fn from(side: Side) -> Self {
        match side {
            Side::Plivo => Self::Plivo,
            Side::Yours => Self::Yours,
        }
    }
}

impl From<DraftSide> for Side {
    fn from(side: DraftSide) -> Self {
        match side {
            DraftSide::Plivo => Self::Plivo,
            DraftSide::Yours => Self::Yours,
        }
    }
}
