//! WebView2 reports that one of its processes has failed.
//! Source: Microsoft's article "Handle process-related events in WebView2".

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tauri::WebviewWindow;
use webview2_com::Microsoft::Web::WebView2::Win32::{
    COREWEBVIEW2_PROCESS_FAILED_KIND, COREWEBVIEW2_PROCESS_FAILED_KIND_BROWSER_PROCESS_EXITED,
    COREWEBVIEW2_PROCESS_FAILED_KIND_RENDER_PROCESS_EXITED,
    COREWEBVIEW2_PROCESS_FAILED_KIND_RENDER_PROCESS_UNRESPONSIVE, ICoreWebView2ProcessFailedEventArgs,
};
use webview2_com::ProcessFailedEventHandler;

use super::{Cause, ask, lost, question};

/// A page that hangs is reported every few seconds. A page that is only busy is reported less often than this.
const PATIENCE: usize = 3;
const WITHIN: Duration = Duration::from_secs(60);

pub fn watch(window: &WebviewWindow) -> tauri::Result<()> {
    let watched = window.clone();
    window.with_webview(move |webview| {
        let reports = Mutex::<Vec<Instant>>::default();
        let heard = ProcessFailedEventHandler::create(Box::new(move |_, failed| {
            if let Some(failed) = failed {
                handle(&watched, kind_of(&failed)?, &reports);
            }
            Ok(())
        }));
        let mut token = 0;
        #[allow(unsafe_code, reason = "calls into WebView2")]
        // SAFETY: the controller is alive, and this is its own thread.
        let added =
            unsafe { webview.controller().CoreWebView2().and_then(|core| core.add_ProcessFailed(&heard, &mut token)) };
        if let Err(error) = added {
            log::warn!("a page that is lost would not be loaded again: {error}");
        }
    })
}

#[allow(unsafe_code, reason = "calls into WebView2")]
fn kind_of(failed: &ICoreWebView2ProcessFailedEventArgs) -> windows_core::Result<COREWEBVIEW2_PROCESS_FAILED_KIND> {
    let mut kind = COREWEBVIEW2_PROCESS_FAILED_KIND::default();
    // SAFETY: the arguments of an event are alive while it is handled.
    unsafe { failed.ProcessFailedKind(&mut kind)? };
    Ok(kind)
}

fn handle(window: &WebviewWindow, kind: COREWEBVIEW2_PROCESS_FAILED_KIND, reports: &Mutex<Vec<Instant>>) {
    match kind {
        COREWEBVIEW2_PROCESS_FAILED_KIND_RENDER_PROCESS_EXITED => later(window, |window| lost(window, Cause::Crashed)),
        COREWEBVIEW2_PROCESS_FAILED_KIND_RENDER_PROCESS_UNRESPONSIVE => {
            let mut reports = reports.lock().unwrap_or_else(PoisonError::into_inner);
            reports.retain(|at| at.elapsed() < WITHIN);
            reports.push(Instant::now());
            if reports.len() >= PATIENCE {
                reports.clear();
                later(window, |window| lost(window, Cause::Hung));
            }
        }
        // Without its browser process, the web view can load nothing.
        COREWEBVIEW2_PROCESS_FAILED_KIND_BROWSER_PROCESS_EXITED => {
            later(window, |window| ask(window, question::STOPPED))
        }
        // WebView2 starts its other processes again itself.
        other => log::warn!("a process of the web view failed (kind {})", other.0),
    }
}

/// The web view must not be changed before its event was handled. From a task, the main thread gets to it afterwards.
fn later(window: &WebviewWindow, then: fn(&WebviewWindow)) {
    let window = window.clone();
    tauri::async_runtime::spawn(async move {
        let on_main = window.clone();
        if let Err(error) = window.run_on_main_thread(move || then(&on_main)) {
            log::error!("the lost page could not be handled: {error}");
        }
    });
}
