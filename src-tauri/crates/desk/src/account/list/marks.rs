//! What changes while one types: kept apart from the index, so that an edit does not rebuild it.

use std::collections::HashSet;
use std::sync::Arc;

use domain::phone::PhoneNumber;

use crate::account::Checks;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    pub drafts: HashSet<PhoneNumber>,
    pub mapping_drafts: HashSet<String>,
    /// How many of both were marked as ready.
    pub ready: usize,
    /// What tests of endpoints came to.
    pub(crate) checks: Arc<Checks>,
}

impl Marks {
    /// How many drafts there are, of numbers and of mappings.
    pub(crate) fn count(&self) -> usize {
        self.drafts.len() + self.mapping_drafts.len()
    }
}
