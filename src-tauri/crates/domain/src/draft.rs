//! What a person has edited, and the state from which the edits started.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::observed::{Held, RoutingType};

/// The edited fields, as typed. `None` means that the field was not edited. An unknown field makes the whole draft
/// unreadable, because without it the draft would mean something else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
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

/// Whose value wins where both sides changed a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Plivo,
    Yours,
}

/// A person's decision about a conflict. It counts only as long as Plivo holds the value that the person saw. An
/// unknown field makes the decision unreadable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    pub side: Side,
    /// The field's value at Plivo at the time of the decision.
    pub over: String,
}

pub type Decisions = BTreeMap<Field, Decision>;

/// Edits, and the state from which they started.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    pub base: Held,
    pub edits: Edits,
    #[serde(default)]
    pub decisions: Decisions,
}

impl Draft {
    pub fn new(base: Held) -> Self {
        Self { base, ..Self::default() }
    }

    /// Applies an edit. A field that is set back to its original value is no longer an edit.
    pub fn apply(&mut self, edit: FieldEdit) {
        if edit.is_held(&self.base) {
            self.undo(edit.field());
        } else {
            self.put(edit);
        }
    }

    /// Stores an edit, also one to the original value.
    pub(crate) fn put(&mut self, edit: FieldEdit) {
        // A new edit cancels an earlier decision for Plivo's value.
        if self.decisions.get(&edit.field()).is_some_and(|decision| decision.side == Side::Plivo) {
            self.decisions.remove(&edit.field());
        }
        match edit {
            FieldEdit::Alias(typed) => self.edits.alias = Some(typed),
            FieldEdit::ConfigurationType(to) => self.edits.configuration_type = Some(to),
            FieldEdit::WebhookUrl(typed) => self.edits.webhook_url = Some(typed),
            FieldEdit::AiAgent(typed) => self.edits.ai_agent = Some(typed),
            FieldEdit::Calling(to) => self.edits.calling = Some(to),
            FieldEdit::AnswerUrl(typed) => self.edits.answer_url = Some(typed),
        }
    }

    pub fn undo(&mut self, field: Field) {
        self.decisions.remove(&field);
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

    /// Makes the current value at Plivo the base of this field. The other fields keep their base. Otherwise a change at
    /// Plivo in another field would never show up as a conflict.
    pub fn start_from(&mut self, field: Field, seen: &Held) {
        match field {
            Field::Alias => self.base.alias.clone_from(&seen.alias),
            Field::ConfigurationType => self.base.configuration_type.clone_from(&seen.configuration_type),
            Field::WebhookUrl => self.base.webhook_url.clone_from(&seen.webhook_url),
            Field::AiAgent => self.base.agent_uuid.clone_from(&seen.agent_uuid),
            Field::Calling => self.base.calling_enabled = seen.calling_enabled,
            Field::AnswerUrl => self.base.answer_url.clone_from(&seen.answer_url),
            Field::AccountMapping => {}
        }
    }

    /// Sets the draft's field to its value in `from`. Returns false if Plivo cannot be asked for that value: a type,
    /// URL or agent can be replaced, but not removed.
    pub fn take(&mut self, field: Field, from: &Held) -> bool {
        match FieldEdit::of(field, from) {
            Some(edit) => self.apply(edit),
            None => return from.text(field) == self.base.text(field),
        }
        true
    }

    /// Returns what the panel shows: the edits applied to `held`.
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

impl FieldEdit {
    pub fn field(&self) -> Field {
        match self {
            Self::Alias(_) => Field::Alias,
            Self::ConfigurationType(_) => Field::ConfigurationType,
            Self::WebhookUrl(_) => Field::WebhookUrl,
            Self::AiAgent(_) => Field::AiAgent,
            Self::Calling(_) => Field::Calling,
            Self::AnswerUrl(_) => Field::AnswerUrl,
        }
    }

    /// Whether `held` has the value of this edit.
    pub(crate) fn is_held(&self, held: &Held) -> bool {
        let text = |typed: &str, held: &Option<String>| typed == held.as_deref().unwrap_or_default();
        match self {
            Self::Alias(typed) => text(typed, &held.alias),
            Self::ConfigurationType(to) => held.routing_type() == Some(*to),
            Self::WebhookUrl(typed) => text(typed, &held.webhook_url),
            Self::AiAgent(typed) => text(typed, &held.agent_uuid),
            Self::Calling(to) => held.calling() == *to,
            Self::AnswerUrl(typed) => text(typed, &held.answer_url),
        }
    }

    /// Returns the edit that sets the field to its value in `held`, or `None` if there is no value to set.
    pub fn of(field: Field, held: &Held) -> Option<Self> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        match field {
            Field::Alias => Some(Self::Alias(held.alias.clone().unwrap_or_default())),
            Field::ConfigurationType => held.routing_type().map(Self::ConfigurationType),
            Field::WebhookUrl => given(&held.webhook_url).map(Self::WebhookUrl),
            Field::AiAgent => given(&held.agent_uuid).map(Self::AiAgent),
            Field::Calling => Some(Self::Calling(held.calling())),
            Field::AnswerUrl => given(&held.answer_url).map(Self::AnswerUrl),
            Field::AccountMapping => None,
        }
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

    /// Returns the edited fields, in the panel's order.
    pub fn fields(&self) -> Vec<Field> {
        NUMBER_FIELDS.into_iter().filter(|field| self.has(*field)).collect()
    }
}

/// Every field that belongs to a number. Account Mapping belongs to its WABA.
pub const NUMBER_FIELDS: [Field; 6] =
    [Field::Alias, Field::ConfigurationType, Field::WebhookUrl, Field::AiAgent, Field::Calling, Field::AnswerUrl];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_this_version_does_not_know_is_unreadable() {
        let edits = |text: &str, expected: bool| {
            assert_eq!(serde_json::from_str::<Edits>(text).is_ok(), expected, "{text}");
        };
        edits("{}", true);
        edits(r#"{"alias":"x","configuration_type":"webhook","calling":true}"#, true);
        edits(r#"{"alias":"x","display_name":"y"}"#, false);
        edits(r#"{"display_name":"y"}"#, false);
        edits(r#"{"configuration_type":"flow"}"#, false);
        edits(r#"{"configuration_type":"Webhook"}"#, false);
        edits(r#"{"calling":"on"}"#, false);
        let decisions = |text: &str, expected: bool| {
            assert_eq!(serde_json::from_str::<Decisions>(text).is_ok(), expected, "{text}");
        };
        decisions("{}", true);
        decisions(r#"{"alias":{"side":"plivo","over":"x"}}"#, true);
        decisions(r#"{"alias":{"side":"both","over":"x"}}"#, false);
        decisions(r#"{"alias":{"side":"yours","over":"x","until":5}}"#, false);
        decisions(r#"{"display_name":{"side":"yours","over":"x"}}"#, false);
        let draft = |text: &str, expected: bool| {
            assert_eq!(serde_json::from_str::<Draft>(text).is_ok(), expected, "{text}");
        };
        // Plivo's state may have fields that this version does not know. They are ignored.
        draft(r#"{"base":{"grown":1},"edits":{}}"#, true);
        draft(r#"{"base":{},"edits":{},"mapping":{}}"#, false);
    }

    /// Setting a field back to its original value leaves no edit, whether Plivo sends an empty text or no text.
    #[test]
    fn back_where_it_was() {
        let check = |held: Held, away: FieldEdit, back: FieldEdit| {
            let mut draft = Draft::new(held.clone());
            draft.apply(away);
            assert!(!draft.is_empty(), "{held:?}");
            draft.apply(back);
            assert!(draft.is_empty(), "{held:?}: {:?}", draft.edits);
        };
        for nothing in [None, Some(String::new())] {
            let held = Held {
                alias: nothing.clone(),
                webhook_url: nothing.clone(),
                agent_uuid: nothing.clone(),
                answer_url: nothing.clone(),
                ..Held::default()
            };
            check(held.clone(), FieldEdit::Alias("x".to_owned()), FieldEdit::Alias(String::new()));
            check(held.clone(), FieldEdit::WebhookUrl("x".to_owned()), FieldEdit::WebhookUrl(String::new()));
            check(held.clone(), FieldEdit::AiAgent("x".to_owned()), FieldEdit::AiAgent(String::new()));
            check(held, FieldEdit::AnswerUrl("x".to_owned()), FieldEdit::AnswerUrl(String::new()));
        }
        for switch in [None, Some(false)] {
            let held = Held { calling_enabled: switch, ..Held::default() };
            check(held, FieldEdit::Calling(true), FieldEdit::Calling(false));
        }
    }
}
