//! Rules about which module of a Rust crate uses which. `cargo xtask arrows <crate>` prints what they see.
//!
//! A module is a file. The file of a parent (`mod.rs`, `lib.rs`) counts as any other module: it makes a circle with a child
//! when each uses the other. What parent and child share has to stand in a module of its own, below both.
//!
//! `paths` and `methods` say what makes an arrow, and which method calls are not seen. Test code makes none. Attributes
//! are not read, and neither are comments.

mod arrow;
mod arrows;
mod brackets;
mod methods;
mod names;
mod paths;
mod patterns;
mod read;
mod rooms;
mod rules;
#[cfg(test)]
mod sample;
mod scopes;
mod shipped;
mod show;
mod tokens;
mod tree;
mod types;
mod uses;
mod values;
mod written;

pub use self::rules::{modules_are_found, no_circles, rooms_go_down, unused_levels};
pub use self::show::show;
