//! Two accounts at once: an operation names its own account, is confirmed for that account, and is reported there.

use sandbox::Sandbox;

use crate::seat::{
    ACCOUNT, Connected, FIRST, account_menu, another_sandbox, connect_as, draft_saved, held, hold, open, pick, synced,
    wait_for_focus,
};
use crate::support::{Window, starting};

const OTHER: &str = "Beta Retail";
const TITLE: &str = "Move all 14 numbers of Acme EU";

/// A second account is connected to its own sandbox. Then the first account is shown again.
async fn with_another(connected: &Connected) -> Sandbox {
    let window = connected.window();
    let other = another_sandbox().await;
    account_menu(window, "menuitem", "Connect another account").await;
    let dialog = window.within("dialog", "Connect another account").await;
    connect_as(&dialog, OTHER, &other, other.auth_token()).await;
    window.find("button", starting(&format!("Account: {OTHER}"))).await;
    synced(window).await;
    switch_to(window, ACCOUNT).await;
    other
}

async fn switch_to(window: &Window, account: &str) {
    account_menu(window, "menuitemradio", account).await;
    window.find("button", starting(&format!("Account: {account}"))).await;
}

/// Switches with the palette, like a fast user.
async fn switch_by_palette(window: &Window, account: &str) {
    window.press("Control+K").await;
    wait_for_focus(window, "combobox", "Command or number").await;
    window.type_text(&format!("Switch to {account}")).await;
    window.find("option", starting(&format!("Switch to {account}"))).await;
    window.press("Enter").await;
    window.find("button", starting(&format!("Account: {account}"))).await;
    synced(window).await;
}

/// A move is requested on the Drafts page, and the account is switched before the move was read.
#[tokio::test(flavor = "multi_thread")]
async fn a_requested_move_belongs_to_its_account() {
    for by_palette in [true, false] {
        let connected = Connected::open().await;
        let window = connected.window();
        window.listen().await;
        let other = with_another(&connected).await;
        let panel = open(window, FIRST).await;
        pick(&panel, "Account Mapping", "EU Team").await;
        draft_saved(&panel).await;
        window.click("button", starting("Drafts")).await;
        hold(&connected.control, "GET", "/WhatsApp/**");
        window.click("button", "Apply draft of Mapping of Acme EU").await;
        held(&connected.control).await;
        if by_palette {
            switch_by_palette(window, OTHER).await
        } else {
            switch_to(window, OTHER).await
        }
        window.click("button", starting("Drafts")).await;
        window.shows("No drafts").await;
        connected.control.release();
        window.quiet().await;

        names_no_other(window).await;
        assert_eq!(connected.writes(), [] as [String; 0]);
        other.control().clear_requests();
        switch_to(window, ACCOUNT).await;
        window.click("button", starting("Drafts")).await;
        told(window).await;
        names_no_other(window).await;
        assert_eq!(connected.owner(), None, "nobody confirmed it");
        assert_eq!(connected.writes(), [] as [String; 0]);
        assert!(other.control().requests().iter().all(|one| one.method == "GET"), "nothing of it went to the other");
    }
}

/// A dialog that would move a WABA of the first account does not name the other account.
async fn names_no_other(window: &Window) {
    if !window.has("alertdialog", starting(TITLE)).await {
        return;
    }
    let text = window.within("alertdialog", starting(TITLE)).await.text().await;
    assert!(!text.contains(OTHER) && text.contains(ACCOUNT), "the dialog about {ACCOUNT} says: {text}");
}

/// On the page where the move was requested, the dialog is shown again, or a message says that the move waits.
async fn told(window: &Window) {
    let told = async || {
        let dialog = window.has("alertdialog", starting(TITLE)).await;
        dialog || window.text().await.contains("waits for your confirmation")
    };
    window.wait_until("what became of the move", told).await;
}
