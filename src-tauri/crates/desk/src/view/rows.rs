//! Windows of lists: a requested part of the rows, and the total count.

use serde::{Deserialize, Serialize};

/// A window of a list: the requested rows, and the total count.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Rows<T> {
    pub total: u32,
    pub rows: Vec<T>,
}

/// The requested rows of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Span {
    pub offset: u32,
    pub limit: u32,
}

impl Span {
    /// More rows than any screen shows.
    pub const MOST_ROWS: u32 = 500;

    /// Returns the requested rows of a whole list.
    pub(crate) fn of<T>(self, rows: &[T]) -> &[T] {
        let first = (self.offset as usize).min(rows.len());
        let end = first.saturating_add(self.limit.min(Self::MOST_ROWS) as usize).min(rows.len());
        &rows[first..end]
    }
}
