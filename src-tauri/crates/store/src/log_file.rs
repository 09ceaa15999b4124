//! The app's log: a file in the data folder, and one older file. Together they never grow beyond a bound.

use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::folder::open_private;

const NAME: &str = "number-desk.log";
const OLDER: &str = "number-desk.older.log";
/// The largest size of each file, in bytes. That is weeks of ordinary use.
const LARGEST: u64 = 512 * 1024;
/// The longest line, in bytes. A longer one is cut.
const LONGEST: usize = 4 * 1024;

/// Appends lines. Only the process that holds the data folder may write.
#[derive(Debug)]
pub struct LogFile {
    folder: PathBuf,
    file: File,
    length: u64,
    /// How many lines the disk has refused since the last one that it took.
    missing: u32,
}

impl LogFile {
    pub fn open(folder: &Path) -> io::Result<Self> {
        let mut file = open_private(&Self::path(folder))?;
        let length = file.seek(SeekFrom::End(0))?;
        Ok(Self { folder: folder.to_owned(), file, length, missing: 0 })
    }

    pub fn path(folder: &Path) -> PathBuf {
        folder.join(NAME)
    }

    /// The older one is there only after much was said.
    pub fn older_path(folder: &Path) -> PathBuf {
        folder.join(OLDER)
    }

    /// Removes both files, of a log that could not be opened.
    pub fn remove(folder: &Path) -> io::Result<()> {
        let (newer, older) = (remove(&Self::path(folder)), remove(&Self::older_path(folder)));
        newer.and(older)
    }

    /// Appends one line. If the disk refuses it, a later line says how many are missing.
    pub fn write(&mut self, line: &str) {
        let written = match self.missing {
            0 => self.append(line),
            missing => self.append(&format!("{missing} lines are missing\n{}", cut(line))),
        };
        self.missing = if written.is_ok() { 0 } else { self.missing.saturating_add(1) };
    }

    /// Removes every line, also those of the older file.
    pub fn clear(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.length = 0;
        remove(&Self::older_path(&self.folder))
    }

    /// The bound holds even if the older file cannot be replaced: the log then begins anew.
    fn append(&mut self, line: &str) -> io::Result<()> {
        let line = format!("{}\n", cut(line));
        // The user may have deleted it.
        if !Self::path(&self.folder).exists() {
            *self = Self { missing: self.missing, ..Self::open(&self.folder)? };
        }
        if self.length + line.len() as u64 > LARGEST {
            self.begin_anew()?;
        }
        let written = self.file.write_all(line.as_bytes());
        if written.is_err() {
            // A part of a line may be there.
            let _refused = self.file.set_len(self.length).and_then(|()| self.file.seek(SeekFrom::End(0)));
        }
        self.length += if written.is_ok() { line.len() as u64 } else { 0 };
        written
    }

    fn begin_anew(&mut self) -> io::Result<()> {
        match fs::rename(Self::path(&self.folder), self.folder.join(OLDER)) {
            Ok(()) => self.file = open_private(&Self::path(&self.folder))?,
            Err(_) => {
                self.file.set_len(0)?;
                self.file.rewind()?;
            }
        }
        self.length = 0;
        Ok(())
    }
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn cut(line: &str) -> &str {
    let mut end = line.len().min(LONGEST);
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    &line[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(folder: &Path, name: &str) -> String {
        fs::read_to_string(folder.join(name)).unwrap_or_default()
    }

    #[test]
    fn goes_on_where_it_ended() {
        let folder = tempfile::tempdir().unwrap();
        for line in ["one", "two", "three"] {
            LogFile::open(folder.path()).unwrap().write(line);
        }
        assert_eq!(read(folder.path(), NAME), "one\ntwo\nthree\n");
    }

    #[test]
    fn is_bounded_and_keeps_the_newest() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = LogFile::open(folder.path()).unwrap();
        let many = 4 * LARGEST / 100;
        for at in 0..many {
            log.write(&format!("{at:0100}"));
            // It may be opened again at any time.
            if at % 5_000 == 0 {
                log = LogFile::open(folder.path()).unwrap();
            }
        }
        let (older, newer) = (read(folder.path(), OLDER), read(folder.path(), NAME));
        assert!(older.len() as u64 <= LARGEST && newer.len() as u64 <= LARGEST && older.len() as u64 > LARGEST - 200);
        let lines: Vec<u64> = older.lines().chain(newer.lines()).map(|line| line.parse().unwrap()).collect();
        assert_eq!(lines, (many - lines.len() as u64..many).collect::<Vec<_>>());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn is_cleared_whole() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = LogFile::open(folder.path()).unwrap();
        fs::write(folder.path().join(OLDER), "older").unwrap();
        log.write("one");
        log.clear().unwrap();
        log.clear().unwrap();
        log.write("two");
        assert_eq!(read(folder.path(), NAME), "two\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_long_line_is_cut() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = LogFile::open(folder.path()).unwrap();
        log.write(&"é".repeat(LONGEST));
        log.write("next");
        assert_eq!(read(folder.path(), NAME), format!("{}\nnext\n", "é".repeat(LONGEST / 2)));
    }

    /// A folder is in the way of the older file.
    #[test]
    fn is_bounded_where_the_older_file_cannot_be_replaced() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join(OLDER).join("inside")).unwrap();
        let mut log = LogFile::open(folder.path()).unwrap();
        for at in 0..3 * LARGEST / 1_000 {
            log.write(&format!("{at:01000}"));
        }
        let kept = read(folder.path(), NAME);
        assert!(kept.len() as u64 <= LARGEST && kept.lines().all(|line| line.len() == 1_000));
    }

    /// The disk is full for a while, and then the user deletes the file.
    #[cfg(target_os = "linux")]
    #[test]
    fn says_what_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = LogFile::open(folder.path()).unwrap();
        log.write("one");
        let works = std::mem::replace(&mut log.file, File::options().write(true).open("/dev/full").unwrap());
        log.write("two");
        log.write("three");
        log.file = works;
        log.write("four");
        log.write("five");
        assert_eq!(read(folder.path(), NAME), "one\n2 lines are missing\nfour\nfive\n");
        fs::remove_file(LogFile::path(folder.path())).unwrap();
        log.write("six");
        assert_eq!(read(folder.path(), NAME), "six\n");
    }

    #[cfg(unix)]
    #[test]
    fn is_for_this_user_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        LogFile::open(folder.path()).unwrap();
        assert_eq!(fs::metadata(LogFile::path(folder.path())).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
