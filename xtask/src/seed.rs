//! The seed for the random schedules of the tests.

use std::hash::{BuildHasher, RandomState};

use crate::shell::output_of;

/// The environment variable that the tests read: up to 16 hexadecimal digits.
pub const VARIABLE: &str = "NUMBER_DESK_TEST_SEED";
const DIGITS: usize = 16;
/// Used outside of a git checkout.
const FIXED: &str = "0";

/// A seed from the current commit. The same commit has the same seed, so a run can be repeated. Different commits have
/// different seeds, so over time many schedules are tested. A seed in the environment variable has priority.
pub fn of_the_commit() -> String {
    requested().unwrap_or_else(|| from_commit(output_of("git", &["rev-parse", "HEAD"]).as_deref()))
}

/// A random seed, unless one is set in the environment variable.
pub fn any() -> String {
    requested().unwrap_or_else(|| format!("{:016x}", RandomState::new().hash_one(VARIABLE)))
}

fn requested() -> Option<String> {
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
