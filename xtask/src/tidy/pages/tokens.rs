//! Splits TypeScript into words, strings and marks. More is not needed to find imports.
//!
//! Comments and regular expressions are left out, so that their text never looks like an import or opens a string.

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Token<'a> {
    /// A keyword, a name or a number.
    Word(&'a str),
    /// The text between single or double quotes.
    Text(&'a str),
    /// Any other character. A whole template literal counts as one backtick.
    Mark(char),
}

#[derive(Clone, Copy, Debug)]
pub struct Placed<'a> {
    pub token: Token<'a>,
    /// Bytes from the start of the text.
    pub at: usize,
}

/// After these words, a slash starts a regular expression. After any other word, it divides.
const BEFORE_PATTERN: [&str; 8] = ["return", "typeof", "case", "of", "in", "else", "do", "void"];

pub fn tokens(text: &str) -> Vec<Placed<'_>> {
    let mut lexer = Lexer { text, at: 0, found: Vec::new() };
    lexer.code(false);
    lexer.found
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    found: Vec<Placed<'a>>,
}

impl<'a> Lexer<'a> {
    /// Reads to the end of the text, or to the brace that closes `${` in a template.
    fn code(&mut self, in_template: bool) {
        let mut depth = 0_usize;
        while let Some(first) = self.rest().chars().next() {
            match first {
                '}' if in_template && depth == 0 => return self.at += 1,
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.one(first);
        }
    }

    fn one(&mut self, first: char) {
        match first {
            _ if first.is_whitespace() => self.at += first.len_utf8(),
            '/' if self.rest().starts_with("//") => self.skip_past("\n"),
            '/' if self.rest().starts_with("/*") => self.skip_past("*/"),
            '/' => self.slash(),
            '\'' | '"' => self.quoted(first),
            '`' => self.template(),
            _ if in_word(first) => self.word(),
            _ => self.mark(first),
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn push(&mut self, token: Token<'a>, length: usize) {
        self.found.push(Placed { token, at: self.at });
        self.at += length;
    }

    fn mark(&mut self, mark: char) {
        self.push(Token::Mark(mark), mark.len_utf8());
    }

    fn word(&mut self) {
        let rest = self.rest();
        let length = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
        self.push(Token::Word(rest.get(..length).unwrap_or_default()), length);
    }

    fn skip_past(&mut self, end: &str) {
        let rest = self.rest();
        self.at += rest.find(end).map_or(rest.len(), |found| found + end.len());
    }

    /// A quote that is not closed on its line opens no string.
    fn quoted(&mut self, quote: char) {
        match closing(self.rest(), quote) {
            Some(end) => self.push(Token::Text(self.rest().get(1..end).unwrap_or_default()), end + 1),
            None => self.mark(quote),
        }
    }

    /// A regular expression if a value can start here, otherwise a division.
    fn slash(&mut self) {
        let value_before = match self.found.last().map(|placed| placed.token) {
            None => false,
            Some(Token::Word(word)) => !BEFORE_PATTERN.contains(&word),
            Some(Token::Text(_)) => true,
            Some(Token::Mark(mark)) => matches!(mark, ')' | ']' | '}' | '`'),
        };
        match closing(self.rest(), '/') {
            Some(end) if !value_before => self.at += end + 1,
            _ => self.mark('/'),
        }
    }

    fn template(&mut self) {
        let start = self.at;
        self.at += 1;
        loop {
            let special = self.rest().find(['`', '\\', '$']).unwrap_or(self.rest().len());
            self.at += special;
            let mut rest = self.rest().chars();
            match (rest.next(), rest.next()) {
                (None, _) => break,
                (Some('`'), _) => {
                    self.at += 1;
                    break;
                }
                (Some('$'), Some('{')) => {
                    self.at += 2;
                    self.code(true);
                }
                (Some('\\'), escaped) => self.at += 1 + escaped.map_or(0, char::len_utf8),
                _ => self.at += 1,
            }
        }
        self.found.push(Placed { token: Token::Mark('`'), at: start });
    }
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// The index of `end` on the same line. Escaped characters do not count, nor does a slash in the brackets of a regular
/// expression.
fn closing(text: &str, end: char) -> Option<usize> {
    let (mut escaped, mut bracket) = (false, false);
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' => return None,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => bracket = true,
            ']' => bracket = false,
            _ if c == end && !(bracket && end == '/') => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let shown = |placed: &Placed<'_>| match placed.token {
            Token::Word(word) => word.to_string(),
            Token::Text(text) => format!("<{text}>"),
            Token::Mark(mark) => mark.to_string(),
        };
        let found: Vec<String> = tokens(text).iter().map(shown).collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }

    #[test]
    fn words_strings_and_marks() {
        check("a.b$('c')", "a . b$ ( <c> )");
        check("'it\\'s' \"a'b\" ''", "<it\\'s> <a'b> <>");
        check("größe = 'ä'", "größe = <ä>");
        check("don't\n'b'", "don ' t <b>");
    }

    #[test]
    fn comments() {
        check("a // 'b'\nc", "a c");
        check("a /* 'b'\n` */ c", "a c");
        check("'http://c' d", "<http://c> d");
        check("a /* never closed", "a");
    }

    #[test]
    fn templates() {
        check("`a 'b` 'c'", "` <c>");
        check("`\\`` a", "` a");
        check("`${b + `${c}`} $d` e", "b + c ` ` e");
        check("`${ { a: '}' } }` b", "{ a : <}> } ` b");
        check("`$` a", "` a");
    }

    #[test]
    fn regular_expressions() {
        check("x = /['\"`]/g; 'a'", "x = g ; <a>");
        check("f(/[/']\\/`/) 'a'", "f ( ) <a>");
        check("return /'/", "return");
        check("a / b / 'c'", "a / b / <c>");
        check("f(a) / 2 + '/'", "f ( a ) / 2 + </>");
    }
}
