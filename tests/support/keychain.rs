//! The keychain of a test's desktop, in each possible state.

use std::process::Command;

use super::desktop::Desktop;
use super::process::Process;
use super::wait;

const SERVICE: &str = "org.freedesktop.secrets";
const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keychain {
    /// A Secret Service with an open collection.
    Unlocked,
    /// A Secret Service with a locked collection, without a prompt for its password.
    Locked,
    /// A session bus without a Secret Service, and without a way to start one.
    Absent,
    /// No session bus at all.
    NoBus,
}

impl Keychain {
    pub(super) fn start(self, desktop: &Desktop) -> Option<Process> {
        match self {
            Keychain::Unlocked => Some(unlocked(desktop)),
            Keychain::Locked => {
                let daemon = unlocked(desktop);
                lock(desktop);
                Some(daemon)
            }
            Keychain::Absent | Keychain::NoBus => None,
        }
    }
}

/// gnome-keyring reads the password of its login collection from standard input, and opens or creates the collection.
fn unlocked(desktop: &Desktop) -> Process {
    let mut daemon = desktop.command("gnome-keyring-daemon");
    daemon.args(["--foreground", "--unlock", "--components=secrets"]);
    let process = Process::start_and_write(&daemon, "the password of a test");
    wait::until("the login collection of gnome-keyring", || (locked(desktop) == Some(false)).then_some(()));
    process
}

/// Locks the login collection, like a screen lock can. Its secrets stay, but cannot be read.
pub(super) fn lock(desktop: &Desktop) {
    let mut call = to_service(desktop, "/org/freedesktop/secrets");
    call.args(["org.freedesktop.Secret.Service.Lock", &format!("array:objpath:{COLLECTION}")]);
    assert!(call.status().unwrap().success(), "the keychain did not lock");
    wait::until("the login collection to be locked", || (locked(desktop) == Some(true)).then_some(()));
}

/// The secrets of the login collection: one path for each.
pub(super) fn secrets(desktop: &Desktop) -> Vec<String> {
    let mut call = to_service(desktop, COLLECTION);
    call.args(["org.freedesktop.DBus.Properties.Get", "string:org.freedesktop.Secret.Collection", "string:Items"]);
    let output = call.output().unwrap();
    assert!(output.status.success(), "the keychain does not list what it holds");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.split('"').filter(|part| part.starts_with(COLLECTION)).map(str::to_owned).collect()
}

/// Deletes a secret, like the system's own tool can.
pub(super) fn delete(desktop: &Desktop, secret: &str) {
    let deleted = to_service(desktop, secret).arg("org.freedesktop.Secret.Item.Delete").status().unwrap();
    assert!(deleted.success(), "the keychain did not delete {secret}");
}

/// `None` while the service or its collection does not exist.
fn locked(desktop: &Desktop) -> Option<bool> {
    let mut call = to_service(desktop, COLLECTION);
    call.args(["org.freedesktop.DBus.Properties.Get", "string:org.freedesktop.Secret.Collection", "string:Locked"]);
    let output = call.output().unwrap();
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).contains("boolean true"))
}

fn to_service(desktop: &Desktop, object: &str) -> Command {
    let mut call = desktop.command("dbus-send");
    call.args(["--session", "--print-reply", &format!("--dest={SERVICE}"), object]);
    call.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null());
    call
}
