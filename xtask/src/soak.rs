//! `cargo xtask soak`: the kill tests, the race tests and the shuffled tests of the window's pages with far more
//! iterations.

use std::process::Command;

use crate::prerequisites::ready;
use crate::seed;
use crate::shell::{Failure, Outcome, cargo, npm, run};

/// The number of iterations: kills of the app during work, schedules against a second writer, and schedules in the
/// window's pages.
struct Amount {
    kills: &'static str,
    schedules: &'static str,
    window_schedules: &'static str,
}

const WHOLE: Amount = Amount { kills: "1000", schedules: "50000", window_schedules: "2000" };
/// Less than two minutes in total.
const QUICK: Amount = Amount { kills: "60", schedules: "600", window_schedules: "200" };

pub fn soak(arguments: &[String]) -> Outcome {
    let amount = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => WHOLE,
        ["--quick"] => QUICK,
        _ => return Err(Failure("soak: the only option is `--quick`".to_owned())),
    };
    ready(false)?;
    let seed = seed::any();
    let pages = run(with(&amount, &seed, &mut npm(&["run", "test", "--prefix", "ui", "--", "shuffled"])));
    let desk = ["test", "--workspace", "--test", "desk", "--", "--nocapture", "kill", "schedules::"];
    run(with(&amount, &seed, &mut cargo(&desk))).and(pages)
}

fn with<'a>(amount: &Amount, seed: &str, command: &'a mut Command) -> &'a mut Command {
    command
        .env("NUMBER_DESK_TEST_KILLS", amount.kills)
        .env("NUMBER_DESK_TEST_SCHEDULES", amount.schedules)
        .env("NUMBER_DESK_TEST_WINDOW_SCHEDULES", amount.window_schedules)
        .env(seed::VARIABLE, seed)
}
