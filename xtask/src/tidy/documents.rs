//! Rules about the documents at the top of the repository.

use super::sources::Source;
use super::violation::Violation;

/// The documents that describe the code as it is. The changelog describes earlier versions too.
const DOCUMENTS: [&str; 2] = ["ARCHITECTURE.md", "README.md"];

/// The folders that a path in a document may start from.
const STARTS: [&str; 3] = ["", "src-tauri/crates/", "ui/src/lib/"];

/// Endings of names that are a path even without a folder.
const ENDINGS: [&str; 9] = [".rs", ".ts", ".svelte", ".css", ".json", ".toml", ".yaml", ".yml", ".md"];

/// Folders that exist only after a build, or only in an installed app.
const ELSEWHERE: [&str; 3] = ["target/", "ui/dist/", "/"];

pub fn paths_exist(sources: &[Source]) -> Vec<Violation> {
    let documents = sources.iter().filter(|source| DOCUMENTS.contains(&source.path.as_str()));
    let missing = |document: &Source| {
        let lines = document.lines().flat_map(|(at, line)| quoted(line).map(move |word| (at, word)));
        let missing = lines.filter(|(_, word)| is_path(word) && !exists(sources, word));
        missing
            .map(|(at, word)| Violation::at_line(document, at, format!("`{word}` does not exist")))
            .collect::<Vec<_>>()
    };
    documents.flat_map(missing).collect()
}

/// What stands between two backticks.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

fn is_path(word: &str) -> bool {
    let plain = word.chars().all(|letter| letter.is_alphanumeric() || "-_./".contains(letter));
    let has_ending = ENDINGS.iter().any(|ending| word.ends_with(ending));
    plain && (word.contains('/') || has_ending) && !ELSEWHERE.iter().any(|folder| word.starts_with(folder))
}

fn exists(sources: &[Source], word: &str) -> bool {
    let word = word.trim_end_matches('/');
    let is = |path: &str| sources.iter().any(|source| source.path == path || source.is_below(&format!("{path}/")));
    STARTS.iter().any(|start| is(&format!("{start}{word}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.into(), text: text.into() }
    }

    #[test]
    fn paths_in_documents() {
        let check = |line: &str, expected: &[&str]| {
            let sources = [
                source("ARCHITECTURE.md", &format!("First\n{line}\n")),
                source("deny.toml", ""),
                source("src-tauri/crates/desk/src/lib.rs", ""),
                source("ui/src/lib/features/panel/saving.svelte.ts", ""),
            ];
            let found: Vec<String> = paths_exist(&sources)
                .into_iter()
                .map(|violation| format!("{} {}", violation.place, violation.advice))
                .collect();
            assert_eq!(found, expected, "{line}");
        };
        check("`desk/src/lib.rs`, `desk/src`, `features/panel`, `deny.toml`, `src-tauri/crates/desk/src/lib.rs`", &[]);
        check("`target/bench.json`, `/usr/share/doc`, `cargo xtask test`, `Seat`, `a::b`", &[]);
        check("a/b outside of quotes", &[]);
        check("`desk/src/other.rs`", &["ARCHITECTURE.md:2 `desk/src/other.rs` does not exist"]);
        check("`deny.toml` and `lib.rs`", &["ARCHITECTURE.md:2 `lib.rs` does not exist"]);
        check("`features/pan`", &["ARCHITECTURE.md:2 `features/pan` does not exist"]);
    }
}
