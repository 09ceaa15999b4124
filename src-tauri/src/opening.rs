//! The data folder is opened by a thread that starts first in `main`, while the window is being made. The same thread
//! reads what the first paint needs.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use desk::error::{Code, DeskError};
use desk::view::FirstPaint;
use desk::{Desk, Setup};

use crate::logging;
use crate::options::Options;
use crate::second_start::{self, Request};

/// How long to try if another process holds the folder. It may be ending.
const WAIT: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(100);

/// The desk that is being opened by another thread.
pub struct Opening {
    pub folder: Result<PathBuf, DeskError>,
    pub desk: Receiver<Result<Opened, DeskError>>,
    pub first: Receiver<Option<FirstPaint>>,
}

pub enum Opened {
    Desk(Desk),
    /// Another process holds the folder, and has shown its window.
    Elsewhere,
    /// Another process holds the folder, and its window does not serve this start.
    Refused(DeskError),
}

impl Opening {
    /// Call it first: everything that it does happens while the window is being made.
    pub fn begin(options: &Options) -> Self {
        let folder = folder_of(options);
        let ((tell, desk), (tell_first, first)) = (channel(), channel());
        let (wanted, sandbox) = (folder.clone(), options.sandbox);
        let request = Request::of_this_start(options.safe_rendering);
        std::thread::spawn(move || {
            let opened = wanted.and_then(|folder| open_soon(&folder, sandbox, &request));
            let ready = opened.as_ref().ok().and_then(|opened| match opened {
                Opened::Desk(desk) => Some(desk.clone()),
                Opened::Elsewhere | Opened::Refused(_) => None,
            });
            // Nobody listens if the window could not be made.
            let _ended = tell.send(opened);
            let first = ready.and_then(|desk| first_paint(&desk));
            let _ended = tell_first.send(first);
        });
        Self { folder, desk, first }
    }
}

fn open_soon(folder: &Path, sandbox: bool, request: &Request) -> Result<Opened, DeskError> {
    let until = Instant::now() + WAIT;
    loop {
        match open_or_ask(folder, sandbox, request) {
            Err(error) if error.code == Code::InUse && Instant::now() < until => std::thread::sleep(PAUSE),
            opened => return opened,
        }
    }
}

/// Opens the folder. If another process holds it, has that show its window.
pub fn open_or_ask(folder: &Path, sandbox: bool, request: &Request) -> Result<Opened, DeskError> {
    match open(folder, sandbox) {
        Err(error) if error.code == Code::InUse => match second_start::ask(folder, request) {
            Ok(true) => Ok(Opened::Elsewhere),
            Ok(false) => Ok(Opened::Refused(error)),
            Err(_) => Err(error),
        },
        opened => opened.map(Opened::Desk),
    }
}

/// Opens the desk, and shows the sandbox if it is wanted.
fn open(folder: &Path, sandbox: bool) -> Result<Desk, DeskError> {
    // Damage that is met while the file is opened is set aside when it is opened again.
    open_once(folder, sandbox).or_else(|error| match Desk::has_met_damage(folder) {
        true => open_once(folder, sandbox),
        false => Err(error),
    })
}

fn open_once(folder: &Path, sandbox: bool) -> Result<Desk, DeskError> {
    let desk = Desk::open_early(folder, Setup { exports: downloads(), ..Setup::default() })?;
    if sandbox {
        desk.show_sandbox()?;
    }
    logging::keep_in(folder);
    Ok(desk)
}

pub fn first_paint(desk: &Desk) -> Option<FirstPaint> {
    let first = desk.first_paint();
    first.inspect_err(|error| log::warn!("the first paint was not read: {error}")).ok()
}

/// The same folder as a browser uses.
fn downloads() -> Option<PathBuf> {
    dirs::download_dir().or_else(|| dirs::home_dir().map(|home| home.join("Downloads")))
}

/// The graphics driver has its own cache. It is put into the data folder like everything else. Call it before any other
/// thread exists.
pub fn keep_drivers_to(options: &Options) {
    const MESA: &str = "MESA_SHADER_CACHE_DIR";
    if let Ok(folder) = folder_of(options)
        && std::env::var_os(MESA).is_none()
    {
        #[allow(unsafe_code, reason = "no other thread exists yet, so none can be reading the environment")]
        // SAFETY: called before the window, its threads and the runtime are created.
        unsafe {
            std::env::set_var(MESA, &folder);
        }
    }
}

fn folder_of(options: &Options) -> Result<PathBuf, DeskError> {
    let usual = || dirs::data_dir().map(|folder| folder.join("dev.numberdesk.app"));
    options.data_dir.clone().or_else(usual).ok_or_else(|| {
        let message = "No folder for the app's data was found. Set NUMBER_DESK_DATA_DIR to one.";
        DeskError::new(Code::Disk, message)
    })
}
