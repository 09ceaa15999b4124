//! From a draft and a fresh read to what would be written.

use domain::confirm::{RemapConfirmation, RemapPreview};
use domain::draft::Draft;
use domain::field::Field;
use domain::id::AgentId;
use domain::merge::{Conflict, Merged, merge};
use domain::observed::{Held, Mapping, Observed};
use domain::plan::Changes;
use domain::validate::{is_in_force, validate};

use crate::error::{Code, DeskError};
use crate::kept::{MappingDraft, draft_of, standing};
use crate::reading::WabaRead;
use crate::save::{Save, Scope};
use crate::view::{ConflictView, FieldName, SaveOutcome, Side};
use crate::words;

/// What is to be written, and the state it was planned over.
pub(crate) struct Planned {
    pub seen: Observed,
    /// The number's draft as it was when this save read it; what is typed meanwhile is another draft.
    pub draft: Draft,
    /// What of the draft has no say by now, so that it is not sent and stays a draft.
    pub parked: Vec<Field>,
    pub changes: Changes,
    pub remap: Option<RemapPreview>,
}

/// The plan, or the outcome that stands in its way. Nothing was written then.
type PlannedOr = Result<Planned, SaveOutcome>;

impl Save {
    pub(super) async fn plan(&self, confirmation: Option<&RemapConfirmation>) -> Result<PlannedOr, DeskError> {
        let draft = self.own_draft()?;
        if let Some(problems) = self.errors_before_reading(draft.as_ref())? {
            return Ok(Err(SaveOutcome::Invalid { problems }));
        }
        let seen = self.desk.read_number(&self.account, &self.client, &self.number).await?;
        let mapping_draft = self.mapping_draft(&seen)?;
        let read = match (&mapping_draft, &seen.waba_id) {
            (Some(_), Some(id)) => Some(self.desk.read_waba(&self.account, &self.client, id).await?),
            _ => None,
        };
        let draft = draft.unwrap_or_else(|| Draft::new(seen.held.clone()));
        self.plan_over(seen, draft, mapping_draft.zip(read), confirmation)
    }

    fn own_draft(&self) -> Result<Option<Draft>, DeskError> {
        match self.scope {
            Scope::Mapping => Ok(None),
            Scope::Number | Scope::Everything => self.desk.draft(&self.account, &self.number),
            Scope::NumberIfReady => self.ready_draft(),
        }
    }

    fn ready_draft(&self) -> Result<Option<Draft>, DeskError> {
        let gone = || DeskError::new(Code::Gone, "The draft is no longer here, so nothing was sent.");
        let row = self.desk.store().draft(&self.account.id, &self.number)?.ok_or_else(gone)?;
        if !row.ready {
            let message = "The draft was changed since it was said to be ready, so nothing was sent.";
            return Err(DeskError::new(Code::InvalidInput, message));
        }
        draft_of(&row).map(Some)
    }

    /// What is wrong whatever Plivo holds is said without asking Plivo.
    fn errors_before_reading(&self, draft: Option<&Draft>) -> Result<Option<Vec<crate::view::Problem>>, DeskError> {
        let Some(draft) = draft else { return Ok(None) };
        let seen = self.desk.store().number(&self.account.id, &self.number)?;
        let draft = match seen {
            Some(row) => standing(draft, &row.seen.held),
            None => draft.clone(),
        };
        let verdict = validate(&draft, &draft.base, self.agents()?.as_deref());
        Ok(words::errors_only(&verdict))
    }

    fn plan_over(
        &self,
        seen: Observed,
        draft: Draft,
        mapping: Option<(MappingDraft, WabaRead)>,
        confirmation: Option<&RemapConfirmation>,
    ) -> Result<PlannedOr, DeskError> {
        let merged = merge(&draft, &seen.held);
        let mut conflicts = match &merged {
            Merged::Clean(_) => Vec::new(),
            Merged::Conflict(conflicts) => self.desk.conflict_views(&self.account, conflicts),
        };
        conflicts.extend(mapping.as_ref().and_then(|(draft, read)| self.mapping_conflict(draft, read)));
        let Merged::Clean(merged) = merged else { return Ok(Err(SaveOutcome::Conflict { conflicts })) };
        if !conflicts.is_empty() {
            return Ok(Err(SaveOutcome::Conflict { conflicts }));
        }
        let verdict = validate(&merged, &seen.held, self.agents()?.as_deref());
        let Some(wanted) = &verdict.configuration else {
            return Ok(Err(SaveOutcome::Invalid { problems: words::errors_only(&verdict).unwrap_or_default() }));
        };
        let changes = Changes::between(&seen.held, wanted);
        let remap = match &mapping {
            Some((draft, read)) if read.waba.mapping != draft.target => Some(self.remap_preview(draft, read)?),
            // Somebody else moved the WABA there: what is true already is no draft.
            Some((_, read)) => {
                self.desk.mapping_is_true(&self.account, &read.waba.id, &read.waba.mapping)?;
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
            self.forget_drafts(&seen, &draft, &parked, mapping.as_ref().map(|(_, read)| &read.waba.mapping))?;
            return Ok(Err(SaveOutcome::NothingToDo { kept: !parked.is_empty() }));
        }
        Ok(Ok(Planned { seen, draft, parked, changes, remap }))
    }

    /// The confirmation is checked before the first write of the plan, whichever step that is.
    fn confirmed(
        &self,
        preview: &RemapPreview,
        read: &WabaRead,
        changes: &Changes,
        confirmation: Option<&RemapConfirmation>,
    ) -> Result<(), SaveOutcome> {
        let changed = match confirmation {
            None => None,
            Some(confirmation) => match confirmation.covers(preview, self.desk.now()) {
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
        let draft = self.desk.mapping_draft(&self.account, waba)?;
        if draft.is_some()
            && let Some(why) = self.desk.mapping_read_only(&self.account)
        {
            return Err(DeskError::new(Code::Forbidden, why).at(FieldName::AccountMapping));
        }
        Ok(draft)
    }

    fn mapping_conflict(&self, draft: &MappingDraft, read: &WabaRead) -> Option<ConflictView> {
        self.desk.mapping_conflict(&self.account, draft, &read.waba.mapping)
    }

    fn agents(&self) -> Result<Option<Vec<AgentId>>, DeskError> {
        self.desk.known_agents(&self.account)
    }

    /// Plivo already holds everything that is asked for: of what has a say there is nothing left to draft.
    fn forget_drafts(
        &self,
        seen: &Observed,
        draft: &Draft,
        parked: &[Field],
        mapping: Option<&Mapping>,
    ) -> Result<(), DeskError> {
        self.desk.draft_is_written(&self.account, seen, draft, parked)?;
        match (&seen.waba_id, mapping) {
            (Some(waba), Some(mapping)) => self.desk.mapping_is_true(&self.account, waba, mapping),
            _ => Ok(()),
        }
    }
}

/// What the draft has for the other configuration type, or for calling that is off: neither asked for nor written.
fn parked(merged: &Draft, seen: &Held) -> Vec<Field> {
    let wanted = merged.over(seen);
    let is_parked =
        |field: &Field| !is_in_force(*field, &wanted) && wanted.text(*field).trim() != seen.text(*field).trim();
    merged.edits.fields().into_iter().filter(is_parked).collect()
}

impl crate::Desk {
    pub(crate) fn conflict_views(&self, account: &crate::Account, conflicts: &[Conflict]) -> Vec<ConflictView> {
        let views = conflicts.iter().map(|conflict| ConflictView {
            field: conflict.field.into(),
            plivo_now: self.value_text(account, conflict.field, &conflict.plivo_now),
            plivo_value: conflict.plivo_now.clone(),
            yours: self.value_text(account, conflict.field, &conflict.yours),
            when_started: self.value_text(account, conflict.field, &conflict.when_started),
            decided: conflict.decided.map(Side::from),
        });
        views.collect()
    }

    /// The mapping was changed at Plivo too, and to something else. Deciding for one's own makes what Plivo holds the
    /// new start, so that a further change is a conflict again.
    pub(crate) fn mapping_conflict(
        &self,
        account: &crate::Account,
        draft: &MappingDraft,
        now: &Mapping,
    ) -> Option<ConflictView> {
        if *now == draft.base || *now == draft.target {
            return None;
        }
        let name = |mapping: &Mapping| self.owner_name(account, mapping);
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
