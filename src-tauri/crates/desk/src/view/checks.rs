//! Endpoint tests as the window shows them.

use domain::field::Field;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// One of a number's two endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "camelCase")]
pub enum Endpoint {
    /// The Webhook URL, which gets inbound messages.
    Webhook,
    /// The Answer URL, which gets inbound calls.
    Answer,
}

/// The result of a click on *Test endpoint*.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum TestAnswer {
    /// Nothing was sent yet: the first time, the user has to agree.
    AskFirst {
        host: String,
    },
    /// Nothing was sent: only this computer or its network can reach the address. The user can confirm these addresses
    /// as their own, and test again.
    AskPrivate {
        check: CheckView,
        addresses: Vec<String>,
    },
    Done {
        check: CheckView,
    },
}

/// The result of a test of one URL. It is stored on this computer, so that its age can be shown later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CheckView {
    pub endpoint: Endpoint,
    pub url: String,
    pub at: i64,
    pub took_ms: u32,
    pub outcome: CheckOutcome,
    /// One sentence: that it passed, or its worst problem.
    pub headline: String,
    /// All steps of a test of this kind of endpoint, in order.
    pub steps: Vec<CheckStepView>,
    /// None if nothing was sent.
    pub signing: Option<SigningView>,
    /// The server's certificate, also if it was refused.
    pub certificate: Option<CertificateView>,
    pub status: Option<u16>,
    pub content_type: Option<String>,
    /// The findings in the Plivo XML that came back.
    pub findings: Vec<XmlFindingView>,
    /// Plivo cannot reach one of its addresses, so the test has not passed, whatever the endpoint returned.
    pub out_of_reach: bool,
    /// When a test of this URL last passed. A test with warnings counts as passed.
    pub passed_at: Option<i64>,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, EnumString, IntoStaticStr, VariantArray,
)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "camelCase")]
pub enum CheckOutcome {
    /// Not reached, because of an earlier step.
    Skipped,
    Passed,
    Warned,
    Failed,
}

impl CheckOutcome {
    /// The endpoint answered in a way that Plivo can use.
    pub(crate) fn is_answer(self) -> bool {
        matches!(self, Self::Passed | Self::Warned)
    }
}

impl From<Endpoint> for Field {
    fn from(endpoint: Endpoint) -> Self {
        match endpoint {
            Endpoint::Webhook => Self::WebhookUrl,
            Endpoint::Answer => Self::AnswerUrl,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CheckStepView {
    /// Such as `Certificate`.
    pub label: String,
    pub outcome: CheckOutcome,
    /// What was seen, in whole sentences.
    pub seen: String,
    /// What to change; present where the outcome is a warning or a failure.
    pub advice: Option<String>,
}

/// The signatures that were sent with the request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SigningView {
    pub sent: Vec<String>,
    pub left_out: Vec<String>,
    pub why: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CertificateView {
    pub subject: String,
    pub names: Vec<String>,
    pub issuer: String,
    /// Milliseconds since 1970.
    pub not_after: i64,
    pub days_left: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct XmlFindingView {
    pub outcome: CheckOutcome,
    /// Counted from 1.
    pub line: u32,
    /// Counted from 1, in characters.
    pub column: u32,
    pub message: String,
    /// The line of the finding, shortened if it is long.
    pub text: String,
}

/// The test result that the list shows for a number: the worst of its active endpoints.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RowCheck {
    pub endpoint: Endpoint,
    pub outcome: CheckOutcome,
    /// This computer can reach it, but Plivo cannot.
    pub out_of_reach: bool,
    pub at: i64,
    pub headline: String,
}

/// Tests of many numbers' endpoints. Each URL is tested once.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TestRunView {
    pub running: bool,
    /// Stop was pressed. Tests in progress are ended.
    pub stopping: bool,
    pub started_at: i64,
    /// How many endpoints of numbers have a result, and how many there are.
    pub done: u32,
    pub total: u32,
    /// How many requests this takes. Equal URLs count once.
    pub requests: u32,
    pub passed: u32,
    pub warned: u32,
    pub failed: u32,
    pub skipped: u32,
    /// The requested window: the worst first, then in the list's order.
    pub items: Vec<TestItem>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TestItem {
    pub number: String,
    pub international: String,
    pub alias: String,
    pub endpoint: Endpoint,
    pub url: String,
    pub state: TestState,
    /// The result, or why it was not tested.
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum TestState {
    Failed,
    Warned,
    /// There is no valid URL to test, or Stop was pressed first.
    Skipped,
    Running,
    Waiting,
    Passed,
}

/// What *Test endpoints* of many numbers would send, before it is sent. The confirmation is bound to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TestsPreview {
    pub preview_id: String,
    /// How many numbers have a URL that is tested.
    pub numbers: u32,
    /// How many WABAs they belong to.
    pub wabas: u32,
    /// How many different Webhook URLs are tested. Each gets one request.
    pub webhooks: u32,
    /// How many different Answer URLs are tested. Each gets one request.
    pub answers: u32,
    /// How many endpoints are not tested, because they have no valid URL.
    pub invalid: u32,
    /// The count that has to be typed. None if a button is enough.
    pub count_to_type: Option<u32>,
}
