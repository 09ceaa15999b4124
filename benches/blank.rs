//! An empty Tauri window: the reference that the bench compares the app with.

fn main() {
    let opened = tauri::Builder::default()
        .setup(|app| {
            let page = tauri::WebviewUrl::External("about:blank".parse()?);
            tauri::WebviewWindowBuilder::new(app, "blank", page).inner_size(1280.0, 800.0).build()?;
            Ok(())
        })
        .run(tauri::generate_context!());
    if let Err(error) = opened {
        log::error!("{error}");
    }
}
