//! The list of numbers as the window shows it.

use serde::{Deserialize, Serialize};

use super::RowCheck;

/// The query of the numbers page: the search, the filters and the order, as one value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct NumbersQuery {
    /// Words that must all occur in a row's texts or URLs.
    pub search: String,
    pub grouped: bool,
    /// The WABA IDs of folded groups.
    pub collapsed: Vec<String>,
    pub filter: NumbersFilter,
    pub sort: NumbersSort,
}

impl NumbersQuery {
    /// The query that the numbers page begins with.
    pub fn first() -> Self {
        Self { grouped: true, ..Self::default() }
    }
}

/// Within one list any value matches. A number must match all lists. An empty list filters nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct NumbersFilter {
    pub wabas: Vec<String>,
    /// Auth IDs of subaccounts; the empty text stands for the Main Account.
    pub owners: Vec<String>,
    pub statuses: Vec<String>,
    pub configurations: Vec<String>,
    pub calling: Option<bool>,
    pub has_draft: bool,
    pub has_problem: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct NumbersSort {
    pub key: SortKey,
    pub descending: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum SortKey {
    #[default]
    Number,
    Country,
    Alias,
    VerifiedName,
    Status,
    Quality,
    Configuration,
    Calling,
    Owner,
}

/// A slice of the rows that match a query.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct NumbersWindow {
    /// The count of all rows, group headings included: the height of the list.
    pub total_rows: u32,
    /// The count of numbers that match the query, folded groups included.
    pub matching: u32,
    /// The count of the account's numbers, independent of the query.
    pub numbers: u32,
    pub offset: u32,
    pub rows: Vec<ListRow>,
    /// The position of each row that the request asked to locate. None if the row is not shown.
    pub located: Vec<Option<u32>>,
    pub selection: SelectionView,
}

/// The selection, independent of the query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SelectionView {
    /// Increases with each change. A command that works on the selection names this version.
    pub version: u32,
    pub total: u32,
    /// How many of the selected numbers match the query, folded groups included.
    pub matching: u32,
}

/// A change of the selection, over the rows as the query orders and groups them now.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SelectionChange {
    Toggle {
        number: String,
    },
    /// The numbers from one row to another, both included. It replaces the last range that began at the same row,
    /// unless the selection was changed in another way in between. Numbers of a folded group are not included.
    Range {
        from: RowKey,
        to: RowKey,
    },
    /// Every matching number.
    Matching {
        selected: bool,
    },
    /// Clears the selection.
    None,
}

/// Identifies a row, independent of its position.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum RowKey {
    Group { waba_id: String },
    Number { number: String },
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ListRow {
    Group(GroupRow),
    Number(NumberRow),
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct GroupRow {
    pub waba_id: String,
    /// Empty if the WABA has no name; the window then shows its ID. For numbers without a WABA, both are empty.
    pub name: String,
    /// Numbers of this WABA that match.
    pub matching: u32,
    pub numbers: u32,
    pub owner: String,
    pub collapsed: bool,
    /// The WABA has a draft of its mapping.
    pub has_draft: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct NumberRow {
    pub number: String,
    /// International format, as `+91 80357 37458`.
    pub international: String,
    pub country_iso: String,
    pub country: String,
    pub alias: String,
    pub verified_name: String,
    pub waba_id: String,
    pub waba: String,
    /// `connected`, `pending`, `disconnected`, or what Plivo says instead.
    pub status: String,
    /// `green`, `yellow`, `red`, `unknown`, or what Plivo says instead.
    pub quality: String,
    /// `webhook`, `ai_agent`, empty where none is set, or what Plivo says instead.
    pub configuration: String,
    /// The webhook's host, or the agent's name.
    pub handled_by: String,
    pub calling: bool,
    pub owner: String,
    pub has_draft: bool,
    /// The mapping of its WABA has a draft. The filter for drafts finds the number too.
    pub mapping_draft: bool,
    /// The number's problems as sentences. Empty if there are none.
    pub problems: Vec<String>,
    /// The worst of its endpoints' last test results, if there are any.
    pub check: Option<RowCheck>,
    pub selected: bool,
}

/// The values that the list can be filtered by, with counts over the whole account.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Facets {
    pub owners: Vec<Facet>,
    pub statuses: Vec<Facet>,
    pub configurations: Vec<Facet>,
    pub calling_on: u32,
    pub calling_off: u32,
    pub with_draft: u32,
    pub with_problem: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Facet {
    pub value: String,
    pub label: String,
    pub count: u32,
}
