//! WebKitGTK reports that its web process has ended, or does not answer. Otherwise the window keeps its last picture.

use gtk::glib;
use tauri::WebviewWindow;
use webkit2gtk::{WebProcessTerminationReason, WebView, WebViewExt};

use super::{Cause, lost};

/// How long to wait for a page that does not answer, in seconds. WebKit reports it after three seconds.
const PATIENCE: u32 = 7;

pub fn watch(window: &WebviewWindow) -> tauri::Result<()> {
    let watched = window.clone();
    window.with_webview(move |webview| {
        let view = webview.inner();
        view.connect_web_process_terminated(move |_, reason| lost(&watched, cause(reason)));
        view.connect_is_web_process_responsive_notify(end_if_it_hangs);
    })
}

fn cause(reason: WebProcessTerminationReason) -> Cause {
    match reason {
        WebProcessTerminationReason::ExceededMemoryLimit => Cause::OutOfMemory,
        // Only `end_if_it_hangs` terminates it.
        WebProcessTerminationReason::TerminatedByApi => Cause::Hung,
        _ => Cause::Crashed,
    }
}

fn end_if_it_hangs(view: &WebView) {
    if view.is_web_process_responsive() {
        return;
    }
    log::warn!("the page does not answer");
    let view = view.clone();
    glib::timeout_add_seconds_local_once(PATIENCE, move || {
        if !view.is_web_process_responsive() {
            view.terminate_web_process();
        }
    });
}
