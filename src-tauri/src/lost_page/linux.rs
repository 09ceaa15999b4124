//! WebKitGTK reports that its web process has ended, or does not answer. Otherwise the window keeps its last picture.

use std::cell::Cell;
use std::rc::Rc;

use gtk::glib::{self, SourceId};
use tauri::WebviewWindow;
use webkit2gtk::{WebProcessTerminationReason, WebView, WebViewExt};

use super::{Cause, lost};

/// How long to wait for a page that does not answer, in seconds. WebKit reports it after three seconds.
const PATIENCE: u32 = 7;

pub fn watch(window: &WebviewWindow) -> tauri::Result<()> {
    let watched = window.clone();
    window.with_webview(move |webview| {
        let view = webview.inner();
        let waiting = Rc::<Cell<Option<SourceId>>>::default();
        let waited = waiting.clone();
        view.connect_web_process_terminated(move |_, reason| {
            stop(&waited);
            lost(&watched, cause(reason));
        });
        view.connect_is_web_process_responsive_notify(move |view| end_if_it_hangs(view, &waiting));
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

fn stop(waiting: &Cell<Option<SourceId>>) {
    if let Some(timer) = waiting.take() {
        timer.remove();
    }
}

/// `waiting` is the running timer. A page that answers again stops it, so that each hang has its whole time.
fn end_if_it_hangs(view: &WebView, waiting: &Rc<Cell<Option<SourceId>>>) {
    stop(waiting);
    if view.is_web_process_responsive() {
        return log::info!("the page answers again");
    }
    log::warn!("the page does not answer");
    let (view, running) = (view.clone(), waiting.clone());
    waiting.set(Some(glib::timeout_add_seconds_local_once(PATIENCE, move || {
        running.set(None);
        view.terminate_web_process();
    })));
}
