//! Reads what a `use` statement imports.

use super::tokens::{Placed, Token};
use super::written::{Import, Written};

/// `statement` are the tokens between `use` and its semicolon.
pub fn imports<'a>(statement: &[Placed<'a>], public: bool, line: usize, inside: &[&'a str]) -> Vec<Import<'a>> {
    let mut tree = Tree { found: statement, at: 0, line, leaves: Vec::new() };
    tree.branch(&[]);
    let import = |(segments, name, line): (Vec<&'a str>, &'a str, usize)| Import {
        path: Written { segments, line, inside: inside.to_vec() },
        name,
        public,
    };
    tree.leaves.into_iter().map(import).collect()
}

struct Tree<'f, 'a> {
    found: &'f [Placed<'a>],
    at: usize,
    line: usize,
    /// The path, its local name, and its line.
    leaves: Vec<(Vec<&'a str>, &'a str, usize)>,
}

impl<'a> Tree<'_, 'a> {
    /// Reads up to the comma or brace that ends this part of the tree.
    fn branch(&mut self, above: &[&'a str]) {
        let mut path = above.to_vec();
        let mut name = None;
        let mut nested = false;
        while let Some(placed) = self.found.get(self.at) {
            match placed.token {
                Token::Sign("," | "}") => break,
                Token::Sign("{") => {
                    nested = true;
                    self.group(&path);
                    continue;
                }
                Token::Sign("*") => name = Some("*"),
                Token::Word("as") => {
                    self.at += 1;
                    name = self.word();
                }
                // `a::{self}` is `a`.
                Token::Word("self") if !path.is_empty() => {}
                Token::Word(word) => {
                    self.line = placed.line;
                    path.push(word);
                }
                Token::Literal(_) | Token::Sign(_) => {}
            }
            self.at += 1;
        }
        let name = name.or(path.last().copied());
        if let Some(name) = name.filter(|_| !nested) {
            self.leaves.push((path, name, self.line));
        }
    }

    fn group(&mut self, above: &[&'a str]) {
        self.at += 1;
        while let Some(placed) = self.found.get(self.at) {
            match placed.token {
                Token::Sign("}") => {
                    self.at += 1;
                    return;
                }
                Token::Sign(",") => self.at += 1,
                _ => self.branch(above),
            }
        }
    }

    fn word(&self) -> Option<&'a str> {
        match self.found.get(self.at)?.token {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    fn check(statement: &str, expected: &[&str]) {
        let found = imports(&tokens(statement), false, 0, &[]);
        let shown = |import: &Import<'_>| format!("{} as {}", import.path.segments.join("::"), import.name);
        assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), expected, "{statement}");
    }

    #[test]
    fn one_name() {
        check("crate::a::b", &["crate::a::b as b"]);
        check("a", &["a as a"]);
        check("crate::a::b as c", &["crate::a::b as c"]);
        check("crate::a::B as _", &["crate::a::B as _"]);
        check("super::*", &["super as *"]);
        check("::a::b", &["a::b as b"]);
    }

    #[test]
    fn nested() {
        check("crate::{a, b::C}", &["crate::a as a", "crate::b::C as C"]);
        check("super::{a::{self, B}, c::*,}", &["super::a as a", "super::a::B as B", "super::c as *"]);
        check("a::{b as c, self as d}", &["a::b as c", "a as d"]);
        check("{a::b, c}", &["a::b as b", "c as c"]);
        check("a::{}", &[]);
    }

    #[test]
    fn lines() {
        let found = imports(&tokens("a::{\n  b,\n  c::{\n    d,\n  },\n}"), false, 0, &[]);
        let lines: Vec<usize> = found.iter().map(|import| import.path.line).collect();
        assert_eq!(lines, [1, 3]);
    }
}
