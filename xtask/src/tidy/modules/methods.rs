//! Arrows without a path: calls of methods that another module defines.
//!
//! If the methods of a type are in several modules, some arrows are hidden, because `self.save()` names no module. A
//! call of such a method makes an arrow to the module of the method, if the type of the receiver is known:
//!
//! - `self` in an `impl` of the type, `Self::name` and `Type::name`;
//! - `Type { .. }`, `Type(..)` and `Type::new(..)`;
//! - a parameter, and a variable of `let` with a type or with one of these values;
//! - a field of such a value, and a field whose name has one type in the whole crate;
//! - the result of a function, if all functions with its name in the crate return that type;
//! - any other variable or field that has the name of the type: `desk` for `Desk`.
//!
//! Not found: calls on other variables of patterns and closures, calls on what a lock guards (`lock(&x).name()`), and
//! methods of traits. If all methods of a type are in one module, the paths are enough.

use std::collections::{BTreeMap, BTreeSet};

use super::arrow::Arrow;
use super::names::{Target, defined, target};
use super::tree::Crate;
use super::written::{Call, Value, Written};

/// The module that defines a type, and the type's name.
type Type<'a> = (usize, &'a str);

/// The modules in which a type has a method of this name. There are several if each is for another operating system.
type Places<'a> = BTreeMap<&'a str, BTreeSet<usize>>;

/// The types that one name stands for. `None` is a type of another crate.
type Types<'a> = BTreeSet<Option<Type<'a>>>;

#[derive(Default)]
pub struct Methods<'a> {
    methods: BTreeMap<Type<'a>, Places<'a>>,
    /// By the name of a variable that has the name of the type.
    alike: BTreeMap<String, Type<'a>>,
    fields: BTreeMap<Type<'a>, BTreeMap<&'a str, Option<Type<'a>>>>,
    /// By their names only.
    all_fields: BTreeMap<&'a str, Types<'a>>,
    /// The type that functions of a name return, and whether any of them wraps it.
    returned: BTreeMap<&'a str, (Types<'a>, bool)>,
}

impl<'a> Methods<'a> {
    pub fn of(of: &Crate<'a>) -> Self {
        let mut known = Self::default();
        for module in 0..of.modules.len() {
            known.add(of, module);
        }
        known.alike = known.named_alike();
        known
    }

    fn add(&mut self, of: &Crate<'a>, module: usize) {
        let Some(read) = of.modules.get(module) else { return };
        for method in &read.file.methods {
            let Some(own) = type_of(of, module, &method.of) else { continue };
            self.methods.entry(own).or_default().entry(method.name).or_default().insert(module);
        }
        for field in &read.file.fields {
            let own = type_of(of, module, &field.path);
            self.all_fields.entry(field.name).or_default().insert(own);
            if let Some(of) = type_of(of, module, &field.of) {
                self.fields.entry(of).or_default().insert(field.name, own);
            }
        }
        for function in &read.file.functions {
            let (types, wrapped) = self.returned.entry(function.name).or_default();
            types.insert(type_of(of, module, &function.returns));
            *wrapped |= function.wrapped;
        }
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
        let own = self.type_of_value(of, from, &call.receiver);
        self.places(own.flatten(), call.name)
    }

    /// `Type::name`. The arrow to the module of the type comes from the path.
    fn named(&self, of: &Crate<'a>, from: usize, path: &Written<'a>) -> impl Iterator<Item = usize> {
        let leads_to = target(of, from, path).map(|named| defined(of, &named));
        let method = leads_to.as_ref().and_then(|Target { module, rest }| match rest.as_slice() {
            [name, method] => Some(((*module, *name), *method)),
            _ => None,
        });
        self.places(method.map(|(own, _)| own), method.map_or("", |(_, name)| name))
    }

    fn places(&self, own: Option<Type<'a>>, method: &str) -> impl Iterator<Item = usize> {
        let methods = own.and_then(|own| self.methods.get(&own)).filter(|methods| is_spread(methods));
        methods.and_then(|methods| methods.get(method)).cloned().unwrap_or_default().into_iter()
    }

    /// `None` if the type is not known. `Some(None)` for a type of another crate.
    fn type_of_value(&self, of: &Crate<'a>, from: usize, value: &Value<'a>) -> Option<Option<Type<'a>>> {
        match value {
            Value::Of(path) => Some(type_of(of, from, path)),
            Value::Named(name, value) => self.type_of_value(of, from, value).or_else(|| self.type_like(name)),
            Value::Variable(name) => self.type_like(name),
            Value::Field(value, name) => {
                let own = self.type_of_value(of, from, value).flatten();
                let field = own.and_then(|own| self.fields.get(&own)?.get(name).copied());
                field.or_else(|| only(self.all_fields.get(name)?)).or_else(|| self.type_like(name))
            }
            Value::Returned { name, tried } => {
                let (types, wrapped) = self.returned.get(name)?;
                only(types).filter(|own| own.is_some() && (*tried || !wrapped))
            }
            Value::Unknown => None,
        }
    }

    fn type_like(&self, variable: &str) -> Option<Option<Type<'a>>> {
        self.alike.get(variable).copied().map(Some)
    }

    /// Names that could mean several types are left out. A type whose methods are in several modules has priority.
    fn named_alike(&self) -> BTreeMap<String, Type<'a>> {
        let spread = self.methods.iter().filter(|(_, methods)| is_spread(methods)).map(|(own, _)| *own);
        let mut alike = by_variable(self.methods.keys().chain(self.fields.keys()).copied());
        alike.extend(by_variable(spread));
        let one = |(name, types): (String, Types<'a>)| Some((name, only(&types)??));
        alike.into_iter().filter_map(one).collect()
    }
}

fn by_variable<'a>(types: impl Iterator<Item = Type<'a>>) -> BTreeMap<String, Types<'a>> {
    let mut found: BTreeMap<String, Types<'a>> = BTreeMap::new();
    for own in types {
        found.entry(snake_case(own.1)).or_default().insert(Some(own));
    }
    found
}

/// Whether the methods are in several modules.
fn is_spread(methods: &Places<'_>) -> bool {
    methods.values().flatten().collect::<BTreeSet<_>>().len() > 1
}

fn only<'a>(types: &Types<'a>) -> Option<Option<Type<'a>>> {
    if types.len() == 1 { types.first().copied() } else { None }
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
        check("fn f(x: A) { let desk = x.upgrade()?; desk.b() }", &["b.rs (.b())"]);
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
        check("struct A { x: Desk } struct B { x: u8 } fn f() { g().x.b() }", &[]);
    }

    #[test]
    fn fields_of_known_types() {
        let (a, b) = ("struct A { x: Desk } struct B { x: u8 }", "struct C(A);");
        check(&format!("{a} impl A {{ fn f(&self) {{ self.x.b() }} }}"), &["b.rs (.b())"]);
        check(&format!("{a} impl B {{ fn f(&self) {{ self.x.b() }} }}"), &[]);
        check(&format!("{a} fn f() {{ g(|a| a.x.b()) }}"), &["b.rs (.b())"]);
        check(&format!("{a} {b} fn f(c: C) {{ c.0.x.b() }}"), &["b.rs (.b())"]);
    }

    #[test]
    fn what_functions_return() {
        check("fn g() -> Desk {} fn f() { g().b() }", &["b.rs (.b())"]);
        check("fn g() -> Result<Desk, E> {} fn f() { x.g(1)?.b() }", &["b.rs (.b())"]);
        check("fn g() -> Result<Desk, E> {} fn f() { x.g(1).b() }", &[]);
        check("fn g() -> Desk {} fn f() { let x = g(); x.b() }", &["b.rs (.b())"]);
        check("fn g() -> Desk {} impl Row { fn g() {} } fn f() { x.g().b() }", &[]);
        check("impl Desk { fn g() -> Self {} fn f() { Self::g().b() } }", &["b.rs (.b())"]);
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
