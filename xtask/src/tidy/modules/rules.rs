//! The rules about the modules of a crate.

use std::collections::BTreeSet;

use super::super::circles::circles;
use super::super::sources::Source;
use super::super::violation::Violation;
use super::arrow::Arrow;
use super::arrows::{Arrows, arrows, graph};
use super::rooms::{self, TABLE};
use super::tree::{Crate, Module, crates};

pub fn modules_are_found(sources: &[Source]) -> Vec<Violation> {
    let advice = |name: &str| format!("`{name}` has no file where Rust looks for one without `#[path]`");
    let crates = crates(sources);
    let lost = crates.iter().flat_map(|of| &of.lost);
    lost.map(|(source, name, line)| Violation::at_line(source, *line, advice(name))).collect()
}

pub fn no_circles(sources: &[Source]) -> Vec<Violation> {
    crates(sources).into_iter().flat_map(|of| circles_of(&of, &arrows(&of))).collect()
}

pub fn rooms_go_down(sources: &[Source]) -> Vec<Violation> {
    crates(sources).into_iter().filter(rooms::has_rooms).flat_map(|of| rooms_of(&of, &arrows(&of))).collect()
}

/// Rooms in the table that do not exist.
pub fn unused_levels(sources: &[Source]) -> Vec<Violation> {
    let absent = |room: &str| Violation::in_table(TABLE, format!("desk has no `{room}`"));
    let with_rooms = crates(sources).into_iter().filter(rooms::has_rooms);
    with_rooms.flat_map(|of| rooms::missing(&rooms_in(&of))).map(absent).collect()
}

pub fn circles_of(of: &Crate<'_>, arrows: &Arrows) -> Vec<Violation> {
    circles(&graph(of, arrows)).iter().filter_map(|circle| circle_found(of, arrows, circle)).collect()
}

/// Reported at the first arrow of the circle, with the place of each arrow.
fn circle_found(of: &Crate<'_>, arrows: &Arrows, circle: &[&str]) -> Option<Violation> {
    let next = circle.iter().skip(1).chain(circle.first());
    let steps: Vec<&Arrow> = circle.iter().zip(next).filter_map(|(from, to)| step(of, arrows, from, to)).collect();
    let shown: Vec<String> = steps.iter().map(|step| step.shown(of)).collect();
    let advice = format!("a circle: {}; move what they share into a module below them", shown.join(", "));
    steps.first()?.violation(of, advice)
}

fn step<'f>(of: &Crate<'_>, arrows: &'f Arrows, from: &str, to: &str) -> Option<&'f Arrow> {
    let index = |short: &str| (0..of.modules.len()).find(|module| of.short(*module) == short);
    arrows.get(&(index(from)?, index(to)?))?.first()
}

pub fn rooms_of(of: &Crate<'_>, arrows: &Arrows) -> Vec<Violation> {
    let up = arrows.values().filter_map(|arrows| arrow_up(of, arrows));
    up.chain(without_level(of)).chain(too_many(of)).collect()
}

fn arrow_up(of: &Crate<'_>, arrows: &[Arrow]) -> Option<Violation> {
    let first = arrows.first()?;
    let (from, to) = (rooms::room(of.short(first.from)), rooms::room(of.short(first.to)));
    let objection = rooms::objection(from, to)?;
    let file = of.short(first.to);
    first.violation(of, format!("{from} may not use {file} ({}): {objection}; {TABLE} says what to do", places(arrows)))
}

/// The code that makes the arrows, each with its lines: `Row 7, .rows() 31 40`.
pub fn places(arrows: &[Arrow]) -> String {
    let mut by: Vec<(&str, String)> = Vec::new();
    for arrow in arrows {
        let line = format!(" {}", arrow.line + 1);
        let imported = ["crate::", "super::", "self::"].iter().any(|start| arrow.by.starts_with(start));
        let own = if imported { arrow.by.rsplit("::").next().unwrap_or_default() } else { &arrow.by };
        match by.iter_mut().find(|(name, _)| *name == own) {
            Some((_, lines)) => lines.push_str(&line),
            None => by.push((own, line)),
        }
    }
    by.iter().map(|(name, lines)| format!("{name}{lines}")).collect::<Vec<_>>().join(", ")
}

fn without_level(of: &Crate<'_>) -> Vec<Violation> {
    let mut seen = BTreeSet::new();
    let mut violations = Vec::new();
    for (index, module) in of.modules.iter().enumerate() {
        let room = rooms::room(of.short(index));
        if seen.insert(room) && !rooms::is_known(room) {
            violations
                .push(Violation::in_file(module.source, format!("`{room}` has no level yet; {TABLE} says what to do")));
        }
    }
    violations
}

fn rooms_in<'a>(of: &Crate<'a>) -> BTreeSet<&'a str> {
    (0..of.modules.len()).map(|module| rooms::room(of.short(module))).collect()
}

fn too_many(of: &Crate<'_>) -> Option<Violation> {
    let (count, most) = (of.entries.len(), rooms::MOST_ENTRIES);
    let violation = |root: &Module<'_>| {
        Violation::in_file(root.source, format!("{count} files and folders at the top of src, at most {most}"))
    };
    of.modules.first().filter(|_| count > most).map(violation)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    /// Violations are given by their beginning, without the path up to `src`.
    fn check(violations: &[Violation], expected: &[&str]) {
        let shown = |found: &Violation| format!("{} {}", found.place, found.advice).replace("crates/sample/src/", "");
        let found: Vec<String> = violations.iter().map(shown).collect();
        let fits = found.len() == expected.len() && found.iter().zip(expected).all(|(a, start)| a.starts_with(start));
        assert!(fits, "{found:?} instead of {expected:?}");
    }

    fn check_circles(files: &[(&str, &str)], expected: &[&str]) {
        check(&no_circles(&sample::sources(files)), expected);
    }

    #[test]
    fn circles_of_modules() {
        let root = ("lib.rs", "mod a; mod b;");
        let b = ("b.rs", "\nuse crate::a::A;");
        check_circles(&[root, ("a.rs", ""), b], &[]);
        let found = "a.rs:1 a circle: a.rs:1 -> b.rs (crate::b::B), b.rs:2 -> a.rs (crate::a::A); ";
        check_circles(&[root, ("a.rs", "use crate::b::B;"), b], &[found]);
        check_circles(&[root, ("a.rs", "#[cfg(test)] use crate::b::B;"), b], &[]);
        check_circles(&[root, ("a.rs", "use crate::a::B;"), ("b.rs", "")], &[]);
    }

    #[test]
    fn circles_of_parents() {
        let a = ("a.rs", "use crate::Own; pub struct A;");
        check_circles(&[("lib.rs", "mod a; pub use a::A; pub struct Own;"), a], &[]);
        check_circles(&[("lib.rs", "mod a; pub struct Own(a::A);"), a], &["a.rs:1 a circle: a.rs:1 -> lib.rs"]);
    }

    /// The crate's arrows are checked like those of desk.
    fn check_rooms(files: &[(&str, &str)], expected: &[&str]) {
        let sources = sample::sources(files);
        let violations = crates(&sources).into_iter().flat_map(|of| rooms_of(&of, &arrows(&of)));
        check(&violations.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn arrows_between_rooms() {
        let root = ("lib.rs", "mod list; mod link; mod view;");
        let others = [("list.rs", ""), ("view.rs", "")];
        check_rooms(&[root, ("link.rs", "use crate::list::A; use crate::view::B;"), others[0], others[1]], &[]);
        let up = ("list.rs", "\nuse crate::link::A;\nfn f() { crate::link::g() }");
        let above = "list.rs:2 list may not use link.rs (A 2, g 3): it lies above; ";
        check_rooms(&[root, ("link.rs", ""), up, others[1]], &[above]);
    }

    #[test]
    fn places_of_rooms() {
        check_rooms(&[("lib.rs", "mod other;"), ("other.rs", "")], &["other.rs `other` has no level yet; "]);
        let names: Vec<String> = (0..12).map(|number| format!("m{number}")).collect();
        let root: String = names.iter().map(|name| format!("mod {name};")).collect();
        let files: Vec<String> = names.iter().map(|name| format!("{name}.rs")).collect();
        let mut all: Vec<(&str, &str)> = vec![("lib.rs", &root)];
        all.extend(files.iter().map(|file| (file.as_str(), "")));
        let sources = sample::sources(&all);
        let too_many: Vec<Violation> = crates(&sources).iter().filter_map(too_many).collect();
        check(&too_many, &["lib.rs 13 files and folders at the top of src"]);
    }

    #[test]
    fn lost_modules() {
        check(&modules_are_found(&sample::sources(&[("lib.rs", "\nmod a;")])), &["lib.rs:2 `a` has no file"]);
    }
}
