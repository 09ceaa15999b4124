//! Which room of desk may import which.

/// The entries at the top of `desk/src`, lowest first. A room may import the rooms on the lines above its own. It may not
/// import a room on its own line, nor one on a line below.
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
    &["link"],
    &["list"],
    &["checks"],
    &["calling"],
    &["drafts"],
    &["writes"],
    &["history"],
    &["batch"],
    &["window"],
    &["lib"],
];

/// Entries at the top of `desk/src`, so that a newcomer can take them in at once.
pub const MOST_ROOMS: usize = 12;

/// The room of a file, by its path below `src`: `list` for `list/rows.rs` and for `list.rs`.
pub fn room(path: &str) -> &str {
    let first = path.split('/').next().unwrap_or(path);
    first.strip_suffix(".rs").unwrap_or(first)
}

/// Whether the table knows the room.
pub fn is_known(room: &str) -> bool {
    level(room).is_some()
}

/// Why this arrow is not allowed. None if it is, and for a room that the table does not know, which is reported once.
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

fn level(room: &str) -> Option<usize> {
    LEVELS.iter().position(|rooms| rooms.contains(&room))
}
