//! Plivo's rules for its elements, for any call.

use super::characters::is_name;
use super::document::{Attribute, Document, Element};
use super::report::{Report, Rule, shown};
use super::table::{self, ElementSpec, Text};
use super::values::{WEB, is_url};
use crate::validate::Severity;

pub fn check(document: &Document<'_>, report: &mut Report) {
    for element in &document.elements {
        if report.is_full() {
            report.leave_unread();
            return;
        }
        check_place(document, element, report);
        if let Some(spec) = table::element(element.name) {
            check_attributes(element, spec, report);
            check_text(element, spec, report);
            check_sense(document, element, report);
        }
    }
}

fn check_place(document: &Document<'_>, element: &Element<'_>, report: &mut Report) {
    let name = shown(element.name);
    let Some(parent) = document.parent(element) else {
        let first = document.elements.first().is_some_and(|root| root.offset == element.offset);
        if first && element.name != "Response" {
            let message = format!("The root element must be <Response>, written like this, and is <{name}>.");
            report.error(element.offset, Rule::Elements, message);
        }
        return;
    };
    // For an unknown element, nobody knows what is allowed in it.
    let Some(spec) = spec_of(document, parent) else {
        return;
    };
    if spec.children.contains(&element.name) || !is_name(element.name) {
        return;
    }
    let message = match (table::element(element.name), spec.children) {
        (None, _) => format!("<{name}> is not an element of Plivo XML.{}", hint(element.name)),
        (_, []) => format!("<{}> holds no elements: move <{name}> out of it.", spec.name),
        (_, allowed) => format!("<{name}> may not stand in <{}>. It holds {}.", spec.name, allowed.join(", ")),
    };
    report.error(element.offset, Rule::Elements, message);
}

/// Returns the specification of a known element, wherever the element is. A root that differs from `Response` only in
/// case counts as `Response`.
fn spec_of(document: &Document<'_>, element: &Element<'_>) -> Option<&'static ElementSpec> {
    let root = document.parent(element).is_none();
    let name = if root && element.name.eq_ignore_ascii_case("Response") { "Response" } else { element.name };
    table::element(name)
}

fn hint(name: &str) -> String {
    table::meant_by(name).map(|ours| format!(" Did you mean <{ours}>?")).unwrap_or_default()
}

fn check_attributes(element: &Element<'_>, spec: &ElementSpec, report: &mut Report) {
    for attribute in &element.attributes {
        match spec.attribute(attribute.name) {
            Some(known) => {
                if let Some((severity, flaw)) = known.value.flaw(&attribute.value) {
                    tell(attribute, severity, &format!("{flaw}."), report);
                }
            }
            None => check_unknown(attribute, spec, report),
        }
    }
    for required in spec.attributes.iter().filter(|attribute| attribute.required && element.whole) {
        let missing = element.attribute(required.name).is_none_or(|attribute| attribute.value.trim().is_empty());
        if missing {
            let message = format!("<{}> needs the attribute {}.", spec.name, required.name);
            report.error(element.offset, Rule::Attributes, message);
        }
    }
}

fn tell(attribute: &Attribute<'_>, severity: Severity, flaw: &str, report: &mut Report) {
    let message = format!("{} {flaw} Here it is “{}”.", shown(attribute.name), shown(&attribute.value));
    match severity {
        Severity::Error => report.error(attribute.value_offset, Rule::Attributes, message),
        Severity::Warning => report.warning(attribute.value_offset, Rule::Attributes, message),
    }
}

fn check_unknown(attribute: &Attribute<'_>, spec: &ElementSpec, report: &mut Report) {
    let name = attribute.name;
    let message = if name == "xmlns" || name.starts_with("xmlns:") {
        "Plivo XML has no namespaces. Remove this attribute.".to_owned()
    } else {
        let other_case = spec.attributes.iter().find(|known| known.name.eq_ignore_ascii_case(name));
        let hint = other_case.map(|known| format!(" Did you mean {}?", known.name)).unwrap_or_default();
        format!("Plivo's documentation has no attribute {} of <{}>.{hint}", shown(name), spec.name)
    };
    report.warning(attribute.offset, Rule::Attributes, message);
}

fn check_text(element: &Element<'_>, spec: &ElementSpec, report: &mut Report) {
    let text = element.trimmed();
    let name = spec.name;
    let at = element.text_offset.unwrap_or(element.offset);
    let empty = text.is_empty() && element.children.is_empty();
    match spec.text {
        Text::Unused if !text.is_empty() => {
            report.warning(at, Rule::Elements, format!("The text in <{name}> means nothing to Plivo. Remove it."));
        }
        Text::Helpful if empty && element.whole => {
            report.warning(at, Rule::Elements, format!("<{name}> is empty, so it does nothing."));
        }
        Text::Required(what) if empty && element.whole => {
            report.error(at, Rule::Elements, format!("<{name}> is empty: write {what} in it."));
        }
        Text::Url if element.whole && !is_url(text, WEB) => {
            let message = format!("<{name}> must hold a full URL, such as https://example.com/{}.", example(name));
            report.error(at, Rule::Elements, message);
        }
        Text::WebSocket if element.whole && !is_url(text, &["wss"]) => {
            report.error(
                at,
                Rule::Elements,
                format!("<{name}> must hold the URL of a WebSocket, which begins with wss://."),
            );
        }
        _ => {}
    }
}

fn example(name: &str) -> &'static str {
    if name == "Play" { "welcome.mp3" } else { "next" }
}

/// Checks the rules that concern more than one element or attribute.
fn check_sense(document: &Document<'_>, element: &Element<'_>, report: &mut Report) {
    match element.name {
        "Response" => check_response(document, element, report),
        "Dial" if element.whole && !document.children(element).any(|child| matches!(child.name, "Number" | "User")) => {
            // https://docs.plivo.com/docs/voice/xml/dial
            report.error(element.offset, Rule::Elements, "<Dial> needs a <User> in it: it calls nobody as it is.");
        }
        "User" => check_sip_password(element, report),
        "Speak" => check_speech(element, report),
        "Stream" => check_stream(element, report),
        _ => {}
    }
}

fn check_response(document: &Document<'_>, response: &Element<'_>, report: &mut Report) {
    if response.children.is_empty() && response.whole {
        // https://docs.plivo.com/docs/voice/troubleshooting/hangup-causes, 4010
        let message = "<Response> is empty: Plivo ends the call at once.";
        report.warning(response.offset, Rule::Elements, message);
    }
    let steps: Vec<_> = document.children(response).collect();
    let last = steps.iter().position(|step| ends_the_steps(step));
    if let Some([last, next, ..]) = last.map(|last| &steps[last..]) {
        let message = format!("Plivo never reaches this: <{}> before it ends the document.", last.name);
        report.warning(next.offset, Rule::Elements, message);
    }
    if let Some(step) = steps.last()
        && step.name == "Hangup"
        && let Some(schedule) = step.attribute("schedule")
    {
        // https://docs.plivo.com/docs/voice/xml/hangup
        let message = "Nothing follows this <Hangup>, so it hangs up at once in spite of its schedule.";
        report.warning(schedule.offset, Rule::Elements, message);
    }
}

/// <https://docs.plivo.com/docs/voice/xml/redirect>, <https://docs.plivo.com/docs/voice/xml/hangup>.
fn ends_the_steps(step: &Element<'_>) -> bool {
    step.name == "Redirect" || (step.name == "Hangup" && step.attribute("schedule").is_none())
}

/// The two attributes are required together: <https://www.plivo.com/docs/voice/xml/redirect>.
fn check_sip_password(user: &Element<'_>, report: &mut Report) {
    let (name, password) = (user.attribute("sipAuthUsername"), user.attribute("sipAuthPassword"));
    if let (Some(alone), None) | (None, Some(alone)) = (name, password) {
        let message = "sipAuthUsername and sipAuthPassword come together: one of them is missing.";
        report.error(alone.offset, Rule::Attributes, message);
    }
}

/// <https://plivo.com/docs/voice/concepts/ssml>.
fn check_speech(speak: &Element<'_>, report: &mut Report) {
    const LONGEST: usize = 3_000;
    let polly = speak.attribute("voice").is_some_and(|voice| voice.value.starts_with("Polly."));
    if !polly && !speak.children.is_empty() && speak.whole {
        let message = "Marked-up speech needs one of Amazon Polly's voices, such as voice=\"Polly.Joanna\".";
        report.warning(speak.offset, Rule::Attributes, message);
    }
    let length = speak.text.chars().count();
    if length > LONGEST {
        let message = format!("<Speak> has {length} characters, and Plivo reads out at most {LONGEST}. Split it.");
        report.warning(speak.offset, Rule::Elements, message);
    }
}

/// <https://plivo.com/docs/voice/xml/audio-streaming>.
fn check_stream(stream: &Element<'_>, report: &mut Report) {
    let both_ways = stream.attribute("bidirectional").is_some_and(|attribute| attribute.value == "true");
    if let Some(track) = stream.attribute("audioTrack")
        && both_ways
        && matches!(track.value.as_str(), "outbound" | "both")
    {
        let message = "A stream with bidirectional=\"true\" takes audioTrack=\"inbound\" only.";
        report.error(track.value_offset, Rule::Attributes, message);
    }
}
