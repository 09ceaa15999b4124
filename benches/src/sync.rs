//! The first sync of 10,000 numbers, against the rate that Plivo allows; and the second one, which finds nothing
//! changed.

use std::path::Path;
use std::time::{Duration, Instant};

use desk::Desk;
use desk::sandbox_door::{SANDBOX_ID, SandboxDoor};
use desk::view::{Notice, NumbersQuery};
use rusqlite::Connection;
use sandbox::{Options, Sandbox};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::goals::{Goal, Report};

const NUMBERS: usize = 10_000;
/// A usual round trip to Plivo from another continent.
const LATENCY: Duration = Duration::from_millis(150);
/// Plivo's published limit.
const REQUESTS_A_SECOND: f64 = 300.0 / 5.0;
/// What has to be read before the first rows: the WABAs, the agents, the subaccounts, and the first page of numbers.
/// Twice that leaves room for the work between them.
const ROUND_TRIPS: f64 = 8.0;

pub async fn measure(report: &mut Report) {
    let sandbox = Sandbox::start(Options { numbers: NUMBERS, latency: LATENCY, ..Options::default() }).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(folder.path()).unwrap();
    desk.attach_sandbox(SandboxDoor::new(sandbox.api(), sandbox.auth_id(), sandbox.auth_token())).await.unwrap();
    desk.open_sandbox().unwrap();
    let mut notices = notices(&desk);

    sandbox.control().clear_requests();
    let begun = Instant::now();
    desk.sync_start(SANDBOX_ID).unwrap();
    let mut usable = None;
    while !ended(&notices.recv().await.unwrap()) {
        if usable.is_none() && shown(&desk).await > 0 {
            usable = Some(begun.elapsed().as_secs_f64());
        }
    }
    let took = begun.elapsed().as_secs_f64();
    assert_eq!(shown(&desk).await as usize, NUMBERS);
    let requests = sandbox.control().requests();
    let refused = requests.iter().filter(|request| request.status == Some(429)).count() as f64;
    let (rate, most) = (requests.len() as f64 / took, REQUESTS_A_SECOND);
    report.add(Goal::at_least("rate of the first sync of 10,000 / Plivo's limit", rate / most, 0.95, (rate, most)));
    report.add(Goal::at_most("answers with 429 in the first sync", refused, 0.0, (refused, 0.0)));
    let (first, trip) = (usable.expect("rows are shown during the sync"), LATENCY.as_secs_f64());
    report.add(Goal::at_most("first rows of the first sync, in round trips", first / trip, ROUND_TRIPS, (first, trip)));

    let before = desk_time();
    desk.sync_start(SANDBOX_ID).unwrap();
    while !ended(&notices.recv().await.unwrap()) {}
    let rows = written_since(folder.path(), before);
    report.add(Goal::at_most("rows of numbers written by a second sync", rows, 0.0, (rows, 0.0)));
}

fn notices(desk: &Desk) -> UnboundedReceiver<Notice> {
    let (heard, notices) = unbounded_channel();
    desk.subscribe(move |notice| heard.send(notice).is_ok());
    notices
}

fn ended(notice: &Notice) -> bool {
    matches!(notice, Notice::Status { status, .. } if !status.sync.running)
}

async fn shown(desk: &Desk) -> u32 {
    desk.numbers_window(SANDBOX_ID, NumbersQuery::default(), (0, 50), &[]).await.unwrap().numbers
}

fn desk_time() -> i64 {
    desk::Clock::system().now()
}

/// How many numbers were stored anew since this moment.
fn written_since(folder: &Path, moment: i64) -> f64 {
    let file = Connection::open(folder.join("number-desk.db")).unwrap();
    file.query_row("SELECT count(*) FROM number WHERE seen_at >= ?1", [moment], |row| row.get(0)).unwrap()
}
