//! The findings: gathered by their offset in the text, handed out by line and column.

use std::borrow::Cow;

use super::limits::MOST_FINDINGS;
use crate::validate::Severity;

/// What the judge found, in the order of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    pub findings: Vec<Finding>,
    /// Whether the whole text was read. Where it was not, there may be more to find.
    pub complete: bool,
    /// Warnings that there was no room for. Errors take their places.
    pub left_out: usize,
    text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Counted from 1, by the line ends of XML: a line feed, a carriage return, or both.
    pub line: usize,
    /// Counted in characters, from 1.
    pub column: usize,
    /// An error where Plivo refuses the document or the call fails, a warning where something is only odd.
    pub severity: Severity,
    pub rule: Rule,
    /// Whole sentences: what is wrong, and what to write instead.
    pub message: String,
}

/// Which step of the test a finding belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    Size,
    Encoding,
    WellFormed,
    /// Which elements stand where, and what text is in them.
    Elements,
    Attributes,
    WhatsApp,
}

impl Judgement {
    pub fn is_fit(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity != Severity::Error)
    }

    /// A line of the answer as it was decoded, without its end. Lines are counted from 1. It may be as long as the
    /// answer and hold whatever the endpoint sent: whoever shows it must cut it and make it harmless.
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
        if self.found.len() >= MOST_FINDINGS {
            self.left_out += 1;
            let last = self.found.iter().rposition(|found| found.severity == Severity::Warning);
            let Some(at) = last.filter(|_| is_error) else { return };
            self.found.remove(at);
        }
        self.errors += usize::from(is_error);
        self.found.push(found);
    }

    /// Whether not even an error has a place any more. Then reading on is of no use.
    pub fn is_full(&self) -> bool {
        self.errors >= MOST_FINDINGS
    }

    pub fn leave_unread(&mut self) {
        self.unread = true;
    }

    pub fn judgement(mut self, text: String) -> Judgement {
        self.found.sort_by_key(|found| found.offset);
        let mut places = Places::of(&text);
        let place = |found: Found| {
            let (line, column) = places.at(found.offset);
            Finding { line, column, severity: found.severity, rule: found.rule, message: found.message.into_owned() }
        };
        let findings = self.found.into_iter().map(place).collect();
        Judgement { findings, complete: !self.unread, left_out: self.left_out, text }
    }
}

/// Walks through the text once, so it is asked for offsets that never go back.
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

/// A piece of the answer for a message: short, on one line, and with nothing invisible in it.
pub(super) fn shown(piece: &str) -> String {
    crate::shown::shown(piece, 40)
}
