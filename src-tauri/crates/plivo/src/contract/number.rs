//! A WhatsApp number (assumed).

use domain::id::WabaId;
use domain::observed::{Held, Observed};
use domain::phone::PhoneNumber;

use super::object::{FromWire, Object};

impl FromWire for Observed {
    fn read(object: &mut Object<'_>) -> Option<Self> {
        let number = object.id("number")?;
        Some(Self {
            number: PhoneNumber::parse(&number).ok()?,
            waba_id: object.id("waba_id").map(WabaId::new),
            country_iso: object.id("country_iso"),
            verified_name: object.text("verified_name"),
            status: object.text("status").unwrap_or_else(unknown),
            name_status: object.text("name_status"),
            quality: object.text("quality_rating").unwrap_or_else(unknown),
            messaging_limit: object.small_count("messaging_limit"),
            held: held(object),
        })
    }

    fn key(&self) -> String {
        self.number.digits().to_string()
    }
}

fn held(object: &mut Object<'_>) -> Held {
    Held {
        alias: object.text("alias"),
        configuration_type: object.text("configuration_type"),
        webhook_url: object.text("webhook_url"),
        agent_uuid: object.text("agent_uuid"),
        calling_enabled: object.flag("calling_enabled"),
        answer_url: object.text("answer_url"),
    }
}

/// Plivo's own word for a value that is not known.
fn unknown() -> String {
    "unknown".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::object::{Read, whole};
    use crate::error::ApiError;
    use serde_json::{Value, json};

    fn wire(changes: &Value) -> Value {
        let mut wire = json!({
            "number": "918035737458", "country_iso": "IN", "waba_id": "102290129340398",
            "verified_name": "Acme Support", "capabilities": ["whatsapp"],
            "status": "connected", "name_status": "approved", "quality_rating": "green", "messaging_limit": 10000,
            "alias": "Support - APAC", "configuration_type": "webhook",
            "webhook_url": "https://hooks.acme.example/whatsapp", "agent_uuid": null,
            "calling_enabled": true, "answer_url": "https://hooks.acme.example/answer",
            "sub_account": "SAXXXXXXXXXXXXXXXX01",
        });
        for (name, value) in changes.as_object().unwrap() {
            wire[name] = value.clone();
        }
        wire
    }

    #[test]
    fn a_number_is_read_as_documented() {
        let read = Object::read::<Observed>(&wire(&json!({}))).unwrap();
        let Read { value, odd } = read;
        assert!(odd.is_empty());
        assert_eq!(value.key(), "918035737458");
        assert_eq!(value.waba_id, Some(WabaId::new("102290129340398")));
        assert_eq!((value.status.as_str(), value.quality.as_str()), ("connected", "green"));
        assert_eq!(value.messaging_limit, Some(10_000));
        assert_eq!(value.held.alias.as_deref(), Some("Support - APAC"));
        assert_eq!(value.held.agent_uuid, None);
        assert_eq!(value.held.calling_enabled, Some(true));
        assert!(!format!("{value:?}").contains("SAXX"), "a number has no mapping of its own");
    }

    #[test]
    fn in_a_list_an_odd_value_costs_only_itself() {
        let check = |changes: Value, expected: Option<&[&str]>| {
            let read = Object::read::<Observed>(&wire(&changes));
            assert_eq!(read.map(|read| read.odd).as_deref(), expected, "{changes}");
        };
        check(json!({}), Some(&[]));
        check(json!({ "number": "+918035737458" }), Some(&[]));
        check(json!({ "number": 918_035_737_458_u64 }), Some(&[]));
        check(json!({ "status": "hibernating", "grown": [1] }), Some(&[]));
        check(json!({ "messaging_limit": null, "name_status": null }), Some(&[]));
        check(json!({ "alias": ["a"], "calling_enabled": "yes" }), Some(&["alias", "calling_enabled"]));
        check(json!({ "messaging_limit": "unlimited" }), Some(&["messaging_limit"]));
        check(json!({ "number": null }), None);
        check(json!({ "number": "" }), None);
        check(json!({ "number": "not a number" }), None);
        check(json!({ "number": ["918035737458"] }), None);
    }

    #[test]
    fn alone_an_odd_value_fails_the_read() {
        let check = |changes: Value, expected: Option<&str>| {
            let read = whole::<Observed>(wire(&changes).to_string().as_bytes());
            let what = |error| match error {
                ApiError::Unreadable { what } => what,
                other => panic!("{other:?}"),
            };
            assert_eq!(read.err().map(what).as_deref(), expected, "{changes}");
        };
        check(json!({}), None);
        check(json!({ "alias": null, "webhook_url": null }), None);
        check(json!({ "webhook_url": 5 }), None);
        check(json!({ "webhook_url": {} }), Some("`webhook_url` has an unexpected type"));
        check(json!({ "calling_enabled": 1 }), Some("`calling_enabled` has an unexpected type"));
        check(json!({ "number": {} }), Some("what it should hold is missing"));
    }
}
