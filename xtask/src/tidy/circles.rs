//! Finds the circles among modules that import each other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Each module with those that it imports.
pub type Graph<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// For each module that is in a circle, the shortest one: so every such module is named, and no circle twice. A circle
/// begins with the first of its modules by name, which is not repeated at the end.
pub fn circles<'a>(graph: &Graph<'a>) -> BTreeSet<Vec<&'a str>> {
    graph.keys().filter_map(|module| shortest(graph, module)).map(from_first_name).collect()
}

/// Looks at near modules before far ones, so that the first way back is a shortest.
fn shortest<'a>(graph: &Graph<'a>, start: &'a str) -> Option<Vec<&'a str>> {
    let mut came_from = BTreeMap::new();
    let mut next = VecDeque::from([start]);
    while let Some(module) = next.pop_front() {
        for &imported in graph.get(module).into_iter().flatten() {
            if imported == start {
                return Some(way(&came_from, module));
            }
            if !came_from.contains_key(imported) {
                came_from.insert(imported, module);
                next.push_back(imported);
            }
        }
    }
    None
}

/// From the start, which came from nowhere, to the end.
fn way<'a>(came_from: &BTreeMap<&'a str, &'a str>, end: &'a str) -> Vec<&'a str> {
    let mut way: Vec<&str> = std::iter::successors(Some(end), |module| came_from.get(module).copied()).collect();
    way.reverse();
    way
}

fn from_first_name(mut circle: Vec<&str>) -> Vec<&str> {
    let first = circle.iter().enumerate().min_by_key(|(_, module)| **module).map_or(0, |(index, _)| index);
    circle.rotate_left(first);
    circle
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Imports are written as `a>b`.
    fn check(imports: &str, expected: &[&str]) {
        let mut graph = Graph::new();
        for (from, to) in imports.split(' ').filter_map(|import| import.split_once('>')) {
            graph.entry(from).or_default().insert(to);
        }
        let found: Vec<String> = circles(&graph).iter().map(|circle| circle.join(">")).collect();
        assert_eq!(found, expected, "{imports}");
    }

    #[test]
    fn none() {
        check("", &[]);
        check("a>b b>c a>c", &[]);
        check("a>b a>c b>d c>d", &[]);
    }

    #[test]
    fn one() {
        check("a>a", &["a"]);
        check("a>b b>a", &["a>b"]);
        check("b>a a>b", &["a>b"]);
        check("a>b b>c c>a", &["a>b>c"]);
        check("c>b b>a a>c", &["a>c>b"]);
        check("x>a a>b b>a b>y", &["a>b"]);
    }

    #[test]
    fn several() {
        check("a>b b>a c>d d>c", &["a>b", "c>d"]);
        check("a>b b>a b>c c>b", &["a>b", "b>c"]);
        check("a>b b>a b>c c>a", &["a>b", "a>b>c"]);
    }
}
