//! The packages in `ui/package-lock.json`.

use serde_json::Value;

use super::licences::objection;
use super::policy::Policy;
use crate::shell::Failure;
use crate::tidy::violation::Violation;

pub const LOCK: &str = "ui/package-lock.json";

/// The version of the lock file. From this version on, each package states its licence.
const LOCK_VERSION: u64 = 3;

/// A package of the pages, or a tool that builds or tests them.
#[derive(Clone, Debug, PartialEq)]
pub struct Package {
    pub name: String,
    pub version: String,
    pub licence: Option<String>,
    /// Used only to build or test.
    pub is_tool: bool,
    /// None for npm's configured registry: `ui/.npmrc` keeps it out of the lock file.
    pub source: Option<String>,
    pub has_checksum: bool,
}

pub fn packages(lock: &str) -> Result<Vec<Package>, Failure> {
    let read = || {
        let lock: Value = serde_json::from_str(lock).ok()?;
        let known = lock.get("lockfileVersion")?.as_u64() == Some(LOCK_VERSION);
        let packages = lock.get("packages")?.as_object().filter(|_| known)?;
        let others = packages.iter().filter(|(path, _)| !path.is_empty());
        Some(others.map(|(path, value)| package(path, value)).collect())
    };
    read().ok_or_else(|| Failure(format!("is not a lock file of version {LOCK_VERSION}")))
}

fn package(path: &str, value: &Value) -> Package {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let is = |key: &str| value.get(key).and_then(Value::as_bool) == Some(true);
    let name = path.rsplit_once("node_modules/").map_or(path, |(_, name)| name);
    Package {
        // A package installed under another name states its own name.
        name: text("name").unwrap_or_else(|| name.to_owned()),
        version: text("version").unwrap_or_default(),
        licence: text("license"),
        is_tool: is("dev") || is("devOptional"),
        source: text("resolved"),
        // A package inside another one is covered by the checksum of the outer one.
        has_checksum: text("integrity").is_some() || is("inBundle"),
    }
}

pub fn violations(policy: &Policy, packages: &[Package]) -> Vec<Violation> {
    let about = |one: &Package| {
        let licence = if one.is_tool { None } else { objection(one.licence.as_deref(), &policy.licences) };
        let source = one.source.as_ref().map(|source| format!("comes from {source}, not from npm's registry"));
        let checksum = (!one.has_checksum).then(|| "has no checksum (`integrity`)".to_owned());
        let advice = [licence, source, checksum].into_iter().flatten();
        advice.map(|advice| format!("{} {} {advice}", one.name, one.version)).collect::<Vec<_>>()
    };
    packages.iter().flat_map(about).map(|advice| Violation::in_table(LOCK, advice)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(package: &str, expected: &[&str]) {
        let policy = Policy::parse("[licenses]\nallow = [\"MIT\"]").unwrap();
        let lock = format!(
            r#"{{"lockfileVersion": 3, "packages": {{"": {{"name": "ui"}}, "node_modules/x/node_modules/@a/b": {package}}}}}"#
        );
        let found = violations(&policy, &packages(&lock).unwrap());
        let found: Vec<&str> = found.iter().map(|violation| violation.advice.as_str()).collect();
        assert_eq!(found, expected, "{package}");
    }

    #[test]
    fn licences() {
        check(r#"{"version": "1.0.0", "license": "MIT", "integrity": "x"}"#, &[]);
        check(
            r#"{"version": "1.0.0", "license": "GPL-3.0-only", "integrity": "x"}"#,
            &["@a/b 1.0.0 has the licence `GPL-3.0-only`, which deny.toml does not allow"],
        );
        check(r#"{"version": "1.0.0", "integrity": "x"}"#, &["@a/b 1.0.0 names no licence"]);
        // A tool is not part of the app.
        check(r#"{"version": "1.0.0", "license": "GPL-3.0-only", "integrity": "x", "dev": true}"#, &[]);
    }

    #[test]
    fn sources() {
        check(
            r#"{"version": "1.0.0", "dev": true, "integrity": "x", "resolved": "git+elsewhere"}"#,
            &["@a/b 1.0.0 comes from git+elsewhere, not from npm's registry"],
        );
        check(r#"{"version": "1.0.0", "dev": true}"#, &["@a/b 1.0.0 has no checksum (`integrity`)"]);
        check(r#"{"version": "1.0.0", "dev": true, "inBundle": true}"#, &[]);
    }

    #[test]
    fn another_version_of_the_lock_file_is_a_failure() {
        for lock in ["", "{}", r#"{"lockfileVersion": 2, "packages": {}}"#] {
            assert!(packages(lock).is_err(), "{lock}");
        }
    }
}
