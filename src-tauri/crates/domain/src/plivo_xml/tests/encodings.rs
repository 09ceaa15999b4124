use super::*;

fn check_bytes(body: &[u8], charset: Option<&str>, expected: &[&str]) {
    same(&String::from_utf8_lossy(body), &validate(body, charset, Use::InboundCall), expected);
}

fn declared(encoding: &str, spoken: &[u8]) -> Vec<u8> {
    let start = format!("<?xml version='1.0' encoding='{encoding}'?>\n<Response><Speak>");
    [start.as_bytes(), spoken, b"</Speak></Response>"].concat()
}

fn utf16(text: &str, big_endian: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|unit| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

#[test]
fn what_is_said_agrees_with_what_is_sent() {
    let utf8 = "Grüße".as_bytes();
    let latin1 = b"Gr\xfc\xdfe";
    check_bytes(&declared("UTF-8", utf8), None, &[]);
    check_bytes(&declared("utf-8", utf8), Some(" \"UTF-8\" "), &[]);
    check_bytes(&declared("UTF-8", b"Hello"), Some("us-ascii"), &["W 1:31 The XML declaration says “UTF-8”, but the"]);
    check_bytes(
        &declared("UTF-8", utf8),
        Some("us-ascii"),
        &["E 1:1 The Content-Type says “us-ascii”, but there", "E 1:31"],
    );
    check_bytes(&declared("US-ASCII", b"Hello"), None, &[]);
    check_bytes(
        &declared("US-ASCII", utf8),
        None,
        &["E 1:31 The XML declaration says “US-ASCII”, but there are other"],
    );
    check_bytes(
        &declared("ISO-8859-1", b"Hello"),
        None,
        &["W 1:31 The XML declaration says “ISO-8859-1”. There is nothing but"],
    );
    check_bytes(&declared("ISO-8859-1", latin1), None, &["W 1:31 The XML declaration says “ISO-8859-1”. Plivo's own"]);
    check_bytes(
        &declared("ISO-8859-1", utf8),
        None,
        &["E 1:31 The XML declaration says “ISO-8859-1”, but its letters"],
    );
    check_bytes(&declared("UTF-8", latin1), None, &["E 2:20 The byte 0xFC is not UTF-8. Send"]);
    check_bytes(&declared("UTF-16", utf8), None, &["E 1:31 The XML declaration says “UTF-16”, but the answer is not"]);
    check_bytes(
        &declared("UTF-8", utf8),
        Some("utf-16"),
        &["E 1:1 The Content-Type says “utf-16”, but the answer is not"],
    );
    check_bytes(
        &declared("Shift_JIS", b"Hello"),
        None,
        &["W 1:31 The XML declaration says “Shift_JIS”. There is nothing"],
    );
    check_bytes(
        &declared("Shift_JIS", utf8),
        None,
        &["E 1:31 The XML declaration says “Shift_JIS”, which XML parsers"],
    );
    check_bytes(
        &declared("UTF-8", latin1),
        Some("latin1"),
        &["W 1:1", "E 1:31 The XML declaration says “UTF-8”, but the Content-Type says “latin1”"],
    );
    check_bytes(&declared("no such", b"Hello"), None, &["W 1:31", "E 1:31 This is not the name of an encoding"]);
    check_bytes(b"<Response><Wait/></Response>", Some(""), &[]);
    check_bytes(b"<Response><Wait/></Response>", Some("\u{7}"), &["W 1:1 The Content-Type says “\u{fffd}”."]);
}

#[test]
fn byte_order_marks() {
    let wait = "<Response><Wait/></Response>";
    let marked = |text: &str| format!("\u{feff}{text}").into_bytes();
    let mark = "W 1:1 The answer begins with a byte order mark";
    check_bytes(&marked(wait), None, &[mark]);
    check_bytes(&marked(&format!("<?xml version='1.0'?>{wait}")), None, &[mark]);
    check_bytes(
        &marked(wait),
        Some("iso-8859-1"),
        &[mark, "E 1:1 The Content-Type says “iso-8859-1”, but the byte order mark"],
    );
    check_bytes(&marked(&format!("\u{feff}{wait}")), None, &[mark, "E 1:1 There is another byte order mark"]);
    check_bytes(format!(" \u{feff}{wait}").as_bytes(), None, &["E 1:2 Nothing but elements may stand here"]);
    check_bytes(b"\xef\xbb\xbf", None, &[mark, "E 1:1 The answer is empty"]);
}

#[test]
fn wide_characters() {
    let wait = "<?xml version='1.0' encoding='UTF-16'?>\n<Response><Say/></Response>";
    let odd = "W 1:1 The answer is in UTF-16.";
    let say = "E 2:11 <Say> is not";
    for big_endian in [true, false] {
        let marked = utf16(&format!("\u{feff}{wait}"), big_endian);
        let bare = utf16(wait, big_endian);
        check_bytes(&marked, None, &[odd, say]);
        check_bytes(&marked, Some("utf-16"), &[odd, say]);
        check_bytes(&marked, Some("utf-8"), &[odd, "E 1:1 The Content-Type says “utf-8”, but the answer is in", say]);
        check_bytes(&bare, None, &["E 1:1 The answer is in UTF-16 without a byte order mark", say]);
        check_bytes(&bare, Some("utf-16le"), &[odd, say]);
        let wrong = utf16(&format!("\u{feff}{}", wait.replace("UTF-16", "UTF-8")), big_endian);
        check_bytes(&wrong, None, &[odd, "E 1:31 The XML declaration says “UTF-8”, but the answer is in", say]);
        let broken = [marked.as_slice(), &[0]].concat();
        check_bytes(&broken, None, &[odd, say, "E 2:28 The answer ends in the middle"]);
    }
    let half = [0xff, 0xfe, 0, 0xd8, b'<', 0];
    check_bytes(
        &half,
        None,
        &["E 1:1 U+D800 is one half of a character only", odd, "E 1:1", "E 1:1", "E 1:2 Write &lt;"],
    );
    check_bytes(b"\xff\xfe\0\0<\0\0\0", None, &["E 1:1 The answer is written in UTF-32"]);
    check_bytes(b"\0\0\0<\0\0\0a", Some("utf-8"), &["E 1:1 The answer is written in UTF-32"]);
}

#[test]
fn a_cut_in_the_middle_of_a_character_is_not_reported() {
    let long = "é".repeat(LARGEST);
    for start in ["<Response><Speak>", "<Response><Speak>x"] {
        let validation = validate(format!("{start}{long}").as_bytes(), None, Use::InboundCall);
        assert!(
            validation.diagnostics.iter().all(|diagnostic| diagnostic.rule != Rule::Encoding),
            "{:?}",
            validation.diagnostics
        );
    }
}
