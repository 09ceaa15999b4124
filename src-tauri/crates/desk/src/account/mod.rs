//! The state in memory of each account, one field for each owner. The rooms above are the owners: each works on its own
//! field.

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
pub(crate) mod list;
mod lock;
mod notices;
mod registry;
pub mod sandbox_door;
pub(crate) mod settings;
mod shown;
mod state;
mod status;
mod timings;
mod writes;

pub(crate) use self::core::{Core, Seat, Subscriber, WeakSeat};
pub(crate) use batch::{Batch, BatchAbout, InBatch, ShownBatch};
pub use checks::Samples;
pub(crate) use checks::{Job, TestPlan, TestRun};
pub use clock::Clock;
pub(crate) use drafts::{Drafting, Found, Made};
pub(crate) use events::Event;
pub(crate) use flag::Raised;
pub(crate) use link::Unread;
pub(crate) use lock::{aside, lock, lock_over_disk};
pub(crate) use registry::{Admission, account_name};
pub(crate) use state::Account;
pub use timings::Timings;
pub(crate) use writes::{Scope, Shown, ShownWhat, Writing};
