//! What Plivo accepts as a number's configuration.
//!
//! A missing key leaves the value as it is, and null clears it. Each sent value must be valid on its own. The groups
//! (routing; calling) must be complete only if one of their keys was sent. So an old number with an invalid webhook can
//! still get another alias.

use super::reply::Refusal;
use crate::account::{Account, Number};
use serde_json::{Map, Value};
use url::Url;

const ALIAS_CHARS: usize = 64;
const URL_BYTES: usize = 2_048;
const ROUTING: &[&str] = &["configuration_type", "webhook_url", "agent_uuid"];
const CALLING: &[&str] = &["calling_enabled", "answer_url"];

/// Returns the number as changed by the body.
pub(super) fn configured(account: &Account, mut number: Number, body: &Map<String, Value>) -> Result<Number, Refusal> {
    if body.is_empty() {
        return Err(Refusal::bad("nothing to change"));
    }
    for (key, value) in body {
        set(account, &mut number, key, value)?;
    }
    if ROUTING.iter().any(|key| body.contains_key(*key)) {
        check_routing(&number)?;
    }
    if CALLING.iter().any(|key| body.contains_key(*key)) {
        check_calling(&number)?;
    }
    Ok(number)
}

fn set(account: &Account, number: &mut Number, key: &str, value: &Value) -> Result<(), Refusal> {
    match key {
        "alias" => number.alias = alias(value)?,
        "configuration_type" => number.configuration_type = Some(configuration_type(value)?),
        "webhook_url" => number.webhook_url = https(key, value)?,
        "agent_uuid" => number.agent_uuid = agent(account, value)?,
        "calling_enabled" => number.calling_enabled = switch(value)?,
        "answer_url" => number.answer_url = https(key, value)?,
        _ => return Err(Refusal::bad(format!("unknown parameter: {key}"))),
    }
    Ok(())
}

fn alias(value: &Value) -> Result<Option<String>, Refusal> {
    let text = optional("alias", value)?;
    match text {
        Some(text) if text.chars().count() > ALIAS_CHARS => Err(Refusal::bad("alias must be at most 64 characters")),
        Some(text) if text.chars().any(char::is_control) => Err(Refusal::bad("alias has control characters")),
        text => Ok(text.map(str::to_owned)),
    }
}

fn configuration_type(value: &Value) -> Result<String, Refusal> {
    let known = value.as_str().filter(|text| ["webhook", "ai_agent"].contains(text));
    known.map(str::to_owned).ok_or_else(|| Refusal::bad("configuration_type must be webhook or ai_agent"))
}

fn agent(account: &Account, value: &Value) -> Result<Option<String>, Refusal> {
    match optional("agent_uuid", value)? {
        Some(id) if !account.knows_agent(id) => Err(Refusal::bad("unknown agent")),
        id => Ok(id.map(str::to_owned)),
    }
}

fn switch(value: &Value) -> Result<bool, Refusal> {
    value.as_bool().ok_or_else(|| Refusal::bad("calling_enabled must be true or false"))
}

fn https(key: &str, value: &Value) -> Result<Option<String>, Refusal> {
    match optional(key, value)? {
        Some(text) if !is_https(text) => Err(Refusal::bad(format!("{key} must be a valid https URL"))),
        text => Ok(text.map(str::to_owned)),
    }
}

/// Reads a text or null. An empty text clears the value, like null.
fn optional<'a>(key: &str, value: &'a Value) -> Result<Option<&'a str>, Refusal> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
        _ => Err(Refusal::bad(format!("{key} must be text or null"))),
    }
}

fn is_https(text: &str) -> bool {
    let spaced = text.chars().any(|c| c.is_control() || c.is_whitespace());
    let parsed = Url::parse(text);
    let https = parsed.is_ok_and(|url| url.scheme() == "https" && url.has_host() && url.username().is_empty());
    https && !spaced && text.len() <= URL_BYTES
}

fn check_routing(number: &Number) -> Result<(), Refusal> {
    match number.configuration_type.as_deref() {
        Some("webhook") if !number.webhook_url.as_deref().is_some_and(is_https) => {
            Err(Refusal::bad("configuration_type webhook needs a valid https webhook_url"))
        }
        Some("ai_agent") if number.agent_uuid.is_none() => {
            Err(Refusal::bad("configuration_type ai_agent needs an agent_uuid"))
        }
        _ => Ok(()),
    }
}

fn check_calling(number: &Number) -> Result<(), Refusal> {
    let whole = !number.calling_enabled || number.answer_url.as_deref().is_some_and(is_https);
    if whole { Ok(()) } else { Err(Refusal::bad("calling_enabled needs a valid https answer_url")) }
}
