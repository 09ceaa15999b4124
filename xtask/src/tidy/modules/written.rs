//! What a file says about other modules, as it is written there.

use std::collections::BTreeSet;

/// A path, such as `super::list::Row`.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Written<'a> {
    pub segments: Vec<&'a str>,
    /// From 0.
    pub line: usize,
    /// The modules of the same file in which it stands, outermost first.
    pub inside: Vec<&'a str>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Import<'a> {
    /// What is imported. With a glob, the module whose items are imported.
    pub path: Written<'a>,
    /// The name in this file. `*` for a glob.
    pub name: &'a str,
    /// `pub use`, whoever may see it.
    pub public: bool,
}

/// A function in an `impl T {`.
#[derive(Debug)]
pub struct Method<'a> {
    pub of: Written<'a>,
    pub name: &'a str,
}

/// `receiver.name(...)`.
#[derive(Debug)]
pub struct Call<'a> {
    pub receiver: Receiver<'a>,
    pub name: &'a str,
    /// From 0.
    pub line: usize,
}

/// What a method is called on. A `.clone()` in between is left out.
#[derive(Clone, PartialEq, Debug)]
pub enum Receiver<'a> {
    /// A value whose type stands in the file: `self`, or a parameter.
    Of(Written<'a>),
    /// A variable whose type does not stand in the file.
    Variable(&'a str),
    /// `x` in `value.x.name()`.
    Field(&'a str),
    /// Any other expression.
    Expression,
}

#[derive(Default)]
pub struct File<'a> {
    /// `mod name;`, with its line.
    pub declared: Vec<(&'a str, usize)>,
    /// Modules with a body in this file, each with those around it.
    pub inline: Vec<Vec<&'a str>>,
    /// What the file defines outside of any block: functions, types, constants.
    pub items: BTreeSet<&'a str>,
    pub imports: Vec<Import<'a>>,
    pub paths: Vec<Written<'a>>,
    pub methods: Vec<Method<'a>>,
    pub calls: Vec<Call<'a>>,
    /// Fields of structs, with their types.
    pub fields: Vec<(&'a str, Written<'a>)>,
    /// Names that stand alone, with their lines. Some of them are imported ones.
    pub names: Vec<(&'a str, usize)>,
}
