//! The public facade: the calls of the window, and the two views that read all rooms: the first paint and the Configure
//! Number panel.

mod calls;
mod defects;
mod desk;
mod first;
mod log_line;
mod panel;
mod start;
mod third_party;

pub use defects::Defects;
pub use desk::{Desk, Setup, Tidied};
pub use log_line::for_the_log;
pub use third_party::ThirdParty;
