//! Reads out of a file what leads to other modules: declarations, imports, paths, methods and calls.

use super::brackets::after_brackets;
use super::scopes::{Scope, Scopes};
use super::shipped::shipped;
use super::tokens::{Placed, Token, tokens};
use super::types;
use super::uses;
use super::values;
use super::written::{Call, File, Method, Written};

const DEFINING: [&str; 8] = ["fn", "struct", "enum", "trait", "type", "const", "static", "union"];

pub fn read(text: &str) -> File<'_> {
    let found = shipped(&tokens(text));
    let mut reader = Reader { found: &found, at: 0, scopes: Scopes::default(), file: File::default() };
    while reader.at < found.len() {
        reader.one();
    }
    reader.file
}

struct Reader<'f, 'a> {
    found: &'f [Placed<'a>],
    at: usize,
    scopes: Scopes<'a>,
    file: File<'a>,
}

impl<'a> Reader<'_, 'a> {
    fn one(&mut self) {
        match self.token(0) {
            Some(Token::Sign("{")) => self.scopes.open(self.at),
            Some(Token::Sign("}")) => self.scopes.close(),
            Some(Token::Sign(".")) => self.call(),
            Some(Token::Word(word)) => return self.word(word),
            _ => {}
        }
        self.at += 1;
    }

    fn word(&mut self, word: &'a str) {
        match word {
            "use" if self.token(1) != Some(Token::Sign("<")) => return self.import(),
            "mod" => return self.module(),
            "impl" if self.begins_item() => self.implementation(),
            "let" => self.variable(),
            _ if DEFINING.contains(&word) => self.definition(word),
            _ => {}
        }
        self.path(word);
    }

    fn import(&mut self) {
        let public = self.before(1) == Some(Token::Word("pub"));
        let end = self.next(";").unwrap_or(self.found.len());
        let statement = self.found.get(self.at + 1..end).unwrap_or_default();
        let imports = uses::imports(statement, public, self.line(), &self.scopes.inside());
        self.file.imports.extend(imports);
        self.at = end + 1;
    }

    fn module(&mut self) {
        if let (Some(Token::Word(name)), Some(Token::Sign(sign))) = (self.token(1), self.token(2)) {
            if sign == ";" {
                self.file.declared.push((name, self.line()));
            } else {
                let inline = self.scopes.inside().into_iter().chain([name]).collect();
                self.file.inline.push(inline);
                self.scopes.expect(self.at + 2, Scope::Module(name));
            }
            self.at += 1;
        }
        self.at += 1;
    }

    /// An `impl` block, and no `impl Trait` in a type.
    fn begins_item(&self) -> bool {
        self.before(1).is_none_or(|before| matches!(before, Token::Sign("{" | "}" | ";") | Token::Word("unsafe")))
    }

    fn implementation(&mut self) {
        let Some(end) = self.next("{") else { return };
        let (own, inherent) = implemented(self.found.get(self.at + 1..end).unwrap_or_default());
        let own = self.written(own);
        self.scopes.expect(end, Scope::Impl { own, inherent });
    }

    fn definition(&mut self, kind: &str) {
        let Some(Token::Word(name)) = self.token(1) else { return };
        if kind == "const" && ["fn", "unsafe", "async"].contains(&name) {
            return;
        }
        match self.scopes.innermost() {
            None => drop(self.file.items.insert(name)),
            Some(Scope::Impl { own, inherent: true }) if kind == "fn" => {
                self.file.methods.push(Method { of: own.clone(), name });
            }
            _ => {}
        }
        match kind {
            "fn" => self.parameters(),
            "struct" => self.fields(),
            _ => {}
        }
    }

    /// They are known up to the brace that ends the function's body. A function of a trait may have none.
    fn parameters(&mut self) {
        let Some(body) = self.body() else { return };
        self.scopes.expect(body, Scope::Other);
        for (name, path) in types::typed(self.found.get(self.at..body).unwrap_or_default()) {
            let own = Some(self.written(path));
            self.scopes.name(name, own);
        }
    }

    fn fields(&mut self) {
        let Some(body) = self.body() else { return };
        for (name, path) in types::typed(self.found.get(body..after_brackets(self.found, body)).unwrap_or_default()) {
            let path = self.written(path);
            self.file.fields.push((name, path));
        }
    }

    /// The brace that opens the body of the item that begins here, if it has one.
    fn body(&self) -> Option<usize> {
        let mut at = self.at;
        loop {
            match self.found.get(at)?.token {
                Token::Sign("{") => return Some(at),
                Token::Sign(";") => return None,
                Token::Sign("(" | "[") => at = after_brackets(self.found, at),
                _ => at += 1,
            }
        }
    }

    /// `let name: Type`, `let name = Type { .. }`, `let name = Type::new(..)` and `let name = other.clone()`. The type of
    /// any other value does not stand here.
    fn variable(&mut self) {
        let start = self.at + if self.token(1) == Some(Token::Word("mut")) { 2 } else { 1 };
        let rest = self.found.get(start..).unwrap_or_default();
        let [Placed { token: Token::Word(name), .. }, Placed { token: Token::Sign(sign), .. }, value @ ..] = rest
        else {
            return;
        };
        let own = match *sign {
            ":" => Some(self.written(types::type_at(value))),
            "=" => values::type_of(value, &self.scopes),
            _ => return,
        };
        self.scopes.name(name, own);
    }

    /// A path of several segments, or a name alone.
    fn path(&mut self, first: &'a str) {
        let before = self.before(1);
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
        if segments.len() == 1 {
            return self.file.names.push((first, line));
        }
        if first == "Self" {
            let Some(own) = self.scopes.own_type() else { return };
            segments.splice(..1, own.segments.iter().copied());
        }
        self.file.paths.push(Written { segments, line, inside: self.scopes.inside() });
    }

    fn call(&mut self) {
        let Some(Token::Word(name)) = self.token(1) else { return };
        let generic = self.token(2) == Some(Token::Sign("::")) && self.token(3) == Some(Token::Sign("<"));
        if self.token(2) == Some(Token::Sign("(")) || generic {
            let line = self.found.get(self.at + 1).map_or(0, |placed| placed.line);
            let before = self.found.get(..self.at).unwrap_or_default();
            self.file.calls.push(Call { receiver: values::receiver(before, &self.scopes), name, line });
        }
    }

    fn written(&self, segments: Vec<&'a str>) -> Written<'a> {
        self.scopes.written(segments, self.line())
    }

    fn token(&self, offset: usize) -> Option<Token<'a>> {
        self.found.get(self.at + offset).map(|placed| placed.token)
    }

    fn before(&self, back: usize) -> Option<Token<'a>> {
        self.found.get(self.at.checked_sub(back)?).map(|placed| placed.token)
    }

    /// The index of the next such sign.
    fn next(&self, sign: &str) -> Option<usize> {
        (self.at..self.found.len()).find(|at| self.found[*at].token == Token::Sign(sign))
    }

    fn line(&self) -> usize {
        self.found.get(self.at).map_or(0, |placed| placed.line)
    }
}

/// The type in the header of an `impl` block, and whether the block implements no trait.
fn implemented<'a>(header: &[Placed<'a>]) -> (Vec<&'a str>, bool) {
    let mut depth = 0_usize;
    let mut segments = Vec::new();
    let mut inherent = true;
    for placed in header {
        match placed.token {
            Token::Sign("<") => depth += 1,
            Token::Sign(">") => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            Token::Word("where") => break,
            Token::Word("for") => {
                inherent = false;
                segments.clear();
            }
            Token::Word("dyn" | "mut") | Token::Literal(_) | Token::Sign(_) => {}
            Token::Word(word) => segments.push(word),
        }
    }
    (segments, inherent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions() {
        let check = |text: &str, expected: &[&str]| {
            let items: Vec<&str> = read(text).items.into_iter().collect();
            assert_eq!(items, expected, "{text}");
        };
        check("pub struct A; enum B {} pub const fn c() {} static D: u8 = 0; type E = u8;", &["A", "B", "D", "E", "c"]);
        check("fn a() { fn b() {} }", &["a"]);
        check("mod a { struct B; }", &[]);
        check("#[cfg(test)] fn a() {} let f: fn(u8) = g;", &[]);
    }

    #[test]
    fn declarations() {
        let read = read("mod a;\npub mod b { mod c { } }\nmod d;");
        assert_eq!(read.declared, [("a", 0), ("d", 2)]);
        assert_eq!(read.inline, [vec!["b"], vec!["b", "c"]]);
    }

    #[test]
    fn paths() {
        let check = |text: &str, expected: &[&str]| {
            let paths: Vec<String> = read(text).paths.iter().map(|path| path.segments.join("::")).collect();
            assert_eq!(paths, expected, "{text}");
        };
        check("fn f() { a::b(); c::D::<E>::new() }", &["a::b", "c::D"]);
        check("fn f(x: Option<a::B>) -> a::C { <a::D as e::F>::g() }", &["a::B", "a::C", "a::D", "e::F"]);
        check("impl a::B { fn f() { Self::C } }", &["a::B", "a::B::C"]);
        check("impl<T: a::B> c::D<T> for e::F { type G = Self::H; }", &["a::B", "c::D", "e::F", "e::F::H"]);
        check("fn f() { Self::g() }", &[]);
        check("use a::b; /* c::d */ x.e::<u8>();", &[]);
    }

    #[test]
    fn methods() {
        let check = |text: &str, expected: &[&str]| {
            let shown = |method: &Method<'_>| format!("{}.{}", method.of.segments.join("::"), method.name);
            assert_eq!(read(text).methods.iter().map(shown).collect::<Vec<_>>(), expected, "{text}");
        };
        check("impl A { fn b() { fn c() {} } pub async fn d(&self) {} }", &["A.b", "A.d"]);
        check("impl<'a, T: B<C>> a::A<'a, T> where T: D { fn b() {} }", &["a::A.b"]);
        check("impl B for A { fn b() {} } trait C { fn c() {} } fn d(x: impl A) {}", &[]);
    }

    #[test]
    fn fields() {
        let shown = |(name, path): &(&str, Written<'_>)| format!("{name}: {}", path.segments.join("::"));
        let read = read("struct A<T> where T: B { pub a: Arc<C>, b: d::D }\nstruct E(F);\nfn f() { G { a: h } }");
        assert_eq!(read.fields.iter().map(shown).collect::<Vec<_>>(), ["a: C", "b: d::D"]);
    }
}
