//! The public facade: the calls of the window, and the two views that read all rooms: the first paint and the Configure
//! Number panel.

mod calls;
mod defects;
mod desk;
mod notices;
mod panel;
mod start;

pub use defects::Defects;
pub use desk::{Desk, Setup};
pub use notices::Notices;
