//! The whole window right to left, like on a system in Arabic or Hebrew.
//!
//! There is no translation yet, so the texts stay English. The test compares the layout: nothing may be cut off, stick
//! out or overlap unless it also does so left to right.

use serde_json::{Value, json};

use crate::seat::{FIRST, Seat, draft_saved, open};
use crate::support::{Keychain, Launch, Window, starting};

const SIZES: [(u32, u32); 2] = [(1440, 900), (720, 480)];

/// The layout errors of each element, one line each. An open dialog or pop-up is checked alone, because it overlaps the
/// page on purpose.
const FAULTS: &str = r"
const root = document.documentElement;
const scope = document.querySelector(':popover-open') ?? document.querySelector('dialog[open]') ?? document.body;
const faults = root.scrollWidth > innerWidth ? ['the page scrolls sideways'] : [];
const seen = (element) => {
  const { width, height } = element.getBoundingClientRect();
  return width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true });
};
const all = [...scope.querySelectorAll('*')].filter(seen);
const name = (element) => {
  const places = [];
  for (let at = element; at !== scope; at = at.parentElement) places.unshift([...at.parentElement.children].indexOf(at));
  const says = (element.ariaLabel ?? element.textContent).trim().slice(0, 40);
  return `${element.tagName.toLowerCase()} “${says}” at ${places.join('.')}`;
};
for (const element of all) {
  const { left, right } = element.getBoundingClientRect();
  if (left < -1 || right > innerWidth + 1) faults.push(`${name(element)} sticks out of the window`);
  if (element.clientWidth === 0 || element.scrollWidth <= element.clientWidth) continue;
  const overflow = getComputedStyle(element).overflowX;
  if (['auto', 'scroll'].includes(overflow)) faults.push(`${name(element)} scrolls sideways`);
  if (['hidden', 'clip'].includes(overflow)) faults.push(`${name(element)} is cut off`);
}
// An element that is scrolled out of its list or panel overlaps nothing.
const inSight = (element) => {
  let { left, right, top, bottom } = element.getBoundingClientRect();
  for (let at = element.parentElement; at; at = at.parentElement) {
    if (getComputedStyle(at).overflowY === 'visible') continue;
    const around = at.getBoundingClientRect();
    [left, right] = [Math.max(left, around.left), Math.min(right, around.right)];
    [top, bottom] = [Math.max(top, around.top), Math.min(bottom, around.bottom)];
  }
  return { left, right, top, bottom };
};
const controls = all.filter((element) => element.matches('button, input, [role=switch]'));
for (const [at, one] of controls.entries()) {
  const box = inSight(one);
  for (const other of controls.slice(at + 1)) {
    const { left, right, top, bottom } = inSight(other);
    const wide = Math.min(box.right, right) - Math.max(box.left, left);
    const high = Math.min(box.bottom, bottom) - Math.max(box.top, top);
    if (wide > 1 && high > 1 && !one.contains(other)) faults.push(`${name(other)} lies over ${name(one)}`);
  }
}
return faults;
";

async fn turn(window: &Window, direction: &str) {
    window.execute("document.documentElement.dir = arguments[0]", vec![json!(direction)]).await;
}

async fn faults(window: &Window) -> Vec<String> {
    let found = window.execute(FAULTS, vec![]).await;
    found.as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect()
}

/// Checks one state in both directions in every size. It is opened again each time, because pop-ups are placed when
/// they open.
async fn same_room(window: &Window, state: &str, open: impl AsyncFn(), close: impl AsyncFn()) {
    for (width, height) in SIZES {
        window.resize(width, height).await;
        let mut found = Vec::new();
        for direction in ["ltr", "rtl"] {
            turn(window, direction).await;
            open().await;
            found.push(faults(window).await);
            close().await;
        }
        let only_rtl: Vec<_> = found[1].iter().filter(|fault| !found[0].contains(fault)).collect();
        assert!(only_rtl.is_empty(), "{state}, {width} x {height}, right to left alone: {only_rtl:#?}");
    }
    turn(window, "ltr").await;
    window.resize(SIZES[0].0, SIZES[0].1).await;
}

async fn as_it_is(window: &Window, state: &str) {
    same_room(window, state, async || (), async || ()).await;
}

async fn until_escape(window: &Window, state: &str, role: &str, name: &str, open: impl AsyncFn()) {
    let open = async || {
        open().await;
        window.find(role, starting(name)).await;
    };
    let close = async || {
        window.press("Escape").await;
        window.gone(role, starting(name)).await;
    };
    same_room(window, state, open, close).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_has_as_much_room_as_left_to_right() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.resize(SIZES[0].0, SIZES[0].1).await;
    as_it_is(window, "list").await;
    let menu = async || window.click("button", starting("Account:")).await;
    until_escape(window, "account menu", "menu", "Account:", menu).await;
    let filter = async || window.click("button", "Filter by WABA").await;
    until_escape(window, "filter", "dialog", "Filter by WABA", filter).await;
    let palette = async || window.press("Control+K").await;
    until_escape(window, "palette", "combobox", "Command or number", palette).await;

    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Alias", "Front desk").await;
    panel.type_into("textbox", "Webhook URL", "http://hooks.acme.example/in").await;
    draft_saved(&panel).await;
    panel.click("button", "Save changes").await;
    panel.shows("1 field to correct").await;
    as_it_is(window, "panel with an error").await;
    let mapping = async || panel.click("combobox", "Account Mapping").await;
    until_escape(window, "choices of a combobox", "option", "EU Team", mapping).await;
    panel.click("button", "Change to https").await;
    draft_saved(&panel).await;
    let disconnect = async || panel.click("button", "Disconnect number").await;
    until_escape(window, "confirmation", "alertdialog", "Disconnect", disconnect).await;

    panel.click("button", "Calling page").await;
    window.within("region", "Recent calls").await.find("table", "Recent calls").await;
    as_it_is(window, "calling page").await;
    for (page, content) in [("Drafts", "Front desk"), ("Activity", "Nothing was written yet")] {
        window.click("button", starting(page)).await;
        window.find("heading", page).await;
        window.shows(content).await;
        as_it_is(window, page).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_welcome_has_enough_room_too() {
    let seat = Seat::at(Keychain::NoBus, Launch::plain()).await;
    seat.window().find("heading", "Number Desk").await;
    as_it_is(seat.window(), "welcome").await;
}

/// The positions of the first and the last character of an element's text, and of the edges of the element.
const ENDS: &str = r"
const element = document.querySelector(arguments[0]);
const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
const at = (from) => {
  const range = document.createRange();
  range.setStart(text, from);
  range.setEnd(text, from + 1);
  return range.getBoundingClientRect();
};
return [at(0).left, at(text.data.trimEnd().length - 1).left].map(Math.round);
";

const LEFT: &str = "return Math.round(document.querySelector(arguments[0]).getBoundingClientRect().left)";

async fn left_of(window: &Window, selector: &str) -> i64 {
    window.execute(LEFT, vec![json!(selector)]).await.as_i64().unwrap()
}

const IS_THERE: &str = "return document.querySelector(arguments[0]) !== null";

/// Waits for the element: the rows of a page are read after its heading is shown.
async fn reads_to_the_right(window: &Window, what: &str, selector: &str) {
    window.wait_until(what, async || window.execute(IS_THERE, vec![json!(selector)]).await == json!(true)).await;
    let ends: Vec<Value> = window.execute(ENDS, vec![json!(selector)]).await.as_array().unwrap().clone();
    assert!(ends[0].as_i64() < ends[1].as_i64(), "{what}: {ends:?}");
}

/// The order of elements on a line is mirrored. Phone numbers are not, because they have one direction in every script.
#[tokio::test(flavor = "multi_thread")]
async fn the_window_is_turned_round_and_numbers_are_not() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.resize(SIZES[0].0, SIZES[0].1).await;
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Alias", "Front desk").await;
    draft_saved(&panel).await;
    for (direction, turned) in [("ltr", false), ("rtl", true)] {
        turn(window, direction).await;
        assert_eq!(left_of(window, "aside").await < left_of(window, ".numbers-grid").await, turned, "the panel");
        assert_eq!(left_of(window, "header nav").await < left_of(window, "header [aria-haspopup=menu]").await, turned);
        reads_to_the_right(window, "the panel's title", "aside h2").await;
        reads_to_the_right(window, "a row", "[role=row] .number").await;
    }
    window.click("button", starting("Drafts")).await;
    window.find("heading", "Drafts").await;
    reads_to_the_right(window, "a draft", "main [role=listitem] .link").await;
    window.press("Control+K").await;
    window.type_text("9180357").await;
    window.find("option", starting(FIRST)).await;
    reads_to_the_right(window, "a number in the palette", "dialog [role=option]").await;
}
