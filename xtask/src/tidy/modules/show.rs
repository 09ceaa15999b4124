//! `cargo xtask arrows <crate>`: prints the arrows of a crate, and which of them break a rule.

use std::collections::BTreeMap;

use super::super::circles::{Graph, strongly_connected};
use super::super::sources;
use super::super::violation::Violation;
use super::arrow::Arrow;
use super::arrows::{Arrows, arrows, graph};
use super::rooms;
use super::rules::{circles_of, places, rooms_of};
use super::tree::{Crate, crates};
use crate::shell::{Failure, Outcome};

pub fn show(arguments: &[String]) -> Outcome {
    let sources = sources::all()?;
    let crates = crates(&sources);
    let wanted = arguments.first().map(String::as_str).unwrap_or_default();
    let Some(of) = crates.iter().find(|of| of.name == wanted) else {
        let names: Vec<&str> = crates.iter().map(|of| of.name).collect();
        return Err(Failure(format!("arrows: name one of the crates {}", names.join(", "))));
    };
    let arrows = arrows(of);
    show_rooms(of, &arrows);
    show_components("modules", &graph(of, &arrows));
    show_violations("circles", &circles_of(of, &arrows));
    if rooms::has_rooms(of) {
        show_violations("objections to arrows between rooms", &rooms_of(of, &arrows));
    }
    Ok(())
}

/// The arrows between the entries at the top of `src`, with all of their places.
fn show_rooms(of: &Crate<'_>, arrows: &Arrows) {
    let mut between: BTreeMap<(&str, &str), Vec<&[Arrow]>> = BTreeMap::new();
    let mut rooms = Graph::new();
    for ((from, to), places) in arrows {
        let (from, to) = (rooms::room(of.short(*from)), rooms::room(of.short(*to)));
        if from != to {
            between.entry((from, to)).or_default().push(places);
            rooms.entry(from).or_default().insert(to);
        }
    }
    for ((from, to), arrows) in between {
        println!("{from} -> {to}");
        for arrows in arrows {
            let Some(first) = arrows.first() else { continue };
            println!("    {} -> {}: {}", of.short(first.from), of.short(first.to), places(arrows));
        }
    }
    show_components("rooms", &rooms);
}

fn show_components(what: &str, graph: &Graph<'_>) {
    let components = strongly_connected(graph);
    println!("\nstrongly connected components of {what}: {}", components.len());
    for component in components {
        println!("{}: {}", component.len(), component.join(", "));
    }
}

fn show_violations(what: &str, violations: &[Violation]) {
    println!("\n{what}: {}", violations.len());
    for violation in violations {
        let what = violation.advice.split("; ").next().unwrap_or_default();
        println!("{}: {what}", violation.place);
    }
}
