//! Conventions that run as checks, so that they stay true without anybody remembering them.
//!
//! Each rule is a function from the repository's files to what it found; `RULES` is the list of them all.

mod circles;
mod finding;
mod manifests;
mod modules;
mod pages;
mod sources;
mod text;

pub use modules::show as arrows;

use crate::shell::{Failure, Outcome};
use finding::{Finding, Rule};
use sources::Source;

const RULES: [(&str, Rule); 19] = [
    ("files are short enough to read at once", text::lengths),
    ("tauri is known to the app's own package only", manifests::tauri_stays_on_top),
    ("domain is pure: no disk, no network, no clock", manifests::domain_is_pure),
    ("domain reads no clock and opens nothing", text::domain_reads_no_clock),
    ("arrows between crates only go down", manifests::arrows_go_down),
    ("every module of a crate is found", modules::modules_are_found),
    ("modules of a crate import in no circle", modules::no_circles),
    ("arrows between the rooms of desk only go down", modules::rooms_go_down),
    ("dates are read and written by one library", manifests::one_library_of_dates),
    ("a release checks its sums as a test does", manifests::overflow_is_checked),
    ("one module of the pages knows Tauri, and none runs text as code", text::pages),
    ("every import of the pages is found", pages::imports_are_found),
    ("modules of the pages import in no circle", pages::no_circles),
    ("arrows between rooms of the pages only go down", pages::arrows_go_down),
    ("the release needs no specta", text::specta_needs_its_feature),
    ("no file names this computer's folders", text::machine_paths),
    ("every test runs, and none waits by the clock", text::tests_run),
    ("types are named for what they are", text::names),
    ("everything that these rules allow is used", allowances_are_used),
];

fn allowances_are_used(sources: &[Source]) -> Vec<Finding> {
    let tables =
        [manifests::unused_allowances, modules::unused_levels, pages::unused_allowances, text::unused_allowances];
    tables.iter().flat_map(|unused| unused(sources)).collect()
}

pub fn check() -> Outcome {
    let sources = sources::all()?;
    let mut count = 0;
    for (rule, find) in RULES {
        for finding in find(&sources) {
            println!("{}: {} ({rule})", finding.place, finding.advice);
            count += 1;
        }
    }
    println!("tidy: {} files, {} rules, {count} findings", sources.len(), RULES.len());
    if count == 0 { Ok(()) } else { Err(Failure(format!("{count} findings"))) }
}
