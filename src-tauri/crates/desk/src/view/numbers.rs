use serde::{Deserialize, Serialize};

use super::RowCheck;

/// What the numbers page shows: the search, the filters and the order, as one value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct NumbersQuery {
    /// Words that must all occur in any of a row's texts or URLs.
    pub search: String,
    pub grouped: bool,
    /// WABA IDs whose group is folded.
    pub collapsed: Vec<String>,
    pub filter: NumbersFilter,
    pub sort: NumbersSort,
}

/// Within one list any value matches; across lists all must. An empty list filters nothing.
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
    /// Rows in all, group headings included: the height of the list.
    pub total_rows: u32,
    /// Numbers that match the query, folded groups included.
    pub matching: u32,
    /// Numbers of the account, whatever the query.
    pub numbers: u32,
    pub offset: u32,
    pub rows: Vec<ListRow>,
    /// Where each of the rows that were asked for stands, if it is shown.
    pub located: Vec<Option<u32>>,
    pub selection: SelectionView,
}

/// What is selected, whatever the query shows of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SelectionView {
    /// Counts up with each change, and names the selection in a command that works on it.
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
    /// The numbers between two rows, both included. It takes the place of the last range that began at the same row, as
    /// long as nothing else was changed in between. Numbers of a folded group are no rows.
    Range {
        from: RowKey,
        to: RowKey,
    },
    /// Every number that matches.
    Matching {
        selected: bool,
    },
    /// Nothing is selected any more.
    None,
}

/// What a row is about, wherever it stands.
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
    /// Empty when the WABA has no name; the window then shows its ID. Of numbers without a WABA both are empty.
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
    /// The mapping of its WABA has a draft, which the filter for drafts finds too.
    pub mapping_draft: bool,
    /// What is wrong with the number, in words; empty when nothing is.
    pub problems: Vec<String>,
    /// The worst of its endpoints' last tests, if there was any.
    pub check: Option<RowCheck>,
    pub selected: bool,
}

/// What can be filtered by, with counts over the whole account.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Facets {
    pub wabas: Vec<Facet>,
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
