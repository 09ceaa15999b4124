//! Runs in the folder of Cargo.toml, the top of the project: `tauri.conf.json` is found by default, while
//! capabilities and permissions live below `src-tauri`, where tauri-build does not look by itself. Unsaid, an empty
//! set of capabilities would be compiled without a word.
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

/// tauri-build always writes `./gen/schemas`; nothing of ours reads them, so they belong with the build's output.
fn keep_the_top_level_clean() {
    let Some(out) = std::env::var_os("OUT_DIR").map(PathBuf::from) else { return };
    let schemas = out.join("gen");
    let _ = std::fs::remove_dir_all(&schemas);
    let _ = std::fs::rename("gen", &schemas);
}
