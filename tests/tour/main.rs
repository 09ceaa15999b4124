//! The main job in the real window, for a machine without a display: each step is printed and leaves a screenshot in
//! `target/tour`. With `--readme` it takes the README's screenshots instead.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

#[path = "../support/mod.rs"]
mod support;

mod job;
mod shots;

use std::path::{Path, PathBuf};

use support::{Window, starting};

fn main() {
    let readme = std::env::args().any(|argument| argument == "--readme");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        if readme {
            shots::take().await;
        } else {
            job::show().await;
        }
    });
}

/// The first number of the sandbox, as it is shown.
const FIRST: &str = "+91 80 3573 7458";

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Opens the first number and returns its panel.
async fn open_first(window: &Window) -> Window {
    window.click("row", starting(FIRST)).await;
    let panel = window.within("complementary", FIRST).await;
    panel.find("button", "Save changes").await;
    panel
}

/// Waits until the panel says that the draft is on disk.
async fn draft_saved(panel: &Window) {
    panel.wait_until("Draft saved", async || panel.text_of("status", "Draft").await.starts_with("Draft saved")).await;
}

/// A draft of the first number with one field to correct.
async fn half_done(panel: &Window) {
    panel.type_into("textbox", "Alias", "Front desk").await;
    panel.click("switch", "Enable WhatsApp Calling").await;
    panel.type_into("textbox", "Answer URL", "http://hooks.acme.example/answer").await;
    // The field is left, so that its error appears.
    panel.click("heading", FIRST).await;
    panel.find("button", "Change to https").await;
    draft_saved(panel).await;
}

async fn choose_the_eu_team(panel: &Window) {
    panel.click("combobox", "Account Mapping").await;
    panel.click("option", starting("EU Team")).await;
    draft_saved(panel).await;
}
