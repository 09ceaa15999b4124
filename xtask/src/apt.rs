//! The packages that Debian and its derivatives need, and how to install them.

use crate::shell::{Failure, Outcome, command, output_of, run};

struct Package {
    name: &'static str,
    why: &'static str,
}

const fn package(name: &'static str, why: &'static str) -> Package {
    Package { name, why }
}

const BUILD: [Package; 4] = [
    package("build-essential", "compiles the C parts of dependencies"),
    package("pkg-config", "finds GTK and WebKit for the compiler"),
    package("libwebkit2gtk-4.1-dev", "is the web view that the window consists of"),
    package("ca-certificates", "holds the roots that an HTTPS client trusts"),
];

/// What opens the real window without a display, and reads it as assistive technology does.
const WINDOW_TESTS: [Package; 10] = [
    package("xvfb", "is a virtual display"),
    package("webkit2gtk-driver", "drives the real window"),
    package("dbus", "gives each test a session bus of its own"),
    package("at-spi2-core", "passes the window's accessible tree to screen readers"),
    package("gnome-keyring", "is the keychain of the tests"),
    package("ibus", "is an input method for other scripts"),
    package("ibus-gtk3", "connects the input method to the window"),
    package("ibus-m17n", "composes a letter from several keys"),
    package("fonts-dejavu", "draws the text in screenshots of the window"),
    package("fonts-noto-core", "shows aliases in other scripts"),
];

pub fn is_here() -> bool {
    output_of("dpkg-query", &["--version"]).is_some() && output_of("apt-get", &["--version"]).is_some()
}

/// Installs missing packages, after printing what and why.
pub fn ensure(with_window_tests: bool) -> Outcome {
    let wanted = BUILD.iter().chain(with_window_tests.then_some(&WINDOW_TESTS).into_iter().flatten());
    let missing: Vec<&Package> = wanted.filter(|package| !installed(package.name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("These Debian packages are missing and will be installed:");
    for package in &missing {
        println!("  {:24} {}", package.name, package.why);
    }
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    install(&names).map_err(|failure| {
        Failure(format!("{failure}\nInstall them by hand and try again:\n  apt-get install {}", names.join(" ")))
    })
}

fn install(names: &[&str]) -> Outcome {
    run(&mut apt_get(&["update"]))?;
    run(apt_get(&["install", "--yes", "--no-install-recommends"]).args(names))
}

/// Uses `sudo` only if the user is not root.
fn apt_get(arguments: &[&str]) -> std::process::Command {
    let mut words = vec!["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    words.extend(arguments);
    if output_of("id", &["-u"]).as_deref() != Some("0") {
        words.insert(0, "sudo");
    }
    let mut apt_get = command(words[0]);
    apt_get.args(&words[1..]);
    apt_get
}

/// dpkg still knows a package that was removed without its settings, although it is not installed.
fn installed(name: &str) -> bool {
    output_of("dpkg-query", &["--show", "--showformat=${db:Status-Status}", name])
        .is_some_and(|status| status.lines().any(|line| line == "installed"))
}
