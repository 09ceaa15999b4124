//! The fields of the Configure Number panel, in its order.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Alias,
    ConfigurationType,
    WebhookUrl,
    AiAgent,
    Calling,
    AnswerUrl,
    AccountMapping,
}

impl Field {
    /// All fields of the number itself. The mapping belongs to its WABA.
    pub const OF_A_NUMBER: [Self; 6] =
        [Self::Alias, Self::ConfigurationType, Self::WebhookUrl, Self::AiAgent, Self::Calling, Self::AnswerUrl];

    /// Returns the field's label in the panel.
    pub fn label(self) -> &'static str {
        match self {
            Self::Alias => "Alias",
            Self::ConfigurationType => "Configuration Type",
            Self::WebhookUrl => "Webhook URL",
            Self::AiAgent => "AI Agent",
            Self::Calling => "Enable WhatsApp Calling",
            Self::AnswerUrl => "Answer URL",
            Self::AccountMapping => "Account Mapping",
        }
    }
}
