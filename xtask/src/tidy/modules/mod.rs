//! Rules about which module of a crate uses which.

mod arrows;
mod methods;
mod names;
mod read;
mod rooms;
mod shipped;
mod show;
mod tokens;
mod tree;
mod uses;

use std::collections::BTreeSet;

pub use self::show::show;

use self::arrows::{Arrow, arrows};
use self::tree::Crate;
use super::Finding;
use super::circles::{Graph, circles};
use super::sources::Source;

/// Crates whose circles are being taken apart. They are not judged until that is done.
const NOT_JUDGED_YET: &[&str] = &["desk", "domain", "plivo", "probe", "sandbox", "xtask"];

/// The crate whose rooms have levels.
const WITH_ROOMS: &str = "desk";

const HOW_TO_OPEN: &str = "move what they share into a module below them";

const SEE_TABLE: &str = "xtask/src/tidy/modules/rooms.rs says what to do";

pub fn modules_are_found(sources: &[Source]) -> Vec<Finding> {
    let lost = |of: Crate<'_>| {
        let finding = |(source, name, line): &(&Source, &str, usize)| {
            Finding::at_line(source, *line, format!("`{name}` has no file where Rust looks for it without `#[path]`"))
        };
        of.lost.iter().map(finding).collect::<Vec<_>>()
    };
    tree::crates(sources).into_iter().flat_map(lost).collect()
}

pub fn no_circles(sources: &[Source]) -> Vec<Finding> {
    judged(sources).iter().flat_map(circles_of).collect()
}

pub fn rooms_go_down(sources: &[Source]) -> Vec<Finding> {
    judged(sources).iter().filter(|of| of.name == WITH_ROOMS).flat_map(rooms_of).collect()
}

fn judged(sources: &[Source]) -> Vec<Crate<'_>> {
    tree::crates(sources).into_iter().filter(|of| !NOT_JUDGED_YET.contains(&of.name)).collect()
}

fn circles_of(of: &Crate<'_>) -> Vec<Finding> {
    let arrows = arrows(of);
    let mut graph = Graph::new();
    for arrow in &arrows {
        graph.entry(of.short(arrow.from)).or_default().insert(of.short(arrow.to));
    }
    circles(&graph).iter().filter_map(|circle| circle_found(of, &arrows, circle)).collect()
}

/// At its first arrow, and with the place of each.
fn circle_found(of: &Crate<'_>, arrows: &[Arrow], circle: &[&str]) -> Option<Finding> {
    let next = circle.iter().skip(1).chain(circle.first());
    let steps: Vec<&Arrow> = circle.iter().zip(next).filter_map(|(from, to)| arrow(of, arrows, from, to)).collect();
    let shown: Vec<String> = steps.iter().map(|step| step_of(of, step)).collect();
    steps.first()?.finding(of, format!("a circle: {}; {HOW_TO_OPEN}", shown.join(", ")))
}

fn arrow<'f>(of: &Crate<'_>, arrows: &'f [Arrow], from: &str, to: &str) -> Option<&'f Arrow> {
    arrows.iter().find(|arrow| of.short(arrow.from) == from && of.short(arrow.to) == to)
}

/// `a.rs:7 -> b.rs (b::C)`.
fn step_of(of: &Crate<'_>, arrow: &Arrow) -> String {
    format!("{}:{} -> {} ({})", of.short(arrow.from), arrow.line + 1, of.short(arrow.to), arrow.by)
}

fn rooms_of(of: &Crate<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = arrows(of).iter().filter_map(|arrow| arrow_up(of, arrow)).collect();
    findings.extend(without_level(of));
    findings
}

fn arrow_up(of: &Crate<'_>, arrow: &Arrow) -> Option<Finding> {
    let (from, to) = (rooms::room(of.short(arrow.from)), rooms::room(of.short(arrow.to)));
    let objection = rooms::objection(from, to)?;
    let advice = format!("{from} may not use {} ({}): {objection}; {SEE_TABLE}", of.short(arrow.to), arrow.by);
    arrow.finding(of, advice)
}

fn without_level(of: &Crate<'_>) -> Vec<Finding> {
    let mut rooms = BTreeSet::new();
    let mut findings = Vec::new();
    for (index, module) in of.modules.iter().enumerate() {
        let room = rooms::room(of.short(index));
        if rooms.insert(room) && !rooms::is_known(room) {
            findings.push(Finding::in_file(module.source, format!("`{room}` has no level yet; {SEE_TABLE}")));
        }
    }
    if let (true, Some(root)) = (rooms.len() > rooms::MOST_ROOMS, of.modules.first()) {
        let advice = format!("{} entries at the top of src, at most {}", rooms.len(), rooms::MOST_ROOMS);
        findings.push(Finding::in_file(root.source, advice));
    }
    findings
}
