//! A display, a session bus, a keychain and a home folder for one test.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::keychain::{self, Keychain};
use super::process::Process;

/// Where the programs of [`Desktop::install`] are.
const PROGRAMS: &str = "bin";

/// The size of the screenshots.
const SCREEN: &str = "1440x900x24";

pub struct Desktop {
    folder: TempDir,
    environment: Vec<(String, String)>,
    /// Ended before its bus.
    keychain: Option<Process>,
    /// The last one that was started is ended first.
    processes: Vec<Process>,
    /// Whether the pixels of the screen are in a file.
    filmed: bool,
}

impl Drop for Desktop {
    fn drop(&mut self) {
        self.end_keychain();
        while let Some(process) = self.processes.pop() {
            drop(process);
        }
    }
}

impl Desktop {
    pub fn new(keychain: Keychain) -> Desktop {
        let mut desktop = Desktop::without_display(keychain);
        desktop.start_display();
        desktop
    }

    /// The pixels of its screen can be read from a file.
    pub fn filmed(keychain: Keychain) -> Desktop {
        let mut desktop = Desktop::without_display(keychain);
        desktop.filmed = true;
        desktop.start_display();
        desktop
    }

    /// The file with the pixels of a filmed screen, in the format of `xwd`.
    pub fn frames(&self) -> PathBuf {
        self.folder().join("Xvfb_screen0")
    }

    pub fn display(&self) -> &str {
        self.variable("DISPLAY")
    }

    /// For tests that need a keychain but no window.
    pub fn without_display(keychain: Keychain) -> Desktop {
        let folder = tempfile::Builder::new().prefix("number-desk-").tempdir().unwrap();
        let environment = environment(folder.path());
        let mut desktop = Desktop { folder, environment, keychain: None, processes: Vec::new(), filmed: false };
        if keychain != Keychain::NoBus {
            desktop.start_bus();
        }
        desktop.keychain = keychain.start(&desktop);
        desktop
    }

    /// Everything of this desktop is in this folder, which is deleted with it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The app's data folder, unless a launch sets another one.
    pub fn data(&self) -> PathBuf {
        self.folder().join("data")
    }

    /// A program on this desktop. From the surrounding environment it inherits only the path to programs.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Puts a program before all others of its name on this desktop.
    pub fn install(&self, name: &str, script: &str) {
        let path = self.folder().join(PROGRAMS).join(name);
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Locks the keychain while the app is running.
    pub fn lock_keychain(&self) {
        keychain::lock(self);
    }

    /// The number of secrets in the keychain.
    pub fn secrets(&self) -> usize {
        keychain::secrets(self).len()
    }

    /// Deletes every secret of the keychain.
    pub fn delete_secrets(&self) {
        keychain::secrets(self).iter().for_each(|secret| keychain::delete(self, secret));
    }

    /// Removes the keychain, like on a computer that has none.
    pub fn end_keychain(&mut self) {
        self.keychain = None;
    }

    fn start_display(&mut self) {
        let mut server = self.command("Xvfb");
        server.args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"]);
        if self.filmed {
            server.arg("-fbdir").arg(self.folder());
        }
        let (process, number) = Process::start_and_read_line(&server);
        self.processes.push(process);
        self.set("DISPLAY", format!(":{number}"));
    }

    /// A session bus without service files, so that it never starts a keychain.
    fn start_bus(&mut self) {
        let configuration = self.folder().join("bus.conf");
        fs::write(&configuration, bus_configuration(&self.folder().join("run"))).unwrap();
        let mut daemon = self.command("dbus-daemon");
        daemon.arg(format!("--config-file={}", configuration.display()));
        daemon.args(["--nofork", "--nopidfile", "--print-address=1"]);
        let (process, address) = Process::start_and_read_line(&daemon);
        self.processes.push(process);
        self.set("DBUS_SESSION_BUS_ADDRESS", address);
    }

    pub(super) fn set(&mut self, name: &str, value: String) {
        self.unset(name);
        self.environment.push((name.into(), value));
    }

    /// Keeps the process until this desktop is dropped. It is ended before the processes that were started earlier.
    pub(super) fn keep(&mut self, process: Process) {
        self.processes.push(process);
    }

    pub(super) fn unset(&mut self, name: &str) {
        self.environment.retain(|(known, _)| known != name);
    }

    /// The value of an environment variable for the programs of this desktop.
    pub(super) fn variable(&self, name: &str) -> &str {
        let found = self.environment.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }
}

fn environment(folder: &Path) -> Vec<(String, String)> {
    let below = |name: &str| {
        let path = folder.join(name);
        fs::create_dir_all(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        path.display().to_string()
    };
    let pairs = [
        ("PATH", format!("{}:{}", below(PROGRAMS), std::env::var("PATH").unwrap_or_default())),
        ("LANG", "C.UTF-8".into()),
        // The user name in the records.
        ("USER", "sam".into()),
        ("HOME", below("home")),
        ("XDG_DATA_HOME", below("home/share")),
        ("XDG_CONFIG_HOME", below("home/config")),
        ("XDG_CACHE_HOME", below("home/cache")),
        ("XDG_RUNTIME_DIR", below("run")),
        // Otherwise libdbus searches for a bus itself, and may start one.
        ("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}/no-bus", folder.display())),
        ("GDK_BACKEND", "x11".into()),
        ("GSETTINGS_BACKEND", "memory".into()),
        // Not the input method of the computer, which may not be running here.
        ("GTK_IM_MODULE", "gtk-im-context-simple".into()),
        ("LIBGL_ALWAYS_SOFTWARE", "1".into()),
        ("NO_AT_BRIDGE", "1".into()),
    ];
    pairs.map(|(name, value)| (name.to_string(), value)).into()
}

fn bus_configuration(runtime: &Path) -> String {
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#,
        runtime.display()
    )
}
