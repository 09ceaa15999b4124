//! The folder that holds everything the app writes. Only one process can use it at a time.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// A locked data folder. No other process can open it until this value is dropped or the process ends in any way.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    /// The operating system holds the lock as long as the file is open.
    lock: File,
}

#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error(
        "Number Desk is already running on the data folder {}{by}. Use that window, or close it first.",
        .0.display(), by = process(*.1)
    )]
    InUse(PathBuf, Option<u32>),
    #[error("{} is a file, and the data folder should be there. Move the file, or choose another folder.", .0.display())]
    NotADirectory(PathBuf),
    #[error(
        "The data folder {} cannot be written to. Check its permissions and that its disk is not read-only.",
        .0.display()
    )]
    ReadOnly(PathBuf),
    #[error("The disk of the data folder {} is full. Free some space and start again.", .0.display())]
    Full(PathBuf),
    #[error("The data folder {path} cannot be used: {1}.", path = .0.display())]
    Io(PathBuf, #[source] io::Error),
}

impl DataFolder {
    /// Opens and locks the folder. If it does not exist, creates it with access for this user only (0700). An existing
    /// folder keeps its permissions.
    pub fn open(path: &Path) -> Result<Self, FolderError> {
        let meaning = |error| meaning(path, error);
        if path.exists() && !path.is_dir() {
            return Err(FolderError::NotADirectory(path.to_owned()));
        }
        create_private_dir(path).map_err(meaning)?;
        let lock = open_private(&path.join("lock")).map_err(meaning)?;
        match lock.try_lock() {
            Ok(()) => {
                name_holder(&lock);
                Ok(Self { path: path.to_owned(), lock })
            }
            Err(TryLockError::WouldBlock) => Err(FolderError::InUse(path.to_owned(), holder(&lock))),
            Err(TryLockError::Error(error)) => Err(meaning(error)),
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for DataFolder {
    /// Closing the file is not enough: a process that this one is just starting has a copy of it until it begins its own
    /// program, and the lock would stay for as long.
    fn drop(&mut self) {
        if let Err(error) = self.lock.unlock() {
            log::warn!("the lock of {} was not released: {error}", self.path.display());
        }
    }
}

/// Writes the id of this process into its lock. On a full disk another start cannot name it, and that is all.
fn name_holder(mut lock: &File) {
    let named = lock.set_len(0).and_then(|()| lock.write_all(std::process::id().to_string().as_bytes()));
    if let Err(error) = named {
        log::info!("the lock does not name its process: {error}");
    }
}

/// Returns the id of the process that holds the lock. On Windows nobody else can read it.
fn holder(mut lock: &File) -> Option<u32> {
    let mut id = String::new();
    lock.read_to_string(&mut id).ok()?;
    id.parse().ok()
}

fn process(id: Option<u32>) -> String {
    id.map(|id| format!(" (process {id})")).unwrap_or_default()
}

fn meaning(path: &Path, error: io::Error) -> FolderError {
    let path = path.to_owned();
    match error.kind() {
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => FolderError::NotADirectory(path),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => FolderError::ReadOnly(path),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => FolderError::Full(path),
        _ => FolderError::Io(path, error),
    }
}

fn create_private_dir(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// Opens the file with access for this user only (0600), and creates it if necessary. On Windows, profile folders are
/// private anyway.
pub(crate) fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holder_at_a_time() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("a/b");
        let held = DataFolder::open(&path).unwrap();
        let refused = DataFolder::open(&path).unwrap_err();
        assert!(matches!(&refused, FolderError::InUse(_, Some(id)) if *id == std::process::id()), "{refused:?}");
        assert!(refused.to_string().contains(&format!(" (process {}).", std::process::id())), "{refused}");
        fs::write(path.join("lock"), "not an id").unwrap();
        let refused = DataFolder::open(&path).unwrap_err();
        assert!(matches!(refused, FolderError::InUse(_, None)), "{refused:?}");
        drop(held);
        DataFolder::open(&path).unwrap();
    }

    #[test]
    fn a_file_in_the_way() {
        let temp = tempfile::tempdir().unwrap();
        let file = temp.path().join("file");
        fs::write(&file, "x").unwrap();
        for path in [file.clone(), file.join("below")] {
            assert!(matches!(DataFolder::open(&path), Err(FolderError::NotADirectory(_))), "{path:?}");
        }
        assert_eq!(fs::read(&file).unwrap(), b"x");
    }

    #[test]
    fn errors_by_meaning() {
        let check = |kind: io::ErrorKind, expected: fn(&FolderError) -> bool| {
            let error = meaning(Path::new("/data"), kind.into());
            assert!(expected(&error) && error.to_string().contains("/data"), "{error:?}");
        };
        check(io::ErrorKind::NotADirectory, |e| matches!(e, FolderError::NotADirectory(_)));
        check(io::ErrorKind::PermissionDenied, |e| matches!(e, FolderError::ReadOnly(_)));
        check(io::ErrorKind::ReadOnlyFilesystem, |e| matches!(e, FolderError::ReadOnly(_)));
        check(io::ErrorKind::StorageFull, |e| matches!(e, FolderError::Full(_)));
        check(io::ErrorKind::QuotaExceeded, |e| matches!(e, FolderError::Full(_)));
        check(io::ErrorKind::InvalidInput, |e| matches!(e, FolderError::Io(..)));
    }

    #[cfg(unix)]
    #[test]
    fn for_this_user_alone() {
        use std::os::unix::fs::PermissionsExt;
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("outer/inner");
        let _held = DataFolder::open(&path).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o700);
        assert_eq!(mode(&path.join("lock")), 0o600);
    }

    #[test]
    fn a_process_that_is_just_starting_does_not_keep_the_lock() {
        let place = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(place.path()).unwrap();
        let copy = folder.lock.try_clone().unwrap();
        drop(folder);
        DataFolder::open(place.path()).unwrap();
        drop(copy);
    }
}
