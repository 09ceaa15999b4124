//! The diagnostics: collected by offset in the text, and returned by line and column.

use std::borrow::Cow;

use super::limits::MOST_DIAGNOSTICS;
use crate::validate::Severity;

/// The result of a validation. The diagnostics are in the order of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validation {
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the whole text was read. If not, there may be more diagnostics.
    pub complete: bool,
    /// The number of warnings that were dropped at the limit. Errors replace warnings.
    pub left_out: usize,
    text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Counted from 1. A line ends as in XML: with a line feed, a carriage return, or both.
    pub line: usize,
    /// Counted in characters, from 1.
    pub column: usize,
    /// An error if Plivo refuses the document or the call fails, a warning if something is only unusual.
    pub severity: Severity,
    pub rule: Rule,
    /// Whole sentences: what is wrong, and what to write instead.
    pub message: String,
}

/// The step of the test that a diagnostic belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    Size,
    Encoding,
    WellFormed,
    /// Which elements are allowed where, and which text they hold.
    Elements,
    Attributes,
    WhatsApp,
}

impl Validation {
    pub fn is_fit(&self) -> bool {
        self.diagnostics.iter().all(|diagnostic| diagnostic.severity != Severity::Error)
    }

    /// Returns a line of the decoded answer without its line end. Lines are counted from 1. A line may be as long as
    /// the answer and hold anything that the endpoint sent. So the caller must shorten and sanitise it before showing
    /// it.
    pub fn line(&self, number: usize) -> Option<&str> {
        lines(&self.text).nth(number.checked_sub(1)?)
    }
}

#[derive(Default)]
pub(super) struct Report {
    found: Vec<Found>,
    errors: usize,
    left_out: usize,
    unread: bool,
}

struct Found {
    offset: usize,
    severity: Severity,
    rule: Rule,
    message: Cow<'static, str>,
}

impl Report {
    pub fn error(&mut self, offset: usize, rule: Rule, message: impl Into<Cow<'static, str>>) {
        self.add(Found { offset, severity: Severity::Error, rule, message: message.into() });
    }

    pub fn warning(&mut self, offset: usize, rule: Rule, message: impl Into<Cow<'static, str>>) {
        self.add(Found { offset, severity: Severity::Warning, rule, message: message.into() });
    }

    fn add(&mut self, found: Found) {
        if self.is_full() {
            self.unread = true;
            return;
        }
        let is_error = found.severity == Severity::Error;
        if self.found.len() >= MOST_DIAGNOSTICS {
            self.left_out += 1;
            let last = self.found.iter().rposition(|found| found.severity == Severity::Warning);
            let Some(at) = last.filter(|_| is_error) else { return };
            self.found.remove(at);
        }
        self.errors += usize::from(is_error);
        self.found.push(found);
    }

    /// Whether the limit is reached with errors alone. Parser on is then useless.
    pub fn is_full(&self) -> bool {
        self.errors >= MOST_DIAGNOSTICS
    }

    pub fn leave_unread(&mut self) {
        self.unread = true;
    }

    pub fn validation(mut self, text: String) -> Validation {
        self.found.sort_by_key(|found| found.offset);
        let mut places = Places::of(&text);
        let place = |found: Found| {
            let (line, column) = places.at(found.offset);
            Diagnostic { line, column, severity: found.severity, rule: found.rule, message: found.message.into_owned() }
        };
        let diagnostics = self.found.into_iter().map(place).collect();
        Validation { diagnostics, complete: !self.unread, left_out: self.left_out, text }
    }
}

/// Converts offsets to lines and columns in one pass, so the offsets must not decrease.
struct Places<'a> {
    text: &'a str,
    offset: usize,
    line: usize,
    column: usize,
}

impl<'a> Places<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, offset: 0, line: 1, column: 1 }
    }

    fn at(&mut self, offset: usize) -> (usize, usize) {
        while self.offset < offset
            && let Some(c) = self.text[self.offset..].chars().next()
        {
            self.offset += c.len_utf8();
            let ends = c == '\n' || (c == '\r' && !self.text[self.offset..].starts_with('\n'));
            (self.line, self.column) = if ends { (self.line + 1, 1) } else { (self.line, self.column + 1) };
        }
        (self.line, self.column)
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\n', '\r']) else {
            return rest.take();
        };
        let after = text[end..].strip_prefix("\r\n").unwrap_or(&text[end + 1..]);
        rest = Some(after);
        Some(&text[..end])
    })
}

/// Returns a piece of the answer for a message: short, on one line, and without invisible characters.
pub(super) fn shown(piece: &str) -> String {
    crate::shown::shown(piece, 40)
}
