//! The selection of the list. It is kept here, so that selecting a hundred thousand numbers is a small message. A
//! command that changes or tests the selected numbers names its version, and is refused if the selection has changed
//! since.

use std::sync::Arc;

use domain::phone::PhoneNumber;

use crate::account::list::{Index, Listing, OrderKey, Selected, Selection};
use crate::account::{Seat, lock};
use crate::view::{Code, DeskError, NumbersQuery, NumbersSort, SelectionChange, SelectionView};

impl Seat {
    /// Returns the rows of a query over the newest index.
    pub(super) async fn rows(&self, query: NumbersQuery) -> Result<(Arc<Index>, Arc<Listing>), DeskError> {
        let index = self.index().await?;
        let listing = self.account.list.listing(&index, query);
        Ok((index, listing))
    }

    /// Changes the selection, over the rows as the query orders and groups them now.
    pub(crate) async fn select(
        &self,
        query: NumbersQuery,
        change: SelectionChange,
    ) -> Result<SelectionView, DeskError> {
        let (index, listing) = self.rows(query).await?;
        let selection = self.hold_selection(|held| {
            held.change(&index, &listing, &change, || self.core.next_selection());
        });
        Ok(listing.selection_view(&index, &selection))
    }

    /// Returns the selected numbers, one per line, in the list's default order.
    pub(crate) async fn selected_numbers(&self) -> Result<String, DeskError> {
        let (index, selection) = self.selection().await?;
        let numbers = in_plain_order(&index, &selection);
        Ok(numbers.iter().map(|number| format!("+{number}")).collect::<Vec<_>>().join("\n"))
    }

    /// Returns the selected numbers in the list's default order. Fails if the selection is no longer the one that the
    /// person saw.
    pub(crate) async fn selected(&self, version: u32) -> Result<Vec<PhoneNumber>, DeskError> {
        let (index, selection) = self.selection().await?;
        if selection.version != version {
            let message =
                "The selection has changed, so nothing was done. Look at what is selected now, and start again.";
            return Err(DeskError::new(Code::SelectionChanged, message));
        }
        Ok(in_plain_order(&index, &selection))
    }

    async fn selection(&self) -> Result<(Arc<Index>, Selected), DeskError> {
        let index = self.index().await?;
        Ok((index, self.selected_now()))
    }

    pub(crate) fn selected_now(&self) -> Selected {
        self.hold_selection(|_| ())
    }

    /// Changes the selection, and returns the result. Numbers that the account no longer has are removed first.
    fn hold_selection(&self, change: impl FnOnce(&mut Selection)) -> Selected {
        let mut held = lock(&self.account.list.selection);
        // The newest index: an older one may lack a number that was selected since.
        if let Some(index) = self.account.list.index() {
            held.keep_known(&index, || self.core.next_selection());
        }
        change(&mut held);
        held.now.clone()
    }

    pub(crate) fn select_nothing(&self) {
        lock(&self.account.list.selection).clear(|| self.core.next_selection());
    }
}

fn in_plain_order(index: &Index, selection: &Selected) -> Vec<PhoneNumber> {
    let order = index.order(OrderKey::new(false, NumbersSort::default()));
    let numbers = order.iter().map(|position| index.number_at(*position));
    numbers.filter(|number| selection.numbers.contains(number)).collect()
}
