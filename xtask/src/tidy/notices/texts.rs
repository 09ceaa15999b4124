//! The licence texts in the folder of a crate, or the standard text if it contains none.

use std::fs;
use std::path::{Path, PathBuf};

use super::part::Part;
use crate::shell::{Failure, root};
use crate::tidy::supply::{self, Crate};

/// How the names of files with a licence or a notice begin.
const NAMES: [&str; 6] = ["license", "licence", "copying", "notice", "copyright", "unlicense"];

/// Endings of code and data files whose names begin in the same way.
const NOT_TEXTS: [&str; 12] = ["rs", "c", "h", "go", "js", "json", "pl", "png", "py", "sh", "toml", "yml"];

/// A folder in a crate that is built only with a feature.
struct Optional {
    of: &'static str,
    folder: &'static str,
    feature: &'static str,
}

const OPTIONAL: [Optional; 1] = [
    // A copy of the D-Bus library. Its licences differ from the crate's.
    Optional { of: "libdbus-sys", folder: "vendor", feature: "vendored" },
];

/// The standard texts, for crates that contain none.
const STANDARD: &str = "xtask/licences";

/// The texts in the folder of a crate, sorted by path.
pub fn of_crate(one: &Crate) -> Result<Vec<String>, Failure> {
    let mut files = Vec::new();
    collect(&one.folder, &mut files)?;
    for optional in OPTIONAL.iter().filter(|optional| optional.of == one.name) {
        if one.features.iter().any(|feature| feature == optional.feature) {
            let (of, feature) = (optional.of, optional.feature);
            return Err(Failure(format!(
                "{of} may not be built with `{feature}`, which adds code with other licences"
            )));
        }
        files.retain(|file| !file.starts_with(one.folder.join(optional.folder)));
    }
    files.sort();
    let read = |file: &PathBuf| Ok(tidied(&String::from_utf8_lossy(&fs::read(file)?)));
    let texts: Vec<String> = files.iter().map(read).collect::<Result<_, Failure>>()?;
    Ok(texts.into_iter().filter(|text| !text.is_empty()).collect())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), files)?;
        } else if is_text(&entry.file_name().to_string_lossy()) {
            files.push(entry.path());
        }
    }
    Ok(())
}

fn is_text(name: &str) -> bool {
    let name = name.to_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    NAMES.iter().any(|begin| name.starts_with(begin)) && !NOT_TEXTS.contains(&ending)
}

/// The standard text of each licence that the part names.
pub fn standard(part: &Part, authors: &[String]) -> Result<Vec<String>, Failure> {
    let names = supply::names(&part.licence);
    if names.is_empty() {
        return Err(Failure(format!("{} contains no licence text and names no licence", part.line())));
    }
    let text = |name: &String| {
        let path = format!("{STANDARD}/{name}.txt");
        let standard = fs::read_to_string(root().join(&path));
        let standard = standard.map_err(|error| {
            Failure(format!("{} contains no licence text, and {path} cannot be read: {error}", part.line()))
        })?;
        Ok(tidied(&format!("{}\n\n{standard}", introduced(name, authors))))
    };
    names.iter().map(text).collect()
}

fn introduced(name: &str, authors: &[String]) -> String {
    let by = if authors.is_empty() { String::new() } else { format!("\nAuthors: {}", authors.join(", ")) };
    format!("The standard text of {name}, because the package contains none.{by}")
}

/// The text with `\n` as line break, without spaces at the ends of lines, and without empty lines at its two ends.
pub fn tidied(text: &str) -> String {
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files() {
        let check = |name: &str, expected: bool| assert_eq!(is_text(name), expected, "{name}");
        for name in
            ["LICENSE", "LICENSE-MIT", "license.md", "LICENCE.txt", "COPYING", "NOTICE", "LICENSE-2.0", "UNLICENSE"]
        {
            check(name, true);
        }
        for name in ["license.rs", "notice.py", "README.md", "about-licence.txt"] {
            check(name, false);
        }
    }

    #[test]
    fn ends_of_lines() {
        assert_eq!(tidied("\u{feff}\r\n\n  MIT  \r\n\r\nas is\n\n"), "  MIT\n\nas is");
    }

    #[test]
    fn standard_texts() {
        let part = |licence: &str| Part { name: "a".into(), version: "1.0.0".into(), licence: licence.into() };
        let texts = standard(&part("MIT OR Apache-2.0"), &["Ada".into()]).unwrap();
        assert!(
            texts[0].starts_with(
                "The standard text of MIT, because the package contains none.\nAuthors: Ada\n\nPermission"
            )
        );
        assert!(texts[1].contains("Version 2.0, January 2004"));
        let missing = standard(&part("Zlib"), &[]).unwrap_err();
        assert!(
            missing.0.starts_with("a 1.0.0 (Zlib) contains no licence text, and xtask/licences/Zlib.txt"),
            "{missing}"
        );
        assert!(standard(&part("none"), &[]).is_err());
    }
}
