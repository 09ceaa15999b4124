//! Finds circles of modules that import each other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Each module with the modules that it imports.
pub type Graph<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// The shortest circle of each module that is in one. So every such module is named, and no circle is listed twice. A
/// circle starts with the alphabetically first of its modules, which is not repeated at the end.
pub fn circles<'a>(graph: &Graph<'a>) -> BTreeSet<Vec<&'a str>> {
    graph.keys().filter_map(|module| shortest(graph, module)).map(from_first_name).collect()
}

/// The strongly connected components: the largest sets in which every module reaches every other one. Modules outside
/// of any circle are left out.
pub fn strongly_connected<'a>(graph: &Graph<'a>) -> BTreeSet<Vec<&'a str>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        graph.keys().map(|module| (*module, reached(graph, module))).collect();
    let reaches = |from: &str, to: &str| reached.get(from).is_some_and(|modules| modules.contains(to));
    let component = |module: &&'a str| -> Vec<&'a str> {
        graph.keys().filter(|other| reaches(module, other) && reaches(other, module)).copied().collect()
    };
    graph.keys().map(component).filter(|modules| !modules.is_empty()).collect()
}

/// The modules that can be reached through at least one arrow.
fn reached<'a>(graph: &Graph<'a>, start: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut next = vec![start];
    while let Some(module) = next.pop() {
        for imported in graph.get(module).into_iter().flatten() {
            if reached.insert(*imported) {
                next.push(imported);
            }
        }
    }
    reached
}

/// A breadth-first search, so that the first way back is a shortest one.
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

/// The way from the start, which has no predecessor, to the end.
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
    fn graph(imports: &str) -> Graph<'_> {
        let mut graph = Graph::new();
        for (from, to) in imports.split(' ').filter_map(|import| import.split_once('>')) {
            graph.entry(from).or_default().insert(to);
        }
        graph
    }

    fn check(imports: &str, expected: &[&str]) {
        let found: Vec<String> = circles(&graph(imports)).iter().map(|circle| circle.join(">")).collect();
        assert_eq!(found, expected, "{imports}");
    }

    fn check_components(imports: &str, expected: &[&str]) {
        let found: Vec<String> = strongly_connected(&graph(imports)).iter().map(|modules| modules.join(" ")).collect();
        assert_eq!(found, expected, "{imports}");
    }

    #[test]
    fn components() {
        check_components("a>b b>c a>c", &[]);
        check_components("a>b b>a b>c", &["a b"]);
        check_components("a>b b>a b>c c>b c>d d>e e>d", &["a b c", "d e"]);
        check_components("a>a", &["a"]);
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
