//! What the window calls, and what it reads over all rooms: the first paint, and the Configure Number panel.

mod calls;
mod defects;
mod desk;
mod panel;
mod start;

pub use defects::Defects;
pub use desk::{Desk, Setup};
