//! Search: the text of a row that is searched.

use domain::observed::RoutingType;
use domain::search::fold;

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
    fold(&parts.join("\n")).into_boxed_str()
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
