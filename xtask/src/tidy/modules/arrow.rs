//! An arrow: one module of a crate uses another.

use super::super::finding::Finding;
use super::tree::Crate;

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Arrow {
    pub from: usize,
    pub to: usize,
    /// From 0.
    pub line: usize,
    /// What makes the arrow, as it is written there: `crate::list::Row`, `.rows()`.
    pub by: String,
}

impl Arrow {
    /// `a.rs:7 -> b.rs (b::C)`.
    pub fn shown(&self, of: &Crate<'_>) -> String {
        format!("{}:{} -> {} ({})", of.short(self.from), self.line + 1, of.short(self.to), self.by)
    }

    pub fn finding(&self, of: &Crate<'_>, advice: String) -> Option<Finding> {
        Some(Finding::at_line(of.modules.get(self.from)?.source, self.line, advice))
    }
}
