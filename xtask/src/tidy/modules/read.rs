//! Reads from a file what leads to other modules: declarations, imports, paths, methods and calls.

use super::brackets::after_brackets;
use super::patterns::{self, Pattern};
use super::scopes::{Scope, Scopes};
use super::shipped::shipped;
use super::tokens::{Placed, Token, tokens};
use super::types;
use super::uses;
use super::values;
use super::written::{Call, Field, File, Function, Method, Value, Written};

const DEFINING: [&str; 8] = ["fn", "struct", "enum", "trait", "type", "const", "static", "union"];

/// Names of the fields of `struct A(B, C);`. Further fields have no known type.
const PLACES: [&str; 4] = ["0", "1", "2", "3"];

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
            "for" => self.each(),
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

    /// An `impl` block, not `impl Trait` in a type.
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
            "fn" => self.function(name),
            "struct" => self.structure(name),
            _ => {}
        }
    }

    /// The parameters are known up to the brace that ends the body.
    fn function(&mut self, name: &'a str) {
        let end = self.body();
        let header = self.found.get(self.at..end).unwrap_or_default();
        let (returns, wrapped) = types::returned(header);
        self.file.functions.push(Function { name, returns: self.written(returns), wrapped });
        // A function of a trait may have no body.
        if self.found.get(end).map(|placed| placed.token) == Some(Token::Sign("{")) {
            self.scopes.expect(end, Scope::Other);
            for (name, path) in types::typed(header) {
                let own = Value::Of(self.written(path));
                self.scopes.name(name, own);
            }
        }
    }

    fn structure(&mut self, name: &'a str) {
        let list = self.found.get(self.at..).unwrap_or_default();
        let open = list.iter().position(|placed| matches!(placed.token, Token::Sign("{" | "(" | ";")));
        let Some(open) = open.map(|open| self.at + open) else { return };
        let list = self.found.get(open + 1..after_brackets(self.found, open).saturating_sub(1)).unwrap_or_default();
        let fields = match self.found.get(open).map(|placed| placed.token) {
            Some(Token::Sign("{")) => types::typed(list),
            Some(Token::Sign("(")) => PLACES.into_iter().zip(types::listed(list)).collect(),
            _ => Vec::new(),
        };
        let of = self.written(vec![name]);
        let field = |(name, path)| Field { of: of.clone(), name, path: self.written(path) };
        let fields: Vec<Field<'a>> = fields.into_iter().map(field).collect();
        self.file.fields.extend(fields);
    }

    /// The brace that opens the body of this item, or the semicolon in its place.
    fn body(&self) -> usize {
        self.after(self.at, &["{", ";"])
    }

    /// The next of these signs, outside of brackets that open in between.
    fn after(&self, mut at: usize, signs: &[&str]) -> usize {
        while let Some(placed) = self.found.get(at) {
            match placed.token {
                Token::Sign(sign) if signs.contains(&sign) => break,
                Token::Sign("{" | "(" | "[") => at = after_brackets(self.found, at),
                _ => at += 1,
            }
        }
        at
    }

    /// `let name: Type = ..;`, `let Some(name) = .. else {`, `if let Some(name) = .. {`, and other patterns.
    fn variable(&mut self) {
        let is_condition = matches!(self.before(1), Some(Token::Word("if" | "while") | Token::Sign("&&")));
        let equals = self.after(self.at + 1, &["=", ";"]);
        let declared = self.found.get(self.at + 1..equals).unwrap_or_default();
        let colon = declared.iter().position(|placed| placed.token == Token::Sign(":"));
        let end = self.end_of_value(equals, is_condition);
        if is_condition {
            let body = self.after(end, &["{"]);
            self.scopes.expect(body, Scope::Other);
        }
        let value = match colon {
            Some(colon) => Value::Of(self.written(types::type_at(declared.get(colon + 1..).unwrap_or_default()))),
            None => values::value(self.found.get(equals + 1..end).unwrap_or_default(), &self.scopes),
        };
        match patterns::pattern(declared.get(..colon.unwrap_or(declared.len())).unwrap_or_default()) {
            Pattern::Whole(name) => self.scopes.name(name, value),
            Pattern::Inside(name) => self.scopes.name(name, value.unwrapped()),
            Pattern::Parts(names) => names.into_iter().for_each(|name| self.scopes.name(name, Value::Unknown)),
        }
    }

    /// The index before the semicolon or `else`, or before the block or further conditions.
    fn end_of_value(&self, equals: usize, is_condition: bool) -> usize {
        let signs: &[&str] = if is_condition { &["{", "&&", ";"] } else { &[";"] };
        let end = self.after(equals, signs);
        let is_else = |at: &usize| self.found.get(*at).map(|placed| placed.token) == Some(Token::Word("else"));
        let is_if = (equals..end).any(|at| self.found[at].token == Token::Word("if"));
        if is_condition || is_if { end } else { (equals..end).find(is_else).unwrap_or(end) }
    }

    /// `for pattern in .. {`. The types of the names are not known.
    fn each(&mut self) {
        let is_in = |placed: &Placed<'_>| placed.token == Token::Word("in");
        let rest = self.found.get(self.at + 1..).unwrap_or_default();
        let Some(length) = rest.iter().take_while(|placed| placed.token != Token::Sign("{")).position(is_in) else {
            return;
        };
        let body = self.after(self.at + 1 + length, &["{"]);
        self.scopes.expect(body, Scope::Other);
        let names = match patterns::pattern(rest.get(..length).unwrap_or_default()) {
            Pattern::Whole(name) | Pattern::Inside(name) => vec![name],
            Pattern::Parts(names) => names,
        };
        names.into_iter().for_each(|name| self.scopes.name(name, Value::Unknown));
    }

    /// A path of several segments, or a single name.
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
            self.file.calls.push(Call { receiver: values::value(before, &self.scopes), name, line });
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
        let shown = |field: &Field<'_>| {
            let [of, path] = [&field.of, &field.path].map(|path| path.segments.join("::"));
            format!("{of}.{}: {path}", field.name)
        };
        let read =
            read("struct A<T> where T: B { pub a: Arc<C>, b: d::D }\nstruct E(F, pub G);\nfn f() { G { a: h } }");
        let found: Vec<String> = read.fields.iter().map(shown).collect();
        assert_eq!(found, ["A.a: C", "A.b: d::D", "E.0: F", "E.1: G"]);
    }
}
