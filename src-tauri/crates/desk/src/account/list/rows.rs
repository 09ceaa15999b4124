//! The rows of a query, and the windows of rows that are cut from them.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use domain::phone::PhoneNumber;
use domain::problem::problems_of;
use domain::search::Words;

use crate::account::lock;
use crate::view::{GroupRow, ListRow, NumberRow, NumbersFilter, NumbersQuery, NumbersWindow, RowKey, SelectionView};

use super::index::Index;
use super::marks::Marks;
use super::order::OrderKey;
use super::table::{Entry, WabaEntry};

/// The selected numbers.
#[derive(Clone, Default)]
pub struct Selected {
    /// Unique to this selection.
    pub version: u32,
    pub numbers: Arc<HashSet<PhoneNumber>>,
}

/// The rows that match a query, as positions: cheap to cut windows from.
pub struct Listing {
    lines: Vec<Line>,
    /// The matching numbers, folded groups included.
    pub matching: Vec<u32>,
    /// The selection's version, and how many matching numbers it has. Scrolling does not count again.
    selected: Mutex<Option<(u32, u32)>>,
}

enum Line {
    Group { waba: u32, matching: u32, collapsed: bool },
    Number(u32),
}

/// Returns the rows of a query, in its order.
pub fn list(index: &Index, marks: &Marks, query: &NumbersQuery) -> Listing {
    let filter = RowFilter::new(index, marks, query);
    let order = index.order(OrderKey::new(query.grouped, query.sort));
    let matching: Vec<u32> = order.iter().copied().filter(|position| filter.matches(*position)).collect();
    let lines = match query.grouped {
        true => group(index, &matching, &query.collapsed),
        false => matching.iter().copied().map(Line::Number).collect(),
    };
    Listing { lines, matching, selected: Mutex::default() }
}

/// Puts a heading before the numbers of each WABA. A folded group has its heading only.
fn group(index: &Index, matching: &[u32], collapsed: &[String]) -> Vec<Line> {
    let folded: HashSet<&str> = collapsed.iter().map(String::as_str).collect();
    let mut lines = Vec::with_capacity(matching.len());
    let same_waba =
        |left: &u32, right: &u32| index.table.entries[*left as usize].waba == index.table.entries[*right as usize].waba;
    for run in matching.chunk_by(same_waba) {
        let waba = index.table.entries[run[0] as usize].waba;
        let collapsed = folded.contains(index.table.wabas[waba as usize].id.as_str());
        lines.push(Line::Group { waba, matching: run.len() as u32, collapsed });
        if !collapsed {
            lines.extend(run.iter().copied().map(Line::Number));
        }
    }
    lines
}

impl Listing {
    pub fn window(
        &self,
        index: &Index,
        marks: &Marks,
        selection: &Selected,
        (offset, limit): (u32, u32),
        locate: &[RowKey],
    ) -> NumbersWindow {
        let start = (offset as usize).min(self.lines.len());
        let end = start.saturating_add(limit as usize).min(self.lines.len());
        NumbersWindow {
            total_rows: self.lines.len() as u32,
            matching: self.matching.len() as u32,
            numbers: index.table.entries.len() as u32,
            offset: start as u32,
            rows: self.lines[start..end].iter().map(|line| row(index, marks, selection, line)).collect(),
            located: locate.iter().map(|key| self.locate(index, key)).collect(),
            selection: self.selection_view(index, selection),
        }
    }

    pub fn selection_view(&self, index: &Index, selection: &Selected) -> SelectionView {
        let (version, total) = (selection.version, selection.numbers.len() as u32);
        let counted = *lock(&self.selected);
        let matching = match counted {
            Some((of, matching)) if of == version => matching,
            _ if total == 0 => 0,
            _ => self.matching_numbers(index).filter(|number| selection.numbers.contains(number)).count() as u32,
        };
        *lock(&self.selected) = Some((version, matching));
        SelectionView { version, total, matching }
    }

    /// Returns every matching number, in the query's order.
    pub fn matching_numbers<'a>(&'a self, index: &'a Index) -> impl Iterator<Item = PhoneNumber> + 'a {
        self.matching.iter().map(|position| index.number_at(*position))
    }

    /// Returns the numbers from one row to another, both included. None if one of the two is not shown.
    pub fn between<'a>(
        &'a self,
        index: &'a Index,
        from: &RowKey,
        to: &RowKey,
    ) -> Option<impl Iterator<Item = PhoneNumber> + 'a> {
        let (from, to) = (self.locate(index, from)? as usize, self.locate(index, to)? as usize);
        let lines = self.lines[from.min(to)..=from.max(to)].iter();
        Some(lines.filter_map(|line| match line {
            Line::Number(position) => Some(index.number_at(*position)),
            Line::Group { .. } => None,
        }))
    }

    fn locate(&self, index: &Index, key: &RowKey) -> Option<u32> {
        let at = match key {
            RowKey::Group { waba_id } => self.lines.iter().position(
                |line| matches!(line, Line::Group { waba, .. } if index.table.wabas[*waba as usize].id == *waba_id),
            ),
            RowKey::Number { number } => {
                let number = PhoneNumber::parse(number).ok()?;
                self.lines.iter().position(|line| matches!(line, Line::Number(at) if index.number_at(*at) == number))
            }
        };
        at.map(|at| at as u32)
    }
}

fn row(index: &Index, marks: &Marks, selection: &Selected, line: &Line) -> ListRow {
    match line {
        Line::Group { waba, matching, collapsed } => {
            ListRow::Group(group_row(&index.table.wabas[*waba as usize], marks, *matching, *collapsed))
        }
        Line::Number(position) => {
            ListRow::Number(number_row(index, marks, selection, &index.table.entries[*position as usize]))
        }
    }
}

fn group_row(waba: &WabaEntry, marks: &Marks, matching: u32, collapsed: bool) -> GroupRow {
    GroupRow {
        waba_id: waba.id.clone(),
        name: waba.name.clone(),
        matching,
        numbers: waba.numbers,
        owner: waba.owner.clone(),
        collapsed,
        has_draft: marks.mapping_drafts.contains(&waba.id),
    }
}

fn number_row(index: &Index, marks: &Marks, selection: &Selected, entry: &Entry) -> NumberRow {
    let seen = &entry.seen;
    let waba = index.table.waba_of(entry);
    NumberRow {
        number: seen.number.to_string(),
        international: seen.number.international(),
        country_iso: entry.iso.clone(),
        country: entry.country.clone(),
        alias: seen.held.alias.clone().unwrap_or_default(),
        verified_name: seen.verified_name.clone().unwrap_or_default(),
        waba_id: waba.id.clone(),
        waba: waba.name.clone(),
        status: seen.status.clone(),
        quality: seen.quality.clone(),
        configuration: seen.held.configuration_type.clone().unwrap_or_default(),
        handled_by: index.table.handled_by(entry),
        calling: seen.held.calling(),
        owner: waba.owner.clone(),
        has_draft: marks.drafts.contains(&seen.number),
        mapping_draft: marks.mapping_drafts.contains(&waba.id),
        problems: if entry.has_problem { problems_of(seen) } else { Vec::new() },
        check: marks.checks.of(&seen.held).cloned(),
        selected: selection.numbers.contains(&seen.number),
    }
}

/// The search and the filters of one query, prepared once.
struct RowFilter<'a> {
    index: &'a Index,
    marks: &'a Marks,
    filter: &'a NumbersFilter,
    words: Words,
}

impl<'a> RowFilter<'a> {
    fn new(index: &'a Index, marks: &'a Marks, query: &'a NumbersQuery) -> Self {
        Self { index, marks, filter: &query.filter, words: Words::new(&query.search) }
    }

    fn matches(&self, position: u32) -> bool {
        let entry = &self.index.table.entries[position as usize];
        self.passes(entry) && self.words.occur_in(&entry.haystack)
    }

    fn passes(&self, entry: &Entry) -> bool {
        let filter = self.filter;
        let waba = self.index.table.waba_of(entry);
        let held = &entry.seen.held;
        any_of(&filter.wabas, &waba.id)
            && is_owned_by_any(&filter.owners, waba)
            && any_of(&filter.statuses, &entry.seen.status)
            && any_of(&filter.configurations, held.configuration_type.as_deref().unwrap_or_default())
            && filter.calling.is_none_or(|on| on == held.calling())
            && (!filter.has_draft || has_draft(self.marks, entry, waba))
            && (!filter.has_problem || has_problem(self.marks, entry))
    }
}

pub(super) fn has_draft(marks: &Marks, entry: &Entry, waba: &WabaEntry) -> bool {
    marks.drafts.contains(&entry.seen.number) || marks.mapping_drafts.contains(&waba.id)
}

/// Returns true for a problem in what Plivo holds, or a failed endpoint test.
pub(super) fn has_problem(marks: &Marks, entry: &Entry) -> bool {
    entry.has_problem || marks.checks.failed(&entry.seen.held)
}

/// A WABA whose owner is unknown matches no owner.
fn is_owned_by_any(wanted: &[String], waba: &WabaEntry) -> bool {
    let owner = waba.mapping.as_ref().map(|mapping| mapping.wire().unwrap_or_default());
    wanted.is_empty() || owner.is_some_and(|owner| any_of(wanted, owner))
}

fn any_of(wanted: &[String], value: &str) -> bool {
    wanted.is_empty() || wanted.iter().any(|wanted| wanted == value)
}
