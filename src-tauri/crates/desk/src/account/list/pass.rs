//! One pass over the account's numbers, on disk or in memory: which of them match a query, in which order, and what is counted over
//! all of them.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use domain::collation::collation_key;
use domain::observed::Waba;
use domain::phone::PhoneNumber;
use domain::search::Words;
use store::ListedRow;

use super::listing::Listing;
use super::marks::Marks;
use super::order::{self, Key};
use super::overview::{Names, Overview, WabaEntry, count};
use super::search::Search;
use crate::view::{NumbersFilter, NumbersQuery, SortKey};

pub struct Pass<'a> {
    query: &'a NumbersQuery,
    marks: &'a Marks,
    /// The numbers with a failed endpoint test.
    failing: &'a HashSet<PhoneNumber>,
    search: Search,
    counts: Counts,
    found: Vec<Found>,
    keys: Keys,
    /// The last WABA. Most numbers follow one of the same WABA.
    last: Option<(String, u32)>,
}

/// What is counted over all numbers, whether they match or not.
enum Counts {
    Open(Box<Overview>),
    /// By an earlier pass over the same numbers.
    Done {
        overview: Arc<Overview>,
        /// The rows are newer: one of them is of a WABA that was not there.
        is_outdated: bool,
    },
}

impl Counts {
    fn overview(&self) -> &Overview {
        match self {
            Self::Open(overview) => overview,
            Self::Done { overview, .. } => overview,
        }
    }
}

struct Found {
    waba: u32,
    number: PhoneNumber,
    key: Key,
}

impl<'a> Pass<'a> {
    pub fn new(
        query: &'a NumbersQuery,
        (wabas, names): (Vec<Waba>, Names),
        marks: &'a Marks,
        failing: &'a HashSet<PhoneNumber>,
    ) -> Self {
        Self::with(query, Counts::Open(Box::new(Overview::new(wabas, names))), marks, failing)
    }

    /// As [`Self::new`], for rows that were counted before.
    pub fn over_counted(
        query: &'a NumbersQuery,
        overview: Arc<Overview>,
        marks: &'a Marks,
        failing: &'a HashSet<PhoneNumber>,
    ) -> Self {
        Self::with(query, Counts::Done { overview, is_outdated: false }, marks, failing)
    }

    fn with(query: &'a NumbersQuery, counts: Counts, marks: &'a Marks, failing: &'a HashSet<PhoneNumber>) -> Self {
        let search = Search::new(&query.search, counts.overview());
        Self { query, marks, failing, search, counts, found: Vec::new(), keys: Keys::default(), last: None }
    }

    /// Whether the rows have to have their texts.
    pub fn needs_texts(query: &NumbersQuery) -> bool {
        let by_texts = !matches!(query.sort.key, SortKey::Number | SortKey::Status | SortKey::Calling | SortKey::Owner);
        by_texts || !Words::new(&query.search).is_empty()
    }

    pub fn add(&mut self, row: &ListedRow<'_>) {
        let Some(position) = self.waba(row.waba_id) else { return };
        // The disk holds places of numbers only.
        let Some(number) = PhoneNumber::at_place(row.place) else { return };
        let has_draft = self.marks.drafts.contains(&number) || self.marks.mapping_drafts.contains(row.waba_id);
        let has_problem = row.has_problem || self.failing.contains(&number);
        if let Counts::Open(overview) = &mut self.counts {
            overview.wabas[position as usize].numbers += 1;
            overview.numbers += 1;
            count(&mut overview.statuses, row.status);
            count(&mut overview.configurations, row.configuration_type);
            overview.calling_on += u32::from(row.calling);
            overview.with_draft += u32::from(has_draft);
            overview.with_problem += u32::from(has_problem);
        }

        let filter = &self.query.filter;
        let overview = self.counts.overview();
        let waba = &overview.wabas[position as usize];
        let passes = passes(filter, row, waba)
            && (!filter.has_draft || has_draft)
            && (!filter.has_problem || has_problem)
            && self.search.finds(row, position);
        if passes {
            let key = self.keys.of(self.query.sort.key, row, waba, &overview.names);
            self.found.push(Found { waba: position, number, key });
        }
    }

    fn waba(&mut self, id: &str) -> Option<u32> {
        if let Some((last, position)) = &self.last
            && last == id
        {
            return Some(*position);
        }
        let position = match &mut self.counts {
            Counts::Open(overview) => overview.position_of(id),
            Counts::Done { overview, is_outdated } => {
                let position = overview.position(id);
                *is_outdated |= position.is_none();
                position?
            }
        };
        let (last, at) = self.last.get_or_insert_default();
        last.clear();
        last.push_str(id);
        *at = position;
        Some(position)
    }

    /// Whether the rows are not those that had been counted.
    pub fn is_outdated(&self) -> bool {
        matches!(self.counts, Counts::Done { is_outdated: true, .. })
    }

    pub fn finish(self) -> Listing {
        let Self { query, counts, found, .. } = self;
        let overview = match counts {
            Counts::Open(overview) => Arc::from(overview),
            Counts::Done { overview, .. } => overview,
        };
        let numbers = |found: Vec<Found>| found.iter().map(|one| one.number).collect();
        if !query.grouped {
            let mut found = found;
            sort(&mut found, query);
            return Listing::flat(overview, numbers(found));
        }
        let mut groups: Vec<Vec<Found>> = overview.wabas.iter().map(|_| Vec::new()).collect();
        for one in found {
            groups[one.waba as usize].push(one);
        }
        let (mut all, mut sizes) = (Vec::new(), Vec::new());
        for &waba in overview.in_order() {
            let group = &mut groups[waba as usize];
            if group.is_empty() {
                continue;
            }
            sort(group, query);
            sizes.push((waba, group.len() as u32));
            all.append(group);
        }
        let numbers = numbers(all);
        Listing::grouped(overview, numbers, &sizes, &query.collapsed)
    }
}

/// Sorts equal rows by number, so the order is always the same. Numbers come from the disk in their order, so the usual
/// order costs hardly anything.
fn sort(found: &mut [Found], query: &NumbersQuery) {
    let descending = query.sort.descending;
    match query.sort.key {
        SortKey::Number if descending => found.sort_by_key(|one| Reverse(one.number)),
        SortKey::Number => found.sort_by_key(|one| one.number),
        _ => found.sort_by(|left, right| {
            order::compare(&left.key, &right.key, descending).then_with(|| left.number.cmp(&right.number))
        }),
    }
}

fn passes(filter: &NumbersFilter, row: &ListedRow<'_>, waba: &WabaEntry) -> bool {
    any_of(&filter.wabas, &waba.id)
        && is_owned_by_any(&filter.owners, waba)
        && any_of(&filter.statuses, row.status)
        && any_of(&filter.configurations, row.configuration_type)
        && filter.calling.is_none_or(|on| on == row.calling)
}

/// A WABA whose owner is unknown matches no owner.
fn is_owned_by_any(wanted: &[String], waba: &WabaEntry) -> bool {
    let owner = waba.mapping.as_ref().map(|mapping| mapping.wire().unwrap_or_default());
    wanted.is_empty() || owner.is_some_and(|owner| any_of(wanted, owner))
}

fn any_of(wanted: &[String], value: &str) -> bool {
    wanted.is_empty() || wanted.iter().any(|wanted| wanted == value)
}

/// The sort keys of rows. Those of few different texts are made once for each text.
struct Keys {
    none: Key,
    by_text: HashMap<String, Key>,
}

impl Default for Keys {
    fn default() -> Self {
        Self { none: Rc::from([]), by_text: HashMap::new() }
    }
}

impl Keys {
    fn of(&mut self, by: SortKey, row: &ListedRow<'_>, waba: &WabaEntry, names: &Names) -> Key {
        let texts = row.texts;
        match by {
            SortKey::Number => self.none.clone(),
            SortKey::Alias => Rc::from(texts.alias_key),
            SortKey::VerifiedName => Rc::from(texts.verified_key),
            SortKey::Country => self.name(texts.country),
            SortKey::Owner => self.name(&waba.owner),
            SortKey::Configuration => {
                let handler = names.handler(row.configuration_type, texts.handled_by);
                self.name(format!("{} {handler}", row.configuration_type).trim_end())
            }
            SortKey::Status => self.text(row.status),
            SortKey::Quality => self.text(order::quality_rank(texts.quality)),
            SortKey::Calling => self.text(if row.calling { "1" } else { "2" }),
        }
    }

    /// Names are expected in the order of their letters.
    fn name(&mut self, text: &str) -> Key {
        self.keep(text, collation_key)
    }

    fn text(&mut self, text: &str) -> Key {
        self.keep(text, |text| text.as_bytes().to_vec())
    }

    fn keep(&mut self, text: &str, key: impl FnOnce(&str) -> Vec<u8>) -> Key {
        if let Some(known) = self.by_text.get(text) {
            return known.clone();
        }
        let made: Key = Rc::from(key(text));
        self.by_text.insert(text.to_owned(), made.clone());
        made
    }
}

#[cfg(test)]
mod tests {
    use store::ListedTexts;

    use super::*;

    fn row(place: i64, waba_id: &'static str) -> ListedRow<'static> {
        let (status, configuration_type) = ("connected", "webhook");
        let texts = ListedTexts { search: "front desk", ..ListedTexts::default() };
        ListedRow { place, waba_id, status, configuration_type, calling: true, has_problem: false, texts }
    }

    #[test]
    fn rows_that_were_counted_are_found_and_not_counted_again() {
        let (marks, failing) = (Marks::default(), HashSet::new());
        let place = |number: &str| PhoneNumber::parse(number).unwrap().place();
        let (first, second) = (place("918035737458"), place("918035737459"));
        let all = NumbersQuery::default();
        let mut counting = Pass::new(&all, (Vec::new(), Names::default()), &marks, &failing);
        [row(first, "101"), row(second, "")].iter().for_each(|row| counting.add(row));
        let overview = counting.finish().overview;

        let search = NumbersQuery { search: "desk".to_owned(), ..NumbersQuery::default() };
        let again = |rows: &[ListedRow<'_>]| {
            let mut pass = Pass::over_counted(&search, overview.clone(), &marks, &failing);
            rows.iter().for_each(|row| pass.add(row));
            (pass.is_outdated(), pass.finish())
        };
        let (is_outdated, found) = again(&[row(first, "101"), row(second, "")]);
        assert_eq!((is_outdated, found.numbers().len(), found.overview.numbers), (false, 2, 2));
        let (is_outdated, _) = again(&[row(first, "101"), row(second, "102")]);
        assert!(is_outdated, "a WABA that was not there");
    }
}
