//! The rows of one query: the matching numbers in their order, and the headings of their groups. Cheap to cut windows
//! from.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use domain::phone::PhoneNumber;

use super::overview::Overview;
use crate::account::lock;
use crate::view::{RowKey, SelectionView};

/// The selected numbers.
#[derive(Clone, Default)]
pub struct Selected {
    /// Unique to this selection.
    pub version: u32,
    pub numbers: Arc<HashSet<PhoneNumber>>,
}

pub struct Listing {
    pub overview: Arc<Overview>,
    /// The matching numbers in the order of the query, those of folded groups included.
    numbers: Vec<PhoneNumber>,
    /// The groups in their order. Without groups, one that has no heading.
    groups: Vec<Group>,
    lines: u32,
    /// The selection's version, and how many matching numbers it has. Scrolling does not count again.
    selected: Mutex<Option<(u32, u32)>>,
}

/// The matching numbers of one WABA.
struct Group {
    heading: Option<Heading>,
    /// The first line of the group.
    line: u32,
    /// Its numbers: where they begin in [`Listing::numbers`], and how many there are.
    first: u32,
    count: u32,
}

#[derive(Clone, Copy)]
pub struct Heading {
    /// Position in [`Overview::wabas`].
    pub waba: u32,
    pub matching: u32,
    pub collapsed: bool,
}

/// One line of the list.
pub enum Line {
    Group(Heading),
    Number(PhoneNumber),
}

impl Line {
    pub fn number(&self) -> Option<PhoneNumber> {
        match self {
            Line::Number(number) => Some(*number),
            Line::Group(_) => None,
        }
    }
}

impl Group {
    /// How many lines its numbers have.
    fn shown(&self) -> u32 {
        if self.heading.is_some_and(|heading| heading.collapsed) { 0 } else { self.count }
    }

    fn lines(&self) -> u32 {
        u32::from(self.heading.is_some()) + self.shown()
    }
}

impl Listing {
    pub fn flat(overview: Arc<Overview>, numbers: Vec<PhoneNumber>) -> Self {
        let count = numbers.len() as u32;
        Self::new(overview, numbers, vec![Group { heading: None, line: 0, first: 0, count }])
    }

    /// `sizes` are the WABAs of the matching numbers, in the order of the groups, with how many numbers each has.
    pub fn grouped(
        overview: Arc<Overview>,
        numbers: Vec<PhoneNumber>,
        sizes: &[(u32, u32)],
        collapsed: &[String],
    ) -> Self {
        let folded: HashSet<&str> = collapsed.iter().map(String::as_str).collect();
        let mut groups = Vec::with_capacity(sizes.len());
        let (mut line, mut first) = (0, 0);
        for (waba, count) in sizes.iter().copied() {
            let collapsed = folded.contains(overview.wabas[waba as usize].id.as_str());
            let heading = Some(Heading { waba, matching: count, collapsed });
            let group = Group { heading, line, first, count };
            line += group.lines();
            first += count;
            groups.push(group);
        }
        Self::new(overview, numbers, groups)
    }

    fn new(overview: Arc<Overview>, numbers: Vec<PhoneNumber>, groups: Vec<Group>) -> Self {
        let lines = groups.last().map_or(0, |last| last.line + last.lines());
        Self { overview, numbers, groups, lines, selected: Mutex::default() }
    }

    /// The count of all lines, headings included.
    pub fn len(&self) -> u32 {
        self.lines
    }

    /// Every matching number, in the query's order.
    pub fn numbers(&self) -> &[PhoneNumber] {
        &self.numbers
    }

    /// Returns the lines from `start` to before `end`.
    pub fn lines(&self, start: u32, end: u32) -> Vec<Line> {
        let (start, end) = (start.min(self.lines), end.min(self.lines));
        let from = self.groups.partition_point(|group| group.line + group.lines() <= start);
        let within = self.groups[from.min(self.groups.len())..].iter().take_while(|group| group.line < end);
        within.flat_map(|group| self.lines_of(group, start, end)).collect()
    }

    fn lines_of<'a>(&'a self, group: &'a Group, start: u32, end: u32) -> impl Iterator<Item = Line> + 'a {
        let heading = group.heading.filter(|_| group.line >= start).map(Line::Group);
        let begin = group.line + u32::from(group.heading.is_some());
        // The part of the group's numbers that is between the two lines.
        let first = group.first + start.saturating_sub(begin).min(group.shown());
        let last = group.first + end.saturating_sub(begin).min(group.shown());
        heading
            .into_iter()
            .chain(self.numbers[first as usize..last.max(first) as usize].iter().copied().map(Line::Number))
    }

    pub fn selection_view(&self, selection: &Selected) -> SelectionView {
        let (version, total) = (selection.version, selection.numbers.len() as u32);
        let counted = *lock(&self.selected);
        let matching = match counted {
            Some((of, matching)) if of == version => matching,
            _ if total == 0 => 0,
            _ => self.numbers.iter().filter(|number| selection.numbers.contains(number)).count() as u32,
        };
        *lock(&self.selected) = Some((version, matching));
        SelectionView { version, total, matching }
    }

    /// Returns the numbers from one row to another, both included. None if one of the two is not shown.
    pub fn between(&self, from: &RowKey, to: &RowKey) -> Option<impl Iterator<Item = PhoneNumber> + use<>> {
        let (from, to) = (self.locate(from)?, self.locate(to)?);
        let lines = self.lines(from.min(to), from.max(to) + 1).into_iter();
        Some(lines.filter_map(|line| line.number()))
    }

    /// Returns the line of a row. None if it is not shown.
    pub fn locate(&self, key: &RowKey) -> Option<u32> {
        match key {
            RowKey::Group { waba_id } => {
                let of = |heading: Heading| self.overview.wabas[heading.waba as usize].id == *waba_id;
                self.groups.iter().find(|group| group.heading.is_some_and(of)).map(|group| group.line)
            }
            RowKey::Number { number } => {
                let number = PhoneNumber::parse(number).ok()?;
                let at = self.numbers.iter().position(|other| *other == number)? as u32;
                let group = &self.groups[self.groups.partition_point(|group| group.first + group.count <= at)];
                let line = group.line + u32::from(group.heading.is_some()) + (at - group.first);
                (at - group.first < group.shown()).then_some(line)
            }
        }
    }
}
