//! Whatever is sent, the judge answers, within its bounds, and the same each time.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

fn survives(body: &[u8], charset: Option<&str>) -> Judgement {
    let judgement = judge(body, charset, Use::InboundCall);
    assert!(judgement.findings.len() <= MOST_FINDINGS);
    let places = judgement.findings.iter().map(|finding| (finding.line, finding.column));
    assert!(places.is_sorted());
    let lines: BTreeSet<usize> = judgement.findings.iter().map(|finding| finding.line).collect();
    let width = |number: usize| Some((number, judgement.line(number)?.chars().count()));
    let widths: BTreeMap<usize, usize> = lines.into_iter().filter_map(width).collect();
    for finding in &judgement.findings {
        let inside = widths.get(&finding.line).is_some_and(|width| (1..=width + 1).contains(&finding.column));
        assert!(inside, "{finding:?}");
        assert!(finding.message.chars().count() < 500 && !finding.message.contains(char::is_control), "{finding:?}");
    }
    assert_eq!(judgement, judge(body, charset, Use::InboundCall));
    judgement
}

#[test]
fn too_much_of_one_thing() {
    let pieces = [
        "<",
        ">",
        "&",
        "&amp;",
        "<a>",
        "<a/>",
        "</a>",
        "<a ",
        "<a b=\"",
        "<a b='<",
        "<!--",
        "<![CDATA[",
        "]]>",
        "<?",
        "<!",
        "<!DOCTYPE a [",
        "\"",
        "'",
        "\0",
        "\u{feff}",
        "\u{200b}",
        "😀",
        "\r",
        "\n",
        "\r\n",
        " ",
        "-",
        "&#0;",
        "a=\"1\" ",
        "<Response>",
        "<Dial><Number>",
        "<Speak>&",
        "<Play loop='x'/>",
        "<p></s>",
        "{",
        "<?xml version='1.0'?>",
    ];
    for piece in pieces {
        let many = piece.repeat(LARGEST / piece.len());
        for start in ["", "<Response>", "<Response><Speak ", "<Response><Speak a=\"", "<Response><Speak><!-- "] {
            let judgement = survives(format!("{start}{many}").as_bytes(), None);
            assert!(!judgement.findings.is_empty(), "{start}{piece}");
        }
    }
}

#[test]
fn more_than_is_read() {
    let nested = format!("<Response>{}{}", "<p>".repeat(10_000), "</p>".repeat(10_000));
    let judgement = survives(nested.as_bytes(), None);
    assert!(told(&judgement).iter().any(|told| told.contains("nested more than 64 deep")) && !judgement.complete);

    let attributes: String = (0..1_000_000).map(|number| format!(" a{number}='1'")).collect();
    let judgement = survives(format!("<Response{attributes}><Wait/></Response>").as_bytes(), None);
    assert!(!judgement.is_fit() && !judgement.complete);

    let name = "n".repeat(LARGEST / 2 - 20);
    let judgement = survives(format!("<Response><{name}></{name}></Response>").as_bytes(), None);
    let message = format!("E 1:11 <{}…> is not an element", "n".repeat(40));
    assert!(told(&judgement).iter().any(|told| told.starts_with(&message)), "{:?}", judgement.findings);
}

#[test]
fn as_deep_as_is_read() {
    let nested = |depth: usize| {
        let (starts, ends) = ("<prosody>".repeat(depth), "</prosody>".repeat(depth));
        format!("<Response><Speak voice='Polly.Amy'>{starts}x{ends}</Speak></Response>")
    };
    check(&nested(DEEPEST - 2), &[]);
    check(&nested(DEEPEST - 1), &["E 1:594 Elements are nested more than 64 deep"]);
}

#[test]
fn only_so_many_findings() {
    let say = |count: usize| {
        judge(format!("<Response>{}</Response>", "<Say/>".repeat(count)).as_bytes(), None, Use::InboundCall)
    };
    let (few, many) = (say(MOST_FINDINGS - 1), say(MOST_FINDINGS + 1));
    assert_eq!((few.findings.len(), few.complete), (MOST_FINDINGS - 1, true));
    assert_eq!((many.findings.len(), many.complete), (MOST_FINDINGS, false));
}

#[test]
fn errors_take_the_places_of_warnings() {
    let check = |warnings: usize, errors: usize, listed: (usize, usize), left_out: usize, complete: bool| {
        let odd: String = (0..warnings).map(|at| format!("<Wait odd{at}='1'/>")).collect();
        let bad = "<Dial><Number>919412341234</Number></Dial>".repeat(errors);
        let judgement = judge(format!("<Response>{odd}{bad}</Response>").as_bytes(), None, Use::InboundCall);
        let found = judgement.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        let told = ((judgement.findings.len() - found, found), judgement.left_out, judgement.complete);
        assert_eq!(told, (listed, left_out, complete), "{warnings} {errors}");
        assert_eq!(judgement.is_fit(), errors == 0);
    };
    check(MOST_FINDINGS, 0, (MOST_FINDINGS, 0), 0, true);
    check(MOST_FINDINGS, 1, (MOST_FINDINGS - 1, 1), 1, true);
    check(MOST_FINDINGS + 5, 0, (MOST_FINDINGS, 0), 5, true);
    check(MOST_FINDINGS + 5, 2, (MOST_FINDINGS - 2, 2), 7, true);
    check(1, MOST_FINDINGS, (0, MOST_FINDINGS), 1, true);
    check(0, MOST_FINDINGS + 1, (0, MOST_FINDINGS), 0, false);
}

/// Markup, so that what is made of it reaches further than noise would.
fn markup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<Response>",
        "</Response>",
        "<Speak>",
        "</Speak>",
        "<Dial callType=\"whatsapp\">",
        "<User>",
        "</User>",
        "</Dial>",
        "<Wait length='1'",
        "/>",
        ">",
        "<",
        "&",
        "&amp;",
        "&#x41;",
        ";",
        "\"",
        "'",
        "=",
        " ",
        "\n",
        "\r",
        "é",
        "\u{feff}",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?xml version='1.0'?>",
        "<?a ",
        "?>",
        "<!DOCTYPE a>",
        "loop",
        "a",
        "1",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_bytes(body in prop::collection::vec(any::<u8>(), 0..300), charset in prop::option::of("[ -~]{0,12}")) {
        survives(&body, charset.as_deref());
    }

    #[test]
    fn any_markup(text in markup()) {
        survives(text.as_bytes(), None);
        survives(&text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(), None);
    }

    /// What is cut off may break a document, and never makes a place wrong.
    #[test]
    fn any_cut(text in markup(), at in any::<prop::sample::Index>()) {
        let end = at.index(text.len() + 1);
        survives(&text.as_bytes()[..end], Some("utf-8"));
    }
}
