//! The app, started like by a user, together with a WebDriver that controls its window.

use std::ffi::OsString;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

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
    /// The app is no child of the driver, so it outlives it.
    apart: bool,
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

    /// The app does not end with its driver, which gives up when the process of the page ends: see [`App::drive_again`].
    pub fn apart(mut self) -> Launch {
        self.apart = true;
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
    /// None only while another driver is started.
    driver: Option<Process>,
    /// The app itself, if it was started apart from its driver, and the port at which a driver finds it.
    apart: Option<(Process, u16)>,
    launch: Launch,
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
        if launch.apart {
            return App::start_apart(desktop, launch, log).await;
        }
        let (driver, client) = drive(desktop, &launch, &log).await;
        let program = launch.program();
        let id = wait::until("the process of the app", || {
            process::children_of(driver.id()).into_iter().find(|id| runs(*id, &program))
        });
        App { window: Window::new(client, launch.is_composited()), id, driver: Some(driver), apart: None, launch, log }
    }

    async fn start_apart(desktop: &Desktop, launch: Launch, log: PathBuf) -> App {
        let port = free_port();
        let mut command = desktop.command(&launch.program().display().to_string());
        command.args(&launch.arguments).env("WEBKIT_INSPECTOR_SERVER", format!("127.0.0.1:{port}"));
        set_up(&mut command, desktop, &launch);
        let app = Process::start(&command, &log);
        wait::until("the app to listen", || TcpStream::connect(("127.0.0.1", port)).ok());
        let (driver, client) = drive_apart(desktop, port, &log).await;
        let (window, id) = (Window::new(client, launch.is_composited()), app.id());
        App { window, id, driver: Some(driver), apart: Some((app, port)), launch, log }
    }

    /// Starts another driver for the running app.
    pub async fn drive_again(&mut self, desktop: &Desktop) {
        let port = self.apart.as_ref().expect("the app was started apart").1;
        // The app accepts one driver at a time.
        self.driver = None;
        let (driver, client) = drive_apart(desktop, port, &self.log).await;
        self.driver = Some(driver);
        self.window = Window::new(client, self.launch.is_composited());
    }

    /// The app's standard output and error so far.
    pub fn said(&self) -> String {
        read(&self.log)
    }

    /// The process that draws and runs the page. Only once it has begun to work: WebKitGTK ends the whole app if the process
    /// ends in its first milliseconds.
    pub fn page_process(&self) -> i32 {
        let works = |id: &i32| process::name_of(*id).starts_with("WebKitWeb") && process::threads_of(*id) > 3;
        wait::until("the process of the page", || process::children_of(self.id).into_iter().find(works))
    }

    /// The processes of the app that use this desktop's data folder, and their arguments.
    pub fn all_on(desktop: &Desktop) -> Vec<(i32, Vec<String>)> {
        let folder = format!("NUMBER_DESK_DATA_DIR={}", desktop.data().display());
        let started =
            process::running(&Launch::plain().program()).into_iter().map(|id| (id, process::started_with(id)));
        let here = started.filter(|(_, (_, environment))| environment.contains(&folder));
        here.map(|(id, (arguments, _))| (id, arguments)).collect()
    }

    /// Kills the process of the page, and waits until it is gone.
    pub fn kill_page(&self) {
        let page = self.page_process();
        process::send(page, Signal::SIGKILL);
        wait::until("the process of the page to end", || (!process::is_alive(page)).then_some(()));
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

    /// Waits until the app has ended by itself.
    pub async fn ended(self) {
        let ended = wait::patiently(async || (!process::is_alive(self.id)).then_some(())).await;
        assert!(ended.is_some(), "the app did not end");
    }

    async fn end_by(self, signal: Signal) {
        process::send(self.id, signal);
        let ended = wait::patiently(async || (!process::is_alive(self.id)).then_some(())).await;
        assert!(ended.is_some(), "the app did not end after {signal}");
    }
}

impl Desktop {
    /// Starts the app without a driver: for a start that opens no window.
    pub fn start_app(&self, arguments: &[&str], log: &Path) -> Process {
        let launch = arguments.iter().fold(Launch::plain(), |launch, argument| launch.argument(argument));
        let mut command = self.command(&launch.program().display().to_string());
        command.args(&launch.arguments);
        set_up(&mut command, self, &launch);
        Process::start(&command, log)
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

/// The app may still have the session of an earlier driver. It then never answers the new one, which is started again.
async fn drive_apart(desktop: &Desktop, app: u16, log: &Path) -> (Process, Client) {
    const ANSWER: Duration = Duration::from_secs(3);
    let connected = wait::patiently(async || {
        let port = free_port();
        let mut command = desktop.command("WebKitWebDriver");
        command.args([format!("--port={port}"), format!("--target=127.0.0.1:{app}")]);
        let driver = Process::start(&command, log);
        wait::until("WebKitWebDriver to listen", || TcpStream::connect(("127.0.0.1", port)).ok());
        let (builder, address) = (ClientBuilder::new(HttpConnector::new()), format!("http://127.0.0.1:{port}"));
        let client = tokio::time::timeout(ANSWER, builder.connect(&address)).await.ok()?.ok()?;
        Some((driver, client))
    });
    connected.await.unwrap_or_else(|| panic!("the app cannot be driven\n--- its output:\n{}---", read(log)))
}

/// Each start has its own driver, because the app inherits the driver's environment.
fn start_driver(desktop: &Desktop, launch: &Launch, log: &Path) -> (Process, String) {
    let port = free_port();
    let mut command = desktop.command("WebKitWebDriver");
    command.arg(format!("--port={port}"));
    set_up(&mut command, desktop, launch);
    let driver = Process::start(&command, log);
    wait::until("WebKitWebDriver to listen", || TcpStream::connect(("127.0.0.1", port)).ok());
    (driver, format!("http://127.0.0.1:{port}"))
}

/// The environment of the app.
fn set_up(command: &mut std::process::Command, desktop: &Desktop, launch: &Launch) {
    let data = launch.data.clone().unwrap_or_else(|| desktop.data());
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
