use std::sync::Mutex;

use crate::lock;
use crate::view::Notice;

type Listener = Box<dyn Fn(Notice) -> bool + Send + Sync>;

/// The way to the window. A window that was reloaded subscribes again and takes the place of its former self.
#[derive(Default)]
pub struct Tell(Mutex<Option<Listener>>);

impl Tell {
    pub fn subscribe(&self, listener: impl Fn(Notice) -> bool + Send + Sync + 'static) {
        *lock(&self.0) = Some(Box::new(listener));
    }

    pub fn say(&self, notice: Notice) -> bool {
        lock(&self.0).as_ref().is_some_and(|listener| listener(notice))
    }
}
