//! The kinds of values that rules have, and how each is inserted into the rule's sentence.

use serde::Deserialize;

use crate::calling::words::{in_a_sentence, thousands};
use crate::phone::Country;

/// A maximum count within a length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    pub count: u32,
    hours: u32,
}

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    hours: u32,
}

/// Countries by their ISO codes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Countries {
    /// The countries that the source names.
    pub listed: Vec<String>,
    /// Territories that may belong to a listed country. No source says whether they do.
    pub unclear: Vec<String>,
}

impl Limit {
    /// Returns the length of the time window, in milliseconds.
    pub fn window(self) -> i64 {
        milliseconds(self.hours)
    }

    /// Returns the length of time in words, such as `24 hours`.
    pub fn span(self) -> String {
        span(self.hours)
    }
}

impl Span {
    pub fn milliseconds(self) -> i64 {
        milliseconds(self.hours)
    }

    /// Returns the length of time in words, such as `7 days`.
    pub fn words(self) -> String {
        span(self.hours)
    }
}

impl Countries {
    /// Returns the names of the listed countries, such as `the United States, Canada or Egypt`.
    pub fn names(&self) -> String {
        let name = |code: &String| Country::by_iso2(code).map_or(code.clone(), in_a_sentence);
        let names: Vec<String> = self.listed.iter().map(name).collect();
        match names.as_slice() {
            [] => "no country".to_owned(),
            [one] => one.clone(),
            [some @ .., last] => format!("{} or {last}", some.join(", ")),
        }
    }
}

fn milliseconds(hours: u32) -> i64 {
    i64::from(hours) * 3_600_000
}

/// Four days or more are written in days. Shorter times are written in hours, because the sources write "24 hours" and
/// "72 hours".
fn span(hours: u32) -> String {
    if hours >= 96 && hours.is_multiple_of(24) { format!("{} days", hours / 24) } else { format!("{hours} hours") }
}

/// A value that can be inserted into its rule's sentence.
pub(super) trait Value {
    fn fill(&self, words: &str) -> String;
}

impl Value for bool {
    fn fill(&self, words: &str) -> String {
        words.to_owned()
    }
}

impl Value for u32 {
    fn fill(&self, words: &str) -> String {
        words.replace("{count}", &thousands(*self))
    }
}

impl Value for Limit {
    fn fill(&self, words: &str) -> String {
        words.replace("{count}", &thousands(self.count)).replace("{span}", &self.span())
    }
}

impl Value for Span {
    fn fill(&self, words: &str) -> String {
        words.replace("{span}", &self.words())
    }
}

impl Value for Countries {
    fn fill(&self, words: &str) -> String {
        words.replace("{countries}", &self.names())
    }
}
