//! After a whole session with a connected account: its token is in the keychain, and in no file.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sandbox::{Options, Sandbox};
use serde_json::json;

use crate::seat::{ACCOUNT, FIRST, FIRST_WABA, Seat, connect, draft_saved, open, synced};
use crate::support::{Desktop, Keychain, Launch, Window, starting};

/// Records everything that the page receives: responses of commands and notices of the channel.
const LISTEN: &str = r"
window.__heard = [];
const fetch = window.fetch;
window.fetch = async (...call) => {
  const answer = await fetch(...call);
  window.__heard.push(await answer.clone().text());
  return answer;
};
const internals = window.__TAURI_INTERNALS__;
const run = internals.runCallback;
try { internals.runCallback = (id, data) => { window.__heard.push(JSON.stringify(data)); return run(id, data); }; } catch { /* read-only */ }
";

const READS: &str = r"
const [account, number, waba] = arguments;
const query = { search: '', grouped: true, collapsed: [], sort: { key: 'number', descending: false },
  filter: { wabas: [], owners: [], statuses: [], configurations: [], calling: null, hasDraft: false, hasProblem: false } };
const calls = [['start', {}], ['facets', { account }], ['waba_facets', { account }], ['choices', { account }], ['drafts', { account, query: { search: '', states: [] }, span: { offset: 0, limit: 100 } }],
  ['numbers_window', { account, query, offset: 0, limit: 500, locate: [] }],
  ['select', { account, query, change: { kind: 'matching', selected: true } }], ['selected_numbers', { account }],
  ['waba_members', { account, wabaId: waba }], ['number_panel', { account, number }], ['open_number', { account, number }],
  ['activity', { account, query: { search: '', number: null, batch: null, flat: true, outcomes: [], actions: [], since: null, offset: 0, limit: 100 } }],
  ['batch_items', { account, states: [], span: { offset: 0, limit: 100 } }], ['by_hand', { account, number }],
  ['export_drafts', { account }]];
window.__answers = null;
const invoke = (name, given) => window.__TAURI_INTERNALS__.invoke(name, given);
const preview = () => invoke('numbers_window', { account, query, offset: 0, limit: 0, locate: [] }).then(
  ({ selection }) => invoke('bulk_preview', { account, selection: selection.version, edit: { alias: 'x' } }));
Promise.all(calls.map(([name, given]) => invoke(name, given))).then(async (answers) => [...answers, await preview()]).then(
  (answers) => (window.__answers = JSON.stringify(answers)), (error) => (window.__answers = 'refused: ' + JSON.stringify(error)));
";

#[tokio::test(flavor = "multi_thread")]
async fn the_token_is_in_the_keychain_and_nowhere_else() {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let seat = Seat::at(Keychain::Unlocked, Launch::plain()).await;
    let window = seat.window();
    window.execute(LISTEN, vec![]).await;
    work(window, &sandbox).await;
    let crossed = everything_that_crossed(window, &sandbox).await;
    let secrets = secrets_of(&sandbox);
    for secret in &secrets {
        assert!(!crossed.contains(secret), "a token crossed to the window");
    }
    let Seat { desktop, app } = seat;
    let said = app.said();
    app.end().await;
    for secret in &secrets {
        assert!(!said.contains(secret), "a token was printed");
        for file in files_below(desktop.folder()) {
            let inside = fs::read(&file).unwrap_or_default();
            let found = inside.windows(secret.len()).any(|bytes| bytes == secret.as_bytes());
            assert!(!found || is_keyrings(&desktop, &file), "a token is in {}", file.display());
        }
    }
    only_the_data_folder(&desktop);
}

/// Connects, saves a number, starts a remap and a disconnect, and opens every page.
async fn work(window: &Window, sandbox: &Sandbox) {
    connect(window, sandbox, sandbox.auth_token()).await;
    window.find("row", starting(FIRST)).await;
    synced(window).await;
    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Alias", "Front desk").await;
    draft_saved(&panel).await;
    panel.click("button", "Save changes").await;
    panel.shows("Saved, and read back from Plivo").await;
    crate::seat::pick(&panel, "Account Mapping", "EU Team").await;
    draft_saved(&panel).await;
    panel.click("button", "Save changes").await;
    window.within("alertdialog", starting("Move all")).await.click("button", "Keep as draft").await;
    panel.click("button", "Disconnect number").await;
    window.within("alertdialog", starting("Disconnect")).await.click("button", "Keep connected").await;
    for page in ["Drafts", "Activity", "Numbers"] {
        window.click("button", starting(page)).await;
    }
    sandbox.control().requests_when(|all| all.iter().any(|one| one.path.ends_with("/Subaccount/"))).await;
}

async fn everything_that_crossed(window: &Window, sandbox: &Sandbox) -> String {
    let account = format!("{}@{}", sandbox.auth_id(), sandbox.api());
    let arguments = vec![json!(account), json!(sandbox::seed::FIRST_NUMBER), json!(FIRST_WABA)];
    window.execute(READS, arguments).await;
    let answers = async || window.execute("return window.__answers", vec![]).await;
    window.wait_until("the answers of every reading command", async || !answers().await.is_null()).await;
    let answers = answers().await.as_str().unwrap().to_string();
    assert!(answers.contains(ACCOUNT) && answers.contains("Front desk"), "the commands answered: {answers}");
    let heard = window.execute("return window.__heard.join('\\n')", vec![]).await.as_str().unwrap().to_string();
    assert!(heard.contains(ACCOUNT), "the responses were recorded");
    let page = window.execute("return document.documentElement.outerHTML + JSON.stringify(localStorage)", vec![]).await;
    [answers, heard, page.as_str().unwrap().to_string()].concat()
}

/// The account's token as it is and as Basic credentials, and the tokens of its subaccounts, which Plivo sends.
fn secrets_of(sandbox: &Sandbox) -> Vec<String> {
    let mut secrets = vec![
        sandbox.auth_token().to_string(),
        STANDARD.encode(format!("{}:{}", sandbox.auth_id(), sandbox.auth_token())),
    ];
    for subaccount in sandbox.control().subaccounts() {
        secrets.extend([subaccount.auth_token, subaccount.new_auth_token]);
    }
    secrets.retain(|secret| !secret.is_empty());
    assert!(secrets.len() > 8);
    secrets
}

pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).map(|entries| entries.flatten().collect::<Vec<_>>()).unwrap_or_default();
    entries
        .into_iter()
        .flat_map(|entry| {
            let path = entry.path();
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                files_below(&path)
            } else if kind.is_file() {
                vec![path]
            } else {
                Vec::new()
            }
        })
        .collect()
}

fn is_keyrings(desktop: &Desktop, file: &Path) -> bool {
    file.starts_with(desktop.folder().join("home/share/keyrings"))
}

/// All data of the app is in its data folder, which other users cannot read.
fn only_the_data_folder(desktop: &Desktop) {
    let data = desktop.data();
    let outside: Vec<PathBuf> = files_below(desktop.folder())
        .into_iter()
        .filter(|file| !file.starts_with(&data) && !is_keyrings(desktop, file))
        // Files of the test harness: the log of the driver and the configuration of the bus.
        .filter(|file| !["app.log", "bus.conf"].iter().any(|name| file.ends_with(name)))
        // Files that the user exported.
        .filter(|file| !file.starts_with(desktop.folder().join("home/Downloads")))
        .collect();
    assert_eq!(outside, [] as [PathBuf; 0]);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700, "the data folder");
    for file in fs::read_dir(&data).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        assert_eq!(mode(&file.path()), 0o600, "{}", file.path().display());
    }
}
