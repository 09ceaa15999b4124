//! Which room of the pages may import which.

use std::collections::BTreeSet;

/// The rooms of `ui/src/lib`, highest first. A room may import the rooms on the lines below its own. It may not import a
/// room on its own line, nor one on a line above.
///
/// If you need another arrow, there are three ways, best first:
///
/// 1. Move what you need down. What two features share, and what names neither of them, belongs to `scope`, `words`,
///    `state` or `components`.
/// 2. Have it passed in. The room takes a value, a function or a snippet, and a room above both provides it.
/// 3. Move a room to another line of this table, if it really is about something higher or lower. Give it a new line if
///    no line fits, and say why in the commit.
///
/// There is no list of exceptions. A new feature gets its place here together with its first file.
const LEVELS: [&[&str]; 12] = [
    &[APP],
    &["features/frame"],
    &["features/numbers", "features/drafts", "features/activity"],
    &["features/panel"],
    &["features/calling", "features/byhand", "features/bulk"],
    &["features/remap"],
    &["features/accounts", "features/search", "features/checks"],
    &["features/about"],
    &["scope"],
    &["words"],
    &["state"],
    &["components", "bridge"],
];

/// The files directly in `ui/src`: the entry point and the outermost component.
const APP: &str = "App";

/// The room of a file. `None` outside the pages, and for a file between the rooms.
pub fn room(path: &str) -> Option<&str> {
    let path = path.strip_prefix("ui/src/")?;
    let Some(path) = path.strip_prefix("lib/") else {
        return (!path.contains('/')).then_some(APP);
    };
    let depth = if path.starts_with("features/") { 2 } else { 1 };
    let (end, _) = path.match_indices('/').nth(depth - 1)?;
    path.get(..end)
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
        std::cmp::Ordering::Less => None,
        std::cmp::Ordering::Equal => Some("it lies on the same level"),
        std::cmp::Ordering::Greater => Some("it lies above"),
    }
}

/// Rooms of the table that contain none of these files.
pub fn without_files(paths: &BTreeSet<&str>) -> Vec<&'static str> {
    let rooms: BTreeSet<&str> = paths.iter().filter_map(|path| room(path)).collect();
    LEVELS.concat().into_iter().filter(|room| !rooms.contains(room)).collect()
}

/// Counted from the top, like the table.
fn level(room: &str) -> Option<usize> {
    LEVELS.iter().position(|rooms| rooms.contains(&room))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rooms_of_files() {
        let check = |path: &str, expected: Option<&str>| assert_eq!(room(path), expected, "{path}");
        check("ui/src/main.ts", Some(APP));
        check("ui/src/App.svelte", Some(APP));
        check("ui/src/lib/bridge/index.ts", Some("bridge"));
        check("ui/src/lib/words/deep/time.ts", Some("words"));
        check("ui/src/lib/features/panel/panel.svelte.ts", Some("features/panel"));
        check("ui/src/lib/features/panel/deep/a.ts", Some("features/panel"));
        check("ui/src/lib/panel/a.ts", Some("panel"));
        check("ui/src/lib/a.ts", None);
        check("ui/src/lib/features/a.ts", None);
        check("ui/src/other/a.ts", None);
        check("ui/tests/a.ts", None);
    }

    #[test]
    fn arrows() {
        let (beside, above) = (Some("it lies on the same level"), Some("it lies above"));
        let check = |from: &str, to: &str, expected: Option<&str>| {
            assert_eq!(objection(from, to), expected, "{from} -> {to}");
        };
        check(APP, "features/frame", None);
        check(APP, APP, None);
        check("features/frame", APP, above);
        check("features/frame", "features/numbers", None);
        check("features/panel", "features/calling", None);
        check("features/panel", "features/panel", None);
        check("features/panel", "features/numbers", above);
        check("features/numbers", "features/drafts", beside);
        check("features/checks", "features/accounts", beside);
        check("features/accounts", "scope", None);
        check("scope", "features/accounts", above);
        check("scope", "state", None);
        check("words", "state", None);
        check("words", "components", None);
        check("state", "words", above);
        check("state", "components", None);
        check("components", "words", above);
        check("bridge", "components", beside);
        check("components", "bridge", beside);
        check("state", "bridge", None);
        check("features/new", "bridge", None);
        check("state", "features/new", None);
    }

    #[test]
    fn every_room_has_one_place() {
        let all: Vec<&str> = LEVELS.concat();
        for room in &all {
            assert_eq!(all.iter().filter(|other| *other == room).count(), 1, "{room}");
            assert!(is_known(room), "{room}");
        }
        assert!(!is_known("features/new"));
    }

    #[test]
    fn rooms_without_files() {
        let all: Vec<&str> = LEVELS.concat();
        assert_eq!(without_files(&BTreeSet::new()), all);
        assert_eq!(
            without_files(&BTreeSet::from(["ui/src/main.ts", "ui/src/lib/bridge/index.ts"])).len(),
            all.len() - 2
        );
    }
}
