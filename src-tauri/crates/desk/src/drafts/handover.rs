//! The hand-over file: drafts for a colleague. The file contains no token. Its format is in
//! `docs/number-desk-drafts-1.schema.json`.

use domain::draft::{Draft, Edits};
use domain::id::WabaId;
use domain::observed::{Held, Mapping, Waba};
use domain::phone::PhoneNumber;
use serde::{Deserialize, Serialize};
use store::{DraftRow, MappingDraftRow};

use super::standing::{Standing, draft_of};
use crate::account::files::iso;
use crate::account::{Account, Made, Seat};
use crate::view::{
    AccountKind, ChangeView, Code, DeskError, DraftKey, DraftKind, FieldName, ImportChoice, ImportItem, ImportPreview,
    ImportState, MadeDrafts, Problem, SavedFile, Severity, phone, words,
};

const FORMAT: &str = "number-desk-drafts";
const VERSION: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    format: String,
    version: u32,
    exported_at: i64,
    /// The same time for human readers. No program reads it.
    exported: String,
    by: String,
    account: Owner,
    numbers: Vec<NumberPart>,
    mappings: Vec<MappingPart>,
}

/// The part that is read first: it shows whether the file can be read at all.
#[derive(Deserialize)]
struct Head {
    format: Option<String>,
    version: Option<u32>,
}

/// The account that the drafts belong to.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Owner {
    name: String,
    auth_id: String,
    /// `sandbox` for the built-in account, because its address changes at every start.
    api_address: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct NumberPart {
    number: String,
    started_at: i64,
    /// What Plivo held when the draft was started.
    base: Held,
    edits: Edits,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct MappingPart {
    waba_id: String,
    waba_name: String,
    started_at: i64,
    /// A subaccount's Auth ID; null is the main account.
    base: Option<String>,
    target: Option<String>,
}

impl Seat {
    pub(crate) fn export_drafts(&self) -> Result<SavedFile, DeskError> {
        let mut file = File {
            format: FORMAT.to_owned(),
            version: VERSION,
            exported_at: self.now(),
            exported: iso(self.now()),
            by: words::who(),
            account: owner(&self.account),
            numbers: Vec::new(),
            mappings: Vec::new(),
        };
        let mut left_out = Vec::new();
        for row in self.store().drafts(self.id())? {
            let Ok(Draft { base, edits, .. }) = draft_of(&row) else {
                left_out.push(row.number.international());
                continue;
            };
            file.numbers.push(NumberPart { number: row.number.to_string(), started_at: row.started_at, base, edits });
        }
        for row in self.store().mapping_drafts(self.id())? {
            let waba_name = self.waba_label(Some(&WabaId::new(row.waba_id.clone())))?;
            let MappingDraftRow { waba_id, base, target, started_at, .. } = row;
            file.mappings.push(MappingPart { waba_id, waba_name, started_at, base, target });
        }
        let count = file.numbers.len() + file.mappings.len();
        if count == 0 {
            let message = match left_out.is_empty() {
                true => "There is no draft to export.",
                false => {
                    "No draft can be read any more, so there is nothing to export. Discard them, and edit the numbers again."
                }
            };
            return Err(DeskError::new(Code::InvalidInput, message));
        }
        let bytes = serde_json::to_vec_pretty(&file).map_err(|error| words::broken(&error))?;
        let path = self.core.write_export(FORMAT, "json", &bytes)?;
        let note = (!left_out.is_empty())
            .then(|| format!("Left out, because the draft cannot be read any more: {}.", left_out.join(", ")));
        Ok(SavedFile { path, count: count as u32, note })
    }

    /// Returns what an import of the file would do. Nothing is stored.
    pub(crate) fn import_preview(&self, text: &str) -> Result<ImportPreview, DeskError> {
        let file = read(&self.account, text)?;
        let mut items = Vec::new();
        for part in &file.numbers {
            items.push(self.number_item(part)?);
        }
        for part in &file.mappings {
            items.push(self.mapping_item(part)?);
        }
        Ok(ImportPreview { exported_at: file.exported_at, by: file.by, items })
    }

    fn number_item(&self, part: &NumberPart) -> Result<ImportItem, DeskError> {
        let key = part.key();
        let bare = |state, title: String, note: &str| ImportItem {
            key: key.clone(),
            title,
            alias: String::new(),
            changes: Vec::new(),
            state,
            note: Some(note.to_owned()),
            problems: Vec::new(),
            choice: choice_of(state),
        };
        let Ok(number) = PhoneNumber::parse(&part.number) else {
            return Ok(bare(ImportState::Unknown, part.number.clone(), "This is not a phone number."));
        };
        let Some(row) = self.store().number(self.id(), &number)? else {
            let note = "This number is not in this account, as last read.";
            return Ok(bare(ImportState::Unknown, number.international(), note));
        };
        let draft = part.draft();
        let standing = Standing::of(&draft, &row.seen.held);
        let verdict = standing.verdict(self.known_agents()?.as_deref());
        let problems: Vec<Problem> = verdict.issues.iter().map(words::problem).collect();
        let here = self.draft(&number)?;
        let same = here.as_ref().is_some_and(|here| here.edits == draft.edits);
        let (state, note) = match () {
            () if standing.draft.is_empty() => (ImportState::Nothing, Some("Plivo holds it already.".to_owned())),
            () if same => (ImportState::Nothing, Some("The same draft is here.".to_owned())),
            () if here.is_some() => {
                (ImportState::Replaces, Some("Your own draft of this number would be replaced.".to_owned()))
            }
            () if problems.iter().any(|problem| problem.severity == Severity::Error) => (ImportState::Invalid, None),
            () if !standing.conflicts.is_empty() => {
                let fields: Vec<_> = standing.conflicts.iter().map(|conflict| conflict.field).collect();
                (ImportState::Conflict, Some(words::changed_too(&fields)))
            }
            () => (ImportState::New, None),
        };
        Ok(ImportItem {
            key,
            title: number.international(),
            alias: row.seen.held.alias.clone().unwrap_or_default(),
            changes: self.draft_changes(&standing, &row.seen.held),
            state,
            note,
            problems,
            choice: choice_of(state),
        })
    }

    fn mapping_item(&self, part: &MappingPart) -> Result<ImportItem, DeskError> {
        let (base, target) = (Mapping::from_wire(part.base.as_deref()), Mapping::from_wire(part.target.as_deref()));
        let known = self.waba_named(&WabaId::new(part.waba_id.clone()))?;
        let here = self.store().mapping_draft(self.id(), &part.waba_id)?;
        let refused = match self.mapping_read_only() {
            Some(why) => Some(why),
            None => self.no_such_owner(&target)?,
        };
        let (state, note) = match (&known, &here) {
            (Some(_), _) if refused.is_some() => (ImportState::Unknown, refused),
            (None, _) => (ImportState::Unknown, Some("This WABA is not in this account, as last read.".to_owned())),
            (Some(now), _) if now.mapping == target => {
                (ImportState::Nothing, Some("Plivo holds it already.".to_owned()))
            }
            (_, Some(here)) if here.target.as_deref() == target.wire() => {
                (ImportState::Nothing, Some("The same draft is here.".to_owned()))
            }
            (_, Some(_)) => {
                (ImportState::Replaces, Some("Your own draft of this mapping would be replaced.".to_owned()))
            }
            (Some(now), None) if now.mapping != base => {
                let name = self.owner_name(&now.mapping);
                (ImportState::Conflict, Some(format!("Changed at Plivo too: it is {name} now.")))
            }
            (Some(_), None) => (ImportState::New, None),
        };
        let change = ChangeView {
            field: FieldName::AccountMapping,
            before: self.owner_name(&base),
            after: self.owner_name(&target),
        };
        let name = known.map_or_else(|| part.waba_name.clone(), |waba: Waba| waba.name);
        Ok(ImportItem {
            key: part.key(),
            title: words::mapping_of(if name.trim().is_empty() { &part.waba_id } else { &name }),
            alias: String::new(),
            changes: vec![change],
            state,
            note,
            problems: Vec::new(),
            choice: choice_of(state),
        })
    }

    /// Imports the chosen drafts, all of them or none. They become ordinary drafts that are not ready. Each existing
    /// draft that one of them replaces is set aside, and can be restored.
    pub(crate) fn import_drafts(&self, text: &str, chosen: &[DraftKey]) -> Result<MadeDrafts, DeskError> {
        let preview = self.import_preview(text)?;
        let file = read(&self.account, text)?;
        let wanted = |key: &DraftKey| {
            let item = preview.items.iter().find(|item| item.key == *key);
            item.is_some_and(|item| item.choice != ImportChoice::Never) && chosen.contains(key)
        };
        let numbers: Vec<&NumberPart> = file.numbers.iter().filter(|part| wanted(&part.key())).collect();
        let mappings: Vec<&MappingPart> = file.mappings.iter().filter(|part| wanted(&part.key())).collect();
        let made = {
            let _drafting = self.account.drafts.hold();
            let at = self.now();
            let draft = |part: &&NumberPart| self.number_row(part, at);
            let moved = |part: &&MappingPart| self.moved_row(part, at);
            let drafts = numbers.iter().map(draft).collect::<Result<Vec<_>, _>>()?;
            let moves = mappings.iter().map(moved).collect::<Result<Vec<_>, _>>()?;
            let aside = self.store().replace_drafts(self.id(), &drafts, &moves, at)?;
            Made {
                numbers: drafts.iter().map(|row| row.number).collect(),
                wabas: moves.into_iter().map(|row| row.waba_id).collect(),
                ready: Vec::new(),
                aside,
                at,
                undoes: None,
            }
        };
        let made = self.keep_made(made);
        self.drafts_were_made();
        Ok(made)
    }

    fn number_row(&self, part: &NumberPart, saved_at: i64) -> Result<DraftRow, DeskError> {
        let number = phone(&part.number)?;
        let row = self.draft_row(&number, &part.draft(), (Some(part.started_at), false))?;
        Ok(DraftRow { saved_at, ..row })
    }

    fn moved_row(&self, part: &MappingPart, saved_at: i64) -> Result<MappingDraftRow, DeskError> {
        let target = Mapping::from_wire(part.target.as_deref());
        let new = self.mapping_row(&WabaId::new(part.waba_id.clone()), &target)?;
        // A file may write "the main account" in several ways. It is stored in one way.
        let base = Mapping::from_wire(part.base.as_deref()).wire().map(str::to_owned);
        Ok(MappingDraftRow { base, started_at: part.started_at, saved_at, ..new })
    }
}

/// An import that replaces an existing draft needs the user's explicit choice.
fn choice_of(state: ImportState) -> ImportChoice {
    match state {
        ImportState::New | ImportState::Conflict | ImportState::Invalid => ImportChoice::Proposed,
        ImportState::Replaces => ImportChoice::Possible,
        ImportState::Unknown | ImportState::Nothing => ImportChoice::Never,
    }
}

impl MappingPart {
    fn key(&self) -> DraftKey {
        DraftKey { kind: DraftKind::Mapping, id: self.waba_id.clone() }
    }
}

impl NumberPart {
    fn key(&self) -> DraftKey {
        DraftKey { kind: DraftKind::Number, id: self.number.clone() }
    }

    fn draft(&self) -> Draft {
        Draft { edits: self.edits.clone(), ..Draft::new(self.base.clone()) }
    }
}

fn owner(account: &Account) -> Owner {
    let about = account.view();
    let sandbox = about.kind == AccountKind::Sandbox;
    let api_address = if sandbox { "sandbox".to_owned() } else { about.api_address };
    Owner { name: about.name, auth_id: about.auth_id, api_address }
}

/// Reads a file. It is refused with a different message if it is damaged or no hand-over file, if a newer version wrote
/// it, and if it belongs to another account.
fn read(account: &Account, text: &str) -> Result<File, DeskError> {
    let refuse = |message: String| DeskError::new(Code::InvalidInput, message);
    let damaged = |error: serde_json::Error| {
        refuse(format!(
            "The file is damaged: {error}. Ask for it again; nothing was imported. (A download that broke off ends in \
             the middle.)"
        ))
    };
    let text = text.trim_start_matches('\u{feff}');
    let head: Head = serde_json::from_str(text).map_err(damaged)?;
    if head.format.as_deref() != Some(FORMAT) {
        return Err(refuse(
            "This is not a hand-over file of Number Desk. Choose one that was made by Export drafts.".into(),
        ));
    }
    if let Some(version) = head.version.filter(|version| *version > VERSION) {
        return Err(refuse(format!(
            "The file was written by a newer Number Desk (format {version}; this one reads up to {VERSION}). Install \
             the newer one and import it again; nothing was imported."
        )));
    }
    let file: File = serde_json::from_str(text).map_err(damaged)?;
    let ours = owner(account);
    if (&file.account.auth_id, &file.account.api_address) != (&ours.auth_id, &ours.api_address) {
        return Err(refuse(format!(
            "The file is of another account: {} ({}), and this is {} ({}). Switch to that account and import it \
             there; nothing was imported.",
            file.account.name, file.account.auth_id, ours.name, ours.auth_id
        )));
    }
    Ok(file)
}
