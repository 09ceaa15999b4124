//! The drafts tray: every draft of the account with its state, and what can be done with one from there.

use std::collections::HashMap;

use domain::draft::Draft;
use domain::field::Field;
use domain::id::{AgentId, WabaId};
use domain::merge::{Merged, merge};
use domain::observed::{Held, Observed, Waba};
use domain::validate::{Severity, validate};
use store::{DraftRow, MappingDraftRow};

use crate::account::Account;
use crate::error::{Code, DeskError};
use crate::kept::{MappingDraft, draft_of, standing};
use crate::view::{ChangeView, DiscardedDraft, DraftEntry, DraftKey, DraftKind, DraftState, FieldName, Notice};
use crate::{Desk, phone, words};

/// What every entry of the tray is judged by, read once.
struct Known {
    agents: Option<Vec<AgentId>>,
    wabas: HashMap<String, Waba>,
}

/// What is said of one draft.
struct Told {
    state: DraftState,
    note: Option<String>,
    changes: Vec<ChangeView>,
}

impl Desk {
    /// Every draft of the account: the numbers' own, and the mappings of WABAs, each once.
    pub async fn drafts(&self, account: &str) -> Result<Vec<DraftEntry>, DeskError> {
        let account = self.account(account)?;
        let wabas = self.store().wabas(&account.id)?.into_iter().map(|waba| (waba.id.to_string(), waba)).collect();
        let known = Known { agents: self.known_agents(&account)?, wabas };
        let mut entries = Vec::new();
        for row in self.store().drafts(&account.id)? {
            let seen = self.store().number(&account.id, &row.number)?.map(|kept| kept.seen);
            let told = match draft_of(&row) {
                Ok(draft) => self.judged(&account, &known, &draft, seen.as_ref(), row.ready),
                Err(error) => unreadable(&row, &error),
            };
            entries.push(draft_entry(&known, &row, seen, told));
        }
        for row in self.store().mapping_drafts(&account.id)? {
            entries.push(self.mapping_entry(&account, &known, &row)?);
        }
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.saved_at));
        Ok(entries)
    }

    fn judged(&self, account: &Account, known: &Known, draft: &Draft, seen: Option<&Observed>, ready: bool) -> Told {
        let (state, note) = self.state_of(draft, seen.map(|seen| &seen.held), ready, known);
        let shown = seen.map_or_else(|| draft.clone(), |seen| standing(draft, &seen.held));
        Told { state, note, changes: self.draft_changes(account, &shown) }
    }

    /// The first that holds, with why.
    fn state_of(&self, draft: &Draft, seen: Option<&Held>, ready: bool, known: &Known) -> (DraftState, Option<String>) {
        let Some(seen) = seen else {
            return (DraftState::Disconnected, Some("The number is no longer at Plivo.".to_owned()));
        };
        let merged = merge(draft, seen);
        let judged = match &merged {
            Merged::Clean(merged) => merged,
            Merged::Conflict(_) => draft,
        };
        let verdict = validate(judged, &judged.base, known.agents.as_deref());
        if let Some(finding) = verdict.findings.iter().find(|finding| finding.severity == Severity::Error) {
            return (DraftState::Invalid, Some(format!("{}: {}", finding.field.label(), finding.message)));
        }
        if let Merged::Conflict(conflicts) = &merged {
            let fields: Vec<Field> = conflicts.iter().map(|conflict| conflict.field).collect();
            return (DraftState::Conflict, Some(words::changed_too(&fields)));
        }
        (if ready { DraftState::Ready } else { DraftState::Editing }, None)
    }

    pub(crate) fn draft_changes(&self, account: &Account, draft: &Draft) -> Vec<ChangeView> {
        let wanted = draft.over(&draft.base);
        let change = |field| ChangeView {
            field: FieldName::from(field),
            before: self.value_text(account, field, &draft.base.text(field)),
            after: self.value_text(account, field, &wanted.text(field)),
        };
        draft.edits.fields().into_iter().map(change).collect()
    }

    fn mapping_entry(&self, account: &Account, known: &Known, row: &MappingDraftRow) -> Result<DraftEntry, DeskError> {
        let draft = MappingDraft::from(row);
        let now = known.wabas.get(&row.waba_id).map(|waba| &waba.mapping);
        let conflict = now.and_then(|now| self.mapping_conflict(account, &draft, now));
        // Any of its numbers opens the panel in which the mapping is edited.
        let member = self.member_of(account, &row.waba_id)?;
        Ok(DraftEntry {
            key: DraftKey { kind: DraftKind::Mapping, id: row.waba_id.clone() },
            number: member.map(|number| number.to_string()),
            international: None,
            waba_id: row.waba_id.clone(),
            waba: known.waba_label(&row.waba_id),
            alias: String::new(),
            state: if conflict.is_some() { DraftState::Conflict } else { DraftState::NeedsConfirmation },
            ready: row.ready,
            note: conflict.map(|conflict| format!("Changed at Plivo too: it is {} now.", conflict.plivo_now)),
            changes: vec![ChangeView {
                field: FieldName::AccountMapping,
                before: self.owner_name(account, &draft.base),
                after: self.owner_name(account, &draft.target),
            }],
            started_at: draft.started_at,
            saved_at: draft.saved_at,
        })
    }

    /// Somebody says that a draft may be applied, or takes that back.
    pub async fn mark_ready(&self, account: &str, draft: &DraftKey, ready: bool) -> Result<(), DeskError> {
        let account = self.account(account)?;
        let found = {
            let _one_at_a_time = account.drafting.lock();
            match draft.kind {
                DraftKind::Number => self.store().mark_draft_ready(&account.id, &phone(&draft.id)?, ready)?,
                DraftKind::Mapping => self.store().mark_mapping_ready(&account.id, &draft.id, ready)?,
            }
        };
        self.drafts_changed(&account)?;
        if found { Ok(()) } else { Err(DeskError::new(Code::Gone, "This draft is no longer here.")) }
    }

    /// Throws one draft away, in a way that can be taken back.
    pub async fn discard_one(&self, account: &str, draft: &DraftKey) -> Result<DiscardedDraft, DeskError> {
        let account = self.account(account)?;
        let id = {
            let _one_at_a_time = account.drafting.lock();
            match draft.kind {
                DraftKind::Number => self.store().discard(&account.id, Some(&phone(&draft.id)?), None, self.now())?,
                DraftKind::Mapping => self.store().discard(&account.id, None, Some(&draft.id), self.now())?,
            }
        };
        self.drafts_changed(&account)?;
        Ok(DiscardedDraft { id })
    }

    /// A change of drafts is on disk. Called under no lock, and told whatever else fails.
    pub(crate) fn drafts_changed(&self, account: &Account) -> Result<(), DeskError> {
        let marked = self.load_marks(account);
        self.tell(Notice::DraftsChanged { account: account.id.clone() });
        marked
    }

    /// Where a draft is edited, for the keys that the window hands in.
    pub(crate) fn title_of(&self, account: &Account, key: &DraftKey) -> Result<(String, String), DeskError> {
        match key.kind {
            DraftKind::Number => {
                let number = phone(&key.id)?;
                let seen = self.store().number(&account.id, &number)?.map(|row| row.seen);
                Ok((number.international(), seen.and_then(|seen| seen.held.alias).unwrap_or_default()))
            }
            DraftKind::Mapping => {
                let label = self.waba_label(account, Some(&WabaId::new(key.id.clone())))?;
                Ok((format!("Mapping of {label}"), String::new()))
            }
        }
    }
}

/// A draft that cannot be read takes no other with it, and can be discarded.
fn unreadable(row: &DraftRow, error: &DeskError) -> Told {
    log::error!("the draft of {} cannot be read: {error}", row.number);
    let note = "This draft cannot be read any more, so it cannot be sent. Discard it, and begin anew.".to_owned();
    Told { state: DraftState::Invalid, note: Some(note), changes: Vec::new() }
}

fn draft_entry(known: &Known, row: &DraftRow, seen: Option<Observed>, told: Told) -> DraftEntry {
    let waba = seen.as_ref().and_then(|seen| seen.waba_id.as_ref()).map(ToString::to_string).unwrap_or_default();
    DraftEntry {
        key: DraftKey { kind: DraftKind::Number, id: row.number.to_string() },
        number: Some(row.number.to_string()),
        international: Some(row.number.international()),
        waba: known.waba_label(&waba),
        waba_id: waba,
        alias: seen.and_then(|seen| seen.held.alias).unwrap_or_default(),
        state: told.state,
        ready: row.ready,
        note: told.note,
        changes: told.changes,
        started_at: row.started_at,
        saved_at: row.saved_at,
    }
}

impl Known {
    /// The WABA's name, or its ID where it has none.
    fn waba_label(&self, id: &str) -> String {
        let name = self.wabas.get(id).map(|waba| waba.name.clone()).filter(|name| !name.trim().is_empty());
        name.unwrap_or_else(|| id.to_owned())
    }
}
