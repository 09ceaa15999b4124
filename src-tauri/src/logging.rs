//! The log: on standard error as the user wants it (`NUMBER_DESK_LOG`), and in a file of the data folder.
//!
//! The file has only what this app itself says, because other crates may log whole requests. A thread of its own writes
//! it, so nobody waits for the disk.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, SyncSender, TrySendError, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use desk::{LogFile, for_the_log};
use log::{LevelFilter, Log, Metadata, Record};

/// The crates whose lines are in the file.
const OWN: [&str; 7] = ["number_desk", "desk", "store", "plivo", "probe", "domain", "sandbox"];
const IN_THE_FILE: LevelFilter = LevelFilter::Info;
/// How many lines may wait for the disk, or until it is known where the file is. More are lost.
const WAITING: usize = 1_000;
/// How long the end of the app waits for the last lines.
const LAST_LINES: Duration = Duration::from_millis(500);
/// How long the disk may take to remove the lines.
const REMOVAL: Duration = Duration::from_secs(5);
/// How often a full queue is tried again.
const AGAIN: Duration = Duration::from_millis(20);

/// The name of the thread that writes.
const WRITES: &str = "log";

static WRITER: Mutex<Option<SyncSender<Message>>> = Mutex::new(None);

enum Message {
    Line(String),
    /// The folder of the file.
    Folder(PathBuf),
    /// Answered when nothing is left of the earlier lines.
    Forget(Sender<io::Result<()>>),
    /// Answered when every earlier line is written.
    Written(Sender<()>),
}

struct Lines {
    terminal: env_logger::Logger,
    writer: SyncSender<Message>,
}

/// Call it before anything is logged.
pub fn begin() {
    let terminal = env_logger::Builder::from_env(env_logger::Env::new().filter_or("NUMBER_DESK_LOG", "warn")).build();
    let most = terminal.filter().max(IN_THE_FILE);
    let (writer, messages) = sync_channel(WAITING);
    *WRITER.lock().unwrap_or_else(PoisonError::into_inner) = Some(writer.clone());
    let started = std::thread::Builder::new().name(WRITES.to_owned()).spawn(move || write(&messages));
    if let Err(error) = started {
        eprintln!("there is no log in the data folder: {error}");
    }
    if log::set_boxed_logger(Box::new(Lines { terminal, writer })).is_ok() {
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
        // The process may end with this thread.
        flush();
    }));
}

/// Writes to the folder from now on, and first what was said before. Only the process that holds the folder may do this.
pub fn keep_in(folder: &std::path::Path) {
    send(Message::Folder(folder.to_owned()));
}

/// Removes what was said so far: it may name an account that is forgotten. Blocks for up to [`REMOVAL`].
pub fn forget() -> io::Result<()> {
    let writer = WRITER.lock().unwrap_or_else(PoisonError::into_inner).clone();
    writer.map_or(Ok(()), |writer| ask_to_forget(&writer, REMOVAL))
}

fn ask_to_forget(writer: &SyncSender<Message>, patience: Duration) -> io::Result<()> {
    let too_slow = || io::Error::new(io::ErrorKind::TimedOut, "the disk does not answer");
    let until = Instant::now() + patience;
    let (tell, removed) = channel();
    let mut message = Message::Forget(tell);
    while let Err(refused) = writer.try_send(message) {
        message = match refused {
            TrySendError::Full(message) if Instant::now() < until => message,
            TrySendError::Full(_) => return Err(too_slow()),
            TrySendError::Disconnected(_) => return Err(io::Error::other("the log is not written any more")),
        };
        std::thread::sleep(AGAIN);
    }
    removed.recv_timeout(until.saturating_duration_since(Instant::now())).unwrap_or_else(|_| Err(too_slow()))
}

/// Waits until what was said is in the file, but not for long.
pub fn flush() {
    if std::thread::current().name() == Some(WRITES) {
        return;
    }
    let (tell, written) = channel();
    send(Message::Written(tell));
    // A slow disk does not hold up the end of the app.
    let _late = written.recv_timeout(LAST_LINES);
}

fn send(message: Message) {
    if let Some(writer) = &*WRITER.lock().unwrap_or_else(PoisonError::into_inner) {
        // The thread never ends, and a full queue means that the disk does not work.
        let _full = writer.try_send(message);
    }
}

fn write(messages: &Receiver<Message>) {
    let (mut file, mut waiting) = (None, Vec::new());
    // Of a log that could not be opened. It may have files of earlier runs.
    let mut unopened = None;
    for message in messages {
        match (message, &mut file) {
            (Message::Line(line), Some(file)) => LogFile::write(file, &line),
            (Message::Line(line), None) if waiting.len() < WAITING => waiting.push(line),
            (Message::Folder(folder), None) => match LogFile::open(&folder) {
                Ok(mut opened) => {
                    waiting.drain(..).for_each(|line| opened.write(&line));
                    file = Some(opened);
                }
                Err(error) => {
                    eprintln!("there is no log in the data folder: {error}");
                    unopened = Some(folder);
                }
            },
            (Message::Written(tell), _) => drop(tell.send(())),
            (Message::Forget(tell), file) => {
                waiting.clear();
                let removed = match (file, &unopened) {
                    (Some(file), _) => file.clear(),
                    (None, Some(folder)) => LogFile::remove(folder),
                    (None, None) => Ok(()),
                };
                drop(tell.send(removed));
            }
            (Message::Line(_), None) | (Message::Folder(_), Some(_)) => {}
        }
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
            match self.writer.try_send(Message::Line(line)) {
                Ok(()) | Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {}
            }
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
        let record = |args| line(&at, &Record::builder().level(Level::Warn).target("desk::link").args(args).build());
        assert_eq!(record(format_args!("read")), "2026-11-30T16:35:12.123Z WARN  desk::link: read");
    }

    #[test]
    fn is_forgotten_or_says_why_not() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, messages) = sync_channel(1);
        let forget = || ask_to_forget(&writer, Duration::from_millis(50)).map_err(|error| error.to_string());
        writer.send(Message::Line("one".to_owned())).unwrap();
        assert_eq!(forget().unwrap_err(), "the disk does not answer", "nobody takes lines from the full queue");

        let thread = std::thread::spawn(move || write(&messages));
        let forget = || ask_to_forget(&writer, REMOVAL);
        let text = || std::fs::read_to_string(LogFile::path(folder.path())).unwrap();
        writer.send(Message::Folder(folder.path().to_owned())).unwrap();
        writer.send(Message::Line("two".to_owned())).unwrap();
        forget().unwrap();
        writer.send(Message::Line("three".to_owned())).unwrap();
        let (tell, written) = channel();
        writer.send(Message::Written(tell)).unwrap();
        written.recv().unwrap();
        assert_eq!(text(), "three\n");

        // A folder cannot be removed as a file.
        std::fs::create_dir(folder.path().join("number-desk.older.log")).unwrap();
        forget().unwrap_err();
        drop(writer);
        thread.join().unwrap();
    }

    /// What was said before the folder is known comes first.
    #[test]
    fn is_written_by_its_thread() {
        let folder = tempfile::tempdir().unwrap();
        let (writer, messages) = sync_channel(WAITING);
        let thread = std::thread::spawn(move || write(&messages));
        let line = |text: &str| writer.send(Message::Line(text.to_owned())).unwrap();
        line("one");
        writer.send(Message::Folder(folder.path().to_owned())).unwrap();
        line("two");
        let (tell, written) = channel();
        writer.send(Message::Written(tell)).unwrap();
        written.recv().unwrap();
        assert_eq!(std::fs::read_to_string(LogFile::path(folder.path())).unwrap(), "one\ntwo\n");
        drop(writer);
        thread.join().unwrap();
    }
}
