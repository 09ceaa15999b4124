//! The numbers page: an index in memory, and windows of rows cut from it.
//!
//! The window asks for a screenful at a time, so 100,000 numbers cost it no more than 10. Orders are kept between
//! questions; a search only walks one.

mod facets;
mod index;
mod order;
mod rows;
mod search;
mod selection;

pub use facets::facets;
pub use index::{Entry, Index, Marks, Names};
pub(crate) use order::OrderKey;
pub use rows::{Listing, list};
pub(crate) use search::{Words, searched};
pub use selection::Selection;
