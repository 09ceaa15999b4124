//! Runs in the folder of Cargo.toml, the root of the project. tauri-build finds `tauri.conf.json` there by default.
//! Capabilities and permissions are below `src-tauri`, where tauri-build does not look unless it is told. Without these
//! paths, it would compile an empty set of capabilities without a warning.
use std::path::PathBuf;

fn main() {
    for watched in ["src-tauri/capabilities", "src-tauri/permissions", "ui/dist", "tauri.conf.json"] {
        println!("cargo:rerun-if-changed={watched}");
    }
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*")
        // No `.commands([...])`: that would write generated permissions into the source tree.
        .app_manifest(tauri_build::AppManifest::new().permissions_path_pattern("./src-tauri/permissions/**/*"));
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
    keep_the_top_level_clean();
}

/// tauri-build always writes `./gen/schemas`. Nothing in this repository reads them, so they are moved to the build
/// output.
fn keep_the_top_level_clean() {
    let Some(out) = std::env::var_os("OUT_DIR").map(PathBuf::from) else { return };
    let schemas = out.join("gen");
    let _ = std::fs::remove_dir_all(&schemas);
    let _ = std::fs::rename("gen", &schemas);
}
