//! The selection of the list. It is kept here, so that selecting a hundred thousand numbers is a small message. A
//! command that changes or tests the selected numbers names its version, and is refused if the selection has changed
//! since.

use std::collections::HashSet;

use domain::phone::PhoneNumber;

use crate::account::list::{Selected, Selection};
use crate::account::{Seat, aside, lock};
use crate::view::{Code, DeskError, NumbersQuery, SelectionChange, SelectionView};

impl Seat {
    /// Changes the selection, over the rows as the query orders and groups them now.
    pub(crate) async fn select(
        &self,
        query: NumbersQuery,
        change: SelectionChange,
    ) -> Result<SelectionView, DeskError> {
        let seat = self.clone();
        aside(move || seat.select_now(&query, &change)).await
    }

    fn select_now(&self, query: &NumbersQuery, change: &SelectionChange) -> Result<SelectionView, DeskError> {
        let age = self.account.list.state().age;
        let listing = self.listing(query)?;
        // A number that the account does not have is not selected.
        let is_known = match change {
            SelectionChange::Toggle { number } => self.is_listed(number)?,
            _ => true,
        };
        let selection = self.hold_selection(|held| {
            if is_known {
                held.change(&listing, change, || self.core.next_selection());
                // A number of these rows may be gone meanwhile.
                held.known_at = held.known_at.filter(|known| *known == age);
            }
        })?;
        Ok(listing.selection_view(&selection))
    }

    fn is_listed(&self, number: &str) -> Result<bool, DeskError> {
        let Ok(number) = PhoneNumber::parse(number) else { return Ok(false) };
        Ok(self.store().missing_of(self.id(), &HashSet::from([number]))?.is_empty())
    }

    /// Returns the selected numbers, one per line, in the list's default order.
    pub(crate) async fn selected_numbers(&self) -> Result<String, DeskError> {
        let numbers = in_plain_order(&self.selection().await?);
        Ok(numbers.iter().map(|number| format!("+{number}")).collect::<Vec<_>>().join("\n"))
    }

    /// Returns the selected numbers in the list's default order. Fails if the selection is no longer the one that the
    /// person saw.
    pub(crate) async fn selected(&self, version: u32) -> Result<Vec<PhoneNumber>, DeskError> {
        let selection = self.selection().await?;
        if selection.version != version {
            let message =
                "The selection has changed, so nothing was done. Look at what is selected now, and start again.";
            return Err(DeskError::new(Code::SelectionChanged, message));
        }
        Ok(in_plain_order(&selection))
    }

    async fn selection(&self) -> Result<Selected, DeskError> {
        let seat = self.clone();
        aside(move || seat.selected_now()).await
    }

    pub(crate) fn selected_now(&self) -> Result<Selected, DeskError> {
        self.hold_selection(|_| ())
    }

    /// Changes the selection, and returns the result. Numbers that the account no longer has are removed first.
    fn hold_selection(&self, change: impl FnOnce(&mut Selection)) -> Result<Selected, DeskError> {
        self.deselect_unknown()?;
        let mut held = lock(&self.account.list.selection);
        change(&mut held);
        Ok(held.now.clone())
    }

    fn deselect_unknown(&self) -> Result<(), DeskError> {
        let age = self.account.list.state().age;
        let numbers = {
            let held = lock(&self.account.list.selection);
            if held.known_at == Some(age) || held.now.numbers.is_empty() {
                return Ok(());
            }
            held.now.numbers.clone()
        };
        let gone = self.store().missing_of(self.id(), &numbers)?;
        let mut held = lock(&self.account.list.selection);
        held.remove(&gone, || self.core.next_selection());
        held.known_at = Some(age);
        Ok(())
    }

    pub(crate) fn select_nothing(&self) {
        lock(&self.account.list.selection).clear(|| self.core.next_selection());
    }
}

fn in_plain_order(selection: &Selected) -> Vec<PhoneNumber> {
    let mut numbers: Vec<PhoneNumber> = selection.numbers.iter().copied().collect();
    numbers.sort_unstable_by_key(|number| number.place());
    numbers
}
