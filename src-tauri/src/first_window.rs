//! The process that holds the data folder answers a second start on it: see `second_start`.

use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use tauri::async_runtime::JoinHandle;
use tauri::{AppHandle, Manager, WebviewWindow};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};

use crate::second_start::{self, Focus, LONGEST, PATIENCE, SHOWN};
use crate::state::Shell;

/// Managed by tauri.
#[derive(Default)]
pub struct FirstWindow(Mutex<Option<JoinHandle<()>>>);

/// From now on, a second start on the same folder shows this window. Call it once the folder is open. Another call does
/// nothing.
pub fn listen(app: &AppHandle) {
    let (shell, first) = (app.state::<Shell>(), app.state::<FirstWindow>());
    let mut listening = first.0.lock().unwrap_or_else(PoisonError::into_inner);
    if listening.is_some() || shell.desk().is_err() {
        return;
    }
    match start(app, &shell.folder) {
        Ok(task) => *listening = Some(task),
        // It says which process is running, and opens no window of its own.
        Err(error) => log::warn!("a second start cannot show this window: {error}"),
    }
}

/// Call it before the folder is released. A start that comes later opens its own window.
pub fn stop(app: &AppHandle) {
    let listening = app.state::<FirstWindow>().0.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(task) = listening else { return };
    task.abort();
    #[cfg(unix)]
    if let Err(error) = std::fs::remove_file(second_start::socket(&app.state::<Shell>().folder)) {
        log::info!("the socket of the window was not removed: {error}");
    }
}

#[cfg(unix)]
fn start(app: &AppHandle, folder: &Path) -> io::Result<JoinHandle<()>> {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::UnixListener;

    let socket = second_start::socket(folder);
    // Left behind by a crash. Nobody else can be listening, because this process holds the folder.
    match std::fs::remove_file(&socket) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(&socket)?;
    std::fs::set_permissions(&socket, std::fs::Permissions::from_mode(0o600))?;
    listener.set_nonblocking(true)?;
    Ok(serve(app, async move |app| {
        let listener = tokio::net::UnixListener::from_std(listener)?;
        loop {
            let (stream, _) = listener.accept().await?;
            tauri::async_runtime::spawn(answer(app.clone(), stream));
        }
    }))
}

#[cfg(windows)]
fn start(app: &AppHandle, folder: &Path) -> io::Result<JoinHandle<()>> {
    use tokio::net::windows::named_pipe::ServerOptions;

    let pipe = second_start::pipe(folder);
    Ok(serve(app, async move |app| {
        let mut next = ServerOptions::new().first_pipe_instance(true).reject_remote_clients(true).create(&pipe)?;
        loop {
            next.connect().await?;
            let connected =
                std::mem::replace(&mut next, ServerOptions::new().reject_remote_clients(true).create(&pipe)?);
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
        if let Some(focus) = Focus::requested(&line)
            && show(&app, focus).await
        {
            to.write_all(format!("{SHOWN}\n").as_bytes()).await?;
            to.flush().await?;
        }
        io::Result::Ok(())
    };
    if let Ok(Err(error)) = tokio::time::timeout(PATIENCE, answered).await {
        log::info!("a second start got no answer: {error}");
    }
}

/// Returns whether the window was shown. A window that is closing is not: the second start opens its own.
async fn show(app: &AppHandle, focus: Focus) -> bool {
    let window = app.get_webview_window("main").filter(|_| !app.state::<Shell>().is_closing());
    let Some(window) = window else { return false };
    let (tell, shown) = tokio::sync::oneshot::channel();
    let asked = app.run_on_main_thread(move || {
        let raised = to_front(&window, &focus);
        if let Err(error) = &raised {
            log::warn!("the window could not be brought to the front: {error}");
        }
        // The second start may have given up.
        let _gone = tell.send(raised.is_ok());
    });
    asked.is_ok() && shown.await.unwrap_or(false)
}

fn to_front(window: &WebviewWindow, focus: &Focus) -> tauri::Result<()> {
    log::info!("a second start shows this window");
    window.unminimize()?;
    window.show()?;
    #[cfg(target_os = "linux")]
    if let Some(token) = focus.token() {
        gtk::prelude::GtkWindowExt::set_startup_id(&window.gtk_window()?, token);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = focus;
    window.set_focus()
}
