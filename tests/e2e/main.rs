//! The main job in the real window, from the first start to a saved, read-back and recorded configuration.
//!
//! Every test has a desktop of its own. What was sent is proved by what a sandbox of the test received.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

#[path = "../support/mod.rs"]
mod support;

mod activity;
mod connecting;
mod connection_states;
mod disconnecting;
mod first_start;
mod keyboard;
mod list;
mod looks;
mod offline;
mod panel;
mod remapping;
mod restarting;
mod saving;
mod seat;
mod secrets;
mod validation;
mod walls;
