//! A number's configuration with the field names of the API, each value as a text: the base of a draft, its values, and
//! Plivo's response. Implemented independently here, so that it can contradict the app.

use std::collections::BTreeMap;

use desk::view::{ConfigurationType, FieldName, PanelView};
use serde_json::Value;

pub(crate) type Fields = BTreeMap<&'static str, String>;

/// Fields that belong together.
pub(crate) const GROUPS: [&[&str]; 3] =
    [&["alias"], &["configuration_type", "webhook_url", "agent_uuid"], &["calling_enabled", "answer_url"]];

/// A draft as the panel showed it, from some request on.
pub(crate) struct Drafted {
    /// The last request before.
    pub since: u64,
    /// The base of the draft.
    pub was: Fields,
    /// The base with the typed values.
    pub mine: Fields,
}

impl Drafted {
    pub(crate) fn of(panel: &PanelView, since: u64) -> Self {
        let kind = |kind: Option<ConfigurationType>| match kind {
            Some(ConfigurationType::Webhook) => "webhook".to_owned(),
            Some(ConfigurationType::AiAgent) => "ai_agent".to_owned(),
            None => String::new(),
        };
        let switch = |on: bool| if on { "on" } else { "off" }.to_owned();
        let sides = [
            ("alias", panel.alias.was.clone(), panel.alias.value.clone()),
            ("configuration_type", kind(panel.configuration_type.was), kind(panel.configuration_type.value)),
            ("webhook_url", panel.webhook_url.was.clone(), panel.webhook_url.value.clone()),
            ("agent_uuid", panel.ai_agent.was.clone(), panel.ai_agent.value.clone()),
            ("calling_enabled", switch(panel.calling.was), switch(panel.calling.value)),
            ("answer_url", panel.answer_url.was.clone(), panel.answer_url.value.clone()),
        ];
        let mut drafted = Self { since, was: Fields::new(), mine: Fields::new() };
        for (field, was, mine) in sides {
            drafted.was.insert(field, was);
            drafted.mine.insert(field, mine);
        }
        drafted
    }
}

pub(crate) fn wire(field: FieldName) -> Option<&'static str> {
    Some(match field {
        FieldName::Alias => "alias",
        FieldName::ConfigurationType => "configuration_type",
        FieldName::WebhookUrl => "webhook_url",
        FieldName::AiAgent => "agent_uuid",
        FieldName::Calling => "calling_enabled",
        FieldName::AnswerUrl => "answer_url",
        _ => return None,
    })
}

/// A field of a response or of a body.
pub(crate) fn text(object: &Value, field: &str) -> String {
    match &object[field] {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "on".to_owned(),
        Value::Bool(false) => "off".to_owned(),
        _ if field == "calling_enabled" => "off".to_owned(),
        _ => String::new(),
    }
}

/// Whether the field has an effect, for this type and this calling switch.
pub(crate) fn counts(field: &str, of: impl Fn(&str) -> String) -> bool {
    match field {
        "webhook_url" => of("configuration_type") != "ai_agent",
        "agent_uuid" => of("configuration_type") == "ai_agent",
        "answer_url" => of("calling_enabled") == "on",
        _ => true,
    }
}
