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

/// A function of any kind, with what it returns.
#[derive(Debug)]
pub struct Function<'a> {
    pub name: &'a str,
    /// Empty where it returns nothing, or a type without a name.
    pub returns: Written<'a>,
    /// It returns a `Result` or an `Option` of the type.
    pub wrapped: bool,
}

#[derive(Debug)]
pub struct Field<'a> {
    pub of: Written<'a>,
    pub name: &'a str,
    pub path: Written<'a>,
}

/// `receiver.name(...)`.
#[derive(Debug)]
pub struct Call<'a> {
    pub receiver: Value<'a>,
    pub name: &'a str,
    /// From 0.
    pub line: usize,
}

/// A value, by what tells its type. A `.clone()` and an `.await` are left out.
#[derive(Clone, PartialEq, Debug)]
pub enum Value<'a> {
    /// Its type stands in the file.
    Of(Written<'a>),
    /// A variable whose value stands in the file.
    Named(&'a str, Box<Value<'a>>),
    /// A variable of which no more is known.
    Variable(&'a str),
    Field(Box<Value<'a>>, &'a str),
    /// What the function of this name returns.
    Returned {
        name: &'a str,
        /// A `?` follows.
        tried: bool,
    },
    Unknown,
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
    pub functions: Vec<Function<'a>>,
    pub fields: Vec<Field<'a>>,
    /// Names that stand alone, with their lines. Some of them are imported ones.
    pub names: Vec<(&'a str, usize)>,
}

impl Value<'_> {
    /// As after a `?`, whose place a pattern takes: `let Some(x) = ..`.
    pub fn unwrapped(self) -> Self {
        match self {
            Value::Returned { name, .. } => Value::Returned { name, tried: true },
            other => other,
        }
    }
}
