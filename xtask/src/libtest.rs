//! Reads the output of a Rust test program: which tests failed, with the log of each.

/// The end of a run in which all tests ran.
#[derive(Debug, PartialEq)]
pub struct Report {
    pub passed: usize,
    pub failed: Vec<FailedTest>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FailedTest {
    pub name: String,
    /// The output of the test, including its panic.
    pub log: String,
}

const TOTALS: &str = "test result: ";
const LIST: &str = "failures:";
/// The program indents each name in its list like this.
const INDENT: &str = "    ";

/// The last report in the text. `None` if the program crashed before its end. Also `None` if its list of failures is
/// shorter or longer than its count, because then the failed tests are not known.
pub fn report(output: &str) -> Option<Report> {
    // Programs that the tests start print into the same text. Only the last line of totals is from the test program.
    let lines: Vec<&str> = output.lines().map(str::trim_end).collect();
    let end = lines.iter().rposition(|line| line.starts_with(TOTALS))?;
    let passed = count(lines[end], "passed")?;
    let failed = count(lines[end], "failed")?;
    let names = names(&lines[..end], failed)?;
    let failed = names.into_iter().map(|name| FailedTest { log: log_of(&lines[..end], &name), name }).collect();
    Some(Report { passed, failed })
}

/// `test result: FAILED. 2 passed; 1 failed; 0 ignored; ...`
fn count(totals: &str, what: &str) -> Option<usize> {
    let (before, _) = totals.split_once(&format!(" {what};"))?;
    before.rsplit(' ').next()?.parse().ok()
}

/// From the list at the end, or else from the lines that report the result of each test.
fn names(lines: &[&str], failed: usize) -> Option<Vec<String>> {
    let found = [listed(lines), failed_one_by_one(lines)];
    found.into_iter().find(|names| names.len() == failed)
}

fn listed(lines: &[&str]) -> Vec<String> {
    let Some(begin) = lines.iter().rposition(|line| *line == LIST) else { return Vec::new() };
    let names = lines[begin + 1..].iter().map_while(|line| line.strip_prefix(INDENT));
    unique(names.map(str::to_owned))
}

/// `test NAME ... FAILED`. Other output may be in front of it on the same line.
fn failed_one_by_one(lines: &[&str]) -> Vec<String> {
    let failed = lines.iter().filter_map(|line| line.strip_suffix(" ... FAILED"));
    let names = failed.filter_map(|line| line.rsplit_once("test ").map(|(_, name)| name));
    unique(names.map(|name| name.trim_end_matches(" - should panic").to_owned()))
}

fn unique(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = Vec::new();
    for name in names {
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen
}

fn log_of(lines: &[&str], name: &str) -> String {
    let heading = heading(name);
    let Some(begin) = lines.iter().rposition(|line| *line == heading) else { return String::new() };
    let end = lines[begin + 1..].iter().position(|line| is_heading(line) || *line == LIST);
    let end = end.map_or(lines.len(), |end| begin + 1 + end);
    lines[begin + 1..end].join("\n").trim_end().to_owned()
}

fn heading(name: &str) -> String {
    format!("---- {name} stdout ----")
}

fn is_heading(line: &str) -> bool {
    line.starts_with("---- ") && line.ends_with(" stdout ----")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(name: &str, log: &str) -> FailedTest {
        FailedTest { name: name.to_owned(), log: log.to_owned() }
    }

    #[track_caller]
    fn check(output: &str, expected: Option<(usize, &[(&str, &str)])>) {
        let expected = expected.map(|(passed, tests)| Report {
            passed,
            failed: tests.iter().map(|(name, log)| failed(name, log)).collect(),
        });
        assert_eq!(report(output), expected, "{output}");
    }

    const END: &str = "; 0 ignored; 0 measured; 0 filtered out; finished in 9.21s\n";

    #[test]
    fn complete_reports() {
        check(
            &format!("running 2 tests\ntest a ... ok\ntest b ... ok\n\ntest result: ok. 2 passed; 0 failed{END}"),
            Some((2, &[])),
        );
        check(
            &format!(
                "test a::b ... FAILED\ntest c ... ok\n\nfailures:\n\n---- a::b stdout ----\n\nthread 'a::b' panicked:\n  \
                 nothing\n\n\nfailures:\n    a::b\n\ntest result: FAILED. 1 passed; 1 failed{END}"
            ),
            Some((1, &[("a::b", "\nthread 'a::b' panicked:\n  nothing")])),
        );
        check(
            &format!(
                "failures:\n\n---- a stdout ----\nfirst\n\n---- b stdout ----\nsecond\n\nfailures:\n    a\n    b\n\n\
                 test result: FAILED. 0 passed; 2 failed{END}"
            ),
            Some((0, &[("a", "first"), ("b", "second")])),
        );
    }

    /// Each row is a report mixed with other output.
    #[test]
    fn reports_mixed_with_other_output() {
        // The app's own output is in front of a test's result, and cuts the list in two.
        check(
            &format!(
                "warning: no display test a ... FAILED\nfailures:\nwarning\n    a\ntest result: FAILED. 0 passed; 1 failed{END}"
            ),
            Some((0, &[("a", "")])),
        );
        // A log can look like a report.
        check(
            &format!(
                "failures:\n\n---- a stdout ----\nfailures:\n    x\ntest result: FAILED. 3 passed; 4 failed{END}\nfailures:\n    a\n\n\
                 test result: FAILED. 7 passed; 1 failed{END}"
            ),
            Some((7, &[("a", "")])),
        );
        // Windows has its own line endings.
        check(
            &format!("failures:\r\n    a\r\n\r\ntest result: FAILED. 0 passed; 1 failed{END}"),
            Some((0, &[("a", "")])),
        );
        check(
            &format!("test a - should panic ... FAILED\ntest result: FAILED. 0 passed; 1 failed{END}"),
            Some((0, &[("a", "")])),
        );
    }

    #[test]
    fn runs_without_an_end() {
        check("", None);
        check("error: could not compile `desk`", None);
        check("running 3 tests\ntest a ... FAILED\ntest b ... ok\n", None);
        // The count is higher than the number of names.
        check(&format!("failures:\n    a\n\ntest result: FAILED. 1 passed; 2 failed{END}"), None);
        check("test result: what is this", None);
    }
}
