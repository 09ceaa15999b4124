//! `cargo xtask test`: all checks and tests of the repository. Those that fail fastest come first.

use std::process::Command;

use crate::prerequisites::ready;
use crate::shell::{Failure, Outcome, cargo, output_of, run};
use crate::summary::{self, Stage};
use crate::{second_run, seed, tidy, ui};

/// Two windows at a time: each one starts an X server, a session bus, a keychain and three processes of WebKit.
const WINDOWS_AT_ONCE: &str = "--test-threads=2";

const TIDY: Stage = Stage { name: "tidy", work: tidy::check };
const PREPARE: Stage = Stage { name: "prepare", work: || ready(true) };
const NOTICES: Stage = Stage { name: "notices", work: tidy::notices::check };
const FORMAT: Stage = Stage { name: "format", work: format };
const UI: Stage = Stage { name: "ui", work: ui::check };
const LINTS: Stage = Stage { name: "lints", work: lints };
const RUST: Stage = Stage { name: "rust", work: rust };
const E2E: Stage = Stage { name: "e2e", work: e2e };

pub fn test(arguments: &[String]) -> Outcome {
    let before = changes();
    match arguments.first().map(String::as_str) {
        None => summary::run(&[TIDY, FORMAT, PREPARE, NOTICES, UI, LINTS, RUST, E2E]),
        Some("tidy") => summary::run(&[TIDY, FORMAT]),
        Some("ui") => summary::run(&[PREPARE, NOTICES, UI]),
        Some("rust") => summary::run(&[FORMAT, PREPARE, LINTS, RUST]),
        Some("e2e") => summary::run(&[PREPARE, E2E]),
        Some(other) => Err(Failure(format!("test: there is no part `{other}`. The parts are tidy, rust, ui and e2e"))),
    }?;
    left_as_found(before.as_deref(), changes().as_deref())
}

fn format() -> Outcome {
    run(&mut cargo(&["fmt", "--all", "--check"]))
}

fn lints() -> Outcome {
    run(&mut linting(&["build", "--workspace", "--all-targets"]))
}

/// Unit tests, documentation tests and whole-app tests. Targets that open a window do not run by default.
fn rust() -> Outcome {
    run(linting(&["test", "--workspace"]).env(seed::VARIABLE, seed::of_the_commit()))
}

fn e2e() -> Outcome {
    let command = |arguments: &[&str]| {
        let mut cargo = linting(&["test", "--workspace", "--test", "e2e", "--"]);
        cargo.args(arguments);
        cargo
    };
    second_run::run(command, &[WINDOWS_AT_ONCE])
}

/// Compiles the packages of this workspace with clippy's driver, which is the compiler together with its lints, and
/// denies warnings. So the linted build is the tested one. `cargo clippy` would check every dependency again. Cargo
/// stores this build of our packages apart from that of `cargo build`. Both share the dependencies.
fn linting(arguments: &[&str]) -> Command {
    let mut cargo = cargo(arguments);
    cargo.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver").env("CLIPPY_ARGS", "-Dwarnings");
    cargo
}

/// The files that git sees as changed or new. `None` outside a git checkout.
fn changes() -> Option<String> {
    output_of("git", &["status", "--porcelain"])
}

/// Only a tree that was clean at the start can be checked for being clean at the end.
fn left_as_found(before: Option<&str>, after: Option<&str>) -> Outcome {
    match (before, after) {
        (Some(""), Some(after)) if !after.is_empty() => {
            Err(Failure(format!("the tests changed or added files in the work tree:\n{after}")))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::left_as_found;

    #[test]
    fn a_tree_that_was_clean_must_stay_clean() {
        let check = |before, after, fine: bool| {
            assert_eq!(left_as_found(before, after).is_ok(), fine, "{before:?} -> {after:?}");
        };
        check(Some(""), Some(""), true);
        check(Some(""), Some("?? new.txt"), false);
        check(Some(" M mine.rs"), Some(" M mine.rs\n?? other.rs"), true);
        check(None, None, true);
    }
}
