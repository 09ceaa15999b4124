//! `cargo xtask notices`: the list of the third-party parts in the installed app, with their licence texts.
//!
//! The file is committed. The app shows it, the Debian package installs it, and a review sees each change of it.

mod crates;
mod file;
mod packages;
mod part;
mod texts;

use std::fs;

use crate::prerequisites::ready;
use crate::shell::{Failure, Outcome, root};
use crate::tidy::sources::Source;
use crate::tidy::supply;
use crate::tidy::violation::Violation;

const FILE: &str = "src-tauri/notices/third-party.txt";
const RENEW: &str = "run `cargo xtask notices`";

/// Writes the file. With `--check`, fails if the file is out of date.
pub fn notices(arguments: &[String]) -> Outcome {
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {
            ready(false)?;
            let text = written()?;
            println!("{FILE}: {} kB", text.len() / 1000);
            Ok(fs::write(root().join(FILE), text)?)
        }
        ["--check"] => {
            ready(false)?;
            check()
        }
        _ => Err(Failure("notices: the only argument is `--check`".to_owned())),
    }
}

/// Compares the whole file with what it should be. Needs the built pages.
pub fn check() -> Outcome {
    let committed = fs::read_to_string(root().join(FILE)).unwrap_or_default();
    let current = committed == written()?;
    current.then_some(()).ok_or_else(|| Failure(format!("{FILE} is out of date: {RENEW}")))
}

fn written() -> Result<String, Failure> {
    let licence = fs::read_to_string(root().join("LICENSE"))?;
    file::write(&licence, &crates::with_texts()?, &packages::with_texts()?)
}

/// A rule of tidy: the list in the file agrees with the two lock files, as far as they show it without a build.
pub fn are_listed(sources: &[Source]) -> Vec<Violation> {
    let found = (|| {
        let file = sources.iter().find(|source| source.path == FILE);
        let listed = file::listed(file.map(|source| source.text.as_str()).unwrap_or_default());
        let mut found = part::differences(&crates::shipped()?, &listed.crates);
        found.extend(packages::differences(&supply::page_packages(sources)?, &listed.packages));
        Ok::<_, Failure>(found)
    })();
    let advice = found.unwrap_or_else(|failure| vec![failure.0]);
    advice.into_iter().map(|advice| Violation::in_table(FILE, format!("{advice}: {RENEW}"))).collect()
}
