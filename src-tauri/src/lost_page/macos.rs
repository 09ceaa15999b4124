//! On macOS, tauri reports that the web process has ended. Nothing reports a page that hangs.

use tauri::{Manager, Webview, WebviewWindow};

use super::{Cause, lost};

pub fn watch(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// Tauri calls it on the main thread.
pub fn ended(webview: &Webview) {
    if let Some(window) = webview.get_webview_window(webview.label()) {
        lost(&window, Cause::Crashed);
    }
}
