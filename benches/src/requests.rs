//! Requests per save, counted at the sandbox, against the three that every careful save needs.

use desk::Desk;
use desk::sandbox_door::SandboxDoor;
use desk::view::{Edit, Notice, SaveOutcome};
use sandbox::{Options, Sandbox};

use super::goals::{Goal, Report};

const READ_WRITE_READ: usize = 3;

pub async fn measure(report: &mut Report) {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(folder.path()).unwrap();
    desk.attach_sandbox(SandboxDoor::new(sandbox.api(), sandbox.auth_id(), sandbox.auth_token())).await.unwrap();
    desk.open_sandbox().unwrap();
    synced(&desk).await;
    sandbox.control().clear_requests();
    desk.edit("sandbox", sandbox::seed::FIRST_NUMBER, Edit::Alias("Bench".to_owned())).await.unwrap();
    let outcome = desk.save("sandbox", sandbox::seed::FIRST_NUMBER, true).await.unwrap();
    assert!(matches!(outcome, SaveOutcome::Done { .. }), "{outcome:?}");
    let requests = sandbox.control().requests().len();
    let ratio = requests as f64 / READ_WRITE_READ as f64;
    let of = (requests as f64, READ_WRITE_READ as f64);
    report.add(Goal::at_most("requests of a save / read, write, read", ratio, 1.0, of));
}

async fn synced(desk: &Desk) {
    let (ended, mut end) = tokio::sync::mpsc::unbounded_channel();
    desk.subscribe(move |notice| {
        if matches!(&notice, Notice::Status { status, .. } if !status.sync.running) {
            let _nobody_waits = ended.send(());
        }
        true
    });
    desk.sync_start("sandbox").unwrap();
    end.recv().await.unwrap();
}
