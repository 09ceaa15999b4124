//! CSV files as spreadsheets write them: with commas, semicolons or tabs, with or without a byte order mark.

use std::collections::HashMap;

use crate::view::{Code, DeskError};

/// The known columns. `number` is required.
pub(super) const COLUMNS: [&str; 10] = [
    "number",
    "waba_id",
    "waba_name",
    "alias",
    "configuration_type",
    "webhook_url",
    "agent_uuid",
    "calling_enabled",
    "answer_url",
    "sub_account",
];

pub(super) struct Table {
    pub rows: Vec<Row>,
    /// Unknown columns.
    pub ignored: Vec<String>,
}

pub(super) struct Row {
    /// Counted from 1, with the heading as line 1.
    pub line: u32,
    cells: HashMap<&'static str, String>,
}

impl Row {
    pub(super) fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map(String::as_str).unwrap_or_default()
    }

    pub(super) fn absent(&self) -> Vec<&'static str> {
        COLUMNS.into_iter().filter(|column| !self.cells.contains_key(column)).collect()
    }
}

pub(super) fn read_table(text: &str) -> Result<Table, DeskError> {
    let refuse = |message: String| DeskError::new(Code::InvalidInput, message);
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let headings = reader.headers().map_err(|error| refuse(format!("The file is not a CSV file: {error}.")))?.clone();
    let known = |heading: &str| {
        let plain = heading.trim().to_ascii_lowercase().replace([' ', '-'], "_");
        COLUMNS.into_iter().find(|column| *column == plain)
    };
    let columns: Vec<Option<&'static str>> = headings.iter().map(known).collect();
    if !columns.contains(&Some("number")) {
        return Err(refuse(format!(
            "The first line has no column “number”. Columns that are understood: {}.",
            COLUMNS.join(", ")
        )));
    }
    let ignored = headings.iter().zip(&columns).filter(|(heading, column)| column.is_none() && !heading.is_empty());
    let ignored = ignored.map(|(heading, _)| heading.to_owned()).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| refuse(format!("The file cannot be read: {error}.")))?;
        let line = record.position().map_or(0, |position| position.line() as u32);
        let cells = columns.iter().zip(record.iter()).filter_map(|(column, cell)| column.map(|c| (c, plain(cell))));
        rows.push(Row { line, cells: cells.collect() });
    }
    Ok(Table { rows, ignored })
}

/// Returns the delimiter that occurs most often in the heading.
fn delimiter(text: &str) -> u8 {
    let heading = text.lines().next().unwrap_or_default();
    let count = |mark: &u8| heading.bytes().filter(|byte| byte == mark).count();
    // `max_by_key` returns the last of equal elements, so the comma is last.
    *b"\t;,".iter().max_by_key(|mark| count(mark)).unwrap_or(&b',')
}

/// Removes the apostrophe with which a spreadsheet marks a cell as text.
fn plain(cell: &str) -> String {
    let marked = cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@']));
    marked.unwrap_or(cell).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables() {
        let check = |text: &str, expected: &[(&str, &str)], ignored: &[&str]| {
            let table = read_table(text).expect(text);
            let rows: Vec<_> = table.rows.iter().map(|row| (row.cell("number"), row.cell("webhook_url"))).collect();
            assert_eq!(rows, expected, "{text:?}");
            assert_eq!(table.ignored, ignored, "{text:?}");
        };
        check("number\n918035737458\n", &[("918035737458", "")], &[]);
        check("Number,Webhook URL\n+91 80,https://a.example/?a=1\n", &[("+91 80", "https://a.example/?a=1")], &[]);
        check("\u{feff}number;webhook_url\r\n91;https://a.example/x,y\r\n", &[("91", "https://a.example/x,y")], &[]);
        check("number\twebhook_url\tnote\n91\thttps://a.example/\tx\n", &[("91", "https://a.example/")], &["note"]);
        check(
            "number,webhook_url\n\"91\",\"https://a.example/?q=\"\"x\"\"\"\n",
            &[("91", "https://a.example/?q=\"x\"")],
            &[],
        );
        check("number,webhook_url\n'+91\n", &[("+91", "")], &[]);
        check("number,webhook_url\n91,'t Centrum\n", &[("91", "'t Centrum")], &[]);
        check("number,webhook_url\n", &[], &[]);
    }

    #[test]
    fn refused() {
        let check = |text: &str, expected: &str| {
            let error = read_table(text).err().expect(text);
            assert!(error.message.contains(expected), "{text:?}: {}", error.message);
        };
        check("", "no column “number”");
        check("phone,alias\n91,x\n", "no column “number”");
    }
}
