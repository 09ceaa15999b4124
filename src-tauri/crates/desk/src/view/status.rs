//! The status of an account, and the notices to the window.

use serde::Serialize;

use super::{BatchView, DeskError, SaveOutcome, TokenPlace};

/// The account's connection and the state of its last sync, for the footer and the header.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct StatusView {
    /// Counts the statuses. Responses and notices can overtake each other: the status with the higher count is newer.
    pub count: u32,
    pub connection: ConnectionView,
    pub sync: SyncView,
    pub token: TokenPlace,
    pub drafts: u32,
    /// The count of drafts that are marked as ready.
    pub ready: u32,
    /// How far the batch is. None without a batch.
    pub batch: Option<BatchView>,
}

/// The state of the connection, from real requests and never guessed. Each state is shown in its own way.
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
    /// Another server responds in Plivo's place, with a certificate that is not trusted.
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
    /// Plivo returns 404 for the WhatsApp lists of this account.
    MissingApi,
    /// Plivo responds, but not as its API promises (5xx, or a body that cannot be read).
    Failing {
        message: String,
    },
    /// There is no token for requests.
    NoToken,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SyncView {
    pub running: bool,
    /// The count of numbers read so far, and the total according to Plivo.
    pub done: u32,
    pub total: Option<u32>,
    /// When a complete list was last read.
    pub last_complete: Option<i64>,
    /// The last sync was stopped or failed, so a part of the list is older.
    pub partial: bool,
}

/// A message to the window that it did not request.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Notice {
    /// The connection, the sync, the count of drafts or the batch changed.
    Status { account: String, status: StatusView },
    /// The list's rows changed: read the window of rows again.
    NumbersChanged { account: String },
    /// The panel of this number is out of date: read it again.
    PanelChanged { account: String, number: String },
    /// A save has reached this stage. The call that started the save returns its outcome.
    Saving { account: String, number: String, stage: SaveStage },
    /// An outcome that was *not yet known* is settled, or the page of a save was lost before it could be told.
    Settled { account: String, number: String, outcome: SaveOutcome },
    /// A save failed, and its page was lost before it could be told.
    SaveFailed { account: String, number: String, error: DeskError },
    /// Plivo can be reached again. Nothing was sent: offer the tray.
    BackOnline { account: String, drafts: u32, ready: u32 },
    /// A change of drafts is on disk: read them again.
    DraftsChanged { account: String },
    /// A change of the activity record is on disk: read it again.
    RecordsChanged { account: String },
    /// Stored results of endpoint tests changed: read the shown ones again.
    ChecksChanged { account: String },
    /// Drafts of the batch changed: read the shown ones again. The status says how far the batch is.
    BatchChanged { account: String },
    /// The run of endpoint tests has progressed: read it again.
    TestsChanged { account: String },
    /// The window is about to close: send what is still being typed, then call `ready_to_close`.
    Flush,
}

impl Notice {
    /// Whether the window has to read something again that it may have read before.
    pub fn is_change(&self) -> bool {
        match self {
            Self::NumbersChanged { .. }
            | Self::PanelChanged { .. }
            | Self::DraftsChanged { .. }
            | Self::RecordsChanged { .. }
            | Self::ChecksChanged { .. }
            | Self::BatchChanged { .. }
            | Self::TestsChanged { .. } => true,
            Self::Status { .. }
            | Self::Saving { .. }
            | Self::Settled { .. }
            | Self::SaveFailed { .. }
            | Self::BackOnline { .. }
            | Self::Flush => false,
        }
    }
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
    /// The answer to a write was lost. Plivo is being read to settle it.
    Checking,
    Remapping,
}
