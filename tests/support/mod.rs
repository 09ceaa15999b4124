//! A private desktop for one test, and ways to use and read the app's real window on it.
//!
//! ```ignore
//! let desktop = Desktop::new(Keychain::Unlocked);
//! let app = App::start(&desktop, Launch::sandbox().numbers(24)).await;
//! app.window.click("button", "Save changes").await;
//! app.end().await;
//! ```
//!
//! Every lookup waits (polls) until its result is there. Nothing sleeps for a fixed time. Every failure is a panic that
//! says what was expected and what was there instead.

// Each test program uses a part of this module, and clippy recognises test code only inside `#[test]`.
#![allow(dead_code, unused_imports, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod accessibility;
mod accessible_tree;
mod announcements;
mod answers;
mod app;
mod composing;
mod desktop;
mod disk;
mod input_method;
mod keychain;
mod keys;
mod page;
mod pointer;
mod process;
mod reading;
mod rows;
mod screen;
mod screen_reader;
pub mod seed;
pub mod wait;
mod window;

pub use accessible_tree::Node;
pub use app::{App, Launch, Theme};
pub use desktop::Desktop;
pub use disk::Refusing;
pub use keychain::Keychain;
pub use page::{Found, Name, containing, starting};
pub use process::{Process, children_of, is_alive, send as signal};
pub use screen::Screen;
pub use screen_reader::ScreenReader;
pub use window::Window;
