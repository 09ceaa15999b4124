//! The floor of the bench: a static page with as many rows of text as a full list, in the same Tauri shell, without any
//! script. It draws in the same way as the app, by the graphics card or by the processor.

use tauri::http::Response;

const ROWS: u32 = 30;
const STYLE: &str = "body { margin: 0; font: 13px sans-serif; background: #fff; color: #111 } \
                     h1 { font-size: 18px; height: 120px; margin: 0; padding: 16px } \
                     p { height: 22px; margin: 0; padding: 0 16px; display: grid; grid-template-columns: repeat(6, 1fr) }";

fn main() {
    if number_desk::processor_draws() {
        #[allow(unsafe_code, reason = "no other thread exists yet, so none can be reading the environment")]
        // SAFETY: the first statement of `main`.
        unsafe {
            std::env::set_var("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
        }
    }
    let data = std::env::var_os("NUMBER_DESK_DATA_DIR").map(std::path::PathBuf::from).unwrap_or_default();
    let opened = tauri::Builder::default()
        .register_uri_scheme_protocol("floor", |_, _| {
            Response::builder().header("Content-Type", "text/html").body(page().into_bytes()).unwrap_or_default()
        })
        .setup(move |app| {
            let page = tauri::WebviewUrl::CustomProtocol("floor://localhost/".parse()?);
            let window = tauri::WebviewWindowBuilder::new(app, "floor", page);
            window.inner_size(1280.0, 800.0).data_directory(data.join("webview")).build()?;
            Ok(())
        })
        .run(tauri::generate_context!());
    if let Err(error) = opened {
        log::error!("{error}");
    }
}

fn page() -> String {
    let row = |at: u32| {
        let (number, webhook) = (format!("+49 30 {:07}", 1_000_000 + at), "hooks.acme.example");
        format!(
            "<p><b>{number}</b><span>Desk {at}</span><span>Brand {at:05}</span><span>connected</span><span>{webhook}</span><span>Main Account</span></p>"
        )
    };
    let rows: String = (0..ROWS).map(row).collect();
    format!("<!doctype html><title>Floor</title><style>{STYLE}</style><h1>Numbers</h1>{rows}")
}
