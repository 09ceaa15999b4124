//! Windows of the list's rows, its facets, and the members of a WABA. They are read from disk, searches from memory.

use std::sync::Arc;

use domain::phone::PhoneNumber;

use crate::account::list::{self, Line, Overview};
use crate::account::{Seat, aside};
use crate::view::{DeskError, Facet, Facets, MemberView, NumbersQuery, NumbersWindow, RowKey, Span};

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

    /// Reads the rows that a search goes over, and makes what it needs of the WABAs, so that its first letter waits for
    /// neither, unless something changes meanwhile.
    pub(crate) async fn prepare_search(&self) -> Result<(), DeskError> {
        let seat = self.clone();
        aside(move || {
            seat.rows_with_texts(&seat.account.list.state())?;
            seat.overview_now()?.prepare_search();
            Ok(())
        })
        .await
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
        Ok(list::facets(&*self.overview_now()?))
    }

    pub(crate) async fn waba_facets(&self) -> Result<Vec<Facet>, DeskError> {
        let seat = self.clone();
        aside(move || Ok(list::wabas(&*seat.overview_now()?))).await
    }

    fn overview_now(&self) -> Result<Arc<Overview>, DeskError> {
        let state = self.account.list.state();
        Ok(match self.account.list.kept_overview(&state) {
            Some(kept) => kept,
            None => self.read_listing(&NumbersQuery::default(), &state)?.overview.clone(),
        })
    }

    pub(crate) fn waba_members(&self, waba_id: &str) -> Result<Vec<MemberView>, DeskError> {
        Ok(self.store().members(self.id(), waba_id)?.iter().map(MemberView::from).collect())
    }
}
