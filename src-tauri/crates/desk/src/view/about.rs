//! The About dialog as the window shows it.

use serde::Serialize;

/// The app, and the third-party parts in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct AboutView {
    pub name: String,
    pub version: String,
    /// An SPDX expression, as `MIT`.
    pub licence: String,
    pub licence_text: String,
    /// The path of the app's log. None if there is none, because the data folder is not open.
    pub log: Option<String>,
    /// The crates, sorted by name. After them the packages of the pages, sorted by name.
    pub parts: Vec<PartView>,
}

/// A third-party crate or package in the app.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PartView {
    pub name: String,
    pub version: String,
    /// An SPDX expression.
    pub licence: String,
}
