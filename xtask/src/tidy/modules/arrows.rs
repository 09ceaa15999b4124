//! The arrows between the modules of a crate.

use std::collections::BTreeSet;

use super::super::Finding;
use super::methods::Methods;
use super::names::{Target, defined, target};
use super::read::Written;
use super::tree::Crate;

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Arrow {
    pub from: usize,
    pub to: usize,
    /// From 0.
    pub line: usize,
    /// What makes the arrow, as it is written there.
    pub by: String,
}

impl Arrow {
    pub fn finding(&self, of: &Crate<'_>, advice: String) -> Option<Finding> {
        Some(Finding::at_line(of.modules.get(self.from)?.source, self.line, advice))
    }
}

/// Sorted by the modules, then by line. A module has no arrow to itself.
pub fn arrows(of: &Crate<'_>) -> Vec<Arrow> {
    let mut found = BTreeSet::new();
    for from in 0..of.modules.len() {
        found.extend(by_imports(of, from));
        found.extend(by_paths(of, from));
    }
    found.extend(Methods::of(of).arrows(of));
    found.into_iter().filter(|arrow| arrow.from != arrow.to).collect()
}

fn by_imports(of: &Crate<'_>, from: usize) -> Vec<Arrow> {
    let Some(module) = of.modules.get(from) else { return Vec::new() };
    let mut found = Vec::new();
    for import in &module.file.imports {
        let Some(named) = target(of, from, &import.path) else { continue };
        if import.public && is_below(of, from, named.module) {
            found.extend(passed_on_and_used(of, from, &named, import.name, &import.path));
        } else {
            found.extend(to(of, from, &named, &import.path));
        }
    }
    found
}

/// `pub use child::Name` alone is no arrow: the module passes the name on. It is one when the module uses the name itself.
fn passed_on_and_used(of: &Crate<'_>, from: usize, named: &Target<'_>, name: &str, path: &Written<'_>) -> Vec<Arrow> {
    let Some(module) = of.modules.get(from) else { return Vec::new() };
    let passed_on = |used: &str| match name {
        "*" => of.modules.get(named.module).is_some_and(|child| child.file.items.contains(used)),
        _ => used == name,
    };
    let used = module.file.names.iter().filter(|(used, _)| passed_on(used));
    used.flat_map(|(_, line)| to(of, from, named, &Written { line: *line, ..path.clone() })).collect()
}

fn is_below(of: &Crate<'_>, from: usize, module: usize) -> bool {
    match (of.modules.get(from), of.modules.get(module)) {
        (Some(parent), Some(child)) => from != module && child.path.starts_with(&parent.path),
        _ => false,
    }
}

fn by_paths(of: &Crate<'_>, from: usize) -> Vec<Arrow> {
    let Some(module) = of.modules.get(from) else { return Vec::new() };
    let found = |path: &Written<'_>| target(of, from, path).map(|named| to(of, from, &named, path));
    module.file.paths.iter().filter_map(found).flatten().collect()
}

/// To the module that is named, and to the one that defines what it passes on.
fn to(of: &Crate<'_>, from: usize, named: &Target<'_>, path: &Written<'_>) -> Vec<Arrow> {
    let modules = BTreeSet::from([named.module, defined(of, named).module]);
    let by = path.segments.join("::");
    modules.into_iter().map(|to| Arrow { from, to, line: path.line, by: by.clone() }).collect()
}
