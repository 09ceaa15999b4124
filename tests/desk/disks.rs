//! Disk failures: a damaged file, a file of a newer version, a full disk and a read-only folder. Each is reported, and
//! acknowledged data is never lost.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use desk::Desk;
use desk::error::Code;
use desk::sandbox_door::SandboxDoor;
use store::{DataFolder, Store};

use crate::keychain::kept;
use crate::office::{ACCOUNT, FIRST, Office, alias};
use crate::plivo::session_only;
use crate::story::{Seat, tell};
use crate::support::Keychain::Unlocked;

const FOLDER: &str = "NUMBER_DESK_TEST_DISK";

fn file(folder: &Path) -> PathBuf {
    folder.join("number-desk.db")
}

fn overwrite(path: &Path, at: usize, bytes: &[u8]) {
    let mut inside = std::fs::read(path).unwrap();
    inside[at..at + bytes.len()].copy_from_slice(bytes);
    std::fs::write(path, inside).unwrap();
}

/// The damage to the file while the app is not running. The file is set aside with a note, and the app works.
#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_set_aside() {
    let damages: [fn(&Path); 3] = [
        |path| overwrite(path, 0, b"this is no database at all"),
        |path| std::fs::write(path, &std::fs::read(path).unwrap()[..5000]).unwrap(),
        |path| {
            let size = std::fs::metadata(path).unwrap().len() as usize;
            overwrite(path, 4096, &vec![0xA5; (size - 4096).min(40_000)]);
        },
    ];
    for (which, damage) in damages.into_iter().enumerate() {
        let office = Office::open().await;
        office.edit(FIRST, [alias("Before")]).await;
        let office = office.restart_after(|folder| damage(&file(folder))).await;
        let notes = office.desk.start().unwrap().notes;
        assert!(notes.len() == 1 && notes[0].contains("set aside"), "{which}: {notes:?}");
        let aside = std::fs::read_dir(office.folder.path()).unwrap().flatten();
        assert_eq!(aside.filter(|entry| entry.file_name().to_string_lossy().ends_with('Z')).count(), 1, "{which}");
        office.desk.open_sandbox().unwrap();
        office.sync().await;
        office.edit(FIRST, [alias("After")]).await;
        assert!(office.has_draft(FIRST).await, "{which}: the app works");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_file_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    drop(Store::open(&DataFolder::open(folder.path()).unwrap(), 0).unwrap());
    let connection = rusqlite::Connection::open(file(folder.path())).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let before = std::fs::read(file(folder.path())).unwrap();
    let error = Desk::open(folder.path()).err().expect("it is newer");
    assert!(error.code == Code::NewerFile && error.message.contains("newer Number Desk"), "{}", error.message);
    assert_eq!(std::fs::read(file(folder.path())).unwrap(), before);
}

/// Runs the test in its own process, within the limits that the command sets.
fn play(test: &str, wrapped: &mut Command, folder: &Path) -> Output {
    let output = wrapped.args(["--exact", test, "--nocapture"]).env(FOLDER, folder).output().unwrap();
    let said = [&output.stdout, &output.stderr].map(|said| String::from_utf8_lossy(said).into_owned());
    assert!(output.status.success(), "{}", said.join("\n"));
    output
}

fn set_limit(bytes: &str) {
    let mut limit = Command::new("prlimit");
    limit.args(["--pid", &std::process::id().to_string(), &format!("--fsize={bytes}:unlimited")]);
    assert!(limit.status().unwrap().success(), "prlimit is part of util-linux");
}

/// No file can grow, like on a full disk.
#[test]
fn a_full_disk() {
    const TEST: &str = "disks::a_full_disk";
    if std::env::var_os(FOLDER).is_some() {
        return tokio::runtime::Runtime::new().unwrap().block_on(on_a_full_disk());
    }
    let folder = tempfile::tempdir().unwrap();
    // Ignores the signal that would end the process instead of failing its write.
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]).arg(std::env::current_exe().unwrap());
    play(TEST, &mut shell, folder.path());
}

async fn on_a_full_disk() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Acknowledged")]).await;
    office.control.clear_requests();
    set_limit("0");
    let error = office.desk.edit(ACCOUNT, FIRST, alias("Lost")).await.expect_err("nothing can be written");
    assert_eq!(error.code, Code::Disk, "{}", error.message);
    let error = office.desk.save(ACCOUNT, FIRST, true).await.expect_err("no record on disk");
    assert_eq!(error.code, Code::Disk, "{}", error.message);
    assert_eq!(office.writes().len(), 0, "no record on disk, no write to Plivo");
    assert_eq!(office.desk.number_panel(ACCOUNT, FIRST).unwrap().alias.value, "Acknowledged");
    set_limit("unlimited");
    office.edit(FIRST, [alias("After")]).await;
    let office = office.restart().await;
    assert_eq!(office.desk.number_panel(ACCOUNT, FIRST).unwrap().alias.value, "After");
}

/// The user may only read the folder. Acknowledged data is there when this is fixed.
#[test]
fn a_read_only_folder() {
    const TEST: &str = "disks::a_read_only_folder";
    if let Some(folder) = std::env::var_os(FOLDER) {
        let error = Desk::open(Path::new(&folder)).err().expect("it cannot be written to");
        assert!(error.code == Code::Disk && error.message.contains("written"), "{}", error.message);
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("data");
    let kept = folder.join("number-desk.db");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let desk = Desk::open(&folder).unwrap();
        let sandbox = sandbox::Sandbox::start(sandbox::Options::default()).await.unwrap();
        let door = SandboxDoor::new(sandbox.api(), sandbox.auth_id(), sandbox.auth_token());
        desk.attach_sandbox(door).await.unwrap();
    });
    drop(runtime);
    let before = std::fs::read(&kept).unwrap();
    // The superuser can write to everything, so the test runs as another user.
    let program = place.path().join("program");
    // Copied by another process: a process that another test starts at this moment inherits what is open for writing
    // here, and a program that is open for writing cannot be executed.
    let mut copy = Command::new("install");
    copy.arg("--mode=755").arg(std::env::current_exe().unwrap()).arg(&program);
    assert!(copy.status().unwrap().success(), "install is part of coreutils");
    std::fs::set_permissions(place.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let allow = |files: u32, own: u32| {
        for entry in std::fs::read_dir(&folder).unwrap().flatten() {
            std::fs::set_permissions(entry.path(), std::fs::Permissions::from_mode(files)).unwrap();
        }
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(own)).unwrap();
    };
    allow(0o444, 0o555);
    let mut command = match nix::unistd::geteuid().is_root() {
        true => {
            let mut somebody = Command::new("setpriv");
            somebody.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&program);
            somebody
        }
        false => Command::new(&program),
    };
    play(TEST, &mut command, &folder);
    allow(0o600, 0o700);
    assert_eq!(std::fs::read(&kept).unwrap(), before);
    drop(Desk::open(&folder).unwrap());
}

/// The disk refuses the row of an account from now on.
fn refuse_rows(seat: &Seat) {
    let file = rusqlite::Connection::open(seat.folder.join("number-desk.db")).unwrap();
    for change in ["INSERT", "UPDATE"] {
        let refuse =
            format!("CREATE TRIGGER no_{change} BEFORE {change} ON account BEGIN SELECT RAISE(ABORT, 'full'); END");
        file.execute_batch(&refuse).unwrap();
    }
}

/// A token whose account is not on disk as one with a token would stay in the keychain for ever, so it is deleted. The
/// token of an account that is, is replaced.
#[test]
fn a_new_token_on_a_failing_disk() {
    tell(
        "disks::a_new_token_on_a_failing_disk",
        &[
            (Unlocked, |seat| {
                Box::pin(async move {
                    let desk = Desk::open(&seat.folder).unwrap();
                    let account = desk.connect(session_only(seat.console.credentials()), 1).await.unwrap().id;
                    refuse_rows(&seat);
                    let error =
                        desk.enter_token(&account, seat.console.auth_token.clone(), false, 2).await.unwrap_err();
                    assert_eq!(error.code, Code::Internal, "{error:?}");
                    assert_eq!(kept(&account).await, None);
                })
            }),
            (Unlocked, |seat| {
                Box::pin(async move {
                    let file = rusqlite::Connection::open(seat.folder.join("number-desk.db")).unwrap();
                    file.execute_batch("DROP TRIGGER no_INSERT; DROP TRIGGER no_UPDATE").unwrap();
                    let (desk, account) = (Desk::open(&seat.folder).unwrap(), seat.console.account());
                    desk.enter_token(&account, seat.console.auth_token.clone(), false, 1).await.unwrap();
                    refuse_rows(&seat);
                    let new = seat.console.scoped_token.clone();
                    let error = desk.enter_token(&account, new.clone(), false, 2).await.unwrap_err();
                    assert_eq!(error.code, Code::Internal, "{error:?}");
                    assert_eq!(kept(&account).await, Some(new));
                })
            }),
        ],
    );
}
