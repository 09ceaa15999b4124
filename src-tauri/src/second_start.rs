//! A second start on the same data folder has the window of the first one brought to the front, and ends.
//!
//! The two talk through a socket in the data folder (on Windows, a named pipe). So each folder has its own window, nobody
//! else can ask, and no bus is needed. The process that holds the folder answers: `first_window`.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::time::Duration;

/// The request is this word, and after a space the token of [`Focus`] if there is one.
pub const SHOW: &str = "show";
pub const SHOWN: &str = "shown";
/// The longest line that is read, in bytes.
pub const LONGEST: u64 = 4096;
/// How long each side waits for the other.
pub const PATIENCE: Duration = Duration::from_secs(2);

/// What the desktop gave this process so that its window may get the focus. The window of the first process gets it
/// instead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Focus(Option<String>);

impl Focus {
    /// Call it before GTK starts, which takes the token out of the environment.
    pub fn of_this_start() -> Self {
        let given = |name| std::env::var(name).ok().filter(|token: &String| is_token(token));
        Self(given("XDG_ACTIVATION_TOKEN").or_else(|| given("DESKTOP_STARTUP_ID")))
    }

    fn request(&self) -> String {
        match &self.0 {
            Some(token) => format!("{SHOW} {token}\n"),
            None => format!("{SHOW}\n"),
        }
    }

    /// Returns None if it is not a request to show the window.
    pub fn requested(line: &str) -> Option<Self> {
        match line.trim_end().split_once(' ') {
            None => (line.trim_end() == SHOW).then(Self::default),
            Some((SHOW, token)) => Some(Self(Some(token.to_owned()).filter(|token| is_token(token)))),
            Some(_) => None,
        }
    }

    #[cfg(target_os = "linux")]
    pub fn token(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

/// GTK gets it as a C string.
fn is_token(text: &str) -> bool {
    (1..=1024).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
}

/// Asks the process that holds the folder to show its window. Fails if none answers.
pub fn ask(folder: &Path, focus: &Focus) -> io::Result<()> {
    let mut stream = connect(folder)?;
    stream.write_all(focus.request().as_bytes())?;
    let mut answer = String::new();
    BufReader::new(stream.take(LONGEST)).read_line(&mut answer)?;
    if answer.trim_end() == SHOWN { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
}

/// The socket of the process that holds the folder.
#[cfg(unix)]
pub fn socket(folder: &Path) -> std::path::PathBuf {
    folder.join("window.sock")
}

#[cfg(unix)]
fn connect(folder: &Path) -> io::Result<std::os::unix::net::UnixStream> {
    let stream = std::os::unix::net::UnixStream::connect(socket(folder))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// The pipe of the process that holds the folder.
#[cfg(windows)]
pub fn pipe(folder: &Path) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    folder.canonicalize().unwrap_or_else(|_| folder.to_owned()).hash(&mut hasher);
    format!(r"\\.\pipe\dev.numberdesk.app-{:016x}", hasher.finish())
}

/// A pipe has no time limit of its own: its server closes it.
#[cfg(windows)]
fn connect(folder: &Path) -> io::Result<std::fs::File> {
    std::fs::OpenOptions::new().read(true).write(true).open(pipe(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests() {
        let focus = |token: Option<&str>| Some(Focus(token.map(str::to_owned)));
        let check = |line: &str, expected: Option<Focus>| assert_eq!(Focus::requested(line), expected, "{line:?}");
        check("show\n", focus(None));
        check("show 5f2a\n", focus(Some("5f2a")));
        check(
            "show gnome-shell/Number Desk/1234-0-host_TIME99\n",
            focus(Some("gnome-shell/Number Desk/1234-0-host_TIME99")),
        );
        check("show", focus(None));
        // The window is shown without a token that GTK could not take.
        check("show a\0b\n", focus(None));
        check("show é\n", focus(None));
        check(&format!("show {}\n", "x".repeat(1024)), focus(Some(&"x".repeat(1024))));
        check(&format!("show {}\n", "x".repeat(1025)), focus(None));
        check("", None);
        check("hide\n", None);
        check("showing\n", None);
        check("hide 5f2a\n", None);
        for focus in [Focus::default(), Focus(Some("5f2a".to_owned()))] {
            assert_eq!(Focus::requested(&focus.request()), Some(focus));
        }
    }
}
