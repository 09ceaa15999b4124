//! Connecting a real account: right and wrong credentials, and every state of the keychain.

use std::path::{Path, PathBuf};

use sandbox::{Options, Sandbox};

use crate::seat::{ACCOUNT, FIRST, Seat, accessible, connect, draft_saved, open, synced, wait_for_description};
use crate::secrets::files_below;
use crate::support::{App, Keychain, Launch, Window, starting};

async fn start(keychain: Keychain) -> (Seat, Sandbox) {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    (Seat::at(keychain, Launch::plain()).await, sandbox)
}

fn files_with(folder: &Path, text: &str) -> Vec<PathBuf> {
    let holds = |file: &PathBuf| {
        let bytes = std::fs::read(file).unwrap_or_default();
        bytes.windows(text.len()).any(|part| part == text.as_bytes())
    };
    files_below(folder).into_iter().filter(holds).collect()
}

async fn is_connected(window: &Window, token_place: &str) {
    window.find("row", starting(FIRST)).await;
    window.find("button", starting(&format!("Account: {ACCOUNT}"))).await;
    window.shows(token_place).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_is_refused_and_the_right_one_is_kept_in_the_keychain() {
    let (Seat { desktop, app }, sandbox) = start(Keychain::Unlocked).await;
    let window = &app.window;
    connect(window, &sandbox, "WrongTokenWrongTokenWrongTokenWrongToken").await;
    wait_for_description(window, "textbox", "Auth Token", "does not accept this Auth ID and Auth Token").await;
    window.find("alert", "").await;
    accessible(window, "a wrong token").await;

    window.type_into("textbox", "Auth Token", sandbox.auth_token()).await;
    window.press("Enter").await;
    is_connected(window, "Token in the system keychain").await;
    app.end().await;

    // The keychain returns the token at the next start, so the account syncs without a question.
    sandbox.control().clear_requests();
    let app = App::start(&desktop, Launch::plain()).await;
    is_connected(&app.window, "Token in the system keychain").await;
    let read = sandbox.control().requests_when(|all| all.iter().any(|one| one.status == Some(200))).await;
    assert!(read.iter().all(|request| request.authorized), "{read:#?}");
}

/// The field, the typed text, and the error.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_right_is_said_at_its_field() {
    let (seat, _sandbox) = start(Keychain::Unlocked).await;
    let window = seat.window();
    window.type_into("textbox", "Name", ACCOUNT).await;
    window.type_into("textbox", "Auth ID", "MA000000000000000000").await;
    window.type_into("textbox", "Auth Token", "token").await;
    window.press("Tab Enter").await;
    window.find("textbox", "API address").await;
    let rows = [
        ("Name", "", ACCOUNT, "name"),
        ("Auth ID", "", "MA000000000000000000", "Auth ID"),
        ("Auth ID", "XX123", "MA000000000000000000", "Auth ID"),
        ("Auth Token", "", "token", "Enter the Auth Token"),
        ("Auth Token", "to ken", "token", "no spaces"),
        ("API address", "http://plivo.example", "https://plivo.example", "https"),
        ("API address", "nonsense", "https://plivo.example", "address"),
    ];
    for (field, wrong, right, fragment) in rows {
        window.type_into("textbox", field, wrong).await;
        window.click("button", "Connect a Plivo account").await;
        wait_for_description(window, "textbox", field, fragment).await;
        assert_eq!(window.attribute("textbox", field, "aria-invalid").await.as_deref(), Some("true"), "{field}");
        window.type_into("textbox", field, right).await;
    }
    accessible(window, "a form with errors").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keychain_the_token_can_be_kept_for_the_session_only() {
    for keychain in [Keychain::Absent, Keychain::NoBus] {
        let (Seat { desktop, app }, sandbox) = start(keychain).await;
        let window = &app.window;
        connect(window, &sandbox, sandbox.auth_token()).await;
        window.shows("This computer has no keychain").await;
        window.shows("never written to a file").await;
        accessible(window, "no keychain").await;
        window.click("button", "Keep for this session only").await;
        is_connected(window, "Token for this session only").await;
        app.end().await;

        // The next start shows the cached list, and asks for the token.
        let app = App::start(&desktop, Launch::plain()).await;
        let window = &app.window;
        window.find("row", starting(FIRST)).await;
        window.shows("There is no token for this account here").await;
        accessible(window, "a list without its token").await;
        window.click("button", "Enter the token").await;
        let dialog = window.within("dialog", starting("Enter the token of")).await;
        accessible(window, "the token dialog").await;
        dialog.type_into("textbox", "Auth Token", sandbox.auth_token()).await;
        dialog.click("button", "Save token").await;
        dialog.click("button", "Keep for this session only").await;
        is_connected(window, "Token for this session only").await;
        window.find("button", "Refresh").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keychain_is_said_to_be_locked() {
    let (seat, sandbox) = start(Keychain::Locked).await;
    let window = seat.window();
    connect(window, &sandbox, sandbox.auth_token()).await;
    window.shows("The keychain is locked. Unlock it and try again.").await;
    accessible(window, "a locked keychain").await;
    assert!(!window.has("button", "Keep for this session only").await);
    assert!(window.has("button", "Try again").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_it_says_so_and_keeps_what_was_typed() {
    let (seat, sandbox) = start(Keychain::Unlocked).await;
    let window = seat.window();
    sandbox.control().set_offline(true);
    connect(window, &sandbox, sandbox.auth_token()).await;
    window.shows("No connection to Plivo").await;
    accessible(window, "no network while connecting").await;
    sandbox.control().set_offline(false);
    window.click("button", "Try again").await;
    is_connected(window, "Token in the system keychain").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_switched_and_signed_out() {
    let (Seat { desktop, app }, sandbox) = start(Keychain::Unlocked).await;
    let window = &app.window;
    connect(window, &sandbox, sandbox.auth_token()).await;
    is_connected(window, "Token in the system keychain").await;
    let account = starting(&format!("Account: {ACCOUNT}"));
    window.click("button", account.clone()).await;
    accessible(window, "the account menu").await;
    window.click("menuitem", "Explore the sandbox").await;
    window.find("button", starting("Account: Sandbox")).await;
    window.find("row", starting(FIRST)).await;
    window.click("button", starting("Account: Sandbox")).await;
    window.click("menuitemradio", starting(ACCOUNT)).await;
    window.find("button", account.clone()).await;

    window.click("button", account.clone()).await;
    window.click("menuitem", "Name and colour…").await;
    let dialog = window.within("dialog", starting("Name and colour of")).await;
    accessible(window, "name and colour").await;
    dialog.type_into("textbox", "Name", "Acme for real").await;
    dialog.click("button", "Save name and colour").await;
    let renamed = starting("Account: Acme for real");
    window.find("button", renamed.clone()).await;

    // In this run, the sandbox is not needed until it is the only account left.
    app.end().await;
    let app = App::start(&desktop, Launch::plain()).await;
    let window = &app.window;
    window.click("button", renamed).await;
    window.click("menuitem", starting("Sign out of")).await;
    let dialog = window.within("alertdialog", "Sign out of Acme for real?").await;
    accessible(window, "signing out").await;
    dialog.click("button", "Sign out of Acme for real").await;
    window.gone("button", starting("Account: Acme for real")).await;
    window.find("button", starting("Account: Sandbox")).await;
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Alias", "Signed out of the other").await;
    panel.click("button", "Save changes").await;
    panel.shows("Saved, and read back from Plivo: Alias.").await;
}

/// Forgetting an account leaves nothing of it in the data folder and in the keychain.
#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_forgotten() {
    let (Seat { desktop, app }, sandbox) = start(Keychain::Unlocked).await;
    let window = &app.window;
    connect(window, &sandbox, sandbox.auth_token()).await;
    is_connected(window, "Token in the system keychain").await;
    let left = || files_with(&desktop.data(), sandbox.auth_id());
    assert_ne!(left(), [] as [PathBuf; 0]);
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Alias", "Front desk").await;
    panel.click("button", "Save changes").await;
    panel.shows("Saved, and read back from Plivo: Alias.").await;
    panel.type_into("textbox", "Alias", "Half typed").await;
    draft_saved(&panel).await;
    window.click("button", starting(&format!("Account: {ACCOUNT}"))).await;
    window.click("menuitem", "Forget this account…").await;
    let dialog = window.within("alertdialog", starting("Forget")).await;
    accessible(window, "forgetting an account").await;
    dialog.shows("1 draft").await;
    dialog.shows("1 record of Activity").await;
    dialog.click("button", starting("Forget")).await;
    window.gone("button", starting(&format!("Account: {ACCOUNT}"))).await;
    assert_eq!((left(), desktop.secrets()), (Vec::new(), 0));
    assert!(!window.text().await.contains("the log could not be cleared"));
    // When it is connected again, it is a new account.
    connect(window, &sandbox, sandbox.auth_token()).await;
    is_connected(window, "Token in the system keychain").await;
    let panel = open(window, FIRST).await;
    panel.shows("No changes").await;
    window.click("button", starting("Activity")).await;
    window.shows("Nothing was written yet").await;
    // A folder is in the place of the older log, and cannot be deleted as a file.
    std::fs::create_dir(desktop.data().join("number-desk.older.log")).unwrap();
    window.click("button", starting(&format!("Account: {ACCOUNT}"))).await;
    window.click("menuitem", "Forget this account…").await;
    let dialog = window.within("alertdialog", starting("Forget")).await;
    dialog.click("button", starting("Forget")).await;
    window.shows("The account is forgotten, but the log could not be cleared").await;
    window.shows(&desktop.data().join("number-desk.older.log").to_string_lossy()).await;
}

/// The keychain is locked or missing when the app starts again: all data stays, and the app asks for the token.
#[tokio::test(flavor = "multi_thread")]
async fn a_start_without_the_keychain_shows_everything_and_asks_for_the_token() {
    for gone in [false, true] {
        let (Seat { mut desktop, app }, sandbox) = start(Keychain::Unlocked).await;
        connect(&app.window, &sandbox, sandbox.auth_token()).await;
        is_connected(&app.window, "Token in the system keychain").await;
        let panel = open(&app.window, FIRST).await;
        panel.type_into("textbox", "Alias", "Typed before").await;
        draft_saved(&panel).await;
        // During a sync, the list has fewer rows than the cached one.
        synced(&app.window).await;
        let rows = app.window.attribute("treegrid", "Numbers", "aria-rowcount").await;
        app.end().await;
        if gone {
            desktop.end_keychain()
        } else {
            desktop.lock_keychain()
        }
        sandbox.control().clear_requests();

        let app = App::start(&desktop, Launch::plain()).await;
        let window = &app.window;
        window.find("row", starting(FIRST)).await;
        let closed =
            if gone { "has no keychain that can be reached" } else { "The keychain of this computer is locked" };
        window.shows(closed).await;
        assert_eq!(window.attribute("treegrid", "Numbers", "aria-rowcount").await, rows, "every row");
        window.find("button", "Drafts 1").await;
        let panel = window.within("complementary", FIRST).await;
        assert_eq!(panel.value_of("textbox", "Alias").await, "Typed before");
        accessible(window, "a list without its keychain").await;
        panel.click("button", "Save changes").await;
        let result = panel.within("region", "Result").await;
        result.shows(if gone { "This computer has no keychain" } else { "The keychain is locked" }).await;
        accessible(window, "a save without the keychain").await;
        assert!(sandbox.control().requests().is_empty(), "without a token nobody is asked");

        result.click("button", "Enter the token").await;
        let dialog = window.within("dialog", starting("Enter the token of")).await;
        dialog.type_into("textbox", "Auth Token", sandbox.auth_token()).await;
        dialog.click("button", "Save token").await;
        dialog.find("alert", "").await;
        accessible(window, "a token that the keychain does not take").await;
        dialog.click("button", "Keep for this session only").await;
        is_connected(window, "Token for this session only").await;
        let unsaid = async || !window.text().await.contains(closed);
        window.wait_until("no more word of the closed keychain", unsaid).await;
        panel.click("button", "Save changes").await;
        panel.shows("Saved, and read back from Plivo: Alias.").await;
    }
}
