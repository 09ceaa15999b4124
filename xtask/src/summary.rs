//! Prints one line per stage at the end, as a summary of a long run.

use std::time::{Duration, Instant};

use crate::shell::{Failure, Outcome};

pub struct Stage {
    pub name: &'static str,
    pub work: fn() -> Outcome,
}

/// Runs the stages in order, up to the first failure, and prints the result of each.
pub fn run(stages: &[Stage]) -> Outcome {
    let mut lines = Vec::new();
    let mut failed = None;
    for stage in stages {
        if failed.is_some() {
            lines.push(line(stage.name, "not run", None));
            continue;
        }
        println!("\n=== {}", stage.name);
        let started = Instant::now();
        let outcome = (stage.work)();
        let word = if outcome.is_ok() { "passed" } else { "FAILED" };
        lines.push(line(stage.name, word, Some(started.elapsed())));
        failed = outcome.err().map(|failure| Failure(format!("{}: {failure}", stage.name)));
    }
    println!("\n{}", lines.join("\n"));
    failed.map_or(Ok(()), Err)
}

fn line(name: &str, word: &str, took: Option<Duration>) -> String {
    let took = took.map(|took| format!("{:>5.0} s", took.as_secs_f64())).unwrap_or_default();
    format!("{name:12} {word:8}{took}")
}
