//! History: the activity record, its export, and drafts that restore earlier values.

mod activity;
mod batches;
mod export;
mod restore;
mod undo;
