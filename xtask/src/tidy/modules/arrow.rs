//! An arrow: one module of a crate uses another.

use super::super::violation::Violation;
use super::tree::Crate;

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Arrow {
    pub from: usize,
    pub to: usize,
    /// Counts from 0.
    pub line: usize,
    /// The code that makes the arrow, as it is written: `crate::list::Row`, `.rows()`.
    pub by: String,
}

impl Arrow {
    /// `a.rs:7 -> b.rs (b::C)`.
    pub fn shown(&self, of: &Crate<'_>) -> String {
        format!("{}:{} -> {} ({})", of.short(self.from), self.line + 1, of.short(self.to), self.by)
    }

    pub fn violation(&self, of: &Crate<'_>, advice: String) -> Option<Violation> {
        Some(Violation::at_line(of.modules.get(self.from)?.source, self.line, advice))
    }
}
