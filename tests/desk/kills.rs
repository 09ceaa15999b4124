//! The app is killed at random moments during a stream of edits. Afterwards, everything that it had acknowledged is
//! there, and the file is intact.
//!
//! The app is this test program itself. An environment variable tells it to edit until it is killed.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use desk::Desk;
use desk::view::{DraftKey, DraftKind, Edit};
use domain::id::WabaId;
use domain::observed::{Held, Mapping, Waba};
use store::{DataFolder, Store};

use crate::support::seed::{self, ACCOUNT, NOW};

const FOLDER: &str = "NUMBER_DESK_TEST_KILLED";
/// The number of kills. `cargo xtask soak` sets a higher one.
const KILLS: &str = "NUMBER_DESK_TEST_KILLS";
const NUMBERS: [&str; 4] = ["4930901820", "442079460958", "918035737458", "12125550142"];
const WABA: &str = "102290129340398";

#[test]
fn what_was_acknowledged_survives() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return edit_until_killed(&PathBuf::from(folder));
    }
    let kills: usize = std::env::var(KILLS).ok().and_then(|text| text.parse().ok()).unwrap_or(200);
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    let (mut known, mut acknowledged) = (State::default(), 0);
    for kill in 0..kills {
        let mut app = App::start(folder.path(), kill);
        let patience = fastrand::usize(0..60);
        let (mut lines, mut begun) = (app.lines(), None);
        for _ in 0..patience {
            acknowledged += known.hear(&mut begun, lines.next());
        }
        app.kill();
        // Its last output before the kill is still in the pipe.
        for line in lines {
            acknowledged += known.hear(&mut begun, Some(line));
        }
        let found = read_back(folder.path());
        let with_begun = begun.map(|change| known.clone().with(&change));
        assert!(found == known || Some(&found) == with_begun.as_ref(), "kill {kill}: {found:#?} instead of {known:#?}");
        known = found;
    }
    assert!(acknowledged > kills * 5, "it was killed in the midst of work: {acknowledged} edits in {kills} kills");
    let _best_effort = writeln!(std::io::stderr(), "{kills} kills, {acknowledged} acknowledged edits, all there");
}

/// The drafts: a text for each number and field, and the target of the mapping.
#[derive(Clone, Debug, Default, PartialEq)]
struct State(BTreeMap<String, String>);

impl State {
    /// Counts an acknowledged change. A change that was started and not acknowledged may or may not have been made.
    fn hear(&mut self, begun: &mut Option<String>, line: Option<std::io::Result<String>>) -> usize {
        let Some(Ok(line)) = line else { return 0 };
        match line.split_once(' ') {
            Some(("begun", change)) => *begun = Some(change.to_owned()),
            Some(("done", change)) => {
                *self = std::mem::take(self).with(change);
                *begun = None;
                return 1;
            }
            _ => {}
        }
        0
    }

    fn with(mut self, change: &str) -> Self {
        match change.splitn(3, ' ').collect::<Vec<_>>()[..] {
            ["discard", number, _] => self.0.retain(|key, _| !key.starts_with(number)),
            [number, field, value] => {
                self.0.insert(format!("{number} {field}"), value.to_owned());
            }
            _ => panic!("{change:?} is no change"),
        }
        self
    }
}

struct App(Child);

impl App {
    fn start(folder: &Path, kill: usize) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "kills::what_was_acknowledged_survives", "--nocapture"]);
        command.env(FOLDER, folder).env("NUMBER_DESK_TEST_KILL", kill.to_string());
        Self(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap())
    }

    fn lines(&mut self) -> Lines<BufReader<ChildStdout>> {
        BufReader::new(self.0.stdout.take().unwrap()).lines()
    }

    fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn edit_until_killed(folder: &Path) {
    let kill = std::env::var("NUMBER_DESK_TEST_KILL").unwrap();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let desk = Desk::open(folder).unwrap();
        for round in 0.. {
            let number = NUMBERS[fastrand::usize(0..NUMBERS.len())];
            let value = format!("{kill}-{round}");
            match fastrand::u8(0..10) {
                0 => {
                    say("begun", &format!("discard {number} -"));
                    let key = DraftKey { kind: DraftKind::Number, id: number.to_owned() };
                    desk.discard_one(ACCOUNT, &key).await.unwrap();
                    say("done", &format!("discard {number} -"));
                }
                1 => edit(&desk, number, "mapping", &format!("SA{round:018}")).await,
                2..6 => edit(&desk, number, "alias", &value).await,
                _ => edit(&desk, number, "webhook_url", &format!("https://{value}.example/")).await,
            }
        }
    });
}

async fn edit(desk: &Desk, number: &str, field: &str, value: &str) {
    let (whose, edit) = match field {
        "alias" => (number, Edit::Alias(value.to_owned())),
        "webhook_url" => (number, Edit::WebhookUrl(value.to_owned())),
        _ => (WABA, Edit::AccountMapping(Some(value.to_owned()))),
    };
    say("begun", &format!("{whose} {field} {value}"));
    desk.edit(ACCOUNT, number, edit).await.unwrap();
    say("done", &format!("{whose} {field} {value}"));
}

/// Written without a buffer, so that the output is in the pipe when the process dies.
fn say(word: &str, what: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{word} {what}").unwrap();
    out.flush().unwrap();
}

/// Opened like the app opens it, without a report of a damaged file. Every page of the file is intact.
fn read_back(folder: &Path) -> State {
    let file = DataFolder::open(folder).unwrap();
    let (store, notes) = Store::open(&file, NOW).unwrap();
    assert_eq!(notes, []);
    let mut found = BTreeMap::new();
    for row in store.drafts(ACCOUNT).unwrap() {
        let edits: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&row.edits).unwrap();
        for (field, value) in edits {
            found.insert(format!("{} {field}", row.number), value.as_str().unwrap().to_owned());
        }
    }
    for row in store.mapping_drafts(ACCOUNT).unwrap() {
        found.insert(format!("{} mapping", row.waba_id), row.target.unwrap());
    }
    drop(store);
    let connection = rusqlite::Connection::open(folder.join("number-desk.db")).unwrap();
    let verdict: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    State(found)
}

fn fill(folder: &Path) {
    let (store, _) = Store::open(&DataFolder::open(folder).unwrap(), NOW).unwrap();
    store.put_account(&seed::account()).unwrap();
    let waba =
        Waba { id: WabaId::new(WABA), name: "Acme EU".to_owned(), mapping: Mapping::Main, number_count: Some(4) };
    store.put_waba(ACCOUNT, &waba, NOW).unwrap();
    for number in NUMBERS {
        let held = Held { configuration_type: Some("webhook".to_owned()), ..Held::default() };
        let seen = seed::number(number, WABA, held);
        store.put_number(ACCOUNT, &seen, NOW).unwrap();
    }
}
