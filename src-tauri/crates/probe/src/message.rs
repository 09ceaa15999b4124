//! The parameters that Plivo would send for an inbound message and an inbound call. Both are marked as a test.

use url::form_urlencoded;

use crate::request::Kind;

/// Numbers that the North American Numbering Plan reserves for fiction, so that no real person receives an answer.
const FROM: &str = "12025550143";
const TO: &str = "12025550178";

const NO_UUID: &str = "00000000-0000-0000-0000-000000000000";
const TEXT: &str = "Number Desk test";

/// Returns the parameters in Plivo's order. Older receivers read a message's text as `Text`.
pub(crate) fn parameters(kind: Kind) -> &'static [(&'static str, &'static str)] {
    match kind {
        Kind::Webhook => &[
            ("From", FROM),
            ("To", TO),
            ("Type", "whatsapp"),
            ("MessageUUID", NO_UUID),
            ("Body", TEXT),
            ("Text", TEXT),
            ("ContentType", "text"),
            ("TotalRate", "0"),
            ("TotalAmount", "0"),
            ("Units", "1"),
        ],
        Kind::Answer => &[
            ("CallUUID", NO_UUID),
            ("From", FROM),
            ("To", TO),
            ("CallStatus", "ringing"),
            ("Direction", "inbound"),
            ("Event", "StartApp"),
        ],
    }
}

pub(crate) fn form(kind: Kind) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters(kind)).finish()
}
