mod encodings;
mod hostile;
mod meaning;
mod well_formed;

use super::*;

/// Formats the diagnostics for comparison, such as `E 1:17 <Number> forwards ...`.
fn told(validation: &Validation) -> Vec<String> {
    let told = |diagnostic: &Diagnostic| {
        let severity = if diagnostic.severity == Severity::Error { 'E' } else { 'W' };
        format!("{severity} {}:{} {}", diagnostic.line, diagnostic.column, diagnostic.message)
    };
    validation.diagnostics.iter().map(told).collect()
}

/// Each expected line is the position and the beginning of the diagnostic's message.
#[track_caller]
fn check_use(text: &str, use_: Use, expected: &[&str]) {
    same(text, &validate(text.as_bytes(), None, use_), expected);
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    check_use(text, Use::InboundCall, expected);
}

/// Checks steps inside a valid document, on their own line.
#[track_caller]
fn check_inside(steps: &str, expected: &[&str]) {
    check(&format!("<Response>\n{steps}\n</Response>"), expected);
}

#[track_caller]
fn same(text: &str, validation: &Validation, expected: &[&str]) {
    let told = told(validation);
    let matches =
        told.len() == expected.len() && told.iter().zip(expected).all(|(told, start)| told.starts_with(start));
    assert!(matches, "{text:?}\n told {told:#?}\n not  {expected:#?}");
}

fn rules(text: &str) -> Vec<Rule> {
    validate(text.as_bytes(), None, Use::InboundCall).diagnostics.iter().map(|diagnostic| diagnostic.rule).collect()
}

#[test]
fn a_good_answer_has_no_diagnostics() {
    check("<Response><Speak>Hello</Speak></Response>", &[]);
    check(
        r#"<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<!-- The switchboard -->
<Response>
    <PreAnswer><Play>https://example.com/ring.mp3</Play></PreAnswer>
    <GetInput action="https://example.com/in?a=1&amp;b=2" inputType="dtmf speech" digitEndTimeout="auto" finishOnKey="">
        <Speak voice="Polly.Aditi" language="hi-IN">नमस्ते<break time="500ms"/> <s>Press <say-as interpret-as="digits">1</say-as></s></Speak>
        <Wait length="2"/>
    </GetInput>
    <Record fileFormat="mp3" maxLength="30" finishOnKey="*"/>
    <Dial timeout="20" sipHeaders="a=b"><User sipAuthUsername="me" sipAuthPassword="secret">sip:desk@phone.plivo.com</User></Dial>
    <Stream bidirectional="true" audioTrack="inbound" contentType="audio/x-mulaw;rate=8000">wss://example.com/audio</Stream>
    <MultiPartyCall role="customer" maxDuration="300">queue</MultiPartyCall>
    <Conference enterSound="beep:1" waitSound="https://example.com/wait">room</Conference>
    <DTMF async="false">12#</DTMF>
    <Message src="12025550000" dst="12025551111&lt;12025552222" type="sms"><![CDATA[You called & we answered]]></Message>
    <Redirect method="GET">https://example.com/next</Redirect>
</Response>
"#,
        &[],
    );
    let outbound =
        r#"<Response><Dial callerId="918035737458" callType="whatsapp"><User>919412341234</User></Dial></Response>"#;
    check_use(outbound, Use::OutboundCall, &[]);
}

#[test]
fn places_are_counted_in_lines_and_characters() {
    check_inside("  <Say/>", &["E 2:3 <Say> is not"]);
    check("<Response>\r\n<Say/>\r<Say/>\n\n<Say/></Response>", &["E 2:1 <Say>", "E 3:1 <Say>", "E 5:1 <Say>"]);
    check("<Response><Speak>é😀ê</Speak><Say/></Response>", &["E 1:29 <Say>"]);
    check("<Response>\t<Say/></Response>", &["E 1:12 <Say>"]);
    check("<Response><Speak>x", &["E 1:1 <Response> is never closed", "E 1:11 <Speak> is never closed"]);
}

#[test]
fn lines_are_those_that_places_count() {
    let validation = validate(b"\xef\xbb\xbf<a>\r\n\r<b>\n</b>", None, Use::InboundCall);
    let lines: Vec<_> = (0..=5).map(|number| validation.line(number)).collect();
    assert_eq!(lines, [None, Some("<a>"), Some(""), Some("<b>"), Some("</b>"), None]);
    assert_eq!(validate(b"", None, Use::InboundCall).line(1), Some(""));
}

#[test]
fn each_diagnostic_names_its_step() {
    assert_eq!(rules("<Response><Dial><Number>1</Number></Dial></Response>"), [Rule::WhatsApp]);
    assert_eq!(rules("<Response><Speak>&nope;</Speak></Response>"), [Rule::WellFormed]);
    assert_eq!(rules("<Response><Wait length=\"0\"/></Response>"), [Rule::Attributes]);
    assert_eq!(rules("<Response><Say/></Response>"), [Rule::Elements]);
    assert_eq!(rules("<?xml version=\"1.0\" encoding=\"utf-16\"?><Response><Wait/></Response>"), [Rule::Encoding]);
}

#[test]
fn a_document_with_warnings_only_is_accepted() {
    let fit = |text: &str| validate(text.as_bytes(), None, Use::InboundCall).is_fit();
    assert!(fit("<Response/>"));
    assert!(!fit("<Response><Say/></Response>"));
}

#[test]
fn one_mistake_does_not_hide_the_next() {
    check_inside(
        "<Speak voice=\"WOMAN>Hello</Speak>\n<Play loop=two>https://example.com/a.mp3</Play>\n<Dail/>\n<Dial><Number>1</Number>",
        &[
            "E 2:1 The tag <Speak> is not closed",
            "E 3:12 Put the attribute's value in quotes",
            "E 4:1 <Dail> is not an element",
            "E 5:1 <Dial> is never closed",
            "E 5:7 <Number> forwards",
        ],
    );
}

#[test]
fn sizes() {
    let check = |bytes: usize, expected: &[&str]| {
        let start = "<Response><Speak>";
        let end = "</Speak></Response>";
        let filled = "a ".repeat(bytes);
        let text = format!("{start}{}{end}", &filled[..bytes - start.len() - end.len()]);
        let diagnostics = validate(text.as_bytes(), None, Use::InboundCall);
        let sizes: Vec<_> = diagnostics.diagnostics.iter().filter(|diagnostic| diagnostic.rule == Rule::Size).collect();
        let told: Vec<_> = sizes.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
        let matches =
            told.len() == expected.len() && told.iter().zip(expected).all(|(told, start)| told.starts_with(start));
        assert!(matches, "{bytes}: {told:?}");
        assert_eq!(diagnostics.complete, bytes <= LARGEST);
        assert!(
            diagnostics.diagnostics.iter().all(|diagnostic| diagnostic.rule != Rule::WellFormed),
            "{bytes}: {diagnostics:?}"
        );
    };
    check(1_000, &[]);
    check(SURELY_TAKEN, &[]);
    check(SURELY_TAKEN + 1, &["The answer has 100001 bytes. Plivo takes at most 100 kB: keep"]);
    check(LARGEST, &["The answer has 102400 bytes. Plivo"]);
    check(LARGEST + 1, &["The answer has 102401 bytes, and Plivo takes at most"]);
    check(10 * LARGEST, &["The answer has 1024000 bytes, and"]);
}
