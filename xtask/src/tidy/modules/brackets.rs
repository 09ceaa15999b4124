//! Which bracket belongs to which.

use super::tokens::{Placed, Token};

/// The index behind the bracket that closes the one here.
pub fn after_brackets(found: &[Placed<'_>], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, placed) in found.iter().enumerate().skip(open) {
        match side(placed) {
            Some(Side::Open) => depth += 1,
            Some(Side::Close) => depth = depth.saturating_sub(1),
            None => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    found.len()
}

/// The index of the bracket that opens the one which ends just before `end`.
pub fn before_brackets(found: &[Placed<'_>], end: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for at in (0..end).rev() {
        match side(found.get(at)?) {
            Some(Side::Close) => depth += 1,
            Some(Side::Open) => depth = depth.checked_sub(1)?,
            None => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

enum Side {
    Open,
    Close,
}

fn side(placed: &Placed<'_>) -> Option<Side> {
    match placed.token {
        Token::Sign("{" | "(" | "[") => Some(Side::Open),
        Token::Sign("}" | ")" | "]") => Some(Side::Close),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    /// The brackets that belong together stand at the first and at the last of these places.
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
