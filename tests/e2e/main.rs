//! The main job in the real window, from the first start to a saved, read-back and recorded configuration.
//!
//! Every test has its own desktop. The requests at the test's sandbox prove what was sent.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

#[path = "../support/mod.rs"]
mod support;

mod about;
mod accessible_announcements;
mod accessible_texts;
mod accessible_tree;
mod activity;
mod batch_undo;
mod bounds;
mod bulk;
mod by_hand;
mod calling;
mod cancelling;
mod checks;
mod closing;
mod composing;
mod connecting;
mod connection_states;
mod disconnecting;
mod first_start;
mod handover;
mod keyboard;
mod list;
mod long_lists;
mod looks;
mod lost_page;
mod many;
mod network;
mod offline;
mod panel;
mod picking;
mod quick_hands;
mod ranges;
mod refusing_disk;
mod remapping;
mod restarting;
mod restoring;
mod right_number;
mod right_to_left;
mod room;
mod saving;
mod seat;
mod secrets;
mod tray;
mod two_accounts;
mod validation;
mod walls;
mod ways;
mod what_was_typed;
