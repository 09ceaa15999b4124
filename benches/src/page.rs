//! Measurements inside the page, by the page's own clock, up to the second frame after the change is visible.

use std::time::Duration;

use serde_json::{Value, json};

use super::support::Window;

pub async fn first_row(window: &Window) {
    timed(window, "", "document.querySelector('[role=row] [role=gridcell]')").await;
}

/// A list that is being read.
const BUSY: &str = "document.querySelector('[role=treegrid][aria-busy=true], [role=grid][aria-busy=true]')";

/// Changes something that is not seen, and waits for the same frames as after a change that is.
pub async fn empty_repaint(window: &Window) -> f64 {
    timed(window, "document.body.style.setProperty('--nothing', String(begun));", "true").await
}

/// The rows of numbers, which are below the headings of their groups.
const NUMBERS: &str = "document.querySelectorAll('[role=row][aria-level=\"2\"]')";

const SEARCH: &str = "const field = document.querySelector('main input[type=search]'); field.focus(); field.value = word; \
                      field.dispatchEvent(new InputEvent('input', { bubbles: true }));";

/// Goes into the search, and types half a second later, as a person does.
pub async fn first_search(window: &Window) -> f64 {
    timed(window, "document.querySelector('main input[type=search]').focus();", "true").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let took = timed_with(window, SEARCH, &only_the_word(), "needle-3").await;
    timed_with(window, SEARCH, &many(), "").await;
    took
}

/// Types a search that matches exactly one number, and then one that matches nearly all. Returns the time of each.
pub async fn search(window: &Window, round: usize) -> [f64; 2] {
    let one = format!("needle-{}", round % 10);
    let narrow = timed_with(window, SEARCH, &only_the_word(), &one).await;
    let wide = timed_with(window, SEARCH, &many(), "desk").await;
    timed_with(window, SEARCH, "document.body.textContent.includes('needle-0')", "").await;
    [narrow, wide]
}

/// A single number is shown, and it has the word in it. Before the search, many are.
fn only_the_word() -> String {
    format!("{NUMBERS}.length === 1 && {NUMBERS}[0].textContent.includes(word)")
}

/// Many numbers are shown. After a search for a single one, they are new.
fn many() -> String {
    format!("{NUMBERS}.length > 3")
}

/// Opens the first number's panel, and closes it afterwards.
pub async fn open_panel(window: &Window) -> f64 {
    let act = "const row = [...document.querySelectorAll('[role=row]')].find(row => row.textContent.includes('+')); \
               row.click(); row.querySelectorAll('[role=gridcell]')[1]?.click();";
    let milliseconds = timed(window, act, "document.querySelector('[role=switch]')").await;
    let close = "(document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })); \
                 document.querySelector('[aria-label=\"Close\"], [aria-label^=\"Close panel\"]')?.click();";
    timed(window, close, "!document.querySelector('[role=switch]')").await;
    milliseconds
}

async fn timed(window: &Window, act: &str, until: &str) -> f64 {
    timed_with(window, act, until, "").await
}

/// Waits until the list rests, and acts. Then checks the condition in every frame until it holds, and waits for two
/// more frames. Returns the time from the act, in milliseconds. The page calls back when it is done, because to ask it
/// again and again would be a part of its time.
async fn timed_with(window: &Window, act: &str, until: &str, word: &str) -> f64 {
    let script = format!(
        "const [word, done] = arguments; const frame = () => new Promise(requestAnimationFrame);
         (async () => {{ while ({BUSY}) await frame(); await frame(); await frame();
           const begun = performance.now(); {act}
           while (!({until})) await frame(); await frame(); await frame();
           done(performance.now() - begun); }})();"
    );
    let took: Value = window.in_page(&script, vec![json!(word)]).await;
    took.as_f64().unwrap()
}
