//! The first paint, and what a later start finds again.

use crate::error::DeskError;
use crate::view::{StartView, StatusView, WindowBounds};
use crate::{Desk, lock};

const BOUNDS: &str = "window_bounds";

impl Desk {
    /// Everything that the first paint needs, from disk alone.
    pub fn start(&self) -> Result<StartView, DeskError> {
        let current = lock(&self.inner.current).clone();
        let current = current.and_then(|id| self.account(&id).ok());
        let open_number = match &current {
            Some(account) => self.store().setting(&open_number_key(&account.id))?.filter(|number| !number.is_empty()),
            None => None,
        };
        Ok(StartView {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            accounts: self.accounts().iter().map(|account| account.view()).collect(),
            status: current.as_ref().map(|account| self.status_of(account)),
            current: current.map(|account| account.view()),
            notes: self.inner.notes.clone(),
            open_number,
        })
    }

    pub fn status(&self, account: &str) -> Result<StatusView, DeskError> {
        let account = self.account(account)?;
        Ok(self.status_of(&account))
    }

    pub fn close_number(&self, account: &str) -> Result<(), DeskError> {
        Ok(self.store().put_setting(&open_number_key(account), "")?)
    }

    pub fn window_bounds(&self) -> Option<WindowBounds> {
        let text = self.store().setting(BOUNDS).ok().flatten()?;
        serde_json::from_str(&text).ok()
    }

    /// Best effort: a window that opens elsewhere is no loss.
    pub fn keep_window_bounds(&self, bounds: WindowBounds) {
        let Ok(text) = serde_json::to_string(&bounds) else { return };
        if let Err(error) = self.store().put_setting(BOUNDS, &text) {
            log::warn!("the window's bounds were not kept: {error}");
        }
    }
}

pub(crate) fn open_number_key(account: &str) -> String {
    format!("open_number/{account}")
}
