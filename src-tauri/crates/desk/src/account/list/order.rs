//! How the keys of rows compare.

use std::cmp::Ordering;
use std::rc::Rc;

/// What a row is sorted by, apart from its number.
pub(super) type Key = Rc<[u8]>;

/// Sorts empty values last in both directions: nobody looks for them first.
pub(super) fn compare(left: &[u8], right: &[u8], descending: bool) -> Ordering {
    match (left.is_empty(), right.is_empty()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        (false, false) if descending => right.cmp(left),
        (false, false) => left.cmp(right),
    }
}

/// Ranks from good to bad. A value that this version does not know ranks as unknown.
pub(super) fn quality_rank(quality: &str) -> &'static str {
    match quality {
        "green" => "1",
        "yellow" => "2",
        "red" => "3",
        _ => "4",
    }
}
