//! Installs, builds and tests the window's pages, and skips what has not changed.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::shell::{Failure, Outcome, npm, root, run};

/// Folders that are not part of the built pages.
const NOT_SOURCES: [&str; 4] = ["node_modules", "dist", "tests", ".svelte-kit"];

/// Makes `ui/dist` as new as its sources. Tauri embeds the pages from there when the app is compiled.
pub fn build() -> Outcome {
    install()?;
    let ui = root().join("ui");
    // Vite writes both.
    let built = [modified(&ui.join("dist/index.html")), modified(&root().join("target/bundled-packages.json"))];
    if built.into_iter().any(|built| built.is_none() || built < newest_source(&ui)) {
        run(&mut npm(&["run", "build", "--prefix", "ui"]))?;
    }
    Ok(())
}

fn install() -> Outcome {
    let ui = root().join("ui");
    if !ui.join("package-lock.json").exists() {
        return Err(Failure("ui/package-lock.json is missing, so its packages cannot be installed.".into()));
    }
    // npm writes this file last, so its age is the age of the completed installation.
    let installed = modified(&ui.join("node_modules/.package-lock.json"));
    if installed.is_none() || installed < modified(&ui.join("package-lock.json")) {
        run(&mut npm(&["ci", "--prefix", "ui", "--no-audit", "--no-fund"]))?;
    }
    Ok(())
}

/// Checks the types, then runs the tests. The last line is `ui: N passed, N failed`.
pub fn check() -> Outcome {
    run(&mut npm(&["run", "check", "--prefix", "ui"]))?;
    let report = root().join("target/ui-tests.json");
    let _ = fs::remove_file(&report);
    let to = format!("--outputFile.json={}", report.display());
    let outcome = run(&mut npm(&["run", "test", "--prefix", "ui", "--", "--reporter=default", "--reporter=json", &to]));
    let text = fs::read_to_string(&report).unwrap_or_default();
    let Some((passed, failed)) = totals(&text) else {
        return outcome.and(Err(Failure("the tests of the window's pages wrote no report".into())));
    };
    println!("ui: {passed} passed, {failed} failed");
    outcome
}

/// Passed and failed tests. A file that could not be loaded has no tests and counts as one failure.
fn totals(report: &str) -> Option<(u64, u64)> {
    let failed = count(report, "numFailedTests")?;
    let unloaded = if failed == 0 { count(report, "numFailedTestSuites")? } else { 0 };
    Some((count(report, "numPassedTests")?, failed + unloaded))
}

/// A number at the top of vitest's report. The totals come before the tests, whose names may contain any text.
fn count(report: &str, key: &str) -> Option<u64> {
    let (_, after) = report.split_once(&format!("\"{key}\":"))?;
    let digits = after.trim_start();
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().ok()
}

fn newest_source(folder: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    entries
        .filter(|entry| !NOT_SOURCES.iter().any(|name| entry.file_name() == *name))
        .filter_map(|entry| {
            let path = entry.path();
            if path.is_dir() { newest_source(&path) } else { modified(&path) }
        })
        .max()
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|about| about.modified()).ok()
}

#[cfg(test)]
mod tests {
    use super::{count, totals};

    #[test]
    fn numbers_in_a_report() {
        let check = |report, expected| assert_eq!(count(report, "numPassedTests"), expected, "{report}");
        check(r#"{"numTotalTests":3,"numPassedTests":2,"numFailedTests":1}"#, Some(2));
        check(r#"{"numPassedTests": 0}"#, Some(0));
        check(r#"{"numPassedTests":7,"testResults":[{"title":"\"numPassedTests\":9"}]}"#, Some(7));
        check(r#"{"numPassedTests":null}"#, None);
        check("", None);
    }

    #[test]
    fn totals_of_a_report() {
        let check = |suites: u64, passed: u64, failed: u64, expected| {
            let report =
                format!(r#"{{"numFailedTestSuites":{suites},"numPassedTests":{passed},"numFailedTests":{failed}}}"#);
            assert_eq!(totals(&report), Some(expected), "{report}");
        };
        check(0, 7, 0, (7, 0));
        check(2, 7, 1, (7, 1));
        check(1, 0, 0, (0, 1));
    }
}
