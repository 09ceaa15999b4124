//! What a test program of Rust prints: which tests failed, with the log of each.

/// The end of a run that went through all of its tests.
#[derive(Debug, PartialEq)]
pub struct Report {
    pub passed: usize,
    pub failed: Vec<FailedTest>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FailedTest {
    pub name: String,
    /// What the test printed, its panic included.
    pub log: String,
}

const TOTALS: &str = "test result: ";
const LIST: &str = "failures:";
/// The program writes each name of the list with this indentation.
const INDENT: &str = "    ";

/// The last report in the text. None where the program died before its end, or where its list of failures does not have
/// as many names as it counted: then nobody can say what failed.
pub fn report(output: &str) -> Option<Report> {
    // What the tests start prints into the same text, so only the last line of totals is the program's own.
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

/// From the list at the end, or else from the lines that tell how each test went.
fn names(lines: &[&str], failed: usize) -> Option<Vec<String>> {
    let told = [listed(lines), told_as_they_ended(lines)];
    told.into_iter().find(|names| names.len() == failed)
}

fn listed(lines: &[&str]) -> Vec<String> {
    let Some(begin) = lines.iter().rposition(|line| *line == LIST) else { return Vec::new() };
    let names = lines[begin + 1..].iter().map_while(|line| line.strip_prefix(INDENT));
    unique(names.map(str::to_owned))
}

/// `test NAME ... FAILED`. Whatever else writes to the terminal may stand before it.
fn told_as_they_ended(lines: &[&str]) -> Vec<String> {
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
    fn reports_that_are_whole() {
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

    /// Each row: a report that something else wrote into.
    #[test]
    fn reports_with_other_words_between() {
        // The app's own words stand before the line that tells how the test went, and the list is cut in two.
        check(
            &format!(
                "warning: no display test a ... FAILED\nfailures:\nwarning\n    a\ntest result: FAILED. 0 passed; 1 failed{END}"
            ),
            Some((0, &[("a", "")])),
        );
        // A log that looks like a report is a log.
        check(
            &format!(
                "failures:\n\n---- a stdout ----\nfailures:\n    x\ntest result: FAILED. 3 passed; 4 failed{END}\nfailures:\n    a\n\n\
                 test result: FAILED. 7 passed; 1 failed{END}"
            ),
            Some((7, &[("a", "")])),
        );
        // Windows ends lines in its own way.
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
    fn runs_that_told_no_end() {
        check("", None);
        check("error: could not compile `desk`", None);
        check("running 3 tests\ntest a ... FAILED\ntest b ... ok\n", None);
        // It counted more than it named.
        check(&format!("failures:\n    a\n\ntest result: FAILED. 1 passed; 2 failed{END}"), None);
        check("test result: what is this", None);
    }
}
