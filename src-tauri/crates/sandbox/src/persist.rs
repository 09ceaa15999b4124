//! What is kept between starts: the differences from the seed, in one small file without any token.

use crate::account::{Account, Differences};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::held::held;

const VERSION: u32 = 1;

/// The file. It has one entry for each seed and count, because differences have no meaning for another seed.
#[derive(Debug, Default, Serialize, Deserialize)]
struct File {
    version: u32,
    accounts: BTreeMap<String, Differences>,
}

/// Stores the differences of one account, beside those of other seeds in the same file.
#[derive(Debug)]
pub(crate) struct Vault {
    path: PathBuf,
    name: String,
    file: Mutex<File>,
}

impl Vault {
    /// Opens the file and applies the differences to the account. A file that cannot be parsed is renamed, and the seed
    /// is used unchanged.
    pub(crate) fn open(path: &Path, name: String, account: &mut Account) -> io::Result<Self> {
        let file = match std::fs::read(path) {
            Ok(bytes) => read(&bytes).map_or_else(|| set_aside(path), Ok)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => File::default(),
            Err(error) => return Err(error),
        };
        if let Some(differences) = file.accounts.get(&name) {
            differences.clone().apply(account);
        }
        Ok(Self { path: path.to_owned(), name, file: Mutex::new(file) })
    }

    /// Writes the current differences, unless the file holds them already. If the disk fails, only the state of a
    /// simulated account is lost. So the error is logged and not returned.
    pub(crate) fn keep(&self, account: &Account) {
        let mut file = held(&self.file);
        let now = Some(Differences::of(account)).filter(|now| !now.is_empty());
        if file.accounts.get(&self.name) == now.as_ref() {
            return;
        }
        file.version = VERSION;
        match now {
            Some(now) => file.accounts.insert(self.name.clone(), now),
            None => file.accounts.remove(&self.name),
        };
        if let Err(error) = write(&self.path, &file) {
            log::warn!("the sandbox could not keep its state: {error}");
        }
    }
}

fn read(bytes: &[u8]) -> Option<File> {
    serde_json::from_slice(bytes).ok().filter(|file: &File| file.version == VERSION)
}

fn set_aside(path: &Path) -> io::Result<File> {
    let aside = |count: u32| {
        let mut name = path.as_os_str().to_owned();
        name.push(if count == 0 { ".damaged".to_owned() } else { format!(".damaged-{count}") });
        PathBuf::from(name)
    };
    if let Some(free) = (0..1_000).map(aside).find(|aside| !aside.exists()) {
        std::fs::rename(path, free)?;
    }
    Ok(File::default())
}

/// Writes a temporary file and renames it, so that the file is complete at any moment. The temporary file has mode 0600
/// from the start.
fn write(path: &Path, file: &File) -> io::Result<()> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut fresh = tempfile::NamedTempFile::new_in(folder)?;
    fresh.write_all(&serde_json::to_vec_pretty(file)?)?;
    fresh.as_file().sync_data()?;
    fresh.persist(path).map_err(|error| error.error)?;
    Ok(())
}
