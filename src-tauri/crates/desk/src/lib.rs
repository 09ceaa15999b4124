//! The use cases that the window calls.
