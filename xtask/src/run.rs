//! The tasks that start the app, and those that build something from it.

use std::path::PathBuf;

use crate::advisories;
use crate::prerequisites::ready;
use crate::shell::{Failure, Outcome, cargo, command, npm, root, run as start};
use crate::tidy::notices;

/// Opens the window on the sandbox, or runs the tour if there is no display.
pub fn run(arguments: &[String]) -> Outcome {
    let (ours, app) = split_at_dashes(arguments);
    if let Some(unknown) = ours.iter().find(|word| *word != "--release") {
        return Err(Failure(format!("run: unknown argument `{unknown}`. Arguments after `--` go to the app")));
    }
    let seen = has_display();
    ready(!seen)?;
    if !seen {
        println!("There is no display, so the tour runs instead. Its screenshots are written to target/tour.");
        return tour(&[]);
    }
    let mut cargo = cargo(&["run", "--package", "number-desk"]);
    cargo.args(ours).arg("--");
    if app.is_empty() {
        cargo.arg("--sandbox")
    } else {
        cargo.args(app)
    };
    start(&mut cargo)
}

/// The README's screenshots are taken by the same steps in the real window as the tour's.
pub fn shots() -> Outcome {
    ready(true)?;
    tour(&["--readme"])
}

pub fn bench(arguments: &[String]) -> Outcome {
    ready(true)?;
    let parts: Vec<&str> = arguments.iter().map(String::as_str).filter(|word| PARTS.contains(word)).collect();
    if parts.is_empty() || parts.contains(&"package") {
        package()?;
    }
    // What ships is built alone: together with an example it would contain what only the tests need.
    start(&mut cargo(&["build", "--release", "--package", "number-desk", "--bin", "number-desk"]))?;
    let others = ["--package", "number-desk", "--package", "bench", "--bin", "bench", "--example", "floor"];
    start(cargo(&["build", "--release"]).args(others))?;
    start(command(&release().join("bench").to_string_lossy()).args(arguments))
}

/// The parts of the bench. The package is made only if it is measured.
const PARTS: [&str; 4] = ["starts", "lists", "sync", "package"];

/// Where optimised programs are built.
fn release() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    root().join(target).join("release")
}

pub fn bindings() -> Outcome {
    ready(false)?;
    start(cargo(&["test", "--workspace", "--test", "bindings"]).env("UPDATE_BINDINGS", "1"))
}

pub fn bundle() -> Outcome {
    // The list of third-party parts is that of the Debian package, too.
    if !cfg!(target_os = "linux") {
        return Err(Failure("`bundle` makes a Debian package, which needs Linux".into()));
    }
    ready(false)?;
    notices::check()?;
    let unchecked = advisories::check()?;
    package()?;
    // Once more at the end, where it is seen.
    unchecked.iter().for_each(|sentence| println!("{sentence}"));
    Ok(())
}

/// Makes the Debian package, and packs it again: Tauri always uses gzip, and xz makes it a quarter smaller.
fn package() -> Outcome {
    start(&mut npm(&["exec", "--prefix", "ui", "--", "tauri", "build", "--bundles", "deb"]))?;
    let folder = release().join("bundle/deb");
    let unread = |error: std::io::Error| Failure(format!("{} cannot be read: {error}", folder.display()));
    let entries = std::fs::read_dir(&folder).map_err(unread)?.flatten().map(|entry| entry.path());
    let packages: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|end| end == "deb")).collect();
    let unpacked = folder.join("unpacked");
    for deb in packages {
        let (deb, into) = (deb.to_string_lossy().into_owned(), unpacked.to_string_lossy().into_owned());
        // What an interrupted run has left.
        let _none = std::fs::remove_dir_all(&unpacked);
        start(command("dpkg-deb").args(["--raw-extract", &deb, &into]))?;
        start(command("dpkg-deb").args(["--root-owner-group", "-Zxz", "-z9", "--build", &into, &deb]))?;
    }
    let _is_temporary = std::fs::remove_dir_all(&unpacked);
    Ok(())
}

/// `--workspace` here and in every test, so that all of them share one build of the dependencies.
fn tour(arguments: &[&str]) -> Outcome {
    start(cargo(&["test", "--workspace", "--test", "tour", "--"]).args(arguments))
}

fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

fn split_at_dashes(arguments: &[String]) -> (&[String], &[String]) {
    match arguments.iter().position(|word| word == "--") {
        Some(at) => (&arguments[..at], &arguments[at + 1..]),
        None => (arguments, &[]),
    }
}
