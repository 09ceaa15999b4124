//! The record of every attempted write.

use domain::phone::PhoneNumber;
use domain::search::{Word, Words};
use rusqlite::{Connection, Row, named_params, params, params_from_iter};

use super::{digits, is_on, optional_phone, restore_point};
use crate::statements::{all, one, run};
use crate::{NewRestorePoint, Store, StoreError};

pub(crate) const CREATE: &str = "
    CREATE TABLE activity (
        id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, at INTEGER NOT NULL, who TEXT NOT NULL,
        action TEXT NOT NULL, number INTEGER, waba_id TEXT, waba_name TEXT NOT NULL, detail TEXT NOT NULL,
        after TEXT, outcome TEXT NOT NULL, message TEXT NOT NULL, request_id TEXT, deadline INTEGER,
        completed_at INTEGER, restore_point INTEGER REFERENCES restore_point (id)
    ) STRICT;
    CREATE INDEX activity_by_number ON activity (account, number);
    CREATE INDEX activity_unsettled ON activity (account) WHERE outcome = 'not_yet_known';";

/// Whether Plivo's answer reported success, whatever a later read shows.
pub(crate) const ADD_ACCEPTED: &str = "ALTER TABLE activity ADD COLUMN accepted INTEGER NOT NULL DEFAULT 0";

/// The displayed names, for the search.
pub(crate) const ADD_LABELS: &str = "ALTER TABLE activity ADD COLUMN labels TEXT NOT NULL DEFAULT ''";

/// The state of the attempt, as a code from the caller, which is opaque here. Rows from earlier versions have none.
/// `message` holds the same in words, for the search.
pub(crate) const ADD_SAID: &str = "ALTER TABLE activity ADD COLUMN said TEXT";

/// A batch has a record of its own, without a number. `batch` of each of its writes is the id of that record, and
/// `undoes` of a batch is the id of the batch that it undoes. The index answers how many writes ended in which way.
pub(crate) const ADD_BATCH: &str = "
    ALTER TABLE activity ADD COLUMN batch INTEGER;
    ALTER TABLE activity ADD COLUMN undoes INTEGER;
    CREATE INDEX activity_by_batch ON activity (account, batch, number, id, outcome) WHERE batch IS NOT NULL;
    CREATE INDEX activity_alone ON activity (account) WHERE batch IS NULL;
    CREATE INDEX activity_undoing ON activity (account, undoes) WHERE undoes IS NOT NULL;";

/// The values that are known before the write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewActivity {
    pub account: String,
    pub at: i64,
    /// The user name on this computer.
    pub who: String,
    pub action: String,
    pub number: Option<PhoneNumber>,
    pub waba_id: Option<String>,
    pub waba_name: String,
    /// The displayed names of the old and the requested values, for the search.
    pub labels: String,
    /// JSON: the old and the requested values.
    pub detail: String,
    pub outcome: String,
    pub said: Option<String>,
    pub message: String,
    /// Until when an unanswered write may still reach Plivo.
    pub deadline: Option<i64>,
    /// The record of the batch that the write is a part of.
    pub batch: Option<i64>,
    /// For the record of a batch: the record of the batch that it undoes.
    pub undoes: Option<i64>,
}

/// The values that are known after the write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Completion<'a> {
    pub outcome: &'a str,
    pub said: Option<&'a str>,
    pub message: &'a str,
    /// `None` keeps the earlier value.
    pub request_id: Option<&'a str>,
    /// JSON: what Plivo held after the write, by a later read. `None` keeps the earlier value.
    pub after: Option<&'a str>,
    /// Whether Plivo's answer reported success. Once true, it stays true.
    pub accepted: bool,
    pub completed_at: Option<i64>,
    pub deadline: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityRow {
    pub id: i64,
    pub at: i64,
    pub who: String,
    pub action: String,
    pub number: Option<PhoneNumber>,
    pub waba_id: Option<String>,
    pub waba_name: String,
    pub detail: String,
    pub after: Option<String>,
    pub outcome: String,
    /// `None` for rows from versions before this column existed.
    pub said: Option<String>,
    pub message: String,
    pub request_id: Option<String>,
    pub accepted: bool,
    pub deadline: Option<i64>,
    pub completed_at: Option<i64>,
    pub restore_point: Option<i64>,
    pub batch: Option<i64>,
    pub undoes: Option<i64>,
}

/// Which records are listed, in relation to batches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// Every record by itself, the latest first.
    #[default]
    Flat,
    /// Batches and single writes, the latest first. A batch is listed if it or one of its writes matches.
    Batches,
    /// The writes of this batch, by number.
    Within(i64),
}

/// How many numbers of a batch ended in an outcome. The last write of each number counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchOutcome {
    pub batch: i64,
    pub outcome: String,
    pub numbers: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActivityFilter {
    pub grouping: Grouping,
    /// Words that must all occur, see [`domain::search::Words`].
    pub search: String,
    pub number: Option<PhoneNumber>,
    /// Any of these. An empty list means all.
    pub outcomes: Vec<&'static str>,
    /// Any of these. An empty list means all.
    pub actions: Vec<&'static str>,
    pub since: Option<i64>,
}

impl Store {
    /// Records an attempt, with its restore point. Both are on disk or neither. This must return before anything is
    /// sent to Plivo.
    pub fn record_attempt(&self, restore: Option<&NewRestorePoint>, new: &NewActivity) -> Result<i64, StoreError> {
        self.write(|connection| {
            let restore = restore.map(|point| restore_point::add(connection, point)).transpose()?;
            add(connection, new, restore)
        })
    }

    pub fn complete(&self, account: &str, id: i64, done: &Completion<'_>) -> Result<(), StoreError> {
        let update = "UPDATE activity SET outcome = :outcome, said = :said, message = :message, \
                      request_id = coalesce(:request_id, request_id), after = coalesce(:after, after), \
                      accepted = max(accepted, :accepted), \
                      completed_at = :completed_at, deadline = :deadline WHERE account = :account AND id = :id";
        let values = named_params! {
            ":outcome": done.outcome, ":said": done.said, ":message": done.message, ":request_id": done.request_id,
            ":after": done.after, ":accepted": done.accepted,
            ":completed_at": done.completed_at, ":deadline": done.deadline, ":account": account, ":id": id,
        };
        self.write(|connection| match run(connection, update, values)? {
            1 => Ok(()),
            _ => Err(StoreError::Internal(format!("there is no activity {id} of {account}"))),
        })
    }

    /// Notes on an open record that Plivo accepted the write.
    pub fn note_accepted(&self, account: &str, id: i64, request_id: Option<&str>) -> Result<(), StoreError> {
        let update = "UPDATE activity SET accepted = 1, request_id = coalesce(?3, request_id) \
                      WHERE account = ?1 AND id = ?2 AND outcome = 'not_yet_known'";
        self.write(|connection| run(connection, update, params![account, id, request_id]).map(drop))
    }

    /// Returns the attempts with the outcome *not yet known*, the oldest first.
    pub fn unsettled(&self, account: &str) -> Result<Vec<ActivityRow>, StoreError> {
        let select = "SELECT * FROM activity WHERE account = ?1 AND outcome = 'not_yet_known' ORDER BY id";
        self.read(|connection| all(connection, select, [account], read))
    }

    pub fn activity_entry(&self, account: &str, id: i64) -> Result<Option<ActivityRow>, StoreError> {
        let select = "SELECT * FROM activity WHERE account = ?1 AND id = ?2";
        self.read(|connection| one(connection, select, params![account, id], read))
    }

    /// Returns the number's latest attempt that ended in one of the outcomes.
    pub fn last_activity(
        &self,
        account: &str,
        number: &PhoneNumber,
        outcomes: &[&'static str],
    ) -> Result<Option<ActivityRow>, StoreError> {
        let select = "SELECT * FROM activity WHERE account = ?1 AND number = ?2 \
                      AND outcome IN (SELECT value FROM json_each(?3)) ORDER BY id DESC LIMIT 1";
        let outcomes = serde_json::to_string(outcomes)?;
        self.read(|connection| one(connection, select, params![account, digits(number), outcomes], read))
    }

    /// Records a write that was carried out elsewhere, complete from the start.
    pub fn record_done(
        &self,
        restore: Option<&NewRestorePoint>,
        new: &NewActivity,
        after: Option<&str>,
        now: i64,
    ) -> Result<i64, StoreError> {
        self.write(|connection| {
            let restore = restore.map(|point| restore_point::add(connection, point)).transpose()?;
            let id = add(connection, new, restore)?;
            let update = "UPDATE activity SET after = ?2, completed_at = ?3 WHERE id = ?1";
            run(connection, update, params![id, after, now])?;
            Ok(id)
        })
    }

    /// Returns how the numbers of each batch ended. A batch without a write is left out.
    pub fn batch_outcomes(&self, account: &str, batches: &[i64]) -> Result<Vec<BatchOutcome>, StoreError> {
        // Beside `max`, SQLite returns the other columns of the row with the highest id.
        let select = "SELECT batch, outcome, count(*) AS numbers FROM (\
                      SELECT batch, number, outcome, max(id) FROM activity WHERE account = ?1 \
                      AND batch IN (SELECT value FROM json_each(?2)) GROUP BY batch, number) GROUP BY batch, outcome";
        let batches = serde_json::to_string(batches)?;
        let read = |row: &Row<'_>| {
            let (batch, outcome, numbers) = (row.get("batch")?, row.get("outcome")?, row.get("numbers")?);
            Ok(BatchOutcome { batch, outcome, numbers })
        };
        self.read(|connection| all(connection, select, [account, &batches], read))
    }

    /// Returns the numbers for which the batch has a write, each once.
    pub fn numbers_of_batch(&self, account: &str, batch: i64) -> Result<Vec<PhoneNumber>, StoreError> {
        let select = "SELECT DISTINCT number FROM activity WHERE account = ?1 AND batch = ?2 AND number IS NOT NULL";
        self.read(|connection| all(connection, select, params![account, batch], |row| super::phone(row, "number")))
    }

    /// Returns those of the batches that a later batch undoes.
    pub fn undone_batches(&self, account: &str, batches: &[i64]) -> Result<Vec<i64>, StoreError> {
        let select = "SELECT DISTINCT undoes FROM activity WHERE account = ?1 AND undoes IS NOT NULL \
                      AND undoes IN (SELECT value FROM json_each(?2))";
        let batches = serde_json::to_string(batches)?;
        self.read(|connection| all(connection, select, [account, &batches], |row| row.get(0)))
    }

    /// Returns how many records match, and the matching records from `offset` on.
    pub fn activity(
        &self,
        account: &str,
        filter: &ActivityFilter,
        offset: u32,
        limit: u32,
    ) -> Result<(u32, Vec<ActivityRow>), StoreError> {
        let words = Words::new(&filter.search);
        let condition = condition(filter, &words);
        let forms: Vec<&str> = words.iter().flat_map(forms).collect();
        let count = format!("SELECT count(*) FROM activity {condition}");
        let order = if matches!(filter.grouping, Grouping::Within(_)) { "number, id" } else { "id DESC" };
        let page = format!("SELECT * FROM activity {condition} ORDER BY {order} LIMIT {limit} OFFSET {offset}");
        let values = || params_from_iter(std::iter::once(account).chain(forms.iter().copied()));
        // The text depends on the search, so neither statement is cached.
        self.read(|connection| {
            let total = connection.query_row(&count, values(), |row| row.get(0))?;
            let mut page = connection.prepare(&page)?;
            let rows = page.query_map(values(), read)?;
            Ok((total, rows.collect::<rusqlite::Result<_>>()?))
        })
    }
}

/// A word may occur as typed, or as the digits of a phone number. Each form is a parameter of its own.
fn forms(word: &Word) -> impl Iterator<Item = &str> {
    [word.text.as_str(), word.digits.as_deref().unwrap_or(&word.text)].into_iter()
}

/// Parameter `?1` is the account. The two forms of each word follow.
fn condition(filter: &ActivityFilter, words: &Words) -> String {
    let number = filter.number.as_ref().map(|number| format!(" AND number = {}", digits(number))).unwrap_or_default();
    let text = "fold(concat_ws(' ', who, action, number, waba_id, waba_name, labels, \
                iif(action = 'batch', '', detail), after, outcome, message, request_id))";
    let occurs =
        |index: usize| format!(" AND instr({text}, ?{}) + instr({text}, ?{}) > 0", 2 * index + 2, 2 * index + 3);
    let words = (0..words.iter().len()).map(occurs).collect::<String>();
    let since = filter.since.map(|since| format!(" AND at >= {since}")).unwrap_or_default();
    let (outcomes, actions) = (any_of("outcome", &filter.outcomes), any_of("action", &filter.actions));
    let matches = format!("account = ?1{number}{since} {outcomes} {actions}{words}");
    match filter.grouping {
        Grouping::Flat => format!("WHERE {matches}"),
        Grouping::Within(batch) => format!("WHERE batch = {batch} AND {matches}"),
        Grouping::Batches if filter.is_narrow() => format!(
            "WHERE account = ?1 AND batch IS NULL AND id IN (SELECT coalesce(batch, id) FROM activity WHERE {matches})"
        ),
        Grouping::Batches => "WHERE account = ?1 AND batch IS NULL".to_owned(),
    }
}

impl ActivityFilter {
    /// Returns true if a record may not match.
    fn is_narrow(&self) -> bool {
        let Self { grouping: _, search, number, outcomes, actions, since } = self;
        !search.trim().is_empty() || number.is_some() || since.is_some() || !outcomes.is_empty() || !actions.is_empty()
    }
}

/// The values are constants of this program, and never user input.
fn any_of(column: &str, values: &[&'static str]) -> String {
    if values.is_empty() {
        return String::new();
    }
    let values = values.iter().map(|value| format!("'{value}'")).collect::<Vec<_>>().join(", ");
    format!("AND {column} IN ({values})")
}

fn add(connection: &Connection, new: &NewActivity, restore_point: Option<i64>) -> Result<i64, StoreError> {
    let insert = "INSERT INTO activity (account, at, who, action, number, waba_id, waba_name, detail, outcome, message, \
                  deadline, restore_point, labels, said, batch, undoes) \
                  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";
    run(
        connection,
        insert,
        params![
            new.account,
            new.at,
            new.who,
            new.action,
            new.number.as_ref().map(digits),
            new.waba_id,
            new.waba_name,
            new.detail,
            new.outcome,
            new.message,
            new.deadline,
            restore_point,
            new.labels,
            new.said,
            new.batch,
            new.undoes,
        ],
    )?;
    Ok(connection.last_insert_rowid())
}

fn read(row: &Row<'_>) -> rusqlite::Result<ActivityRow> {
    Ok(ActivityRow {
        id: row.get("id")?,
        at: row.get("at")?,
        who: row.get("who")?,
        action: row.get("action")?,
        number: optional_phone(row, "number")?,
        waba_id: row.get("waba_id")?,
        waba_name: row.get("waba_name")?,
        detail: row.get("detail")?,
        after: row.get("after")?,
        outcome: row.get("outcome")?,
        said: row.get("said")?,
        message: row.get("message")?,
        request_id: row.get("request_id")?,
        accepted: is_on(row, "accepted")?,
        deadline: row.get("deadline")?,
        completed_at: row.get("completed_at")?,
        restore_point: row.get("restore_point")?,
        batch: row.get("batch")?,
        undoes: row.get("undoes")?,
    })
}
