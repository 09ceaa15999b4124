//! What WhatsApp forbids, and what a call to a WhatsApp user requires
//! (<https://docs.plivo.com/docs/messaging/concepts/whatsapp/whatsapp-calling>).

use super::document::{Document, Element};
use super::report::{Report, Rule, shown};

/// The purpose of the document. Both are WhatsApp calls, which may never be forwarded to the phone network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// The answer to an incoming call, so it may not call a WhatsApp user either.
    InboundCall,
    /// Starts a call to a WhatsApp user.
    OutboundCall,
}

pub fn check(document: &Document<'_>, use_: Use, report: &mut Report) {
    for dial in document.elements.iter().filter(|element| element.name == "Dial") {
        for number in document.children(dial).filter(|child| child.name == "Number") {
            let message = "<Number> forwards the call to the phone network, which WhatsApp forbids. \
                           Dial a SIP endpoint with <User>, or answer the call yourself.";
            report.error(number.offset, Rule::WhatsApp, message);
        }
        match (calls_whatsapp(dial), use_) {
            (Some(at), Use::InboundCall) => {
                let message = "This forwards a WhatsApp call to WhatsApp, which is forbidden. Remove callType, \
                               and dial a SIP endpoint or answer the call yourself.";
                report.error(at, Rule::WhatsApp, message);
            }
            (Some(_), Use::OutboundCall) => check_call(document, dial, report),
            (None, _) => check_endpoints(document, dial, report),
        }
    }
}

/// Returns the offset of the `callType` of a WhatsApp call. A value in another case counts too, since another rule
/// already warns about the case.
fn calls_whatsapp(dial: &Element<'_>) -> Option<usize> {
    let call_type = dial.attribute("callType")?;
    call_type.value.trim().eq_ignore_ascii_case("whatsapp").then_some(call_type.offset)
}

fn check_call(document: &Document<'_>, dial: &Element<'_>, report: &mut Report) {
    match dial.attribute("callerId") {
        None if dial.whole => {
            let message = "A WhatsApp call needs callerId: the business number that calls, such as 918035737458.";
            report.error(dial.offset, Rule::WhatsApp, message);
        }
        Some(caller) if !is_e164(caller.value.trim()) => {
            let message = "callerId must be the business number with its country code, such as 918035737458.";
            report.error(caller.value_offset, Rule::WhatsApp, message);
        }
        _ => {}
    }
    for user in users(document, dial).filter(|user| !is_e164(user.trimmed())) {
        let message = "<User> must hold the customer's number with its country code, such as 919412341234.";
        report.error(user.text_offset.unwrap_or(user.offset), Rule::WhatsApp, message);
    }
}

fn check_endpoints(document: &Document<'_>, dial: &Element<'_>, report: &mut Report) {
    for user in users(document, dial).filter(|user| !is_sip(user.trimmed())) {
        let message = format!(
            "Without callType=\"whatsapp\", <User> calls a SIP endpoint, such as sip:name@phone.plivo.com, \
             and “{}” is none.",
            shown(user.trimmed())
        );
        report.warning(user.text_offset.unwrap_or(user.offset), Rule::WhatsApp, message);
    }
}

/// Returns the users that are not empty. An empty one is already reported as an error.
fn users<'d, 'a>(document: &'d Document<'a>, dial: &'d Element<'a>) -> impl Iterator<Item = &'d Element<'a>> {
    document.children(dial).filter(|child| child.name == "User" && !child.trimmed().is_empty())
}

fn is_sip(text: &str) -> bool {
    let scheme = text.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    scheme.is_some_and(|scheme| matches!(scheme.as_str(), "sip" | "sips"))
}

/// Whether the text is a number as Plivo writes it: digits only, or digits after a plus. It is not known how Plivo
/// treats spaces.
fn is_e164(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    (7..=15).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
}
