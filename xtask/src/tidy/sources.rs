//! The text files of the repository.

use std::fs;
use std::io::ErrorKind;

use crate::shell::{Failure, output_of, root};

pub struct Source {
    /// From the root of the repository, with `/` on every system.
    pub path: String,
    pub text: String,
}

impl Source {
    pub fn ends_with(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.path.ends_with(ending))
    }

    pub fn is_below(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }

    /// Written by `cargo xtask bindings`, never by hand.
    pub fn is_generated(&self) -> bool {
        self.path == "ui/src/lib/bridge/bindings.ts"
    }

    /// The lines with their index.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate()
    }
}

/// The files that git tracks or would add, without images and other binary files.
pub fn all() -> Result<Vec<Source>, Failure> {
    let list = output_of("git", &["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .ok_or_else(|| Failure("the rules read the list of files from git, and this is not a git checkout".into()))?;
    let read = |path: &str| match fs::read_to_string(root().join(path)) {
        Ok(text) => Some(Ok(Source { path: path.to_string(), text })),
        // A binary file, or one that was deleted and not yet committed as such.
        Err(error) if matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::NotFound) => None,
        Err(error) => Some(Err(Failure(format!("{path} cannot be read: {error}")))),
    };
    list.split('\0').filter(|path| !path.is_empty()).filter_map(read).collect()
}
