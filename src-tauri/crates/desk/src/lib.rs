//! The use cases that the window calls.

pub mod error;
pub mod view;
