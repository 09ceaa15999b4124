//! The crates of the workspace, each with its modules.

use std::collections::{BTreeMap, BTreeSet};

use super::super::sources::Source;
use super::read::read;
use super::written::File;

pub struct Crate<'a> {
    /// The folder that contains `src`: `desk`.
    pub name: &'a str,
    /// The path up to and including `src/`.
    pub folder: &'a str,
    /// The files and folders directly in `src`.
    pub entries: BTreeSet<&'a str>,
    /// The root of the crate is the first.
    pub modules: Vec<Module<'a>>,
    /// Declared modules without a file: the declaring file, the name and the line.
    pub lost: Vec<(&'a Source, &'a str, usize)>,
}

pub struct Module<'a> {
    pub source: &'a Source,
    /// From the root of the crate, which has an empty path.
    pub path: Vec<&'a str>,
    pub file: File<'a>,
}

/// In a package with a library, `main.rs` uses the library from outside, and no module of the library uses `main.rs`.
const ROOTS: [&str; 2] = ["lib.rs", "main.rs"];

/// The benches are left out: they use the crates from outside, and include files of the tests.
const NO_CRATES: [&str; 1] = ["benches/"];

pub fn crates(sources: &[Source]) -> Vec<Crate<'_>> {
    let files: BTreeMap<&str, &Source> = sources.iter().map(|source| (source.path.as_str(), source)).collect();
    let folder = |source: &'_ Source| -> Option<usize> {
        let root = ROOTS.iter().find_map(|root| source.path.strip_suffix(root))?;
        (root.ends_with("/src/") && !NO_CRATES.contains(&root.strip_suffix("src/")?)).then_some(root.len())
    };
    let folders: BTreeSet<&str> = sources.iter().filter_map(|source| source.path.get(..folder(source)?)).collect();
    folders.into_iter().filter_map(|folder| one(&files, folder)).collect()
}

fn one<'a>(files: &BTreeMap<&'a str, &'a Source>, folder: &'a str) -> Option<Crate<'a>> {
    let root = ROOTS.iter().find_map(|root| files.get(format!("{folder}{root}").as_str()))?;
    let name = folder.strip_suffix("/src/")?.rsplit('/').next()?;
    let below = files.keys().filter_map(|path| path.strip_prefix(folder));
    let entries = below.filter_map(|path| path.split('/').next()).collect();
    let mut found = Crate { name, folder, entries, modules: Vec::new(), lost: Vec::new() };
    let mut next = vec![(*root, Vec::new())];
    while let Some((source, path)) = next.pop() {
        let file = read(&source.text);
        for (child, line) in &file.declared {
            match file_of(files, folder, &path, child) {
                Some(source) => next.push((source, path.iter().copied().chain([*child]).collect())),
                None => found.lost.push((source, child, *line)),
            }
        }
        found.modules.push(Module { source, path, file });
    }
    Some(found)
}

fn file_of<'a>(files: &BTreeMap<&'a str, &'a Source>, folder: &str, parent: &[&str], name: &str) -> Option<&'a Source> {
    let path: String = parent.iter().flat_map(|part| [part, "/"]).collect();
    let file = format!("{folder}{path}{name}");
    files.get(format!("{file}.rs").as_str()).or_else(|| files.get(format!("{file}/mod.rs").as_str())).copied()
}

impl<'a> Crate<'a> {
    /// The module with exactly this path.
    pub fn module(&self, path: &[&str]) -> Option<usize> {
        self.modules.iter().position(|module| module.path == path)
    }

    /// The path of a module's file below `src`.
    pub fn short(&self, module: usize) -> &'a str {
        let Some(module) = self.modules.get(module) else { return "" };
        module.source.path.strip_prefix(self.folder).unwrap_or(&module.source.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The crates as `name: module module`, modules sorted, with modules without a file in brackets.
    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let source = |(path, text): &(&str, &str)| Source { path: path.to_string(), text: text.to_string() };
        let sources: Vec<Source> = files.iter().map(source).collect();
        let shown = |of: &Crate<'_>| {
            let mut modules: Vec<&str> = (0..of.modules.len()).map(|module| of.short(module)).collect();
            modules.sort_unstable();
            let lost: String = of.lost.iter().map(|(_, name, _)| format!(" [{name}]")).collect();
            format!("{}: {}{lost}", of.name, modules.join(" "))
        };
        assert_eq!(crates(&sources).iter().map(shown).collect::<Vec<_>>(), expected, "{files:?}");
    }

    #[test]
    fn modules() {
        let children =
            [("x/src/a.rs", "mod b;"), ("x/src/a/b.rs", ""), ("x/src/c/mod.rs", "mod d;"), ("x/src/c/d.rs", "")];
        let root = [("x/src/lib.rs", "mod a; mod c;")];
        check(&[root.as_slice(), &children].concat(), &["x: a.rs a/b.rs c/d.rs c/mod.rs lib.rs"]);
        check(&[("x/src/lib.rs", "mod a;")], &["x: lib.rs [a]"]);
        check(&[("x/src/lib.rs", ""), ("x/src/never_declared.rs", "")], &["x: lib.rs"]);
    }

    #[test]
    fn tests_are_no_modules() {
        let tests = ("x/src/tests.rs", "");
        check(&[("x/src/lib.rs", "#[cfg(test)] mod tests;"), tests], &["x: lib.rs"]);
        check(&[("x/src/lib.rs", "#[cfg(test)] #[path = \"tests.rs\"] mod other;"), tests], &["x: lib.rs"]);
        check(&[("x/src/lib.rs", ""), ("x/tests/it.rs", ""), ("benches/src/main.rs", "")], &["x: lib.rs"]);
    }

    #[test]
    fn entries() {
        let files =
            ["x/src/lib.rs", "x/src/a.rs", "x/src/a/b.rs", "x/src/c/mod.rs", "x/src/c/tests.rs", "y/src/lib.rs"];
        let sources: Vec<Source> =
            files.iter().map(|path| Source { path: path.to_string(), text: String::new() }).collect();
        let entries: Vec<_> = crates(&sources).into_iter().map(|of| of.entries).collect();
        assert_eq!(entries, [BTreeSet::from(["a", "a.rs", "c", "lib.rs"]), BTreeSet::from(["lib.rs"])]);
    }

    #[test]
    fn roots() {
        check(
            &[("a/src/main.rs", ""), ("b/src/lib.rs", ""), ("b/src/main.rs", "mod c;")],
            &["a: main.rs", "b: lib.rs"],
        );
        check(&[("a/b/src/lib.rs", ""), ("a/src/lib.rs", "")], &["b: lib.rs", "a: lib.rs"]);
    }
}
