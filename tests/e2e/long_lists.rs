//! Lists with hundreds of rows: only the rows near the viewport are drawn, every row can be reached, and no part is
//! blank.

use std::cell::Cell;

use sandbox::Options;
use serde_json::json;

use crate::seat::{Connected, FIRST, FIRST_DIGITS, accessible, draft_saved, held, hold, open, say_yes};
use crate::support::{Launch, Theme, Window, starting};

const MANY: usize = 600;

/// The drawn part of a list: its rows and their heights, and whether a part of the viewport is blank.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Drawn {
    rows: usize,
    total: usize,
    first: usize,
    last: usize,
    /// The scroll position, in pixels.
    scrolled: usize,
    blank: bool,
}

/// On a busy page, a list that still moves can look the same for a moment.
const LOOKS_AT_REST: usize = 8;

/// Checks every fortieth pixel of the visible part of the list.
const DRAWN: &str = r"
const list = [...document.querySelectorAll('[role=list]')].find((one) => one.getAttribute('aria-label') === arguments[0]);
if (!list) return null;
const rows = [...list.querySelectorAll(':scope > [role=listitem]')];
const place = (row) => Number(row.getAttribute('aria-posinset'));
const inside = (row) => { const { top, bottom } = row.getBoundingClientRect(); return { top, bottom }; };
const bounds = list.getBoundingClientRect();
let scroller = list;
while (!/auto|scroll/.test(getComputedStyle(scroller).overflowY)) scroller = scroller.parentElement;
const view = scroller.getBoundingClientRect();
let blank = false;
for (let y = Math.max(bounds.top, view.top) + 1; y < Math.min(bounds.bottom, view.bottom) - 1; y += 40) {
  blank ||= !rows.some((row) => inside(row).top <= y && inside(row).bottom >= y);
}
const seen = rows.filter((row) => inside(row).bottom > view.top + 2 && inside(row).top < view.bottom - 2).map(place);
return { rows: rows.length, total: Number(rows[0]?.getAttribute('aria-setsize') ?? 0), first: Math.min(...seen), last: Math.max(...seen), scrolled: Math.round(scroller.scrollTop), blank };
";

async fn drawn(window: &Window, list: &str) -> Option<Drawn> {
    let told = window.execute(DRAWN, vec![json!(list)]).await;
    let count = |name: &str| told[name].as_u64().map(|count| count as usize);
    Some(Drawn {
        rows: count("rows")?,
        total: count("total")?,
        first: count("first")?,
        last: count("last")?,
        scrolled: count("scrolled")?,
        blank: told["blank"].as_bool()?,
    })
}

/// Waits until the list is at rest, has no gap, and meets the condition. At most a few screens of it are drawn.
async fn shows(window: &Window, list: &str, what: &str, fits: impl Fn(&Drawn) -> bool) -> Drawn {
    let (last, looks) = (Cell::new(None), Cell::new(0));
    let at_rest = async || {
        let now = drawn(window, list).await;
        looks.set(if now.is_some() && last.replace(now) == now { looks.get() + 1 } else { 0 });
        looks.get() >= LOOKS_AT_REST && now.is_some_and(|now| !now.blank && fits(&now))
    };
    window.wait_until(what, at_rest).await;
    let shown = last.get().unwrap();
    assert!(shown.rows < 150, "{} rows are drawn of the list {list}", shown.rows);
    shown
}

/// Opens the bulk edit of every number, with one alias for all of them.
async fn rename_all(window: &Window, numbers: usize) -> Window {
    window.click("checkbox", "Select all matching numbers").await;
    window.click("button", format!("Edit {numbers} numbers").as_str()).await;
    let dialog = window.within("dialog", starting("Edit")).await;
    dialog.type_into("textbox", "Alias", "One of many").await;
    dialog.shows(&format!("{numbers} numbers of {numbers} would change")).await;
    dialog
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_bulk_edit_and_of_drafts() {
    let connected =
        Connected::open_with(Options { numbers: MANY, ..Options::default() }, Launch::plain().composited()).await;
    let window = connected.window();
    let dialog = rename_all(window, MANY).await;
    let difference = "Difference per number";
    shows(window, difference, "the first differences", |drawn| drawn.first == 1 && drawn.total == MANY).await;
    dialog.click("group", difference).await;
    window.press("End").await;
    shows(window, difference, "the last difference", |drawn| drawn.last == MANY).await;
    window.press("Home").await;
    shows(window, difference, "the first differences again", |drawn| drawn.first == 1).await;
    accessible(window, "a long preview").await;
    dialog.click("button", "Make drafts").await;

    window.click("button", starting("Drafts")).await;
    window.shows(&format!("{MANY} drafts of this account")).await;
    shows(window, "Drafts", "the first drafts", |drawn| drawn.first == 1 && drawn.total == MANY).await;
    window.click("heading", "Drafts").await;
    window.press("End").await;
    let mut before = shows(window, "Drafts", "the last draft", |drawn| drawn.last == MANY).await;
    accessible(window, "the end of a long list of drafts").await;
    for page in 0..6 {
        window.press("PageUp").await;
        let higher = |now: &Drawn| now.first < before.first;
        let now = shows(window, "Drafts", &format!("page {page} from the end"), higher).await;
        assert!(now.last < MANY && now.last + 1 >= before.first, "a draft was left out between {before:?} and {now:?}");
        before = now;
    }
    window.press("Home").await;
    shows(window, "Drafts", "the first drafts again", |drawn| drawn.first == 1).await;
}

/// The row with the focus stays, however far the user scrolls. The scroll position stays when a row is removed.
#[tokio::test(flavor = "multi_thread")]
async fn keep_the_focus_and_the_place() {
    let connected = Connected::open_with(
        Options { numbers: MANY, ..Options::default() },
        Launch::plain().composited().theme(Theme::Dark),
    )
    .await;
    let window = connected.window();
    let dialog = rename_all(window, MANY).await;
    dialog.click("button", "Make drafts").await;
    window.click("button", starting("Drafts")).await;
    shows(window, "Drafts", "the first drafts", |drawn| drawn.first == 1).await;
    let tray = window.within("list", "Drafts").await;
    let names = tray.names("button").await;
    let opens: Vec<&String> = names.iter().filter(|name| name.starts_with("Open ")).collect();
    let (gone, next) = (opens[1].trim_start_matches("Open "), opens[2].trim_start_matches("Open "));

    window.click("button", format!("Discard draft of {gone}").as_str()).await;
    window.shows(&format!("{} drafts of this account", MANY - 1)).await;
    window.gone("button", format!("Open {gone}").as_str()).await;
    shows(window, "Drafts", "one less", |drawn| drawn.first == 1 && drawn.total == MANY - 1).await;

    let mark = format!("Mark as ready: {next}");
    window.click("button", mark.as_str()).await;
    window.find("button", format!("Not ready: {next}").as_str()).await;
    window.press("End").await;
    shows(window, "Drafts", "the last draft", |drawn| drawn.last == MANY - 1).await;
    let focused = window.focused().await.map(|(_, name)| name);
    assert_eq!(focused, Some(format!("Not ready: {next}")), "the button that was pressed keeps the focus");
    window.press("Space").await;
    window.find("button", mark.as_str()).await;

    // A new search starts at its first row.
    window.type_into("searchbox", "Search drafts", next).await;
    shows(window, "Drafts", "what was searched for", |drawn| drawn.total == 1 && drawn.first == 1).await;
    window.type_into("searchbox", "Search drafts", "many").await;
    shows(window, "Drafts", "all of them", |drawn| drawn.total == MANY - 1 && drawn.first == 1).await;
    window.type_into("searchbox", "Search drafts", "nobody").await;
    window.find("heading", "No draft matches").await;
}

/// Makes a record of each write of a batch, as versions before batches had records. Many batches are slow to make.
fn ungrouped(connected: &Connected) {
    let file = rusqlite::Connection::open(connected.seat.desktop.data().join("number-desk.db")).unwrap();
    file.execute_batch("UPDATE activity SET batch = NULL; DELETE FROM activity WHERE action = 'batch'").unwrap();
}

/// A batch has one result per draft, and Activity one record. Both lists load while the user scrolls.
#[tokio::test(flavor = "multi_thread")]
async fn of_results_and_of_records() {
    const SOME: usize = 130;
    let connected =
        Connected::open_with(Options { numbers: SOME, ..Options::default() }, Launch::plain().composited()).await;
    let window = connected.window();
    let dialog = rename_all(window, SOME).await;
    dialog.click("button", "Make drafts and apply").await;
    say_yes(window, SOME).await;
    window.within("group", "Batch").await.find("button", "Done").await;
    window.shows(&format!("{SOME} of {SOME} done")).await;
    assert!(!window.has("list", "Results").await, "a batch without exceptions is one line");
    window.click("button", "All results").await;
    shows(window, "Results", "the first results", |drawn| drawn.first == 1 && drawn.total == SOME).await;
    window.click("heading", "Applied").await;
    window.press("End").await;
    shows(window, "Results", "the last result", |drawn| drawn.last == SOME).await;
    accessible(window, "the end of many results").await;

    window.click("button", starting("Activity")).await;
    window.click("button", starting(&format!("{SOME} numbers"))).await;
    let within = "Numbers of the batch";
    shows(window, within, "the first numbers", |drawn| drawn.first == 1 && drawn.total == SOME).await;
    window.press("Tab").await;
    window.press("End").await;
    shows(window, within, "the last number", |drawn| drawn.last == SOME).await;

    window.click("button", starting("Numbers")).await;
    ungrouped(&connected);
    window.click("button", starting("Activity")).await;
    window.shows(&format!("{SOME} records")).await;
    shows(window, "Records", "the latest records", |drawn| drawn.first == 1 && drawn.total == SOME).await;
    window.click("heading", "Activity").await;
    window.press("End").await;
    shows(window, "Records", "the oldest record", |drawn| drawn.last == SOME).await;
    window.press("PageUp").await;
    shows(window, "Records", "those before it", |drawn| drawn.last < SOME).await;
    accessible(window, "many records").await;
    // A search from far down starts at its first match.
    window.type_into("searchbox", "Search activity", "One of many").await;
    shows(window, "Records", "what was found, from its first", |drawn| drawn.first == 1 && drawn.total == SOME).await;
}

/// The name of the first fully visible record, and its position.
const FIRST_IN_SIGHT: &str = r"
const list = document.querySelector('[role=list][aria-label=Records]');
const top = list.closest('section').querySelector('header').getBoundingClientRect().bottom;
const row = [...list.querySelectorAll(':scope > [role=listitem]')].find((one) => one.getBoundingClientRect().top >= top);
return [row.querySelector('code')?.textContent, Math.round(row.getBoundingClientRect().top)];
";

/// New records above do not move the visible ones.
#[tokio::test(flavor = "multi_thread")]
async fn records_that_come_in_above_move_nothing() {
    const SOME: usize = 60;
    let connected =
        Connected::open_with(Options { numbers: SOME, ..Options::default() }, Launch::plain().composited()).await;
    let window = connected.window();
    let dialog = rename_all(window, SOME).await;
    dialog.click("button", "Make drafts and apply").await;
    say_yes(window, SOME).await;
    window.within("group", "Batch").await.shows(&format!("{SOME} of {SOME} done")).await;
    ungrouped(&connected);
    window.click("button", starting("Numbers")).await;
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Alias", "One more").await;
    draft_saved(&panel).await;
    // The save has not come to its record yet.
    hold(&connected.control, "GET", &format!("/WhatsApp/Number/{FIRST_DIGITS}/"));
    panel.click("button", "Save changes").await;
    held(&connected.control).await;
    window.click("button", starting("Activity")).await;
    shows(window, "Records", "the records so far", |drawn| drawn.first == 1 && drawn.total == SOME).await;
    window.click("heading", "Activity").await;
    window.press("PageDown").await;
    let before = shows(window, "Records", "further records", |drawn| drawn.first > 1).await;
    let in_sight = async || window.execute(FIRST_IN_SIGHT, vec![]).await;
    let looked_at = in_sight().await;
    connected.control.release();
    let all = shows(window, "Records", "all records", |drawn| drawn.total == SOME + 1).await;
    assert_eq!(in_sight().await, looked_at, "of {SOME} records and of one more");
    assert_eq!(all.first - before.first, 1, "its index has grown with the total");
}
