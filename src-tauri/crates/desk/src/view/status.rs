use serde::Serialize;

use super::{BatchProgress, SaveOutcome, TokenPlace};

/// The account's connection and the state of its last sync, for the footer and the header.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct StatusView {
    /// Counts the statuses that were made. Answers and notices overtake each other: of two, the higher one is newer.
    pub count: u32,
    pub connection: ConnectionView,
    pub sync: SyncView,
    pub token: TokenPlace,
    pub drafts: u32,
    /// Drafts that were said to be ready.
    pub ready: u32,
    pub batch: Option<BatchProgress>,
}

/// Found out from real requests, never guessed. Each state is shown apart from the others.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ConnectionView {
    /// No request has been answered yet.
    Unknown,
    Online,
    Offline {
        since: i64,
        message: String,
    },
    /// Something answers in Plivo's place, and its certificate is not trusted.
    Untrusted {
        message: String,
    },
    Unauthorised {
        message: String,
    },
    Forbidden {
        message: String,
    },
    RateLimited {
        retry_at: Option<i64>,
    },
    /// Plivo answers 404 for the WhatsApp lists of this account.
    MissingApi,
    /// Plivo answers, but not with what its API promises (5xx, or a body that cannot be read).
    Failing {
        message: String,
    },
    /// There is no token to ask with.
    NoToken,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SyncView {
    pub running: bool,
    /// Numbers read so far, and how many Plivo says there are.
    pub done: u32,
    pub total: Option<u32>,
    /// When a whole list was last seen.
    pub last_complete: Option<i64>,
    /// The last sync was stopped or broke off, so what is shown is older in part.
    pub partial: bool,
}

/// What Rust tells the window without being asked.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Notice {
    /// The connection, the sync or the count of drafts changed.
    Status { account: String, status: StatusView },
    /// The list's rows changed; ask for the window of rows again.
    NumbersChanged { account: String },
    /// The panel of this number is out of date; open it again.
    PanelChanged { account: String, number: String },
    /// A save has come this far. Ends with the outcome that the save's own call also answers.
    Saving { account: String, number: String, stage: SaveStage },
    /// An outcome that was *not yet known* is known now.
    Settled { account: String, number: String, outcome: SaveOutcome },
    /// Plivo answers again after it could not be reached. Nothing was sent: the tray is offered.
    BackOnline { account: String, drafts: u32, ready: u32 },
    /// A change of drafts is on disk; ask for them again.
    DraftsChanged { account: String },
    /// A change of the activity record is on disk; ask for it again.
    RecordsChanged { account: String },
    /// Results of endpoint tests that are kept changed; ask for those that are shown again.
    ChecksChanged { account: String },
    /// The batch moved on; ask for it again.
    BatchChanged { account: String },
    /// Tests of many endpoints moved on; ask for them again.
    TestsChanged { account: String },
    /// The window is about to close: hand over what is still being typed, then call `ready_to_close`.
    Flush,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum SaveStage {
    /// Another change of the same account is being written first.
    Waiting,
    Reading,
    Writing,
    ReadingBack,
    /// The answer to a write was lost; Plivo is being read to find out.
    Checking,
    Remapping,
}
