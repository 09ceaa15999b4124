//! Decisions of conflicts. A decision is a part of the draft, and is stored with it.

use domain::draft::Side as DraftSide;
use domain::field::Field;
use domain::merge::{Conflict, conflicts, decide};
use domain::observed::{Mapping, Observed};
use domain::phone::PhoneNumber;
use store::MappingDraftRow;

use super::edit::field_of;
use super::standing::MappingDraft;
use crate::account::{Drafting, Seat};
use crate::view::{ConflictView, DeskError, FieldName, Side, words};

impl Seat {
    /// Stores whose value wins. `shown` is Plivo's value that the person saw, as in [`ConflictView::plivo_value`]. If
    /// Plivo was read to hold another value since, nothing is decided.
    pub(crate) fn decide(
        &self,
        number: &PhoneNumber,
        field: FieldName,
        side: Option<Side>,
        shown: &str,
    ) -> Result<(), DeskError> {
        {
            let drafting = self.account.drafts.hold();
            let seen = self.last_seen(number)?;
            let conflicts = self.conflicts_of(&seen)?;
            if !conflicts.iter().any(|conflict| conflict.field == field && conflict.plivo_value == shown) {
                return Ok(());
            }
            match field_of(field) {
                Some(Field::AccountMapping) => self.decide_mapping(&drafting, &seen, side, shown)?,
                Some(field) => self.change_kept_draft(&drafting, number, |draft| {
                    decide(draft, &seen.held, field, side.map(DraftSide::from));
                })?,
                None => return Err(words::broken(&"a field that has no draft")),
            }
        }
        self.drafts_changed()
    }

    /// Applies a decision about the mapping. Plivo's value removes the draft. The draft's value makes Plivo's current
    /// value the new base of the draft, so a further change at Plivo is a conflict again.
    fn decide_mapping(
        &self,
        _drafting: &Drafting<'_>,
        seen: &Observed,
        side: Option<Side>,
        shown: &str,
    ) -> Result<(), DeskError> {
        let Some(waba) = &seen.waba_id else { return Ok(()) };
        let now = self.waba_named(waba)?;
        let kept = self.store().mapping_draft(self.id(), waba.as_str())?;
        let (Some(now), Some(kept)) = (now, kept) else { return Ok(()) };
        if now.mapping.wire().unwrap_or_default() != shown {
            return Ok(());
        }
        match side {
            None => {}
            Some(Side::Plivo) => {
                self.store().discard(self.id(), None, Some(waba.as_str()), self.now())?;
            }
            Some(Side::Yours) => {
                let base = now.mapping.wire().map(str::to_owned);
                self.store().put_mapping_draft(&MappingDraftRow { base, saved_at: self.now(), ..kept })?;
            }
        }
        Ok(())
    }

    /// Returns every conflict of the number's draft and of its WABA's mapping draft, as of the last read.
    pub(crate) fn conflicts_of(&self, seen: &Observed) -> Result<Vec<ConflictView>, DeskError> {
        let mut found = match self.draft(&seen.number)? {
            Some(draft) => self.conflict_views(&conflicts(&draft, &seen.held)),
            None => Vec::new(),
        };
        found.extend(self.mapping_conflict_of(seen)?);
        Ok(found)
    }

    fn mapping_conflict_of(&self, seen: &Observed) -> Result<Option<ConflictView>, DeskError> {
        let (Some(waba), Some(draft)) = (&seen.waba_id, self.mapping_draft_of(seen)?) else { return Ok(None) };
        let now = self.waba_named(waba)?;
        Ok(now.and_then(|now| self.mapping_conflict(&draft, &now.mapping)))
    }

    pub(crate) fn conflict_views(&self, conflicts: &[Conflict]) -> Vec<ConflictView> {
        let views = conflicts.iter().map(|conflict| ConflictView {
            field: conflict.field.into(),
            plivo_now: self.value_text(conflict.field, &conflict.plivo_now),
            plivo_value: conflict.plivo_now.clone(),
            yours: self.value_text(conflict.field, &conflict.yours),
            when_started: self.value_text(conflict.field, &conflict.when_started),
            decided: conflict.decided.map(Side::from),
        });
        views.collect()
    }

    /// Returns a conflict if the mapping changed at Plivo too, to another value than the draft's. A mapping conflict is
    /// never stored as decided: the decision changes the draft's base instead.
    pub(crate) fn mapping_conflict(&self, draft: &MappingDraft, now: &Mapping) -> Option<ConflictView> {
        if *now == draft.base || *now == draft.target {
            return None;
        }
        let name = |mapping: &Mapping| self.owner_name(mapping);
        Some(ConflictView {
            field: FieldName::AccountMapping,
            plivo_now: name(now),
            plivo_value: now.wire().unwrap_or_default().to_owned(),
            yours: name(&draft.target),
            when_started: name(&draft.base),
            decided: None,
        })
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
