//! A flag that is raised while a background task runs. It is cleared when the task ends, also by a panic.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[derive(Default)]
pub(crate) struct Flag(Arc<AtomicBool>);

/// Keeps the flag raised while it lives.
pub(crate) struct Raised(Arc<AtomicBool>);

impl Flag {
    /// Raises the flag. Returns none if it is raised already.
    pub(crate) fn raise(&self) -> Option<Raised> {
        (!self.0.swap(true, Ordering::SeqCst)).then(|| Raised(self.0.clone()))
    }
}

impl Drop for Raised {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time() {
        let flag = Flag::default();
        let raised = flag.raise().expect("nobody has raised it");
        assert!(flag.raise().is_none());
        drop(raised);
        assert!(flag.raise().is_some());
    }

    #[test]
    fn a_panic_clears_it() {
        let flag = Flag::default();
        let raised = flag.raise().expect("nobody has raised it");
        let ended = std::thread::spawn(move || {
            let _raised = raised;
            panic!("the task fails");
        });
        assert!(ended.join().is_err());
        assert!(flag.raise().is_some());
    }
}
