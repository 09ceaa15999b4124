use std::sync::Mutex;

use super::lock::lock;
use crate::view::Notice;

type Listener = Box<dyn Fn(Notice) -> bool + Send + Sync>;

/// The way to the window. A window that was reloaded subscribes again and replaces its former self.
#[derive(Default)]
pub(crate) struct Notices(Mutex<Option<Listener>>);

impl Notices {
    pub(crate) fn subscribe(&self, listener: impl Fn(Notice) -> bool + Send + Sync + 'static) {
        *lock(&self.0) = Some(Box::new(listener));
    }

    /// False when no window listens.
    pub(crate) fn send(&self, notice: Notice) -> bool {
        lock(&self.0).as_ref().is_some_and(|listener| listener(notice))
    }
}
