//! Finds out what a value is, from the last tokens of the expression.

use super::brackets::before_brackets;
use super::scopes::Scopes;
use super::tokens::{Placed, Token};
use super::types::path_before;
use super::written::Value;

const CLONE: [Token<'_>; 4] = [Token::Sign("."), Token::Word("clone"), Token::Sign("("), Token::Sign(")")];
const AWAIT: [Token<'_>; 2] = [Token::Sign("."), Token::Word("await")];
const TRY: [Token<'_>; 1] = [Token::Sign("?")];

/// The value that ends with the last token. Any tokens may come before it.
pub fn value<'a>(mut found: &[Placed<'a>], scopes: &Scopes<'a>) -> Value<'a> {
    let mut tried = false;
    loop {
        if let Some(rest) = without(found, &CLONE).or_else(|| without(found, &AWAIT)) {
            found = rest;
        } else if let Some(rest) = without(found, &TRY) {
            (found, tried) = (rest, true);
        } else {
            return bare(found, tried, scopes);
        }
    }
}

fn bare<'a>(found: &[Placed<'a>], tried: bool, scopes: &Scopes<'a>) -> Value<'a> {
    match (last(found, 1), last(found, 2)) {
        (Some(Token::Word(name)), Some(Token::Sign("."))) => {
            Value::Field(Box::new(value(&found[..found.len() - 2], scopes)), name)
        }
        // A constant, or a variant of an enum.
        (Some(Token::Word(_)), Some(Token::Sign("::"))) => Value::Unknown,
        (Some(Token::Word(name)), _) => scopes.value(name),
        (Some(Token::Sign("}" | ")")), _) => in_brackets(found, tried, scopes).unwrap_or(Value::Unknown),
        _ => Value::Unknown,
    }
}

/// `Type { .. }`, `Type(..)`, `Type::new(..)`, `Arc::clone(..)`, `function(..)`, or any value in brackets.
fn in_brackets<'a>(found: &[Placed<'a>], tried: bool, scopes: &Scopes<'a>) -> Option<Value<'a>> {
    let open = before_brackets(found, found.len())?;
    let (before, inside) = (found.get(..open)?, found.get(open + 1..found.len() - 1)?);
    let path = path_before(before);
    let is_call = found.get(open)?.token == Token::Sign("(");
    match path.as_slice() {
        _ if !is_call => built(path, before, scopes),
        [] => Some(value(inside, scopes)),
        ["Arc" | "Rc", "clone"] => Some(value(inside, scopes)),
        [of @ .., "new"] if !of.is_empty() => built(of.to_vec(), before, scopes),
        [.., name] if name.starts_with(char::is_uppercase) => built(path, before, scopes),
        [.., name] => Some(Value::Returned { name, tried }),
    }
}

/// A value of the type that the path names.
fn built<'a>(path: Vec<&'a str>, near: &[Placed<'a>], scopes: &Scopes<'a>) -> Option<Value<'a>> {
    let line = near.last().map_or(0, |placed| placed.line);
    let is_type = path.last()?.starts_with(char::is_uppercase);
    is_type.then(|| Value::Of(scopes.written(path, line)))
}

/// The tokens before `end`, if the list ends with it.
fn without<'f, 'a>(found: &'f [Placed<'a>], end: &[Token<'_>]) -> Option<&'f [Placed<'a>]> {
    let (before, last) = found.split_at_checked(found.len().checked_sub(end.len())?)?;
    last.iter().map(|placed| placed.token).eq(end.iter().copied()).then_some(before)
}

fn last<'a>(found: &[Placed<'a>], back: usize) -> Option<Token<'a>> {
    found.get(found.len().checked_sub(back)?).map(|placed| placed.token)
}

#[cfg(test)]
mod tests {
    use super::super::read::read;
    use super::super::written::Written;
    use super::*;

    /// The receiver of `call` in this text.
    fn check(text: &str, expected: &str) {
        let read = read(text);
        let found = read.calls.iter().find(|call| call.name == "call").map(|call| shown(&call.receiver));
        assert_eq!(found.as_deref(), Some(expected), "{text}");
    }

    fn shown(value: &Value<'_>) -> String {
        match value {
            Value::Of(Written { segments, .. }) => format!("of {}", segments.join("::")),
            Value::Named(name, value) => format!("{name}: {}", shown(value)),
            Value::Variable(name) => (*name).to_string(),
            Value::Field(of, name) => format!("{}.{name}", shown(of)),
            Value::Returned { name, tried } => format!("{name}(){}", if *tried { "?" } else { "" }),
            Value::Unknown => "unknown".into(),
        }
    }

    #[test]
    fn types_that_stand_there() {
        check("impl A { fn f(&self) { self.call() } }", "of A");
        check("trait A { fn f(&self) { self.call() } }", "self");
        check("fn f(x: &a::B) { x.call::<u8>() }", "of a::B");
        check("fn f<F: Fn([u8; 2])>(x: B, y: [u8; 2]) { x.call() }", "of B");
        check("impl A { fn f(x: Self) { x.call() } }", "of A");
        check("fn f(x: A) { if x { } x.clone().call() }", "of A");
        check("fn f(x: A) {} fn g() { x.call() }", "x");
        check("fn f() { let mut x: A = g(); x.call() }", "of A");
    }

    #[test]
    fn values_that_are_built() {
        check("impl A { fn f() { (Self { a }).call() } }", "of A");
        check("fn f() { a::B { a: b() }.call() }", "of a::B");
        check("fn f() { A::new(b()).call() }", "of A");
        check("fn f() { A(b()).call() }", "of A");
        check("fn f() { A::B.call(); }", "unknown");
        check("fn f() { { let x = A {}; } x.call() }", "x");
        check("fn f() { let x = a::B::new(c())?; x.call() }", "of a::B");
        check("fn f() { if a { }\n(b).call() }", "b");
        check("impl A { fn f(&self) { B { ..self.call() } } }", "of A");
    }

    #[test]
    fn variables() {
        check("fn f(x: A) { let y = x.clone(); y.call() }", "of A");
        check("fn f(x: A) { let y = Arc::clone(&x); y.call() }", "of A");
        check("fn f(x: A) { let y = x.b; y.call() }", "y: of A.b");
        check("fn f(x: A) { let x = b[1]; x.call() }", "x");
        check("fn f() { let x = match a { b => c() }; x.call() }", "x");
        check("fn f() { let x = A::new(b).build(); x.call() }", "x: build()");
        check("fn f() { let x = g(|| { let y = z(); }); x.call() }", "x: g()");
        check("fn f() { let Some(x) = g() else { return }; x.call() }", "x: g()?");
        check("fn f() { let Ok(mut x) = g().await else { h() }; x.call() }", "x: g()?");
        check("fn f() { if let Some(x) = g(y) { x.call() } }", "x: g()?");
        check("fn f() { if let Some(x) = g() && let Some(y) = x.h() { y.call() } }", "y: h()?");
        check("fn f(x: A) { if let Some(x) = g() && x.i() { } x.call() }", "of A");
        check("fn f(x: A) { if let Some(y) = &x.b { y.call() } }", "y: of A.b");
        check("fn f(x: A) { let (x, y) = g(); x.call() }", "x");
        check("fn f(x: A) { let B { x, .. } = g(); x.call() }", "x");
        check("fn f(x: A) { for x in g() { x.call() } }", "x");
        check("fn f(x: A) { for y in g() { x.call() } }", "of A");
        check("fn f(x: A) { let y = if x.b() { 1 } else { 2 }; x.call() }", "of A");
    }

    #[test]
    fn fields_and_functions() {
        check("fn f() { a.b.c.call() }", "a.b.c");
        check("fn f() { a.0.call() }", "a.0");
        check("fn f() { a.b().call(); }", "b()");
        check("fn f() { a.b(c)?.d.call(); }", "b()?.d");
        check("fn f() { a.b().await?.call(); }", "b()?");
        check("fn f() { A::of(b).call() }", "of()");
        check("fn f() { g().call() }", "g()");
        check("fn f() { a[1].call() }", "unknown");
    }
}
