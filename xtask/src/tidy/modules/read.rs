//! Reads out of a file what leads to other modules: declarations, imports, paths, methods and calls.

use std::collections::BTreeSet;

use super::shipped::shipped;
use super::tokens::{Placed, Token, tokens};
use super::uses::{self, Import};

/// A path as it is written, such as `super::list::Row`.
#[derive(Clone, PartialEq, Debug)]
pub struct Written<'a> {
    pub segments: Vec<&'a str>,
    /// From 0.
    pub line: usize,
    /// The modules of the same file in which it stands, outermost first.
    pub inside: Vec<&'a str>,
}

/// A function in an `impl T {`.
pub struct Method<'a> {
    pub of: Written<'a>,
    pub name: &'a str,
}

/// `receiver.name(...)`.
pub struct Call<'a> {
    pub receiver: Receiver<'a>,
    pub name: &'a str,
    pub line: usize,
}

pub enum Receiver<'a> {
    /// `self`, inside an `impl` of this type.
    Own(Written<'a>),
    /// The last name before the dot: `desk` in `self.desk.save()`.
    Named(&'a str),
    Unnamed,
}

#[derive(Default)]
pub struct File<'a> {
    /// `mod name;`, with its line.
    pub declared: Vec<(&'a str, usize)>,
    /// Modules with a body in this file.
    pub inline: Vec<Vec<&'a str>>,
    /// What the file defines at its top: functions, types, constants.
    pub items: BTreeSet<&'a str>,
    pub imports: Vec<Import<'a>>,
    pub paths: Vec<Written<'a>>,
    pub methods: Vec<Method<'a>>,
    pub calls: Vec<Call<'a>>,
    /// Names without a path, which may be imported ones.
    pub names: Vec<(&'a str, usize)>,
}

/// What a pair of braces surrounds.
enum Scope<'a> {
    Module(&'a str),
    /// The type, and whether the block is an `impl` of no trait.
    Impl(Written<'a>, bool),
    Other,
}

const DEFINING: [&str; 8] = ["fn", "struct", "enum", "trait", "type", "const", "static", "union"];

pub fn read(text: &str) -> File<'_> {
    let found = shipped(&tokens(text));
    let mut reader = Reader { found: &found, at: 0, scopes: Vec::new(), opening: None, file: File::default() };
    while reader.at < found.len() {
        reader.one();
    }
    reader.file
}

struct Reader<'f, 'a> {
    found: &'f [Placed<'a>],
    at: usize,
    scopes: Vec<Scope<'a>>,
    /// What the brace at this index will open.
    opening: Option<(usize, Scope<'a>)>,
    file: File<'a>,
}

impl<'a> Reader<'_, 'a> {
    fn one(&mut self) {
        match self.token(0) {
            Some(Token::Sign("{")) => {
                let scope = self.opening.take_if(|(at, _)| *at == self.at);
                self.scopes.push(scope.map_or(Scope::Other, |(_, scope)| scope));
            }
            Some(Token::Sign("}")) => drop(self.scopes.pop()),
            Some(Token::Sign(".")) => self.call(),
            Some(Token::Word(word)) => return self.word(word),
            _ => {}
        }
        self.at += 1;
    }

    fn word(&mut self, word: &'a str) {
        match word {
            "use" if !matches!(self.token(1), Some(Token::Sign("<"))) => return self.import(),
            "mod" => return self.module(),
            "impl" if self.begins_item() => self.implementation(),
            _ => {}
        }
        if DEFINING.contains(&word) {
            self.definition();
        }
        self.path(word);
    }

    fn import(&mut self) {
        let public = self.is_public();
        let line = self.line();
        let inside = self.inside();
        let end = (self.at..self.found.len()).find(|at| self.found[*at].token == Token::Sign(";"));
        let end = end.unwrap_or(self.found.len());
        let statement = self.found.get(self.at + 1..end).unwrap_or_default();
        self.file.imports.extend(uses::imports(statement, public, line, &inside));
        self.at = end + 1;
    }

    /// `pub` or `pub(...)`, whose brackets were taken out.
    fn is_public(&self) -> bool {
        self.at > 0 && self.found[self.at - 1].token == Token::Word("pub")
    }

    fn module(&mut self) {
        let (Some(Token::Word(name)), Some(Token::Sign(sign))) = (self.token(1), self.token(2)) else {
            return self.at += 1;
        };
        if sign == ";" {
            self.file.declared.push((name, self.line()));
        } else if sign == "{" {
            let mut inline = self.inside();
            inline.push(name);
            self.file.inline.push(inline);
            self.opening = Some((self.at + 2, Scope::Module(name)));
        }
        self.at += 2;
    }

    /// An `impl` block, and no `impl Trait` in a type.
    fn begins_item(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.found.get(at));
        before.is_none_or(|placed| {
            matches!(placed.token, Token::Sign("{" | "}" | ";" | "]") | Token::Word("unsafe" | "default"))
        })
    }

    fn implementation(&mut self) {
        let Some(end) = self.next_brace() else { return };
        let header = self.found.get(self.at + 1..end).unwrap_or_default();
        let (own, inherent) = implemented(header);
        let own = Written { segments: own, line: self.line(), inside: self.inside() };
        self.opening = Some((end, Scope::Impl(own, inherent)));
    }

    fn next_brace(&self) -> Option<usize> {
        (self.at..self.found.len()).find(|at| self.found[*at].token == Token::Sign("{"))
    }

    fn definition(&mut self) {
        let (Some(Token::Word(kind)), Some(Token::Word(name))) = (self.token(0), self.token(1)) else { return };
        match self.scopes.last() {
            None => drop(self.file.items.insert(name)),
            Some(Scope::Impl(own, true)) if kind == "fn" => {
                self.file.methods.push(Method { of: own.clone(), name });
            }
            _ => {}
        }
    }

    /// A path of several segments, or a name alone.
    fn path(&mut self, first: &'a str) {
        let before = self.at.checked_sub(1).and_then(|at| self.found.get(at)).map(|placed| placed.token);
        let line = self.line();
        let mut segments = vec![first];
        self.at += 1;
        while let (Some(Token::Sign("::")), Some(Token::Word(next))) = (self.token(0), self.token(1)) {
            segments.push(next);
            self.at += 2;
        }
        if matches!(before, Some(Token::Sign("." | "::"))) {
            return;
        }
        match (first, self.own_type()) {
            _ if segments.len() == 1 => self.file.names.push((first, line)),
            ("Self", None) => {}
            ("Self", Some(own)) => {
                let segments = own.segments.iter().copied().chain(segments.into_iter().skip(1)).collect();
                self.file.paths.push(Written { segments, line, inside: own.inside });
            }
            _ => self.file.paths.push(Written { segments, line, inside: self.inside() }),
        }
    }

    fn call(&mut self) {
        let Some(Token::Word(name)) = self.token(1) else { return };
        let generic = self.token(2) == Some(Token::Sign("::")) && self.token(3) == Some(Token::Sign("<"));
        if self.token(2) != Some(Token::Sign("(")) && !generic {
            return;
        }
        let before =
            |back: usize| self.at.checked_sub(back).and_then(|at| self.found.get(at)).map(|placed| placed.token);
        let receiver = match (before(1), self.own_type()) {
            (Some(Token::Word("self")), Some(own)) => Receiver::Own(own),
            (Some(Token::Word(receiver)), _) => Receiver::Named(receiver),
            _ => Receiver::Unnamed,
        };
        let line = self.found.get(self.at + 1).map_or(0, |placed| placed.line);
        self.file.calls.push(Call { receiver, name, line });
    }

    /// What `Self` is here.
    fn own_type(&self) -> Option<Written<'a>> {
        self.scopes.iter().rev().find_map(|scope| match scope {
            Scope::Impl(own, _) => Some(own.clone()),
            _ => None,
        })
    }

    fn inside(&self) -> Vec<&'a str> {
        let name = |scope: &Scope<'a>| if let Scope::Module(name) = scope { Some(*name) } else { None };
        self.scopes.iter().filter_map(name).collect()
    }

    fn token(&self, offset: usize) -> Option<Token<'a>> {
        self.found.get(self.at + offset).map(|placed| placed.token)
    }

    fn line(&self) -> usize {
        self.found.get(self.at).map_or(0, |placed| placed.line)
    }
}

/// The type in the header of an `impl` block, and whether the block implements no trait.
fn implemented<'a>(header: &[Placed<'a>]) -> (Vec<&'a str>, bool) {
    let mut depth = 0_i32;
    let mut segments = Vec::new();
    let mut inherent = true;
    for placed in header {
        match placed.token {
            Token::Sign("<") => depth += 1,
            Token::Sign(">") => depth -= 1,
            _ if depth > 0 => {}
            Token::Word("where") => break,
            Token::Word("for") => {
                inherent = false;
                segments.clear();
            }
            Token::Word("dyn" | "mut") => {}
            Token::Word(word) => segments.push(word),
            Token::Literal(_) | Token::Sign(_) => {}
        }
    }
    (segments, inherent)
}
