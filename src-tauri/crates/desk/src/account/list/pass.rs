//! One pass over the account's numbers, on disk or in memory: which of them match a query, in which order, and what is
//! counted over all of them.

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
    /// The keys of what was found, in the same order. Empty if rows are sorted by their numbers alone.
    found_keys: Vec<Key>,
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
        let (found, found_keys, keys) = Default::default();
        Self { query, marks, failing, search, counts, found, found_keys, keys, last: None }
    }

    /// Whether the rows have to have their texts.
    pub fn needs_texts(query: &NumbersQuery) -> bool {
        let by_texts = !matches!(query.sort.key, SortKey::Number | SortKey::Status | SortKey::Calling | SortKey::Owner);
        by_texts || !Words::new(&query.search).is_empty()
    }

    /// Adds the next row. The rows of each WABA come in the order of their numbers. With their texts, all rows do.
    pub fn add(&mut self, row: &ListedRow<'_>) {
        let Some(position) = self.waba(row.waba_id) else { return };
        let number = row.number;
        let Self { marks, failing, .. } = *self;
        let has_draft = || marks.drafts.contains(&number) || marks.mapping_drafts.contains(row.waba_id);
        let has_problem = || row.has_problem || failing.contains(&number);
        if let Counts::Open(overview) = &mut self.counts {
            overview.wabas[position as usize].numbers += 1;
            overview.numbers += 1;
            count(&mut overview.statuses, row.status);
            count(&mut overview.configurations, row.configuration_type);
            overview.calling_on += u32::from(row.calling);
            overview.with_draft += u32::from(has_draft());
            overview.with_problem += u32::from(has_problem());
        }

        let filter = &self.query.filter;
        let overview = self.counts.overview();
        let waba = &overview.wabas[position as usize];
        let passes = passes(filter, row, waba)
            && (!filter.has_draft || has_draft())
            && (!filter.has_problem || has_problem())
            && self.search.finds(row, position);
        if passes {
            self.found.push(Found { waba: position, number });
            self.found_keys.extend(self.keys.of(self.query.sort.key, row, waba, &overview.names));
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
        let Self { query, counts, found, found_keys, .. } = self;
        let overview = match counts {
            Counts::Open(overview) => Arc::from(overview),
            Counts::Done { overview, .. } => overview,
        };
        let numbers = |places: &[u32]| places.iter().map(|place| found[*place as usize].number).collect();
        if !query.grouped {
            let mut places: Vec<u32> = (0..found.len() as u32).collect();
            // Without texts, the rows came WABA by WABA.
            if !Self::needs_texts(query) {
                places.sort_by_cached_key(|place| found[*place as usize].number.place());
            }
            sort(&mut places, &found, &found_keys, query);
            return Listing::flat(overview, numbers(&places));
        }
        let (mut places, sizes) = by_group(&found, &overview);
        let mut rest = &mut *places;
        for (_, size) in &sizes {
            let (group, others) = rest.split_at_mut(*size as usize);
            sort(group, &found, &found_keys, query);
            rest = others;
        }
        let numbers = numbers(&places);
        Listing::grouped(overview, numbers, &sizes, &query.collapsed)
    }
}

/// Returns the places of the numbers in `found`, group by group in the order of the groups, and the groups with their
/// sizes. Groups without numbers are left out.
fn by_group(found: &[Found], overview: &Overview) -> (Vec<u32>, Vec<(u32, u32)>) {
    let mut counts = vec![0; overview.wabas.len()];
    found.iter().for_each(|one| counts[one.waba as usize] += 1);
    let mut sizes = Vec::new();
    // Where the next number of each group goes.
    let mut next = vec![0; counts.len()];
    let mut begin = 0;
    for &waba in overview.in_order() {
        let count = counts[waba as usize];
        if count > 0 {
            next[waba as usize] = begin;
            begin += count;
            sizes.push((waba, count));
        }
    }
    let mut places = vec![0; found.len()];
    for (place, one) in found.iter().enumerate() {
        let next = &mut next[one.waba as usize];
        places[*next as usize] = place as u32;
        *next += 1;
    }
    (places, sizes)
}

/// Sorts places that are in the order of their numbers. Equal rows stay in that order, so the order is always the same.
fn sort(places: &mut [u32], found: &[Found], keys: &[Key], query: &NumbersQuery) {
    debug_assert!(places.is_sorted_by_key(|place| found[*place as usize].number), "rows out of order");
    let descending = query.sort.descending;
    match query.sort.key {
        SortKey::Number if descending => places.reverse(),
        SortKey::Number => {}
        _ => places.sort_by(|left, right| order::compare(&keys[*left as usize], &keys[*right as usize], descending)),
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
#[derive(Default)]
struct Keys {
    by_text: HashMap<String, Key>,
}

impl Keys {
    /// Returns `None` if rows are sorted by their numbers alone.
    fn of(&mut self, by: SortKey, row: &ListedRow<'_>, waba: &WabaEntry, names: &Names) -> Option<Key> {
        let texts = row.texts;
        Some(match by {
            SortKey::Number => return None,
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
        })
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

    fn row(number: PhoneNumber, waba_id: &'static str) -> ListedRow<'static> {
        let (status, configuration_type) = ("connected", "webhook");
        let texts = ListedTexts { search: "front desk", ..ListedTexts::default() };
        ListedRow { number, waba_id, status, configuration_type, calling: true, has_problem: false, texts }
    }

    #[test]
    fn rows_that_were_counted_are_found_and_not_counted_again() {
        let (marks, failing) = (Marks::default(), HashSet::new());
        let number = |digits| PhoneNumber::parse(digits).unwrap();
        let (first, second) = (number("918035737458"), number("918035737459"));
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
