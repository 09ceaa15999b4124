//! The standing of a draft: the draft merged with what Plivo was last seen to hold. Also reads drafts from disk.

use domain::draft::Draft;
use domain::id::{AgentId, WabaId};
use domain::merge::{Conflict, Merged, merge};
use domain::observed::{Held, Mapping, Observed};
use domain::phone::PhoneNumber;
use domain::validate::{Verdict, effective_fields, validate};
use store::{DraftRow, MappingDraftRow};

use crate::account::Seat;
use crate::view::{DeskError, words};

/// A draft of a WABA's mapping: one for all of its numbers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MappingDraft {
    pub base: Mapping,
    pub target: Mapping,
    pub started_at: i64,
    pub saved_at: i64,
    pub ready: bool,
}

impl From<&MappingDraftRow> for MappingDraft {
    fn from(row: &MappingDraftRow) -> Self {
        Self {
            base: Mapping::from_wire(row.base.as_deref()),
            target: Mapping::from_wire(row.target.as_deref()),
            started_at: row.started_at,
            saved_at: row.saved_at,
            ready: row.ready,
        }
    }
}

pub(crate) fn draft_of(row: &DraftRow) -> Result<Draft, DeskError> {
    let base = serde_json::from_str(&row.base).map_err(|error| words::broken(&error))?;
    let edits = serde_json::from_str(&row.edits).map_err(|error| words::broken(&error))?;
    let decisions = serde_json::from_str(&row.decisions).map_err(|error| words::broken(&error))?;
    Ok(Draft { base, edits, decisions })
}

/// A draft merged with what Plivo was last seen to hold: how the draft is shown, validated and sent.
pub(crate) struct Standing {
    /// The draft as it would be sent now. Groups with an undecided conflict are as they are stored.
    pub draft: Draft,
    /// Every conflict, decided or not, as long as one of them is undecided. Otherwise empty.
    pub conflicts: Vec<Conflict>,
}

impl Standing {
    pub(crate) fn of(draft: &Draft, seen: &Held) -> Self {
        let Merged { draft, conflicts } = merge(draft, seen);
        Self { draft, conflicts }
    }

    /// Returns the draft as it is stored, for a number that was never seen.
    pub(crate) fn alone(draft: Draft) -> Self {
        Self { draft, conflicts: Vec::new() }
    }

    /// Returns what the panel shows and what is tested: the draft over its base.
    pub(crate) fn shown(&self) -> Held {
        self.draft.over(&self.draft.base)
    }

    /// Returns true if the draft has edits, and none of them is in force: nothing would be sent.
    pub(crate) fn is_parked(&self) -> bool {
        let draft = &self.draft;
        self.conflicts.is_empty() && !draft.is_empty() && effective_fields(draft, &draft.base).is_empty()
    }

    pub(crate) fn verdict(&self, agents: Option<&[AgentId]>) -> Verdict {
        validate(&self.draft, &self.draft.base, agents)
    }
}

impl Seat {
    pub(crate) fn draft(&self, number: &PhoneNumber) -> Result<Option<Draft>, DeskError> {
        self.store().draft(self.id(), number)?.as_ref().map(draft_of).transpose()
    }

    pub(crate) fn mapping_draft(&self, waba: &WabaId) -> Result<Option<MappingDraft>, DeskError> {
        Ok(self.store().mapping_draft(self.id(), waba.as_str())?.as_ref().map(MappingDraft::from))
    }

    pub(crate) fn mapping_draft_of(&self, seen: &Observed) -> Result<Option<MappingDraft>, DeskError> {
        seen.waba_id.as_ref().map_or(Ok(None), |waba| self.mapping_draft(waba))
    }

    /// Returns none if there is neither a draft nor a known number.
    pub(crate) fn standing(&self, number: &PhoneNumber) -> Result<Option<Standing>, DeskError> {
        let seen = self.store().number(self.id(), number)?.map(|row| row.seen.held);
        Ok(match (self.draft(number)?, seen) {
            (Some(draft), Some(seen)) => Some(Standing::of(&draft, &seen)),
            (Some(draft), None) => Some(Standing::alone(draft)),
            (None, Some(seen)) => Some(Standing::alone(Draft::new(seen))),
            (None, None) => None,
        })
    }
}
