//! All visible text of the window is in the accessible tree too.
//!
//! WebKitGTK leaves out the text of a `span` that is itself an item of a flex or grid container: neither the span nor
//! its row has the text. A `p` or a `div` in its place is in the tree.

use crate::seat::{FIRST, Seat, account_menu, draft_saved, open, pick};
use crate::support::{Launch, ScreenReader, Window, containing, starting};

/// Marks every visible text, and returns each as `[mark, text, its place in the page]`.
///
/// Left out: elements that are hidden from assistive technology on purpose, elements that have a name instead, and
/// elements that change by themselves.
const MARK: &str = r"
const modal = [...document.querySelectorAll('dialog[open]')].at(-1);
const walker = document.createTreeWalker(modal ?? document.body, NodeFilter.SHOW_TEXT);
const named = ':is(button, [role=img], [role=columnheader])[aria-label]';
const place = (element) => element.tagName.toLowerCase() + '.' + element.className;
const found = [];
window.__marked = [];
while (walker.nextNode()) {
  const node = walker.currentNode;
  const around = node.parentElement;
  if (!/[\p{L}\p{N}]/u.test(node.data) || !around.checkVisibility({ visibilityProperty: true })) continue;
  if (around.closest(`[aria-hidden=true], script, style, time, ${named}`)) continue;
  const mark = `⟦${found.length}⟧`;
  window.__marked.push([node, node.data, node.data + mark]);
  found.push([mark, node.data.trim(), place(around.parentElement) + ' > ' + place(around)]);
}
for (const [node, , marked] of window.__marked) node.data = marked;
return found;
";

const UNMARK: &str =
    "for (const [node, before, marked] of window.__marked) if (node.data === marked) node.data = before";

/// The visible texts that are missing in the tree, with their places in the page.
async fn unread(window: &Window, reader: &ScreenReader) -> Vec<String> {
    let marked = window.execute(MARK, vec![]).await;
    window.painted_anew().await;
    let tree = reader.tree().await;
    window.execute(UNMARK, vec![]).await;
    let marked = marked.as_array().unwrap();
    assert!(marked.len() > 5, "there is something to read: {marked:?}");
    let nodes = tree.every(&|_| true);
    let read: String = nodes.iter().map(|node| format!("{} {} {}", node.name, node.text, node.description)).collect();
    let missing = marked.iter().filter(|one| !read.contains(one[0].as_str().unwrap()));
    missing.map(|one| format!("{} in {}", one[1], one[2])).collect()
}

/// The page may redraw a text between the two reads, so a text counts as missing only after two attempts.
async fn is_read(window: &Window, reader: &ScreenReader, state: &str) {
    window.quiet().await;
    let missing = unread(window, reader).await;
    if !missing.is_empty() {
        let again = unread(window, reader).await;
        let missing: Vec<_> = missing.into_iter().filter(|one| again.contains(one)).collect();
        assert!(missing.is_empty(), "{state}: nowhere in the accessible tree: {missing:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_list_and_what_belongs_to_it() {
    let (seat, reader) = Seat::with_a_screen_reader(Launch::sandbox()).await;
    let window = seat.window();
    window.listen().await;
    is_read(window, &reader, "the list").await;
    window.click("gridcell", format!("Select {FIRST}").as_str()).await;
    window.find("group", "Selection").await;
    is_read(window, &reader, "a selection").await;
    window.click("button", starting("Edit 1")).await;
    let dialog = window.within("dialog", starting("Edit 1")).await;
    dialog.type_into("textbox", "Webhook URL", "https://new.example/{number}").await;
    dialog.shows("would change").await;
    is_read(window, &reader, "a bulk edit").await;
    dialog.click("button", "Cancel").await;
    window.click("button", "Filter by Status").await;
    is_read(window, &reader, "a filter").await;
    window.press("Escape").await;
    window.click("switch", "Simulate offline").await;
    window.shows("Offline since").await;
    is_read(window, &reader, "offline").await;
    window.type_into("searchbox", "Search numbers", "no such number").await;
    window.find("heading", "No number matches").await;
    is_read(window, &reader, "no match").await;
    window.click("button", "Clear search and filters").await;
    window.resize(900, 800).await;
    is_read(window, &reader, "a narrow window").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_panel_and_its_dialogs() {
    let (seat, reader) = Seat::with_a_screen_reader(Launch::sandbox()).await;
    let window = seat.window();
    window.listen().await;
    let panel = open(window, FIRST).await;
    is_read(window, &reader, "a panel").await;
    panel.type_into("textbox", "Webhook URL", "http://hooks.acme.example/in").await;
    // The error that appears when the field is left moves the elements below it.
    panel.press("Tab").await;
    panel.find("button", "Change to https").await;
    panel.click("switch", "Enable WhatsApp Calling").await;
    pick(&panel, "Account Mapping", "EU Team").await;
    draft_saved(&panel).await;
    panel.click("button", "Save changes").await;
    panel.shows("Nothing was sent").await;
    is_read(window, &reader, "errors").await;
    panel.type_into("textbox", "Webhook URL", "https://hooks.acme.example/in").await;
    panel.type_into("textbox", "Answer URL", "https://hooks.acme.example/answer").await;
    draft_saved(&panel).await;
    panel.click("button", "Save changes").await;
    window.find("alertdialog", containing("Move all 14 numbers")).await;
    is_read(window, &reader, "the question before a move").await;
    window.press("Escape").await;
    panel.click("button", "Undo Account Mapping").await;
    draft_saved(&panel).await;
    panel.click("button", "Save changes").await;
    panel.shows("Saved, and read back from Plivo").await;
    is_read(window, &reader, "a result").await;
    panel.click("button", "14 numbers").await;
    window.find("dialog", containing("14 numbers")).await;
    is_read(window, &reader, "the numbers of a WABA").await;
    window.press("Escape").await;
    panel.click("button", "Disconnect number").await;
    window.find("alertdialog", starting("Disconnect")).await;
    is_read(window, &reader, "the question before a disconnect").await;
    window.press("Escape").await;
    panel.type_into("textbox", "Alias", "Front desk").await;
    draft_saved(&panel).await;
    panel.click("button", "Discard draft").await;
    window.within("status", "Messages").await.find("button", "Undo").await;
    is_read(window, &reader, "a message").await;
    window.type_into("searchbox", "Search numbers", "italy").await;
    panel.find("button", "Show in list").await;
    is_read(window, &reader, "a number that is not in the list").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_other_pages() {
    let (seat, reader) = Seat::with_a_screen_reader(Launch::sandbox()).await;
    let window = seat.window();
    window.listen().await;
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Alias", "Front desk").await;
    draft_saved(&panel).await;
    panel.click("button", "Calling page").await;
    window.find("heading", "Readiness").await;
    is_read(window, &reader, "the calling page").await;
    window.click("button", starting("Drafts")).await;
    window.find("list", "Drafts").await;
    is_read(window, &reader, "a draft").await;
    window.click("button", format!("Mark as ready: {FIRST}").as_str()).await;
    window.click("button", starting("Apply all ready")).await;
    window.within("group", "Batch").await.find("button", "Done").await;
    is_read(window, &reader, "a batch").await;
    window.click("button", starting("Activity")).await;
    window.shows("Front desk").await;
    is_read(window, &reader, "the record").await;
    account_menu(window, "menuitem", "Name and colour").await;
    window.find("dialog", starting("Name and colour of")).await;
    is_read(window, &reader, "a dialog of the account").await;
}
