//! What a rule reports, and what a rule is.

use super::sources::Source;

/// A violation of a rule: where it is, and how to fix it.
#[derive(Debug)]
pub struct Violation {
    pub place: String,
    pub advice: String,
}

pub type Rule = fn(&[Source]) -> Vec<Violation>;

impl Violation {
    /// `line` counts from 0.
    pub fn at_line(source: &Source, line: usize, advice: impl Into<String>) -> Self {
        Violation { place: format!("{}:{}", source.path, line + 1), advice: advice.into() }
    }

    pub fn in_file(source: &Source, advice: impl Into<String>) -> Self {
        Violation { place: source.path.clone(), advice: advice.into() }
    }

    /// A violation in the table of a rule itself.
    pub fn in_table(path: &str, advice: impl Into<String>) -> Self {
        Violation { place: path.to_string(), advice: advice.into() }
    }
}
