//! Starts other programs, and reports which one failed and how.

use std::fmt;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The message that the user reads when a task cannot continue.
#[derive(Debug)]
pub struct Failure(pub String);

pub type Outcome = Result<(), Failure>;

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure(error.to_string())
    }
}

/// The folder of the workspace's `Cargo.toml`.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_path_buf)
}

/// A command that runs in the root of the repository.
///
/// Removes the variables that `cargo run` sets for xtask itself. Some build scripts run again when these variables
/// change, so every task would rebuild half of the dependencies.
pub fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    for (name, _) in std::env::vars_os() {
        let about_xtask =
            name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"));
        if about_xtask {
            command.env_remove(&name);
        }
    }
    command
}

/// The cargo that started this task, so that a selected toolchain stays selected.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = command(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()));
    cargo.args(arguments);
    cargo
}

pub fn npm(arguments: &[&str]) -> Command {
    let mut npm = command(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.args(arguments);
    npm
}

/// Prints the command, runs it, and returns an error unless it succeeds.
pub fn run(command: &mut Command) -> Outcome {
    let line = line_of(command);
    println!("> {line}");
    let status = command.status().map_err(|error| Failure(format!("`{line}` could not start: {error}")))?;
    if status.success() { Ok(()) } else { Err(Failure(format!("`{line}` failed ({status})"))) }
}

/// The outcome of a program, and its output.
pub struct Ran {
    pub outcome: Outcome,
    pub stdout: String,
}

/// Like [`run`], but also keeps the output. The output is still shown while the program runs.
pub fn run_and_read(command: &mut Command) -> Result<Ran, Failure> {
    let line = line_of(command);
    println!("> {line}");
    let could_not_start = |error| Failure(format!("`{line}` could not start: {error}"));
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(could_not_start)?;
    let mut printed = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        show_and_keep(stdout, &mut printed)?;
    }
    let status = child.wait()?;
    let outcome = if status.success() { Ok(()) } else { Err(Failure(format!("`{line}` failed ({status})"))) };
    Ok(Ran { outcome, stdout: String::from_utf8_lossy(&printed).into_owned() })
}

/// In pieces, so that an incomplete line is shown too.
fn show_and_keep(mut from: impl Read, kept: &mut Vec<u8>) -> std::io::Result<()> {
    let mut piece = [0; 8192];
    loop {
        let read = from.read(&mut piece)?;
        if read == 0 {
            return Ok(());
        }
        kept.extend_from_slice(&piece[..read]);
        let mut terminal = std::io::stdout().lock();
        terminal.write_all(&piece[..read])?;
        terminal.flush()?;
    }
}

/// The output of a program, or `None` if the program is missing or fails.
pub fn output_of(program: &str, arguments: &[&str]) -> Option<String> {
    let output = command(program).args(arguments).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_string())
}

/// What a command prints. What it says of its progress and its errors is shown.
pub fn read(command: &mut Command) -> Result<String, Failure> {
    let line = line_of(command);
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| Failure(format!("`{line}` could not start: {error}")))?;
    let failed = || Failure(format!("`{line}` failed ({})", output.status));
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned()).ok_or_else(failed)
}

fn line_of(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}
