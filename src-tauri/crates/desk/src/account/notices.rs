use std::sync::{Arc, Mutex};

use super::lock::{assert_none, lock};
use crate::view::Notice;

type Listener = Arc<dyn Fn(Notice) -> bool + Send + Sync>;

/// The way to the window. A window that was reloaded subscribes again and replaces its former self.
#[derive(Default)]
pub(crate) struct Notices(Mutex<Option<Listener>>);

impl Notices {
    pub(crate) fn subscribe(&self, listener: impl Fn(Notice) -> bool + Send + Sync + 'static) {
        *lock(&self.0) = Some(Arc::new(listener));
    }

    /// False when no window listens. Called under no lock: the listener may call anything.
    pub(crate) fn send(&self, notice: Notice) -> bool {
        assert_none();
        let listener = lock(&self.0).clone();
        listener.is_some_and(|listener| listener(notice))
    }
}
