//! The XML document that calls a WhatsApp user.

use super::country::{Outbound, Verdict};
use crate::phone::PhoneNumber;
use crate::plivo_xml::{Severity, Use, validate};

/// Plivo XML that places a call, ready to be returned by an Answer URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dial {
    pub xml: String,
    /// A whole sentence, present if it is not known whether the call will be allowed.
    pub warning: Option<String>,
}

/// Why no document can be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DialRefusal {
    /// Holds the country verdict's reason.
    #[error("{0}")]
    Restricted(String),
    #[error("This is the business number itself. Enter the customer's number.")]
    OwnNumber,
    /// Plivo would refuse the document. Holds the validator's message.
    #[error("Plivo would not accept this. {0}")]
    Unfit(String),
}

/// Returns the document with which the business number `caller` calls `recipient`. `verdict` is the verdict for
/// `caller`.
///
/// # Errors
/// Fails if the call cannot be placed, whatever the customer permits. The customer's permission is not checked here.
pub fn dial_xml(caller: PhoneNumber, recipient: PhoneNumber, verdict: &Verdict) -> Result<Dial, DialRefusal> {
    if caller == recipient {
        return Err(DialRefusal::OwnNumber);
    }
    if verdict.outbound == Outbound::Restricted {
        return Err(DialRefusal::Restricted(verdict.reason.clone()));
    }
    let xml = document(caller, recipient);
    let validation = validate(xml.as_bytes(), None, Use::OutboundCall);
    if let Some(error) = validation.diagnostics.into_iter().find(|diagnostic| diagnostic.severity == Severity::Error) {
        return Err(DialRefusal::Unfit(error.message));
    }
    let warning = (verdict.outbound == Outbound::NotKnown).then(|| verdict.reason.clone());
    Ok(Dial { xml, warning })
}

/// Numbers consist of digits only, so nothing has to be escaped.
fn document(caller: PhoneNumber, recipient: PhoneNumber) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Dial callerId="{caller}" callType="whatsapp">
    <User>{recipient}</User>
  </Dial>
</Response>
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calling::country;
    use crate::calling::rules::Rules;

    fn dial(caller: &str, recipient: &str) -> Result<Dial, DialRefusal> {
        let [caller, recipient] = [caller, recipient].map(|text| PhoneNumber::parse(text).unwrap());
        dial_xml(caller, recipient, &country::classify(Rules::current(), caller, None))
    }

    #[test]
    fn the_guides_example() {
        let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>\n  <Dial callerId=\"918035737458\" \
                        callType=\"whatsapp\">\n    <User>919412341234</User>\n  </Dial>\n</Response>\n";
        let Dial { xml, warning } = dial("+91 80357 37458", "+919412341234").unwrap();
        assert_eq!((xml.as_str(), warning), (expected, None));
        let validation = validate(xml.as_bytes(), Some("utf-8"), Use::OutboundCall);
        assert!(validation.complete && validation.diagnostics.is_empty(), "{:?}", validation.diagnostics);
    }

    #[test]
    fn what_is_refused_and_what_is_warned_of() {
        let check = |caller: &str, recipient: &str, expected: &str| {
            let told = match dial(caller, recipient) {
                Ok(Dial { warning: None, .. }) => "fine".to_owned(),
                Ok(Dial { warning: Some(warning), .. }) => format!("warned: {warning}"),
                Err(refusal) => format!("refused: {refusal}"),
            };
            assert!(told.starts_with(expected), "{caller} {recipient}: {told}");
        };
        check("918035737458", "919412341234", "fine");
        check("18765550123", "12025550123", "fine");
        check("442079460018", "84912345678", "fine");
        check("12045550123", "919412341234", "refused: A business number of Canada cannot call users.");
        check("84912345678", "919412341234", "refused: A business number of Vietnam cannot");
        check("80012345678", "919412341234", "warned: Neither the numbering plan nor Plivo");
        check("17875550123", "919412341234", "warned: No source says whether Puerto Rico");
        check("918035737458", "918035737458", "refused: This is the business number itself.");
        check("12045550123", "12045550123", "refused: This is the business number itself.");
        check("918035737458", "12345", "refused: Plivo would not accept this. <User> must hold");
    }
}
