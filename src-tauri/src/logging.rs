//! The log: on standard error as the user wants it (`NUMBER_DESK_LOG`), and in a file of the data folder.
//!
//! The file has only what this app itself says, because other crates may log whole requests. In it, URLs have no secrets.

use std::sync::{Mutex, PoisonError};

use desk::{LogFile, for_the_log};
use log::{LevelFilter, Log, Metadata, Record};

/// The crates whose lines are in the file.
const OWN: [&str; 7] = ["number_desk", "desk", "store", "plivo", "probe", "domain", "sandbox"];
const IN_THE_FILE: LevelFilter = LevelFilter::Info;
/// How many lines are kept until it is known where the file is.
const MOST_WAITING: usize = 100;

static FILE: Mutex<Kept> = Mutex::new(Kept::Waiting(Vec::new()));

enum Kept {
    Waiting(Vec<String>),
    File(LogFile),
    /// No file could be opened, or the disk refused a line.
    Nothing,
}

struct Lines {
    terminal: env_logger::Logger,
}

/// Call it first in `main`.
pub fn begin() {
    let terminal = env_logger::Builder::from_env(env_logger::Env::new().filter_or("NUMBER_DESK_LOG", "warn")).build();
    let most = terminal.filter().max(IN_THE_FILE);
    if log::set_boxed_logger(Box::new(Lines { terminal })).is_ok() {
        log::set_max_level(most);
    }
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        before(panic);
        // Without its message, which may contain anything.
        match panic.location() {
            Some(at) => log::error!("a defect of the app, at {at}"),
            None => log::error!("a defect of the app"),
        }
    }));
}

/// Writes to the folder from now on, and first what was said before. Only the process that holds the folder may do this.
pub fn keep_in(folder: &std::path::Path) {
    let mut file = FILE.lock().unwrap_or_else(PoisonError::into_inner);
    let Kept::Waiting(waiting) = &mut *file else { return };
    let waiting = std::mem::take(waiting);
    match LogFile::open(folder) {
        Ok(opened) => *file = Kept::File(opened),
        Err(error) => {
            *file = Kept::Nothing;
            drop(file);
            return log::warn!("there is no log in the data folder: {error}");
        }
    }
    for line in waiting {
        file.keep(line);
    }
}

impl Log for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        self.terminal.enabled(metadata) || is_for_the_file(metadata)
    }

    fn log(&self, record: &Record<'_>) {
        self.terminal.log(record);
        if is_for_the_file(record.metadata()) {
            let line = line(&jiff::Timestamp::now(), record);
            FILE.lock().unwrap_or_else(PoisonError::into_inner).keep(line);
        }
    }

    fn flush(&self) {}
}

fn is_for_the_file(metadata: &Metadata<'_>) -> bool {
    let crate_name = metadata.target().split("::").next().unwrap_or_default();
    metadata.level() <= IN_THE_FILE && OWN.contains(&crate_name)
}

fn line(at: &jiff::Timestamp, record: &Record<'_>) -> String {
    let text = for_the_log(&record.args().to_string());
    format!("{at:.3} {:5} {}: {text}", record.level(), record.target())
}

impl Kept {
    fn keep(&mut self, line: String) {
        match self {
            Self::Waiting(waiting) if waiting.len() < MOST_WAITING => waiting.push(line),
            Self::Waiting(_) | Self::Nothing => {}
            // It cannot be logged that the log cannot be written.
            Self::File(file) => {
                if file.write(&line).is_err() {
                    *self = Self::Nothing;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use log::Level;

    use super::*;

    #[test]
    fn what_is_in_the_file() {
        let check = |target: &str, level: Level, expected: bool| {
            let metadata = Metadata::builder().target(target).level(level).build();
            assert_eq!(is_for_the_file(&metadata), expected, "{target} {level}");
        };
        check("desk::link::sync", Level::Info, true);
        check("number_desk", Level::Error, true);
        check("desk::link::sync", Level::Debug, false);
        check("desktop", Level::Error, false);
        check("reqwest::connect", Level::Error, false);
        check("hyper_util::client", Level::Warn, false);
        check("tauri::manager", Level::Error, false);
        check("", Level::Error, false);
    }

    #[test]
    fn lines() {
        let at: jiff::Timestamp = "2026-11-30T16:35:12.1239Z".parse().unwrap();
        let check = |text: &str, expected: &str| {
            let record =
                |args| line(&at, &Record::builder().level(Level::Warn).target("desk::link").args(args).build());
            assert_eq!(
                record(format_args!("{text}")),
                format!("2026-11-30T16:35:12.123Z WARN  desk::link: {expected}")
            );
        };
        check("read", "read");
        check("a\nforged \u{1b}[2J line", "a\u{fffd}forged \u{fffd}[2J line");
        check(
            "https://user:pass@hooks.example/in?token=s3cr3t#x did not answer",
            "https://***@hooks.example/in?token=***#*** did not answer",
        );
    }

    #[test]
    fn a_disk_that_refuses_a_line_ends_the_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let mut kept = Kept::Waiting(Vec::new());
        for at in 0..2 * MOST_WAITING {
            kept.keep(at.to_string());
        }
        let Kept::Waiting(waiting) = &kept else { panic!("still waiting") };
        assert_eq!(waiting.len(), MOST_WAITING);
        let mut kept = Kept::File(LogFile::open(folder.path()).unwrap());
        kept.keep("one".into());
        assert_eq!(std::fs::read_to_string(LogFile::path(folder.path())).unwrap(), "one\n");
    }
}
