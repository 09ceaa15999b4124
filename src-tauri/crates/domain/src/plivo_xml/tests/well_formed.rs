use super::*;

#[test]
fn what_is_no_xml_at_all() {
    check("", &["E 1:1 The answer is empty"]);
    check(" \n\n ", &["E 3:2 The answer is empty"]);
    check("<!DOCTYPE html>\n<html><body>404<br></html>", &["E 1:1 The answer is a web page"]);
    check("\n<HTML lang=\"en\">", &["E 2:1 The answer is a web page"]);
    check("{\"error\": \"x < y\"}", &["E 1:1 The answer looks like JSON"]);
    check("[1]", &["E 1:1 The answer looks like JSON"]);
    check("OK", &["E 1:1 Nothing but elements may stand here", "E 1:1 There is no element"]);
    check("<!-- nothing -->", &["E 1:1 There is no element"]);
}

#[test]
fn tags() {
    check_inside("<Wait/><Wait />\n<Wait\n/><Wait></Wait ><Wait></Wait\n>", &[]);
    check_inside("<Play>https://a.example/</Speak></Play>", &["E 2:25 </Speak> closes nothing. <Play> is open here."]);
    check_inside("<Speak>x</speak>", &["E 2:1 <Speak> is never closed", "E 2:9 </speak> closes nothing"]);
    check_inside("<Dial><User>sip:a@b</Dial>", &["E 2:7 <User> is never closed"]);
    check("<Response/></Response>", &["W 1:1 <Response> is empty", "E 1:12 </Response> closes nothing."]);
    check("<Response/><Response/>", &["W 1:1", "E 1:12 A document has one root element only", "W 1:12"]);
    check_inside("<Wait/", &["E 2:1 The tag <Wait> is not closed"]);
    check("<Response><Wait", &["E 1:1 <Response> is never", "E 1:11 The tag <Wait> is not closed"]);
    check("<Response><Wait a=\"", &["E 1:1 <Response> is never", "E 1:11 The tag <Wait> is not closed"]);
    check("<Response><Wait/></Response", &["E 1:1 <Response> is never", "E 1:18 The tag </Response> is not closed"]);
    check_inside("<Wait/></Wait <Wait/>", &["E 2:8 The tag </Wait> is not closed", "E 2:8 </Wait> closes nothing"]);
    check_inside("<Speak>x</Speak a=\"b\">", &["E 2:9 An end tag holds a name and nothing else"]);
    check_inside("<Speak>x</ Speak>", &["E 2:9 An end tag holds a name"]);
    check_inside("<Speak>1 < 2</Speak>", &["E 2:10 Write &lt; for a <"]);
    check_inside("<Speak><3 <></Speak>", &["E 2:8 Write &lt;", "E 2:11 Write &lt;"]);
    check_inside("<Wait/ ><Wa!t/>", &["E 2:2 “Wait/” is not a name", "E 2:10 “Wa!t” is not a name"]);
}

#[test]
fn attributes() {
    let a = |attribute: &str, expected: &[&str]| check_inside(&format!("<Wait {attribute}/>"), expected);
    a("length = '1' silence\n=\n\"true\"", &[]);
    a("length=1", &["E 2:14 Put the attribute's value in quotes"]);
    a("length", &["E 2:13 An attribute is written name=\"value\", and this"]);
    a("length=", &["E 2:14 An attribute is written name=\"value\": here the value"]);
    a("length='1'beep='true'", &["E 2:17 Put a space before the attribute beep"]);
    a("length='1' length='2'", &["E 2:18 The attribute length is there twice"]);
    a("length='1' 2=''", &["E 2:18 “2” is not a name", "W 2:18"]);
    a("x='a<b'", &["W 2:7", "E 2:11 Write &lt; for a <"]);
    a("x='a & b&c=1'", &["W 2:7", "E 2:12 Write &amp;", "E 2:15 Write &amp;"]);
    a("x='&nope;'", &["W 2:7", "E 2:10 XML does not know &nope;"]);
    a("length='&#49;'", &[]);
    a("length='1' ='2'", &["E 2:22 An attribute is written name=\"value\", and this"]);
}

#[test]
fn references() {
    let say = |text: &str, expected: &[&str]| check_inside(&format!("<Speak>{text}</Speak>"), expected);
    say("&lt;&gt;&amp;&quot;&apos;&#10;&#xe9;&#x10FFFF;", &[]);
    say("a & b", &["E 2:10 Write &amp; for an &"]);
    say("a&b&amp;c", &["E 2:9 Write &amp; for an &"]);
    say("?a=1&b=2;", &["E 2:12 Write &amp; for an &"]);
    say("&nbsp;", &["E 2:8 XML does not know &nbsp; by itself"]);
    say("&AMP;", &["E 2:8 XML does not know &AMP; by itself"]);
    say("&;&#;&#x;", &["E 2:8 Write &amp;", "E 2:10 &#; is not a character", "E 2:13 &#x; is not a character"]);
    say("&#0;&#xD800;", &["E 2:8 &#0; is not a character", "E 2:12 &#xD800; is not a character"]);
    say("&#x110000;&#99999999999;", &["E 2:8 &#x110000; is not", "E 2:18 &#99999999999; is not"]);
    say("&#xfffe;&#+1;&#X41;", &["E 2:8 &#xfffe; is not", "E 2:16 &#+1; is not", "E 2:21 &#X41; is not"]);
    check("<Response><Wait/></Response>&amp;&x", &["E 1:29 Nothing but elements may", "E 1:34 Write &amp;"]);
}

#[test]
fn what_is_neither_tag_nor_text() {
    check("<!-- a --><?note b?><Response><?note?><!----><Wait/></Response><!-- c -->", &[]);
    check_inside("<Wait/><!-- a -- b -->", &["E 2:15 A comment may not have --"]);
    check_inside("<Wait/><!-- a --->", &["E 2:8 A comment may not end"]);
    check_inside("<Wait/><!-- a", &["E 2:8 This comment is not closed"]);
    check_inside("<Wait/><![CDATA[ a", &["E 2:8 This CDATA section is not closed"]);
    check_inside("<Wait/><?a", &["E 2:8 This is not closed: ?> is missing"]);
    check_inside("<Wait/><!a>", &["E 2:8 <! begins a comment"]);
    check_inside("<Wait/><? a?>", &["E 2:8 A processing instruction begins with a name"]);
    check_inside("<Speak><![CDATA[<b>&nope;]] > &]]></Speak>", &[]);
    check_inside("<Speak>a]]>b</Speak>", &["E 2:9 Write ]]&gt;"]);
    check("<![CDATA[]]><Response><Wait/></Response>", &["E 1:1 A CDATA section is text"]);
    check("<Response><Wait/></Response>\n}", &["E 2:1 Nothing but elements may stand here"]);
}

#[test]
fn no_document_type() {
    let wait = "<Response><Wait/></Response>";
    check(&format!("<!DOCTYPE Response>{wait}"), &["E 1:1 Plivo XML has no DOCTYPE"]);
    check(&format!("<!doctype>{wait}"), &["E 1:1 Plivo XML has no DOCTYPE"]);
    check(&format!("<!DOCTYPE r SYSTEM \"http://x/y.dtd\">{wait}"), &["E 1:1 Plivo XML has no DOCTYPE"]);
    check(
        "<!DOCTYPE r [<!ENTITY a \"b\">]><Response><Speak>&a;</Speak></Response>",
        &["E 1:1", "E 1:48 XML does not know &a;"],
    );
    check("<!DOCTYPE r [<!ENTITY a", &["E 1:1 Plivo XML has no DOCTYPE, and this one is not closed"]);
}

#[test]
fn declarations() {
    let declared =
        |declaration: &str, expected: &[&str]| check(&format!("{declaration}<Response><Wait/></Response>"), expected);
    declared("<?xml version='1.0'?>", &[]);
    declared("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone='no' ?>\n", &[]);
    declared("\n<?xml version=\"1.0\"?>", &["E 2:1 The XML declaration must be the very first thing"]);
    declared("<?xml?>", &["E 1:3 An XML declaration has a version"]);
    declared("<?xml encoding=\"UTF-8\"?>", &["E 1:3 An XML declaration has a version"]);
    declared("<?xml version='1.0' standalone='yes' encoding='UTF-8'?>", &["E 1:3 An XML declaration has"]);
    declared("<?xml version='1.0' more='x'?>", &["E 1:3 An XML declaration has"]);
    declared("<?xml version='1.0'encoding='UTF-8'?>", &["E 1:20 Put a space"]);
    declared("<?xml version='1.1'?>", &["W 1:16 Plivo's own libraries write XML 1.0"]);
    declared("<?xml version='2.0'?>", &["E 1:16 The version of XML is 1.0"]);
    declared("<?xml version='1.0' standalone='maybe'?>", &["E 1:33 Standalone is yes or no"]);
    declared("<?XML version='1.0'?>", &["E 1:1 The XML declaration is written <?xml"]);
    check("<Response><?xml version='1.0'?><Wait/></Response>", &["E 1:11 The XML declaration must be the very first"]);
}

#[test]
fn characters() {
    check_inside("<Speak>tab\tand 😀\u{85}\u{fffd}</Speak>", &[]);
    check_inside("<Speak>a\u{0}b</Speak>", &["E 2:9 XML does not allow the character U+0000. Remove it."]);
    check_inside(
        "<Speak>\u{1}\u{b}\u{ffff}</Speak>",
        &["E 2:8 XML does not allow the character U+0001. Remove it. 2 more"],
    );
    check_inside("<Größe/>", &["E 2:1 <Größe> is not an element"]);
    check_inside("<a\u{200b}b/>", &["E 2:2 “a\u{fffd}b” is not a name"]);
    check_inside("<a\u{202e}\u{61c}\u{ad}b/>", &["E 2:2 “a\u{fffd}\u{fffd}\u{fffd}b” is not a name"]);
    check_inside("<Play\u{3164}/>", &["E 2:1 <Play\u{fffd}> is not an element"]);
    check_inside("<a\u{3164}\u{2800}\u{e0041}b/>", &["E 2:2 “a\u{fffd}\u{fffd}\u{fffd}b” is not a name"]);
}
