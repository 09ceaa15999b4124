//! The steps of the main job, each with one sentence and one screenshot.

use std::fs;
use std::path::PathBuf;

use crate::support::{App, Desktop, Keychain, Launch, Window, starting};
use crate::{FIRST, choose_the_eu_team, draft_saved, folder, half_done, open_first};

struct Tour<'a> {
    window: &'a Window,
    folder: PathBuf,
    steps: usize,
}

impl Tour<'_> {
    async fn step(&mut self, name: &str, words: &str) {
        self.steps += 1;
        let picture = self.folder.join(format!("{:02}-{name}.png", self.steps));
        self.window.screenshot(&picture).await;
        println!("{:2}. {words}", self.steps);
        println!("    {}", picture.display());
    }
}

pub async fn show() {
    let folder = folder("target/tour");
    let _ = fs::remove_dir_all(&folder);
    println!("Number Desk on its sandbox, in a real window on its own display:");
    let desktop = Desktop::new(Keychain::NoBus);
    let app = App::start(&desktop, Launch::sandbox().composited()).await;
    let window = &app.window;
    window.resize(1440, 900).await;
    let mut tour = Tour { window, folder, steps: 0 };
    window.find("row", starting(FIRST)).await;
    window.find("button", "Refresh").await;
    tour.step("list", "The sandbox's 24 numbers, grouped by WABA.").await;
    edit(&mut tour).await;
    save(&mut tour).await;
    drop(tour);
    app.end().await;
    println!("The app ended cleanly.");
}

async fn edit(tour: &mut Tour<'_>) {
    let panel = open_first(tour.window).await;
    tour.step("panel", &format!("Opened {FIRST}: what Plivo holds.")).await;
    half_done(&panel).await;
    tour.step(
        "error",
        "Changed the alias and switched calling on; the Answer URL is http, so its field shows an error.",
    )
    .await;
    panel.click("button", "Save changes").await;
    panel.shows("Nothing was sent: 1 field to correct (Answer URL).").await;
    tour.step("refused", "Save sends nothing and leads to the field to correct.").await;
    panel.click("button", "Change to https").await;
    draft_saved(&panel).await;
    tour.step("mended", "Fixed with one click; the draft is on disk.").await;
    choose_the_eu_team(&panel).await;
    tour.step("mapping", "Chose another owner account, which concerns the whole WABA.").await;
}

async fn save(tour: &mut Tour<'_>) {
    let window = tour.window;
    let panel = window.within("complementary", FIRST).await;
    panel.click("button", "Save changes").await;
    let dialog = window.within("alertdialog", starting("Move all 14 numbers of Acme EU")).await;
    tour.step("remap", "Before anything is written: every number that would move, freshly read.").await;
    let name = "Type the WABA’s name to confirm: Acme EU";
    dialog.type_into("textbox", name, "Acme").await;
    dialog.click("button", "Move 14 numbers").await;
    dialog.shows("What you typed does not match").await;
    tour.step("wrong-name", "A name that does not match moves nothing.").await;
    dialog.type_into("textbox", name, "Acme EU").await;
    dialog.click("button", "Move 14 numbers").await;
    panel.shows("Saved, and read back from Plivo").await;
    panel.shows("14 numbers of Acme EU now belong to EU Team").await;
    tour.step("saved", "Written and read back: the number first, then the WABA.").await;
    window.click("button", starting("Activity")).await;
    window.shows("2 records").await;
    tour.step("activity", "Both writes are on record, with before and after.").await;
}
