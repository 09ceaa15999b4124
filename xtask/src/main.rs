//! `cargo xtask <task>`: everything that is done with this repository, each in one command.
//!
//! It has few dependencies, so that the first command on a new machine starts within seconds.

mod advisories;
mod apt;
mod checks;
mod libtest;
mod prerequisites;
mod run;
mod second_run;
mod seed;
mod shell;
mod soak;
mod summary;
mod tidy;
mod ui;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask run [--release] [-- arguments of the app]
                     builds the app and opens its window on the sandbox; without a display, takes the tour instead
cargo xtask test [tidy|rust|ui|e2e]
                     every check and test, or one part of them
cargo xtask arrows <crate>
                     which module of a crate uses which, and which rules that breaks
cargo xtask soak [--quick]
                     thousands of process kills and race schedules, with their counts
cargo xtask bench    speed and memory, as ratios in one run
cargo xtask bindings regenerates the window's typed contract
cargo xtask notices [--check]
                     regenerates the list of third-party licences; --check only says if it is out of date
cargo xtask bundle   looks for known vulnerabilities, and makes an installable package
cargo xtask shots    takes the README's pictures of the real window
cargo xtask setup    installs what is missing and builds the window's pages, nothing more";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (task, rest) = match arguments.split_first() {
        Some((task, rest)) => (task.as_str(), rest),
        None => ("", arguments.as_slice()),
    };
    match perform(task, rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nxtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: &str, rest: &[String]) -> shell::Outcome {
    match task {
        "run" => run::run(rest),
        "test" => checks::test(rest),
        "arrows" => tidy::arrows(rest),
        "soak" => soak::soak(rest),
        "bench" => run::bench(rest),
        "bindings" => run::bindings(),
        "notices" => tidy::notices::notices(rest),
        "bundle" => run::bundle(),
        "shots" => run::shots(),
        "setup" => prerequisites::ready(true),
        "" | "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        unknown => Err(shell::Failure(format!("there is no task `{unknown}`.\n\n{USAGE}"))),
    }
}
