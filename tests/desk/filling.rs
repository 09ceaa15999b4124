//! A disk that becomes full during a save, at every possible moment. Everything that was sent is reported and recorded
//! as sent, and everything that is reported as a disk failure was not sent.

use std::process::Command;
use std::time::Duration;

use desk::error::Code;
use desk::view::{ActivityOutcome, Notice, StepOutcome};
use nix::sys::resource::{Resource, getrlimit, setrlimit};

use crate::office::{ACCOUNT, FIRST, Office, alias, only_step, until};

const PART: &str = "NUMBER_DESK_TEST_FILLING";
/// The size of a page with its header in the write-ahead log, in bytes.
const STEP: u64 = 4096 + 24;
/// More pages than a save writes.
const STEPS: u64 = 20;

#[test]
fn a_disk_that_fills_up_during_a_save() {
    if std::env::var_os(PART).is_some() {
        return tokio::runtime::Runtime::new().unwrap().block_on(at_every_moment());
    }
    // Ignores the signal that would end the process instead of failing its write.
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]).arg(std::env::current_exe().unwrap());
    shell.args(["--exact", "filling::a_disk_that_fills_up_during_a_save", "--nocapture"]);
    let output = shell.env(PART, "yes").output().unwrap();
    let said = [&output.stdout, &output.stderr].map(|said| String::from_utf8_lossy(said).into_owned());
    assert!(output.status.success(), "{}", said.join("\n"));
}

async fn at_every_moment() {
    let (mut before, mut amid, mut after) = (0, 0, 0);
    for room in 0..STEPS {
        let office = Office::open().await;
        office.edit(FIRST, [alias("New")]).await;
        let mut notices = office.notices();
        let size = |name: &str| std::fs::metadata(office.folder.path().join(name)).unwrap().len();
        no_file_longer_than(size("number-desk.db").max(size("number-desk.db-wal")) + room * STEP);
        let answer = office.desk.save(ACCOUNT, FIRST, true).await;
        no_file_longer_than(u64::MAX);
        let sent = office.writes().len();
        match answer {
            Err(error) => {
                assert_eq!((error.code, sent), (Code::Disk, 0), "{}", error.message);
                assert!(office.record().is_empty() && office.has_draft(FIRST).await);
                before += 1;
                continue;
            }
            Ok(outcome) => match only_step(outcome).outcome {
                StepOutcome::Confirmed => after += 1,
                StepOutcome::NotYetKnown { .. } => {
                    office.turn_clock(Duration::from_secs(120));
                    until(&mut notices, |notice| matches!(notice, Notice::Settled { .. }).then_some(())).await;
                    amid += 1;
                }
                other => panic!("{other:?}"),
            },
        }
        let record = office.record();
        assert_eq!((sent, record.len(), record[0].outcome), (1, 1, ActivityOutcome::Confirmed), "{record:?}");
        assert!(office.held(FIRST)["alias"] == "New" && !office.has_draft(FIRST).await);
    }
    assert!(before > 0 && amid > 0 && after > 0, "before the write {before}, amid it {amid}, after it {after}");
}

fn no_file_longer_than(bytes: u64) {
    let (_, most) = getrlimit(Resource::RLIMIT_FSIZE).unwrap();
    setrlimit(Resource::RLIMIT_FSIZE, bytes.min(most), most).unwrap();
}
