//! Which room of desk may use which.

use std::collections::BTreeSet;

use super::tree::Crate;

/// This file.
pub const TABLE: &str = "xtask/src/tidy/modules/rooms.rs";

/// The crate whose rooms have levels.
const WITH_ROOMS: &str = "desk";

/// The entries at the top of `desk/src`, lowest first. A room may use the rooms on the lines above its own. It may not use
/// a room on its own line, nor one on a line below.
///
/// If you need another arrow, there are three ways, best first:
///
/// 1. Move what you need down, to the room that owns it.
/// 2. Have it passed in, or publish an event that a higher room subscribes to.
/// 3. Move a room to another line of this table, if it really is about something higher or lower, and say why in the
///    commit.
///
/// There is no list of exceptions.
const LEVELS: [&[&str]; 12] = [
    &["view"],
    &["account"],
    &["list"],
    &["link"],
    &["drafts"],
    &["checks"],
    &["calling"],
    &["writes"],
    &["history"],
    &["batch"],
    &["window"],
    &["lib"],
];

/// The limit for files and folders at the top of `desk/src`, so that a newcomer can keep an overview.
pub const MOST_ENTRIES: usize = 12;

pub fn has_rooms(of: &Crate<'_>) -> bool {
    of.name == WITH_ROOMS
}

/// The room of a file, by its path below `src`: `list` for `list/rows.rs` and for `list.rs`.
pub fn room(path: &str) -> &str {
    let first = path.split('/').next().unwrap_or(path);
    first.strip_suffix(".rs").unwrap_or(first)
}

/// Whether the table knows the room.
pub fn is_known(room: &str) -> bool {
    level(room).is_some()
}

/// Why this arrow is not allowed. `None` if it is allowed, or if a room is not in the table: that is reported once,
/// elsewhere.
pub fn objection(from: &str, to: &str) -> Option<&'static str> {
    let (own, other) = (level(from)?, level(to)?);
    if from == to {
        return None;
    }
    match own.cmp(&other) {
        std::cmp::Ordering::Greater => None,
        std::cmp::Ordering::Equal => Some("it lies on the same level"),
        std::cmp::Ordering::Less => Some("it lies above"),
    }
}

/// Rooms of the table that are not among these.
pub fn missing(rooms: &BTreeSet<&str>) -> Vec<&'static str> {
    LEVELS.concat().into_iter().filter(|room| !rooms.contains(room)).collect()
}

fn level(room: &str) -> Option<usize> {
    LEVELS.iter().position(|rooms| rooms.contains(&room))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rooms_of_files() {
        let check = |path: &str, expected: &str| assert_eq!(room(path), expected, "{path}");
        check("lib.rs", "lib");
        check("list.rs", "list");
        check("list/mod.rs", "list");
        check("list/deep/rows.rs", "list");
    }

    #[test]
    fn arrows() {
        let above = Some("it lies above");
        let check = |from: &str, to: &str, expected: Option<&str>| {
            assert_eq!(objection(from, to), expected, "{from} -> {to}");
        };
        check("lib", "view", None);
        check("link", "list", None);
        check("list", "list", None);
        check("list", "link", above);
        check("view", "lib", above);
        check("new", "lib", None);
        check("view", "new", None);
    }

    #[test]
    fn every_room_has_one_place() {
        let all: Vec<&str> = LEVELS.concat();
        for room in &all {
            assert_eq!(all.iter().filter(|other| *other == room).count(), 1, "{room}");
        }
        assert!(all.len() <= MOST_ENTRIES);
        assert!(!is_known("new"));
        assert_eq!(missing(&BTreeSet::new()), all);
        assert_eq!(missing(&BTreeSet::from(["view", "new"])).len(), all.len() - 1);
    }
}
