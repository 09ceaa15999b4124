//! The format of the file: a list of the parts, and after it each licence text once. The name of a text is a hash of its
//! words, so a new text changes no other line. `desk/src/window/third_party.rs` reads the file.

use std::collections::BTreeMap;

use super::part::Part;
use crate::shell::Failure;

const CRATES: &str = "Crates:";
const PACKAGES: &str = "Packages of the window's pages:";

/// A part and its licence texts.
type PartWithTexts = (Part, Vec<String>);

pub fn write(own: &str, crates: &[PartWithTexts], packages: &[PartWithTexts]) -> Result<String, Failure> {
    let mut texts = Texts::default();
    let crates = lines(crates, &mut texts)?;
    let packages = lines(packages, &mut texts)?;
    let mut out = format!(
        "Number Desk\n\n{}\n\n\
         Number Desk contains third-party parts. Each part is listed with its version, its licence, and the names of its\n\
         licence texts. The texts follow the list. This file is written by `cargo xtask notices`.\n\n\
         {CRATES}\n{crates}\n{PACKAGES}\n{packages}",
        own.trim(),
    );
    for (name, text) in &texts.by_name {
        out.push_str(&format!("\n==== {name} ====\n\n{text}\n"));
    }
    Ok(out)
}

fn lines(parts: &[PartWithTexts], texts: &mut Texts) -> Result<String, Failure> {
    let line = |(part, own): &PartWithTexts| {
        let mut names: Vec<String> = own.iter().map(|text| texts.name(text)).collect::<Result<_, Failure>>()?;
        names.dedup();
        Ok(format!("{}: {}\n", part.line(), names.join(" ")))
    };
    parts.iter().map(line).collect()
}

#[derive(Default)]
struct Texts {
    by_name: BTreeMap<String, String>,
}

impl Texts {
    /// Texts that differ only in spaces and line breaks have one name.
    fn name(&mut self, text: &str) -> Result<String, Failure> {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let name = format!("{:08x}", hash(&words(text).join(" ")));
        let kept = self.by_name.entry(name.clone()).or_insert_with(|| text.to_owned());
        let fits = words(kept) == words(text) && !text.lines().any(|line| line.starts_with("==== "));
        fits.then_some(name).ok_or_else(|| {
            Failure("a licence text contains a line that starts with `==== `, or has the hash of another text".into())
        })
    }
}

/// FNV-1a: the same on each computer and with each version of Rust.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The lines of the list, without the names of their texts.
#[derive(Debug, Default, PartialEq)]
pub struct Listed {
    pub crates: Vec<String>,
    pub packages: Vec<String>,
}

pub fn listed(file: &str) -> Listed {
    let below = |heading: &str| -> Vec<String> {
        let lines = file.lines().skip_while(|line| *line != heading).skip(1).take_while(|line| !line.is_empty());
        lines.filter_map(|line| line.rsplit_once(": ")).map(|(line, _)| line.to_owned()).collect()
    };
    Listed { crates: below(CRATES), packages: below(PACKAGES) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, texts: &[&str]) -> PartWithTexts {
        let part = Part { name: name.into(), version: "1.0.0".into(), licence: "MIT".into() };
        (part, texts.iter().map(|text| (*text).to_owned()).collect())
    }

    #[test]
    fn each_text_stands_once() {
        let file =
            write("MIT License", &[part("a", &["As is.", "Two"]), part("b", &["As\n  is."])], &[part("c", &["Two"])]);
        let file = file.unwrap();
        let (list, texts) = file.split_once("\n====").unwrap();
        assert_eq!(texts.matches(" ====\n").count(), 2);
        let names: Vec<Vec<&str>> = list
            .lines()
            .filter_map(|line| line.split_once("(MIT): "))
            .map(|(_, names)| names.split(' ').collect())
            .collect();
        assert_eq!(names[0][0], names[1][0]);
        assert_eq!(names[0][1], names[2][0]);
        assert_ne!(names[0][0], names[0][1]);
        assert_eq!(
            listed(&file),
            Listed {
                crates: vec!["a 1.0.0 (MIT)".into(), "b 1.0.0 (MIT)".into()],
                packages: vec!["c 1.0.0 (MIT)".into()]
            }
        );
    }

    #[test]
    fn a_text_with_a_separator_is_refused() {
        assert!(write("", &[part("a", &["==== b ===="])], &[]).is_err());
    }

    #[test]
    fn no_file_lists_nothing() {
        assert_eq!(listed(""), Listed::default());
    }
}
