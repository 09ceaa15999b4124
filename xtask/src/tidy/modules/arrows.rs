//! All arrows between the modules of a crate.

use std::collections::BTreeMap;

use super::super::circles::Graph;
use super::arrow::Arrow;
use super::methods::Methods;
use super::paths;
use super::tree::Crate;

/// The arrows from one module to another, in the order of their lines. No module has an arrow to itself.
pub type Arrows = BTreeMap<(usize, usize), Vec<Arrow>>;

pub fn arrows(of: &Crate<'_>) -> Arrows {
    let methods = Methods::of(of);
    let mut found = Arrows::new();
    for from in 0..of.modules.len() {
        for arrow in paths::arrows(of, from).into_iter().chain(methods.arrows(of, from)) {
            if arrow.to != from {
                found.entry((from, arrow.to)).or_default().push(arrow);
            }
        }
    }
    for arrows in found.values_mut() {
        arrows.sort();
        arrows.dedup();
    }
    found
}

/// The modules by their files below `src`.
pub fn graph<'a>(of: &Crate<'a>, arrows: &Arrows) -> Graph<'a> {
    let mut graph = Graph::new();
    for (from, to) in arrows.keys() {
        graph.entry(of.short(*from)).or_default().insert(of.short(*to));
    }
    graph
}
