//! After `cargo install cargo-fuzz --locked`, in the folder of `domain`, with the committed samples as a second corpus,
//! which libFuzzer only reads: `mkdir -p fuzz/corpus/plivo_xml`, then
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run plivo_xml fuzz/corpus/plivo_xml fuzz/seeds/plivo_xml -- -max_total_time=780`.
//!
//! `-s none` before `plivo_xml` leaves the address sanitizer out, and many times as much is tried in the same time: all
//! of this is safe code. What is found goes to `fuzz/artifacts`; a repaired one becomes a row in the tests and a seed.

#![no_main]

use domain::plivo_xml::{DEEPEST, Judgement, LARGEST, MOST_FINDINGS, Rule, Severity, Use, judge};
use libfuzzer_sys::fuzz_target;

/// The first byte chooses one of these; a letter for the first lets a sample be read and written by hand.
const CHARSETS: [Option<&str>; 6] =
    [None, Some("utf-8"), Some("ISO-8859-1"), Some("us-ascii"), Some("utf-16"), Some("\"windows-1252\"")];

fuzz_target!(|input: &[u8]| {
    let Some((choice, body)) = input.split_first() else {
        return;
    };
    let choice = usize::from(choice.wrapping_sub(b'a'));
    let charset = CHARSETS[choice / 2 % CHARSETS.len()];
    let use_ = [Use::InboundCall, Use::OutboundCall][choice % 2];

    let judgement = judge(body, charset, use_);
    assert_eq!(judgement, judge(body, charset, use_), "the same answer was judged in two ways");
    assert!(judgement.findings.len() <= MOST_FINDINGS);
    findings_are_in_order_and_inside(&judgement);
    if body.len() > LARGEST {
        assert!(!judgement.is_fit() && !judgement.complete);
    }
    if charset.is_none() {
        another_reader_agrees(body, &judgement);
    }
});

fn findings_are_in_order_and_inside(judgement: &Judgement) {
    let places = judgement.findings.iter().map(|finding| (finding.line, finding.column));
    assert!(places.is_sorted());
    for finding in &judgement.findings {
        assert!(finding.line > 0 && finding.column > 0, "{finding:?}");
        let line = judgement.line(finding.line).unwrap_or_else(|| panic!("no such line: {finding:?}"));
        assert!(finding.column <= line.chars().count() + 1, "beyond the line {line:?}: {finding:?}");
        assert!(finding.message.ends_with(['.', '?']) && !finding.message.contains(char::is_control), "{finding:?}");
        assert!(finding.message.chars().count() < 500, "{finding:?}");
    }
}

/// What one reader calls well-formed is so for the other, as far as both speak of the same text.
fn another_reader_agrees(body: &[u8], judgement: &Judgement) {
    let encoded = judgement.findings.iter().all(|finding| finding.rule != Rule::Encoding);
    let (Ok(text), true, true) = (std::str::from_utf8(body), encoded, judgement.complete) else {
        return;
    };
    let ours = judgement
        .findings
        .iter()
        .find(|finding| finding.rule == Rule::WellFormed && finding.severity == Severity::Error);
    match roxmltree::Document::parse(text) {
        Ok(document) => {
            assert!(ours.is_none() || has_instructions(text), "only we object to {text:?}: {ours:?}");
            let deepest = document.descendants().map(|node| node.ancestors().count()).max();
            assert!(deepest.is_none_or(|depth| depth <= DEEPEST + 3));
        }
        Err(theirs) if is_about_namespaces(&theirs) => {}
        Err(theirs) => assert!(ours.is_some(), "only roxmltree objects to {text:?}: {theirs}"),
    }
}

/// There roxmltree is the lenient one: it takes any version of XML, and `<?a,b?>`, whose name is none.
fn has_instructions(text: &str) -> bool {
    text.contains("<?")
}

/// A document can be well-formed and misuse namespaces, which are another specification.
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
