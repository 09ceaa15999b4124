//! What a file contains about other modules, as it is written.

use std::collections::BTreeSet;

/// A path, such as `super::list::Row`.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Written<'a> {
    pub segments: Vec<&'a str>,
    /// Counts from 0.
    pub line: usize,
    /// The modules of the same file around it, outermost first.
    pub inside: Vec<&'a str>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Import<'a> {
    /// The imported path. With a glob, the module whose items are imported.
    pub path: Written<'a>,
    /// The name in this file, or `*` for a glob.
    pub name: &'a str,
    /// `pub use`, with any visibility.
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
    /// Empty if it returns nothing, or a type without a name.
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
    /// Counts from 0.
    pub line: usize,
}

/// A value, described by what determines its type. `.clone()` and `.await` are left out.
#[derive(Clone, PartialEq, Debug)]
pub enum Value<'a> {
    /// Its type is written in the file.
    Of(Written<'a>),
    /// A variable whose value is written in the file.
    Named(&'a str, Box<Value<'a>>),
    /// A variable about which nothing is known.
    Variable(&'a str),
    Field(Box<Value<'a>>, &'a str),
    /// The result of the function with this name.
    Returned {
        name: &'a str,
        /// Followed by a `?`.
        tried: bool,
    },
    Unknown,
}

#[derive(Default)]
pub struct File<'a> {
    /// `mod name;`, with its line.
    pub declared: Vec<(&'a str, usize)>,
    /// Modules with a body in this file, each with its surrounding modules.
    pub inline: Vec<Vec<&'a str>>,
    /// Items that the file defines outside of any block: functions, types, constants.
    pub items: BTreeSet<&'a str>,
    pub imports: Vec<Import<'a>>,
    pub paths: Vec<Written<'a>>,
    pub methods: Vec<Method<'a>>,
    pub calls: Vec<Call<'a>>,
    pub functions: Vec<Function<'a>>,
    pub fields: Vec<Field<'a>>,
    /// Single names with their lines. Some of them are imported.
    pub names: Vec<(&'a str, usize)>,
}

impl Value<'_> {
    /// The value after a `?`, or inside of a pattern such as `let Some(x) = ..`.
    pub fn unwrapped(self) -> Self {
        match self {
            Value::Returned { name, .. } => Value::Returned { name, tried: true },
            other => other,
        }
    }
}
