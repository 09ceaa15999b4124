//! Removes code that does not run in the app: test code and attributes.

use super::brackets::after_brackets;
use super::tokens::{Placed, Token};

/// The first words of an item. A comma does not end an item: `fn f<A, B>()`.
const ITEMS: [&str; 14] = [
    "pub", "fn", "mod", "use", "impl", "struct", "enum", "trait", "type", "const", "static", "unsafe", "async",
    "extern",
];

/// The tokens without attributes, without the path in `pub(in ...)`, and without items below `#[cfg(test)]`.
pub fn shipped<'a>(found: &[Placed<'a>]) -> Vec<Placed<'a>> {
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some(placed) = found.get(at) {
        match attribute(found, at) {
            Some(Attribute { inner: true, is_test: true, .. }) => return Vec::new(),
            Some(Attribute { end, inner: false, is_test: true }) => at = after_item(found, end),
            Some(Attribute { end, .. }) => at = end,
            None => {
                kept.push(*placed);
                at = after_visibility(found, at).unwrap_or(at + 1);
            }
        }
    }
    kept
}

struct Attribute {
    /// The index after it.
    end: usize,
    /// `#![...]`, which applies to the whole file.
    inner: bool,
    is_test: bool,
}

fn attribute(found: &[Placed<'_>], at: usize) -> Option<Attribute> {
    let is = |index: usize, sign: &str| token(found, index) == Some(Token::Sign(sign));
    if !is(at, "#") {
        return None;
    }
    let inner = is(at + 1, "!");
    let open = at + 1 + usize::from(inner);
    if !is(open, "[") {
        return None;
    }
    let end = after_brackets(found, open);
    let words: Vec<&str> = found.get(open..end)?.iter().filter_map(word).collect();
    let is_test = match words.as_slice() {
        ["cfg", "test"] => true,
        ["cfg", "all", conditions @ ..] => conditions.contains(&"test") && !conditions.contains(&"not"),
        _ => false,
    };
    Some(Attribute { end, inner, is_test })
}

/// Skips further attributes and the item that follows: a declaration, a block, a field or a variant.
fn after_item(found: &[Placed<'_>], mut at: usize) -> usize {
    while let Some(attribute) = attribute(found, at) {
        at = attribute.end;
    }
    let first = found.get(at).and_then(word).unwrap_or_default();
    let is_item = ITEMS.contains(&first);
    let is_use = first == "use" || (first == "pub" && used_publicly(found, at));
    while let Some(token) = token(found, at) {
        match token {
            Token::Sign(";") => return at + 1,
            Token::Sign(",") if !is_item => return at + 1,
            Token::Sign("}" | ")" | "]") => return at,
            Token::Sign("{") if !is_use => return after_brackets(found, at),
            Token::Sign("{" | "(" | "[") => at = after_brackets(found, at),
            _ => at += 1,
        }
    }
    at
}

fn used_publicly(found: &[Placed<'_>], at: usize) -> bool {
    let next = after_visibility(found, at).unwrap_or(at + 1);
    found.get(next).and_then(word) == Some("use")
}

/// The index after `pub(crate)`, `pub(super)` or `pub(in ...)`. The path in its brackets makes no arrow.
fn after_visibility(found: &[Placed<'_>], at: usize) -> Option<usize> {
    let limited = token(found, at)? == Token::Word("pub") && token(found, at + 1)? == Token::Sign("(");
    let to = token(found, at + 2)?;
    (limited && matches!(to, Token::Word("crate" | "super" | "self" | "in"))).then(|| after_brackets(found, at + 1))
}

fn token<'a>(found: &[Placed<'a>], at: usize) -> Option<Token<'a>> {
    found.get(at).map(|placed| placed.token)
}

fn word<'a>(placed: &Placed<'a>) -> Option<&'a str> {
    if let Token::Word(word) = placed.token { Some(word) } else { None }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    fn check(text: &str, expected: &str) {
        let found: Vec<&str> = shipped(&tokens(text)).iter().map(text_of).collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }

    fn text_of<'a>(placed: &Placed<'a>) -> &'a str {
        let (Token::Word(text) | Token::Literal(text) | Token::Sign(text)) = placed.token;
        text
    }

    #[test]
    fn test_code() {
        check("#[cfg(test)]\nmod tests { use super::*; }\nfn a() {}", "fn a ( ) { }");
        check("#[cfg(test)] mod tests; mod a;", "mod a ;");
        check("#[cfg(test)] #[path = \"a_tests.rs\"] mod tests; mod a;", "mod a ;");
        check("#[cfg(test)] use a::{b, c}; use d;", "use d ;");
        check("#[cfg(test)] pub(crate) use a::{b, c}; use d;", "use d ;");
        check("#[cfg(test)] fn a<B, C>(b: B) -> [u8; 2] { [0; 2] } fn d() {}", "fn d ( ) { }");
        check("struct A { #[cfg(test)] b: B, c: C }", "struct A { c : C }");
        check("struct A { c: C, #[cfg(test)] b: B }", "struct A { c : C , }");
        check("#[cfg(all(test, unix))] fn a() {} fn b() {}", "fn b ( ) { }");
        check("#![cfg(test)]\nuse a::b;", "");
    }

    #[test]
    fn what_is_no_test() {
        check("#[cfg(unix)] fn a() {}", "fn a ( ) { }");
        check("#[cfg(not(test))] fn a() {}", "fn a ( ) { }");
        check("#[cfg(any(test, unix))] fn a() {}", "fn a ( ) { }");
    }

    #[test]
    fn attributes_and_visibilities() {
        check("#![deny(a)]\n#[derive(A, b::C)]\nstruct D;", "struct D ;");
        check("#[serde(with = \"a[\")] b", "b");
        check("pub(crate) fn a() {}", "pub fn a ( ) { }");
        check("pub(in crate::a) struct B(pub (C, D));", "pub struct B ( pub ( C , D ) ) ;");
    }
}
