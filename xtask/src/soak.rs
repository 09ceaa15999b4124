//! `cargo xtask soak`: the kill tests and race tests with far more iterations.

use std::process::Command;

use crate::prerequisites::ready;
use crate::seed;
use crate::shell::{Failure, Outcome, cargo, run};

/// The number of iterations: kills of the app during work, and schedules against a second writer.
struct Amount {
    kills: &'static str,
    schedules: &'static str,
}

const WHOLE: Amount = Amount { kills: "1000", schedules: "50000" };
/// Less than a minute in total.
const QUICK: Amount = Amount { kills: "60", schedules: "600" };

pub fn soak(arguments: &[String]) -> Outcome {
    let amount = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => WHOLE,
        ["--quick"] => QUICK,
        _ => return Err(Failure("soak: the only option is `--quick`".to_owned())),
    };
    ready(false)?;
    run(with(
        &amount,
        &mut cargo(&["test", "--workspace", "--test", "desk", "--", "--nocapture", "kill", "schedules::"]),
    ))
}

fn with<'a>(amount: &Amount, command: &'a mut Command) -> &'a mut Command {
    command
        .env("NUMBER_DESK_TEST_KILLS", amount.kills)
        .env("NUMBER_DESK_TEST_SCHEDULES", amount.schedules)
        .env(seed::VARIABLE, seed::any())
}
