//! What must be installed before the first build. Installs it if possible, otherwise names what is missing.

use crate::shell::{Failure, Outcome, output_of};
use crate::{apt, ui};

/// The oldest version of Node that can run the front-end's build tools.
const NODE: u32 = 20;

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
        return Err(Failure(format!("Node is missing. Install Node {NODE} or newer with npm: https://nodejs.org")));
    };
    if major(&version).is_none_or(|major| major < NODE) {
        return Err(Failure(format!("Node {version} is too old: the window's pages need Node {NODE} or newer.")));
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    output_of(npm, &["--version"]).map(|_| ()).ok_or_else(|| {
        Failure(format!("npm is missing, although Node {version} is installed. Install npm: https://docs.npmjs.com"))
    })
}

/// `v20.20.2` -> 20.
fn major(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_major_version_of_node() {
        let check = |text, expected| assert_eq!(major(text), expected, "{text}");
        check("v20.20.2", Some(20));
        check("22.1.0", Some(22));
        check("v9", Some(9));
        check("", None);
        check("unknown", None);
    }
}
