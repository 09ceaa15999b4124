//! Input methods: Enter and Escape that end or cancel a composition belong to the input method, and do nothing else.
//!
//! Each place is tested with GTK's own input method, and then with key events like those of ibus and other systems.

use crate::seat::{Connected, FIRST, Seat, draft_saved, open, pick, synced, wait_for_focus};
use crate::support::{App, Desktop, Keychain, Launch, Window, containing, starting};

/// 中, by its code point.
const CODE: &str = "4e2d";

/// Composes in the focused field, and ends it. Then composes again, and cancels it.
async fn compose_and_give_up(window: &Window) {
    let before = window.focused_value().await;
    window.compose(CODE).await;
    window.press("Enter").await;
    holds(window, &format!("{before}中")).await;
    window.compose(CODE).await;
    window.press("Escape").await;
    holds(window, &format!("{before}中")).await;
    window.quiet().await;
    window.press("Backspace").await;
    holds(window, &before).await;
}

async fn holds(window: &Window, text: &str) {
    let does = async || window.focused_value().await == text;
    window.wait_until(&format!("{text:?} in the field"), does).await;
}

/// Enter and Escape like other input methods report them, during a composition that starts with `u`, and just after its
/// end.
async fn keys_of_other_input_methods(window: &Window) {
    let before = window.focused_value().await;
    let focus = window.focused().await;
    for key in ["Enter", "Escape"] {
        window.compose("").await;
        window.quiet().await;
        window.press_into_composition(key).await;
        nothing_happened(window, key, &(focus.clone(), format!("{before}u"))).await;
        window.press("Escape").await;
        holds(window, &before).await;
        window.press_after_composition(key).await;
        nothing_happened(window, key, &(focus.clone(), before.clone())).await;
    }
}

type Seen = (Option<(String, String)>, String);

async fn nothing_happened(window: &Window, key: &str, before: &Seen) {
    window.painted_anew().await;
    window.quiet().await;
    let now = (window.focused().await, window.focused_value().await);
    assert_eq!(&now, before, "the focus, and what is in the field, after {key} of an input method");
}

async fn both(window: &Window) {
    compose_and_give_up(window).await;
    keys_of_other_input_methods(window).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_search() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.listen().await;
    open(window, FIRST).await;
    window.press("Control+F").await;
    wait_for_focus(window, "searchbox", "Search numbers").await;
    // Together with the composed `u`, the search matches numbers of which the first one is not open.
    window.type_text("men").await;
    both(window).await;
    assert_eq!(window.value_of("searchbox", "Search numbers").await, "men");
    assert_eq!(window.names("complementary").await, [FIRST], "the panel that was open");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_palette() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.listen().await;
    window.press("Control+K").await;
    wait_for_focus(window, "combobox", "Command or number").await;
    // Together with the composed `u`, the text matches a command.
    window.type_text("Sim").await;
    window.find("option", starting("Simulate offline")).await;
    both(window).await;
    assert!(!window.has("status", "Offline").await, "the command was run");
    window.press("Enter").await;
    window.find("status", "Offline").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_combobox() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.listen().await;
    let panel = open(window, FIRST).await;
    panel.click("combobox", "Account Mapping").await;
    // Together with the composed `u`, the text matches the EU Team.
    window.type_text("e").await;
    panel.find("option", starting("EU Team")).await;
    both(window).await;
    let expanded = panel.attribute("combobox", "Account Mapping", "aria-expanded").await;
    assert_eq!(expanded.as_deref(), Some("true"), "the list was closed");
    assert!(!panel.has("button", "Undo Account Mapping").await, "nothing was picked");
    window.type_text("u").await;
    window.press("Enter").await;
    panel.find("button", "Undo Account Mapping").await;
    assert_eq!(panel.value_of("combobox", "Account Mapping").await, "EU Team");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_confirmation_of_a_move() {
    const NAME: &str = "Type the WABA’s name to confirm: Acme EU";
    let connected = Connected::open().await;
    let window = connected.window();
    window.listen().await;
    let panel = open(window, FIRST).await;
    pick(&panel, "Account Mapping", "EU Team").await;
    draft_saved(&panel).await;
    panel.click("button", "Save changes").await;
    let dialog = window.within("alertdialog", containing("Move all 14 numbers")).await;
    dialog.type_into("textbox", NAME, "Acme EU").await;
    both(window).await;
    assert!(window.has("alertdialog", containing("Move all 14 numbers")).await, "the dialog was closed");
    assert_eq!(connected.writes(), [] as [String; 0]);
    assert_eq!(connected.owner(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_fields_of_the_panel() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.listen().await;
    let panel = open(window, FIRST).await;
    for name in ["Alias", "Webhook URL"] {
        panel.click("textbox", name).await;
        window.press("End").await;
        both(window).await;
        assert!(window.has("complementary", FIRST).await, "{name}: the panel was closed");
    }
    panel.click("textbox", "Alias").await;
    window.press("End").await;
    window.compose(CODE).await;
    window.press("Enter").await;
    holds(window, "Support — APAC中").await;
    draft_saved(&panel).await;
}

/// Enter submits a form, but not the Enter that ends a composition.
#[tokio::test(flavor = "multi_thread")]
async fn in_a_form() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.listen().await;
    crate::seat::account_menu(window, "menuitem", "Name and colour").await;
    let dialog = window.within("dialog", starting("Name and colour of")).await;
    dialog.click("textbox", "Name").await;
    window.press("End").await;
    both(window).await;
    window.compose(CODE).await;
    window.press("Enter").await;
    holds(window, "Sandbox中").await;
    assert!(window.has("dialog", starting("Name and colour of")).await);
    window.press("Enter").await;
    window.find("button", starting("Account: Sandbox中")).await;
}

/// ibus passes on Enter and Escape during the composition, and WebKitGTK performs their default actions: it submits the
/// form or closes the dialog.
#[tokio::test(flavor = "multi_thread")]
async fn in_a_form_by_ibus() {
    // ibus needs a session bus.
    let mut desktop = Desktop::new(Keychain::Absent);
    let _ibus = desktop.start_input_method();
    let app = App::start(&desktop, Launch::sandbox()).await;
    let window = &app.window;
    window.listen().await;
    window.find("row", starting(FIRST)).await;
    synced(window).await;
    crate::seat::account_menu(window, "menuitem", "Name and colour").await;
    let dialog = window.within("dialog", starting("Name and colour of")).await;
    dialog.click("textbox", "Name").await;
    desktop.choose_engine();
    window.press("Control+A").await;
    for (key, name) in [("Enter", "Minh"), ("Escape", "Minh Nam")] {
        window.type_text(name.rsplit(' ').next().unwrap()).await;
        holds(window, name).await;
        window.press(key).await;
        window.painted_anew().await;
        window.quiet().await;
        assert!(window.has("dialog", starting("Name and colour of")).await, "after {key}");
        holds(window, name).await;
        window.press("Space").await;
    }
    window.press("Enter").await;
    window.find("button", starting("Account: Minh Nam")).await;
}
