//! The facets: the values that the list can be filtered by, with counts.

use std::collections::BTreeMap;

use crate::account::collation_key;
use crate::view::{Facet, Facets};

use super::index::Index;
use super::marks::Marks;
use super::rows::{has_draft, has_problem};

/// Returns the facets, counted over the whole account.
pub fn facets(index: &Index, marks: &Marks) -> Facets {
    let mut tally = Tally::default();
    let mut facets = Facets::default();
    for entry in &index.table.entries {
        let waba = index.table.waba_of(entry);
        let configuration = entry.seen.held.configuration_type.as_deref().unwrap_or_default();
        if let Some(mapping) = &waba.mapping {
            tally.owners.add(mapping.wire().unwrap_or_default(), &waba.owner);
        }
        tally.statuses.add(&entry.seen.status, &entry.seen.status);
        tally.configurations.add(configuration, configuration_label(configuration));
        match entry.seen.held.calling() {
            true => facets.calling_on += 1,
            false => facets.calling_off += 1,
        }
        facets.with_draft += u32::from(has_draft(marks, entry, waba));
        facets.with_problem += u32::from(has_problem(marks, entry));
    }
    facets.wabas = waba_facets(index);
    facets.owners = tally.owners.into_facets();
    // The main account comes first, then the subaccounts by name.
    facets.owners.sort_by_cached_key(|owner| (!owner.value.is_empty(), collation_key(&owner.label)));
    facets.statuses = tally.statuses.into_facets();
    facets.configurations = tally.configurations.into_facets();
    facets
}

fn waba_facets(index: &Index) -> Vec<Facet> {
    let mut wabas: Vec<Facet> = index
        .table
        .wabas
        .iter()
        .map(|waba| {
            let label = if waba.name.is_empty() { &waba.id } else { &waba.name };
            Facet { value: waba.id.clone(), label: label.clone(), count: waba.numbers }
        })
        .collect();
    // As in the list, numbers without a WABA come last. The window has a word for them.
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

#[derive(Default)]
struct Tally {
    owners: Counts,
    statuses: Counts,
    configurations: Counts,
}

#[derive(Default)]
struct Counts(BTreeMap<String, (String, u32)>);

impl Counts {
    fn add(&mut self, value: &str, label: &str) {
        match self.0.get_mut(value) {
            Some((_, count)) => *count += 1,
            None => {
                self.0.insert(value.to_owned(), (label.to_owned(), 1));
            }
        }
    }

    fn into_facets(self) -> Vec<Facet> {
        self.0.into_iter().map(|(value, (label, count))| Facet { value, label, count }).collect()
    }
}
