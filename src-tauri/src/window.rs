//! The one window: opened where it was last, closed only after what is being typed is on disk.

use std::time::Duration;

use desk::view::{Notice, WindowBounds};
use tauri::{
    AppHandle, LogicalPosition, LogicalSize, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
};

use crate::state::{Shell, spare_folder};

/// How long the window has to hand over what is being typed, before it is closed without it.
const FLUSH: Duration = Duration::from_secs(2);

pub fn open(app: &AppHandle, shell: &Shell) -> tauri::Result<()> {
    let bounds = shell.desk().ok().and_then(|desk| desk.window_bounds());
    let mut builder = WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
        .title("Number Desk")
        .min_inner_size(720.0, 480.0)
        .inner_size(1280.0, 800.0)
        // Nothing may leave the app's own page, whatever a page might try.
        .on_navigation(|url| url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost"))
        // The page's title names the account; the system's own title bar says the same.
        .on_document_title_changed(|window, title| {
            if let Err(error) = window.set_title(&title) {
                log::warn!("the window's title was not set: {error}");
            }
        });
    builder = builder.data_directory(match shell.desk() {
        // Everything the WebView writes is under the one data folder.
        Ok(_) => shell.folder.join("webview"),
        // The folder is not ours: another process holds it, or it cannot be written.
        Err(_) => spare_folder(),
    });
    if let Some(bounds) = bounds {
        builder = builder.inner_size(bounds.width, bounds.height).position(bounds.x, bounds.y);
    }
    let window = builder.build()?;
    if let Ok(desk) = shell.desk() {
        zoom(app, desk.zoom())?;
    }
    #[cfg(target_os = "linux")]
    compose_in_the_page(&window)?;
    let watched = window.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::CloseRequested { api, .. } = event {
            api.prevent_close();
            close(&watched, Leave::UnlessHeld);
        }
    });
    Ok(())
}

/// wry switches off the display of a composition in the page. The page is then not told that an Enter or an Escape belongs to
/// an input method, and takes it for its own.
#[cfg(target_os = "linux")]
fn compose_in_the_page(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{InputMethodContextExt, WebViewExt};
    window.with_webview(|webview| {
        if let Some(context) = webview.inner().input_method_context() {
            context.set_enable_preedit(true);
        }
    })
}

/// The webview's own hotkeys would call a command of tauri's, which no page of ours may.
pub fn zoom(app: &AppHandle, percent: u32) -> tauri::Result<()> {
    app.get_webview_window("main").map_or(Ok(()), |window| window.set_zoom(f64::from(percent) / 100.0))
}

/// Whether the window may say that it stays open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leave {
    /// What is typed could not be kept, and a person has to know before it is lost: `stay_open`.
    UnlessHeld,
    /// The system tells the process to end.
    Anyway,
}

/// Asks the window for what is still being typed; the window answers with `ready_to_close` or `stay_open`.
fn close(window: &WebviewWindow, leave: Leave) {
    let app = window.app_handle().clone();
    let shell = app.state::<Shell>();
    keep_bounds(window, &shell);
    // Heard from before the question on, so that no answer comes too early.
    let answer = shell.held.clone().notified_owned();
    let asked = shell.desk().is_ok_and(|desk| desk.tell(Notice::Flush));
    if !asked {
        app.exit(0);
        return;
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let held = async {
            answer.await;
            if leave == Leave::Anyway {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! { () = tokio::time::sleep(FLUSH) => app.exit(0), () = held => {} }
    });
}

fn keep_bounds(window: &WebviewWindow, shell: &Shell) {
    let Ok(desk) = shell.desk() else { return };
    let Ok(scale) = window.scale_factor() else { return };
    let (Ok(size), Ok(position)) = (window.inner_size(), window.outer_position()) else { return };
    let size: LogicalSize<f64> = size.to_logical(scale);
    let position: LogicalPosition<f64> = position.to_logical(scale);
    desk.keep_window_bounds(WindowBounds { x: position.x, y: position.y, width: size.width, height: size.height });
}

/// SIGTERM and SIGINT close the window as its own button does.
pub fn close_on_signals(app: &AppHandle) {
    #[cfg(unix)]
    {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            use tokio::signal::unix::{SignalKind, signal};
            let (Ok(mut term), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
            else {
                return;
            };
            tokio::select! { _ = term.recv() => {}, _ = interrupt.recv() => {} }
            match app.get_webview_window("main") {
                Some(window) => close(&window, Leave::Anyway),
                None => app.exit(0),
            }
        });
    }
    #[cfg(not(unix))]
    let _ = app;
}
