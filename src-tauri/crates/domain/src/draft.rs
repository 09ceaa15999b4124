//! What a person is typing, over the state it started from.

use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::observed::{Held, RoutingType};

/// The fields that were edited, as typed; absent ones are untouched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Edits {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configuration_type: Option<RoutingType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ai_agent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calling: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer_url: Option<String>,
}

/// One edit of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldEdit {
    Alias(String),
    ConfigurationType(RoutingType),
    WebhookUrl(String),
    AiAgent(String),
    Calling(bool),
    AnswerUrl(String),
}

/// Edits with the state they started from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub base: Held,
    pub edits: Edits,
}

impl Draft {
    pub fn new(base: Held) -> Self {
        Self { base, edits: Edits::default() }
    }

    /// A field set back to where it was is no longer an edit.
    pub fn apply(&mut self, edit: FieldEdit) {
        let text =
            |typed: String, held: &Option<String>| (typed != held.as_deref().unwrap_or_default()).then_some(typed);
        match edit {
            FieldEdit::Alias(typed) => self.edits.alias = text(typed, &self.base.alias),
            FieldEdit::ConfigurationType(to) => {
                self.edits.configuration_type = (Some(to) != self.base.routing_type()).then_some(to);
            }
            FieldEdit::WebhookUrl(typed) => self.edits.webhook_url = text(typed, &self.base.webhook_url),
            FieldEdit::AiAgent(typed) => self.edits.ai_agent = text(typed, &self.base.agent_uuid),
            FieldEdit::Calling(to) => self.edits.calling = (to != self.base.calling()).then_some(to),
            FieldEdit::AnswerUrl(typed) => self.edits.answer_url = text(typed, &self.base.answer_url),
        }
    }

    pub fn undo(&mut self, field: Field) {
        match field {
            Field::Alias => self.edits.alias = None,
            Field::ConfigurationType => self.edits.configuration_type = None,
            Field::WebhookUrl => self.edits.webhook_url = None,
            Field::AiAgent => self.edits.ai_agent = None,
            Field::Calling => self.edits.calling = None,
            Field::AnswerUrl => self.edits.answer_url = None,
            Field::AccountMapping => {}
        }
    }

    /// What the panel shows: the edits over `held`.
    pub fn over(&self, held: &Held) -> Held {
        let text = |edit: &Option<String>, held: &Option<String>| match edit {
            Some(typed) if typed.is_empty() => None,
            Some(typed) => Some(typed.clone()),
            None => held.clone(),
        };
        let edits = &self.edits;
        Held {
            alias: text(&edits.alias, &held.alias),
            configuration_type: match edits.configuration_type {
                Some(to) => Some(to.wire().to_owned()),
                None => held.configuration_type.clone(),
            },
            webhook_url: text(&edits.webhook_url, &held.webhook_url),
            agent_uuid: text(&edits.ai_agent, &held.agent_uuid),
            calling_enabled: edits.calling.or(held.calling_enabled),
            answer_url: text(&edits.answer_url, &held.answer_url),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.edits == Edits::default()
    }
}

impl Edits {
    pub fn has(&self, field: Field) -> bool {
        match field {
            Field::Alias => self.alias.is_some(),
            Field::ConfigurationType => self.configuration_type.is_some(),
            Field::WebhookUrl => self.webhook_url.is_some(),
            Field::AiAgent => self.ai_agent.is_some(),
            Field::Calling => self.calling.is_some(),
            Field::AnswerUrl => self.answer_url.is_some(),
            Field::AccountMapping => false,
        }
    }

    /// The edited fields, in the panel's order.
    pub fn fields(&self) -> Vec<Field> {
        NUMBER_FIELDS.into_iter().filter(|field| self.has(*field)).collect()
    }
}

/// Every field that belongs to a number; Account Mapping belongs to its WABA.
pub const NUMBER_FIELDS: [Field; 6] =
    [Field::Alias, Field::ConfigurationType, Field::WebhookUrl, Field::AiAgent, Field::Calling, Field::AnswerUrl];
