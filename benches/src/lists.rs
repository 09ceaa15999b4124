//! From a keystroke in the search to the painted rows, and from a click to the painted panel, by the page's own clock.

use super::goals::{Goal, Report, median, percentile};
use super::support::{App, Desktop, Keychain, Launch};
use super::{built, page, seed};

/// At 60 frames a second, in milliseconds.
const FRAME: f64 = 1000.0 / 60.0;

pub async fn measure(rounds: usize, report: &mut Report) {
    let (large_desktop, small_desktop) = (Desktop::new(Keychain::Absent), Desktop::new(Keychain::Absent));
    let large = with_numbers(&large_desktop, 100_000).await;
    let small = with_numbers(&small_desktop, 24).await;
    let (mut search, mut empty, mut panel, mut panel_small) = (vec![], vec![], vec![], vec![]);
    for round in 0..rounds {
        empty.push(page::empty_repaint(&large.window).await);
        search.extend(page::search(&large.window, round).await);
        panel_small.push(page::open_panel(&small.window).await);
        panel.push(page::open_panel(&large.window).await);
    }
    let (slowest, empty) = (percentile(&search, 95), median(&empty));
    println!(
        "search at 100,000: median {:.0} ms, p95 {slowest:.0} ms; an empty repaint {empty:.0} ms",
        median(&search)
    );
    let frames = (slowest - empty) / FRAME;
    report.add(Goal::at_most(
        "search at 100,000, p95, in frames above an empty repaint",
        frames,
        3.0,
        (slowest, empty),
    ));
    let (panel, small) = (median(&panel), median(&panel_small));
    report.add(Goal::at_most("click to painted panel, 100,000 / 24 numbers", panel / small, 1.5, (panel, small)));
}

async fn with_numbers(desktop: &Desktop, numbers: u32) -> App {
    seed::snapshot(&desktop.data(), numbers);
    let app = App::start(desktop, Launch::plain().own_drawing().binary(&built("number-desk"))).await;
    page::first_row(&app.window).await;
    app
}
