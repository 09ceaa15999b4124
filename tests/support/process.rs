//! Starts and ends the programs of a test.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;

use super::wait;

/// A child process that leads its own process group. Dropping this value ends the whole group, and nothing else.
///
/// The child also ends when the test itself is killed: `setpriv` (util-linux) sets the parent-death signal and then
/// becomes the program, with the same process id. The signal follows the *thread* that started the program. So start
/// programs in the body of a test, not in `spawn_blocking`.
pub struct Process(Child);

impl Process {
    /// Starts the command. The output of it and its children is written to the file `log`.
    pub fn start(command: &Command, log: &Path) -> Process {
        let said = File::options().create(true).append(true).open(log).unwrap();
        let mut wrapped = under_setpriv(command);
        wrapped.stdout(said.try_clone().unwrap()).stderr(said);
        Process(wrapped.spawn().unwrap())
    }

    /// Starts the command, and returns the first line that it prints.
    pub fn start_and_read_line(command: &Command) -> (Process, String) {
        let mut wrapped = under_setpriv(command);
        let mut child = wrapped.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let name = command.get_program().to_string_lossy();
        assert!(!line.trim().is_empty(), "{name} ended without printing that it is ready");
        (Process(child), line.trim().to_string())
    }

    /// Starts the command, writes `text` to its input, and closes the input.
    pub fn start_and_write(command: &Command, text: &str) -> Process {
        let mut wrapped = under_setpriv(command);
        let mut child = wrapped.stdin(Stdio::piped()).spawn().unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes()).unwrap();
        Process(child)
    }

    pub fn id(&self) -> i32 {
        i32::try_from(self.0.id()).unwrap()
    }

    /// None while it runs, and if a signal ended it.
    pub fn exit_code(&mut self) -> Option<i32> {
        self.0.try_wait().unwrap()?.code()
    }

    pub fn has_ended(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = killpg(Pid::from_raw(self.id()), Signal::SIGTERM);
        let gone = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            wait::until("a process to end", || self.has_ended().then_some(()));
        }));
        if gone.is_err() {
            let _ = killpg(Pid::from_raw(self.id()), Signal::SIGKILL);
            let _ = self.0.wait();
        }
    }
}

/// `std` cannot copy a command, so its settings are applied again to the one that `setpriv` runs.
fn under_setpriv(command: &Command) -> Command {
    let mut wrapped = Command::new("setpriv");
    wrapped.args(["--pdeathsig", "TERM", "--"]).arg(command.get_program()).args(command.get_args());
    wrapped.env_clear().process_group(0).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    for (name, value) in command.get_envs() {
        wrapped.envs(value.map(|value| (name, value)));
    }
    wrapped
}

pub fn send(id: i32, signal: Signal) {
    kill(Pid::from_raw(id), signal).unwrap_or_else(|error| panic!("{signal} to process {id}: {error}"));
}

/// Whether the process exists and is not a zombie.
///
/// A killed process whose first thread has ended may have other threads that still hold its files and locks.
pub fn is_alive(id: i32) -> bool {
    status_of(id).is_some_and(|(state, _)| state != 'Z') || threads_of(id) > 1
}

pub fn threads_of(id: i32) -> usize {
    std::fs::read_dir(format!("/proc/{id}/task")).map_or(0, Iterator::count)
}

/// The processes that run the program.
pub fn running(program: &Path) -> Vec<i32> {
    let runs = |id: &i32| std::fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|path| path == program);
    all().filter(runs).collect()
}

/// The arguments of the process, and its environment.
pub fn started_with(id: i32) -> (Vec<String>, Vec<String>) {
    let read = |what: &str| {
        let text = std::fs::read(format!("/proc/{id}/{what}")).unwrap_or_default();
        text.split(|byte| *byte == 0).map(|part| String::from_utf8_lossy(part).into_owned()).collect()
    };
    (read("cmdline"), read("environ"))
}

/// The first 15 characters of the name of the process.
pub fn name_of(id: i32) -> String {
    std::fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default().trim().to_owned()
}

/// The processes whose parent is `parent`.
pub fn children_of(parent: i32) -> Vec<i32> {
    all().filter(|id| status_of(*id).is_some_and(|(_, its_parent)| its_parent == parent)).collect()
}

fn all() -> impl Iterator<Item = i32> {
    let entries = std::fs::read_dir("/proc").unwrap().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// State and parent, from `/proc/<id>/stat`: `id (name) state parent ...`. The name may contain any character.
fn status_of(id: i32) -> Option<(char, i32)> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let mut after_name = stat.rsplit_once(')')?.1.split_whitespace();
    Some((after_name.next()?.chars().next()?, after_name.next()?.parse().ok()?))
}
