//! History: the activity record, its export, and drafts that restore earlier values.

mod activity;
mod export;
mod restore;
