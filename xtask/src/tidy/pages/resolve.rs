//! Finds the file of an import, as Vite and TypeScript do.

use std::collections::BTreeSet;

#[derive(Debug, PartialEq)]
pub enum Target<'a> {
    /// A file of the repository.
    File(&'a str),
    /// A package, or a file that is not a module.
    Foreign,
    /// It should be a module of this repository, and no file matches.
    Lost,
}

/// In the order in which they are tried: a Svelte component comes before a module with the same name.
const ENDINGS: [&str; 4] = ["", ".ts", ".svelte.ts", "/index.ts"];

/// Prefixes of path aliases. None is configured, and these rules could not resolve one.
const ALIASES: [&str; 5] = ["$", "~", "#", "@/", "/"];

/// `from` is the path of the importing file. All paths start at the root of the repository.
pub fn resolve<'a>(files: &BTreeSet<&'a str>, from: &str, name: &str) -> Target<'a> {
    let name = name.split('?').next().unwrap_or(name);
    if ALIASES.iter().any(|alias| name.starts_with(alias)) {
        return Target::Lost;
    }
    if !name.starts_with("./") && !name.starts_with("../") && name != "." && name != ".." {
        return Target::Foreign;
    }
    let found = joined(from, name).and_then(|path| {
        let fits = |ending: &&str| files.get(format!("{path}{ending}").as_str()).copied();
        ENDINGS.iter().find_map(fits)
    });
    match found {
        Some(file) => Target::File(file),
        None if names_a_module(name) => Target::Lost,
        None => Target::Foreign,
    }
}

/// Images are not among the given files, so they never count as lost.
fn names_a_module(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let ending = file.trim_start_matches('.').rsplit_once('.').map(|(_, ending)| ending);
    ending.is_none_or(|ending| ["ts", "js", "svelte"].contains(&ending))
}

/// Without `.` and `..`. `None` for a path that leaves the repository.
fn joined(from: &str, name: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [&str; 9] = [
        "ui/src/app.css",
        "ui/src/lib/bridge/index.ts",
        "ui/src/lib/both.svelte",
        "ui/src/lib/both.svelte.ts",
        "ui/src/lib/List.svelte",
        "ui/src/lib/list.svelte.ts",
        "ui/src/lib/plain.ts",
        "ui/src/lib/room/a.ts",
        "ui/src/lib/room/index.ts",
    ];

    fn check(name: &str, expected: Target<'_>) {
        assert_eq!(resolve(&FILES.into(), "ui/src/lib/room/a.ts", name), expected, "{name}");
    }

    #[test]
    fn files() {
        check("../plain", Target::File("ui/src/lib/plain.ts"));
        check("../plain.ts", Target::File("ui/src/lib/plain.ts"));
        check("../list.svelte", Target::File("ui/src/lib/list.svelte.ts"));
        check("../list", Target::File("ui/src/lib/list.svelte.ts"));
        check("../List.svelte", Target::File("ui/src/lib/List.svelte"));
        check("../both.svelte", Target::File("ui/src/lib/both.svelte"));
        check("../both.svelte.ts", Target::File("ui/src/lib/both.svelte.ts"));
        check("../bridge", Target::File("ui/src/lib/bridge/index.ts"));
        check("../bridge/index", Target::File("ui/src/lib/bridge/index.ts"));
        check(".././room/../plain", Target::File("ui/src/lib/plain.ts"));
        check("./a", Target::File("ui/src/lib/room/a.ts"));
        check(".", Target::File("ui/src/lib/room/index.ts"));
        check("./", Target::File("ui/src/lib/room/index.ts"));
        check("../../app.css", Target::File("ui/src/app.css"));
        check("../../app.css?inline", Target::File("ui/src/app.css"));
    }

    #[test]
    fn foreign() {
        check("svelte", Target::Foreign);
        check("svelte/elements", Target::Foreign);
        check("@tauri-apps/api/core", Target::Foreign);
        check("../logo.png", Target::Foreign);
    }

    #[test]
    fn lost() {
        check("./gone", Target::Lost);
        check("../gone.svelte", Target::Lost);
        check("../plain.js", Target::Lost);
        check("..", Target::Lost);
        check("../../../../../plain", Target::Lost);
        check("$lib/plain", Target::Lost);
        check("/src/lib/plain", Target::Lost);
    }
}
