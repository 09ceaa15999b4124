//! The version, the licence and the third-party parts of the app. These commands work without the desk.

use desk::error::{Code, DeskError};
use desk::view::AboutView;
use desk::{LogFile, ThirdParty};
use tauri::{AppHandle, State};

use super::Answer;
use crate::state::Shell;

const THIRD_PARTY: ThirdParty = ThirdParty::new(include_str!("../../notices/third-party.txt"));

#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn about(app: AppHandle, shell: State<'_, Shell>) -> Answer<AboutView> {
    // Without the folder's lock, the log in it is that of another process.
    let log = shell.desk().ok().map(|_| LogFile::path(&shell.folder)).filter(|log| log.exists());
    Ok(AboutView {
        log: log.map(|log| log.display().to_string()),
        name: app.package_info().name.clone(),
        version: env!("CARGO_PKG_VERSION").into(),
        licence: env!("CARGO_PKG_LICENSE").into(),
        licence_text: THIRD_PARTY.own_licence().into(),
        parts: THIRD_PARTY.parts(),
    })
}

/// Opens the app's log with the user's own program for texts.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn open_log(shell: State<'_, Shell>) -> Answer<()> {
    shell.desk()?;
    let log = LogFile::path(&shell.folder);
    open::that_detached(&log).map_err(|error| {
        let message =
            format!("No program could be started to show the log ({error}). Open {} yourself.", log.display());
        DeskError::new(Code::Internal, message)
    })
}

/// The licence texts of one of the parts.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub async fn licence_texts(name: String, version: String) -> Answer<Vec<String>> {
    Ok(THIRD_PARTY.texts(&name, &version))
}

#[cfg(test)]
mod tests {
    use super::THIRD_PARTY;

    #[test]
    fn every_part_has_its_texts() {
        let parts = THIRD_PARTY.parts();
        for part in &parts {
            let texts = THIRD_PARTY.texts(&part.name, &part.version);
            // A file of a few lines only says where the licence is.
            assert!(texts.iter().any(|text| text.len() > 500), "{part:?}");
        }
        for known in ["tauri", "rusqlite", "svelte", "Rust standard library"] {
            assert!(parts.iter().any(|part| part.name == known), "{known}");
        }
    }

    #[test]
    fn our_own_licence_is_that_of_the_repository() {
        assert_eq!(THIRD_PARTY.own_licence(), include_str!("../../../LICENSE").trim());
    }
}
