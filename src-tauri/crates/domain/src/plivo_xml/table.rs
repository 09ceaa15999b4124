//! Plivo's elements as data.
//!
//! Elements and nesting: <https://plivo.com/docs/voice/xml/overview> and the `plivo.xml` module of Plivo's own library
//! for Python, 4.63. Where the two differ (`Wait` in `GetInput`, `PreAnswer`), the library is followed: it writes such
//! documents, and its list is longer. Attributes and their values: the page that each element names, and the library
//! where the page says nothing. As of November 2026.

use super::values::Value::{self, *};

pub struct ElementSpec {
    pub name: &'static str,
    pub children: &'static [&'static str],
    pub text: Text,
    pub attributes: &'static [AttributeSpec],
}

pub struct AttributeSpec {
    pub name: &'static str,
    pub value: Value,
    pub required: bool,
}

/// What an element's own text means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// The element has no text, only formatting between its child elements.
    Unused,
    /// Without text the element does nothing, and the call goes on.
    Helpful,
    /// Without text the element cannot work. Holds a description of the text.
    Required(&'static str),
    Url,
    WebSocket,
}

pub fn element(name: &str) -> Option<&'static ElementSpec> {
    ELEMENTS.iter().find(|element| element.name == name)
}

/// Returns the name that was probably meant: the same name in another case, or the equivalent of a TwiML name.
pub fn meant_by(name: &str) -> Option<&'static str> {
    let foreign = TWIML.iter().find(|(twiml, _)| *twiml == name).map(|(_, ours)| *ours);
    let other_case = || ELEMENTS.iter().map(|element| element.name).find(|ours| ours.eq_ignore_ascii_case(name));
    foreign.or_else(other_case)
}

/// Names that people know from Twilio (<https://www.twilio.com/docs/voice/twiml>).
const TWIML: &[(&str, &str)] = &[
    ("Say", "Speak"),
    ("Pause", "Wait"),
    ("Gather", "GetInput"),
    ("Reject", "Hangup"),
    ("Sms", "Message"),
    ("Connect", "Stream"),
    ("Sip", "User"),
    ("Client", "User"),
    ("WhatsApp", "User"),
];

impl ElementSpec {
    pub fn attribute(&self, name: &str) -> Option<&'static AttributeSpec> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }
}

const fn may(name: &'static str, value: Value) -> AttributeSpec {
    AttributeSpec { name, value, required: false }
}

const fn must(name: &'static str, value: Value) -> AttributeSpec {
    AttributeSpec { name, value, required: true }
}

const fn holder(
    name: &'static str,
    children: &'static [&'static str],
    text: Text,
    attributes: &'static [AttributeSpec],
) -> ElementSpec {
    ElementSpec { name, children, text, attributes }
}

const fn leaf(name: &'static str, text: Text, attributes: &'static [AttributeSpec]) -> ElementSpec {
    holder(name, &[], text, attributes)
}

const METHOD: Value = OneOf(&["GET", "POST"]);
const BOOLEAN: Value = OneOf(&["true", "false"]);
const POSITIVE: Value = Whole { from: 1, to: u32::MAX };
const COUNT: Value = Whole { from: 0, to: u32::MAX };
const FORMAT: Value = OneOf(&["mp3", "wav"]);

const PROMPTS: &[&str] = &["Speak", "Play", "Wait"];

#[rustfmt::skip]
static ELEMENTS: &[ElementSpec] = &[
    holder("Response", &[
        "Conference", "DTMF", "Dial", "GetDigits", "GetInput", "Hangup", "Message", "MultiPartyCall", "Play",
        "PreAnswer", "Record", "Redirect", "Speak", "Stream", "Wait",
    ], Text::Unused, &[]),

    // https://docs.plivo.com/docs/voice/xml/conference
    leaf("Conference", Text::Required("the name of the room"), &[
        may("muted", BOOLEAN), may("enterSound", Sound), may("exitSound", Sound),
        may("startConferenceOnEnter", BOOLEAN), may("endConferenceOnExit", BOOLEAN), may("stayAlone", BOOLEAN),
        may("waitSound", Url), may("maxMembers", Whole { from: 1, to: 20 }), may("record", BOOLEAN),
        may("recordFileFormat", FORMAT), may("recordWhenAlone", BOOLEAN), may("timeLimit", POSITIVE),
        may("hangupOnStar", BOOLEAN), may("action", Url), may("method", METHOD), may("callbackUrl", Url),
        may("callbackMethod", METHOD), may("digitsMatch", Any), may("floorEvent", BOOLEAN), may("redirect", BOOLEAN),
        may("relayDTMF", BOOLEAN), may("sendDigits", Any), may("transcriptionType", Any),
        may("transcriptionUrl", Url), may("transcriptionMethod", METHOD),
    ]),

    // https://docs.plivo.com/docs/voice/xml/dial, and https://www.plivo.com/docs/voice/xml/redirect for callType
    holder("Dial", &["Number", "User"], Text::Unused, &[
        may("action", Url), may("method", METHOD), may("hangupOnStar", BOOLEAN), may("timeLimit", POSITIVE),
        may("timeout", POSITIVE), may("callerId", Any), may("callerName", AtMost(50)), may("confirmSound", Url),
        may("confirmTimeout", POSITIVE), may("confirmKey", Key), may("dialMusic", Any), may("callbackUrl", Url),
        may("callbackMethod", METHOD), may("redirect", BOOLEAN), may("digitsMatch", Any), may("digitsMatchBLeg", Any),
        may("sipHeaders", Any), may("callType", OneOf(&["voice", "whatsapp"])),
    ]),
    leaf("Number", Text::Required("the number to call"), &[
        may("sendDigits", Any), may("sendOnPreanswer", BOOLEAN), may("sendDigitsMode", Any),
    ]),
    // https://docs.plivo.com/docs/voice/xml/dial/user, and https://www.plivo.com/docs/voice/xml/redirect for sipAuth...
    leaf("User", Text::Required("whom to call"), &[
        may("sendDigits", Any), may("sendOnPreanswer", BOOLEAN), may("sipHeaders", Any),
        may("sipAuthUsername", Any), may("sipAuthPassword", Any),
    ]),

    // https://plivo.com/docs/voice/xml/audio-output
    leaf("DTMF", Text::Helpful, &[may("async", BOOLEAN)]),
    leaf("Play", Text::Url, &[may("loop", COUNT)]),
    // The voices' names: https://plivo.com/docs/voice/concepts/ssml
    holder("Speak", &[
        "break", "cont", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w",
    ], Text::Helpful, &[may("voice", Any), may("language", Any), may("loop", COUNT)]),

    // https://docs.plivo.com/docs/voice/xml/getdigits
    holder("GetDigits", PROMPTS, Text::Unused, &[
        may("action", Url), may("method", METHOD), may("timeout", POSITIVE), may("digitTimeout", POSITIVE),
        may("finishOnKey", KeyOrNone), may("numDigits", POSITIVE), may("retries", POSITIVE),
        may("redirect", BOOLEAN), may("playBeep", BOOLEAN), may("validDigits", Keys), may("invalidDigitsSound", Url),
        may("log", BOOLEAN),
    ]),
    // https://plivo.com/docs/voice/xml/getinput
    holder("GetInput", PROMPTS, Text::Unused, &[
        must("action", Url), may("method", METHOD), may("inputType", OneOf(&["dtmf", "speech", "dtmf speech"])),
        may("executionTimeout", Whole { from: 5, to: 60 }), may("digitEndTimeout", WholeOrAuto { from: 2, to: 10 }),
        may("speechEndTimeout", WholeOrAuto { from: 2, to: 10 }), may("finishOnKey", KeyOrNone),
        may("numDigits", POSITIVE), may("speechModel", Any), may("hints", Any), may("language", Any),
        may("interimSpeechResultsCallback", Url), may("interimSpeechResultsCallbackMethod", METHOD),
        may("log", BOOLEAN), may("redirect", BOOLEAN), may("profanityFilter", BOOLEAN),
    ]),

    // https://docs.plivo.com/docs/voice/xml/hangup
    leaf("Hangup", Text::Unused, &[may("reason", OneOf(&["rejected", "busy"])), may("schedule", POSITIVE)]),
    // https://docs.plivo.com/docs/messaging/xml/message
    leaf("Message", Text::Required("the message to send"), &[
        may("src", Any), may("dst", Any), may("type", OneOf(&["sms"])), may("callbackUrl", Url),
        may("callbackMethod", METHOD),
    ]),

    // https://docs.plivo.com/docs/voice/xml/multipartycall; the library requires the role
    leaf("MultiPartyCall", Text::Required("the name of the call"), &[
        must("role", OneOf(&["agent", "supervisor", "customer", "ai-agent"])),
        may("maxDuration", Whole { from: 300, to: 28_800 }), may("maxParticipants", Whole { from: 2, to: 10 }),
        may("recordMinMemberCount", Whole { from: 1, to: 2 }), may("waitMusicUrl", Url),
        may("waitMusicMethod", METHOD), may("waitTime", Whole { from: 0, to: 1_800 }), may("waitForAgent", BOOLEAN),
        may("agentHoldMusicUrl", Url), may("agentHoldMusicMethod", METHOD), may("customerHoldMusicUrl", Url),
        may("customerHoldMusicMethod", METHOD), may("record", BOOLEAN), may("recordParticipantTrack", BOOLEAN),
        may("recordCoachVoice", BOOLEAN), may("recordFileFormat", FORMAT), may("recordingCallbackUrl", Url),
        may("recordingCallbackMethod", METHOD), may("statusCallbackEvents", Any), may("statusCallbackUrl", Url),
        may("statusCallbackMethod", METHOD), may("stayAlone", BOOLEAN), may("coachMode", BOOLEAN), may("mute", BOOLEAN),
        may("hold", BOOLEAN), may("startMpcOnEnter", BOOLEAN), may("endMpcOnExit", BOOLEAN),
        may("enterSound", Sound), may("enterSoundMethod", METHOD), may("exitSound", Sound),
        may("exitSoundMethod", METHOD), may("onExitActionUrl", Url), may("onExitActionMethod", METHOD),
        may("relayDTMFInputs", BOOLEAN), may("startRecordingAudio", Url), may("startRecordingAudioMethod", METHOD),
        may("stopRecordingAudio", Url), may("stopRecordingAudioMethod", METHOD), may("transcript", BOOLEAN),
        may("transcriptionUrl", Url),
    ]),

    holder("PreAnswer", &["DTMF", "GetDigits", "Message", "Play", "Redirect", "Speak", "Wait"], Text::Unused, &[]),
    // https://docs.plivo.com/docs/voice/xml/record
    leaf("Record", Text::Unused, &[
        may("action", Url), may("method", METHOD), may("fileFormat", FORMAT), may("redirect", BOOLEAN),
        may("timeout", POSITIVE), may("maxLength", Whole { from: 2, to: u32::MAX }), may("playBeep", BOOLEAN),
        may("finishOnKey", Keys), may("recordSession", BOOLEAN), may("startOnDialAnswer", BOOLEAN),
        may("recordChannelType", OneOf(&["mono", "stereo"])), may("transcriptionType", Any),
        may("transcriptionUrl", Url), may("transcriptionMethod", METHOD), may("transcriptionReportType", Any),
        may("callbackUrl", Url), may("callbackMethod", METHOD),
    ]),
    // https://docs.plivo.com/docs/voice/xml/redirect
    leaf("Redirect", Text::Url, &[may("method", METHOD)]),
    // https://plivo.com/docs/voice/xml/audio-streaming
    leaf("Stream", Text::WebSocket, &[
        may("bidirectional", BOOLEAN), may("audioTrack", OneOf(&["inbound", "outbound", "both"])),
        may("streamTimeout", POSITIVE), may("statusCallbackUrl", Url), may("statusCallbackMethod", METHOD),
        may("contentType", OneOf(&[
            "audio/x-l16;rate=8000", "audio/x-l16;rate=16000", "audio/x-mulaw;rate=8000",
        ])),
        may("extraHeaders", AtMost(512)), may("keepCallAlive", BOOLEAN), may("noiseCancellation", BOOLEAN),
        may("noiseCancellationLevel", Whole { from: 60, to: 100 }),
    ]),
    // https://docs.plivo.com/docs/voice/xml/wait
    leaf("Wait", Text::Unused, &[
        may("length", POSITIVE), may("silence", BOOLEAN), may("minSilence", POSITIVE), may("beep", BOOLEAN),
    ]),

    // Speech markup: https://plivo.com/docs/voice/concepts/ssml, nested as the library allows it.
    leaf("break", Text::Unused, &[may("strength", Any), may("time", Any)]),
    holder("cont", &[
        "break", "cont", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w",
    ], Text::Helpful, &[]),
    holder("emphasis", &[
        "break", "emphasis", "lang", "phoneme", "prosody", "say-as", "sub", "w",
    ], Text::Helpful, &[may("level", Any)]),
    holder("lang", &[
        "break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w",
    ], Text::Helpful, &[may("xml:lang", Any)]),
    holder("p", &[
        "break", "emphasis", "lang", "phoneme", "prosody", "s", "say-as", "sub", "w",
    ], Text::Helpful, &[]),
    leaf("phoneme", Text::Helpful, &[may("alphabet", Any), may("ph", Any)]),
    holder("prosody", &[
        "break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w",
    ], Text::Helpful, &[may("volume", Any), may("rate", Any), may("pitch", Any)]),
    holder("s", &[
        "break", "emphasis", "lang", "phoneme", "prosody", "say-as", "sub", "w",
    ], Text::Helpful, &[]),
    leaf("say-as", Text::Helpful, &[may("interpret-as", Any), may("format", Any)]),
    leaf("sub", Text::Helpful, &[may("alias", Any)]),
    holder("w", &["break", "emphasis", "phoneme", "prosody", "say-as", "sub"], Text::Helpful, &[may("role", Any)]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_together() {
        for (index, spec) in ELEMENTS.iter().enumerate() {
            assert!(ELEMENTS[..index].iter().all(|other| other.name != spec.name), "{} is there twice", spec.name);
            let unknown = spec.children.iter().find(|child| element(child).is_none());
            assert_eq!(unknown, None, "in {}", spec.name);
            for (index, attribute) in spec.attributes.iter().enumerate() {
                let twice = spec.attributes[..index].iter().any(|other| other.name == attribute.name);
                assert!(!twice, "{} of {} is there twice", attribute.name, spec.name);
            }
        }
        assert!(TWIML.iter().all(|(theirs, ours)| element(theirs).is_none() && element(ours).is_some()));
    }
}
