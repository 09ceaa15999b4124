//! Files for the user. They go to the folder that the shell names, are written whole or not at all, and never replace
//! another file.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::core::Core;
use crate::view::{Code, DeskError};

impl Core {
    /// Writes the bytes to a new file, with a number in its name if the name is taken. Returns the path.
    pub(crate) fn write_export(&self, stem: &str, extension: &str, bytes: &[u8]) -> Result<String, DeskError> {
        let folder = &self.exports;
        let failed = |error: std::io::Error| {
            let message = format!("The file could not be written to {}: {error}.", folder.display());
            DeskError::new(Code::Disk, message)
        };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let day = Timestamp::from_millisecond(self.now()).unwrap_or_default().to_zoned(TimeZone::UTC).date();
        for count in 1..1000 {
            let suffix = if count == 1 { String::new() } else { format!("-{count}") };
            let path = folder.join(format!("{stem}-{day}{suffix}.{extension}"));
            match write_new(&path, bytes) {
                Ok(()) => return Ok(path.display().to_string()),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => {
                    // A partly written file would look complete.
                    let _best_effort = std::fs::remove_file(&path);
                    return Err(failed(error));
                }
            }
        }
        Err(DeskError::new(Code::Disk, format!("There are too many files with this name in {}.", folder.display())))
    }
}

fn write_new(path: &PathBuf, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Returns the folder for exports if the shell names no other.
pub(crate) fn usual_folder(data: &Path) -> PathBuf {
    data.join("exports")
}

/// Returns the time as `2026-11-24T09:30:00Z`.
pub(crate) fn iso(at: i64) -> String {
    Timestamp::from_millisecond(at).map(|time| time.to_string()).unwrap_or_default()
}
