//! The limits of WhatsApp calling, as data.
//!
//! Plivo and Meta change the limits. So `data/calling-rules.json` lists each limit with its source and the date when it
//! was read. Where Meta's own pages differ, the value from Plivo's guide applies, and the rule's note states the
//! difference.

mod value;

use std::sync::LazyLock;

use serde::Deserialize;

use value::Value;
pub use value::{Countries, Limit, Span};

/// Where a rule was read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// The document and the section, in words.
    pub source: String,
    pub url: Option<String>,
    /// The date when it was read, or the date of the page's last update: a year, or a day such as `2026-06-26`.
    pub date: String,
    /// What other pages say, where they differ.
    pub note: Option<String>,
}

/// One rule: its value, and the sentence that states it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule<V> {
    pub value: V,
    /// A sentence with placeholders for the value: `{count}`, `{span}`, `{countries}`.
    words: String,
    #[serde(rename = "from")]
    pub provenance: Provenance,
}

/// All rules. The field names match the keys of the data.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    pub restricted_countries: Rule<Countries>,
    pub inbound_everywhere: Rule<bool>,
    pub concurrent_calls: Rule<u32>,
    pub calls_per_second_shared: Rule<bool>,
    pub forwarding: Rule<bool>,
    pub permission_needed: Rule<bool>,
    pub ask_by: Rule<bool>,
    pub callback_permission: Rule<Span>,
    pub permission_lasts: Rule<Span>,
    pub approval_replaces: Rule<bool>,
    pub calls: Rule<Limit>,
    pub missed_reconsider: Rule<u32>,
    pub missed_revokes: Rule<u32>,
    pub requests_per_day: Rule<Limit>,
    pub requests_per_week: Rule<Limit>,
    pub request_expires: Rule<Span>,
    pub messaging_limit: Rule<u32>,
    pub call_button: Rule<Span>,
    pub registration: Rule<Limit>,
}

/// Identifies a rule, so that an answer can refer to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RuleId {
    RestrictedCountries,
    InboundEverywhere,
    ConcurrentCalls,
    CallsPerSecondShared,
    Forwarding,
    PermissionNeeded,
    AskBy,
    CallbackPermission,
    PermissionLasts,
    ApprovalReplaces,
    Calls,
    MissedReconsider,
    MissedRevokes,
    RequestsPerDay,
    RequestsPerWeek,
    RequestExpires,
    MessagingLimit,
    CallButton,
    Registration,
}

/// A rule for display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    pub id: RuleId,
    /// One or two whole sentences.
    pub words: String,
    pub provenance: Provenance,
}

impl RuleId {
    /// In the order in which they are shown.
    pub const ALL: [Self; 19] = [
        Self::RestrictedCountries,
        Self::InboundEverywhere,
        Self::PermissionNeeded,
        Self::AskBy,
        Self::PermissionLasts,
        Self::ApprovalReplaces,
        Self::CallbackPermission,
        Self::RequestsPerDay,
        Self::RequestsPerWeek,
        Self::RequestExpires,
        Self::Calls,
        Self::MissedReconsider,
        Self::MissedRevokes,
        Self::ConcurrentCalls,
        Self::CallsPerSecondShared,
        Self::Forwarding,
        Self::MessagingLimit,
        Self::CallButton,
        Self::Registration,
    ];
}

impl Rules {
    /// Returns the rules that this version of the app was built with.
    pub fn current() -> &'static Self {
        static CURRENT: LazyLock<Rules> = LazyLock::new(|| {
            // The text is compiled in, and a test parses it. So parsing cannot fail at run time.
            #[allow(clippy::expect_used)]
            serde_json::from_str(include_str!("../../data/calling-rules.json")).expect("the rules are valid")
        });
        &CURRENT
    }

    /// Returns every rule in words, in the order in which they are shown.
    pub fn all(&self) -> Vec<Stated> {
        RuleId::ALL.iter().map(|id| self.state(*id)).collect()
    }

    /// Returns one rule in words.
    pub fn state(&self, id: RuleId) -> Stated {
        match id {
            RuleId::RestrictedCountries => state(id, &self.restricted_countries),
            RuleId::InboundEverywhere => state(id, &self.inbound_everywhere),
            RuleId::ConcurrentCalls => state(id, &self.concurrent_calls),
            RuleId::CallsPerSecondShared => state(id, &self.calls_per_second_shared),
            RuleId::Forwarding => state(id, &self.forwarding),
            RuleId::PermissionNeeded => state(id, &self.permission_needed),
            RuleId::AskBy => state(id, &self.ask_by),
            RuleId::CallbackPermission => state(id, &self.callback_permission),
            RuleId::PermissionLasts => state(id, &self.permission_lasts),
            RuleId::ApprovalReplaces => state(id, &self.approval_replaces),
            RuleId::Calls => state(id, &self.calls),
            RuleId::MissedReconsider => state(id, &self.missed_reconsider),
            RuleId::MissedRevokes => state(id, &self.missed_revokes),
            RuleId::RequestsPerDay => state(id, &self.requests_per_day),
            RuleId::RequestsPerWeek => state(id, &self.requests_per_week),
            RuleId::RequestExpires => state(id, &self.request_expires),
            RuleId::MessagingLimit => state(id, &self.messaging_limit),
            RuleId::CallButton => state(id, &self.call_button),
            RuleId::Registration => state(id, &self.registration),
        }
    }
}

fn state<V: Value>(id: RuleId, rule: &Rule<V>) -> Stated {
    Stated { id, words: rule.value.fill(&rule.words), provenance: rule.provenance.clone() }
}

#[cfg(test)]
mod tests;
