//! While calls wait for the disk, everything else goes on. The runtime has one worker thread, which also serves the
//! sandbox.

use std::time::Duration;

use desk::Desk;
use desk::error::DeskError;
use desk::view::{SaveOutcome, Theme};
use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::office::{ACCOUNT, FIRST, Office, alias, only_step, word};

/// Fails the test instead of waiting for ever.
const LONGEST: Duration = Duration::from_secs(20);

/// Another program that writes to the same file. Every write of the desk waits until it is released.
fn another_program(office: &Office) -> Connection {
    let file = Connection::open(office.folder.path().join("number-desk.db")).unwrap();
    file.execute_batch("BEGIN IMMEDIATE").unwrap();
    file
}

/// Another task of the one worker.
async fn others_run() {
    tokio::time::timeout(LONGEST, tokio::spawn(async {})).await.expect("another task runs meanwhile").unwrap();
}

/// The shell calls each of these in a task of the runtime, as it stands here.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_call_that_waits_for_the_disk() {
    type Call = fn(&Desk) -> Result<(), DeskError>;
    let calls: [(&str, Call); 5] = [
        ("set_theme", |desk| desk.set_theme(Theme::Dark)),
        ("set_panel_width", |desk| desk.set_panel_width(500)),
        ("mark_hours_checked", |desk| desk.mark_hours_checked(ACCOUNT, FIRST, true).map(drop)),
        ("apply_dismiss", |desk| desk.apply_dismiss(ACCOUNT).map(drop)),
        ("dismiss_restore", |desk| desk.dismiss_restore(ACCOUNT, FIRST).map(drop)),
    ];
    let office = Office::open().await;
    // Only a number that was changed has something to restore.
    office.edit(FIRST, [alias("Front desk")]).await;
    office.save(FIRST).await;
    for (name, call) in calls {
        let held = another_program(&office);
        let (desk, (begins, has_begun)) = (office.desk.clone(), oneshot::channel());
        let waiting = tokio::spawn(async move {
            begins.send(()).unwrap();
            call(&desk)
        });
        has_begun.await.unwrap();
        others_run().await;
        assert!(!waiting.is_finished(), "{name} writes");
        drop(held);
        waiting.await.unwrap().unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// A save reads from Plivo and writes to the disk by turns, all in one task.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_save_that_waits_for_the_disk() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Front desk")]).await;
    let held = another_program(&office);
    let desk = office.desk.clone();
    let saving = tokio::spawn(async move { desk.save(ACCOUNT, FIRST, false).await });
    let read = |requests: &[sandbox::Request]| requests.iter().any(|request| request.path.contains(FIRST));
    office.control.requests_when(read).await;
    others_run().await;
    assert!(office.writes().is_empty(), "the record comes before the write");
    drop(held);
    let outcome: SaveOutcome = saving.await.unwrap().unwrap();
    assert_eq!(word(&only_step(outcome).outcome), "confirmed");
}
