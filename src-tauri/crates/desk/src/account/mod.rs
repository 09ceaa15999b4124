//! What is held in memory of each account, one field an owner. The rooms above are the owners: each works on its own field.

mod attempts;
mod batch;
mod checks;
mod clock;
mod core;
mod drafts;
mod events;
pub(crate) mod files;
mod flag;
mod link;
pub mod list;
mod notices;
mod patience;
mod registry;
pub mod sandbox_door;
mod seat;
pub(crate) mod settings;
mod status;
mod writes;

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::view::{AccountView, Code, DeskError, FieldName};
use domain::phone::PhoneNumber;

pub(crate) use self::core::Core;
pub(crate) use batch::{Batch, InBatch};
pub use checks::Samples;
pub(crate) use checks::{Checks, Job, TestRun};
pub use clock::Clock;
pub(crate) use drafts::{Drafting, Drafts, Found, Made};
pub(crate) use events::{Event, Subscriber};
pub(crate) use flag::Raised;
pub(crate) use link::Link;
pub use patience::Patience;
pub(crate) use registry::account_name;
pub(crate) use seat::{Seat, WeakSeat};
pub(crate) use writes::{Scope, Shown, ShownWhat, Writes, Writing};

/// What is held of one account while the app runs.
pub struct Account {
    pub(crate) id: String,
    about: Mutex<AccountView>,
    pub(crate) link: Link,
    pub(crate) list: list::List,
    pub(crate) drafts: Drafts,
    pub(crate) writes: Writes,
    pub(crate) batch: Mutex<Option<Batch>>,
    pub(crate) checks: checks::Tests,
}

impl Account {
    pub(crate) fn new(about: AccountView) -> Self {
        Self {
            id: about.id.clone(),
            link: Link::new(about.token),
            about: Mutex::new(about),
            list: list::List::default(),
            drafts: Drafts::default(),
            writes: Writes::default(),
            batch: Mutex::default(),
            checks: checks::Tests::default(),
        }
    }

    pub(crate) fn view(&self) -> AccountView {
        AccountView { token: lock(&self.link.token).place, ..lock(&self.about).clone() }
    }

    pub(crate) fn name(&self) -> String {
        lock(&self.about).name.clone()
    }

    pub(crate) fn describe(&self, change: impl FnOnce(&mut AccountView)) {
        change(&mut lock(&self.about));
    }
}

/// A panic elsewhere must not take the drafts with it: what a mutex guards here is whole after every statement.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs work that reads or writes very many rows on a thread where it holds up nothing else.
pub(crate) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DeskError> + Send + 'static,
) -> Result<T, DeskError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(crate::view::words::broken(&error)))
}

pub(crate) fn phone(text: &str) -> Result<PhoneNumber, DeskError> {
    PhoneNumber::parse(text)
        .map_err(|error| DeskError::new(Code::InvalidInput, error.to_string()).at(FieldName::Number))
}
