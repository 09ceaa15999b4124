//! Reads the names that a pattern binds.

use super::tokens::{Placed, Token};

/// What a pattern binds.
#[derive(PartialEq, Debug)]
pub enum Pattern<'a> {
    /// `name`: the whole value.
    Whole(&'a str),
    /// `Some(name)` or `Ok(name)`: the value inside.
    Inside(&'a str),
    /// Any other pattern. The types of its names are not known.
    Parts(Vec<&'a str>),
}

pub fn pattern<'a>(found: &[Placed<'a>]) -> Pattern<'a> {
    let tokens: Vec<Token<'a>> = found.iter().map(|placed| placed.token).filter(|token| !is_mode(*token)).collect();
    match tokens.as_slice() {
        [Token::Word(name)] => Pattern::Whole(name),
        [Token::Word("Some" | "Ok"), Token::Sign("("), Token::Word(name), Token::Sign(")")] => Pattern::Inside(name),
        _ => Pattern::Parts(tokens.iter().filter_map(|token| name(*token)).collect()),
    }
}

fn is_mode(token: Token<'_>) -> bool {
    matches!(token, Token::Word("mut" | "ref") | Token::Sign("&" | "&&"))
}

/// Names of values start with a small letter, unlike other words of a pattern.
fn name(token: Token<'_>) -> Option<&str> {
    match token {
        Token::Word(word) if word.starts_with(|c: char| c.is_lowercase() || c == '_') => Some(word),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    #[test]
    fn patterns() {
        let check = |text: &str, expected: Pattern<'_>| assert_eq!(pattern(&tokens(text)), expected, "{text}");
        check("a", Pattern::Whole("a"));
        check("mut a", Pattern::Whole("a"));
        check("Some(a)", Pattern::Inside("a"));
        check("Ok(ref mut a)", Pattern::Inside("a"));
        check("Err(a)", Pattern::Parts(vec!["a"]));
        check("Some((a, _b))", Pattern::Parts(vec!["a", "_b"]));
        check("A { a, .. }", Pattern::Parts(vec!["a"]));
        check("&(a, 1)", Pattern::Parts(vec!["a"]));
        check("", Pattern::Parts(vec![]));
    }
}
