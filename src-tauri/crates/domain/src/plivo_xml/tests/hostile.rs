//! Whatever is sent, the validator returns within its limits, with the same result each time.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

fn survives(body: &[u8], charset: Option<&str>) -> Validation {
    let validation = validate(body, charset, Use::InboundCall);
    assert!(validation.diagnostics.len() <= MOST_DIAGNOSTICS);
    let places = validation.diagnostics.iter().map(|diagnostic| (diagnostic.line, diagnostic.column));
    assert!(places.is_sorted());
    let lines: BTreeSet<usize> = validation.diagnostics.iter().map(|diagnostic| diagnostic.line).collect();
    let width = |number: usize| Some((number, validation.line(number)?.chars().count()));
    let widths: BTreeMap<usize, usize> = lines.into_iter().filter_map(width).collect();
    for diagnostic in &validation.diagnostics {
        let inside = widths.get(&diagnostic.line).is_some_and(|width| (1..=width + 1).contains(&diagnostic.column));
        assert!(inside, "{diagnostic:?}");
        assert!(
            diagnostic.message.chars().count() < 500 && !diagnostic.message.contains(char::is_control),
            "{diagnostic:?}"
        );
    }
    assert_eq!(validation, validate(body, charset, Use::InboundCall));
    validation
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
            let validation = survives(format!("{start}{many}").as_bytes(), None);
            assert!(!validation.diagnostics.is_empty(), "{start}{piece}");
        }
    }
}

#[test]
fn more_than_is_read() {
    let nested = format!("<Response>{}{}", "<p>".repeat(10_000), "</p>".repeat(10_000));
    let validation = survives(nested.as_bytes(), None);
    assert!(told(&validation).iter().any(|told| told.contains("nested more than 64 deep")) && !validation.complete);

    let attributes: String = (0..1_000_000).map(|number| format!(" a{number}='1'")).collect();
    let validation = survives(format!("<Response{attributes}><Wait/></Response>").as_bytes(), None);
    assert!(!validation.is_fit() && !validation.complete);

    let name = "n".repeat(LARGEST / 2 - 20);
    let validation = survives(format!("<Response><{name}></{name}></Response>").as_bytes(), None);
    let message = format!("E 1:11 <{}…> is not an element", "n".repeat(40));
    assert!(told(&validation).iter().any(|told| told.starts_with(&message)), "{:?}", validation.diagnostics);
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
fn the_number_of_diagnostics_is_limited() {
    let say = |count: usize| {
        validate(format!("<Response>{}</Response>", "<Say/>".repeat(count)).as_bytes(), None, Use::InboundCall)
    };
    let (few, many) = (say(MOST_DIAGNOSTICS - 1), say(MOST_DIAGNOSTICS + 1));
    assert_eq!((few.diagnostics.len(), few.complete), (MOST_DIAGNOSTICS - 1, true));
    assert_eq!((many.diagnostics.len(), many.complete), (MOST_DIAGNOSTICS, false));
}

#[test]
fn errors_take_the_places_of_warnings() {
    let check = |warnings: usize, errors: usize, listed: (usize, usize), left_out: usize, complete: bool| {
        let odd: String = (0..warnings).map(|at| format!("<Wait odd{at}='1'/>")).collect();
        let bad = "<Dial><Number>919412341234</Number></Dial>".repeat(errors);
        let validation = validate(format!("<Response>{odd}{bad}</Response>").as_bytes(), None, Use::InboundCall);
        let found = validation.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
        let told = ((validation.diagnostics.len() - found, found), validation.left_out, validation.complete);
        assert_eq!(told, (listed, left_out, complete), "{warnings} {errors}");
        assert_eq!(validation.is_fit(), errors == 0);
    };
    check(MOST_DIAGNOSTICS, 0, (MOST_DIAGNOSTICS, 0), 0, true);
    check(MOST_DIAGNOSTICS, 1, (MOST_DIAGNOSTICS - 1, 1), 1, true);
    check(MOST_DIAGNOSTICS + 5, 0, (MOST_DIAGNOSTICS, 0), 5, true);
    check(MOST_DIAGNOSTICS + 5, 2, (MOST_DIAGNOSTICS - 2, 2), 7, true);
    check(1, MOST_DIAGNOSTICS, (0, MOST_DIAGNOSTICS), 1, true);
    check(0, MOST_DIAGNOSTICS + 1, (0, MOST_DIAGNOSTICS), 0, false);
}

/// Generates fragments of markup, which reach deeper into the parser than random bytes.
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

    /// A cut may break a document, but positions stay right.
    #[test]
    fn any_cut(text in markup(), at in any::<prop::sample::Index>()) {
        let end = at.index(text.len() + 1);
        survives(&text.as_bytes()[..end], Some("utf-8"));
    }
}
