//! Finds matching brackets.

use super::tokens::{Placed, Token};

/// The index after the bracket that closes the one at `open`.
pub fn after_brackets(found: &[Placed<'_>], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, placed) in found.iter().enumerate().skip(open) {
        match bracket_kind(placed) {
            Some(BracketKind::Open) => depth += 1,
            Some(BracketKind::Close) => depth = depth.saturating_sub(1),
            None => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    found.len()
}

/// The index of the opening bracket for the closing one just before `end`.
pub fn before_brackets(found: &[Placed<'_>], end: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for at in (0..end).rev() {
        match bracket_kind(found.get(at)?) {
            Some(BracketKind::Close) => depth += 1,
            Some(BracketKind::Open) => depth = depth.checked_sub(1)?,
            None => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

enum BracketKind {
    Open,
    Close,
}

fn bracket_kind(placed: &Placed<'_>) -> Option<BracketKind> {
    match placed.token {
        Token::Sign("{" | "(" | "[") => Some(BracketKind::Open),
        Token::Sign("}" | ")" | "]") => Some(BracketKind::Close),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    /// The matching brackets are the first and the last of these indexes.
    fn check(text: &str, open: usize, close: usize) {
        let found = tokens(text);
        assert_eq!(after_brackets(&found, open), close + 1, "{text}");
        assert_eq!(before_brackets(&found, close + 1), Some(open), "{text}");
    }

    #[test]
    fn pairs() {
        check("(a)", 0, 2);
        check("a { b([c]) } d", 1, 8);
        check("a { b([c]) } d", 3, 7);
        check("a {} {}", 3, 4);
    }

    #[test]
    fn half_a_pair() {
        assert_eq!(after_brackets(&tokens("(a"), 0), 2);
        assert_eq!(before_brackets(&tokens("a)"), 2), None);
    }
}
