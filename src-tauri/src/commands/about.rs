//! The version, the licence and the third-party parts of the app. These commands work without the desk.

use desk::Notices;
use desk::view::AboutView;
use tauri::AppHandle;

use super::Answer;

const NOTICES: Notices = Notices::new(include_str!("../../notices/third-party.txt"));

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn about(app: AppHandle) -> Answer<AboutView> {
    Ok(AboutView {
        name: app.package_info().name.clone(),
        version: env!("CARGO_PKG_VERSION").into(),
        licence: env!("CARGO_PKG_LICENSE").into(),
        licence_text: NOTICES.own_licence().into(),
        parts: NOTICES.parts(),
    })
}

/// The licence texts of one of the parts.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn licence_texts(name: String, version: String) -> Answer<Vec<String>> {
    Ok(NOTICES.texts(&name, &version))
}

#[cfg(test)]
mod tests {
    use super::NOTICES;

    #[test]
    fn every_part_has_its_texts() {
        let parts = NOTICES.parts();
        for part in &parts {
            let texts = NOTICES.texts(&part.name, &part.version);
            // A file of a few lines only says where the licence is.
            assert!(texts.iter().any(|text| text.len() > 500), "{part:?}");
        }
        for known in ["tauri", "rusqlite", "svelte", "Rust standard library"] {
            assert!(parts.iter().any(|part| part.name == known), "{known}");
        }
    }

    #[test]
    fn our_own_licence_is_that_of_the_repository() {
        assert_eq!(NOTICES.own_licence(), include_str!("../../../LICENSE").trim());
    }
}
