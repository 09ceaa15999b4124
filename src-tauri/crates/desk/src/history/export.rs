//! The export of the activity record: JSON for programs, CSV for spreadsheets.

use domain::mask::{mask_url, mask_urls};
use serde::Serialize;
use store::Grouping;

use crate::account::Seat;
use crate::account::files::iso;
use crate::view::{ActivityEntry, ActivityQuery, DeskError, ExportFormat, FieldName, SavedFile, words};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct File<'a> {
    format: &'static str,
    version: u32,
    exported_at: String,
    account: AccountPart<'a>,
    /// URLs are masked: without query values, and without path parts that look like secrets.
    masked: bool,
    entries: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    #[serde(flatten)]
    shown: &'a ActivityEntry,
    /// The code of the outcome. None if an earlier version recorded only a sentence.
    code: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AccountPart<'a> {
    name: &'a str,
    auth_id: &'a str,
    api_address: &'a str,
}

impl Seat {
    /// Exports every matching record, oldest last.
    pub(crate) fn export_activity(
        &self,
        query: &ActivityQuery,
        format: ExportFormat,
        unmasked: bool,
    ) -> Result<SavedFile, DeskError> {
        let mut entries = self.all_entries(query)?;
        if !unmasked {
            entries.iter_mut().for_each(mask);
        }
        let (extension, bytes) = match format {
            ExportFormat::Json => ("json", self.as_json(&entries, !unmasked)?),
            ExportFormat::Csv => ("csv", self.as_csv(&entries)?),
        };
        let path = self.core.write_export("number-desk-activity", extension, &bytes)?;
        Ok(SavedFile { path, count: entries.len() as u32, note: None })
    }

    fn all_entries(&self, query: &ActivityQuery) -> Result<Vec<ActivityEntry>, DeskError> {
        // In one read: a record that is added between two reads would move the others.
        Ok(self.activity_in(query, Grouping::Flat, 0, u32::MAX)?.rows)
    }

    fn as_json(&self, entries: &[ActivityEntry], masked: bool) -> Result<Vec<u8>, DeskError> {
        let about = self.account.view();
        let file = File {
            format: "number-desk-activity",
            version: 1,
            exported_at: iso(self.now()),
            account: AccountPart { name: &about.name, auth_id: &about.auth_id, api_address: &about.api_address },
            masked,
            entries: entries.iter().map(|shown| Entry { shown, code: shown.said.code() }).collect(),
        };
        serde_json::to_vec_pretty(&file).map_err(|error| words::broken(&error))
    }

    /// Writes one line for each changed field, so that a spreadsheet can filter by field.
    fn as_csv(&self, entries: &[ActivityEntry]) -> Result<Vec<u8>, DeskError> {
        let name = self.account.name();
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut line = |cells: &[&str]| {
            let safe = cells.iter().map(|cell| neutral(cell));
            writer.write_record(safe).map_err(|error| words::broken(&error))
        };
        line(&[
            "time",
            "who",
            "account",
            "action",
            "outcome",
            "number",
            "waba",
            "field",
            "before",
            "after",
            "read_back",
            "message",
            "request_id",
            "code",
            "id",
            "batch",
        ])?;
        for entry in entries {
            let at = iso(entry.at);
            let (id, batch) = (entry.id.to_string(), entry.part_of.map(|id| id.to_string()).unwrap_or_default());
            let (action, outcome) = (word(&entry.action), word(&entry.outcome));
            let number = entry.number.as_deref().unwrap_or_default();
            let waba = entry.waba.as_deref().unwrap_or_default();
            let request = entry.request_id.as_deref().unwrap_or_default();
            let code = entry.said.code().unwrap_or_default();
            let about = [&at, &entry.who, &name, &action, &outcome, number, waba];
            if entry.changes.is_empty() {
                line(&[&about[..], &["", "", "", "", &entry.message, request, &code, &id, &batch]].concat())?;
            }
            for change in &entry.changes {
                let field = word(&change.field);
                let read_back = change.read_back.as_deref().unwrap_or_default();
                let values =
                    [&field, &change.before, &change.after, read_back, &entry.message, request, &code, &id, &batch];
                line(&[&about[..], &values].concat())?;
            }
        }
        writer.into_inner().map_err(|error| words::broken(&error))
    }
}

fn mask(entry: &mut ActivityEntry) {
    entry.message = mask_urls(&entry.message);
    for change in &mut entry.changes {
        let masked = match change.field {
            FieldName::WebhookUrl | FieldName::AnswerUrl => mask_url,
            _ => mask_urls,
        };
        change.before = masked(&change.before);
        change.after = masked(&change.after);
        change.read_back = change.read_back.as_deref().map(masked);
    }
}

/// Prefixes a cell that a spreadsheet would take for a formula, so that it stays a text.
fn neutral(cell: &str) -> String {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}

/// Returns the name of a value as the window knows it.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
