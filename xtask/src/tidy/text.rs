//! Rules about the text of the files.

use super::sources::Source;
use super::violation::Violation;
use crate::shell::root;

const LINES: [(&str, usize); 3] = [(".rs", 400), (".ts", 400), (".svelte", 300)];

/// How a program reads the clock or leaves its process. `domain` gets all of it as arguments.
const IMPURE: [&str; 9] = [
    "SystemTime",
    "Instant::now",
    "std::fs",
    "std::env",
    "std::process",
    "std::thread",
    "TcpStream",
    "UdpSocket",
    "ToSocketAddrs",
];

/// Text that would be run as code, or shown as markup.
const TEXT_AS_CODE: [&str; 7] =
    ["eval(", "new Function(", "{@html", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"];

/// Ways to call Tauri without its package.
const TAURI: [&str; 2] = ["@tauri-apps/", "__TAURI"];

const VAGUE: [&str; 5] = ["Manager", "Helper", "Util", "Service", "Handler"];

pub fn lengths(sources: &[Source]) -> Vec<Violation> {
    let violation = |source: &Source| {
        let (_, limit) = LINES.iter().find(|(ending, _)| source.path.ends_with(ending))?;
        let lines = source.text.lines().count();
        (lines > *limit && !source.is_generated())
            .then(|| Violation::in_file(source, format!("{lines} lines, at most {limit}: split it by meaning")))
    };
    sources.iter().filter_map(violation).collect()
}

pub fn domain_reads_no_clock(sources: &[Source]) -> Vec<Violation> {
    let domain = |source: &Source| source.is_below("src-tauri/crates/domain/src/") && source.ends_with(&[".rs"]);
    every_line(sources, domain, |_, line| {
        let joined = line.contains("std::{").then_some(&"std::{");
        let found = IMPURE.iter().find(|word| line.contains(**word)).or(joined)?;
        Some(format!("`{found}`: pass its result in as an argument"))
    })
}

pub fn pages(sources: &[Source]) -> Vec<Violation> {
    let ours = |source: &Source| source.is_below("ui/src/") && source.ends_with(&[".ts", ".js", ".svelte", ".html"]);
    every_line(sources, ours, |source, line| {
        if TAURI.iter().any(|name| line.contains(name)) && !source.is_below("ui/src/lib/bridge/") {
            return Some("only ui/src/lib/bridge may call Tauri".into());
        }
        let found = TEXT_AS_CODE.iter().find(|word| contains_word(&line.replace('.', " "), &word.replace('.', " ")))?;
        Some(format!("`{found}` would run or show text that came from elsewhere"))
    })
}

/// Tests are built with the feature `bindings`, so a line that needs the feature would first fail in a release.
pub fn specta_needs_its_feature(sources: &[Source]) -> Vec<Violation> {
    let ships = |source: &Source| source.is_below("src-tauri/") && source.ends_with(&[".rs"]);
    every_line(sources, ships, |_, line| {
        let always = contains_word(line, "specta::") && !line.contains(r#"cfg_attr(feature = "bindings", "#);
        always.then(|| r#"specta stands in `cfg_attr(feature = "bindings", ...)`"#.into())
    })
}

pub fn machine_paths(sources: &[Source]) -> Vec<Violation> {
    let home = std::env::var("HOME").or_else(|_| std::env::var("USERPROFILE")).unwrap_or_default();
    let here = root().display().to_string();
    // A checkout directly below the root of the disk has the name of an ordinary folder.
    let here = (here.matches('/').count() > 1).then_some(here);
    let own = [Some(home), here].into_iter().flatten().filter(|path| path.len() > 1);
    let places: Vec<String> = own.map(|path| format!("{path}/")).chain(HOMES.map(str::to_string)).collect();
    every_line(
        sources,
        |_| true,
        |_, line| {
            let found = places.iter().find(|place| contains_word(line, place))?;
            Some(format!("`{found}` exists on one computer only"))
        },
    )
}

/// The only test file that may sleep: between two polls of a condition.
const WAITS: &str = "tests/support/wait.rs";

const SLEEP: &str = "sleep(";

pub fn unused_allowances(sources: &[Source]) -> Vec<Violation> {
    let mut waits = sources.iter().filter(|source| source.path == WAITS);
    let used = waits.any(|source| source.lines().any(|(_, line)| contains_word(line, SLEEP)));
    let violation = Violation::in_table("xtask/src/tidy/text.rs", format!("{WAITS} does not sleep"));
    if used { Vec::new() } else { vec![violation] }
}

pub fn tests_run(sources: &[Source]) -> Vec<Violation> {
    let tests = |source: &Source| source.ends_with(&[".rs", ".ts"]);
    every_line(sources, tests, |source, line| {
        let skipped = if source.ends_with(&[".ts"]) { skipped_in_pages(line) } else { is_ignored(line) };
        let is_test = source.is_below("tests/") || source.path.contains("/tests/") || source.ends_with(&["/tests.rs"]);
        let sleeps = is_test && source.path != WAITS && contains_word(line, SLEEP);
        if skipped {
            Some("a test that does not run proves nothing: fix it or remove it".into())
        } else {
            sleeps.then(|| "poll for the expected result instead of sleeping".into())
        }
    })
}

pub fn names(sources: &[Source]) -> Vec<Violation> {
    let code = |source: &Source| source.ends_with(&[".rs", ".ts", ".svelte"]) && !source.is_generated();
    every_line(sources, code, |_, line| {
        let name = type_defined(line)?;
        let vague = VAGUE.iter().find(|word| name.ends_with(**word))?;
        Some(format!("`{name}`: a {vague} could be anything; say what it is"))
    })
}

/// Split in two, or this file would break its own rule. The same for the next constant.
const IGNORED: &str = concat!("#[", "ignore");

fn is_ignored(line: &str) -> bool {
    let conditional = line.trim_start().starts_with("#[cfg_attr(");
    line.contains(IGNORED) || conditional && line.split(|c: char| !c.is_alphanumeric()).any(|word| word == "ignore")
}

/// Where systems store the home folders.
const HOMES: [&str; 2] = [concat!("/ho", "me/"), concat!("/Us", "ers/")];

fn skipped_in_pages(line: &str) -> bool {
    let ways = ["skip", "only", "todo", "runIf", "skipIf", "fails"];
    let chains = line.split(|c: char| !c.is_alphanumeric() && c != '.' && c != '_');
    chains.map(|chain| chain.split('.').collect::<Vec<_>>()).any(|chain| {
        let is_caller = chain.first().is_some_and(|first| ["it", "test", "describe"].contains(first));
        is_caller && chain.iter().any(|word| ways.contains(word))
    })
}

/// The name after `struct`, `enum`, `trait`, `class` or `interface`.
fn type_defined(line: &str) -> Option<&str> {
    let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    words.find(|word| ["struct", "enum", "trait", "class", "interface"].contains(word))?;
    words.next()
}

/// Whether the line contains `word` at the start of a word.
fn contains_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.')
    })
}

fn every_line(
    sources: &[Source],
    concerned: impl Fn(&Source) -> bool,
    advise: impl Fn(&Source, &str) -> Option<String>,
) -> Vec<Violation> {
    let mut violations = Vec::new();
    for source in sources.iter().filter(|source| concerned(source)) {
        let advised = source.lines().filter_map(|(number, line)| Some((number, advise(source, line)?)));
        violations.extend(advised.map(|(number, advice)| Violation::at_line(source, number, advice)));
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::violation::Rule;

    fn check(rule: Rule, path: &str, text: &str, expected: usize) {
        let violations = rule(&[Source { path: path.into(), text: text.into() }]);
        assert_eq!(violations.len(), expected, "{path}: {text:.60}: {violations:?}");
    }

    #[test]
    fn length() {
        check(lengths, "a.rs", &"\n".repeat(400), 0);
        check(lengths, "a.rs", &"\n".repeat(401), 1);
        check(lengths, "a.svelte", &"\n".repeat(301), 1);
        check(lengths, "ui/src/lib/bridge/bindings.ts", &"\n".repeat(900), 0);
        check(lengths, "README.md", &"\n".repeat(900), 0);
    }

    #[test]
    fn clock() {
        check(domain_reads_no_clock, "src-tauri/crates/domain/src/a.rs", "let now = SystemTime::now();", 1);
        check(domain_reads_no_clock, "src-tauri/crates/domain/src/a.rs", "use std::{env, fmt};", 1);
        check(domain_reads_no_clock, "src-tauri/crates/domain/src/a.rs", "fn at(now: Timestamp)", 0);
        check(domain_reads_no_clock, "src-tauri/crates/store/src/a.rs", "SystemTime::now()", 0);
    }

    #[test]
    fn page() {
        check(pages, "ui/src/lib/bridge/index.ts", "import { invoke } from '@tauri-apps/api/core';", 0);
        check(pages, "ui/src/App.svelte", "import { invoke } from '@tauri-apps/api/core';", 1);
        check(pages, "ui/src/App.svelte", "{@html alias}", 1);
        check(pages, "ui/src/a.ts", "eval(text)", 1);
        check(pages, "ui/src/a.ts", "window.eval(text)", 1);
        check(pages, "ui/src/a.ts", "element.innerHTML = text", 1);
        check(pages, "ui/src/a.ts", "document.write(text)", 1);
        check(pages, "ui/src/a.ts", "window.__TAURI_INTERNALS__.invoke('start')", 1);
        check(pages, "ui/src/a.ts", "retrieval(text)", 0);
    }

    #[test]
    fn specta() {
        let derived = r#"#[cfg_attr(feature = "bindings", derive(specta::Type))]"#;
        check(specta_needs_its_feature, "src-tauri/crates/desk/src/view/a.rs", derived, 0);
        check(specta_needs_its_feature, "src-tauri/crates/desk/src/view/a.rs", "use specta::Type;", 1);
        check(specta_needs_its_feature, "src-tauri/src/commands/a.rs", "#[specta::specta]", 1);
        check(specta_needs_its_feature, "src-tauri/src/bindings/a.rs", "tauri_specta::collect_commands", 0);
    }

    #[test]
    fn paths() {
        let here = format!("see {}/notes.txt", root().display());
        check(machine_paths, "README.md", &here, 1);
        check(machine_paths, "README.md", concat!("cd /ho", "me/ada/desk"), 1);
        check(machine_paths, "README.md", "https://plivo.com/home/page", 0);
    }

    #[test]
    fn tests_that_run() {
        check(tests_run, "src/a.rs", &format!("{IGNORED} = \"slow\"]"), 1);
        check(tests_run, "src/a.rs", concat!("#[cfg_attr(windows, ", "ignore)]"), 1);
        check(tests_run, "src/a.rs", "rows.iter().skip(1)", 0);
        check(tests_run, "ui/tests/a.test.ts", "test.concurrent.skip('later', () => {})", 1);
        check(tests_run, "ui/tests/a.test.ts", "it.runIf(fast)('later', () => {})", 1);
        check(tests_run, "src-tauri/crates/desk/src/view/tests.rs", "tokio::time::sleep(second).await", 1);
        check(tests_run, "ui/tests/a.test.ts", "it.skip('later', () => {})", 1);
        check(tests_run, "ui/tests/a.test.ts", "rows.only(1)", 0);
        check(tests_run, "tests/e2e/a.rs", "tokio::time::sleep(second).await", 1);
        check(tests_run, "tests/support/wait.rs", "tokio::time::sleep(PAUSE).await", 0);
    }

    #[test]
    fn allowances() {
        check(unused_allowances, "tests/support/wait.rs", "tokio::time::sleep(PAUSE).await", 0);
        check(unused_allowances, "tests/support/wait.rs", "asleep(PAUSE)", 1);
        check(unused_allowances, "tests/e2e/wait.rs", "tokio::time::sleep(PAUSE).await", 1);
    }

    #[test]
    fn name() {
        for vague in VAGUE {
            check(names, "a.rs", &format!("pub struct Draft{vague} {{"), 1);
            check(names, "a.ts", &format!("export class Draft{vague} {{"), 1);
        }
        check(names, "a.rs", "pub struct Drafts {", 0);
        check(names, "a.rs", "impl Service for Router {}", 0);
    }
}
