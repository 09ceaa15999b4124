//! The rows of a window, as the page shows them.

use std::collections::HashMap;

use domain::phone::PhoneNumber;
use domain::problem::problems_of;
use store::ListedNumber;

use super::listing::{Heading, Line, Listing, Selected};
use super::marks::Marks;
use super::overview::Overview;
use crate::view::{GroupRow, ListRow, NumberRow};

/// Returns the rows of these lines. A number that is no longer stored has none.
pub fn rows(
    listing: &Listing,
    marks: &Marks,
    selection: &Selected,
    lines: &[Line],
    numbers: Vec<ListedNumber>,
) -> Vec<ListRow> {
    let overview = &listing.overview;
    let mut numbers: HashMap<PhoneNumber, ListedNumber> =
        numbers.into_iter().map(|listed| (listed.seen.number, listed)).collect();
    let row = |line: &Line| match line {
        Line::Group(heading) => Some(ListRow::Group(group_row(overview, marks, *heading))),
        Line::Number(number) => {
            let listed = numbers.remove(number)?;
            Some(ListRow::Number(number_row(overview, marks, selection, listed)))
        }
    };
    lines.iter().filter_map(row).collect()
}

fn group_row(overview: &Overview, marks: &Marks, heading: Heading) -> GroupRow {
    let waba = &overview.wabas[heading.waba as usize];
    GroupRow {
        waba_id: waba.id.clone(),
        name: waba.name.clone(),
        matching: heading.matching,
        numbers: waba.numbers,
        owner: waba.owner.clone(),
        collapsed: heading.collapsed,
        has_draft: marks.mapping_drafts.contains(&waba.id),
    }
}

fn number_row(overview: &Overview, marks: &Marks, selection: &Selected, listed: ListedNumber) -> NumberRow {
    let ListedNumber { seen, international, iso, country, handled_by, has_problem } = listed;
    let waba_id = seen.waba_id.as_ref().map(ToString::to_string).unwrap_or_default();
    let waba = overview.waba(&waba_id);
    let kind = seen.held.configuration_type.clone().unwrap_or_default();
    NumberRow {
        number: seen.number.to_string(),
        international,
        country_iso: iso,
        country,
        waba: waba.map(|waba| waba.name.clone()).unwrap_or_default(),
        owner: waba.map(|waba| waba.owner.clone()).unwrap_or_default(),
        handled_by: overview.names.handler(&kind, &handled_by).to_owned(),
        configuration: kind,
        calling: seen.held.calling(),
        has_draft: marks.drafts.contains(&seen.number),
        mapping_draft: marks.mapping_drafts.contains(&waba_id),
        problems: if has_problem { problems_of(&seen) } else { Vec::new() },
        check: marks.checks.of(&seen.held).cloned(),
        selected: selection.numbers.contains(&seen.number),
        alias: seen.held.alias.unwrap_or_default(),
        verified_name: seen.verified_name.unwrap_or_default(),
        waba_id,
        status: seen.status,
        quality: seen.quality,
    }
}
