//! One pass over the account's numbers, on disk or in memory: which of them match a query, in which order, and what is counted over
//! all of them.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

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
    overview: Overview,
    found: Vec<Found>,
    keys: Keys,
    /// The last WABA. Most numbers follow one of the same WABA.
    last: Option<(String, u32)>,
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
        let overview = Overview::new(wabas, names);
        let search = Search::new(&query.search, &overview);
        Self { query, marks, failing, search, overview, found: Vec::new(), keys: Keys::default(), last: None }
    }

    /// Whether the rows have to have their texts.
    pub fn needs_texts(query: &NumbersQuery) -> bool {
        let by_texts = !matches!(query.sort.key, SortKey::Number | SortKey::Status | SortKey::Calling | SortKey::Owner);
        by_texts || !Words::new(&query.search).is_empty()
    }

    pub fn add(&mut self, row: &ListedRow<'_>) {
        let position = self.waba(row.waba_id);
        // The disk holds places of numbers only.
        let Some(number) = PhoneNumber::at_place(row.place) else { return };
        let waba = &mut self.overview.wabas[position as usize];
        waba.numbers += 1;
        let has_draft = self.marks.drafts.contains(&number) || self.marks.mapping_drafts.contains(row.waba_id);
        let has_problem = row.has_problem || self.failing.contains(&number);
        self.overview.numbers += 1;
        count(&mut self.overview.statuses, row.status);
        count(&mut self.overview.configurations, row.configuration_type);
        self.overview.calling_on += u32::from(row.calling);
        self.overview.with_draft += u32::from(has_draft);
        self.overview.with_problem += u32::from(has_problem);

        let filter = &self.query.filter;
        let waba = &self.overview.wabas[position as usize];
        let passes = passes(filter, row, waba)
            && (!filter.has_draft || has_draft)
            && (!filter.has_problem || has_problem)
            && self.search.finds(row, position);
        if passes {
            let key = self.keys.of(self.query.sort.key, row, waba, &self.overview.names);
            self.found.push(Found { waba: position, number, key });
        }
    }

    fn waba(&mut self, id: &str) -> u32 {
        if let Some((last, position)) = &self.last
            && last == id
        {
            return *position;
        }
        let position = self.overview.position_of(id);
        self.last = Some((id.to_owned(), position));
        position
    }

    pub fn finish(self) -> Listing {
        let Self { query, overview, found, .. } = self;
        let numbers = |found: Vec<Found>| found.iter().map(|one| one.number).collect();
        if !query.grouped {
            let mut found = found;
            sort(&mut found, query);
            return Listing::flat(overview, numbers(found));
        }
        let order = overview.in_order();
        let mut groups: Vec<Vec<Found>> = overview.wabas.iter().map(|_| Vec::new()).collect();
        for one in found {
            groups[one.waba as usize].push(one);
        }
        let (mut all, mut sizes) = (Vec::new(), Vec::new());
        for waba in order {
            let group = &mut groups[waba as usize];
            if group.is_empty() {
                continue;
            }
            sort(group, query);
            sizes.push((waba, group.len() as u32));
            all.append(group);
        }
        Listing::grouped(overview, numbers(all), &sizes, &query.collapsed)
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
