//! The channel for notices to the window.

use std::sync::{Arc, Mutex};

use super::lock::{assert_none, lock};
use crate::view::Notice;

type Listener = Arc<dyn Fn(Notice) -> bool + Send + Sync>;

/// Sends notices to the window. A reloaded window subscribes again and replaces its old listener.
#[derive(Default)]
pub(crate) struct Notices(Mutex<Option<Listener>>);

impl Notices {
    pub(crate) fn subscribe(&self, listener: impl Fn(Notice) -> bool + Send + Sync + 'static) {
        *lock(&self.0) = Some(Arc::new(listener));
    }

    /// Returns false if no window listens. Call it without holding a lock, because the listener may call anything.
    pub(crate) fn send(&self, notice: Notice) -> bool {
        assert_none();
        let listener = lock(&self.0).clone();
        listener.is_some_and(|listener| listener(notice))
    }
}
