use serde::{Deserialize, Serialize};

/// A window of a list: the rows that were asked for, and how many there are in all.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Rows<T> {
    pub total: u32,
    pub rows: Vec<T>,
}

/// Which rows of a list are asked for.
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

    /// Of a whole list, those that are asked for.
    pub(crate) fn of<T>(self, rows: &[T]) -> &[T] {
        let first = (self.offset as usize).min(rows.len());
        let end = first.saturating_add(self.limit.min(Self::MOST_ROWS) as usize).min(rows.len());
        &rows[first..end]
    }
}
