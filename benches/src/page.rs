//! Measurements inside the page, by the page's own clock, up to the second frame after the change is visible.

use serde_json::{Value, json};

use super::support::Window;

pub async fn first_row(window: &Window) {
    timed(window, "", "document.querySelector('[role=row] [role=gridcell]')").await;
}

/// Changes something that is not seen, and waits for the same frames as after a change that is.
pub async fn empty_repaint(window: &Window) -> f64 {
    timed(window, "document.body.style.setProperty('--nothing', String(begun));", "true").await
}

/// Types a search that matches exactly one number, and then one that matches nearly all. Returns the time of each.
pub async fn search(window: &Window, round: usize) -> [f64; 2] {
    let one = format!("needle-{}", round % 10);
    let act = "const field = document.querySelector('main input[type=search]'); field.focus(); field.value = word; \
               field.dispatchEvent(new InputEvent('input', { bubbles: true }));";
    let rows = "[...document.querySelectorAll('[role=row]')].filter(row => row.querySelector('[role=gridcell]'))";
    let found = format!("{rows}.length <= 3 && document.body.textContent.includes(word)");
    let narrow = timed_with(window, act, &found, &one).await;
    let wide = timed_with(window, act, &format!("{rows}.length > 3"), "desk").await;
    timed_with(window, act, "document.body.textContent.includes('needle-0')", "").await;
    [narrow, wide]
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

/// Acts, then checks the condition in every frame until it holds, then waits for two more frames. In milliseconds.
async fn timed_with(window: &Window, act: &str, until: &str, word: &str) -> f64 {
    let script = format!(
        "const word = arguments[0]; window.benchTook = null; const begun = performance.now(); {act}
         const frame = () => new Promise(requestAnimationFrame);
         (async () => {{ while (!({until})) await frame(); await frame(); await frame();
           window.benchTook = performance.now() - begun; }})();"
    );
    window.execute(&script, vec![json!(word)]).await;
    window.wait_until("what is timed", async || took(window).await.is_some()).await;
    took(window).await.unwrap()
}

async fn took(window: &Window) -> Option<f64> {
    let took: Value = window.execute("return window.benchTook", vec![]).await;
    took.as_f64()
}
