//! Speed, memory and size, as ratios within one run, so that the speed of the machine cancels out. The rounds of both
//! sides are interleaved, because the speed of a machine changes over time.
//!
//! `cargo xtask bench [--rounds N] [part]...`, where a part is one of `starts`, `lists`, `sync`, `package`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod goals;
mod lists;
mod memory;
mod package;
mod page;
mod requests;
mod screen;
mod seed;
mod starts;
#[path = "../../tests/support/mod.rs"]
mod support;
mod sync;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use goals::Report;
use serde_json::json;

#[derive(Parser)]
struct Options {
    /// How often each start is measured.
    #[arg(long, default_value_t = 15)]
    rounds: usize,
    /// Only makes a data folder with 100,000 numbers there, to try by hand.
    #[arg(long, value_name = "FOLDER")]
    seed: Option<PathBuf>,
    /// What to measure. Everything if nothing is named.
    #[arg(value_parser = PARTS)]
    parts: Vec<String>,
}

const PARTS: [&str; 4] = ["starts", "lists", "sync", "package"];

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    if let Some(folder) = &options.seed {
        seed::snapshot(folder, 100_000);
        return ExitCode::SUCCESS;
    }
    let wanted = |part: &str| options.parts.is_empty() || options.parts.iter().any(|wanted| wanted == part);
    let mut report = Report::default();
    if wanted("package") {
        package::measure(&mut report);
    }
    if wanted("sync") {
        sync::measure(&mut report).await;
        requests::measure(&mut report).await;
    }
    if wanted("lists") {
        lists::measure(options.rounds, &mut report).await;
    }
    if wanted("starts") {
        starts::measure(options.rounds, &mut report);
    }
    let written = json!({ "rounds": options.rounds, "goals": report.json() });
    std::fs::create_dir_all("target").unwrap();
    std::fs::write("target/bench.json", serde_json::to_string_pretty(&written).unwrap()).unwrap();
    println!("written to target/bench.json");
    let missed = report.missed();
    for goal in &missed {
        println!("missed: {goal}");
    }
    if missed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A program that was built together with this one.
fn built(name: &str) -> PathBuf {
    std::env::current_exe().unwrap().with_file_name("").join(name)
}
