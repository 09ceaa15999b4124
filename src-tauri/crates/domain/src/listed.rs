//! What the list of numbers shows, searches and sorts by, derived from one number alone.
//!
//! It is stored beside the number when the number is stored. So the start of the app, a search and a sort need no
//! numbering plan, no validation and no Unicode tables.

use crate::collation::collation_key;
use crate::observed::{Observed, RoutingType};
use crate::problem::problems_of;
use crate::search::fold;

/// Names this derivation. Change the last part when [`Listed::of`] derives something else, or when a rule that it uses
/// changes: the stored values of another version are derived anew. A new version of the app always derives them anew.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "/1");

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// As a person writes it, such as `+91 80 3573 7458`.
    pub international: String,
    /// The country's ISO code, by the numbering plan or else by Plivo. Empty if neither knows it.
    pub iso: String,
    /// The country's name. Without a known name, the code.
    pub country: String,
    /// The host of the webhook, or the ID of the AI agent, whichever is in force. Empty without either.
    pub handled_by: String,
    pub has_problem: bool,
    /// All texts of the number that are searched, folded, one on each line. The names of its WABA, of the WABA's owner
    /// and of its agent belong to others, and are searched there.
    pub search: String,
    /// The alias and the verified name as keys: names are in the order of their keys, and an empty name has an empty
    /// key.
    pub alias_key: Vec<u8>,
    pub verified_key: Vec<u8>,
}

impl Listed {
    pub fn of(seen: &Observed) -> Self {
        let held = &seen.held;
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let region = seen.number.region();
        let iso = match &region {
            Some(country) => country.iso2.to_owned(),
            None => text(&seen.country_iso),
        };
        let country = region.map_or_else(|| iso.clone(), |country| country.name.to_owned());
        let handled_by = match held.routing_type() {
            Some(RoutingType::Webhook) => host(held.webhook_url.as_deref().unwrap_or_default()).to_owned(),
            Some(RoutingType::AiAgent) => text(&held.agent_uuid),
            None => String::new(),
        };
        Self {
            international: seen.number.international(),
            search: searched(seen, &iso, &country, &handled_by),
            iso,
            country,
            handled_by,
            has_problem: !problems_of(seen).is_empty(),
            alias_key: collation_key(held.alias.as_deref().unwrap_or_default()),
            verified_key: collation_key(seen.verified_name.as_deref().unwrap_or_default()),
        }
    }
}

/// Where the window shows another word than Plivo's, both are searched.
fn searched(seen: &Observed, iso: &str, country: &str, handled_by: &str) -> String {
    let held = &seen.held;
    let digits = seen.number.to_string();
    let kind = held.configuration_type.as_deref().unwrap_or_default();
    let routing = held.routing_type();
    let quality = format!("quality {}", shown_quality(&seen.quality));
    let parts = [
        digits.as_str(),
        country,
        iso,
        held.alias.as_deref().unwrap_or_default(),
        seen.verified_name.as_deref().unwrap_or_default(),
        &seen.status,
        &quality,
        kind,
        routing.map_or("", RoutingType::label),
        if held.calling() { "calling on" } else { "calling off" },
        if routing == Some(RoutingType::Webhook) { handled_by } else { "" },
        held.webhook_url.as_deref().unwrap_or_default(),
        held.answer_url.as_deref().unwrap_or_default(),
    ];
    fold(&parts.join("\n"))
}

/// Meta's colours are shown by their meaning. They are found by that alone: "yellow" contains "low".
fn shown_quality(quality: &str) -> &str {
    match quality {
        "green" => "high",
        "yellow" => "medium",
        "red" => "low",
        other => other,
    }
}

/// Returns the text between `://` and the next slash, for display only. A stored URL may be invalid.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observed::Held;
    use crate::phone::PhoneNumber;

    fn number(digits: &str) -> Observed {
        Observed {
            number: PhoneNumber::parse(digits).unwrap(),
            waba_id: None,
            country_iso: None,
            verified_name: None,
            status: "connected".to_owned(),
            name_status: None,
            quality: "green".to_owned(),
            messaging_limit: None,
            held: Held::default(),
        }
    }

    fn handled(kind: Option<&str>, webhook: &str, agent: &str) -> Observed {
        let held = Held {
            configuration_type: kind.map(str::to_owned),
            webhook_url: Some(webhook.to_owned()),
            agent_uuid: Some(agent.to_owned()),
            ..Held::default()
        };
        Observed { held, ..number("918035737458") }
    }

    #[test]
    fn country_and_spelling() {
        let check = |digits: &str, by_plivo: Option<&str>, expected: [&str; 3]| {
            let seen = Observed { country_iso: by_plivo.map(str::to_owned), ..number(digits) };
            let listed = Listed::of(&seen);
            assert_eq!([listed.international, listed.iso, listed.country], expected.map(str::to_owned), "{digits}");
        };
        check("918035737458", None, ["+91 80 3573 7458", "IN", "India"]);
        check("918035737458", Some("US"), ["+91 80 3573 7458", "IN", "India"]);
        check("18765550123", None, ["+1 876-555-0123", "JM", "Jamaica"]);
        check("99912345", Some("XX"), ["+99912345", "XX", "XX"]);
        check("99912345", None, ["+99912345", "", ""]);
    }

    #[test]
    fn who_handles_it() {
        let check = |kind: Option<&str>, webhook: &str, expected: &str| {
            assert_eq!(Listed::of(&handled(kind, webhook, "agent-1")).handled_by, expected, "{kind:?} {webhook}");
        };
        check(Some("webhook"), "https://hooks.acme.example/whatsapp?x=1", "hooks.acme.example");
        check(Some("webhook"), "hooks.acme.example", "hooks.acme.example");
        check(Some("webhook"), "https://hooks.acme.example:8443#x", "hooks.acme.example:8443");
        check(Some("webhook"), "", "");
        check(Some("ai_agent"), "https://hooks.acme.example/", "agent-1");
        check(Some("flow"), "https://hooks.acme.example/", "");
        check(None, "https://hooks.acme.example/", "");
    }

    /// The word, and whether it is found in the texts of the number.
    #[test]
    fn what_is_searched() {
        let mut seen = handled(Some("webhook"), "https://Hooks.acme.example/WhatsApp", "agent-1");
        seen.verified_name = Some("ACME Ltd".to_owned());
        seen.quality = "yellow".to_owned();
        seen.held.alias = Some("Ｓupport".to_owned());
        seen.held.calling_enabled = Some(true);
        seen.held.answer_url = Some("https://voice.acme.example/".to_owned());
        let search = Listed::of(&seen).search;
        let words = [
            "918035737458",
            "india",
            "\nin\n",
            "support",
            "acme ltd",
            "connected",
            "quality medium",
            "webhook url",
            "calling on",
            "\nhooks.acme.example\n",
            "https://hooks.acme.example/whatsapp",
            "voice.acme.example",
        ];
        for word in words {
            assert!(search.contains(word), "{word} in {search}");
        }
        for word in ["yellow", "agent-1", "calling off", "ai agents"] {
            assert!(!search.contains(word), "{word} in {search}");
        }
    }

    #[test]
    fn problems_and_names() {
        let fine = handled(Some("webhook"), "https://hooks.acme.example/", "");
        let named = |alias: &str| {
            let held = Held { alias: Some(alias.to_owned()), ..fine.held.clone() };
            Listed::of(&Observed { held, ..fine.clone() }).alias_key
        };
        assert!(!Listed::of(&fine).has_problem);
        assert!(Listed::of(&handled(Some("webhook"), "http://hooks acme/", "")).has_problem);
        assert!(Listed::of(&Observed { status: "disconnected".to_owned(), ..fine.clone() }).has_problem);
        assert!(named("Line 2") < named("Line 10") && named("acme") < named("Zoo") && named("").is_empty());
    }

    /// Stored values of an older derivation are not used: if this fails, change [`VERSION`], and then this number.
    #[test]
    fn the_version_names_the_derivation() {
        let urls = ["https://hooks.acme.example/wa", "http://10.0.0.1/", "https://x", "nonsense", ""];
        let kinds = [Some("webhook"), Some("ai_agent"), Some("flow"), None];
        let digits = ["918035737458", "18765550123", "4930901820", "99912345", "5215512345678"];
        let names = ["", "Ärger 10", "ｗｅｂ", "Поддержка"];
        let mut all = String::new();
        for (at, digits) in digits.iter().enumerate() {
            for kind in kinds {
                for url in urls {
                    let mut seen = handled(kind, url, "4f8e6f9e-0000-4000-8000-000000000001");
                    seen.number = PhoneNumber::parse(digits).unwrap();
                    seen.held.alias = names.get(at % names.len()).map(|name| (*name).to_owned());
                    seen.verified_name = names.get((at + 1) % names.len()).map(|name| (*name).to_owned());
                    seen.held.calling_enabled = Some(at % 2 == 0);
                    seen.held.answer_url = Some(url.to_owned());
                    seen.quality = ["green", "yellow", "red"][at % 3].to_owned();
                    all.push_str(&format!("{:?}\n", Listed::of(&seen)));
                }
            }
        }
        assert_eq!(crc(&all), 865_792_087);
    }

    /// A checksum that no library changes (CRC-32).
    fn crc(text: &str) -> u32 {
        !text.bytes().fold(u32::MAX, |sum, byte| {
            (0..8).fold(sum ^ u32::from(byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg()))
        })
    }
}
