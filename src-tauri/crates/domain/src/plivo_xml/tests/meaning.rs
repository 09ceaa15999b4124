use super::*;

#[test]
fn roots() {
    check(
        "<response><Wait/></response>",
        &["E 1:1 The root element must be <Response>, written like this, and is <response>"],
    );
    check("<Speak>Hello</Speak>", &["E 1:1 The root element must be <Response>"]);
    check("<soap:Envelope><Wait/></soap:Envelope>", &["E 1:1 The root element must be <Response>"]);
    check("<response><Say/></response>", &["E 1:1", "E 1:11 <Say> is not an element"]);
    check("<Response xmlns=\"urn:x\"><Wait/></Response>", &["W 1:11 Plivo XML has no namespaces"]);
    check(
        "<Response version=\"1\"><Wait/></Response>",
        &["W 1:11 Plivo's documentation has no attribute version of <Response>"],
    );
}

#[test]
fn unknown_elements() {
    check_inside("<Say>x</Say>", &["E 2:1 <Say> is not an element of Plivo XML. Did you mean <Speak>?"]);
    check_inside("<speak>x</speak>", &["E 2:1 <speak> is not an element of Plivo XML. Did you mean <Speak>?"]);
    check_inside("<dtmf>1</dtmf>", &["E 2:1 <dtmf> is not an element of Plivo XML. Did you mean <DTMF>?"]);
    check_inside(
        "<Nope><Nor/><Speak a=''/></Nope>",
        &["E 2:1 <Nope> is not an element of Plivo XML.", "W 2:13", "W 2:20"],
    );
    check_inside(
        "<Dial><Sip>sip:a@b</Sip></Dial>",
        &["E 2:1 <Dial> needs", "E 2:7 <Sip> is not an element of Plivo XML. Did you mean <User>?"],
    );
}

#[test]
fn nesting() {
    check_inside("<GetDigits><Speak>1</Speak><Play>https://a.example/1.mp3</Play></GetDigits>", &[]);
    check_inside(
        "<Play><Speak>x</Speak></Play>",
        &["E 2:1 <Play> must hold", "E 2:7 <Play> holds no elements: move <Speak> out"],
    );
    check_inside("<Wait><Wait/></Wait>", &["E 2:7 <Wait> holds no elements"]);
    check_inside("<User>sip:a@b</User>", &["E 2:1 <User> may not stand in <Response>. It holds Conference"]);
    check_inside("<break/>", &["E 2:1 <break> may not stand in <Response>"]);
    check_inside(
        "<Dial><Speak>x</Speak></Dial>",
        &["E 2:1 <Dial> needs", "E 2:7 <Speak> may not stand in <Dial>. It holds Number, User."],
    );
    check_inside(
        "<PreAnswer><Dial><User>sip:a@b</User></Dial></PreAnswer>",
        &["E 2:12 <Dial> may not stand in <PreAnswer>"],
    );
    check_inside("<Response><Wait/></Response>", &["E 2:1 <Response> may not stand in <Response>"]);
    check_inside("<Speak voice='Polly.Amy'><p>a<s>b</s></p></Speak>", &[]);
    check_inside("<Speak voice='Polly.Amy'><s><p>a</p></s></Speak>", &["E 2:29 <p> may not stand in <s>"]);
}

#[test]
fn texts() {
    check_inside("<Speak/>", &["W 2:1 <Speak> is empty"]);
    check_inside("<Speak> \n </Speak>", &["W 2:1 <Speak> is empty"]);
    check_inside("<Speak>&#160;x</Speak><DTMF>1</DTMF>", &[]);
    check_inside("<Play/>", &["E 2:1 <Play> must hold a full URL"]);
    check_inside("<Play> a.mp3</Play>", &["E 2:8 <Play> must hold a full URL"]);
    check_inside("<Play>file:///a.mp3</Play>", &["E 2:7 <Play> must hold a full URL"]);
    check_inside("<Play>\n https://a.example/1.mp3\n</Play>", &[]);
    check_inside(
        "<Redirect>/next</Redirect>",
        &["E 2:11 <Redirect> must hold a full URL, such as https://example.com/next."],
    );
    check_inside("<Stream>https://a.example/s</Stream>", &["E 2:9 <Stream> must hold the URL of a WebSocket"]);
    check_inside("<Conference> </Conference>", &["E 2:1 <Conference> is empty: write the name of the room"]);
    check_inside("<Message/>", &["E 2:1 <Message> is empty: write the message"]);
    check_inside(
        "Hello <Wait>2</Wait>",
        &["W 2:1 The text in <Response> means nothing", "W 2:13 The text in <Wait> means nothing"],
    );
    check_inside(&format!("<Speak>{}</Speak>", "é".repeat(3_000)), &[]);
    check_inside(&format!("<Speak>{}</Speak>", "é".repeat(3_001)), &["W 2:1 <Speak> has 3001 characters"]);
}

#[test]
fn attribute_names() {
    check_inside("<GetInput><Speak>x</Speak></GetInput>", &["E 2:1 <GetInput> needs the attribute action"]);
    check_inside(
        "<GetInput action=' '><Speak>x</Speak></GetInput>",
        &["E 2:1 <GetInput> needs the attribute action", "W 2:19"],
    );
    check_inside("<MultiPartyCall>x</MultiPartyCall>", &["E 2:1 <MultiPartyCall> needs the attribute role"]);
    check_inside(
        "<Wait Length='1'/>",
        &["W 2:7 Plivo's documentation has no attribute Length of <Wait>. Did you mean length?"],
    );
    check_inside("<Wait colour='1'/>", &["W 2:7 Plivo's documentation has no attribute colour of <Wait>."]);
}

#[test]
fn attribute_values() {
    let check = |element: &str, attribute: &str, value: &str, expected: Option<&str>| {
        let text = format!("<Response>\n<{element} {attribute}=\"{value}\">x</{element}>\n</Response>");
        let validation = validate(text.as_bytes(), None, Use::InboundCall);
        let place = element.len() + attribute.len() + 5;
        let told = told(&validation);
        let found = told.iter().find_map(|told| told.split_once(&format!(" 2:{place} ")));
        let found = found.map(|(severity, message)| format!("{severity} {message}"));
        let matches = match expected {
            Some(expected) => found.as_deref().is_some_and(|found| found.starts_with(expected)),
            None => found.is_none(),
        };
        assert!(matches, "{text}: {told:?}");
    };
    check("Wait", "length", "1", None);
    check("Wait", "length", "4294967295", None);
    for wrong in ["0", "-1", "+1", "1.5", "", "x", " 1", "99999999999999999999"] {
        check("Wait", "length", wrong, Some("E length must be a whole number from 1 up."));
    }
    check("Speak", "loop", "0", None);
    check("Speak", "loop", "many", Some("E loop must be a whole number from 0 up. Here it is “many”."));
    check("Wait", "silence", "true", None);
    check("Wait", "silence", "True", Some("W silence is written true."));
    check("Wait", "silence", "yes", Some("E silence must be true or false."));
    check("Redirect", "method", "GET", None);
    check("Redirect", "method", "get", Some("W method is written GET."));
    check("Redirect", "method", "PUT", Some("E method must be GET or POST."));
    check("GetInput", "executionTimeout", "60", None);
    check("GetInput", "executionTimeout", "61", Some("E executionTimeout must be a whole number from 5 to 60."));
    check("GetInput", "digitEndTimeout", "auto", None);
    check("GetInput", "digitEndTimeout", "1", Some("E digitEndTimeout must be a whole number from 2 to 10, or auto."));
    check("GetInput", "finishOnKey", "none", None);
    check("GetInput", "finishOnKey", "##", Some("E finishOnKey must be one of the keys"));
    check("GetInput", "inputType", "dtmf", None);
    check("GetInput", "inputType", "speech dtmf", Some("E inputType must be dtmf or speech or dtmf speech."));
    check("GetInput", "action", "https://a.example", None);
    check("GetInput", "action", "/in", Some("W action should be a full URL"));
    check("GetInput", "action", "mailto:a@b", Some("W action should be a full URL"));
    check("GetDigits", "validDigits", "12*", None);
    check("GetDigits", "validDigits", "1-9", Some("W validDigits holds keys only"));
    check("Dial", "confirmKey", "#", None);
    check("Dial", "confirmKey", "é", Some("E confirmKey must be one of the keys"));
    check("Dial", "callerName", &"é".repeat(50), None);
    check("Dial", "callerName", &"é".repeat(51), Some("E callerName must be at most 50 characters long."));
    check("Conference", "enterSound", "beep:2", None);
    check("Conference", "enterSound", "beep:3", Some("E enterSound must be beep:1, beep:2 or a URL."));
    check("MultiPartyCall", "role", "Agent", Some("W role is written agent."));
    check("MultiPartyCall", "role", "boss", Some("E role must be agent or supervisor"));
    check("Hangup", "reason", "tired", Some("E reason must be rejected or busy."));
}

#[test]
fn what_makes_no_sense_together() {
    check("<Response></Response>", &["W 1:1 <Response> is empty: Plivo ends the call at once."]);
    check_inside("<Dial/>", &["E 2:1 <Dial> needs a <User> in it"]);
    check_inside("<Hangup/><Wait/>", &["W 2:10 Plivo never reaches this: <Hangup> before it"]);
    check_inside("<Redirect>https://a.example</Redirect><!-- --><Wait/><Wait/>", &["W 2:47 Plivo never reaches this"]);
    check_inside("<Hangup schedule='9'/><Wait/><Hangup/>", &[]);
    check_inside("<Hangup schedule='9'/>", &["W 2:9 Nothing follows this <Hangup>"]);
    check_inside("<Speak>a<break/></Speak>", &["W 2:1 Marked-up speech needs one of Amazon Polly's voices"]);
    check_inside("<Speak voice='WOMAN'>a<p>b</p></Speak>", &["W 2:1 Marked-up speech needs"]);
    check_inside(
        "<Stream bidirectional='true' audioTrack='both'>wss://a.example</Stream>",
        &["E 2:42 A stream with bidirectional=\"true\" takes"],
    );
    check_inside("<Stream bidirectional='false' audioTrack='both'>wss://a.example</Stream>", &[]);
    check_inside(
        "<Dial><User sipAuthUsername='me'>sip:a@b</User></Dial>",
        &["E 2:13 sipAuthUsername and sipAuthPassword come"],
    );
}

#[test]
fn whatsapp() {
    use Use::{InboundCall, OutboundCall};
    let check =
        |use_: Use, dial: &str, expected: &[&str]| check_use(&format!("<Response>{dial}</Response>"), use_, expected);
    let number = "E 1:17 <Number> forwards the call to the phone network";
    for use_ in [InboundCall, OutboundCall] {
        check(use_, "<Dial><Number>14155551234</Number></Dial>", &[number]);
        check(use_, "<Dial><Number>1</Number><User>sip:a@b</User></Dial>", &[number]);
        check(use_, "<Dial><User>sip:a@b</User><User>SIPS:a@b</User></Dial>", &[]);
        check(use_, "<Dial><User>919412341234</User></Dial>", &["W 1:23 Without callType=\"whatsapp\""]);
        check(use_, "<Dial callType='voice'><User>sip:a@b</User></Dial>", &[]);
    }
    let call = "<Dial callType='whatsapp' callerId='918035737458'><User>919412341234</User></Dial>";
    check(OutboundCall, call, &[]);
    check(InboundCall, call, &["E 1:17 This forwards a WhatsApp call to WhatsApp"]);
    let shouted = call.replace("'whatsapp'", "'WhatsApp'");
    check(InboundCall, &shouted, &["E 1:17 This forwards", "W 1:27 callType is written whatsapp"]);
    check(OutboundCall, &call.replace(" callerId='918035737458'", ""), &["E 1:11 A WhatsApp call needs callerId"]);
    check(OutboundCall, &call.replace("'918035737458'", "'+918035737458'"), &[]);
    check(OutboundCall, &call.replace("'918035737458'", "'Acme'"), &["E 1:47 callerId must be the business number"]);
    check(OutboundCall, &call.replace("919412341234", "sip:a@b"), &["E 1:67 <User> must hold the customer's number"]);
    check(OutboundCall, &call.replace("919412341234", "+91 94123 41234"), &["E 1:67 <User> must hold"]);
    check(OutboundCall, &call.replace("919412341234", "1234567890123456"), &["E 1:67 <User> must hold"]);
    check(OutboundCall, &call.replace("919412341234", " "), &["E 1:61 <User> is empty: write whom to call"]);
    check(OutboundCall, "<Dial callType='whatsapp' callerId='918035737458'/>", &["E 1:11 <Dial> needs a <User>"]);
}
