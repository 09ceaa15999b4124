//! What must be written to carry out a draft, and whether Plivo holds it now.

use serde::{Deserialize, Deserializer, Serialize};

use crate::config::{Calling, Configuration, Routing};
use crate::field::Field;
use crate::observed::{Held, RoutingType};

/// The body of a configure call: only the differences. A field that is `None` is not sent and stays as it is at Plivo.
/// A stored record with an unknown field is unreadable, because a part of a write proves nothing about the whole write.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changes {
    /// `Some(None)` clears the alias. In the stored JSON, that is a null, and no change is a missing key. The record is
    /// read again to find out what happened to a write whose answer was lost.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "even_null")]
    pub alias: Option<Option<String>>,
    pub configuration_type: Option<RoutingType>,
    pub webhook_url: Option<String>,
    pub agent_uuid: Option<String>,
    pub calling_enabled: Option<bool>,
    pub answer_url: Option<String>,
}

impl Changes {
    /// Returns the part of `wanted` that Plivo does not hold yet.
    pub fn between(held: &Held, wanted: &Configuration) -> Self {
        let mut changes = Self::default();
        if let Some(alias) = &wanted.alias {
            let alias = alias.as_ref().map(|alias| alias.as_str().to_owned());
            let held = held.alias.clone().filter(|held| !held.is_empty());
            changes.alias = (alias != held).then_some(alias);
        }
        if let Some(routing) = &wanted.routing {
            changes.route(held, routing);
        }
        if let Some(calling) = &wanted.calling {
            changes.call(held, calling);
        }
        changes
    }

    fn route(&mut self, held: &Held, routing: &Routing) {
        let to = match routing {
            Routing::Webhook(url) => {
                self.webhook_url = differing(url.as_str(), &held.webhook_url);
                RoutingType::Webhook
            }
            Routing::Agent(id) => {
                self.agent_uuid = differing(id.as_str(), &held.agent_uuid);
                RoutingType::AiAgent
            }
        };
        self.configuration_type = (held.routing_type() != Some(to)).then_some(to);
    }

    fn call(&mut self, held: &Held, calling: &Calling) {
        let on = match calling {
            Calling::Off => false,
            Calling::On { answer_url } => {
                self.answer_url = differing(answer_url.as_str(), &held.answer_url);
                true
            }
        };
        self.calling_enabled = (held.calling() != on).then_some(on);
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the fields that are sent, in the panel's order.
    pub fn fields(&self) -> Vec<Field> {
        let sent = [
            (Field::Alias, self.alias.is_some()),
            (Field::ConfigurationType, self.configuration_type.is_some()),
            (Field::WebhookUrl, self.webhook_url.is_some()),
            (Field::AiAgent, self.agent_uuid.is_some()),
            (Field::Calling, self.calling_enabled.is_some()),
            (Field::AnswerUrl, self.answer_url.is_some()),
        ];
        sent.into_iter().filter(|(_, sent)| *sent).map(|(field, _)| field).collect()
    }

    /// Returns only the changes to the given fields.
    pub fn only(&self, fields: &[Field]) -> Self {
        let wanted = |field| fields.contains(&field);
        Self {
            alias: self.alias.clone().filter(|_| wanted(Field::Alias)),
            configuration_type: self.configuration_type.filter(|_| wanted(Field::ConfigurationType)),
            webhook_url: self.webhook_url.clone().filter(|_| wanted(Field::WebhookUrl)),
            agent_uuid: self.agent_uuid.clone().filter(|_| wanted(Field::AiAgent)),
            calling_enabled: self.calling_enabled.filter(|_| wanted(Field::Calling)),
            answer_url: self.answer_url.clone().filter(|_| wanted(Field::AnswerUrl)),
        }
    }

    /// Returns what Plivo should hold after the write, given what it held before.
    pub fn over(&self, held: &Held) -> Held {
        let text = |change: &Option<String>, held: &Option<String>| change.clone().or_else(|| held.clone());
        Held {
            alias: self.alias.clone().unwrap_or_else(|| held.alias.clone()),
            configuration_type: self
                .configuration_type
                .map(|to| to.wire().to_owned())
                .or_else(|| held.configuration_type.clone()),
            webhook_url: text(&self.webhook_url, &held.webhook_url),
            agent_uuid: text(&self.agent_uuid, &held.agent_uuid),
            calling_enabled: self.calling_enabled.or(held.calling_enabled),
            answer_url: text(&self.answer_url, &held.answer_url),
        }
    }

    /// Returns the sent fields whose new value Plivo does not return. An empty list means that Plivo now returns what
    /// was requested.
    pub fn missing_from(&self, fresh: &Held) -> Vec<Field> {
        let asked = self.over(fresh);
        self.fields().into_iter().filter(|field| asked.text(*field) != fresh.text(*field)).collect()
    }
}

/// Here null is a value. Only a missing key means `None`.
fn even_null<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(value).map(Some)
}

fn differing(wanted: &str, held: &Option<String>) -> Option<String> {
    (held.as_deref() != Some(wanted)).then(|| wanted.to_owned())
}

/// What a read proves about a write whose answer was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Every field has its new value: the write was carried out.
    Applied,
    /// Every field has its old value. Before the deadline this proves nothing, because the write may still reach Plivo.
    Old,
    /// Neither: somebody else wrote in between, or Plivo accepted only a part.
    Other,
}

/// Compares a read with the state before and after a write.
pub fn prove(changes: &Changes, before: &Held, fresh: &Held) -> Proof {
    if changes.missing_from(fresh).is_empty() {
        return Proof::Applied;
    }
    let old = changes.fields().into_iter().all(|field| before.text(field) == fresh.text(field));
    if old { Proof::Old } else { Proof::Other }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Draft, FieldEdit};
    use crate::validate::validate;

    const A: &str = "https://a.example/";
    const B: &str = "https://b.example/";

    fn held() -> Held {
        Held {
            alias: Some("Support".to_owned()),
            configuration_type: Some("webhook".to_owned()),
            webhook_url: Some(A.to_owned()),
            agent_uuid: Some("a-1".to_owned()),
            calling_enabled: Some(false),
            answer_url: Some(B.to_owned()),
        }
    }

    fn plan(edits: &[FieldEdit]) -> Changes {
        let mut draft = Draft::new(held());
        for edit in edits {
            draft.apply(edit.clone());
        }
        let verdict = validate(&draft, &held(), None);
        Changes::between(&held(), &verdict.configuration.expect("a valid draft"))
    }

    #[test]
    fn only_what_differs_is_sent() {
        let check = |edits: &[FieldEdit], expected: Changes| assert_eq!(plan(edits), expected, "{edits:?}");
        let alias = |text: &str| FieldEdit::Alias(text.to_owned());
        let none = Changes::default;
        check(&[], none());
        check(&[alias("Sales")], Changes { alias: Some(Some("Sales".to_owned())), ..none() });
        check(&[alias("  Support ")], none());
        check(&[alias("")], Changes { alias: Some(None), ..none() });
        check(&[FieldEdit::WebhookUrl(B.to_owned())], Changes { webhook_url: Some(B.to_owned()), ..none() });
        // The other URL stays stored at Plivo.
        let to_agents = FieldEdit::ConfigurationType(RoutingType::AiAgent);
        check(
            &[FieldEdit::WebhookUrl(B.to_owned()), to_agents],
            Changes { configuration_type: Some(RoutingType::AiAgent), ..none() },
        );
        // The Answer URL is stored already, so only the switch is sent.
        check(&[FieldEdit::Calling(true)], Changes { calling_enabled: Some(true), ..none() });
        check(
            &[FieldEdit::Calling(true), FieldEdit::AnswerUrl(A.to_owned())],
            Changes { calling_enabled: Some(true), answer_url: Some(A.to_owned()), ..none() },
        );
    }

    #[test]
    fn what_a_read_proves() {
        let changes = plan(&[FieldEdit::Alias("Sales".to_owned()), FieldEdit::WebhookUrl(B.to_owned())]);
        let with = |alias: &str, webhook: &str| Held {
            alias: Some(alias.to_owned()),
            webhook_url: Some(webhook.to_owned()),
            ..held()
        };
        let check = |fresh: Held, expected: Proof| assert_eq!(prove(&changes, &held(), &fresh), expected, "{fresh:?}");
        check(with("Sales", B), Proof::Applied);
        check(Held { calling_enabled: Some(true), ..with("Sales", B) }, Proof::Applied);
        check(held(), Proof::Old);
        check(Held { calling_enabled: Some(true), ..held() }, Proof::Old);
        check(with("Sales", A), Proof::Other);
        check(with("Support", "https://c.example/"), Proof::Other);
    }
}
