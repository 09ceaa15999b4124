//! The first paint: everything that the page shows when it is loaded, from disk only.

use serde::{Deserialize, Serialize};

use super::{Facets, NumbersQuery, NumbersWindow, PanelView, RowKey, StartView};

/// It reaches the page together with the page, so that the rows are there at once.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FirstPaint {
    pub start: StartView,
    /// The page that is shown, if the window was loaded again.
    pub page: Option<PageName>,
    /// None without an account, or if the list could not be read. Then the page reads it, and shows why it fails.
    pub list: Option<FirstList>,
    /// The panel of the open number.
    pub panel: Option<PanelView>,
}

/// The numbers page, as it is first shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FirstList {
    pub query: NumbersQuery,
    pub window: NumbersWindow,
    pub facets: Facets,
    /// The first visible row, if it is not the first of all.
    pub top: Option<Top>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Top {
    pub row: u32,
    /// How much of the row is above the visible part, in CSS pixels.
    pub hidden: f64,
}

/// Where the user is in the window. The page reports it, and begins there if it has to be loaded again. It is in memory
/// only.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Place {
    pub account: String,
    pub page: PageName,
    pub query: NumbersQuery,
    pub top: Option<PlaceTop>,
}

/// The first visible row: its content, and its index in case the content is gone.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PlaceTop {
    pub key: Option<RowKey>,
    pub row: u32,
    pub hidden: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum PageName {
    Numbers,
    Drafts,
    Calling,
    Activity,
}
