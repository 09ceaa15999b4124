//! Retries each failed test of the window once, alone. A machine that is too busy for two windows is not a defect of
//! the app. A test that then passes is reported as flaky, with the log of its failure, so that it gets fixed.

use std::process::Command;

use crate::libtest::{FailedTest, Report, report};
use crate::shell::{Failure, Outcome, run_and_read};

/// More flaky tests than this in one run are not chance.
const MOST_FLAKY: usize = 2;
/// If more tests than this failed, they probably share one cause, and retries would only take time.
const MOST_AGAIN: usize = 12;

/// A failed test, and whether it passed in its retry.
#[derive(Clone, Debug, PartialEq)]
struct Again {
    test: FailedTest,
    passed: bool,
}

/// Runs the tests. `command` builds the command line from the test program's own arguments.
pub fn run(command: impl Fn(&[&str]) -> Command, arguments: &[&str]) -> Outcome {
    let first = run_and_read(&mut command(arguments))?;
    let whole = match first.outcome {
        Ok(()) => return Ok(()),
        Err(failure) => failure,
    };
    let failed = to_run_again(whole, report(&first.stdout))?;
    let mut again = Vec::new();
    for test in failed {
        println!("\n=== {} failed. Retrying it alone", test.name);
        let second = run_and_read(&mut command(&["--exact", &test.name, "--test-threads=1"]))?;
        let passed = second.outcome.is_ok() && passed_alone(report(&second.stdout));
        again.push(Again { test, passed });
    }
    print!("{}", flaky_report(&again));
    verdict(&again)
}

/// The tests to retry, or why a retry makes no sense.
fn to_run_again(whole: Failure, report: Option<Report>) -> Result<Vec<FailedTest>, Failure> {
    match report {
        Some(Report { failed, .. }) if failed.len() > MOST_AGAIN => {
            Err(Failure(format!("{whole}: {} tests failed, too many to retry", failed.len())))
        }
        Some(Report { failed, .. }) if !failed.is_empty() => Ok(failed),
        // It did not compile, it crashed, or it failed without a failed test.
        _ => Err(whole),
    }
}

/// If no test has the name, the run has no failures and proves nothing.
fn passed_alone(report: Option<Report>) -> bool {
    report.is_some_and(|report| report.passed == 1 && report.failed.is_empty())
}

fn flaky_report(again: &[Again]) -> String {
    let flaky = again.iter().filter(|again| again.passed);
    flaky.map(|again| format!("\nFLAKY {}\n{}\n", again.test.name, again.test.log)).collect()
}

fn verdict(again: &[Again]) -> Outcome {
    let names = |passed: bool| -> Vec<&str> {
        again.iter().filter(|again| again.passed == passed).map(|again| again.test.name.as_str()).collect()
    };
    let (flaky, failed) = (names(true), names(false));
    if !failed.is_empty() {
        return Err(Failure(format!("{} failed twice: {}", failed.len(), failed.join(", "))));
    }
    if flaky.len() > MOST_FLAKY {
        let names = flaky.join(", ");
        return Err(Failure(format!("{} tests were flaky, more than the limit of {MOST_FLAKY}: {names}", flaky.len())));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(name: &str) -> FailedTest {
        FailedTest { name: name.to_owned(), log: format!("log of {name}") }
    }

    fn tests(count: usize) -> Vec<FailedTest> {
        (0..count).map(|at| test(&format!("t{at}"))).collect()
    }

    /// The outcome of each retry: `+` passes, `-` fails.
    fn again(outcomes: &str) -> Vec<Again> {
        tests(outcomes.len())
            .into_iter()
            .zip(outcomes.chars())
            .map(|(test, outcome)| Again { test, passed: outcome == '+' })
            .collect()
    }

    #[test]
    fn verdicts() {
        let check = |outcomes: &str, expected: Result<(), &str>| {
            let verdict = verdict(&again(outcomes)).map_err(|failure| failure.0);
            assert_eq!(verdict, expected.map_err(str::to_owned), "{outcomes}");
        };
        check("+", Ok(()));
        check("++", Ok(()));
        check("+++", Err("3 tests were flaky, more than the limit of 2: t0, t1, t2"));
        check("-", Err("1 failed twice: t0"));
        check("+-", Err("1 failed twice: t1"));
        check("--++", Err("2 failed twice: t0, t1"));
    }

    #[test]
    fn flaky_tests_are_reported_with_their_log() {
        assert_eq!(flaky_report(&again("+-")), "\nFLAKY t0\nlog of t0\n");
        assert_eq!(flaky_report(&again("-")), "");
    }

    #[test]
    fn tests_to_retry() {
        let check = |report: Option<Report>, expected: Result<usize, &str>| {
            let again = to_run_again(Failure("cargo failed".to_owned()), report);
            let again = again.map(|tests| tests.len()).map_err(|failure| failure.0);
            assert_eq!(again, expected.map_err(str::to_owned));
        };
        let report = |count| Some(Report { passed: 4, failed: tests(count) });
        check(report(1), Ok(1));
        check(report(MOST_AGAIN), Ok(MOST_AGAIN));
        check(report(MOST_AGAIN + 1), Err("cargo failed: 13 tests failed, too many to retry"));
        // A crash or a compile error leaves no report. A report without failures does not explain the failure.
        check(None, Err("cargo failed"));
        check(report(0), Err("cargo failed"));
    }

    #[test]
    fn a_second_run_proves_something_only_if_the_test_ran() {
        let check = |report: Option<Report>, expected| assert_eq!(passed_alone(report), expected);
        check(Some(Report { passed: 1, failed: vec![] }), true);
        check(Some(Report { passed: 0, failed: vec![] }), false);
        check(Some(Report { passed: 0, failed: tests(1) }), false);
        check(None, false);
    }
}
