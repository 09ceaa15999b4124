//! The sandbox's simulated network: real requests find out that it is offline, and nothing is sent when it returns.

use crate::seat::{FIRST, Seat, accessible, draft_saved, open};
use crate::support::starting;

#[tokio::test(flavor = "multi_thread")]
async fn away_and_back() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.click("switch", "Simulate offline").await;
    window
        .wait_until("the header to say since when", async || {
            window.has("status", "Offline").await
                && window.text_of("status", "Offline").await.starts_with("Offline since")
        })
        .await;
    accessible(window, "offline").await;
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Alias", "Typed on a train").await;
    draft_saved(&panel).await;
    panel.click("button", "Save changes").await;
    panel.shows("Kept as ready").await;
    accessible(window, "kept as ready").await;
    window.click("button", starting("Drafts")).await;
    window.shows("ready").await;
    let reason = window.attribute("button", starting("Apply all ready"), "aria-disabled").await;
    assert_eq!(reason.as_deref(), Some("true"), "offline there is no applying");

    window.click("switch", "Simulate offline").await;
    window.shows("Back online").await;
    window.gone("status", "Offline").await;
    window.find("button", format!("Open {FIRST}").as_str()).await;
    window.click("button", starting("Apply all ready")).await;
    window.shows("1 of 1 done").await;
    window.click("button", starting("Activity")).await;
    window.shows("1 record").await;
    window.shows("Typed on a train").await;
}
