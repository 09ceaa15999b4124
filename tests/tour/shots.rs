//! The README's screenshots.

use std::path::PathBuf;

use crate::support::{App, Desktop, Keychain, Launch, Theme, Window, starting};
use crate::{FIRST, choose_the_eu_team, folder, half_done, open_first};

pub async fn take() {
    main_job(Theme::Light, "main-light", None).await;
    main_job(Theme::Dark, "main-dark", Some("remap-dark")).await;
    tests_and_calls().await;
    let (_desktop, app) = start(Launch::plain(), Theme::Light).await;
    app.window.find("heading", "Number Desk").await;
    shoot(&app.window, "welcome-light").await;
}

/// The steps of an Answer URL's test, and the calling page of the same number.
async fn tests_and_calls() {
    let (_desktop, app) = start(Launch::sandbox(), Theme::Light).await;
    let window = &app.window;
    window.find("row", starting(FIRST)).await;
    window.find("button", "Refresh").await;
    let panel = open_first(window).await;
    panel.click("switch", "Enable WhatsApp Calling").await;
    panel.type_into("textbox", "Answer URL", "https://forbidden.acme.example/answer").await;
    let group = panel.within("group", "Answer URL test").await;
    group.click("button", "Test endpoint").await;
    window.within("dialog", starting("Send a test request")).await.click("button", "Send test").await;
    group.shows("Plivo XML:").await;
    group.click("button", "Details").await;
    shoot(window, "test-light").await;
    panel.click("button", "Calling page").await;
    window.within("region", "Recent calls").await.find("table", "Recent calls").await;
    let part = window.within("region", "Can I call this customer?").await;
    part.type_into("textbox", "Customer number", "919413341232").await;
    part.click("button", "Check").await;
    part.find("group", "Can I call?").await;
    shoot(window, "calling-light").await;
}

/// The list with an unfinished draft beside it, and optionally the dialog of a remap.
async fn main_job(theme: Theme, name: &str, remap: Option<&str>) {
    let (_desktop, app) = start(Launch::sandbox(), theme).await;
    let window = &app.window;
    window.find("row", starting(FIRST)).await;
    window.find("button", "Refresh").await;
    let panel = open_first(window).await;
    half_done(&panel).await;
    shoot(window, name).await;
    let Some(remap) = remap else { return };
    panel.click("button", "Change to https").await;
    choose_the_eu_team(&panel).await;
    panel.click("button", "Save changes").await;
    let dialog = window.within("alertdialog", starting("Move all 14 numbers of Acme EU")).await;
    dialog.type_into("textbox", starting("Type the WABA"), "Acme").await;
    shoot(window, remap).await;
}

/// The desktop is dropped after the app that runs on it.
async fn start(launch: Launch, theme: Theme) -> (Desktop, App) {
    let desktop = Desktop::new(Keychain::NoBus);
    let app = App::start(&desktop, launch.composited().theme(theme)).await;
    app.window.resize(1440, 900).await;
    (desktop, app)
}

async fn shoot(window: &Window, name: &str) {
    let picture: PathBuf = folder("docs/pictures").join(format!("{name}.png"));
    window.screenshot(&picture).await;
    println!("{}", picture.display());
}
