//! The marks of the rows: drafts and results of endpoint tests. They change while somebody types, so they are kept
//! outside the index: an edit does not rebuild it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::field::Field;
use domain::observed::Held;
use domain::phone::PhoneNumber;
use domain::validate::is_in_force;

use crate::view::{CheckOutcome, Endpoint, RowCheck};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    pub drafts: HashSet<PhoneNumber>,
    pub mapping_drafts: HashSet<String>,
    /// How many of both are marked as ready.
    pub ready: usize,
    /// The results of endpoint tests.
    pub(crate) checks: Arc<Checks>,
}

impl Marks {
    /// Returns the count of drafts, of numbers and of mappings.
    pub(crate) fn count(&self) -> usize {
        self.drafts.len() + self.mapping_drafts.len()
    }
}

/// The last test of each URL, by the URL.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Checks(pub HashMap<(Endpoint, String), RowCheck>);

impl Checks {
    /// Returns the worst result among the endpoints that Plivo calls for this number.
    pub fn of(&self, held: &Held) -> Option<&RowCheck> {
        if self.0.is_empty() {
            return None;
        }
        let tested = [Endpoint::Webhook, Endpoint::Answer].into_iter().filter_map(|endpoint| {
            let field = Field::from(endpoint);
            let url = is_in_force(field, held).then(|| held.text(field))?;
            self.0.get(&(endpoint, url.trim().to_owned()))
        });
        tested.max_by_key(|check| check.outcome)
    }

    pub fn any_failed(&self) -> bool {
        self.0.values().any(|check| check.outcome == CheckOutcome::Failed)
    }

    pub fn failed(&self, held: &Held) -> bool {
        self.of(held).is_some_and(|check| check.outcome == CheckOutcome::Failed)
    }
}
