//! What surrounds a place in a file: modules, `impl` blocks, and the variables with known types.

use super::written::{Value, Written};

#[derive(Debug)]
pub enum Scope<'a> {
    Module(&'a str),
    Impl {
        own: Written<'a>,
        /// An `impl` of the type itself, not of a trait.
        inherent: bool,
    },
    Other,
}

#[derive(Default)]
pub struct Scopes<'a> {
    /// Outermost first. Each with the number of names that were known before it.
    open: Vec<(Scope<'a>, usize)>,
    /// What the brace at this index will open, and how many names were known before it.
    expected: Option<(usize, Scope<'a>, usize)>,
    /// Variables. A later one shadows earlier ones of the same name.
    names: Vec<(&'a str, Value<'a>)>,
}

impl<'a> Scopes<'a> {
    /// Declares what the brace at this index will open. Names from now on belong to it.
    pub fn expect(&mut self, brace: usize, scope: Scope<'a>) {
        let is_known = self.expected.as_ref().is_some_and(|(at, ..)| *at == brace);
        if !is_known {
            self.expected = Some((brace, scope, self.names.len()));
        }
    }

    pub fn open(&mut self, brace: usize) {
        let expected = self.expected.take_if(|(at, ..)| *at == brace);
        self.open.push(expected.map_or((Scope::Other, self.names.len()), |(_, scope, known)| (scope, known)));
    }

    pub fn close(&mut self) {
        if let Some((_, known)) = self.open.pop() {
            self.names.truncate(known);
        }
    }

    pub fn name(&mut self, name: &'a str, value: Value<'a>) {
        self.names.push((name, value));
    }

    /// What the file says about the variable.
    pub fn value(&self, name: &'a str) -> Value<'a> {
        let own = if name == "self" { self.own_type() } else { None };
        let known = || self.names.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value);
        match (own, known()) {
            (Some(own), _) => Value::Of(own.clone()),
            (None, None | Some(Value::Unknown)) => Value::Variable(name),
            (None, Some(Value::Of(path))) => Value::Of(path.clone()),
            (None, Some(value)) => Value::Named(name, Box::new(value.clone())),
        }
    }

    /// The type that `Self` means here.
    pub fn own_type(&self) -> Option<&Written<'a>> {
        self.open.iter().rev().find_map(|(scope, _)| match scope {
            Scope::Impl { own, .. } => Some(own),
            _ => None,
        })
    }

    /// The path as it is written, with `Self` replaced.
    pub fn written(&self, segments: Vec<&'a str>, line: usize) -> Written<'a> {
        match (segments.as_slice(), self.own_type()) {
            (["Self"], Some(own)) => own.clone(),
            _ => Written { segments, line, inside: self.inside() },
        }
    }

    pub fn innermost(&self) -> Option<&Scope<'a>> {
        self.open.last().map(|(scope, _)| scope)
    }

    /// The modules of this file around this place, outermost first.
    pub fn inside(&self) -> Vec<&'a str> {
        let name = |(scope, _): &(Scope<'a>, usize)| if let Scope::Module(name) = scope { Some(*name) } else { None };
        self.open.iter().filter_map(name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'a>(name: &'a str) -> Value<'a> {
        Value::Of(Written { segments: vec![name], ..Written::default() })
    }

    #[test]
    fn names_end_with_their_braces() {
        let mut scopes = Scopes::default();
        scopes.name("a", of("A"));
        scopes.expect(7, Scope::Other);
        scopes.name("a", of("B"));
        scopes.open(5);
        scopes.close();
        assert_eq!(scopes.value("a"), of("B"));
        scopes.open(7);
        assert_eq!(scopes.value("a"), of("B"));
        scopes.close();
        assert_eq!(scopes.value("a"), of("A"));
    }

    #[test]
    fn what_is_known_of_a_name() {
        let mut scopes = Scopes::default();
        assert_eq!(scopes.value("self"), Value::Variable("self"));
        scopes.name("a", Value::Unknown);
        assert_eq!(scopes.value("a"), Value::Variable("a"));
        scopes.name("b", Value::Variable("a"));
        assert_eq!(scopes.value("b"), Value::Named("b", Box::new(Value::Variable("a"))));
    }

    #[test]
    fn surroundings() {
        let mut scopes = Scopes::default();
        scopes.expect(1, Scope::Module("outer"));
        scopes.open(1);
        let own = scopes.written(vec!["A"], 0);
        assert_eq!(own.inside, ["outer"]);
        scopes.expect(2, Scope::Impl { own: own.clone(), inherent: true });
        scopes.open(2);
        scopes.open(3);
        assert_eq!((scopes.own_type(), scopes.value("self")), (Some(&own), Value::Of(own.clone())));
        assert_eq!(scopes.written(vec!["Self"], 9), own);
    }
}
