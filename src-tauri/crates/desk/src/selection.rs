//! What is selected in the list: kept here, so that selecting a hundred thousand numbers is a small message. A command
//! that works on the selection names its version, and is refused where something else is selected by now.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use domain::phone::PhoneNumber;

use crate::account::Account;
use crate::error::{Code, DeskError};
use crate::numbers::{Index, OrderKey, Selection};
use crate::view::{NumbersQuery, NumbersSort, SelectionChange, SelectionView};
use crate::{Desk, lock};

impl Desk {
    /// Changes the selection, over the rows as the query orders and groups them now.
    pub async fn select(
        &self,
        account: &str,
        query: NumbersQuery,
        change: SelectionChange,
    ) -> Result<SelectionView, DeskError> {
        let account = self.account(account)?;
        let (index, listing) = self.cut(&account, query).await?;
        let selection = self.hold_selection(&account, |held| {
            held.change(&index, &listing, &change, || self.next_selection());
        });
        Ok(listing.selection_view(&index, &selection))
    }

    /// The selected numbers, a line each, in the list's plain order.
    pub async fn selected_numbers(&self, account: &str) -> Result<String, DeskError> {
        let account = self.account(account)?;
        let (index, selection) = self.selection(&account).await?;
        let numbers = in_plain_order(&index, &selection);
        Ok(numbers.iter().map(|number| format!("+{number}")).collect::<Vec<_>>().join("\n"))
    }

    /// The selected numbers in the list's plain order, if the selection still is the one that was seen.
    pub(crate) async fn selected(&self, account: &Arc<Account>, version: u32) -> Result<Vec<PhoneNumber>, DeskError> {
        let (index, selection) = self.selection(account).await?;
        if selection.version != version {
            let message =
                "The selection has changed, so nothing was done. Look at what is selected now, and start again.";
            return Err(DeskError::new(Code::SelectionChanged, message));
        }
        Ok(in_plain_order(&index, &selection))
    }

    async fn selection(&self, account: &Arc<Account>) -> Result<(Arc<Index>, Selection), DeskError> {
        let index = self.index(account).await?;
        Ok((index, self.selection_now(account)))
    }

    pub(crate) fn selection_now(&self, account: &Account) -> Selection {
        self.hold_selection(account, |_| ())
    }

    /// Changes the selection, and returns it as it is then. Numbers that the account no longer has are out of it before.
    fn hold_selection(&self, account: &Account, change: impl FnOnce(&mut Selection)) -> Selection {
        let mut held = lock(&account.selection);
        // The newest there is: an older one may lack a number that was selected since.
        if let Some(index) = account.index.read().unwrap_or_else(PoisonError::into_inner).as_ref() {
            held.keep_known(index, || self.next_selection());
        }
        change(&mut held);
        held.clone()
    }

    pub(crate) fn select_nothing(&self, account: &Account) {
        lock(&account.selection).clear(|| self.next_selection());
    }

    /// Never the same for two selections, also of an account that was signed out and is connected again.
    fn next_selection(&self) -> u32 {
        self.inner.selections.fetch_add(1, Ordering::SeqCst) + 1
    }
}

fn in_plain_order(index: &Index, selection: &Selection) -> Vec<PhoneNumber> {
    let order = index.order(OrderKey::new(false, NumbersSort::default()));
    let numbers = order.iter().map(|position| index.entries[*position as usize].seen.number);
    numbers.filter(|number| selection.numbers.contains(number)).collect()
}
