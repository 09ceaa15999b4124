//! Opens the file, which may be new, known, from a newer version or damaged.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags};

use crate::checked::{Checked, check};
use crate::readers::{self, Readers};
use crate::{DataFolder, Store, StoreError, folder, schema, statements};

const FILE: &str = "number-desk.db";

/// The ending of the file that says that damage was found.
const DAMAGED: &str = "-damage-found";

/// How long SQLite waits for another program that uses the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(
        "The data file was written by a newer Number Desk (version {found} of the file; this program knows {known}). \
         Install the newer one; the file was left as it is."
    )]
    Newer { found: i64, known: i64 },
    #[error("The data file is damaged and could not be set aside: {0}. Move {FILE} out of the data folder yourself.")]
    SetAside(#[source] io::Error),
    #[error(
        "The disk of the data folder cannot keep drafts safely (SQLite's write-ahead log is not available there). \
         Choose a folder on a local disk."
    )]
    NoWriteAheadLog,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An event during opening that the user has to know about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenNote {
    SetAside { file: PathBuf, reason: String },
}

impl fmt::Display for OpenNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::SetAside { file, reason } = self;
        write!(
            f,
            "The data file was damaged ({reason}). It was set aside as {} and a new one was begun; drafts and activity \
             in the old one are not shown. Keep that file if you want them recovered.",
            file.display()
        )
    }
}

/// When the file is checked for damage. The check reads the whole file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    AtOnce,
    /// Before the first write, unless the app did not end cleanly.
    BeforeWriting,
}

impl Store {
    /// Opens the file and checks it. `now` is in milliseconds since 1970, UTC. It is used in the name of a file that has
    /// to be set aside.
    pub fn open(folder: &DataFolder, now: i64) -> Result<(Self, Vec<OpenNote>), OpenError> {
        Self::open_and(folder, now, Check::AtOnce)
    }

    /// Opens the file, and leaves the check to [`Store::find_damage`] if the app ended cleanly the last time. A write that
    /// comes first does it.
    pub fn open_unchecked(folder: &DataFolder, now: i64) -> Result<(Self, Vec<OpenNote>), OpenError> {
        Self::open_and(folder, now, Check::BeforeWriting)
    }

    fn open_and(folder: &DataFolder, now: i64, check: Check) -> Result<(Self, Vec<OpenNote>), OpenError> {
        let path = folder.path().join(FILE);
        crate::blocking(|| match connect(&path, check) {
            Err(OpenError::Store(StoreError::Damaged(reason))) => {
                let file = set_aside(&path, now)?;
                log::error!("the data file is damaged ({reason}) and was set aside as {}", file.display());
                Ok((connect(&path, Check::AtOnce)?, vec![OpenNote::SetAside { file, reason }]))
            }
            other => Ok((other?, Vec::new())),
        })
    }

    /// Checks the file for damage, if that was not done yet. After damage was found, every write fails, and the next
    /// start sets the file aside: returns true. A failure means that the next start would not know of it.
    pub fn find_damage(&self) -> Result<bool, StoreError> {
        match self.write(|_| Ok(())) {
            Err(StoreError::Damaged(_)) if self.checked.is_marked() => Ok(true),
            other => other.map(|()| false),
        }
    }

    /// Whether a write has to check the whole file first.
    pub fn is_checked(&self) -> bool {
        self.checked.is_done()
    }

    /// The size of the file, in bytes, which the time of its check follows.
    pub fn size(&self) -> Result<u64, StoreError> {
        self.read(|connection| {
            let pragma = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, u32>(0));
            Ok(u64::from(pragma("page_count")?) * u64::from(pragma("page_size")?))
        })
    }

    /// Whether an earlier run of the app met damage in this folder's file. The next opening checks it.
    pub fn has_met_damage(folder: &Path) -> bool {
        damage_was_found(&folder.join(FILE))
    }

    /// Makes the end of the app a clean one: everything is in the file itself, and nothing in its log. Every later write
    /// fails.
    pub fn close(&self) -> Result<(), StoreError> {
        crate::blocking(|| {
            let connection = self.writer.lock();
            self.closed.store(true, Ordering::SeqCst);
            Ok(connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?)
        })
    }
}

/// Opens the writer first, because it checks the file and migrates it to the current version.
fn connect(path: &Path, check: Check) -> Result<Store, OpenError> {
    let is_due = check == Check::AtOnce || !ended_cleanly(path) || damage_was_found(path);
    let (writer, is_checked) = writer(path, is_due)?;
    let readers = (0..readers::COUNT).map(|_| reader(path)).collect::<Result<_, _>>()?;
    Ok(Store::over(writer, Readers::new(readers), Checked::new(with_suffix(path, DAMAGED), is_checked)))
}

/// What is left of the log is left by a crash or by a power cut.
fn ended_cleanly(path: &Path) -> bool {
    std::fs::metadata(with_suffix(path, "-wal")).map_or(true, |log| log.len() == 0)
}

/// An earlier run of the app found damage while it was running.
fn damage_was_found(path: &Path) -> bool {
    with_suffix(path, DAMAGED).exists()
}

/// Returns whether the file was checked, too.
fn writer(path: &Path, check_is_due: bool) -> Result<(Connection, bool), OpenError> {
    // SQLite gives its log and index files the same permissions as the main file.
    folder::open_private(path).map_err(StoreError::from)?;
    let mut connection = Connection::open(path).map_err(StoreError::from)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(StoreError::from)?;
    let found = schema::version(&connection).map_err(StoreError::from)?;
    if found > schema::KNOWN {
        return Err(OpenError::Newer { found, known: schema::KNOWN });
    }
    if found < 0 {
        return Err(StoreError::Damaged(format!("its version is {found}")).into());
    }
    // A migration, or a new derivation, changes the file.
    let is_checked = check_is_due || !schema::is_current(&connection, found)?;
    if is_checked {
        check(&connection)?;
    }
    use_log(&connection)?;
    prepare(&connection).map_err(StoreError::from)?;
    // Deleted data is overwritten, and not only marked as free.
    connection.execute_batch("PRAGMA secure_delete = ON").map_err(StoreError::from)?;
    schema::migrate(&mut connection)?;
    Ok((connection, is_checked))
}

/// Opens a connection that only reads. SQLite itself may still write its log into the file.
fn reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    prepare(&connection)?;
    connection.execute_batch("PRAGMA query_only = ON")?;
    Ok(connection)
}

fn use_log(connection: &Connection) -> Result<(), OpenError> {
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0)).map_err(StoreError::from)?;
    if mode == "wal" { Ok(()) } else { Err(OpenError::NoWriteAheadLog) }
}

/// Settings for every connection. With `synchronous = FULL` a commit survives a power cut. With WAL alone, the last
/// commits could be lost. On macOS a flush reaches the disk only with `fullfsync`, which has no effect elsewhere.
/// Temporary data of SQLite stays in memory, because its temporary files would be outside the data folder.
fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    let switches = "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; \
                    PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;";
    connection.execute_batch(switches)?;
    connection.set_prepared_statement_cache_capacity(statements::CAPACITY);
    add_fold(connection)
}

/// Adds `fold(text)` for searching, see [`domain::search::fold`]. SQLite's own function supports ASCII only.
fn add_fold(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("fold", 1, flags, |context| {
        let text = context.get_raw(0).as_str_or_null()?;
        Ok(domain::search::fold(text.unwrap_or_default()))
    })
}

/// Moves the file with its log and its index file. The log is moved first: if it stayed next to a new file, SQLite
/// would apply it to that file.
fn set_aside(path: &Path, now: i64) -> Result<PathBuf, OpenError> {
    let target = free_name(path, &stamp(now));
    for companion in ["-wal", "-shm", ""] {
        match std::fs::rename(with_suffix(path, companion), with_suffix(&target, companion)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(OpenError::SetAside(error)),
            _ => {}
        }
    }
    Ok(target)
}

/// Returns a name that is not in use, even if an earlier file was set aside in the same second.
fn free_name(path: &Path, stamp: &str) -> PathBuf {
    let first = with_suffix(path, &format!(".damaged-{stamp}"));
    let mut name = first.clone();
    let mut count = 2;
    while name.exists() {
        name = with_suffix(&first, &format!("-{count}"));
        count += 1;
    }
    name
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Formats the moment, such as `20261105T101112Z`. A moment beyond the calendar is written in milliseconds.
fn stamp(now: i64) -> String {
    let time = Timestamp::from_millisecond(now);
    time.map_or_else(|_| now.to_string(), |time| time.strftime("%Y%m%dT%H%M%SZ").to_string())
}
