//! A number's alias: the name that colleagues use for it.

use std::fmt;

use serde::Serialize;

/// The longest alias, counted in Unicode scalar values.
pub const LONGEST: usize = 64;

/// A trimmed, non-empty text of at most [`LONGEST`] characters without control characters. Joiners are allowed, because
/// emoji and Indic scripts need them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Alias(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AliasError {
    #[error("An alias has at most {LONGEST} characters; this one has {0}. Shorten it.")]
    TooLong(usize),
    /// The position is counted in characters, from 1.
    #[error("An alias is one line of plain text; character {place} is {what}. Remove it.")]
    Control { place: usize, what: &'static str },
}

impl Alias {
    /// Returns `None` for an empty text: the number then has no alias.
    pub fn parse(text: &str) -> Result<Option<Self>, AliasError> {
        let text = text.trim();
        if let Some((index, c)) = text.chars().enumerate().find(|(_, c)| is_refused(*c)) {
            return Err(AliasError::Control { place: index + 1, what: name(c) });
        }
        match text.chars().count() {
            0 => Ok(None),
            1..=LONGEST => Ok(Some(Self(text.to_owned()))),
            length => Err(AliasError::TooLong(length)),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Alias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Control characters, and the two Unicode separators that break a line but are not control characters.
fn is_refused(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

fn name(c: char) -> &'static str {
    match c {
        '\t' => "a tab",
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => "a line break",
        _ => "a control character",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases() {
        let check = |text: &str, expected: Result<Option<&str>, AliasError>| {
            let parsed = Alias::parse(text);
            assert_eq!(
                parsed.as_ref().map(|a| a.as_ref().map(Alias::as_str)).map_err(Clone::clone),
                expected,
                "{text:?}"
            );
        };
        let control = |place, what| Err(AliasError::Control { place, what });
        check("", Ok(None));
        check(" \t\n\u{a0}\u{3000}", Ok(None));
        check("Support EU", Ok(Some("Support EU")));
        check("  Support EU \n", Ok(Some("Support EU")));
        check("ग्राहक सेवा", Ok(Some("ग्राहक सेवा")));
        check("ക്\u{200d}ഷ", Ok(Some("ക്\u{200d}ഷ")));
        check("👩\u{200d}🔧 team", Ok(Some("👩\u{200d}🔧 team")));
        check("\u{200f}תמיכה", Ok(Some("\u{200f}תמיכה")));
        check("a\tb", control(2, "a tab"));
        check("a\r\nb", control(2, "a line break"));
        check("ab\u{2028}c", control(3, "a line break"));
        check("ab\u{2029}c", control(3, "a line break"));
        check("a\u{85}b", control(2, "a line break"));
        check("\0", control(1, "a control character"));
        check("é\u{7f}", control(2, "a control character"));
        check("\u{9f}", control(1, "a control character"));
    }

    #[test]
    fn lengths() {
        let check = |text: String, expected: Result<(), AliasError>| {
            assert_eq!(Alias::parse(&text).map(drop), expected, "{text:?}");
        };
        check("x".repeat(63), Ok(()));
        check("x".repeat(64), Ok(()));
        check("x".repeat(65), Err(AliasError::TooLong(65)));
        check("é".repeat(64), Ok(()));
        check("🙂".repeat(64), Ok(()));
        check("🙂".repeat(65), Err(AliasError::TooLong(65)));
        check(format!("  {}  ", "x".repeat(64)), Ok(()));
        check(format!("{}\n{}", "x".repeat(64), "x"), Err(AliasError::Control { place: 65, what: "a line break" }));
    }
}
