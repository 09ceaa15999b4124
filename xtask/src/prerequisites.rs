//! What must be installed before the first build. Installs it if possible, otherwise names what is missing.

use crate::shell::{Failure, Outcome, output_of};
use crate::{apt, ui};

/// The versions of Node that Vite supports, as a sentence says it.
const NODE: &str = "Node 20.19 or a later 20, or Node 22.12 or newer";

/// Prepares the machine for `cargo build`, and builds the window's pages.
pub fn ready(with_window_tests: bool) -> Outcome {
    system(with_window_tests)?;
    if with_window_tests {
        clippy()?;
    }
    node()?;
    ui::build()
}

fn clippy() -> Outcome {
    let missing = "clippy is missing. Install it with: rustup component add clippy";
    output_of("clippy-driver", &["--version"]).map(|_| ()).ok_or_else(|| Failure(missing.into()))
}

fn system(with_window_tests: bool) -> Outcome {
    if apt::is_here() {
        return apt::ensure(with_window_tests);
    }
    match std::env::consts::OS {
        "linux" => other_linux(with_window_tests),
        "macos" if output_of("xcode-select", &["-p"]).is_none() => {
            Err(Failure("Xcode's command line tools are missing. Install them with: xcode-select --install".into()))
        }
        "macos" => Ok(()),
        "windows" => {
            println!("On Windows this needs the C++ build tools of Visual Studio and the WebView2 runtime");
            println!("(part of Windows 11): https://v2.tauri.app/start/prerequisites/#windows");
            Ok(())
        }
        other => Err(Failure(format!("Number Desk is not known to build on {other}"))),
    }
}

fn other_linux(with_window_tests: bool) -> Outcome {
    if output_of("pkg-config", &["--exists", "webkit2gtk-4.1"]).is_none() {
        return Err(Failure(
            "WebKitGTK 4.1 is missing. Install its development package, pkg-config and a C compiler:\n  \
             Fedora:  dnf install webkit2gtk4.1-devel gcc pkgconf-pkg-config\n  \
             Arch:    pacman -S webkit2gtk-4.1 base-devel\n  \
             others:  https://v2.tauri.app/start/prerequisites/#linux"
                .into(),
        ));
    }
    if with_window_tests {
        println!("The tests of the window also need Xvfb, WebKitWebDriver, dbus-daemon and gnome-keyring-daemon.");
    }
    Ok(())
}

fn node() -> Outcome {
    let Some(version) = output_of("node", &["--version"]) else {
        return Err(Failure(format!("Node is missing. Install {NODE}, with npm: https://nodejs.org")));
    };
    if !runs_vite(&version) {
        return Err(Failure(format!("Node {version} cannot build the window's pages: they need {NODE}.")));
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    output_of(npm, &["--version"]).map(|_| ()).ok_or_else(|| {
        Failure(format!("npm is missing, although Node {version} is installed. Install npm: https://docs.npmjs.com"))
    })
}

/// Reads `v20.20.2`.
fn runs_vite(version: &str) -> bool {
    let mut parts = version.trim_start_matches('v').split('.').map(|part| part.parse::<u32>().ok());
    match (parts.next().flatten(), parts.next().flatten()) {
        (Some(20), Some(minor)) => minor >= 19,
        (Some(22), Some(minor)) => minor >= 12,
        (Some(major), Some(_)) => major > 22,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::runs_vite;

    #[test]
    fn versions_of_node() {
        let check = |version: &str, expected: bool| assert_eq!(runs_vite(version), expected, "{version}");
        for version in ["v20.19.0", "v20.20.2", "v22.12.0", "v22.20.1", "v23.0.0", "v24.1.0"] {
            check(version, true);
        }
        for version in ["v18.20.0", "v20.18.3", "v21.7.0", "v22.11.0", "v20", "", "unknown"] {
            check(version, false);
        }
    }
}
