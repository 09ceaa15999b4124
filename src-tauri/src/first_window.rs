//! The process that holds the data folder answers a second start on it: see `second_start`.

use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use tauri::async_runtime::JoinHandle;
use tauri::{AppHandle, Manager, WebviewWindow};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};

use crate::second_start::{self, LONGEST, PATIENCE, REFUSED, Request, SHOWN};
use crate::state::Shell;

/// Managed by tauri.
#[derive(Default)]
pub struct FirstWindow(Mutex<State>);

#[derive(Default)]
enum State {
    #[default]
    NotYet,
    Listening(JoinHandle<()>),
    Ended,
}

/// From now on, a second start on the same folder shows this window. Call it once the folder is open. Another call does
/// nothing.
pub fn listen(app: &AppHandle) {
    let (shell, first) = (app.state::<Shell>(), app.state::<FirstWindow>());
    let mut state = first.0.lock().unwrap_or_else(PoisonError::into_inner);
    if !matches!(*state, State::NotYet) || shell.desk().is_err() {
        return;
    }
    match start(app, &shell.folder) {
        Ok(task) => *state = State::Listening(task),
        // A second start then opens a window that says which process is running.
        Err(error) => log::warn!("a second start cannot show this window: {error}"),
    }
}

/// Call it before the app ends. A start that comes later waits for the folder.
pub fn stop(app: &AppHandle) {
    let mut state = app.state::<FirstWindow>().inner().0.lock().unwrap_or_else(PoisonError::into_inner);
    if let State::Listening(task) = std::mem::replace(&mut *state, State::Ended) {
        task.abort();
        #[cfg(unix)]
        if let Err(error) = std::fs::remove_file(second_start::socket(&app.state::<Shell>().folder)) {
            log::info!("the socket of the window was not removed: {error}");
        }
    }
}

#[cfg(unix)]
fn start(app: &AppHandle, folder: &Path) -> io::Result<JoinHandle<()>> {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::UnixListener;
    use std::time::Duration;

    /// Only a lack of open files makes an `accept` fail.
    const PAUSE: Duration = Duration::from_secs(1);
    let socket = second_start::socket(folder);
    // Left behind by a crash. Nobody else can be listening, because this process holds the folder.
    match std::fs::remove_file(&socket) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(&socket)?;
    std::fs::set_permissions(&socket, std::fs::Permissions::from_mode(0o600))?;
    listener.set_nonblocking(true)?;
    Ok(serve(app, async move |app: AppHandle| {
        let listener = tokio::net::UnixListener::from_std(listener)?;
        loop {
            match listener.accept().await {
                Ok((stream, _)) => drop(tauri::async_runtime::spawn(answer(app.clone(), stream))),
                Err(error) => {
                    log::warn!("a second start got no answer: {error}");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }))
}

#[cfg(windows)]
fn start(app: &AppHandle, folder: &Path) -> io::Result<JoinHandle<()>> {
    use tokio::net::windows::named_pipe::ServerOptions;

    let pipe = second_start::pipe(folder);
    Ok(serve(app, async move |app: AppHandle| {
        let made = |is_first| ServerOptions::new().first_pipe_instance(is_first).create(&pipe);
        let mut next = made(true)?;
        loop {
            next.connect().await?;
            let connected = std::mem::replace(&mut next, made(false)?);
            tauri::async_runtime::spawn(answer(app.clone(), connected));
        }
    }))
}

fn serve<F>(app: &AppHandle, listen: impl FnOnce(AppHandle) -> F) -> JoinHandle<()>
where
    F: Future<Output = io::Result<()>> + Send + 'static,
{
    let listening = listen(app.clone());
    tauri::async_runtime::spawn(async move {
        if let Err(error) = listening.await {
            log::warn!("a second start gets no answer any more: {error}");
        }
    })
}

/// Answers one second start.
async fn answer(app: AppHandle, stream: impl AsyncRead + AsyncWrite + Send) {
    let answered = async {
        let (from, mut to) = tokio::io::split(stream);
        let mut line = String::new();
        BufReader::new(from.take(LONGEST)).read_line(&mut line).await?;
        let answer = match Request::read(&line) {
            Some(request) => show(&app, request).await,
            None => None,
        };
        if let Some(answer) = answer {
            to.write_all(format!("{answer}\n").as_bytes()).await?;
            to.flush().await?;
        }
        io::Result::Ok(())
    };
    if let Ok(Err(error)) = tokio::time::timeout(PATIENCE, answered).await {
        log::info!("a second start got no answer: {error}");
    }
}

/// Returns the answer, or none if the window is closing: the second start then waits for the folder.
async fn show(app: &AppHandle, request: Request) -> Option<&'static str> {
    let (tell, shown) = tokio::sync::oneshot::channel();
    let on_main = app.clone();
    let asked = app.run_on_main_thread(move || {
        // The second start may have given up.
        let _gone = tell.send(show_now(&on_main, &request));
    });
    asked.ok()?;
    shown.await.ok()?
}

fn show_now(app: &AppHandle, request: &Request) -> Option<&'static str> {
    let shell = app.state::<Shell>();
    let window = app.get_webview_window("main").filter(|_| !shell.is_closing())?;
    if request.display != second_start::display() || (request.safe_rendering && !shell.safe_rendering) {
        log::info!("this window does not serve a second start");
        return Some(REFUSED);
    }
    log::info!("a second start shows this window");
    match to_front(&window, request) {
        Ok(()) => Some(SHOWN),
        Err(error) => {
            log::warn!("the window could not be brought to the front: {error}");
            Some(REFUSED)
        }
    }
}

/// Not through tauri: it gives no focus to a window that is still minimised.
#[cfg(target_os = "linux")]
fn to_front(window: &WebviewWindow, request: &Request) -> tauri::Result<()> {
    use gtk::prelude::{GtkWindowExt, WidgetExt};
    let window = window.gtk_window()?;
    if let Some(token) = request.token() {
        window.set_startup_id(token);
    }
    window.deiconify();
    window.show();
    window.present();
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn to_front(window: &WebviewWindow, _: &Request) -> tauri::Result<()> {
    window.unminimize()?;
    window.show()?;
    window.set_focus()
}
