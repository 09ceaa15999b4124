//! `cargo xtask arrows <crate>`: prints the arrows of a crate, and what would be objected to them.

use std::collections::BTreeMap;

use super::super::Finding;
use super::super::sources;
use super::arrows::arrows;
use super::tree::{self, Crate};
use super::{WITH_ROOMS, circles_of, rooms, rooms_of, step_of};
use crate::shell::{Failure, Outcome};

pub fn show(arguments: &[String]) -> Outcome {
    let sources = sources::all()?;
    let crates = tree::crates(&sources);
    let names: Vec<&str> = crates.iter().map(|of| of.name).collect();
    let wanted = arguments.first().map(String::as_str).unwrap_or_default();
    let Some(of) = crates.iter().find(|of| of.name == wanted) else {
        return Err(Failure(format!("arrows: name one of {}", names.join(", "))));
    };
    show_arrows(of);
    show_findings("circles", &circles_of(of));
    if of.name == WITH_ROOMS {
        show_findings("rooms", &rooms_of(of));
    }
    Ok(())
}

/// Between the entries at the top of `src`, with the places of all of them.
fn show_arrows(of: &Crate<'_>) {
    let mut between: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for arrow in arrows(of) {
        let (from, to) = (rooms::room(of.short(arrow.from)), rooms::room(of.short(arrow.to)));
        if from != to {
            between.entry((from, to)).or_default().push(step_of(of, &arrow));
        }
    }
    for ((from, to), places) in between {
        println!("{from} -> {to} ({})", places.len());
        for place in places {
            println!("    {place}");
        }
    }
}

fn show_findings(what: &str, findings: &[Finding]) {
    println!("\n{what}: {}", findings.len());
    for finding in findings {
        let what = finding.advice.split("; ").next().unwrap_or_default();
        println!("{}: {what}", finding.place);
    }
}
