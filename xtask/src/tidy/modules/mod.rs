//! Rules about which module of a Rust crate uses which. `cargo xtask arrows <crate>` prints what they find.
//!
//! A module is a file. The file of a parent (`mod.rs`, `lib.rs`) counts like any other module: it forms a circle with a
//! child if each uses the other. Code that parent and child share must be in a module of its own, below both.
//!
//! `paths` and `methods` document what makes an arrow, and which method calls are not found. Test code makes no arrows.
//! Attributes and comments are not read.

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
