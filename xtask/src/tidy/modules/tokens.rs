//! Splits Rust into words, literals and signs. More is not needed to find paths.
//!
//! Comments and lifetimes are left out, so that text in a comment never looks like a path.

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Token<'a> {
    /// A keyword, a name or a number.
    Word(&'a str),
    /// A string or a character, with its quotes.
    Literal(&'a str),
    /// Any other character. Each of `LONG_SIGNS` is one sign.
    Sign(&'a str),
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Placed<'a> {
    pub token: Token<'a>,
    /// Counts from 0.
    pub line: usize,
}

const LONG_SIGNS: [&str; 5] = ["::", "..", "->", "=>", "&&"];

pub fn tokens(text: &str) -> Vec<Placed<'_>> {
    let mut lexer = Lexer { rest: text, line: 0, found: Vec::new() };
    while let Some(first) = lexer.rest.chars().next() {
        lexer.one(first);
    }
    lexer.found
}

struct Lexer<'a> {
    rest: &'a str,
    line: usize,
    found: Vec<Placed<'a>>,
}

impl<'a> Lexer<'a> {
    fn one(&mut self, first: char) {
        if first.is_whitespace() {
            self.take(first.len_utf8());
        } else if self.rest.starts_with("//") {
            self.take(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("/*") {
            self.take(comment(self.rest));
        } else if let Some(length) = literal(self.rest) {
            self.push(length, Token::Literal);
        } else if first == '\'' {
            self.lifetime();
        } else if in_word(first) {
            self.word();
        } else {
            let long = LONG_SIGNS.iter().find(|sign| self.rest.starts_with(**sign));
            self.push(long.map_or(first.len_utf8(), |sign| sign.len()), Token::Sign);
        }
    }

    /// Moves forward by `length` bytes, and counts the lines.
    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken
    }

    fn push(&mut self, length: usize, token: impl FnOnce(&'a str) -> Token<'a>) {
        let line = self.line;
        let token = token(self.take(length));
        self.found.push(Placed { token, line });
    }

    /// For a raw name such as `r#type`, the prefix is removed.
    fn word(&mut self) {
        if self.rest.starts_with("r#") {
            self.take(2);
        }
        self.push(word_length(self.rest), Token::Word);
    }

    fn lifetime(&mut self) {
        self.take(1);
        self.take(word_length(self.rest));
    }
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn word_length(text: &str) -> usize {
    text.find(|c| !in_word(c)).unwrap_or(text.len())
}

/// The length of the comment that starts here. Such comments nest.
fn comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// The length of the string or character that starts here, if one does.
fn literal(text: &str) -> Option<usize> {
    let prefix = ["br", "cr", "b", "c", "r"].into_iter().find(|prefix| text.starts_with(prefix)).unwrap_or("");
    prefixed(text, prefix).or_else(|| prefixed(text, ""))
}

fn prefixed(text: &str, prefix: &str) -> Option<usize> {
    let start = prefix.len();
    let rest = text.get(start..)?;
    if prefix.ends_with('r') {
        return raw(rest).map(|length| start + length);
    }
    match rest.chars().next()? {
        '"' => Some(start + quoted(rest, '"')),
        '\'' if is_character(rest) => Some(start + quoted(rest, '\'')),
        _ => None,
    }
}

/// `#"..."#`, after the `r`.
fn raw(text: &str) -> Option<usize> {
    let hashes = text.find(|c| c != '#')?;
    let inside = text.get(hashes..)?.strip_prefix('"')?;
    let end = format!("\"{}", text.get(..hashes)?);
    Some(hashes + 1 + inside.find(&end).map_or(inside.len(), |at| at + end.len()))
}

/// Whether the quote starts a character, not a lifetime.
fn is_character(text: &str) -> bool {
    let mut after = text.chars().skip(1);
    match after.next() {
        Some('\\') => true,
        Some(_) => after.next() == Some('\''),
        None => false,
    }
}

/// The length up to and including the closing quote. An escaped quote does not close.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let shown = |placed: &Placed<'_>| match placed.token {
            Token::Word(word) => word.to_string(),
            Token::Literal(literal) => format!("<{literal}>"),
            Token::Sign(sign) => sign.to_string(),
        };
        let found: Vec<String> = tokens(text).iter().map(shown).collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }

    #[test]
    fn words_and_signs() {
        check("use a::b;", "use a :: b ;");
        check("fn f(x: u8) -> A<B<C>> {}", "fn f ( x : u8 ) -> A < B < C > > { }");
        check("a && &b", "a && & b");
        check("A { ..b.c() }", "A { .. b . c ( ) }");
        check("a => b::<C>()", "a => b :: < C > ( )");
        check("größe.r#type(1..2)", "größe . type ( 1 .. 2 )");
    }

    #[test]
    fn comments() {
        check("a // b::c\nd", "a d");
        check("/// [`b::c`]\na", "a");
        check("a /* b /* c */ d */ e", "a e");
        check("a /* never closed", "a");
    }

    #[test]
    fn literals() {
        check(r#""a::b" c"#, r#"<"a::b"> c"#);
        check(r#""\"" c"#, r#"<"\""> c"#);
        check("r#\"a \" b\"# c", "<r#\"a \" b\"#> c");
        check("b\"a\" br\"b\" c\"c\" r\"\\\" d", "<b\"a\"> <br\"b\"> <c\"c\"> <r\"\\\"> d");
        check("'a' '\\'' b'{' 'ä' d", "<'a'> <'\\''> <b'{'> <'ä'> d");
        check("bread(\"a\")", "bread ( <\"a\"> )");
    }

    #[test]
    fn lifetimes() {
        check("&'a str", "& str");
        check("A<'_, 'static>", "A < , >");
        check("'outer: loop {}", ": loop { }");
    }

    #[test]
    fn lines() {
        let lines: Vec<usize> = tokens("a\n/* \n */ \"\n\" b\nc").iter().map(|placed| placed.line).collect();
        assert_eq!(lines, [0, 2, 3, 4]);
    }
}
