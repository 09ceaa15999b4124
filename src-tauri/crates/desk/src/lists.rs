//! The lists that the window shows: numbers, and the members of a WABA.

use std::sync::Arc;

use crate::account::{Account, Cut};
use crate::error::DeskError;
use crate::numbers::{self, Listing};
use crate::view::{Facets, MemberView, NumbersQuery, NumbersWindow, RowKey, Span};
use crate::{Desk, lock};

impl Desk {
    pub async fn numbers_window(
        &self,
        account: &str,
        query: NumbersQuery,
        (offset, limit): (u32, u32),
        locate: &[RowKey],
    ) -> Result<NumbersWindow, DeskError> {
        let account = self.account(account)?;
        let (index, listing) = self.cut(&account, query).await?;
        let (marks, selection) = (lock(&account.marks).clone(), self.selection_now(&account));
        Ok(listing.window(&index, &marks, &selection, (offset, limit.min(Span::MOST_ROWS)), locate))
    }

    pub async fn numbers_matching(&self, account: &str, query: NumbersQuery) -> Result<Vec<String>, DeskError> {
        let account = self.account(account)?;
        let (index, listing) = self.cut(&account, query).await?;
        let number = |position: &u32| index.entries[*position as usize].seen.number.to_string();
        Ok(listing.matching.iter().map(number).collect())
    }

    /// The rows of the query: from memory where only the window of rows moved.
    pub(crate) async fn cut(
        &self,
        account: &Arc<Account>,
        query: NumbersQuery,
    ) -> Result<(Arc<numbers::Index>, Arc<Listing>), DeskError> {
        let index = self.index(account).await?;
        let marks = lock(&account.marks).clone();
        if let Some(cut) = lock(&account.listing).as_ref()
            && cut.query == query
            && Arc::ptr_eq(&cut.index, &index)
            && (Arc::ptr_eq(&cut.marks, &marks) || !(query.filter.has_draft || query.filter.has_problem))
        {
            return Ok((index, cut.listing.clone()));
        }
        let listing = Arc::new(numbers::list(&index, &marks, &query));
        let cut = Cut { query, index: index.clone(), marks, listing: listing.clone() };
        *lock(&account.listing) = Some(cut);
        Ok((index, listing))
    }

    pub async fn facets(&self, account: &str) -> Result<Facets, DeskError> {
        let account = self.account(account)?;
        let index = self.index(&account).await?;
        let marks = lock(&account.marks).clone();
        Ok(numbers::facets(&index, &marks))
    }

    pub async fn waba_members(&self, account: &str, waba_id: &str) -> Result<Vec<MemberView>, DeskError> {
        let account = self.account(account)?;
        Ok(self.store().members(&account.id, waba_id)?.iter().map(MemberView::from).collect())
    }
}
