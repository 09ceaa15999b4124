//! The arrows from imports and other paths.
//!
//! A path makes an arrow to the deepest module that it names. If that module only re-exports the name (`pub use`), the
//! path makes a second arrow, to the module that defines it. `mod child;` makes no arrow. `pub use` of something in a
//! child makes none either, unless the module uses that name itself.

use std::collections::BTreeSet;

use super::arrow::Arrow;
use super::names::{Target, defined, target};
use super::tree::{Crate, Module};
use super::written::{Import, Written};

pub fn arrows(of: &Crate<'_>, from: usize) -> Vec<Arrow> {
    let Some(module) = of.modules.get(from) else { return Vec::new() };
    let imports = module.file.imports.iter().flat_map(|import| imported(of, from, module, import));
    let written = module.file.paths.iter().filter(|path| !begins_with_import(of, from, module, path));
    let paths = written.filter_map(|path| Some(to(of, from, &target(of, from, path)?, path))).flatten();
    imports.chain(paths).collect()
}

fn imported(of: &Crate<'_>, from: usize, module: &Module<'_>, import: &Import<'_>) -> Vec<Arrow> {
    let Some(named) = target(of, from, &import.path) else { return Vec::new() };
    let is_below = of.modules.get(named.module).is_some_and(|child| child.path.starts_with(&module.path));
    if !import.public || !is_below {
        return to(of, from, &named, &import.path);
    }
    let used = module.file.names.iter().filter(|(used, _)| passes_on(of, &named, import.name, used));
    let at = |line: usize| Written { line, ..import.path.clone() };
    used.flat_map(|(_, line)| to(of, from, &named, &at(*line))).collect()
}

fn passes_on(of: &Crate<'_>, named: &Target<'_>, name: &str, used: &str) -> bool {
    match name {
        "*" => of.modules.get(named.module).is_some_and(|child| child.file.items.contains(used)),
        _ => used == name,
    }
}

/// Such a path leads to the same place as the import, which has already made the arrow: `Row::new` after `use
/// crate::list::Row`.
fn begins_with_import(of: &Crate<'_>, from: usize, module: &Module<'_>, path: &Written<'_>) -> bool {
    let Some(first) = path.segments.first() else { return false };
    let same = |import: &&Import<'_>| import.name == *first && !import.public;
    let Some(import) = module.file.imports.iter().find(same) else { return false };
    let leads_to = |path| target(of, from, path).map(|named| modules(of, &named));
    leads_to(path) == leads_to(&import.path)
}

fn to(of: &Crate<'_>, from: usize, named: &Target<'_>, path: &Written<'_>) -> Vec<Arrow> {
    let by = path.segments.join("::");
    modules(of, named).into_iter().map(|to| Arrow { from, to, line: path.line, by: by.clone() }).collect()
}

/// The module that is named, and the one that defines what it re-exports.
fn modules(of: &Crate<'_>, named: &Target<'_>) -> BTreeSet<usize> {
    BTreeSet::from([named.module, defined(of, named).module])
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: (&str, &str) = ("lib.rs", "mod a; mod b;");

    /// The targets of the text in `a.rs`, except `a.rs`: the arrows from its line 1.
    fn check(text: &str, expected: &[&str]) {
        let b = [("b/mod.rs", "pub mod c; mod d; pub use d::D; pub use c::*; pub struct B;")];
        let children = [("b/c.rs", "pub struct C; pub fn c() {}"), ("b/d.rs", "pub struct D;")];
        let files: Vec<(&str, &str)> = [ROOT, ("a.rs", text)].into_iter().chain(b).chain(children).collect();
        let expected: Vec<String> = expected.iter().map(|arrow| format!("a.rs:1 -> {arrow}")).collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        super::super::sample::check(arrows, &files, &expected);
    }

    #[test]
    fn imports() {
        check("use crate::b::B;", &["b/mod.rs (crate::b::B)"]);
        check("use crate::b;", &["b/mod.rs (crate::b)"]);
        check("use crate::b as x;", &["b/mod.rs (crate::b)"]);
        check("use super::b::c;", &["b/c.rs (super::b::c)"]);
        check("use crate::b::c::{self, C as D};", &["b/c.rs (crate::b::c)", "b/c.rs (crate::b::c::C)"]);
        check("use crate::b::*;", &["b/mod.rs (crate::b)"]);
        check("use crate::b::c::*;", &["b/c.rs (crate::b::c)"]);
        check("fn f() { use crate::b::B; }", &["b/mod.rs (crate::b::B)"]);
        check("pub use crate::b::B;", &["b/mod.rs (crate::b::B)"]);
        check("use crate::A;", &["lib.rs (crate::A)"]);
        check("use std::b::C; use plivo::b; use self::A;", &[]);
        check("#[cfg(test)] mod tests { use crate::b::B; }", &[]);
    }

    #[test]
    fn names_that_are_passed_on() {
        check("use crate::b::D;", &["b/mod.rs (crate::b::D)", "b/d.rs (crate::b::D)"]);
        check("use crate::b::C;", &["b/mod.rs (crate::b::C)", "b/c.rs (crate::b::C)"]);
        check(
            "use crate::b; fn f() { b::D::new() }",
            &["b/mod.rs (crate::b)", "b/mod.rs (b::D::new)", "b/d.rs (b::D::new)"],
        );
    }

    #[test]
    fn paths_in_code() {
        check("fn f() { crate::b::c::c() }", &["b/c.rs (crate::b::c::c)"]);
        check("fn f(x: super::b::B) {}", &["b/mod.rs (super::b::B)"]);
        check("fn f() -> Option<crate::b::B> { None }", &["b/mod.rs (crate::b::B)"]);
        check("use crate::b; fn f() { b::c::c() }", &["b/mod.rs (crate::b)", "b/c.rs (b::c::c)"]);
        check("use crate::b::B; fn f() { B::new() }", &["b/mod.rs (crate::b::B)"]);
        check("fn f() { std::b::c(); x.b::<C>(); b::C::new() }", &[]);
        check("impl From<crate::b::B> for A {}", &["b/mod.rs (crate::b::B)"]);
        check("pub(in crate::b) fn f() {}", &[]);
        check("macro_rules! m { () => { $crate::b::B } }", &["b/mod.rs (crate::b::B)"]);
        check("mod x { fn f() { super::super::b::c::c() } }", &["b/c.rs (super::super::b::c::c)"]);
        check("mod x { pub struct X; } use x::X; fn f() { x::X }", &[]);
        check("/// See [`crate::b::B`].\nstruct A;", &[]);
    }

    fn check_parent(parent: &str, expected: &[&str]) {
        let files = [("lib.rs", parent), ("a.rs", "pub struct A; pub fn f() {}")];
        super::super::sample::check(arrows, &files, expected);
    }

    #[test]
    fn parents() {
        check_parent("mod a;", &[]);
        check_parent("mod a; pub use a::A;", &[]);
        check_parent("mod a; pub(crate) use self::a::{A, f};", &[]);
        check_parent("mod a; pub use a::*;", &[]);
        check_parent("mod a; use a::A;", &["lib.rs:1 -> a.rs (a::A)"]);
        check_parent("mod a; fn g() { a::f() }", &["lib.rs:1 -> a.rs (a::f)"]);
        check_parent("mod a; pub use a::A;\nstruct B(A);", &["lib.rs:2 -> a.rs (a::A)"]);
        check_parent("mod a; pub use a::*;\nfn g() { f() }", &["lib.rs:2 -> a.rs (a)"]);
        check_parent("mod a; pub use a::f;\nfn g(x: X) { x.f() }", &[]);
    }
}
