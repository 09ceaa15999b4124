//! A sample crate for testing the rules.

use super::super::sources::Source;
use super::arrow::Arrow;
use super::tree::{Crate, crates};

/// Files of the crate `sample`, by their paths below `src`.
pub fn sources(files: &[(&str, &str)]) -> Vec<Source> {
    let source =
        |(path, text): &(&str, &str)| Source { path: format!("crates/sample/src/{path}"), text: text.to_string() };
    files.iter().map(source).collect()
}

/// Compares the arrows in these files with the expected ones, in any order: `a.rs:1 -> b.rs (b::C)`.
pub fn check(find: impl Fn(&Crate<'_>, usize) -> Vec<Arrow>, files: &[(&str, &str)], expected: &[&str]) {
    let sources = sources(files);
    let mut found = Vec::new();
    for of in crates(&sources) {
        let arrows = (0..of.modules.len()).flat_map(|from| find(&of, from));
        found.extend(arrows.filter(|arrow| arrow.from != arrow.to).map(|arrow| arrow.shown(&of)));
    }
    found.sort();
    found.dedup();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(found, expected, "{files:?}");
}
