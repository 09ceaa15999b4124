//! The app, started like by a user, together with a WebDriver that controls its window.

use std::ffi::OsString;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};

use fantoccini::error::NewSessionError;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use nix::sys::signal::Signal;
use serde_json::json;

use super::desktop::Desktop;
use super::process::{self, Process};
use super::wait;
use super::window::Window;

/// Set for the tests of the app's own package. Other packages must pass the path of the binary.
const BINARY: Option<&str> = option_env!("CARGO_BIN_EXE_number-desk");

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Theme {
    Light,
    Dark,
}

/// Set, every window is composited.
pub(super) const ALL_COMPOSITED: &str = "NUMBER_DESK_TEST_COMPOSITED";

/// Who decides how the window is drawn.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
enum Drawing {
    #[default]
    Plain,
    Composited,
    Own,
}

/// How the app is started.
#[derive(Clone, Default)]
pub struct Launch {
    drawing: Drawing,
    arguments: Vec<String>,
    environment: Vec<(String, OsString)>,
    data: Option<PathBuf>,
    binary: Option<PathBuf>,
}

impl Launch {
    /// Starts another binary than the one that these tests were built with.
    pub fn binary(mut self, binary: &Path) -> Launch {
        self.binary = Some(binary.into());
        self
    }

    fn program(&self) -> PathBuf {
        let built = || BINARY.map(PathBuf::from).expect("the path of the program must be passed in");
        self.binary.clone().unwrap_or_else(built).canonicalize().expect("the program was built")
    }

    /// Without arguments, like from the menu: shows the welcome if no account is connected.
    pub fn plain() -> Launch {
        Launch::default()
    }

    /// Opens the built-in sandbox at once.
    pub fn sandbox() -> Launch {
        Launch::default().argument("--sandbox")
    }

    /// Turns on accelerated compositing, as on a desktop with a graphics card. Tests of scrolling and pictures need it.
    /// Without a graphics card the processor does that work, which costs more than everything else that a window does.
    pub fn composited(mut self) -> Launch {
        self.drawing = Drawing::Composited;
        self
    }

    /// The app decides how it is drawn, as for a user.
    pub fn own_drawing(mut self) -> Launch {
        self.drawing = Drawing::Own;
        self
    }

    fn is_composited(&self) -> bool {
        let all = std::env::var_os(ALL_COMPOSITED).is_some();
        self.drawing == Drawing::Composited || (all && self.drawing == Drawing::Plain)
    }

    /// The number of phone numbers in the built-in sandbox.
    pub fn numbers(self, count: usize) -> Launch {
        self.argument("--sandbox-numbers").argument(&count.to_string())
    }

    pub fn argument(mut self, argument: &str) -> Launch {
        self.arguments.push(argument.into());
        self
    }

    pub fn env(mut self, name: &str, value: impl Into<OsString>) -> Launch {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// Uses another data folder than the desktop's own.
    pub fn data(mut self, folder: &Path) -> Launch {
        self.data = Some(folder.into());
        self
    }

    /// The theme of the system, which the window follows. It cannot change while the app runs.
    pub fn theme(self, theme: Theme) -> Launch {
        self.env("GTK_THEME", if theme == Theme::Dark { "Adwaita:dark" } else { "Adwaita" })
    }
}

/// A running app. Dropping it ends the driver and the app at once. `end` lets the app finish its work.
pub struct App {
    pub window: Window,
    id: i32,
    driver: Process,
    /// The output of the driver and the app.
    log: PathBuf,
}

impl Drop for App {
    /// A failed test prints the app's output.
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- output of the app:\n{}---", read(&self.log));
        }
    }
}

impl App {
    /// Starts the app. On the same desktop, it starts with the data of the previous run.
    pub async fn start(desktop: &Desktop, launch: Launch) -> App {
        let log = desktop.folder().join("app.log");
        let (driver, client) = drive(desktop, &launch, &log).await;
        let program = launch.program();
        let id = wait::until("the process of the app", || {
            process::children_of(driver.id()).into_iter().find(|id| runs(*id, &program))
        });
        App { window: Window::new(client, launch.is_composited()), id, driver, log }
    }

    /// The app's standard output and error so far.
    pub fn said(&self) -> String {
        read(&self.log)
    }

    /// The id of the app's process.
    pub fn id(&self) -> i32 {
        self.id
    }

    /// Sends SIGTERM, like a logout does, and waits until the app has ended.
    pub async fn end(self) {
        self.end_by(Signal::SIGTERM).await;
    }

    /// Kills the app, like a crash: it cannot write anything more.
    pub async fn kill(self) {
        self.end_by(Signal::SIGKILL).await;
    }

    async fn end_by(self, signal: Signal) {
        process::send(self.id, signal);
        let ended = wait::patiently(async || (!process::is_alive(self.id)).then_some(())).await;
        assert!(ended.is_some(), "the app did not end after {signal}");
    }
}

/// Under load, the driver sometimes gives up before the web view is ready. Then a retry starts a new driver and a new
/// app. An app that does not start at all fails in every attempt.
async fn drive(desktop: &Desktop, launch: &Launch, log: &Path) -> (Process, Client) {
    let mut failure = String::new();
    for _ in 0..3 {
        let (driver, address) = start_driver(desktop, launch, log);
        match connect(&address, launch).await {
            Ok(client) => return (driver, client),
            Err(error) => failure = error.to_string(),
        }
        let children = process::children_of(driver.id());
        drop(driver);
        wait::until("the app of the failed driver to end", || {
            children.iter().all(|id| !process::is_alive(*id)).then_some(())
        });
    }
    panic!("the app opened no window that can be driven: {failure}\n--- its output:\n{}---", read(log))
}

/// Each start has its own driver, because the app inherits the driver's environment.
fn start_driver(desktop: &Desktop, launch: &Launch, log: &Path) -> (Process, String) {
    let data = launch.data.clone().unwrap_or_else(|| desktop.data());
    let port = free_port();
    let mut command = desktop.command("WebKitWebDriver");
    command.arg(format!("--port={port}"));
    // The web view can be controlled only if the environment enables it.
    command.env("TAURI_AUTOMATION", "true").env("TAURI_WEBVIEW_AUTOMATION", "true");
    if launch.is_composited() {
        // Each desktop has a cache of its own, and would compile the same shaders anew.
        command.env("MESA_SHADER_CACHE_DIR", Path::new(env!("CARGO_MANIFEST_DIR")).join("target/shaders"));
        // Otherwise the app turns it off without a graphics card.
        command.env("WEBKIT_DISABLE_COMPOSITING_MODE", "0");
    } else if launch.drawing == Drawing::Plain {
        command.env("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
        // The optimising compilers work for pages that stay open for hours. Here they would only use up the processor.
        command.env("JSC_useDFGJIT", "0");
    }
    command.env("NUMBER_DESK_DATA_DIR", data).envs(launch.environment.iter().cloned());
    let driver = Process::start(&command, log);
    wait::until("WebKitWebDriver to listen", || TcpStream::connect(("127.0.0.1", port)).ok());
    (driver, format!("http://127.0.0.1:{port}"))
}

/// A port that is free at this moment. The driver cannot choose a port and report it.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

async fn connect(address: &str, launch: &Launch) -> Result<Client, NewSessionError> {
    let browser = json!({"binary": launch.program(), "args": launch.arguments});
    let mut capabilities = Capabilities::new();
    capabilities.insert("webkitgtk:browserOptions".into(), browser);
    ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(address).await
}

fn read(log: &Path) -> String {
    std::fs::read_to_string(log).unwrap_or_default()
}

fn runs(id: i32, program: &Path) -> bool {
    std::fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|path| path == program)
}
