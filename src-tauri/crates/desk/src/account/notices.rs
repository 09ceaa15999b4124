//! The channel for notices to the window.

use std::sync::Mutex;

use super::lock::lock;
use crate::view::Notice;

type Listener = Box<dyn Fn(Notice) -> bool + Send + Sync>;

/// Sends notices to the window. A reloaded window subscribes again and replaces its old listener.
#[derive(Default)]
pub(crate) struct Notices(Mutex<Option<Listener>>);

impl Notices {
    pub(crate) fn subscribe(&self, listener: impl Fn(Notice) -> bool + Send + Sync + 'static) {
        *lock(&self.0) = Some(Box::new(listener));
    }

    /// Returns false if no window listens.
    pub(crate) fn send(&self, notice: Notice) -> bool {
        lock(&self.0).as_ref().is_some_and(|listener| listener(notice))
    }
}
