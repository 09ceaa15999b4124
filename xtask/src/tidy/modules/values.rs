//! Tells the type of a value, where it stands in the file.

use super::brackets::{after_brackets, before_brackets};
use super::scopes::Scopes;
use super::tokens::{Placed, Token};
use super::types::{path_at, path_before};
use super::written::{Receiver, Written};

const CLONE: [Token<'_>; 4] = [Token::Sign("."), Token::Word("clone"), Token::Sign("("), Token::Sign(")")];

/// The type of the value that begins here: `Type { .. }`, `Type::new(..)`, or a clone of a known variable.
pub fn type_of<'a>(value: &[Placed<'a>], scopes: &Scopes<'a>) -> Option<Written<'a>> {
    let path = path_at(value);
    let behind = value.get((2 * path.len()).checked_sub(1)?..)?;
    match (path.as_slice(), behind.first()?.token) {
        (_, Token::Sign("{")) => built(path, value, scopes),
        ([.., "new"], Token::Sign("(")) => {
            let end = behind.get(after_brackets(behind, 0)..)?;
            let end = if token(end, 0) == Some(Token::Sign("?")) { end.get(1..)? } else { end };
            built(path, value, scopes).filter(|_| token(end, 0) == Some(Token::Sign(";")))
        }
        ([name], _) if is_clone(behind.get(..CLONE.len())?) && token(behind, CLONE.len()) == Some(Token::Sign(";")) => {
            scopes.type_of(name).cloned()
        }
        _ => None,
    }
}

/// What a method is called on. `before` ends where the dot stands.
pub fn receiver<'a>(before: &[Placed<'a>], scopes: &Scopes<'a>) -> Receiver<'a> {
    let before = match before.split_last_chunk::<4>() {
        Some((cloned, clone)) if is_clone(clone) => cloned,
        _ => before,
    };
    let last = |back: usize| before.len().checked_sub(back).and_then(|at| token(before, at));
    match (last(1), last(2)) {
        (Some(Token::Word(name)), Some(Token::Sign("."))) => Receiver::Field(name),
        (Some(Token::Word(_)), Some(Token::Sign("::"))) => Receiver::Expression,
        (Some(Token::Word(name)), _) => scopes.type_of(name).cloned().map_or(Receiver::Variable(name), Receiver::Of),
        (Some(Token::Sign("}" | ")")), _) => ended(before, scopes).map_or(Receiver::Expression, Receiver::Of),
        _ => Receiver::Expression,
    }
}

/// The type of `Type { .. }`, `(Type { .. })` or `Type::new(..)`, which ends with the last token.
fn ended<'a>(value: &[Placed<'a>], scopes: &Scopes<'a>) -> Option<Written<'a>> {
    let open = before_brackets(value, value.len())?;
    let before = value.get(..open)?;
    let path = path_before(before);
    match token(value, open)? {
        Token::Sign("(") if path.is_empty() => ended(value.get(..value.len() - 1)?, scopes),
        Token::Sign("(") if path.last() != Some(&"new") => None,
        _ => built(path, before, scopes),
    }
}

/// The type that the path before `{ .. }` or `(..)` names. A function named `new` returns its type.
fn built<'a>(mut path: Vec<&'a str>, near: &[Placed<'a>], scopes: &Scopes<'a>) -> Option<Written<'a>> {
    if path.last() == Some(&"new") {
        path.pop();
    }
    let line = near.first().map_or(0, |placed| placed.line);
    path.last()?.starts_with(char::is_uppercase).then(|| scopes.written(path, line))
}

fn is_clone(found: &[Placed<'_>]) -> bool {
    found.iter().map(|placed| placed.token).eq(CLONE)
}

fn token<'a>(found: &[Placed<'a>], at: usize) -> Option<Token<'a>> {
    found.get(at).map(|placed| placed.token)
}

#[cfg(test)]
mod tests {
    use super::super::read::read;
    use super::*;

    #[test]
    fn receivers() {
        let check = |text: &str, expected: &str| {
            let read = read(text);
            let shown = read.calls.iter().find(|call| call.name == "call").map(|call| match &call.receiver {
                Receiver::Of(path) => format!("of {}", path.segments.join("::")),
                Receiver::Variable(name) => format!("variable {name}"),
                Receiver::Field(name) => format!("field {name}"),
                Receiver::Expression => "expression".into(),
            });
            assert_eq!(shown.as_deref(), Some(expected), "{text}");
        };
        check("impl A { fn f(&self) { self.call() } }", "of A");
        check("trait A { fn f(&self) { self.call() } }", "variable self");
        check("fn f(x: &a::B) { x.call::<u8>() }", "of a::B");
        check("fn f<F: Fn([u8; 2])>(x: B, y: [u8; 2]) { x.call() }", "of B");
        check("impl A { fn f(x: Self) { x.call() } }", "of A");
        check("fn f(x: A) { if x { } x.clone().call() }", "of A");
        check("fn f(x: A) {} fn g() { x.call() }", "variable x");
        check("fn f() { { let x = A {}; } x.call() }", "variable x");
        check("fn f() { let mut x: A = g(); x.call() }", "of A");
        check("fn f() { a.b.call() }", "field b");
        check("fn f() { a.b().call(); }", "expression");
        check("fn f() { A::B.call(); }", "expression");
        check("impl A { fn f(&self) { B { ..self.call() } } }", "of A");
        check("impl A { fn f() { (Self { a }).call() } }", "of A");
        check("fn f() { a::B { a: b() }.call() }", "of a::B");
        check("fn f() { A::new(b()).call() }", "of A");
        check("fn f() { A::new(b).c().call() }", "expression");
        check("fn f() { if a { }\n(b).call() }", "expression");
        check("fn f() { let x = a::B::new(c())?; x.call() }", "of a::B");
        check("fn f() { let x = A::new(b).build(); x.call() }", "variable x");
    }
}
