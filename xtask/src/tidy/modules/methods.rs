//! The arrows that no path shows: calls of methods that another module defines.
//!
//! A type whose methods stand in several modules hides arrows, since `self.save()` names no module. A call of such a
//! method makes an arrow to the module of the method, where the receiver's type can be told:
//!
//! - `self` in an `impl` of the type, `Self::name` and `Type::name`;
//! - `Type { .. }` and `Type::new(..)`;
//! - a variable with a type that stands in its function: a parameter, `let x: Type`, or `let x` with such a value or with
//!   a clone of such a variable;
//! - a field whose name has one type in all of the crate;
//! - any other variable or field that is named as the type is: `desk` for `Desk`.
//!
//! Not seen are calls on what another call returns (`account(id)?.sync()`), on variables with other names, and the methods
//! of traits. A type whose methods all stand in one module is left to the paths.

use std::collections::{BTreeMap, BTreeSet};

use super::arrow::Arrow;
use super::names::{Target, defined, target};
use super::tree::Crate;
use super::written::{Call, Receiver, Written};

/// The module that defines a type, and the type's name.
type Type<'a> = (usize, &'a str);

/// The modules in which a type has a method of this name. Several, if they stand for several systems.
type Places<'a> = BTreeMap<&'a str, BTreeSet<usize>>;

pub struct Methods<'a> {
    /// Types whose methods stand in several modules.
    spread: BTreeMap<Type<'a>, Places<'a>>,
    /// Fields that have one type in all of the crate. None for a type of another crate.
    fields: BTreeMap<&'a str, Option<Type<'a>>>,
}

impl<'a> Methods<'a> {
    pub fn of(of: &Crate<'a>) -> Self {
        let mut spread: BTreeMap<Type<'a>, Places<'a>> = BTreeMap::new();
        let mut fields: BTreeMap<&str, BTreeSet<Option<Type<'a>>>> = BTreeMap::new();
        for (module, read) in of.modules.iter().enumerate() {
            for method in &read.file.methods {
                let Some(own) = type_of(of, module, &method.of) else { continue };
                spread.entry(own).or_default().entry(method.name).or_default().insert(module);
            }
            for (name, path) in &read.file.fields {
                fields.entry(name).or_default().insert(type_of(of, module, path));
            }
        }
        spread.retain(|_, places| places.values().flatten().collect::<BTreeSet<_>>().len() > 1);
        let one = |(name, types): (_, BTreeSet<_>)| (types.len() == 1).then(|| Some((name, types.into_iter().next()?)));
        Self { spread, fields: fields.into_iter().filter_map(one).flatten().collect() }
    }

    pub fn arrows(&self, of: &Crate<'a>, from: usize) -> Vec<Arrow> {
        let Some(module) = of.modules.get(from) else { return Vec::new() };
        let mut found = Vec::new();
        for call in &module.file.calls {
            let by = || format!(".{}()", call.name);
            found.extend(self.called(of, from, call).map(|to| Arrow { from, to, line: call.line, by: by() }));
        }
        for path in &module.file.paths {
            let by = || path.segments.join("::");
            found.extend(self.named(of, from, path).map(|to| Arrow { from, to, line: path.line, by: by() }));
        }
        found
    }

    fn called(&self, of: &Crate<'a>, from: usize, call: &Call<'a>) -> impl Iterator<Item = usize> {
        let own = match &call.receiver {
            Receiver::Of(path) => type_of(of, from, path),
            Receiver::Field(name) => self.fields.get(name).copied().unwrap_or_else(|| self.type_like(name)),
            Receiver::Variable(name) => self.type_like(name),
            Receiver::Expression => None,
        };
        self.places(own, call.name)
    }

    /// `Type::name`. That it leads to the module of the type is seen by the path.
    fn named(&self, of: &Crate<'a>, from: usize, path: &Written<'a>) -> impl Iterator<Item = usize> {
        let leads_to = target(of, from, path).map(|named| defined(of, &named));
        let method = leads_to.as_ref().and_then(|Target { module, rest }| match rest.as_slice() {
            [name, method] => Some(((*module, *name), *method)),
            _ => None,
        });
        self.places(method.map(|(own, _)| own), method.map_or("", |(_, name)| name))
    }

    fn places(&self, own: Option<Type<'a>>, method: &str) -> impl Iterator<Item = usize> {
        let places = own.and_then(|own| self.spread.get(&own)?.get(method));
        places.cloned().unwrap_or_default().into_iter()
    }

    /// The one type whose name is like the variable's.
    fn type_like(&self, variable: &str) -> Option<Type<'a>> {
        let mut fitting = self.spread.keys().filter(|(_, name)| snake_case(name) == variable);
        let own = fitting.next()?;
        fitting.next().is_none().then_some(*own)
    }
}

fn type_of<'a>(of: &Crate<'a>, from: usize, path: &Written<'a>) -> Option<Type<'a>> {
    let Target { module, rest } = defined(of, &target(of, from, path)?);
    Some((module, rest.first()?))
}

fn snake_case(name: &str) -> String {
    let mut written = String::new();
    for (at, c) in name.char_indices() {
        if c.is_uppercase() && at > 0 {
            written.push('_');
        }
        written.extend(c.to_lowercase());
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: (&str, &str) = ("lib.rs", "mod a; mod b; mod c; pub struct Desk; pub struct Row;");
    const B: (&str, &str) = ("b.rs", "use crate::Desk; impl Desk { pub fn b(&self) {} }");
    const C: (&str, &str) =
        ("c.rs", "use crate::{Desk, Row}; impl Desk { pub fn c() {} }\nimpl Row { pub fn row(&self) {} }");

    /// The arrows from line 2 of `a.rs`, whose first line imports both types.
    fn check(text: &str, expected: &[&str]) {
        let text = format!("use crate::{{Desk, Row}};\n{text}");
        let find = |of: &Crate<'_>, from| Methods::of(of).arrows(of, from);
        let expected: Vec<String> = expected.iter().map(|arrow| format!("a.rs:2 -> {arrow}")).collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        super::super::sample::check(find, &[ROOT, ("a.rs", &text), B, C], &expected);
    }

    #[test]
    fn own() {
        check("impl Desk { fn a(&self) { self.b() } }", &["b.rs (.b())"]);
        check("impl Desk { fn a(&self) { Self::c() } }", &["c.rs (Desk::c)"]);
        check("impl Desk { fn a(&self) { self.clone().b() } }", &["b.rs (.b())"]);
        check("impl Desk { fn a(&self) { let x = self.clone(); f(|| x.b()) } }", &["b.rs (.b())"]);
        check("impl Clone for Desk { fn clone(&self) -> Self { self.b() } }", &["b.rs (.b())"]);
        check("struct Own; impl Own { fn a(&self) { self.b() } }", &[]);
        check("impl Desk { fn a(&self) { self.a() } }", &[]);
    }

    #[test]
    fn paths() {
        check("fn f(x: X) { Desk::b(&x) }", &["b.rs (Desk::b)"]);
        check("fn f() { crate::Desk::c() }", &["c.rs (crate::Desk::c)"]);
        check("fn f() { y.map(Desk::b) }", &["b.rs (Desk::b)"]);
        check("fn f() { std::Desk::b() }", &[]);
    }

    #[test]
    fn variables() {
        check("fn f(x: &Desk) { x.b() }", &["b.rs (.b())"]);
        check("fn f(x: &Arc<crate::Desk>) { x.b() }", &["b.rs (.b())"]);
        check("fn f(x: &Desk) { let y = x.clone(); y.b() }", &["b.rs (.b())"]);
        check("fn f() { let x = Desk { a: 1 }; x.b() }", &["b.rs (.b())"]);
        check("fn f() { let x: Desk = g(); x.b() }", &["b.rs (.b())"]);
        check("fn f() { let x = g(); x.b() }", &[]);
        check("fn f(x: &Desk) { let x = x.a(); x.b() }", &[]);
        check("fn f(x: &Desk) {} fn g() { x.b() }", &[]);
        check("fn f(x: &Other) { x.b() }", &[]);
    }

    #[test]
    fn names_like_the_type() {
        check("fn f() { g(|desk| desk.b()) }", &["b.rs (.b())"]);
        check("fn f(x: X) { x.desk.b() }", &["b.rs (.b())"]);
        check("fn f(desk: &furniture::Desk) { desk.b() }", &[]);
        check("fn f() { desk().b() }", &[]);
    }

    #[test]
    fn fields() {
        check("struct A { x: Desk } impl A { fn f(&self) { self.x.b() } }", &["b.rs (.b())"]);
        check("struct A { desk: String } impl A { fn f(&self) { self.desk.b() } }", &[]);
        check("struct A { x: Desk } struct B { x: u8 } impl A { fn f(&self) { self.x.b() } }", &[]);
    }

    #[test]
    fn types_in_one_module() {
        check("fn f(row: &Row) { row.row() }", &[]);
    }

    #[test]
    fn names() {
        assert_eq!(snake_case("Desk"), "desk");
        assert_eq!(snake_case("TestRun"), "test_run");
    }
}
