//! Search: the text of a row that is searched, and the words of a query.

use domain::observed::RoutingType;
use unicode_normalization::UnicodeNormalization;

use super::table::{Entry, WabaEntry};

/// Returns all texts of a row that are searched, one per line. Where the window shows another word than Plivo's, both
/// are included.
pub(super) fn haystack(entry: &Entry, waba: &WabaEntry, handled_by: &str) -> Box<str> {
    let seen = &entry.seen;
    let held = &seen.held;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let digits = seen.number.to_string();
    let (webhook, answer, verified) = (text(&held.webhook_url), text(&held.answer_url), text(&seen.verified_name));
    let alias = text(&held.alias);
    let kind = text(&held.configuration_type);
    let quality = format!("quality {}", shown_quality(&seen.quality));
    let calling = if held.calling() { "calling on" } else { "calling off" };
    let parts = [
        digits.as_str(),
        &entry.country,
        &entry.iso,
        &alias,
        &verified,
        &waba.name,
        &waba.id,
        &waba.owner,
        &seen.status,
        &quality,
        &kind,
        RoutingType::from_wire(&kind).map_or("", RoutingType::label),
        calling,
        handled_by,
        &webhook,
        &answer,
    ];
    searched(&parts.join("\n")).into_boxed_str()
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

/// The words of a search. A text matches if it contains all of them.
pub(crate) struct Words(Vec<String>);

impl Words {
    pub(crate) fn new(search: &str) -> Self {
        Self(search.split_whitespace().map(word).filter(|word| !word.is_empty()).collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns true if all words occur. `haystack` must be a result of [`searched`].
    pub(crate) fn occur_in(&self, haystack: &str) -> bool {
        self.0.iter().all(|word| haystack.contains(word.as_str()))
    }
}

/// Normalises one word. Of a phone number with plus, dots, dashes and brackets only the digits count.
fn word(text: &str) -> String {
    let is_number =
        text.chars().any(|c| c.is_ascii_digit()) && text.chars().all(|c| c.is_ascii_digit() || "+-().".contains(c));
    if is_number { text.chars().filter(char::is_ascii_digit).collect() } else { searched(text.trim_matches('+')) }
}

/// Normalises a text for the search: case and compatibility forms make no difference.
pub(crate) fn searched(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.nfkc().collect::<String>().to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_as_people_type_them() {
        let check = |search: &str, haystack: &str, expected: bool| {
            assert_eq!(Words::new(search).occur_in(&searched(haystack)), expected, "{search:?} in {haystack:?}");
        };
        check("", "anything", true);
        check("acme", "Support\nAcme EU", true);
        check("ACME eu", "Support\nAcme EU", true);
        check("acme us", "Support\nAcme EU", false);
        check("+91 80357", "918035737458\nIndia", true);
        check("+91-80357-37458", "918035737458", true);
        check("(212) 555", "12125550142", true);
        check("192.168", "https://10.0.0.1/", false);
        check("ПОДДЕРЖКА", "Поддержка", true);
        check("ｗｅｂ", "web", true);
        check("hooks.acme.example/whatsapp", "https://hooks.acme.example/whatsapp", true);
    }
}
