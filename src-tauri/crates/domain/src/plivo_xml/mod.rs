//! Checks how Plivo will interpret the XML that an endpoint returns for a WhatsApp call.
//!
//! The validator continues after a mistake, so one test shows all of them. Its time and memory are bounded by
//! [`LARGEST`], [`DEEPEST`] and [`MOST_DIAGNOSTICS`], whatever the endpoint sends.
//!
//! `quick-xml` finds where each piece of markup ends. It is lenient by design, so `syntax` and `markup` check each
//! piece against the grammar of XML 1.0. The meaning of the elements is data in `table`.

mod characters;
mod document;
mod encoding;
mod limits;
mod markup;
mod report;
mod rules;
mod syntax;
mod table;
mod values;
mod whatsapp;

pub use crate::validate::Severity;
pub use limits::{DEEPEST, LARGEST, MOST_DIAGNOSTICS, SURELY_TAKEN};
pub use report::{Diagnostic, Rule, Validation};
pub use whatsapp::Use;

use report::Report;

/// Validates the body of an answer. `declared_charset` is the parameter of the Content-Type, if the answer has one.
pub fn validate(body: &[u8], declared_charset: Option<&str>, use_: Use) -> Validation {
    let mut report = Report::default();
    check_size(body, &mut report);
    let cut = body.len() > LARGEST;
    let read = if cut { &body[..LARGEST] } else { body };
    let text = encoding::decode(read, cut, declared_charset, &mut report);
    if let Some(text) = &text
        && !is_of_another_kind(text, &mut report)
    {
        characters::check(text, &mut report);
        let document = syntax::read(text, cut, &mut report);
        rules::check(&document, &mut report);
        whatsapp::check(&document, use_, &mut report);
    }
    report.validation(text.unwrap_or_default())
}

fn check_size(body: &[u8], report: &mut Report) {
    let size = body.len();
    if size > LARGEST {
        report.error(
            0,
            Rule::Size,
            format!("The answer has {size} bytes, and Plivo takes at most 100 kB. Shorten it."),
        );
        report.leave_unread();
    } else if size > SURELY_TAKEN {
        let message =
            format!("The answer has {size} bytes. Plivo takes at most 100 kB: keep below {SURELY_TAKEN} bytes.");
        report.warning(0, Rule::Size, message);
    }
}

/// A web page or JSON would break nearly every rule of XML, and so many diagnostics would help nobody.
fn is_of_another_kind(text: &str, report: &mut Report) -> bool {
    let start = text.trim_start();
    let at = text.len() - start.len();
    let begins = |word: &str| start.get(..word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word));
    let message = if start.is_empty() {
        "The answer is empty. Plivo expects an XML document with the root <Response>."
    } else if begins("<!doctype html") || begins("<html") {
        "The answer is a web page (HTML), not Plivo XML. Check that the URL is the one that answers calls."
    } else if begins("{") || begins("[") {
        "The answer looks like JSON. Plivo expects an XML document with the root <Response>."
    } else {
        return false;
    };
    report.error(at, Rule::WellFormed, message);
    report.leave_unread();
    true
}

#[cfg(test)]
mod tests;
