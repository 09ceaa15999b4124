//! Rules about third-party crates and packages: their licences, sources and versions. `deny.toml` states the rules.
//!
//! `cargo deny` checks the crates if it is installed. Otherwise this module checks the same rules with `cargo metadata`.

mod crates;
mod graph;
mod licences;
mod packages;
mod policy;

use super::sources::Source;
use super::violation::Violation;
use crate::shell::{Failure, cargo, output_of, read, run};

pub use graph::Crate;
pub use licences::{names, objection};
pub use packages::Package;
pub use policy::Policy;

pub const POLICY: &str = "deny.toml";

/// Checks licences, bans, wildcard versions and sources of the crates.
pub fn crates(sources: &[Source]) -> Vec<Violation> {
    let found = policy(sources).and_then(|policy| {
        let cargo_deny = output_of("cargo", &["deny", "--version"]).is_some();
        if cargo_deny { ask_cargo_deny() } else { Ok(crates::violations(&policy, &metadata(policy.all_features)?)) }
    });
    found.unwrap_or_else(|failure| vec![Violation::in_table(crates::LOCK, failure.0)])
}

/// Settings in `deny.toml` that only `cargo deny` knows. They would be checked on one computer and not on another.
pub fn policy_is_read(sources: &[Source]) -> Vec<Violation> {
    let unread = policy(sources).map_or_else(|failure| vec![failure.0], |policy| policy.unread);
    unread.into_iter().map(|advice| Violation::in_table(POLICY, advice)).collect()
}

/// Checks the licences of the packages in the pages, and the sources of all packages.
pub fn pages(sources: &[Source]) -> Vec<Violation> {
    let found = policy(sources).and_then(|policy| Ok(packages::violations(&policy, &page_packages(sources)?)));
    found.unwrap_or_else(|failure| vec![Violation::in_table(packages::LOCK, failure.0)])
}

/// Settings in the repository that would replace the usual registry of npm or of cargo.
pub fn registries(sources: &[Source]) -> Vec<Violation> {
    let replaces = |source: &&Source| match source.path.as_str() {
        "ui/.npmrc" => source.lines().any(|(_, line)| line.contains("registry=") || line.contains("registry =")),
        ".cargo/config.toml" => ["[source", "[registries", "[registry"].iter().any(|table| source.text.contains(table)),
        _ => false,
    };
    let advice = "names a registry. It belongs to the settings of a computer, because a checkout works with any";
    sources.iter().filter(replaces).map(|source| Violation::in_file(source, advice)).collect()
}

pub fn page_packages(sources: &[Source]) -> Result<Vec<Package>, Failure> {
    packages::packages(text(sources, packages::LOCK)?)
}

pub fn policy(sources: &[Source]) -> Result<Policy, Failure> {
    Policy::parse(text(sources, POLICY)?)
}

/// All crates in `Cargo.lock`, including those for other systems.
pub fn metadata(all_features: bool) -> Result<Vec<Crate>, Failure> {
    let mut command = cargo(&["metadata", "--locked", "--format-version", "1"]);
    if all_features {
        command.arg("--all-features");
    }
    graph::parse(&read(&mut command)?)
}

fn ask_cargo_deny() -> Result<Vec<Violation>, Failure> {
    run(&mut cargo(&["deny", "--workspace", "--locked", "check", "licenses", "bans", "sources"])).map(|()| Vec::new())
}

fn text<'a>(sources: &'a [Source], path: &str) -> Result<&'a str, Failure> {
    let found = sources.iter().find(|source| source.path == path);
    found.map(|source| source.text.as_str()).ok_or_else(|| Failure(format!("{path} is missing")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_registries() {
        let check = |path: &str, text: &str, expected: usize| {
            let source = Source { path: path.into(), text: text.into() };
            assert_eq!(registries(&[source]).len(), expected, "{path}: {text}");
        };
        check("ui/.npmrc", "omit-lockfile-registry-resolved=true\n", 0);
        check("ui/.npmrc", "registry=https://elsewhere.example\n", 1);
        check("ui/.npmrc", "@ours:registry = https://elsewhere.example\n", 1);
        check(".cargo/config.toml", "[alias]\nxtask = \"run\"\n", 0);
        check(".cargo/config.toml", "[source.crates-io]\nreplace-with = \"other\"\n", 1);
        check("notes.md", "registry=x", 0);
    }
}
