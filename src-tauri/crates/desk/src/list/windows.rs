//! The rows of a query, windows of them, the facets, and the members of a WABA. All of them are read from disk.

use std::collections::HashSet;
use std::sync::Arc;

use domain::phone::PhoneNumber;

use crate::account::list::{self, Line, Listing, Names, Pass, State};
use crate::account::{Seat, aside};
use crate::view::{DeskError, Facets, MemberView, NumbersQuery, NumbersWindow, RowKey, Span};

/// How often a window is cut again because one of its numbers was removed meanwhile.
const TRIES: usize = 3;

impl Seat {
    pub(crate) async fn numbers_window(
        &self,
        query: NumbersQuery,
        window: (u32, u32),
        locate: &[RowKey],
    ) -> Result<NumbersWindow, DeskError> {
        let (seat, locate) = (self.clone(), locate.to_vec());
        aside(move || seat.window_of(&query, window, &locate)).await
    }

    /// As [`Self::numbers_window`], on this thread.
    pub(crate) fn window_of(
        &self,
        query: &NumbersQuery,
        (offset, limit): (u32, u32),
        locate: &[RowKey],
    ) -> Result<NumbersWindow, DeskError> {
        let mut tried = 1;
        loop {
            let listing = self.listing(query)?;
            let start = offset.min(listing.len());
            let lines = listing.lines(start, start.saturating_add(limit.min(Span::MOST_ROWS)));
            let wanted: Vec<PhoneNumber> = lines.iter().filter_map(Line::number).collect();
            let stored = self.store().listed_numbers(self.id(), &wanted)?;
            if stored.len() < wanted.len() && tried < TRIES {
                self.account.list.rows_changed();
                tried += 1;
                continue;
            }
            let (marks, selected) = (self.account.list.marks(), self.selected_now()?);
            return Ok(NumbersWindow {
                total_rows: listing.len(),
                matching: listing.numbers().len() as u32,
                numbers: listing.overview.numbers,
                offset: start,
                rows: list::rows(&listing, &marks, &selected, &lines, stored),
                located: locate.iter().map(|key| listing.locate(key)).collect(),
                selection: listing.selection_view(&selected),
            });
        }
    }

    /// Returns the rows of a query. Scrolling uses the cached rows.
    pub(super) fn listing(&self, query: &NumbersQuery) -> Result<Arc<Listing>, DeskError> {
        let state = self.account.list.state();
        match self.account.list.kept(query, &state) {
            Some(kept) => Ok(kept),
            None => self.read_listing(query, state),
        }
    }

    fn read_listing(&self, query: &NumbersQuery, state: State) -> Result<Arc<Listing>, DeskError> {
        let failing = self.failing(&state)?;
        let mut pass = Pass::new(query, (self.store().wabas(self.id())?, self.names()?), &state.marks, &failing);
        let columns = pass.columns();
        self.store().visit_listed(self.id(), columns, |row| pass.add(&row))?;
        let listing = Arc::new(pass.finish());
        self.account.list.keep(query.clone(), state, listing.clone());
        Ok(listing)
    }

    fn names(&self) -> Result<Names, DeskError> {
        let agents = self.store().agents(self.id())?.unwrap_or_default();
        let owners = self.store().subaccounts(self.id())?.unwrap_or_default();
        Ok(Names {
            agents: agents.into_iter().map(|agent| (agent.agent_uuid, agent.name)).collect(),
            owners: owners.into_iter().map(|owner| (owner.auth_id, owner.name)).collect(),
        })
    }

    /// Returns the numbers with a failed endpoint test. Most accounts have none.
    fn failing(&self, state: &State) -> Result<Arc<HashSet<PhoneNumber>>, DeskError> {
        let checks = &state.marks.checks;
        if !checks.any_failed() {
            return Ok(Arc::default());
        }
        if let Some(kept) = self.account.list.kept_failing(state) {
            return Ok(kept);
        }
        let mut failing = HashSet::new();
        self.store().visit_numbers(self.id(), |seen| {
            if checks.failed(&seen.held) {
                failing.insert(seen.number);
            }
        })?;
        let failing = Arc::new(failing);
        self.account.list.keep_failing(state, failing.clone());
        Ok(failing)
    }

    pub(crate) async fn numbers_matching(&self, query: NumbersQuery) -> Result<Vec<String>, DeskError> {
        let seat = self.clone();
        aside(move || Ok(seat.listing(&query)?.numbers().iter().map(ToString::to_string).collect())).await
    }

    pub(crate) async fn facets(&self) -> Result<Facets, DeskError> {
        let seat = self.clone();
        aside(move || seat.facets_now()).await
    }

    /// As [`Self::facets`], on this thread.
    pub(crate) fn facets_now(&self) -> Result<Facets, DeskError> {
        let state = self.account.list.state();
        let overview = match self.account.list.kept_overview(&state) {
            Some(kept) => kept,
            None => self.read_listing(&NumbersQuery::default(), state)?.overview.clone(),
        };
        Ok(list::facets(&overview))
    }

    pub(crate) fn waba_members(&self, waba_id: &str) -> Result<Vec<MemberView>, DeskError> {
        Ok(self.store().members(self.id(), waba_id)?.iter().map(MemberView::from).collect())
    }
}
