//! The crates in the installed app.

use std::collections::BTreeSet;

use super::part::Part;
use super::texts;
use crate::shell::{Failure, cargo, read};
use crate::tidy::supply;

/// The target of the Debian package. The dependencies on other processors are the same.
const TARGET: &str = "x86_64-unknown-linux-gnu";

/// Leaves out the crates that run only during the build: build scripts, macros, tests.
const EDGES: &str = "normal,no-proc-macro";

/// The smallest length of a licence text, in bytes. A shorter file only says where the licence is.
const SHORTEST: usize = 500;

/// Each third-party crate, and Rust's own library, sorted by name.
pub fn shipped() -> Result<Vec<Part>, Failure> {
    let tree = ["tree", "--locked", "--package", "number-desk", "--edges", EDGES, "--target", TARGET];
    let printed = read(cargo(&tree).args(["--prefix", "none", "--format", "{p}|{l}"]))?;
    let mut parts: BTreeSet<Part> = printed.lines().filter_map(part).collect();
    parts.insert(standard_library());
    Ok(parts.into_iter().collect())
}

pub fn with_texts() -> Result<Vec<(Part, Vec<String>)>, Failure> {
    let crates = supply::metadata(false)?;
    let texts_of = |part: Part| {
        let of = crates.iter().find(|one| one.name == part.name && one.version == part.version);
        let mut texts = of.map(texts::of_crate).transpose()?.unwrap_or_default();
        let authors = of.map_or_else(|| vec!["The Rust Project contributors".to_owned()], |one| one.authors.clone());
        if !texts.iter().any(|text| text.len() >= SHORTEST) {
            texts.extend(texts::standard(&part, &authors)?);
        }
        Ok((part, texts))
    };
    shipped()?.into_iter().map(texts_of).collect()
}

/// Reads `name v1.0.0|MIT`. Our own crates have a folder after the version. A repeated crate ends with `(*)`.
fn part(line: &str) -> Option<Part> {
    let (package, licence) = line.split_once('|')?;
    let (name, version) = package.split_once(" v").filter(|(_, version)| !version.contains(' '))?;
    let licence = licence.trim_end_matches(" (*)");
    Some(Part { name: name.into(), version: version.into(), licence: licence.into() })
}

/// Each Rust program contains it, and no lock file lists it.
fn standard_library() -> Part {
    let licence = "MIT OR Apache-2.0".to_owned();
    Part { name: "Rust standard library".into(), version: env!("CARGO_PKG_RUST_VERSION").to_owned() + "+", licence }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_tree() {
        let check = |line: &str, expected: Option<&str>| {
            assert_eq!(part(line).map(|part| part.line()).as_deref(), expected, "{line}");
        };
        check("tauri v2.12.5|Apache-2.0 OR MIT", Some("tauri 2.12.5 (Apache-2.0 OR MIT)"));
        check("tauri v2.12.5|Apache-2.0 OR MIT (*)", Some("tauri 2.12.5 (Apache-2.0 OR MIT)"));
        check("x v1.0.0|(MIT OR Apache-2.0) AND ISC", Some("x 1.0.0 ((MIT OR Apache-2.0) AND ISC)"));
        check("desk v0.1.0 (/somewhere/desk)|MIT", None);
        check("", None);
    }
}
