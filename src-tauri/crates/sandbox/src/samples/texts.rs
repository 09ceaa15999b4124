//! The bodies of the sample endpoints' answers.

pub(super) const GREETING: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Speak>Thank you for calling Acme. One moment, please.</Speak>
</Response>
"#;

/// An attribute without quotes, a bare ampersand, two elements that are never closed, and an end tag for another
/// element.
pub(super) const BROKEN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Speak voice=WOMAN>Welcome to Acme & friends.</Speak>
  <GetDigits action="https://voice.acme.example/menu">
    <Speak>Press 1 for support.</Spaek>
  <Hangup>
</Response>
"#;

/// Forwards to the phone network, then to WhatsApp.
pub(super) const FORWARDING: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Dial callerId="918035737458">
    <Number>919412341234</Number>
  </Dial>
  <Dial callerId="918035737458" callType="whatsapp">
    <User>919412341234</User>
  </Dial>
</Response>
"#;

pub(super) const PAGE: &str = "<!DOCTYPE html>\n<html>\n<head><title>Acme</title></head>\n\
                               <body><h1>It works!</h1></body>\n</html>\n";

pub(super) const FAILURE: &str = "<!DOCTYPE html>\n<html>\n<head><title>500 Internal Server Error</title></head>\n\
                                  <body><h1>Internal Server Error</h1></body>\n</html>\n";

/// The beginning of the answer that never ends.
pub(super) const BEGUN: &str = "<Response>";

/// Valid, but larger than the 100 kB that Plivo reads.
pub(super) fn huge() -> String {
    let line = "  <Speak>Thank you for your patience. You are still being connected.</Speak>\n";
    format!("<Response>\n{}</Response>\n", line.repeat(120_000 / line.len()))
}
