//! The parts of an account. Enumerations are plain text here, because a real account may hold undocumented values, and
//! so may this one.

use serde::{Deserialize, Serialize};

/// The owner of the account, with its credentials.
#[derive(Clone)]
pub(crate) struct Owner {
    pub(crate) auth_id: String,
    pub(crate) auth_token: String,
    /// A scoped token, which is sent as a Bearer token.
    pub(crate) scoped_token: String,
    pub(crate) name: String,
}

impl std::fmt::Debug for Owner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Owner").field("auth_id", &self.auth_id).field("auth_token", &"***").finish_non_exhaustive()
    }
}

/// A subaccount. Plivo sends its tokens in plain text, so the sandbox does so too.
#[derive(Clone, Serialize)]
pub struct Subaccount {
    pub auth_id: String,
    pub name: String,
    pub enabled: bool,
    pub created: String,
    pub modified: Option<String>,
    /// The relative address of the main account.
    pub account: String,
    pub auth_token: String,
    pub new_auth_token: String,
    pub resource_uri: String,
}

impl std::fmt::Debug for Subaccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subaccount").field("auth_id", &self.auth_id).field("name", &self.name).finish_non_exhaustive()
    }
}

/// An AI agent.
#[derive(Debug, Clone, Serialize)]
pub struct Agent {
    pub agent_uuid: String,
    pub name: String,
    pub description: Option<String>,
    pub state: String,
    pub flow_type: String,
    pub version: u32,
    pub created_at: String,
    pub updated_at: String,
}

/// A call record. Times are `2015-07-26 15:45:02+05:30`, durations seconds, amounts US dollars.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    pub call_uuid: String,
    pub from_number: String,
    pub to_number: String,
    pub call_direction: String,
    pub call_duration: u32,
    pub bill_duration: u32,
    pub initiation_time: String,
    pub answer_time: Option<String>,
    pub end_time: String,
    pub hangup_cause_name: String,
    pub hangup_cause_code: u32,
    pub hangup_source: String,
    pub parent_call_uuid: Option<String>,
    pub total_amount: String,
    pub total_rate: String,
}

impl Call {
    /// Makes an outbound call that rang until Plivo gave up. It begins and ends at the same moment.
    pub fn unanswered(call_uuid: String, from: &str, to: &str, time: String) -> Self {
        Self {
            call_uuid,
            from_number: from.to_owned(),
            to_number: to.to_owned(),
            call_direction: "outbound".to_owned(),
            call_duration: 0,
            bill_duration: 0,
            initiation_time: time.clone(),
            answer_time: None,
            end_time: time,
            hangup_cause_name: "Ring Timeout Reached".to_owned(),
            hangup_cause_code: 3020,
            hangup_source: "Plivo".to_owned(),
            parent_call_uuid: None,
            total_amount: "0.00000".to_owned(),
            total_rate: "0.00550".to_owned(),
        }
    }
}

/// A WhatsApp Business Account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waba {
    pub waba_id: String,
    pub name: String,
    /// The subaccount that owns the traffic. `None` means the main account.
    pub sub_account: Option<String>,
}

/// A WhatsApp number as the account stores it. Its owner is stored with the WABA; see [`Waba::sub_account`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Number {
    /// E.164 digits without the plus.
    pub number: String,
    pub country_iso: Option<String>,
    pub waba_id: String,
    pub verified_name: Option<String>,
    pub capabilities: Vec<String>,
    pub status: String,
    pub name_status: Option<String>,
    pub quality_rating: Option<String>,
    /// The limit of business-initiated conversations in 24 hours.
    pub messaging_limit: Option<u32>,
    pub alias: Option<String>,
    pub configuration_type: Option<String>,
    pub webhook_url: Option<String>,
    pub agent_uuid: Option<String>,
    pub calling_enabled: bool,
    pub answer_url: Option<String>,
}

/// Returns the digits of an E.164 number as a key. The text may begin with a plus, which a query turns into a space.
pub(crate) fn digits(text: &str) -> Option<u64> {
    let text = text.trim_start_matches(['+', ' ']);
    let plain = (5..=15).contains(&text.len()) && !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_and_without_plus() {
        let check = |text: &str, expected: Option<u64>| assert_eq!(digits(text), expected, "{text}");
        check("918035737458", Some(918_035_737_458));
        check("+918035737458", Some(918_035_737_458));
        check(" 918035737458", Some(918_035_737_458));
        check("0918035737458", None);
        check("91-8035", None);
        check("1234", None);
        check("1234567890123456", None);
        check("", None);
    }
}
