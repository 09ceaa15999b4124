//! *About Number Desk*: with the keyboard alone, and without a data folder.

use crate::keyboard::go_to;
use crate::seat::{Connected, Seat, accessible, wait_for_focus};
use crate::support::{App, Launch, Window, starting};

/// The whole name of the one button whose name starts with `beginning`.
async fn button(window: &Window, beginning: &str) -> String {
    window.find("button", starting(beginning)).await;
    window.names("button").await.into_iter().find(|name| name.starts_with(beginning)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn opens_from_the_menu_and_shows_a_licence() {
    let connected = Connected::open().await;
    let window = connected.window();
    let menu = button(window, "Account:").await;
    window.press("Control+F").await;
    go_to(window, "Shift+Tab", "button", &menu).await;
    window.press("Enter").await;
    window.find("menu", starting("Account:")).await;
    window.type_text("About").await;
    wait_for_focus(window, "menuitem", "About Number Desk").await;
    window.press("Enter").await;
    wait_for_focus(window, "button", "Close").await;
    let dialog = window.within("dialog", "About Number Desk").await;
    dialog.shows(concat!("Version ", env!("CARGO_PKG_VERSION"))).await;
    dialog.find("button", "MIT licence").await;

    go_to(window, "Shift+Tab", "searchbox", "Search parts").await;
    window.type_text("tauri").await;
    let part = button(&dialog, "tauri 2.").await;
    assert!(part.ends_with("Apache-2.0 OR MIT"), "{part}");
    go_to(window, "Tab", "button", &part).await;
    window.press("Enter").await;
    let licence = dialog.within("group", "Licence of tauri").await;
    licence.shows("Permission is hereby granted").await;
    accessible(window, "a licence").await;
    window.press("Escape").await;
    window.gone("dialog", "About Number Desk").await;
    wait_for_focus(window, "button", &menu).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn needs_no_data_folder() {
    let Seat { desktop, app: _first } = Seat::in_sandbox().await;
    let second = App::start(&desktop, Launch::sandbox()).await;
    second.window.shows("Number Desk is already running on the data folder").await;
    second.window.click("button", "About Number Desk").await;
    let dialog = second.window.within("dialog", "About Number Desk").await;
    dialog.shows(concat!("Version ", env!("CARGO_PKG_VERSION"))).await;
    dialog.type_into("searchbox", "Search parts", "svelte").await;
    dialog.click("button", starting("svelte")).await;
    dialog.shows("Svelte Contributors").await;
    second.end().await;
}
