//! Windows of the list's rows, its facets, and the members of a WABA.

use crate::account::Seat;
use crate::account::list;
use crate::view::{DeskError, Facets, MemberView, NumbersQuery, NumbersWindow, RowKey, Span};

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

    pub(crate) async fn facets(&self) -> Result<Facets, DeskError> {
        let index = self.index().await?;
        Ok(list::facets(&index, &self.account.list.marks()))
    }

    pub(crate) fn waba_members(&self, waba_id: &str) -> Result<Vec<MemberView>, DeskError> {
        Ok(self.store().members(self.id(), waba_id)?.iter().map(MemberView::from).collect())
    }
}
