//! The account itself, its subaccounts and its AI agents: Plivo's published API.

use domain::id::{AgentId, SubaccountId};

use super::object::{FromWire, Object};

/// The account that the credentials belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountInfo {
    pub auth_id: String,
    pub name: Option<String>,
    pub account_type: Option<String>,
    pub billing_mode: Option<String>,
    /// US dollars, as Plivo writes them.
    pub cash_credits: Option<String>,
    pub timezone: Option<String>,
}

/// A subaccount. Plivo sends its tokens in plain text. They are deliberately absent here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subaccount {
    pub auth_id: SubaccountId,
    pub name: String,
    /// `None` if Plivo does not say.
    pub enabled: Option<bool>,
}

/// An AI agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    pub agent_uuid: AgentId,
    pub name: String,
    pub description: Option<String>,
    /// Plivo's own word, for example `published` or `draft`.
    pub state: Option<String>,
    pub flow_type: Option<String>,
    pub version: Option<String>,
    /// In Plivo's own format.
    pub updated_at: Option<String>,
}

impl FromWire for AccountInfo {
    fn read(object: &mut Object<'_>) -> Option<Self> {
        Some(Self {
            auth_id: object.id("auth_id")?,
            name: object.text("name"),
            account_type: object.text("account_type"),
            billing_mode: object.text("billing_mode"),
            cash_credits: object.text("cash_credits"),
            timezone: object.text("timezone"),
        })
    }

    fn key(&self) -> String {
        self.auth_id.clone()
    }
}

impl FromWire for Subaccount {
    fn read(object: &mut Object<'_>) -> Option<Self> {
        Some(Self {
            auth_id: SubaccountId::new(object.id("auth_id")?),
            name: object.text("name").unwrap_or_default(),
            enabled: object.flag("enabled"),
        })
    }

    fn key(&self) -> String {
        self.auth_id.to_string()
    }
}

impl FromWire for Agent {
    fn read(object: &mut Object<'_>) -> Option<Self> {
        Some(Self {
            agent_uuid: AgentId::new(object.id("agent_uuid")?),
            name: object.text("name").unwrap_or_default(),
            description: object.text("description"),
            state: object.text("state"),
            flow_type: object.text("flow_type"),
            version: object.text("version"),
            updated_at: object.text("updated_at"),
        })
    }

    fn key(&self) -> String {
        self.agent_uuid.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_subaccounts_tokens_are_dropped() {
        let wire = json!({
            "auth_id": "SAXXXXXXXXXXXXXXXX01", "name": "EU Team", "enabled": true,
            "auth_token": "very-secret", "new_auth_token": "very-secret-too",
        });
        let read = Object::read::<Subaccount>(&wire).unwrap().value;
        assert_eq!(read.name, "EU Team");
        assert!(!format!("{read:?}").contains("secret"));
    }

    #[test]
    fn agents_need_an_id_and_nothing_else() {
        let check = |wire, expected: Option<&str>| {
            let read = Object::read::<Agent>(&wire).map(|read| read.value.agent_uuid.to_string());
            assert_eq!(read.as_deref(), expected, "{wire}");
        };
        check(json!({ "agent_uuid": "a-1", "name": "Front desk", "version": 3, "state": "published" }), Some("a-1"));
        check(json!({ "agent_uuid": "a-1" }), Some("a-1"));
        check(json!({ "agent_uuid": "a-1", "name": ["odd"], "grown": {} }), Some("a-1"));
        check(json!({ "agent_uuid": " " }), None);
        check(json!({ "name": "nobody" }), None);
        check(json!("a-1"), None);
    }
}
