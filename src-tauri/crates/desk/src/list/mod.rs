//! The lists that the window shows: numbers, and the members of a WABA.

pub(crate) mod by_hand;
mod keep;
mod marks;
mod names;
mod selection;

use std::sync::Arc;

use crate::account::list::{self, Index, Listing};
use crate::account::{Event, Seat};
use crate::view::{DeskError, Facets, MemberView, NumbersQuery, NumbersWindow, RowKey, Span};

pub(crate) fn on(seat: &Seat, event: &Event<'_>) -> Result<(), DeskError> {
    if let Event::Held = event {
        seat.load_checks()?;
        seat.load_draft_marks()?;
    }
    Ok(())
}

impl Seat {
    pub(crate) async fn numbers_window(
        &self,
        query: NumbersQuery,
        (offset, limit): (u32, u32),
        locate: &[RowKey],
    ) -> Result<NumbersWindow, DeskError> {
        let (index, listing) = self.rows(query).await?;
        let (marks, selected) = (self.account.list.marks(), self.selected_now());
        Ok(listing.window(&index, &marks, &selected, (offset, limit.min(Span::MOST_ROWS)), locate))
    }

    pub(crate) async fn numbers_matching(&self, query: NumbersQuery) -> Result<Vec<String>, DeskError> {
        let (index, listing) = self.rows(query).await?;
        Ok(listing.matching_numbers(&index).map(|number| number.to_string()).collect())
    }

    pub(super) async fn rows(&self, query: NumbersQuery) -> Result<(Arc<Index>, Arc<Listing>), DeskError> {
        let index = self.index().await?;
        let listing = self.account.list.listing(&index, query);
        Ok((index, listing))
    }

    pub(crate) async fn facets(&self) -> Result<Facets, DeskError> {
        let index = self.index().await?;
        Ok(list::facets(&index, &self.account.list.marks()))
    }

    pub(crate) fn waba_members(&self, waba_id: &str) -> Result<Vec<MemberView>, DeskError> {
        Ok(self.store().members(self.id(), waba_id)?.iter().map(MemberView::from).collect())
    }
}
