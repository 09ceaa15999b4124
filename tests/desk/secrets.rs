//! Tokens are only in the keychain and in requests: not in a response, a notice, a file or a line of the log.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Mutex, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use desk::Desk;
use desk::view::{ActivityQuery, DraftsQuery, Edit, NumbersQuery, SaveOutcome, SelectionChange, Span};
use sandbox::{Answer, Fault, Pattern, Rule, Shape};
use serde::Serialize;
use serde_json::json;

use crate::office::{FIRST, alias, map_to};
use crate::plivo::{Plivo, files, files_with, listen, session_only, sync};

/// Everything that the window received, serialised like for the window.
#[derive(Default)]
struct Window(String);

impl Window {
    fn sees(&mut self, told: &impl Serialize) {
        self.0.push_str(&serde_json::to_string(told).unwrap());
        self.0.push('\n');
    }

    /// Both results and errors.
    fn hears<T: Serialize, E: Serialize + std::fmt::Display>(&mut self, answer: Result<T, E>) -> Option<T> {
        match answer {
            Ok(value) => {
                self.sees(&value);
                Some(value)
            }
            Err(error) => {
                self.sees(&error);
                self.0.push_str(&format!("{error}\n"));
                None
            }
        }
    }
}

/// Lines of the log that contain a secret.
struct Watch;

static WATCHED: OnceLock<Vec<String>> = OnceLock::new();
static CAUGHT: Mutex<Vec<String>> = Mutex::new(Vec::new());

impl log::Log for Watch {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let line = format!("{} {}", record.target(), record.args());
        let watched = WATCHED.get().map(Vec::as_slice).unwrap_or_default();
        if watched.iter().any(|token| line.contains(token)) {
            CAUGHT.lock().unwrap().push(line);
        }
    }

    fn flush(&self) {}
}

/// Every token as it is, and in the form of a Basic header.
fn watched(plivo: &Plivo, wrong: &str) -> Vec<String> {
    let console = &plivo.console;
    let tokens: Vec<_> = console.tokens.iter().cloned().chain([wrong.to_owned()]).collect();
    let basic = |token| STANDARD.encode(format!("{}:{token}", console.auth_id));
    tokens.iter().map(basic).chain(tokens.iter().cloned()).collect()
}

/// A whole session, with every result checked.
async fn session(plivo: &Plivo, desk: &Desk, window: &mut Window, wrong: &str) {
    let control = plivo.sandbox.control();
    let console = &plivo.console;
    window.hears(desk.connect(session_only(console.typed(&console.auth_id, wrong)), 1).await);
    window.hears(desk.connect(session_only(console.typed("no id", &console.auth_token)), 1).await);
    let account = window.hears(plivo.connect(desk).await).unwrap().id;
    window.hears(plivo.connect(desk).await);
    sync(desk, &account).await;
    window.hears(desk.start());
    window.hears(desk.status(&account));
    window.hears(desk.choices(&account));
    window.hears(desk.facets(&account).await);
    let all = SelectionChange::Matching { selected: true };
    window.hears(desk.select(&account, NumbersQuery::default(), all).await);
    window.hears(desk.selected_numbers(&account).await);
    window.hears(desk.numbers_window(&account, NumbersQuery::default(), (0, 500), &[]).await);
    window.hears(desk.open_number(&account, FIRST).await);
    for edit in [alias("Mine"), Edit::Calling(true), Edit::WebhookUrl("http://wrong.example/".to_owned())] {
        window.hears(desk.edit(&account, FIRST, edit).await);
    }
    window.hears(desk.save(&account, FIRST, true).await);
    window.hears(desk.discard(&account, FIRST, false).await);
    provoke(plivo, desk, window, &account).await;
    control.clear_faults();
    let target = desk.choices(&account).unwrap().subaccounts[0].id.clone();
    window.hears(desk.edit(&account, FIRST, alias("Front desk")).await);
    window.hears(desk.edit(&account, FIRST, map_to(&target)).await);
    let shown = window.hears(desk.save(&account, FIRST, true).await);
    let Some(SaveOutcome::NeedsConfirmation { preview, .. }) = shown else { panic!("a dialog: {shown:?}") };
    window.hears(desk.confirm_remap(&account, FIRST, &preview.preview_id, "wrong").await);
    let done = window.hears(desk.confirm_remap(&account, FIRST, &preview.preview_id, "Acme EU").await);
    assert!(matches!(done, Some(SaveOutcome::Done { .. })), "{done:?}");
    let shown = window.hears(desk.disconnect_preview(&account, FIRST).await).unwrap();
    window.hears(desk.confirm_disconnect(&account, FIRST, &shown.preview_id, "7458").await).unwrap();
    window.hears(desk.drafts(&account, DraftsQuery::default(), Span { offset: 0, limit: 100 }).await);
    window.hears(desk.activity(&account, &ActivityQuery { limit: 100, ..ActivityQuery::default() }));
    window.hears(desk.enter_token(&account, wrong.to_owned(), true, 1).await);
    window.hears(desk.enter_token(&account, console.scoped_token.clone(), true, 1).await);
    let (labs, token) = &console.subaccount;
    let labs = window.hears(desk.connect(session_only(console.typed(labs, token)), 1).await).unwrap().id;
    sync(desk, &labs).await;
    window.hears(desk.switch(&account));
    window.hears(desk.rename(&account, "Acme again", desk::view::Colour::Blue));
    window.hears(desk.sign_out(&labs).await);
}

/// Every kind of failure of Plivo, on a read and on a write.
///
/// Lost writes stay *not yet known* for a while, so this uses another number than the first.
async fn provoke(plivo: &Plivo, desk: &Desk, window: &mut Window, account: &str) {
    let labs = plivo.sandbox.control().wabas().into_iter().find(|waba| waba.name == "Acme Labs").unwrap();
    let number = &plivo.sandbox.control().numbers_of(&labs.waba_id)[0].number;
    let answer = |status, shape| Fault::Answer(Answer { status, shape, retry_after: None, after_write: false });
    let shapes = [Shape::Error, Shape::ErrorObject, Shape::Message, Shape::DataError, Shape::Plain, Shape::Html];
    let faults = shapes.into_iter().zip([400, 401, 403, 404, 409, 422]).map(|(shape, status)| answer(status, shape));
    for (round, fault) in faults.chain([Fault::TruncatedJson, Fault::WrongTypes, Fault::Refuse]).enumerate() {
        for method in ["GET", "POST"] {
            let control = plivo.sandbox.control();
            control.clear_faults();
            window.hears(desk.edit(account, number, alias(&format!("{method} {round}"))).await);
            control.add_fault(Rule::always(Pattern::new(method, "/WhatsApp/Number/*/"), fault.clone()));
            window.hears(desk.save(account, number, true).await);
            window.hears(desk.disconnect_preview(account, number).await);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_session_shows_no_token() {
    let plivo = Plivo::open().await;
    let wrong = "a-token-that-was-mistyped";
    let watched = WATCHED.get_or_init(|| watched(&plivo, wrong));
    log::set_logger(&Watch).expect("nobody else logs here");
    log::set_max_level(log::LevelFilter::Trace);
    let desk = plivo.desk();
    let mut notices = listen(&desk);
    let mut window = Window::default();
    session(&plivo, &desk, &mut window, wrong).await;
    assert!(window.0.len() > 10_000, "the window was told something");
    while let Ok(notice) = notices.try_recv() {
        window.sees(&notice);
    }
    for token in watched {
        assert!(!window.0.contains(token), "a token reached the window");
    }
    assert_eq!(files_with(plivo.folder.path(), watched), [] as [std::path::PathBuf; 0]);
    drop(desk);
    assert_eq!(files_with(plivo.folder.path(), watched), [] as [std::path::PathBuf; 0], "nor at the end");
    assert_eq!(*CAUGHT.lock().unwrap(), [] as [String; 0]);
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_the_users_alone() {
    let plivo = Plivo::open().await;
    let folder = plivo.folder.path().join("data");
    let desk = Desk::open(&folder).unwrap();
    let account = plivo.connect(&desk).await.unwrap().id;
    sync(&desk, &account).await;
    desk.edit(&account, FIRST, alias("Mine")).await.unwrap();
    assert_eq!(mode(&folder), 0o700);
    let files = files(&folder);
    assert!(files.len() >= 2, "{files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

/// Read by another connection: write-ahead logging is on, and an acknowledged draft is in the file or its log.
#[tokio::test(flavor = "multi_thread")]
async fn the_file_is_written_ahead() {
    let plivo = Plivo::open().await;
    let desk = plivo.desk();
    let account = plivo.connect(&desk).await.unwrap().id;
    sync(&desk, &account).await;
    desk.edit(&account, FIRST, alias("Acknowledged")).await.unwrap();
    let other = rusqlite::Connection::open(plivo.folder.path().join("number-desk.db")).unwrap();
    let mode: String = other.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
    let drafted: String = other.query_row("SELECT edits FROM draft", [], |row| row.get(0)).unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&drafted).unwrap(), json!({ "alias": "Acknowledged" }));
}
