//! The drafts tray: every draft of the account with its state, and what can be done with it from the tray.

use std::collections::{BTreeMap, HashMap};

use domain::draft::{Draft, NUMBER_FIELDS};
use domain::field::Field;
use domain::id::{AgentId, WabaId};
use domain::observed::{Held, Observed, Waba};
use domain::phone::PhoneNumber;
use domain::search::{Words, fold};
use domain::validate::Severity;
use store::{DraftRow, MappingDraftRow};

use super::standing::{MappingDraft, Standing, draft_of};
use crate::account::{Found, InBatch, Seat, lock};
use crate::view::{
    ChangeView, Code, DeskError, DiscardedDraft, DraftCount, DraftEntry, DraftKey, DraftKind, DraftState, DraftsQuery,
    DraftsWindow, FieldName, Span, phone, words,
};

/// The data that the states of all drafts depend on, read once.
pub(super) struct TrayContext {
    agents: Option<Vec<AgentId>>,
    wabas: HashMap<String, Waba>,
}

/// The state of one draft, and the reason for it where that takes words.
struct DraftStatus {
    state: DraftState,
    note: Option<String>,
}

/// A stored draft.
enum Kept {
    Number(DraftRow),
    Mapping(MappingDraftRow),
}

impl Seat {
    /// Returns a window of the account's drafts, the latest first: drafts of numbers, and one mapping draft for each
    /// WABA.
    pub(crate) fn drafts(&self, query: DraftsQuery, span: Span) -> Result<DraftsWindow, DeskError> {
        // The context is read inside, after the cache has taken the age of what is cached.
        let found = self.account.drafts.tray.found(query, |query| self.find(&self.tray_context()?, query))?;
        let rows = self.tray_entries(span.of(&found.keys))?;
        let Found { drafts, ready, ref states, .. } = *found;
        Ok(DraftsWindow { total: found.keys.len() as u32, rows, drafts, ready, states: states.clone() })
    }

    pub(super) fn matching_drafts(&self, query: DraftsQuery) -> Result<Vec<DraftKey>, DeskError> {
        let found = self.account.drafts.tray.found(query, |query| self.find(&self.tray_context()?, query))?;
        Ok(found.keys.clone())
    }

    /// Returns those of the drafts that can be marked as ready, and how many cannot. Drafts that are gone are left out.
    pub(super) fn that_can_be_ready(&self, keys: Vec<DraftKey>) -> Result<(Vec<DraftKey>, usize), DeskError> {
        let context = self.tray_context()?;
        let (mut can, mut cannot) = (Vec::new(), 0);
        for key in keys {
            let Some(kept) = self.kept_draft(&key)? else { continue };
            if kept.ready() || can_be_ready(self.status_of(&context, &kept)?.state) {
                can.push(key);
            } else {
                cannot += 1;
            }
        }
        Ok((can, cannot))
    }

    pub(super) fn has_draft(&self, key: &DraftKey) -> Result<bool, DeskError> {
        Ok(self.kept_draft(key)?.is_some())
    }

    /// Returns the drafts that are still there.
    pub(crate) fn tray_entries(&self, keys: &[DraftKey]) -> Result<Vec<DraftEntry>, DeskError> {
        let context = self.tray_context()?;
        let in_batch = InBatch::of(lock(&self.account.batch.now).as_ref(), keys);
        let mut rows = Vec::new();
        for key in keys {
            // A draft that was removed meanwhile is skipped: a notice follows, and the window reads again.
            let Some(kept) = self.kept_draft(key)? else { continue };
            let status = self.status_of(&context, &kept)?;
            let entry = self.tray_entry(&context, &kept, status)?;
            rows.push(DraftEntry { obstacle: in_batch.obstacle(key, entry.state), ..entry });
        }
        Ok(rows)
    }

    pub(super) fn tray_context(&self) -> Result<TrayContext, DeskError> {
        let wabas = self.store().wabas(self.id())?.into_iter().map(|waba| (waba.id.to_string(), waba)).collect();
        Ok(TrayContext { agents: self.known_agents()?, wabas })
    }

    fn find(&self, context: &TrayContext, query: &DraftsQuery) -> Result<Found, DeskError> {
        let words = Words::new(&query.search);
        let mut states: BTreeMap<DraftState, u32> = BTreeMap::new();
        let (mut keys, mut drafts, mut ready) = (Vec::new(), 0, 0);
        for kept in self.kept_drafts()? {
            let status = self.status_of(context, &kept)?;
            let state = status.state;
            *states.entry(state).or_default() += 1;
            drafts += 1;
            ready += u32::from(kept.ready());
            let fits = query.states.is_empty() || query.states.contains(&state);
            if fits && (words.is_empty() || words.occur_in(&self.tray_entry(context, &kept, status)?.haystack())) {
                keys.push(kept.key());
            }
        }
        let states = states.into_iter().map(|(state, drafts)| DraftCount { state, drafts }).collect();
        Ok(Found { keys, drafts, ready, states })
    }

    /// Returns all drafts, the latest first.
    fn kept_drafts(&self) -> Result<Vec<Kept>, DeskError> {
        let numbers = self.store().drafts(self.id())?.into_iter().map(Kept::Number);
        let mappings = self.store().mapping_drafts(self.id())?.into_iter().map(Kept::Mapping);
        let mut all: Vec<Kept> = numbers.chain(mappings).collect();
        all.sort_by_key(|kept| std::cmp::Reverse(kept.saved_at()));
        Ok(all)
    }

    fn kept_draft(&self, key: &DraftKey) -> Result<Option<Kept>, DeskError> {
        Ok(match key.kind {
            DraftKind::Number => self.store().draft(self.id(), &phone(&key.id)?)?.map(Kept::Number),
            DraftKind::Mapping => self.store().mapping_draft(self.id(), &key.id)?.map(Kept::Mapping),
        })
    }

    fn status_of(&self, context: &TrayContext, kept: &Kept) -> Result<DraftStatus, DeskError> {
        Ok(match kept {
            Kept::Number(row) => match draft_of(row) {
                Ok(draft) => number_status(&draft, self.seen(&row.number)?.as_ref(), row.ready, context),
                Err(error) => unreadable(row, &error),
            },
            Kept::Mapping(row) => self.mapping_status(context, row),
        })
    }

    pub(super) fn seen(&self, number: &PhoneNumber) -> Result<Option<Observed>, DeskError> {
        Ok(self.store().number(self.id(), number)?.map(|row| row.seen))
    }

    pub(super) fn state_of(&self, context: &TrayContext, row: &DraftRow, seen: Option<&Observed>) -> DraftState {
        draft_of(row).map_or(DraftState::Invalid, |draft| number_status(&draft, seen, row.ready, context).state)
    }

    fn tray_entry(&self, context: &TrayContext, kept: &Kept, status: DraftStatus) -> Result<DraftEntry, DeskError> {
        match kept {
            Kept::Number(row) => self.number_entry(context, row, status),
            Kept::Mapping(row) => self.mapping_entry(context, row, status),
        }
    }

    fn number_entry(
        &self,
        context: &TrayContext,
        row: &DraftRow,
        status: DraftStatus,
    ) -> Result<DraftEntry, DeskError> {
        let seen = self.seen(&row.number)?;
        let (changes, parked) = match (draft_of(row), &seen) {
            (Ok(draft), Some(seen)) => {
                let standing = Standing::of(&draft, &seen.held);
                (self.draft_changes(&standing, &seen.held), standing.is_parked())
            }
            (Ok(draft), None) => (self.draft_changes(&Standing::alone(draft.clone()), &draft.base), false),
            (Err(_), _) => (Vec::new(), false),
        };
        let waba = seen.as_ref().and_then(|seen| seen.waba_id.as_ref()).map(ToString::to_string).unwrap_or_default();
        Ok(DraftEntry {
            key: DraftKey { kind: DraftKind::Number, id: row.number.to_string() },
            number: Some(row.number.to_string()),
            international: Some(row.number.international()),
            waba: context.waba_label(&waba),
            waba_id: waba,
            alias: seen.and_then(|seen| seen.held.alias).unwrap_or_default(),
            state: status.state,
            ready: row.ready,
            can_be_ready: can_be_ready(status.state),
            obstacle: None,
            note: status.note,
            parked,
            changes,
            started_at: row.started_at,
            saved_at: row.saved_at,
        })
    }

    /// Returns what the draft would change of what Plivo holds, with the undecided conflicts.
    pub(crate) fn draft_changes(&self, standing: &Standing, held: &Held) -> Vec<ChangeView> {
        let wanted = standing.shown();
        let concerns = |field: &Field| {
            let in_conflict = standing.conflicts.iter().any(|conflict| conflict.field == *field);
            (in_conflict || standing.draft.edits.has(*field)) && wanted.text(*field) != held.text(*field)
        };
        let change = |field| ChangeView {
            field: FieldName::from(field),
            before: self.value_text(field, &held.text(field)),
            after: self.value_text(field, &wanted.text(field)),
        };
        NUMBER_FIELDS.into_iter().filter(concerns).map(change).collect()
    }

    fn mapping_status(&self, context: &TrayContext, row: &MappingDraftRow) -> DraftStatus {
        let now = context.wabas.get(&row.waba_id).map(|waba| &waba.mapping);
        let conflict = now.and_then(|now| self.mapping_conflict(&MappingDraft::from(row), now));
        match conflict {
            Some(conflict) => {
                let note = format!("Changed at Plivo too: it is {} now.", conflict.plivo_now);
                DraftStatus { state: DraftState::Conflict, note: Some(note) }
            }
            None => DraftStatus { state: DraftState::NeedsConfirmation, note: None },
        }
    }

    fn mapping_entry(
        &self,
        context: &TrayContext,
        row: &MappingDraftRow,
        status: DraftStatus,
    ) -> Result<DraftEntry, DeskError> {
        let draft = MappingDraft::from(row);
        // The mapping can be edited in the panel of any of the WABA's numbers.
        let member = self.member_of(&row.waba_id)?;
        Ok(DraftEntry {
            key: DraftKey { kind: DraftKind::Mapping, id: row.waba_id.clone() },
            number: member.map(|number| number.to_string()),
            international: None,
            waba_id: row.waba_id.clone(),
            waba: context.waba_label(&row.waba_id),
            alias: String::new(),
            state: status.state,
            ready: row.ready,
            can_be_ready: can_be_ready(status.state),
            obstacle: None,
            note: status.note,
            parked: false,
            changes: vec![ChangeView {
                field: FieldName::AccountMapping,
                before: self.owner_name(&draft.base),
                after: self.owner_name(&draft.target),
            }],
            started_at: draft.started_at,
            saved_at: draft.saved_at,
        })
    }

    /// Marks a draft as ready, or as not ready.
    pub(crate) fn mark_ready(&self, draft: &DraftKey, ready: bool) -> Result<(), DeskError> {
        let found = {
            let _drafting = self.account.drafts.hold();
            let keys = std::slice::from_ref(draft);
            if InBatch::of(lock(&self.account.batch.now).as_ref(), keys).contains(draft) {
                let message = "This draft waits in the batch that is running, so its mark cannot be changed now.";
                return Err(DeskError::new(Code::InvalidInput, message));
            }
            match draft.kind {
                DraftKind::Number => self.store().mark_draft_ready(self.id(), &phone(&draft.id)?, ready)?,
                DraftKind::Mapping => self.store().mark_mapping_ready(self.id(), &draft.id, ready)?,
            }
        };
        self.drafts_changed()?;
        if found { Ok(()) } else { Err(DeskError::new(Code::Gone, "This draft is no longer here.")) }
    }

    /// Discards one draft. The discard can be undone.
    pub(crate) fn discard_one(&self, draft: &DraftKey) -> Result<DiscardedDraft, DeskError> {
        let id = {
            let _drafting = self.account.drafts.hold();
            self.discard_key(draft, self.now())?
        };
        self.drafts_changed()?;
        Ok(DiscardedDraft { id })
    }

    /// Discards a draft, and returns the id that restores it. The caller holds the lock of the drafts.
    pub(super) fn discard_key(&self, draft: &DraftKey, now: i64) -> Result<i64, DeskError> {
        Ok(match draft.kind {
            DraftKind::Number => self.store().discard(self.id(), Some(&phone(&draft.id)?), None, now)?,
            DraftKind::Mapping => self.store().discard(self.id(), None, Some(&draft.id), now)?,
        })
    }

    /// Returns the title of a draft and the number's alias, for a key from the window.
    pub(crate) fn title_of(&self, key: &DraftKey) -> Result<(String, String), DeskError> {
        match key.kind {
            DraftKind::Number => {
                let number = phone(&key.id)?;
                let seen = self.store().number(self.id(), &number)?.map(|row| row.seen);
                Ok((number.international(), seen.and_then(|seen| seen.held.alias).unwrap_or_default()))
            }
            DraftKind::Mapping => {
                let label = self.waba_label(Some(&WabaId::new(key.id.clone())))?;
                Ok((words::mapping_of(&label), String::new()))
            }
        }
    }
}

/// Returns the first state that applies, in the order of [`DraftState`].
fn number_status(draft: &Draft, seen: Option<&Observed>, ready: bool, context: &TrayContext) -> DraftStatus {
    let Some(seen) = seen else {
        return DraftStatus {
            state: DraftState::Disconnected,
            note: Some("The number is no longer at Plivo.".to_owned()),
        };
    };
    let standing = Standing::of(draft, &seen.held);
    let verdict = standing.verdict(context.agents.as_deref());
    if let Some(issue) = verdict.issues.iter().find(|issue| issue.severity == Severity::Error) {
        let note = format!("{}: {}", issue.field.label(), issue.message);
        return DraftStatus { state: DraftState::Invalid, note: Some(note) };
    }
    if !standing.conflicts.is_empty() {
        let fields: Vec<Field> = standing.conflicts.iter().map(|conflict| conflict.field).collect();
        return DraftStatus { state: DraftState::Conflict, note: Some(words::changed_too(&fields)) };
    }
    DraftStatus { state: if ready { DraftState::Ready } else { DraftState::Editing }, note: None }
}

/// Reports an unreadable draft. It does not affect other drafts, and it can be discarded.
fn unreadable(row: &DraftRow, error: &DeskError) -> DraftStatus {
    log::error!("the draft of {} cannot be read: {error}", row.number);
    let note =
        "This draft cannot be read any more, so it cannot be sent. Discard it, and edit the number again.".to_owned();
    DraftStatus { state: DraftState::Invalid, note: Some(note) }
}

fn can_be_ready(state: DraftState) -> bool {
    matches!(state, DraftState::Editing | DraftState::NeedsConfirmation)
}

impl Kept {
    fn key(&self) -> DraftKey {
        match self {
            Self::Number(row) => DraftKey { kind: DraftKind::Number, id: row.number.to_string() },
            Self::Mapping(row) => DraftKey { kind: DraftKind::Mapping, id: row.waba_id.clone() },
        }
    }

    fn ready(&self) -> bool {
        match self {
            Self::Number(row) => row.ready,
            Self::Mapping(row) => row.ready,
        }
    }

    fn saved_at(&self) -> i64 {
        match self {
            Self::Number(row) => row.saved_at,
            Self::Mapping(row) => row.saved_at,
        }
    }
}

impl DraftEntry {
    /// Returns all texts that are searched.
    fn haystack(&self) -> String {
        let title = match self.key.kind {
            DraftKind::Number => self.international.clone().unwrap_or_default(),
            DraftKind::Mapping => words::mapping_of(&self.waba),
        };
        let note = self.note.clone().unwrap_or_default();
        let changes = self.changes.iter().flat_map(|change| [change.field.label(), &change.before, &change.after]);
        let parts = [&title, &self.key.id, &self.waba, &self.waba_id, &self.alias, &note].map(String::as_str);
        fold(&parts.into_iter().chain(changes).collect::<Vec<_>>().join("\n"))
    }
}

impl TrayContext {
    /// Returns the WABA's name, or its ID if it has no name.
    fn waba_label(&self, id: &str) -> String {
        let name = self.wabas.get(id).map(|waba| waba.name.clone()).filter(|name| !name.trim().is_empty());
        name.unwrap_or_else(|| id.to_owned())
    }
}
