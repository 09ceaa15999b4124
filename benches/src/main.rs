//! Speed and memory, as ratios within one run, so that the speed of the machine cancels out. The rounds of both sides
//! are interleaved, because the speed of a machine changes over time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod memory;
mod page;
mod requests;
mod seed;
#[path = "../../tests/support/mod.rs"]
mod support;

use std::path::PathBuf;
use std::time::Instant;

use serde_json::{Value, json};
use support::{App, Desktop, Keychain, Launch};

const ROUNDS: usize = 7;

#[tokio::main]
async fn main() {
    let rounds = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(ROUNDS);
    let starts = starts(rounds).await;
    let lists = lists(rounds).await;
    let requests = requests::per_save().await;
    let report = json!({ "rounds": rounds, "start": starts, "list": lists, "requests": requests });
    std::fs::create_dir_all("target").unwrap();
    std::fs::write("target/bench.json", serde_json::to_string_pretty(&report).unwrap()).unwrap();
    println!("written to target/bench.json");
}

/// From the process start to the frame with the first row, with 10,000 cached numbers, against a blank Tauri window.
/// Also the memory of both.
async fn starts(rounds: usize) -> Value {
    let (mut app_ms, mut blank_ms, mut app_mib, mut blank_mib) = (vec![], vec![], vec![], vec![]);
    for _ in 0..rounds {
        let (ms, mib) = blank().await;
        blank_ms.push(ms);
        blank_mib.push(mib);
        let (ms, mib) = app(10_000).await;
        app_ms.push(ms);
        app_mib.push(mib);
    }
    let time = report("spawn to first row (10,000 numbers) / blank window", &app_ms, &blank_ms, "ms");
    let memory = report("PSS (10,000 numbers) / blank window", &app_mib, &blank_mib, "MiB");
    json!({ "firstRow": time, "memory": memory })
}

async fn blank() -> (f64, f64) {
    let desktop = Desktop::new(Keychain::Absent);
    let begun = Instant::now();
    let app = App::start(&desktop, Launch::plain().composited().binary(&built("examples/blank"))).await;
    page::two_frames(&app.window).await;
    (milliseconds(begun), memory::pss_mib(app.id()))
}

async fn app(numbers: u32) -> (f64, f64) {
    let desktop = Desktop::new(Keychain::Absent);
    seed::snapshot(&desktop.data(), numbers);
    let begun = Instant::now();
    let app = App::start(&desktop, Launch::plain().composited().binary(&built("number-desk"))).await;
    page::first_row(&app.window).await;
    (milliseconds(begun), memory::pss_mib(app.id()))
}

/// From a keystroke in the search to the painted rows, and from a click to the painted panel: 100,000 numbers against
/// 100.
async fn lists(rounds: usize) -> Value {
    let (large_desktop, small_desktop) = (Desktop::new(Keychain::Absent), Desktop::new(Keychain::Absent));
    let large = with_numbers(&large_desktop, 100_000).await;
    let small = with_numbers(&small_desktop, 100).await;
    let (mut search, mut search_small, mut panel, mut panel_small) = (vec![], vec![], vec![], vec![]);
    for round in 0..rounds {
        search_small.push(page::search(&small.window, round).await);
        search.push(page::search(&large.window, round).await);
        panel_small.push(page::open_panel(&small.window).await);
        panel.push(page::open_panel(&large.window).await);
    }
    let search = report("search keystroke to painted rows, 100,000 / 100 numbers", &search, &search_small, "ms");
    let panel = report("click to painted panel, 100,000 / 100 numbers", &panel, &panel_small, "ms");
    json!({ "search": search, "panel": panel })
}

async fn with_numbers(desktop: &Desktop, numbers: u32) -> App {
    seed::snapshot(&desktop.data(), numbers);
    let app = App::start(desktop, Launch::plain().composited().binary(&built("number-desk"))).await;
    page::first_row(&app.window).await;
    app
}

fn built(name: &str) -> PathBuf {
    std::env::current_exe().unwrap().with_file_name("").join(name)
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

/// Prints the ratio of two medians, and returns it with them.
fn report(what: &str, ours: &[f64], reference: &[f64], unit: &str) -> Value {
    let (ours, reference) = (median(ours), median(reference));
    let ratio = ours / reference;
    println!("{what}: {ratio:.2}  ({ours:.1} / {reference:.1} {unit})");
    json!({ "ratio": ratio, "ours": ours, "reference": reference, "unit": unit })
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}
