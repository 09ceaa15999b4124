//! Rules about which crate may depend on which, read from the `Cargo.toml` files.

use toml::{Table, Value};

use super::sources::Source;
use super::violation::Violation;

/// The crates of this repository that each crate may use. A crate that is not listed may use none.
const ARROWS: [(&str, &[&str]); 7] = [
    ("number-desk", &["desk", "sandbox"]),
    ("desk", &["domain", "plivo", "probe", "store"]),
    ("plivo", &["domain"]),
    ("probe", &["domain"]),
    ("store", &["domain"]),
    ("bench", &["desk", "domain", "sandbox", "store"]),
    // In a workspace of its own, below `domain/fuzz`.
    ("domain-fuzz", &["domain"]),
];

const OURS: [&str; 7] = ["desk", "domain", "number-desk", "plivo", "probe", "sandbox", "store"];

/// Crates that only compute. Before adding one, make sure that it uses no disk, no network and no clock.
const PURE: [&str; 15] = [
    "celes",
    "icu_collator",
    "idna",
    "memchr",
    "percent-encoding",
    "quick-xml",
    "rlibphonenumber",
    "serde",
    "serde_json",
    "thiserror",
    "unicode-normalization",
    "unicode-script",
    "unicode-security",
    "url",
    "zeroize",
];

/// `jiff` does what these do. Dependencies may use them.
const OTHER_DATES: [&str; 4] = ["chrono", "httpdate", "humantime", "time"];

struct Manifest<'a> {
    source: &'a Source,
    name: String,
    dependencies: Vec<Dependency>,
}

struct Dependency {
    /// The name of the crate, also if the manifest gives it another one.
    name: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Kind {
    Normal,
    Build,
    /// Only for tests: any crate may use the sandbox in its tests.
    Dev,
}

pub fn tauri_stays_on_top(sources: &[Source]) -> Vec<Violation> {
    let below = |manifest: &Manifest<'_>| manifest.name != "number-desk";
    find(sources, below, |_, dependency| {
        dependency.name.starts_with("tauri").then(|| "only the app's own package may depend on tauri".into())
    })
}

pub fn domain_is_pure(sources: &[Source]) -> Vec<Violation> {
    let domain = |manifest: &Manifest<'_>| manifest.name == "domain";
    find(sources, domain, |_, dependency| {
        let allowed = dependency.kind == Kind::Dev || PURE.contains(&dependency.name.as_str());
        (!allowed).then(|| format!("`{}` is not on the list of crates that only compute", dependency.name))
    })
}

pub fn arrows_go_down(sources: &[Source]) -> Vec<Violation> {
    find(
        sources,
        |_| true,
        |manifest, dependency| {
            let arrow = dependency.kind != Kind::Dev && OURS.contains(&dependency.name.as_str());
            let allowed =
                ARROWS.iter().any(|(from, to)| *from == manifest.name && to.contains(&dependency.name.as_str()));
            (arrow && !allowed).then(|| format!("{} may not use {}", manifest.name, dependency.name))
        },
    )
}

pub fn one_library_of_dates(sources: &[Source]) -> Vec<Violation> {
    find(
        sources,
        |_| true,
        |_, dependency| {
            OTHER_DATES.contains(&dependency.name.as_str()).then(|| "`jiff` is the only date library".into())
        },
    )
}

/// Without it, an integer overflow would wrap in a release and panic in a test.
pub fn overflow_is_checked(sources: &[Source]) -> Vec<Violation> {
    let violation = |source: &Source| {
        let manifest: Table = source.text.parse().unwrap_or_default();
        let release = manifest.get("profile").and_then(|profiles| profiles.get("release"));
        let checked = release.and_then(|release| release.get("overflow-checks")?.as_bool()) == Some(true);
        (!checked).then(|| Violation::in_file(source, "`[profile.release]` needs `overflow-checks = true`"))
    };
    sources.iter().filter(|source| source.path == "Cargo.toml").filter_map(violation).collect()
}

/// Entries of the tables that no manifest needs.
pub fn unused_allowances(sources: &[Source]) -> Vec<Violation> {
    let manifests: Vec<Manifest<'_>> = manifests(sources).collect();
    let needs = |from: &str, to: &str| {
        let own = manifests.iter().filter(|manifest| manifest.name == from);
        own.flat_map(|manifest| &manifest.dependencies).any(|used| used.name == to && used.kind != Kind::Dev)
    };
    let pure = PURE.iter().filter(|name| !needs("domain", name));
    let pure = pure.map(|name| format!("domain does not depend on `{name}`"));
    let arrows = ARROWS.iter().flat_map(|(from, to)| to.iter().map(move |to| (from, to)));
    let arrows = arrows.filter(|(from, to)| !needs(from, to)).map(|(from, to)| format!("{from} does not use {to}"));
    pure.chain(arrows).map(|advice| Violation::in_table("xtask/src/tidy/manifests.rs", advice)).collect()
}

fn manifests(sources: &[Source]) -> impl Iterator<Item = Manifest<'_>> {
    sources.iter().filter(|source| source.ends_with(&["Cargo.toml"])).map(read)
}

fn find(
    sources: &[Source],
    concerned: impl Fn(&Manifest<'_>) -> bool,
    advise: impl Fn(&Manifest<'_>, &Dependency) -> Option<String>,
) -> Vec<Violation> {
    let mut violations = Vec::new();
    for manifest in manifests(sources).filter(concerned) {
        let advice = manifest.dependencies.iter().filter_map(|dependency| advise(&manifest, dependency));
        violations.extend(advice.map(|advice| Violation::in_file(manifest.source, advice)));
    }
    violations
}

fn read(source: &Source) -> Manifest<'_> {
    let manifest: Table = source.text.parse().unwrap_or_default();
    let name = manifest.get("package").and_then(|package| package.get("name")?.as_str()).unwrap_or_default().to_owned();
    let systems = manifest.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values);
    // `[workspace.dependencies]` does not count, because it uses nothing by itself.
    let tables = std::iter::once(&manifest).chain(systems.filter_map(Value::as_table));
    Manifest { source, name, dependencies: tables.flat_map(dependencies).collect() }
}

fn dependencies(table: &Table) -> impl Iterator<Item = Dependency> {
    let kinds = [("dependencies", Kind::Normal), ("build-dependencies", Kind::Build), ("dev-dependencies", Kind::Dev)];
    let of = move |(key, kind)| {
        let listed = table.get(key).and_then(Value::as_table).into_iter().flatten();
        listed.map(move |(name, about)| {
            let renamed = about.get("package").and_then(Value::as_str);
            Dependency { name: renamed.unwrap_or(name).to_owned(), kind }
        })
    };
    kinds.into_iter().flat_map(of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::violation::Rule;

    fn check(rule: Rule, package: &str, dependencies: &str, expected: usize) {
        let text = format!("[package]\nname = \"{package}\"\n\n{dependencies}\n");
        let violations = rule(&[Source { path: "x/Cargo.toml".into(), text }]);
        assert_eq!(violations.len(), expected, "{package}: {dependencies}: {violations:?}");
    }

    #[test]
    fn tauri() {
        check(tauri_stays_on_top, "number-desk", "[dependencies]\ntauri = \"2\"", 0);
        check(tauri_stays_on_top, "desk", "[dependencies]\ntauri = \"2\"", 1);
        check(tauri_stays_on_top, "desk", "[dev-dependencies]\ntauri-plugin-log.workspace = true", 1);
        check(tauri_stays_on_top, "desk", "[dependencies.tauri]\nversion = \"2\"", 1);
        check(tauri_stays_on_top, "desk", "[dependencies]\nwindow = { package = \"tauri\", version = \"2\" }", 1);
        check(tauri_stays_on_top, "desk", "[dependencies] # A note.\n\"tauri\" = \"2\"", 1);
        check(tauri_stays_on_top, "desk", "# tauri = no\n[dependencies]\nserde.workspace = true", 0);
    }

    #[test]
    fn domain() {
        check(domain_is_pure, "domain", "[dependencies]\nurl.workspace = true\nserde = \"1\"", 0);
        check(domain_is_pure, "domain", "[dependencies]\ntokio.workspace = true", 1);
        check(domain_is_pure, "domain", "[target.'cfg(unix)'.dependencies]\nnix = \"1\"", 1);
        check(domain_is_pure, "domain", "[build-dependencies]\ncc = \"1\"", 1);
        check(domain_is_pure, "domain", "[dev-dependencies]\nproptest.workspace = true", 0);
        check(domain_is_pure, "store", "[dependencies]\nrusqlite.workspace = true", 0);
    }

    #[test]
    fn dates() {
        check(one_library_of_dates, "store", "[dependencies]\njiff.workspace = true", 0);
        check(one_library_of_dates, "store", "[dependencies]\ntime = \"0.3\"", 1);
        check(one_library_of_dates, "probe", "[dev-dependencies]\nchrono.workspace = true", 1);
    }

    #[test]
    fn overflow() {
        let check = |path: &str, text: &str, expected: usize| {
            let violations = overflow_is_checked(&[Source { path: path.into(), text: text.into() }]);
            assert_eq!(violations.len(), expected, "{path}: {text}: {violations:?}");
        };
        check("Cargo.toml", "[profile.release]\nlto = true\noverflow-checks = true\n", 0);
        check("Cargo.toml", "[profile.release]\noverflow-checks = false\n", 1);
        check("Cargo.toml", "[profile.release]\n\n[profile.dev]\noverflow-checks = true\n", 1);
        check("Cargo.toml", "[profile.dev]\ndebug = 1\n", 1);
        check("x/Cargo.toml", "[package]\n", 0);
    }

    #[test]
    fn arrows() {
        check(arrows_go_down, "number-desk", "[dependencies]\ndesk.workspace = true\nsandbox.workspace = true", 0);
        check(arrows_go_down, "number-desk", "[dependencies]\nstore.workspace = true", 1);
        check(arrows_go_down, "domain", "[dependencies]\nplivo.workspace = true", 1);
        check(arrows_go_down, "plivo", "[dependencies]\nsandbox.workspace = true", 1);
        check(arrows_go_down, "plivo", "[dev-dependencies]\nsandbox.workspace = true", 0);
        check(arrows_go_down, "xtask", "[dependencies]\ndomain.workspace = true", 1);
        check(arrows_go_down, "domain-fuzz", "[dependencies]\ndomain = { path = \"..\" }", 0);
        check(arrows_go_down, "domain-fuzz", "[dependencies]\nplivo = { path = \"../../plivo\" }", 1);
        check(arrows_go_down, "root", "[workspace.dependencies]\ndesk = { path = \"desk\" }", 0);
    }

    #[test]
    fn allowances() {
        let all = PURE.len() + ARROWS.iter().map(|(_, to)| to.len()).sum::<usize>();
        check(unused_allowances, "other", "[dependencies]\nurl = \"2\"", all);
        check(unused_allowances, "domain", "[dependencies]\nurl = \"2\"\nserde.workspace = true", all - 2);
        check(unused_allowances, "domain", "[dev-dependencies]\nurl = \"2\"", all);
        check(unused_allowances, "plivo", "[dependencies]\ndomain.workspace = true", all - 1);
    }
}
