//! The window's bindings match the code. `cargo xtask bindings` regenerates them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::process::Command;

fn generated() -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bindings.ts");
    number_desk::write_typescript(&path).expect("the contract can be written as TypeScript");
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn are_those_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/lib/bridge/bindings.ts");
    let generated = generated();
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap();
    assert!(committed == generated, "the bindings are out of date: run `cargo xtask bindings`");
}

/// The window may call every declared command, and no other.
#[test]
fn the_permission_names_every_command_and_no_other() {
    let permission = Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri/permissions/own-commands.toml");
    let text = std::fs::read_to_string(permission).unwrap();
    let list = text.split_once("commands.allow = [").expect("a list of commands").1;
    let mut allowed: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    allowed.sort_unstable();
    let bindings = generated();
    let calls = bindings.lines().filter_map(|line| line.split_once("__TAURI_INVOKE<"));
    let mut declared: Vec<&str> = calls.filter_map(|(_, call)| call.split('"').nth(1)).collect();
    declared.sort_unstable();
    assert_eq!(allowed, declared);
}

/// What ships does not describe its types. Tests do, so this asks cargo for the tree of a plain build.
#[test]
fn are_no_part_of_what_ships() {
    let tree = ["tree", "--offline", "--package", "number-desk", "--edges", "no-dev", "--prefix", "none"];
    let output = Command::new(env!("CARGO")).args(tree).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    let tree = String::from_utf8(output.stdout).unwrap();
    let names: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains(&"desk"), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Vec<&&str> = names.iter().filter(|name| name.contains("specta")).collect();
    assert!(found.is_empty(), "the feature `bindings` is on in a plain build: {found:?}");
}
