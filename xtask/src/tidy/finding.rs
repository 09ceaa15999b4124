//! What a rule finds, and what a rule is.

use super::sources::Source;

/// What breaks a rule: where, and what to do instead.
#[derive(Debug)]
pub struct Finding {
    pub place: String,
    pub advice: String,
}

pub type Rule = fn(&[Source]) -> Vec<Finding>;

impl Finding {
    /// `line` counts from 0.
    pub fn at_line(source: &Source, line: usize, advice: impl Into<String>) -> Self {
        Finding { place: format!("{}:{}", source.path, line + 1), advice: advice.into() }
    }

    pub fn in_file(source: &Source, advice: impl Into<String>) -> Self {
        Finding { place: source.path.clone(), advice: advice.into() }
    }

    /// About a table of a rule itself.
    pub fn in_table(path: &str, advice: impl Into<String>) -> Self {
        Finding { place: path.to_string(), advice: advice.into() }
    }
}
