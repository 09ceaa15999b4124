//! The app is killed during a batch, and started again until the batch is done. Each number is written once, unless it
//! was proven that a write was not carried out. The record has an entry for each write.
//!
//! The app is this test program itself. Environment variables tell it to act as the app.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use desk::sandbox_door::SandboxDoor;
use desk::view::{ActivityOutcome, ActivityQuery, ApplyWhat, DraftKey, DraftKind, Notice};
use desk::{Clock, Desk, Setup, Timings};
use sandbox::{Control, Request};
use tokio::sync::broadcast;

use crate::batch_records::recorded_writes;
use crate::confirming::apply;
use crate::office::{ACCOUNT, Office, alias, until};

const TEST: &str = "killed_batches::in_the_midst_of_a_batch";
const FOLDER: &str = "NUMBER_DESK_TEST_BATCH";
const DOOR: &str = "NUMBER_DESK_TEST_DOOR";
/// How far the app's clock is ahead, in milliseconds.
const AHEAD: &str = "NUMBER_DESK_TEST_AHEAD";
/// A tenth of the number of kills for the edits.
const KILLS: &str = "NUMBER_DESK_TEST_KILLS";
const NUMBERS: usize = 12;
const LONG: Duration = Duration::from_secs(120);

#[test]
fn in_the_midst_of_a_batch() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if let Some(folder) = std::env::var_os(FOLDER) {
        return runtime.block_on(carry_out(&PathBuf::from(folder)));
    }
    let wanted = std::env::var(KILLS).map_or(200, |text| text.parse().unwrap()) / 10;
    let (mut kills, mut batches, mut lost) = (0, 0, 0);
    while kills < wanted {
        let (killed, not_carried_out) = runtime.block_on(one_batch(wanted - kills));
        (kills, batches, lost) = (kills + killed, batches + 1, lost + not_carried_out);
    }
    let numbers = batches * NUMBERS;
    let told = format!("{kills} kills in {batches} batches of {NUMBERS}: {numbers} numbers, each carried out once");
    let _best_effort = writeln!(std::io::stderr(), "{told}; {lost} writes had been lost with the app");
}

/// Kills the app repeatedly until the batch is done. Returns the number of kills, and of writes that did not arrive.
async fn one_batch(most: usize) -> (usize, usize) {
    let office = Office::open_with(sandbox::Options { rate_limit: None, ..sandbox::Options::default() }).await;
    let numbers = drafted(&office).await;
    let door = [office.sandbox.api(), office.sandbox.auth_id().to_owned(), office.sandbox.auth_token().to_owned()];
    let Office { desk, sandbox, control, folder, .. } = office;
    drop(desk);
    while store::DataFolder::open(folder.path()).is_err() {
        tokio::task::yield_now().await;
    }
    let (mut kills, mut ahead) = (0, Duration::ZERO);
    loop {
        let mut app = start(folder.path(), &door, ahead);
        let last = kills == most;
        let moment = control.requests().len() + fastrand::usize(0..40);
        if last || !reaches(&control, &mut app, moment).await {
            assert!(app.wait().unwrap().success(), "the app ends well when it is left alone");
            break;
        }
        app.kill().unwrap();
        app.wait().unwrap();
        kills += 1;
        // Sometimes it is started again at once, while an old value proves nothing yet.
        if fastrand::bool() {
            ahead += LONG;
        }
    }
    let lost = judge(&control, folder.path(), &numbers);
    sandbox.stop().await;
    (kills, lost)
}

async fn drafted(office: &Office) -> Vec<String> {
    let all = office.control.wabas().into_iter().flat_map(|waba| office.control.numbers_of(&waba.waba_id));
    let numbers: Vec<String> = all.take(NUMBERS).map(|number| number.number).collect();
    for number in &numbers {
        office.edit(number, [alias(&format!("Batch {number}"))]).await;
        let key = DraftKey { kind: DraftKind::Number, id: number.clone() };
        office.desk.mark_ready(ACCOUNT, &key, true).await.unwrap();
    }
    numbers
}

/// Returns false if the app ended before the sandbox had received this many requests.
async fn reaches(control: &Control, app: &mut Child, moment: usize) -> bool {
    loop {
        let look = control.requests_when(|requests| requests.len() >= moment);
        if tokio::time::timeout(Duration::from_millis(50), look).await.is_ok() {
            return app.try_wait().unwrap().is_none();
        }
        if app.try_wait().unwrap().is_some() {
            return false;
        }
    }
}

fn start(folder: &Path, door: &[String; 3], ahead: Duration) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", TEST, "--nocapture"]).env(FOLDER, folder).env(DOOR, door.join(" "));
    command.env(AHEAD, ahead.as_millis().to_string()).stdout(Stdio::null());
    command.spawn().unwrap()
}

/// For each number, one write took effect, and every write has a correct record.
fn judge(control: &Control, folder: &Path, numbers: &[String]) -> usize {
    let desk = Desk::open(folder).unwrap();
    let query = ActivityQuery { limit: 500, ..ActivityQuery::default() };
    let records = recorded_writes(&desk, &query);
    let mut lost = 0;
    for number in numbers {
        let about = |request: &&Request| request.method == "POST" && request.path.contains(number.as_str());
        let all = control.requests();
        let writes: Vec<&Request> = all.iter().filter(about).collect();
        let mine: Vec<ActivityOutcome> =
            records.iter().filter(|record| record.number.as_ref() == Some(number)).map(|one| one.outcome).collect();
        let landed = writes.iter().filter(|write| write.landed).count();
        let confirmed = mine.iter().filter(|outcome| **outcome == ActivityOutcome::Confirmed).count();
        let failed = mine.iter().filter(|outcome| **outcome == ActivityOutcome::Failed).count();
        assert_eq!((landed, confirmed), (1, 1), "{writes:#?} {mine:?}");
        // A record without a request: the app was killed between the two.
        assert!(confirmed + failed == mine.len() && mine.len() >= writes.len(), "{writes:#?} {mine:?}");
        let held = control.number(number).unwrap();
        assert_eq!(held.alias, Some(format!("Batch {number}")));
        lost += failed;
    }
    lost
}

/// What the app does at each start: it reads, continues its batch, and waits until all is done.
async fn carry_out(folder: &Path) {
    let ahead = Arc::new(AtomicI64::new(std::env::var(AHEAD).unwrap().parse().unwrap()));
    let desk = Desk::open_with(folder, setup(ahead.clone())).unwrap();
    let (sender, mut notices) = broadcast::channel(10_000);
    desk.subscribe(move |notice| sender.send(notice).is_ok());
    let door = std::env::var(DOOR).unwrap();
    let parts: Vec<&str> = door.split(' ').collect();
    desk.attach_sandbox(SandboxDoor::new(parts[0], parts[1], parts[2])).await.unwrap();
    loop {
        go_on(&desk, &mut notices).await;
        if crate::office::all_drafts(&desk, ACCOUNT).await.is_empty() {
            return;
        }
        // An outcome that is not yet known becomes known later. A restart would begin its grace period anew.
        ahead.fetch_add(LONG.as_millis() as i64, Ordering::SeqCst);
        while is_anything_open(&desk) {
            until(&mut notices, Some).await;
        }
    }
}

fn is_anything_open(desk: &Desk) -> bool {
    let query = ActivityQuery { limit: 500, ..ActivityQuery::default() };
    let records = recorded_writes(desk, &query);
    records.iter().any(|record| record.outcome == ActivityOutcome::NotYetKnown)
}

async fn go_on(desk: &Desk, notices: &mut broadcast::Receiver<Notice>) {
    desk.sync_start(ACCOUNT).unwrap();
    until(notices, |notice| match notice {
        Notice::Status { status, .. } if !status.sync.running => Some(()),
        _ => None,
    })
    .await;
    let begun = match desk.status(ACCOUNT).unwrap().batch {
        Some(batch) if batch.open > 0 => apply(desk, ApplyWhat::Waiting).await,
        _ => apply(desk, ApplyWhat::Ready).await,
    };
    if begun.is_ok() {
        while desk.status(ACCOUNT).unwrap().batch.is_some_and(|batch| batch.running) {
            until(notices, Some).await;
        }
    }
}

fn setup(ahead: Arc<AtomicI64>) -> Setup {
    let clock = Clock::new(move || {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        i64::try_from(since.as_millis()).unwrap() + ahead.load(Ordering::SeqCst)
    });
    let timings = Timings { poll: Duration::from_millis(20), ..Timings::default() };
    Setup { clock, timings, ..Setup::default() }
}
