//! Reads `deny.toml`.

use spdx::Licensee;
use toml::{Table, Value};

use crate::shell::Failure;

#[derive(Debug, Default)]
pub struct Policy {
    pub all_features: bool,
    pub licences: Vec<Licensee>,
    /// Our own crates state no licence.
    pub private_ignored: bool,
    pub banned: Vec<String>,
    pub wildcards_denied: bool,
    /// A path inside the workspace needs no version.
    pub wildcard_paths_allowed: bool,
    pub unknown_registries_denied: bool,
    pub unknown_git_denied: bool,
    /// Settings that this module does not know, one sentence each.
    pub unread: Vec<String>,
}

impl Policy {
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let tables: Table = text.parse().map_err(|error| Failure(format!("deny.toml is not TOML: {error}")))?;
        let mut policy = Policy::default();
        for (table, settings) in &tables {
            let Some(settings) = settings.as_table() else {
                policy.unread.push(unread(table));
                continue;
            };
            for (key, value) in settings {
                if !policy.take(table, key, value) {
                    policy.unread.push(unread(&format!("{table}.{key}")));
                }
            }
        }
        Ok(policy)
    }

    /// Whether the setting is known here. Some of them need no check of ours.
    fn take(&mut self, table: &str, key: &str, value: &Value) -> bool {
        match (table, key) {
            ("graph", "all-features") => set(&mut self.all_features, value.as_bool()),
            ("licenses", "allow") => self.allow(value),
            ("licenses", "private") => self.private(value),
            // Our check always includes development dependencies.
            ("licenses", "include-dev") => value.as_bool() == Some(true),
            ("licenses", "confidence-threshold" | "unused-allowed-license") => true,
            ("bans", "multiple-versions") => value.as_str() == Some("allow"),
            ("bans", "wildcards") => set(&mut self.wildcards_denied, denied(value)),
            ("bans", "allow-wildcard-paths") => set(&mut self.wildcard_paths_allowed, value.as_bool()),
            ("bans", "deny") => self.ban(value),
            ("sources", "unknown-registry") => set(&mut self.unknown_registries_denied, denied(value)),
            ("sources", "unknown-git") => set(&mut self.unknown_git_denied, denied(value)),
            // `cargo xtask bundle` checks advisories, with the database of `cargo deny`.
            ("advisories", _) => true,
            _ => false,
        }
    }

    fn allow(&mut self, value: &Value) -> bool {
        let licences = value.as_array().into_iter().flatten();
        let licences: Option<Vec<Licensee>> = licences.map(|licence| Licensee::parse(licence.as_str()?).ok()).collect();
        licences.map(|licences| self.licences = licences).is_some()
    }

    fn private(&mut self, value: &Value) -> bool {
        let table = value.as_table();
        let ignore = table.filter(|table| table.len() == 1).and_then(|table| table.get("ignore")?.as_bool());
        set(&mut self.private_ignored, ignore)
    }

    fn ban(&mut self, value: &Value) -> bool {
        let bans = value.as_array().into_iter().flatten();
        let names: Option<Vec<String>> = bans.map(banned).collect();
        names.map(|names| self.banned = names).is_some()
    }
}

fn unread(setting: &str) -> String {
    format!("xtask/src/tidy/supply does not know `{setting}`, or its value")
}

/// A ban of all versions of a crate. Other bans are not known here.
fn banned(value: &Value) -> Option<String> {
    let known = |table: &&Table| table.keys().all(|key| ["crate", "reason", "use-instead"].contains(&key.as_str()));
    let name = match value {
        Value::String(name) => name,
        Value::Table(table) => Some(table).filter(known)?.get("crate")?.as_str()?,
        _ => return None,
    };
    (!name.contains(['@', ':'])).then(|| name.to_owned())
}

fn denied(value: &Value) -> Option<bool> {
    match value.as_str()? {
        "deny" => Some(true),
        "allow" => Some(false),
        _ => None,
    }
}

fn set(field: &mut bool, value: Option<bool>) -> bool {
    value.map(|value| *field = value).is_some()
}

#[cfg(test)]
mod tests {
    use super::Policy;

    #[test]
    fn settings() {
        let policy = Policy::parse(
            "[graph]\nall-features = true\n\
             [licenses]\nallow = [\"MIT\", \"Apache-2.0 WITH LLVM-exception\"]\nprivate = { ignore = true }\n\
             [bans]\nwildcards = \"deny\"\ndeny = [\"a\", { crate = \"b\", reason = \"old\" }]\n\
             [sources]\nunknown-git = \"deny\"\nunknown-registry = \"allow\"\n",
        )
        .unwrap();
        assert!(policy.unread.is_empty(), "{:?}", policy.unread);
        assert!(policy.all_features && policy.private_ignored && policy.wildcards_denied && policy.unknown_git_denied);
        assert!(!policy.unknown_registries_denied && !policy.wildcard_paths_allowed);
        assert_eq!((policy.licences.len(), policy.banned), (2, vec!["a".to_owned(), "b".to_owned()]));
    }

    #[test]
    fn unknown_settings_are_named() {
        let check = |text: &str, expected: usize| {
            assert_eq!(Policy::parse(text).unwrap().unread.len(), expected, "{text}");
        };
        check("[licenses]\nallow = [\"MIT\"]", 0);
        check("[licenses]\nallow = [\"No-Such-Licence\"]", 1);
        check("[licenses]\nexceptions = []", 1);
        check("[licenses]\ninclude-dev = false", 1);
        check("[bans]\nmultiple-versions = \"deny\"", 1);
        check("[bans]\nwildcards = \"warn\"", 1);
        check("[bans]\ndeny = [{ crate = \"a\", wrappers = [\"b\"] }]", 1);
        check("[bans]\ndeny = [\"a@1\"]", 1);
        check("[sources]\nallow-git = []", 1);
        check("[advisories]\nignore = []", 0);
        check("targets = []", 1);
        check("[output]\nfeature-depth = 1", 1);
    }

    #[test]
    fn not_toml() {
        assert!(Policy::parse("[licenses").is_err());
    }
}
