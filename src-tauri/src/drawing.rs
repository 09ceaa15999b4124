//! When GTK may draw the page. Without compositing, WebKitGTK draws a view that has no picture yet by asking the web process
//! for one, and waits for it for up to half a second. Before the page is loaded the web process has none. It may even be
//! waiting for this thread, which serves the page.

use std::cell::Cell;
use std::rc::Rc;

use gtk::cairo::Context;
use gtk::gdk::RGBA;
use gtk::glib::Propagation;
use gtk::prelude::{StyleContextExt, WidgetExt};
use tauri::WebviewWindow;
use webkit2gtk::{LoadEvent, WebView, WebViewExt};

/// Draws only the theme's ground until the page is loaded, also when it is loaded again.
pub fn wait_for_the_page(window: &WebviewWindow) -> tauri::Result<()> {
    window.with_webview(|webview| {
        let view = webview.inner();
        let is_loaded = Rc::<Cell<bool>>::default();
        // Whether a draw was stopped since the page began. It may have been for the page's picture, so it is made up for.
        let is_owed = Rc::<Cell<bool>>::default();
        let (loaded, owed) = (is_loaded.clone(), is_owed.clone());
        view.connect_load_changed(move |view, event| {
            loaded.set(event == LoadEvent::Finished);
            match event {
                LoadEvent::Committed => owed.set(false),
                // Otherwise the page's own picture is the first that is drawn. To draw before it would wait for it.
                LoadEvent::Finished if owed.get() => view.queue_draw(),
                _ => {}
            }
        });
        let lost = is_loaded.clone();
        view.connect_web_process_terminated(move |_, _| lost.set(false));
        view.connect_draw(move |view, canvas| {
            if is_loaded.get() {
                return Propagation::Proceed;
            }
            is_owed.set(true);
            fill(view, canvas);
            Propagation::Stop
        });
    })
}

/// Without it, the window may show what another one left in the memory of the X server.
fn fill(view: &WebView, canvas: &Context) {
    let ground = view.style_context().lookup_color("theme_base_color").unwrap_or(RGBA::WHITE);
    canvas.set_source_rgb(ground.red(), ground.green(), ground.blue());
    if let Err(error) = canvas.paint() {
        log::info!("the window was not filled: {error}");
    }
}
