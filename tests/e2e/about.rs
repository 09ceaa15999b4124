//! *About Number Desk*: with the keyboard alone, and without a data folder.

use nix::sys::signal::Signal;

use crate::keyboard::go_to;
use crate::seat::{Connected, FIRST, Seat, accessible, account_menu, synced, wait_for_focus};
use crate::support::{App, Desktop, Keychain, Launch, Window, signal, starting, wait};

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

/// The user's own program shows it. It says what happened, and also what was said before the data folder was open.
#[tokio::test(flavor = "multi_thread")]
async fn opens_the_log() {
    let desktop = Desktop::new(Keychain::NoBus);
    let opened = desktop.folder().join("opened");
    desktop.install("xdg-open", &format!("#!/bin/sh\nprintf %s \"$1\" > {}\n", opened.display()));
    let app = App::start(&desktop, Launch::sandbox()).await;
    app.window.find("row", starting(FIRST)).await;
    synced(&app.window).await;
    let log = desktop.data().join("number-desk.log");
    account_menu(&app.window, "menuitem", "About Number Desk").await;
    let dialog = app.window.within("dialog", "About Number Desk").await;
    dialog.shows(&log.display().to_string()).await;
    dialog.click("button", "Open log").await;
    let path =
        wait::until("the log to be opened", || std::fs::read_to_string(&opened).ok().filter(|path| !path.is_empty()));
    assert_eq!(path, log.display().to_string());
    accessible(&app.window, "the path of the log").await;
    let said = std::fs::read_to_string(&log).unwrap();
    for expected in [concat!("INFO  number_desk: version ", env!("CARGO_PKG_VERSION")), "the sync of sandbox has ended"]
    {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    app.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn needs_no_data_folder() {
    let Seat { desktop, app: first } = Seat::in_sandbox().await;
    // It does not answer a second start, which then has a window without a folder.
    signal(first.id(), Signal::SIGSTOP);
    let second = App::start(&desktop, Launch::sandbox()).await;
    second.window.shows("Number Desk is already running on the data folder").await;
    second.window.click("button", "About Number Desk").await;
    let dialog = second.window.within("dialog", "About Number Desk").await;
    dialog.shows(concat!("Version ", env!("CARGO_PKG_VERSION"))).await;
    dialog.type_into("searchbox", "Search parts", "svelte").await;
    dialog.click("button", starting("svelte")).await;
    dialog.shows("Svelte Contributors").await;
    assert!(!dialog.has("button", "Open log").await, "the log is that of the first one");
    second.end().await;
}
