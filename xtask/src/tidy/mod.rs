//! Conventions that are checked automatically.
//!
//! Each rule is a function from the repository's files to the violations that it found. `RULES` lists all rules.

mod circles;
mod documents;
mod manifests;
mod modules;
pub mod notices;
mod pages;
mod sources;
mod supply;
mod text;
mod violation;

pub use modules::show as arrows;

use crate::shell::{Failure, Outcome};
use sources::Source;
use violation::{Rule, Violation};

const RULES: [(&str, Rule); 25] = [
    ("files are short enough to read at once", text::lengths),
    ("tauri is known to the app's own package only", manifests::tauri_stays_on_top),
    ("domain is pure: no disk, no network, no clock", manifests::domain_is_pure),
    ("domain reads no clock and opens nothing", text::domain_reads_no_clock),
    ("arrows between crates only go down", manifests::arrows_go_down),
    ("every module of a crate is found", modules::modules_are_found),
    ("modules of a crate do not import in a circle", modules::no_circles),
    ("arrows between the rooms of desk only go down", modules::rooms_go_down),
    ("dates are read and written by one library", manifests::one_library_of_dates),
    ("a release checks for integer overflow as a test does", manifests::overflow_is_checked),
    ("one module of the pages knows Tauri, and none runs text as code", text::pages),
    ("every import of the pages is found", pages::imports_are_found),
    ("modules of the pages do not import in a circle", pages::no_circles),
    ("arrows between rooms of the pages only go down", pages::arrows_go_down),
    ("the release needs no specta", text::specta_needs_its_feature),
    ("every path in the documents exists", documents::paths_exist),
    ("no file contains paths of this computer", text::machine_paths),
    ("every test runs, and none sleeps", text::tests_run),
    ("types are named for what they are", text::names),
    ("licences, bans and sources of the crates follow deny.toml", supply::crates),
    ("deny.toml has only settings that both of its readers know", supply::policy_is_read),
    ("licences and sources of the pages' packages are allowed", supply::pages),
    ("no setting of the repository replaces a registry", supply::registries),
    ("the notices list everything that is installed", notices::are_listed),
    ("every exception in these rules is used", allowances_are_used),
];

fn allowances_are_used(sources: &[Source]) -> Vec<Violation> {
    let tables =
        [manifests::unused_allowances, modules::unused_levels, pages::unused_allowances, text::unused_allowances];
    tables.iter().flat_map(|unused| unused(sources)).collect()
}

pub fn check() -> Outcome {
    let sources = sources::all()?;
    let mut count = 0;
    for (rule, find) in RULES {
        for violation in find(&sources) {
            println!("{}: {} ({rule})", violation.place, violation.advice);
            count += 1;
        }
    }
    println!("tidy: {} files, {} rules, {count} violations", sources.len(), RULES.len());
    if count == 0 { Ok(()) } else { Err(Failure(format!("{count} violations"))) }
}
