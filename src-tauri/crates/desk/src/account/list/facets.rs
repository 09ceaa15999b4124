//! The facets: the values that the list can be filtered by, with counts over the whole account. There may be thousands
//! of WABAs, so they are read by themselves.

use std::collections::BTreeMap;

use domain::collation::collation_key;

use super::overview::Overview;
use crate::view::{Facet, Facets};

pub fn facets(overview: &Overview) -> Facets {
    Facets {
        owners: owners(overview),
        statuses: of(&overview.statuses, |status| status),
        configurations: of(&overview.configurations, configuration_label),
        calling_on: overview.calling_on,
        calling_off: overview.numbers - overview.calling_on,
        with_draft: overview.with_draft,
        with_problem: overview.with_problem,
    }
}

fn of(counts: &BTreeMap<String, u32>, label: impl Fn(&str) -> &str) -> Vec<Facet> {
    let facet =
        |(value, count): (&String, &u32)| Facet { value: value.clone(), label: label(value).to_owned(), count: *count };
    counts.iter().map(facet).collect()
}

/// The main account comes first, then the subaccounts by name.
fn owners(overview: &Overview) -> Vec<Facet> {
    let mut counts: BTreeMap<&str, Facet> = BTreeMap::new();
    for waba in overview.wabas.iter().filter(|waba| waba.numbers > 0) {
        let Some(mapping) = &waba.mapping else { continue };
        let value = mapping.wire().unwrap_or_default();
        let new = || Facet { value: value.to_owned(), label: waba.owner.clone(), count: 0 };
        counts.entry(value).or_insert_with(new).count += waba.numbers;
    }
    let mut owners: Vec<Facet> = counts.into_values().collect();
    owners.sort_by_cached_key(|owner| (!owner.value.is_empty(), collation_key(&owner.label)));
    owners
}

/// As in the list, numbers without a WABA come last. The window has a word for them.
pub fn wabas(overview: &Overview) -> Vec<Facet> {
    let facet = |waba: &super::overview::WabaEntry| {
        let label = if waba.name.is_empty() { &waba.id } else { &waba.name };
        Facet { value: waba.id.clone(), label: label.clone(), count: waba.numbers }
    };
    let mut wabas: Vec<Facet> = overview.wabas.iter().map(facet).collect();
    wabas.sort_by_cached_key(|facet| (facet.value.is_empty(), collation_key(&facet.label)));
    wabas
}

fn configuration_label(configuration: &str) -> &str {
    match configuration {
        "" => "Not set",
        "webhook" => "Webhook URL",
        "ai_agent" => "AI Agents",
        other => other,
    }
}
