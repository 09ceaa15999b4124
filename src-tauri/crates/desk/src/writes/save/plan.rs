//! The plan of a save: what to write, from a draft and a fresh read.

use domain::confirm::{RemapConfirmation, RemapPreview};
use domain::draft::Draft;
use domain::field::Field;
use domain::id::AgentId;
use domain::observed::{Held, Mapping, Observed};
use domain::plan::Changes;
use domain::validate::{is_in_force, validate};

use super::work::Save;
use crate::account::Scope;
use crate::drafts::{MappingDraft, Standing, draft_of, stamp_of};
use crate::link::WabaRead;
use crate::view::{Code, ConflictView, DeskError, FieldName, Problem, SaveOutcome, words};

/// What to write, and the state that it was planned from.
pub(crate) struct SavePlan {
    pub seen: Observed,
    /// The number's draft as this save read it, merged with what Plivo holds. Edits that are typed later belong to
    /// another draft.
    pub draft: Draft,
    /// Edits that no longer apply: kept in the draft, not sent.
    pub parked: Vec<Field>,
    pub changes: Changes,
    pub remap: Option<RemapPreview>,
}

/// The plan, or the outcome that prevents it. With an outcome, nothing was written.
type PlanOrOutcome = Result<SavePlan, SaveOutcome>;

impl Save<'_> {
    pub(super) async fn plan(&self, confirmation: Option<&RemapConfirmation>) -> Result<PlanOrOutcome, DeskError> {
        let draft = self.own_draft()?;
        if let Some(problems) = self.errors_before_reading(draft.as_ref())? {
            return Ok(Err(SaveOutcome::Invalid { problems }));
        }
        let seen = self.seat.read_number(&self.writing, &self.client, &self.number).await?;
        let mapping_draft = self.mapping_draft(&seen)?;
        let read = match (&mapping_draft, &seen.waba_id) {
            (Some(_), Some(id)) => Some(self.seat.read_waba(&self.writing, &self.client, id).await?),
            _ => None,
        };
        let draft = draft.unwrap_or_else(|| Draft::new(seen.held.clone()));
        self.plan_over(seen, draft, mapping_draft.zip(read), confirmation)
    }

    fn own_draft(&self) -> Result<Option<Draft>, DeskError> {
        match self.scope {
            Scope::Mapping => Ok(None),
            Scope::Number | Scope::Everything => self.seat.draft(&self.number),
            Scope::Batch { stamp, .. } => self.confirmed_draft(stamp),
        }
    }

    fn confirmed_draft(&self, stamp: u64) -> Result<Option<Draft>, DeskError> {
        let gone = || DeskError::new(Code::Gone, "The draft is no longer here, so nothing was sent.");
        let row = self.seat.store().draft(self.seat.id(), &self.number)?.ok_or_else(gone)?;
        if !row.ready {
            let message = "The draft was changed since it was marked as ready, so nothing was sent.";
            return Err(DeskError::new(Code::InvalidInput, message));
        }
        if stamp_of(&row) != stamp {
            return Err(words::confirmed_otherwise());
        }
        draft_of(&row).map(Some)
    }

    /// Returns errors that do not depend on a fresh read, so that no request is sent for them.
    fn errors_before_reading(&self, draft: Option<&Draft>) -> Result<Option<Vec<Problem>>, DeskError> {
        let Some(draft) = draft else { return Ok(None) };
        let seen = self.seat.store().number(self.seat.id(), &self.number)?;
        let standing = match seen {
            Some(row) => Standing::of(draft, &row.seen.held),
            None => Standing::alone(draft.clone()),
        };
        let verdict = standing.verdict(self.agents()?.as_deref());
        Ok(words::errors_only(&verdict))
    }

    fn plan_over(
        &self,
        seen: Observed,
        draft: Draft,
        mapping: Option<(MappingDraft, WabaRead)>,
        confirmation: Option<&RemapConfirmation>,
    ) -> Result<PlanOrOutcome, DeskError> {
        let standing = Standing::of(&draft, &seen.held);
        let mut conflicts = self.seat.conflict_views(&standing.conflicts);
        conflicts.extend(mapping.as_ref().and_then(|(draft, read)| self.mapping_conflict(draft, read)));
        if !conflicts.is_empty() {
            return Ok(Err(SaveOutcome::Conflict { conflicts }));
        }
        let merged = standing.draft;
        let verdict = validate(&merged, &seen.held, self.agents()?.as_deref());
        let Some(wanted) = &verdict.configuration else {
            return Ok(Err(SaveOutcome::Invalid { problems: words::errors_only(&verdict).unwrap_or_default() }));
        };
        let changes = Changes::between(&seen.held, wanted);
        let remap = match &mapping {
            Some((draft, read)) if read.waba.mapping != draft.target => Some(self.remap_preview(draft, read)?),
            // Somebody else has moved the WABA there already, so the draft is done.
            Some((_, read)) => {
                self.seat.mapping_is_written(&read.waba.id, &read.waba.mapping)?;
                None
            }
            None => None,
        };
        if let (Some(preview), Some((_, read))) = (&remap, &mapping)
            && let Err(outcome) = self.confirmed(preview, read, &changes, confirmation)
        {
            return Ok(Err(outcome));
        }
        let parked = parked(&merged, &seen.held);
        if changes.is_empty() && remap.is_none() {
            self.forget_drafts(&seen, &merged, &parked, mapping.as_ref().map(|(_, read)| &read.waba.mapping))?;
            return Ok(Err(SaveOutcome::NothingToDo { kept: !parked.is_empty() }));
        }
        Ok(Ok(SavePlan { seen, draft: merged, parked, changes, remap }))
    }

    /// Checks the confirmation before the first write of the plan.
    fn confirmed(
        &self,
        preview: &RemapPreview,
        read: &WabaRead,
        changes: &Changes,
        confirmation: Option<&RemapConfirmation>,
    ) -> Result<(), SaveOutcome> {
        let changed = match confirmation {
            None => None,
            Some(confirmation) => match confirmation.covers(preview, self.seat.forward()) {
                Ok(()) => return Ok(()),
                Err(changed) => Some(changed),
            },
        };
        let preview = self.show(preview, read, changes);
        let because = changed.as_ref().map(words::changed);
        Err(SaveOutcome::NeedsConfirmation { preview, because, changed })
    }

    fn mapping_draft(&self, seen: &Observed) -> Result<Option<MappingDraft>, DeskError> {
        let Some(waba) = seen.waba_id.as_ref().filter(|_| self.scope.has_mapping()) else { return Ok(None) };
        let draft = self.seat.mapping_draft(waba)?;
        if draft.is_some()
            && let Some(why) = self.seat.mapping_read_only()
        {
            return Err(DeskError::new(Code::Forbidden, why).at(FieldName::AccountMapping));
        }
        Ok(draft)
    }

    fn mapping_conflict(&self, draft: &MappingDraft, read: &WabaRead) -> Option<ConflictView> {
        self.seat.mapping_conflict(draft, &read.waba.mapping)
    }

    fn agents(&self) -> Result<Option<Vec<AgentId>>, DeskError> {
        self.seat.known_agents()
    }

    /// Removes the drafts, because Plivo already holds their values. Edits that do not apply now stay.
    fn forget_drafts(
        &self,
        seen: &Observed,
        draft: &Draft,
        parked: &[Field],
        mapping: Option<&Mapping>,
    ) -> Result<(), DeskError> {
        if self.scope.has_number() {
            self.seat.draft_is_planned(seen, draft)?;
            self.seat.draft_is_written(seen, draft, parked)?;
        }
        match (&seen.waba_id, mapping) {
            (Some(waba), Some(mapping)) => self.seat.mapping_is_written(waba, mapping),
            _ => Ok(()),
        }
    }
}

/// Returns the fields that do not apply now: those of the other configuration type, or of calling that is off. They are
/// neither compared nor written.
fn parked(merged: &Draft, seen: &Held) -> Vec<Field> {
    let wanted = merged.over(seen);
    let is_parked =
        |field: &Field| !is_in_force(*field, &wanted) && wanted.text(*field).trim() != seen.text(*field).trim();
    merged.edits.fields().into_iter().filter(is_parked).collect()
}
