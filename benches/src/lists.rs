//! From a keystroke in the search to the painted rows, and from a click to the painted panel, by the page's own clock.

use super::goals::{Goal, Report, median, percentile};
use super::support::{App, Desktop, Keychain, Launch};
use super::{built, page, seed};

/// At 60 frames a second, in milliseconds.
const FRAME: f64 = 1000.0 / 60.0;

/// How often each round searches, so that the 95th percentile comes from many searches.
const SEARCHES: usize = 3;

pub async fn measure(rounds: usize, report: &mut Report) {
    let (large_desktop, small_desktop) = (Desktop::new(Keychain::Absent), Desktop::new(Keychain::Absent));
    let large = with_numbers(&large_desktop, 100_000).await;
    let small = with_numbers(&small_desktop, 24).await;
    println!("the first search at 100,000: {:.0} ms", page::first_search(&large.window).await);
    let (mut empty, mut search, mut search_small) = (vec![], vec![], vec![]);
    let (mut panel, mut panel_small) = (vec![], vec![]);
    for round in 0..rounds {
        // The same work on both sides: a window that has rested is slower.
        for again in 0..SEARCHES {
            search_small.extend(page::search(&small.window, round + again).await);
        }
        panel_small.push(page::open_panel(&small.window).await);
        for again in 0..SEARCHES {
            empty.push(page::empty_repaint(&large.window).await);
            search.extend(page::search(&large.window, round + again).await);
        }
        panel.push(page::open_panel(&large.window).await);
    }
    for (numbers, times) in [("24", &search_small), ("100,000", &search)] {
        println!("search at {numbers}: median {:.0} ms, p95 {:.0} ms", median(times), percentile(times, 95));
    }
    let (slowest, empty) = (percentile(&search, 95), median(&empty));
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
