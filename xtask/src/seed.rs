//! The seed that schedules of the tests are made from.

use std::hash::{BuildHasher, RandomState};

use crate::shell::answer;

/// Where the tests look for it: up to 16 hexadecimal digits.
pub const VARIABLE: &str = "NUMBER_DESK_TEST_SEED";
const DIGITS: usize = 16;
/// Outside git.
const FIXED: &str = "0";

/// Another one with each commit, and always the same for one: so a run can be repeated, and over time many are played.
/// One that was asked for comes first.
pub fn of_the_commit() -> String {
    asked_for().unwrap_or_else(|| from_commit(answer("git", &["rev-parse", "HEAD"]).as_deref()))
}

/// Another one each time, unless one was asked for.
pub fn any() -> String {
    asked_for().unwrap_or_else(|| format!("{:016x}", RandomState::new().hash_one(VARIABLE)))
}

fn asked_for() -> Option<String> {
    std::env::var(VARIABLE).ok().filter(|seed| !seed.is_empty())
}

fn from_commit(commit: Option<&str>) -> String {
    let digits = commit.and_then(|commit| commit.get(..DIGITS));
    digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit())).unwrap_or(FIXED).to_owned()
}

#[cfg(test)]
mod tests {
    use super::from_commit;

    #[test]
    fn seeds_of_commits() {
        let check = |commit, expected| assert_eq!(from_commit(commit), expected, "{commit:?}");
        check(Some("594325255e6f1c0b8a4d3c2b1a09f8e7d6c5b4a3"), "594325255e6f1c0b");
        check(Some("594325255E6F1C0B8a4d3c2b1a09f8e7d6c5b4a3"), "594325255E6F1C0B");
        check(Some("594325"), "0");
        check(Some("HEAD is not known yet"), "0");
        check(None, "0");
    }
}
