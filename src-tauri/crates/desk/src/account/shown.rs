//! What was shown and may be confirmed. It is in memory only, under a random id that serves once.

use std::collections::HashMap;
use std::sync::Mutex;

use domain::confirm::LIFETIME_MS;

use super::lock::lock;

/// Previews of one kind, each with the moment when it was shown (see [`Clock::forward`](super::clock::Clock::forward)).
pub(crate) struct Previews<What>(Mutex<HashMap<String, (i64, What)>>);

impl<What> Default for Previews<What> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<What> Previews<What> {
    /// Keeps a preview, and returns its id. Previews that can no longer be confirmed are dropped.
    pub(crate) fn keep(&self, at: i64, what: What) -> String {
        let id = random_id();
        let mut kept = lock(&self.0);
        kept.retain(|_, (shown, _)| at.saturating_sub(*shown) <= LIFETIME_MS);
        kept.insert(id.clone(), (at, what));
        id
    }

    /// Keeps a preview that replaces the others: it may be large, and only the latest is on the screen.
    pub(crate) fn keep_only(&self, at: i64, what: What) -> String {
        lock(&self.0).clear();
        self.keep(at, what)
    }

    /// Looks at a preview that can still be confirmed.
    pub(crate) fn look<T>(&self, id: &str, look: impl FnOnce(&What) -> T) -> Option<T> {
        lock(&self.0).get(id).map(|(_, what)| look(what))
    }

    /// Takes the preview out: a confirmation serves once.
    pub(crate) fn take(&self, id: &str) -> Option<(i64, What)> {
        lock(&self.0).remove(id)
    }

    /// Like `put_back`, unless another preview is on the screen by now.
    pub(crate) fn put_back_only(&self, id: &str, at: i64, what: What) {
        let mut kept = lock(&self.0);
        if kept.is_empty() {
            kept.insert(id.to_owned(), (at, what));
        }
    }

    /// What was typed did not match, and can be corrected.
    pub(crate) fn put_back(&self, id: &str, at: i64, what: What) {
        lock(&self.0).insert(id.to_owned(), (at, what));
    }
}

fn random_id() -> String {
    let mut bytes = [0_u8; 16];
    // Without randomness the id is all zeros. It is still in memory only, and still serves once.
    if let Err(error) = getrandom::fill(&mut bytes) {
        log::error!("no randomness: {error}");
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
