//! Crates that break the policy.

use super::graph::{Crate, Need};
use super::licences::objection;
use super::policy::Policy;
use crate::tidy::violation::Violation;

pub const LOCK: &str = "Cargo.lock";

const REGISTRY: &str = "registry+";

pub fn violations(policy: &Policy, crates: &[Crate]) -> Vec<Violation> {
    let registry = default_registry(crates);
    let about = |one: &Crate| {
        let mut advice = Vec::new();
        advice.extend(licence(policy, one));
        advice.extend(ban(policy, one));
        advice.extend(origin(policy, one, registry));
        advice.extend(wildcards(policy, one));
        advice.into_iter().map(|advice| format!("{} {} {advice}", one.name, one.version)).collect::<Vec<_>>()
    };
    crates.iter().flat_map(about).map(|advice| Violation::in_table(LOCK, advice)).collect()
}

fn licence(policy: &Policy, one: &Crate) -> Option<String> {
    let ours = policy.private_ignored && one.private;
    if ours { None } else { objection(one.licence.as_deref(), &policy.licences) }
}

fn ban(policy: &Policy, one: &Crate) -> Option<String> {
    policy.banned.contains(&one.name).then(|| "is banned by deny.toml".into())
}

fn origin(policy: &Policy, one: &Crate, registry: Option<&str>) -> Option<String> {
    let source = one.source.as_deref()?;
    let is_git = source.starts_with("git+");
    let denied = if is_git { policy.unknown_git_denied } else { policy.unknown_registries_denied };
    let unknown = is_git || registry != Some(source);
    (denied && unknown).then(|| format!("comes from {source}, which is not cargo's own registry"))
}

/// cargo's own registry. A manifest does not name it.
fn default_registry(crates: &[Crate]) -> Option<&str> {
    let needs = crates.iter().flat_map(|one| &one.needs);
    let unnamed = needs.filter(|need| need.registry.is_none()).filter_map(|need| need.source.as_deref());
    unnamed.into_iter().find(|source| source.starts_with(REGISTRY))
}

fn wildcards(policy: &Policy, one: &Crate) -> Vec<String> {
    let any = |need: &&Need| {
        let path = need.is_path && one.private && policy.wildcard_paths_allowed;
        // The tests of third-party crates are not built here.
        let built = one.source.is_none() || !need.is_dev;
        need.requirement == "*" && built && !path
    };
    let needs = one.needs.iter().filter(|_| policy.wildcards_denied);
    needs.filter(any).map(|need| format!("accepts any version of {}", need.name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "registry+own";

    fn policy() -> Policy {
        Policy::parse(
            "[licenses]\nallow = [\"MIT\"]\nprivate = { ignore = true }\n\
             [bans]\nwildcards = \"deny\"\nallow-wildcard-paths = true\ndeny = [\"openssl-sys\"]\n\
             [sources]\nunknown-registry = \"deny\"\nunknown-git = \"deny\"\n",
        )
        .unwrap()
    }

    fn need(name: &str) -> Need {
        let source = Some(OWN.to_owned());
        Need { name: name.into(), requirement: "^1".into(), source, registry: None, is_path: false, is_dev: false }
    }

    fn named(name: &str) -> Crate {
        Crate {
            name: name.into(),
            version: "1.0.0".into(),
            source: Some(OWN.into()),
            licence: Some("MIT".into()),
            authors: Vec::new(),
            folder: "x".into(),
            private: false,
            features: Vec::new(),
            needs: vec![need("a")],
        }
    }

    /// Checks a crate that follows the policy, after a change.
    fn check(change: impl FnOnce(&mut Crate), expected: &[&str]) {
        let mut one = named("b");
        change(&mut one);
        let found = violations(&policy(), &[named("a"), one]);
        let found: Vec<&str> = found.iter().map(|violation| violation.advice.as_str()).collect();
        assert_eq!(found, expected);
    }

    fn ours(one: &mut Crate) {
        one.source = None;
        one.private = true;
        one.licence = None;
    }

    #[test]
    fn licences() {
        check(|_| {}, &[]);
        check(
            |one| one.licence = Some("GPL-3.0-only".into()),
            &["b 1.0.0 has the licence `GPL-3.0-only`, which deny.toml does not allow"],
        );
        check(|one| one.licence = None, &["b 1.0.0 names no licence"]);
        check(ours, &[]);
    }

    #[test]
    fn bans() {
        check(|one| one.name = "openssl-sys".into(), &["openssl-sys 1.0.0 is banned by deny.toml"]);
        check(|one| one.name = "openssl-probe".into(), &[]);
    }

    #[test]
    fn origins() {
        let from = |source: &str| format!("b 1.0.0 comes from {source}, which is not cargo's own registry");
        for source in ["registry+other", "sparse+other", "git+elsewhere?rev=1", "git+own"] {
            check(|one| one.source = Some(source.into()), &[from(source).as_str()]);
        }
    }

    #[test]
    fn a_registry_that_a_manifest_names_is_not_the_default() {
        let mut one = named("b");
        let mut other = need("c");
        other.source = Some("registry+other".into());
        other.registry = Some("other".into());
        one.needs = vec![other];
        assert_eq!(default_registry(&[one.clone()]), None);
        assert_eq!(default_registry(&[one, named("a")]), Some(OWN));
    }

    #[test]
    fn wildcard_versions() {
        let any = |is_path: bool, is_dev: bool| Need { requirement: "*".into(), is_path, is_dev, ..need("c") };
        let violation = "b 1.0.0 accepts any version of c";
        check(|one| one.needs.push(any(false, false)), &[violation]);
        // A development dependency of a third-party crate is not built here.
        check(|one| one.needs.push(any(false, true)), &[]);
        let our_need = |need: Need| {
            move |one: &mut Crate| {
                ours(one);
                one.needs.push(need);
            }
        };
        check(our_need(any(true, false)), &[]);
        check(our_need(any(false, true)), &[violation]);
    }
}
