//! A second start on the same data folder has the window of the first one brought to the front, and ends.
//!
//! The two talk through a socket in the data folder (on Windows, a named pipe). So each folder has its own window, nobody
//! else can ask, and no bus is needed. The process that holds the folder answers: `first_window`. A socket's path has at
//! most 107 bytes; in a folder with a longer path, a second start only says which process is running.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

/// The answers: the window was shown, or it does not serve this start. A window that is closing answers nothing.
pub const SHOWN: &str = "shown";
pub const REFUSED: &str = "refused";
/// The longest line that is read, in bytes.
pub const LONGEST: u64 = 4096;
/// How long each side waits for the other.
pub const PATIENCE: Duration = Duration::from_secs(2);

/// What a start wants. The first process shows its window only if that serves the second start too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The screen of the user who started it.
    pub display: String,
    pub safe_rendering: bool,
    /// What the desktop gave this process so that its window may get the focus. The first window gets it instead.
    token: Option<String>,
}

impl Request {
    /// Call it before GTK starts, which takes the token out of the environment.
    pub fn of_this_start(safe_rendering: bool) -> Self {
        let given = |name| std::env::var(name).ok();
        let token = given("XDG_ACTIVATION_TOKEN").or_else(|| given("DESKTOP_STARTUP_ID"));
        Self { display: display(), safe_rendering, token: token.filter(|token| is_token(token)) }
    }

    fn line(&self) -> String {
        let Self { display, safe_rendering, token } = self;
        format!("{}\n", json!({ "display": display, "safeRendering": safe_rendering, "token": token }))
    }

    /// Returns None if the line is no request.
    pub fn read(line: &str) -> Option<Self> {
        let line: Value = serde_json::from_str(line).ok()?;
        let token = line["token"].as_str().filter(|token| is_token(token)).map(str::to_owned);
        let display = line["display"].as_str()?.to_owned();
        Some(Self { display, safe_rendering: line["safeRendering"].as_bool()?, token })
    }

    #[cfg(target_os = "linux")]
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }
}

/// The screen on which this process opens its window. Elsewhere than on Linux, a process has only one.
pub fn display() -> String {
    ["WAYLAND_DISPLAY", "DISPLAY"].map(|name| std::env::var(name).unwrap_or_default()).join(" ")
}

/// GTK gets it as a C string.
fn is_token(text: &str) -> bool {
    (1..=1024).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
}

/// Asks the process that holds the folder to show its window. Returns whether it did. Fails if none answers.
pub fn ask(folder: &Path, request: &Request) -> io::Result<bool> {
    let mut stream = connect(folder)?;
    stream.write_all(request.line().as_bytes())?;
    let mut answer = String::new();
    BufReader::new(stream.take(LONGEST)).read_line(&mut answer)?;
    match answer.trim_end() {
        SHOWN => Ok(true),
        REFUSED => Ok(false),
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
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

/// A pipe has no time limit, so another thread uses it.
#[cfg(windows)]
fn connect(folder: &Path) -> io::Result<impl Read + Write> {
    use std::os::windows::fs::OpenOptionsExt;
    /// Whoever made the pipe may learn who this is, and do nothing in its name.
    const SECURITY_IDENTIFICATION: u32 = 1 << 16;
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).security_qos_flags(SECURITY_IDENTIFICATION);
    Ok(Patient { pipe: std::sync::Arc::new(options.open(pipe(folder))?) })
}

#[cfg(windows)]
struct Patient {
    pipe: std::sync::Arc<std::fs::File>,
}

#[cfg(windows)]
impl Patient {
    fn within<T: Send + 'static>(
        &self,
        work: impl FnOnce(&std::fs::File) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let (pipe, (tell, done)) = (self.pipe.clone(), std::sync::mpsc::channel());
        // A thread that still waits ends with this process.
        std::thread::spawn(move || tell.send(work(&pipe)));
        done.recv_timeout(PATIENCE).unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }
}

#[cfg(windows)]
impl Read for Patient {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = into.len();
        let read = self.within(move |mut pipe| {
            let mut bytes = vec![0; most];
            let count = pipe.read(&mut bytes)?;
            bytes.truncate(count);
            Ok(bytes)
        })?;
        into[..read.len()].copy_from_slice(&read);
        Ok(read.len())
    }
}

#[cfg(windows)]
impl Write for Patient {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let bytes = bytes.to_vec();
        self.within(move |mut pipe| pipe.write(&bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests() {
        let request = |token: Option<&str>| {
            let token = token.map(str::to_owned);
            Some(Request { display: " :1".to_owned(), safe_rendering: true, token })
        };
        let check = |token: Value, expected: Option<Request>| {
            let line = json!({ "display": " :1", "safeRendering": true, "token": token }).to_string();
            assert_eq!(Request::read(&line), expected, "{line}");
        };
        check(Value::Null, request(None));
        check(
            json!("gnome-shell/Number Desk/1234-0-host_TIME99"),
            request(Some("gnome-shell/Number Desk/1234-0-host_TIME99")),
        );
        check(json!("x".repeat(1024)), request(Some(&"x".repeat(1024))));
        // The window is shown without a token that GTK could not take.
        for token in [json!("a\0b"), json!("é"), json!(""), json!(7), json!("x".repeat(1025))] {
            check(token, request(None));
        }
        for line in ["", "show", "null", "[]", "{}", r#"{"display":" :1"}"#, r#"{"display":1,"safeRendering":true}"#] {
            assert_eq!(Request::read(line), None, "{line}");
        }
        for request in [request(None), request(Some("5f2a"))].into_iter().flatten() {
            assert_eq!(Request::read(&request.line()), Some(request));
        }
    }
}
