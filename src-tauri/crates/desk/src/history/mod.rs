//! Looking back: the record as it is shown, searched and exported, and drafts made of what was there before.

mod activity;
mod export;
mod restore;
