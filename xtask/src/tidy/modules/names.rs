//! Finds the module that a path leads to.

use std::collections::BTreeSet;

use super::tree::Crate;
use super::written::Written;

/// The names that one search has visited, each with its module. A name that is imported from itself ends the search.
type Seen<'a> = BTreeSet<(usize, &'a str)>;

/// The target of a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Target<'a> {
    /// The deepest module that the path names.
    pub module: usize,
    /// The names of the path inside that module, outermost first.
    pub rest: Vec<&'a str>,
}

/// `None` for a path that leads out of the crate, or to something local.
pub fn target<'a>(of: &Crate<'a>, from: usize, path: &Written<'a>) -> Option<Target<'a>> {
    let absolute = absolute(of, from, path, &mut Seen::new())?;
    Some(deepest(of, &absolute))
}

/// Where the first name of the path is defined, if its module only re-exports it.
pub fn defined<'a>(of: &Crate<'a>, target: &Target<'a>) -> Target<'a> {
    let mut at = target.clone();
    let mut seen = Seen::new();
    while let Some(next) = passed_on(of, &at, &mut seen) {
        at = next;
    }
    at
}

/// One step from a name that the module imports to the imported item.
fn passed_on<'a>(of: &Crate<'a>, at: &Target<'a>, seen: &mut Seen<'a>) -> Option<Target<'a>> {
    let (name, rest) = at.rest.split_first()?;
    let file = &of.modules.get(at.module)?.file;
    if file.items.contains(name) {
        return None;
    }
    let path = imported(of, at.module, name, seen)?;
    Some(deepest(of, &path.into_iter().chain(rest.iter().copied()).collect::<Vec<_>>()))
}

fn deepest<'a>(of: &Crate<'a>, path: &[&'a str]) -> Target<'a> {
    let named = (0..=path.len()).rev().find_map(|length| Some((of.module(path.get(..length)?)?, length)));
    let (module, length) = named.unwrap_or((0, 0));
    Target { module, rest: path.get(length..).unwrap_or_default().to_vec() }
}

/// The path from the crate's root.
fn absolute<'a>(of: &Crate<'a>, from: usize, path: &Written<'a>, seen: &mut Seen<'a>) -> Option<Vec<&'a str>> {
    let module = of.modules.get(from)?;
    let mut base: Vec<&str> = module.path.iter().chain(&path.inside).copied().collect();
    let mut segments = path.segments.as_slice();
    match *segments.first()? {
        "crate" => base.clear(),
        "self" => {}
        "super" => {
            while let Some(("super", rest)) = segments.split_first().map(|(first, rest)| (*first, rest)) {
                base.pop()?;
                segments = rest;
            }
            base.extend(segments);
            return Some(base);
        }
        first => return relative(of, from, base, first, segments, seen),
    }
    base.extend(segments.get(1..)?);
    Some(base)
}

/// A path that starts with a name of the module: a child, an item or an import.
fn relative<'a>(
    of: &Crate<'a>,
    from: usize,
    mut base: Vec<&'a str>,
    first: &'a str,
    segments: &[&'a str],
    seen: &mut Seen<'a>,
) -> Option<Vec<&'a str>> {
    let file = &of.modules.get(from)?.file;
    let is_child = file.declared.iter().any(|(child, _)| *child == first);
    let is_inline = file.inline.iter().any(|path| path.last() == Some(&first));
    if is_child || is_inline || file.items.contains(first) {
        base.extend(segments);
        return Some(base);
    }
    let mut path = imported(of, from, first, seen)?;
    path.extend(segments.get(1..)?);
    Some(path)
}

/// What the module imports under this name.
fn imported<'a>(of: &Crate<'a>, module: usize, name: &'a str, seen: &mut Seen<'a>) -> Option<Vec<&'a str>> {
    if !seen.insert((module, name)) {
        return None;
    }
    let imports = &of.modules.get(module)?.file.imports;
    // A path that begins with its own name is a crate: `use plivo::Client as plivo`.
    let begins = |path: &Written<'_>| path.segments.first() != Some(&name);
    let named = imports.iter().filter(|import| import.name == name && begins(&import.path));
    if let Some(path) = named.filter_map(|import| absolute(of, module, &import.path, seen)).next() {
        return Some(path);
    }
    let mut globs = imports.iter().filter(|import| import.name == "*" && begins(&import.path));
    globs.find_map(|import| within(of, absolute(of, module, &import.path, seen)?, name, seen))
}

/// The name in a module that is imported with a glob, if that module has it.
fn within<'a>(of: &Crate<'a>, path: Vec<&'a str>, name: &'a str, seen: &mut Seen<'a>) -> Option<Vec<&'a str>> {
    let module = of.module(&path)?;
    let file = &of.modules.get(module)?.file;
    let own = file.items.get(name).or(file.declared.iter().map(|(child, _)| child).find(|child| **child == name));
    match own {
        Some(own) => Some(path.into_iter().chain([*own]).collect()),
        None => imported(of, module, name, seen),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::tree::crates;
    use super::*;

    const FILES: [(&str, &str); 4] = [
        ("lib.rs", "pub mod a; mod b; pub use a::c::Deep; pub struct Root;"),
        ("a/mod.rs", "pub mod c; pub use c::*; use crate::b::Other as Renamed; pub use a as a; fn own() {}"),
        ("a/c.rs", "pub struct Deep; pub use super::super::b::Other;"),
        ("b.rs", "pub struct Other; mod inline { fn f() {} } use self::inline as shown;"),
    ];

    /// From `a/mod.rs`: the module and the names of the path inside it, and where that is defined.
    fn check(path: &str, expected: Option<(&str, &str)>) {
        let sources = sample::sources(&FILES);
        let crates = crates(&sources);
        let of = &crates[0];
        let from = of.module(&["a"]).unwrap_or_default();
        let path = Written { segments: path.split("::").collect(), ..Written::default() };
        let shown = |at: &Target<'_>| format!("{} {}", of.short(at.module), at.rest.join("::"));
        let found = target(of, from, &path).map(|named| (shown(&named), shown(&defined(of, &named))));
        let expected = expected.map(|(named, defined)| (named.to_string(), defined.to_string()));
        assert_eq!(found, expected, "{path:?}");
    }

    #[test]
    fn paths() {
        check("crate::Root", Some(("lib.rs Root", "lib.rs Root")));
        check("crate", Some(("lib.rs ", "lib.rs ")));
        check("super::b", Some(("b.rs ", "b.rs ")));
        check("self::c::Deep::new", Some(("a/c.rs Deep::new", "a/c.rs Deep::new")));
        check("c::Deep", Some(("a/c.rs Deep", "a/c.rs Deep")));
        check("own", Some(("a/mod.rs own", "a/mod.rs own")));
        check("crate::b::inline::f", Some(("b.rs inline::f", "b.rs inline::f")));
        check("std::sync", None);
        check("super::super::x", None);
    }

    #[test]
    fn names_of_other_modules() {
        check("crate::Deep", Some(("lib.rs Deep", "a/c.rs Deep")));
        check("crate::a::Deep", Some(("a/mod.rs Deep", "a/c.rs Deep")));
        check("Deep::new", Some(("a/c.rs Deep::new", "a/c.rs Deep::new")));
        check("Renamed", Some(("b.rs Other", "b.rs Other")));
        check("crate::a::Other", Some(("a/mod.rs Other", "b.rs Other")));
        check("a::x", None);
    }
}
