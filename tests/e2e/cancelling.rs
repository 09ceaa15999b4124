//! Cancel means that nothing starts: a result that arrives after the dialog was cancelled has no effect.

use std::fs;
use std::path::PathBuf;

use sandbox::Options;

use crate::seat::{
    ACCOUNT, Connected, FIRST, Seat, account_menu, another_sandbox, connect_as, draft_saved, held, hold, open,
};
use crate::support::{App, Launch, Window, starting};

const NOTHING: [String; 0] = [];

async fn bulk_dialog(window: &Window) -> Window {
    window.click("checkbox", "Select all matching numbers").await;
    window.click("button", "Edit 24 numbers").await;
    window.within("dialog", "Edit 24 numbers").await
}

/// No draft was made except these, and nothing was sent.
async fn only_these_drafts(connected: &Connected, drafts: &[&str]) {
    let window = connected.window();
    window.quiet().await;
    assert_eq!(connected.writes(), NOTHING);
    window.click("button", starting("Drafts")).await;
    match drafts {
        [] => window.shows("No drafts").await,
        _ => {
            window.find("list", "Drafts").await;
        }
    }
    let opened: Vec<_> = window.names("button").await.into_iter().filter(|name| name.starts_with("Open +")).collect();
    assert_eq!(opened, drafts.iter().map(|number| format!("Open {number}")).collect::<Vec<_>>());
    assert!(!window.has("group", "Batch").await, "nothing is being applied");
    assert_eq!(connected.writes(), NOTHING);
}

/// The button is pressed before the preview of the last typed text arrives. The dialog is then closed in this way.
#[tokio::test(flavor = "multi_thread")]
async fn a_bulk_edit_that_waits_for_its_preview() {
    let connected = Connected::open().await;
    let window = connected.window();
    window.listen().await;
    for way_out in ["Escape", "Cancel"] {
        let dialog = bulk_dialog(window).await;
        window.hold_answers().await;
        dialog.type_into("textbox", "Webhook URL", "https://new.example/{number}").await;
        dialog.click("button", "Make drafts and apply").await;
        window.holds_answers(1).await;
        leave(&dialog, way_out).await;
        window.gone("dialog", "Edit 24 numbers").await;
        window.release_answers().await;
        only_these_drafts(&connected, &[]).await;
        window.click("button", "Numbers").await;
        window.within("group", "Selection").await.click("button", "Clear").await;
    }
}

/// Text that is typed in the open panel is saved before drafts are made for other numbers.
#[tokio::test(flavor = "multi_thread")]
async fn a_bulk_edit_that_waits_for_the_open_panels_draft() {
    let connected = Connected::open().await;
    let window = connected.window();
    let panel = open(window, FIRST).await;
    window.hold_answers().await;
    panel.type_into("textbox", "Alias", "Typed by a person").await;
    window.answer_again().await;
    let dialog = bulk_dialog(window).await;
    dialog.type_into("textbox", "Webhook URL", "https://new.example/{number}").await;
    dialog.shows("of 24 would change").await;
    dialog.click("button", "Make drafts and apply").await;
    leave(&dialog, "Escape").await;
    window.gone("dialog", "Edit 24 numbers").await;
    window.release_answers().await;
    only_these_drafts(&connected, &[FIRST]).await;
}

async fn leave(dialog: &Window, way_out: &str) {
    match way_out {
        "Escape" => dialog.press("Escape").await,
        button => dialog.click("button", button).await,
    }
}

/// Cancelled while Plivo checks the credentials.
#[tokio::test(flavor = "multi_thread")]
async fn connecting_another_account() {
    let connected = Connected::open().await;
    let (window, desktop) = (connected.window(), &connected.seat.desktop);
    window.listen().await;
    let other = another_sandbox().await;
    assert_ne!(other.auth_id(), connected.sandbox.auth_id());
    assert_eq!(desktop.secrets(), 1);
    hold(&other.control(), "GET", "/**");
    account_menu(window, "menuitem", "Connect another account").await;
    let dialog = window.within("dialog", "Connect another account").await;
    connect_as(&dialog, "Beta Retail", &other, other.auth_token()).await;
    held(&other.control()).await;
    dialog.press("Escape").await;
    window.gone("dialog", "Connect another account").await;
    other.control().release();
    window.quiet().await;

    window.find("button", starting(&format!("Account: {ACCOUNT}"))).await;
    window.click("button", starting("Account: ")).await;
    window.find("menuitem", starting("Connect another account")).await;
    let accounts = window.names("menuitemradio").await;
    assert_eq!(accounts.len(), 1, "{accounts:?}");
    assert_eq!(desktop.secrets(), 1, "the token went nowhere");
    assert_eq!(other.control().requests().len(), 1, "nothing but the check was asked of the other account");
}

/// The token is missing at the start. The dialog is closed without entering it.
#[tokio::test(flavor = "multi_thread")]
async fn entering_the_token_again() {
    let Connected { seat: Seat { app, desktop }, control, sandbox } = Connected::open().await;
    app.end().await;
    desktop.delete_secrets();
    let app = App::start(&desktop, Launch::plain()).await;
    let window = &app.window;
    window.listen().await;
    window.shows("There is no token for this account here").await;
    control.clear_requests();
    hold(&control, "GET", "/**");
    account_menu(window, "menuitem", "Enter the token again").await;
    let dialog = window.within("dialog", starting("Enter the token of")).await;
    dialog.type_into("textbox", "Auth Token", sandbox.auth_token()).await;
    dialog.click("button", "Save token").await;
    held(&control).await;
    dialog.click("button", "Not now").await;
    window.gone("dialog", starting("Enter the token of")).await;
    control.release();
    window.quiet().await;

    assert_eq!(desktop.secrets(), 0, "the token went nowhere");
    window.shows("There is no token for this account here").await;
    assert_eq!(control.requests().len(), 1, "nothing but the check was asked of Plivo");
}

const HEADING: &str = "number,waba_id,waba_name,alias,sub_account\n";
const BERLIN: &str = "4930901820,102290129340398,Acme EU,Berlin,main\n";
const DELHI: &str = "918035737458,102290129340398,Acme EU,Delhi,main\n";

/// An account whose numbers come from a file.
async fn csv_dialog() -> (Connected, Window) {
    let connected = Connected::unread(Options { public_api_only: true, ..Options::default() }, Launch::plain()).await;
    let window = connected.window();
    window.listen().await;
    window.shows("This API does not exist for your account").await;
    window.click("button", "Import numbers from CSV").await;
    let dialog = window.within("dialog", "Import numbers from CSV").await;
    (connected, dialog)
}

fn file(connected: &Connected, name: &str, lines: &[&str]) -> PathBuf {
    let path = connected.seat.desktop.folder().join(name);
    fs::write(&path, [HEADING, &lines.concat()].concat()).unwrap();
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn a_csv_file_is_mended_and_chosen_again_and_left() {
    let (connected, dialog) = csv_dialog().await;
    let window = connected.window();
    let path = file(&connected, "numbers.csv", &[BERLIN, "nonsense,,,,\n"]);
    window.choose_file(&path).await;
    dialog.shows("1 number can be added. 1 line cannot and is left out.").await;
    file(&connected, "numbers.csv", &[BERLIN, DELHI]);
    window.choose_file(&path).await;
    window.shows("2 numbers can be added.").await;

    dialog.click("button", "Cancel").await;
    window.gone("dialog", "Import numbers from CSV").await;
    window.quiet().await;
    window.shows("This API does not exist for your account").await;
    assert!(!window.has("row", starting("+")).await, "nothing came in");
}

/// Another file is chosen before the preview of the first one arrives: the import uses the file that is shown.
#[tokio::test(flavor = "multi_thread")]
async fn a_csv_preview_is_of_the_file_that_is_chosen() {
    let (connected, dialog) = csv_dialog().await;
    let window = connected.window();
    let [one, two] =
        [("one.csv", [DELHI, ""]), ("two.csv", [BERLIN, DELHI])].map(|(name, lines)| file(&connected, name, &lines));
    window.hold_answers().await;
    window.choose_file(&one).await;
    window.holds_answers(1).await;
    window.choose_file(&two).await;
    window.release_one_answer().await;
    window.painted_anew().await;
    let text = dialog.text().await;
    assert!(!text.contains("1 number can be added"), "the other file's preview: {text}");
    window.release_answers().await;
    dialog.shows("2 numbers can be added.").await;
    dialog.click("button", "Add 2 numbers").await;
    window.find("row", starting("+49 30 901820")).await;
    window.find("row", starting(FIRST)).await;
}

/// A colleague's file has a version that this app does not know. It is exported again under the same name.
#[tokio::test(flavor = "multi_thread")]
async fn a_hand_over_file_is_mended_and_chosen_again_and_left() {
    let connected = Connected::open().await;
    let window = connected.window();
    window.listen().await;
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Alias", "Handed over").await;
    draft_saved(&panel).await;
    window.click("button", starting("Drafts")).await;
    window.click("button", "Export drafts").await;
    window.shows("exported to").await;
    let path = window.execute("return document.querySelector('main code').textContent", vec![]).await;
    let path = PathBuf::from(path.as_str().unwrap());
    window.click("button", format!("Discard draft of {FIRST}").as_str()).await;
    window.shows("No drafts").await;

    let good = fs::read_to_string(&path).unwrap();
    fs::write(&path, good.replace("\"version\": 1", "\"version\": 9")).unwrap();
    window.choose_file(&path).await;
    let dialog = window.within("dialog", "The file cannot be imported").await;
    dialog.click("button", "Close").await;
    window.gone("dialog", "The file cannot be imported").await;
    fs::write(&path, good).unwrap();
    window.choose_file(&path).await;
    let dialog = window.within("dialog", "Import drafts").await;
    dialog.shows("Handed over").await;
    dialog.press("Escape").await;
    window.gone("dialog", "Import drafts").await;
    window.quiet().await;
    window.shows("No drafts").await;
}
