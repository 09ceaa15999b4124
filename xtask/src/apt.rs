//! What Debian and its relatives need, and how they get it.

use crate::shell::{Failure, Outcome, answer, command, run};

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

/// What opens the real window without a display and reads it like a person.
const WINDOW_TESTS: [Package; 10] = [
    package("xvfb", "is a display without a screen"),
    package("webkit2gtk-driver", "drives the real window"),
    package("dbus", "gives each test a session bus of its own"),
    package("at-spi2-core", "hands the window's accessible tree to screen readers"),
    package("gnome-keyring", "is the keychain of the tests"),
    package("ibus", "is an input method, as people type with who write other scripts"),
    package("ibus-gtk3", "hands its keys to the window"),
    package("ibus-m17n", "composes letters out of several keys"),
    package("fonts-dejavu", "lets text be seen in pictures of the window"),
    package("fonts-noto-core", "shows aliases in other scripts"),
];

pub fn is_here() -> bool {
    answer("dpkg-query", &["--version"]).is_some() && answer("apt-get", &["--version"]).is_some()
}

/// Installs what is missing, after saying what and why.
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

/// `sudo` only for those who are not root already.
fn apt_get(arguments: &[&str]) -> std::process::Command {
    let mut words = vec!["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    words.extend(arguments);
    if answer("id", &["-u"]).as_deref() != Some("0") {
        words.insert(0, "sudo");
    }
    let mut apt_get = command(words[0]);
    apt_get.args(&words[1..]);
    apt_get
}

/// A package that was removed but left its settings is known to dpkg and still not installed.
fn installed(name: &str) -> bool {
    answer("dpkg-query", &["--show", "--showformat=${db:Status-Status}", name])
        .is_some_and(|status| status.lines().any(|line| line == "installed"))
}
