//! What Plivo returned in a read. It may be incomplete or invalid, and is kept unchanged.

use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::id::{SubaccountId, WabaId};
use crate::phone::PhoneNumber;

/// One number as Plivo returned it. Its `sub_account` is dropped during parsing, because the mapping belongs to the
/// WABA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    pub number: PhoneNumber,
    pub waba_id: Option<WabaId>,
    pub country_iso: Option<String>,
    pub verified_name: Option<String>,
    /// `connected`, `pending`, `disconnected`, or another word from Plivo.
    pub status: String,
    pub name_status: Option<String>,
    /// `green`, `yellow`, `red`, `unknown`, or another word from Plivo.
    pub quality: String,
    pub messaging_limit: Option<u32>,
    pub held: Held,
}

/// The configurable fields of a number, as read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub alias: Option<String>,
    pub configuration_type: Option<String>,
    pub webhook_url: Option<String>,
    pub agent_uuid: Option<String>,
    pub calling_enabled: Option<bool>,
    pub answer_url: Option<String>,
}

/// How a number's messages and calls are handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoutingType {
    Webhook,
    AiAgent,
}

impl RoutingType {
    /// Returns `None` for a text that this version does not know. Such a text is shown as it is, and its meaning is
    /// never guessed.
    pub fn from_wire(text: &str) -> Option<Self> {
        match text {
            "webhook" => Some(Self::Webhook),
            "ai_agent" => Some(Self::AiAgent),
            _ => None,
        }
    }

    pub fn wire(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::AiAgent => "ai_agent",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Webhook => "Webhook URL",
            Self::AiAgent => "AI Agents",
        }
    }
}

impl Held {
    pub fn routing_type(&self) -> Option<RoutingType> {
        self.configuration_type.as_deref().and_then(RoutingType::from_wire)
    }

    /// Returns the field's value as text, for comparisons and for the record. A missing value is an empty text.
    pub fn text(&self, field: Field) -> String {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        match field {
            Field::Alias => text(&self.alias),
            Field::ConfigurationType => text(&self.configuration_type),
            Field::WebhookUrl => text(&self.webhook_url),
            Field::AiAgent => text(&self.agent_uuid),
            Field::Calling => if self.calling() { "on" } else { "off" }.to_owned(),
            Field::AnswerUrl => text(&self.answer_url),
            Field::AccountMapping => String::new(),
        }
    }

    /// A missing switch means off, because Plivo switches calling on only on request.
    pub fn calling(&self) -> bool {
        self.calling_enabled.unwrap_or(false)
    }
}

/// Which Plivo account owns a WABA's traffic and billing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mapping {
    Main,
    Subaccount(SubaccountId),
}

impl Mapping {
    /// Plivo represents the main account as null.
    pub fn from_wire(sub_account: Option<&str>) -> Self {
        match sub_account {
            None | Some("") => Self::Main,
            Some(id) => Self::Subaccount(SubaccountId::new(id)),
        }
    }

    pub fn wire(&self) -> Option<&str> {
        match self {
            Self::Main => None,
            Self::Subaccount(id) => Some(id.as_str()),
        }
    }
}

/// A WhatsApp Business Account as Plivo returned it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waba {
    pub id: WabaId,
    pub name: String,
    pub mapping: Mapping,
    /// The count of numbers according to Plivo. It may be missing.
    pub number_count: Option<u32>,
}
