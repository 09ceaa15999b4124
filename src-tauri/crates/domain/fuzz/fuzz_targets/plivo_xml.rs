//! Run this in the folder of `domain`, after `cargo install cargo-fuzz --locked`: `mkdir -p fuzz/corpus/plivo_xml`,
//! then `RUSTC_BOOTSTRAP=1 cargo fuzz run plivo_xml fuzz/corpus/plivo_xml fuzz/seeds/plivo_xml -- -max_total_time=780`.
//! The committed samples in `fuzz/seeds` are a second corpus. libFuzzer only reads it.
//!
//! The option `-s none` before `plivo_xml` switches the address sanitizer off. This code is all safe Rust, and without
//! the sanitizer many more inputs are tried in the same time. Inputs that fail are written to `fuzz/artifacts`. After a
//! repair, add the input to the tests and to the seeds.

#![no_main]

use domain::plivo_xml::{DEEPEST, LARGEST, MOST_DIAGNOSTICS, Rule, Severity, Use, Validation, validate};
use libfuzzer_sys::fuzz_target;

/// The first byte of the input chooses one of these. A letter as the first byte keeps a sample readable and easy to
/// write by hand.
const CHARSETS: [Option<&str>; 6] =
    [None, Some("utf-8"), Some("ISO-8859-1"), Some("us-ascii"), Some("utf-16"), Some("\"windows-1252\"")];

fuzz_target!(|input: &[u8]| {
    let Some((choice, body)) = input.split_first() else {
        return;
    };
    let choice = usize::from(choice.wrapping_sub(b'a'));
    let charset = CHARSETS[choice / 2 % CHARSETS.len()];
    let use_ = [Use::InboundCall, Use::OutboundCall][choice % 2];

    let validation = validate(body, charset, use_);
    assert_eq!(validation, validate(body, charset, use_), "the same answer gave two results");
    assert!(validation.diagnostics.len() <= MOST_DIAGNOSTICS);
    diagnostics_are_in_order_and_inside(&validation);
    if body.len() > LARGEST {
        assert!(!validation.is_fit() && !validation.complete);
    }
    if charset.is_none() {
        another_reader_agrees(body, &validation);
    }
});

fn diagnostics_are_in_order_and_inside(validation: &Validation) {
    let places = validation.diagnostics.iter().map(|diagnostic| (diagnostic.line, diagnostic.column));
    assert!(places.is_sorted());
    for diagnostic in &validation.diagnostics {
        assert!(diagnostic.line > 0 && diagnostic.column > 0, "{diagnostic:?}");
        let line = validation.line(diagnostic.line).unwrap_or_else(|| panic!("no such line: {diagnostic:?}"));
        assert!(diagnostic.column <= line.chars().count() + 1, "beyond the line {line:?}: {diagnostic:?}");
        assert!(
            diagnostic.message.ends_with(['.', '?']) && !diagnostic.message.contains(char::is_control),
            "{diagnostic:?}"
        );
        assert!(diagnostic.message.chars().count() < 500, "{diagnostic:?}");
    }
}

/// What one parser calls well-formed, the other must call well-formed too, as long as both read the same text.
fn another_reader_agrees(body: &[u8], validation: &Validation) {
    let encoded = validation.diagnostics.iter().all(|diagnostic| diagnostic.rule != Rule::Encoding);
    let (Ok(text), true, true) = (std::str::from_utf8(body), encoded, validation.complete) else {
        return;
    };
    let ours = validation
        .diagnostics
        .iter()
        .find(|diagnostic| diagnostic.rule == Rule::WellFormed && diagnostic.severity == Severity::Error);
    match roxmltree::Document::parse(text) {
        Ok(document) => {
            assert!(ours.is_none() || has_instructions(text), "only our parser rejects {text:?}: {ours:?}");
            let deepest = document.descendants().map(|node| node.ancestors().count()).max();
            assert!(deepest.is_none_or(|depth| depth <= DEEPEST + 3));
        }
        Err(theirs) if is_about_namespaces(&theirs) => {}
        Err(theirs) => assert!(ours.is_some(), "only roxmltree rejects {text:?}: {theirs}"),
    }
}

/// For processing instructions roxmltree is more lenient: it accepts any version of XML, and it accepts `<?a,b?>`,
/// which has no valid name.
fn has_instructions(text: &str) -> bool {
    text.contains("<?")
}

/// A well-formed document may still misuse namespaces: those are a separate specification.
fn is_about_namespaces(error: &roxmltree::Error) -> bool {
    use roxmltree::Error::*;
    matches!(
        error,
        InvalidXmlPrefixUri(_)
            | UnexpectedXmlUri(_)
            | UnexpectedXmlnsUri(_)
            | InvalidElementNamePrefix(_)
            | DuplicatedNamespace(..)
            | UnknownNamespace(..)
            | DuplicatedAttribute(..)
    )
}
