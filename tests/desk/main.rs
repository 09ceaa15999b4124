//! The whole app without its window, with real parts: the sandbox over HTTP, SQLite on disk, a Secret Service on a
//! private bus. The requests at the sandbox prove what was done.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod batch_records;
mod batch_undo;
mod batches;
mod blocking;
mod bulk;
mod by_hand;
mod calling;
mod cancelling;
mod checks;
mod checks_of_many;
mod clocks;
mod confirming;
mod conflicts;
mod deciding;
mod disconnecting;
mod disks;
mod drafts;
mod faults;
mod filling;
mod first_paint;
mod handover;
mod keychain;
mod killed_batches;
mod kills;
mod lists;
mod lost_answers;
mod marking;
mod merging;
mod notices;
mod office;
mod offline;
mod older_words;
mod picking;
mod plivo;
mod preferences;
mod remapping;
mod restoring;
mod saving;
mod scale;
mod schedules;
mod searching;
mod secrets;
mod selecting;
mod story;
mod syncing;
mod tray;
mod truth;
