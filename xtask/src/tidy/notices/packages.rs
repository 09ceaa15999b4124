//! The packages in the window's pages.

use std::fs;

use serde_json::Value;

use super::part::Part;
use super::texts;
use crate::shell::{Failure, root};
use crate::tidy::supply::{self, Package};

/// Vite's report of the packages that it put into the pages.
const BUNDLED: &str = "target/bundled-packages.json";

/// The packages in the bundle, with their licence texts.
pub fn with_texts() -> Result<Vec<(Part, Vec<String>)>, Failure> {
    let report = fs::read_to_string(root().join(BUNDLED)).map_err(|error| Failure(format!("{BUNDLED}: {error}")))?;
    let bundled = bundled(&report).ok_or_else(|| Failure(format!("{BUNDLED} does not have the expected form")))?;
    let policy = supply::Policy::parse(&fs::read_to_string(root().join(supply::POLICY))?)?;
    let texts_of = |(part, text): (Part, Option<String>)| {
        if let Some(objection) = supply::objection(Some(&part.licence), &policy.licences) {
            return Err(Failure(format!("{} {} is in the pages and {objection}", part.name, part.version)));
        }
        let texts = text.map_or_else(|| texts::standard(&part, &[]), |text| Ok(vec![texts::tidied(&text)]))?;
        Ok((part, texts))
    };
    bundled.into_iter().map(texts_of).collect()
}

fn bundled(report: &str) -> Option<Vec<(Part, Option<String>)>> {
    let report: Value = serde_json::from_str(report).ok()?;
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let part = |value: &Value| {
        let part =
            Part { name: text(value, "name")?, version: text(value, "version")?, licence: text(value, "identifier")? };
        Some((part, text(value, "text").filter(|text| !text.trim().is_empty())))
    };
    let mut parts: Vec<_> = report.as_array()?.iter().map(part).collect::<Option<_>>()?;
    parts.sort();
    Some(parts)
}

/// Listed packages that are not in the lock file. Only a build shows which packages the pages contain, so only the stage
/// *notices* finds a missing package.
pub fn differences(locked: &[Package], listed: &[String]) -> Vec<String> {
    let is_locked = |line: &String| locked.iter().any(|package| &line_of(package) == line);
    let unknown = listed.iter().filter(|line| !is_locked(line));
    let none = listed.is_empty().then(|| "no package of the pages is listed".to_owned());
    unknown.map(|line| format!("{line} is not in ui/package-lock.json")).chain(none).collect()
}

fn line_of(package: &Package) -> String {
    let licence = package.licence.clone().unwrap_or_default();
    Part { name: package.name.clone(), version: package.version.clone(), licence }.line()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_of_vite() {
        let report = r#"[{"name": "svelte", "version": "5.0.0", "identifier": "MIT", "text": "Copyright"},
            {"name": "@a/b", "version": "1.0.0", "identifier": "ISC", "text": " "}]"#;
        let found = bundled(report).unwrap();
        let told: Vec<_> = found.iter().map(|(part, text)| (part.line(), text.as_deref())).collect();
        assert_eq!(told, [("@a/b 1.0.0 (ISC)".into(), None), ("svelte 5.0.0 (MIT)".into(), Some("Copyright"))]);
        for report in ["", "{}", r#"[{"name": "svelte"}]"#] {
            assert!(bundled(report).is_none(), "{report}");
        }
    }

    #[test]
    fn the_list_against_the_lock_file() {
        let locked = [Package {
            name: "svelte".into(),
            version: "5.0.0".into(),
            licence: Some("MIT".into()),
            is_tool: false,
            source: None,
            has_checksum: true,
        }];
        let check = |listed: &[&str], expected: usize| {
            let listed: Vec<String> = listed.iter().map(|line| (*line).to_owned()).collect();
            assert_eq!(differences(&locked, &listed).len(), expected, "{listed:?}");
        };
        check(&["svelte 5.0.0 (MIT)"], 0);
        check(&["svelte 5.0.1 (MIT)"], 1);
        check(&["svelte 5.0.0 (ISC)"], 1);
        check(&[], 1);
    }
}
