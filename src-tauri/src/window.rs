//! The only window. It opens where it was last, and closes only after what is being typed is on disk.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use desk::view::{Notice, WindowBounds};
use tauri::{
    AppHandle, LogicalPosition, LogicalSize, Manager, Monitor, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    WindowEvent,
};
use tokio::sync::Notify;

use crate::bounds::{self, Area};
#[cfg(target_os = "linux")]
use crate::drawing;
use crate::first_paint;
use crate::lost_page::{self, LostPages};
use crate::state::Shell;

/// How long the window may take to save what is being typed, before it is closed anyway.
const FLUSH: Duration = Duration::from_secs(2);

/// How long the window must not move before its bounds are stored. A system reports the size of a maximised window
/// before it reports that the window is maximised.
const AT_REST: Duration = Duration::from_millis(300);

/// The last bounds of the window while it was neither minimised, maximised nor full-screen.
#[derive(Clone, Default)]
struct LastNormal(Arc<Mutex<Option<WindowBounds>>>);

pub fn open(app: &AppHandle) -> tauri::Result<()> {
    let shell = app.state::<Shell>();
    let kept = shell.desk().ok().and_then(|desk| desk.window_bounds());
    let placement = bounds::placement(kept, &monitors(app));
    let mut builder = WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
        .title("Number Desk")
        .min_inner_size(bounds::LEAST.0, bounds::LEAST.1)
        .inner_size(placement.width, placement.height)
        .on_navigation(lost_page::is_own)
        .on_web_resource_request({
            let (app, font) = (app.clone(), system_font());
            move |request, response| first_paint::put_into(&app, font.as_deref(), &request, response)
        })
        // The page's title names the account. The title bar of the system shows the same title.
        .on_document_title_changed(|window, title| {
            if let Err(error) = window.set_title(&title) {
                log::warn!("the window's title was not set: {error}");
            }
        });
    builder = builder.data_directory(match shell.desk() {
        // Everything that the WebView writes is in the data folder.
        Ok(_) => shell.folder.join("webview"),
        // The folder cannot be used: another process holds it, or it is not writable.
        Err(_) => shell.spare_folder()?,
    });
    if let Some((x, y)) = placement.corner {
        builder = builder.position(x, y);
    }
    let window = builder.build()?;
    app.state::<LostPages>().begin(&window);
    lost_page::watch(&window)?;
    if let Ok(desk) = shell.desk() {
        zoom(app, desk.zoom())?;
    }
    #[cfg(target_os = "linux")]
    {
        compose_in_the_page(&window)?;
        drawing::wait_for_the_page(&window)?;
    }
    let moved = watch_bounds(&window);
    let watched = window.clone();
    window.on_window_event(move |event| match event {
        WindowEvent::CloseRequested { api, .. } => {
            api.prevent_close();
            close(&watched, Leave::UnlessHeld);
        }
        WindowEvent::Moved(_) | WindowEvent::Resized(_) => moved.notify_one(),
        _ => {}
    });
    Ok(())
}

/// Returns the name of the font of GTK's settings. Elsewhere `system-ui` is known by its name.
#[cfg(target_os = "linux")]
fn system_font() -> Option<String> {
    use gtk::prelude::GtkSettingsExt;
    let name = gtk::Settings::default()?.gtk_font_name()?;
    gtk::pango::FontDescription::from_string(&name).family().map(|family| family.to_string())
}

#[cfg(not(target_os = "linux"))]
fn system_font() -> Option<String> {
    None
}

/// Stores the bounds of the window each time it has come to rest. The caller reports movements through the returned
/// `Notify`.
fn watch_bounds(window: &WebviewWindow) -> Arc<Notify> {
    let (moved, last) = (Arc::new(Notify::new()), LastNormal::default());
    window.app_handle().manage(last.clone());
    let (heard, window) = (moved.clone(), window.clone());
    tauri::async_runtime::spawn(async move {
        loop {
            heard.notified().await;
            // Each further movement starts the wait again.
            while tokio::time::timeout(AT_REST, heard.notified()).await.is_ok() {}
            if let Some(bounds) = normal_bounds(&window) {
                *last.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(bounds);
            }
        }
    });
    moved
}

/// wry disables the display of a composition in the page. Without it, the page does not know that an Enter or an Escape
/// belongs to an input method, and handles the key itself.
#[cfg(target_os = "linux")]
fn compose_in_the_page(window: &WebviewWindow) -> tauri::Result<()> {
    use webkit2gtk::{InputMethodContextExt, WebViewExt};
    window.with_webview(|webview| {
        if let Some(context) = webview.inner().input_method_context() {
            context.set_enable_preedit(true);
        }
    })
}

/// The webview's own zoom hotkeys would call a command of tauri, which the permissions forbid to the page.
pub fn zoom(app: &AppHandle, percent: u32) -> tauri::Result<()> {
    app.get_webview_window("main").map_or(Ok(()), |window| window.set_zoom(f64::from(percent) / 100.0))
}

/// Whether the page may keep the window open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leave {
    /// Typed text could not be saved, and the user must know before it is lost: `stay_open`.
    UnlessHeld,
    /// The system tells the process to end.
    Anyway,
}

/// Asks the page to save what is being typed. The page calls `ready_to_close` or `stay_open`.
fn close(window: &WebviewWindow, leave: Leave) {
    let app = window.app_handle().clone();
    let shell = app.state::<Shell>();
    keep_bounds(window, &shell);
    shell.set_closing(true);
    // Nobody is there to answer the page's question about it.
    if leave == Leave::Anyway
        && let Ok(desk) = shell.desk()
    {
        desk.stop_batches();
    }
    // Subscribed before the request, so that no reply is missed.
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
            app.state::<Shell>().set_closing(false);
        };
        tokio::select! { () = tokio::time::sleep(FLUSH) => app.exit(0), () = held => {} }
    });
}

/// Stores the bounds for the next start. If the window was never in its normal state, the earlier bounds stay.
fn keep_bounds(window: &WebviewWindow, shell: &Shell) {
    let Ok(desk) = shell.desk() else { return };
    let last = || *window.state::<LastNormal>().0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(bounds) = normal_bounds(window).or_else(last) {
        desk.keep_window_bounds(bounds);
    }
}

/// The bounds for the next start. `None` while the window is minimised, maximised or full-screen.
fn normal_bounds(window: &WebviewWindow) -> Option<WindowBounds> {
    let states = [window.is_minimized(), window.is_maximized(), window.is_fullscreen()];
    if !states.iter().all(|state| matches!(state, Ok(false))) {
        return None;
    }
    let scale = window.scale_factor().ok()?;
    let size: LogicalSize<f64> = window.inner_size().ok()?.to_logical(scale);
    let position: LogicalPosition<f64> = window.outer_position().ok()?.to_logical(scale);
    let bounds = WindowBounds { x: position.x, y: position.y, width: size.width, height: size.height };
    bounds::worth_keeping(&bounds, &monitors(window.app_handle())).then_some(bounds)
}

/// The monitors, the main one first.
fn monitors(app: &AppHandle) -> Vec<Area> {
    let main = app.primary_monitor().ok().flatten();
    let all = app.available_monitors().unwrap_or_default();
    main.iter().chain(&all).filter_map(area).collect()
}

fn area(monitor: &Monitor) -> Option<Area> {
    let (at, size) = (monitor.work_area().position, monitor.work_area().size);
    Area::from_physical(at.x, at.y, size.width, size.height, monitor.scale_factor())
}

/// SIGTERM and SIGINT close the window like its close button, but the page cannot keep it open.
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
