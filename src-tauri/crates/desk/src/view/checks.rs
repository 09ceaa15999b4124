use domain::field::Field;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Which of a number's two endpoints.
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

/// What a click on *Test endpoint* came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum TestAnswer {
    /// Nothing was sent yet: the first time, somebody has to know what will be.
    AskFirst {
        host: String,
    },
    /// Nothing was sent: the address is one that only this computer or its network can reach. May be tested all the
    /// same after "yes, it is mine", said of these addresses.
    AskPrivate {
        check: CheckView,
        addresses: Vec<String>,
    },
    Done {
        check: CheckView,
    },
}

/// What a test of one URL came to. Kept on this computer, so that its age can be told later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CheckView {
    pub endpoint: Endpoint,
    pub url: String,
    pub at: i64,
    pub took_ms: u32,
    pub outcome: CheckOutcome,
    /// One sentence: that it passed, or what is wrong first of all.
    pub headline: String,
    /// Every step that this kind of endpoint has, in order.
    pub steps: Vec<CheckStepView>,
    /// None where nothing was sent.
    pub signing: Option<SigningView>,
    /// What the server showed, also where it was refused.
    pub certificate: Option<CertificateView>,
    pub status: Option<u16>,
    pub content_type: Option<String>,
    /// What is to be said of the Plivo XML that came back.
    pub findings: Vec<XmlFindingView>,
    /// An address of it is one that Plivo cannot reach, so whatever it answers here, it has not passed.
    pub out_of_reach: bool,
    /// When a test of this URL passed last, warnings aside.
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

/// Which signatures went with the request.
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
    /// The line that it is about, cut where it is long.
    pub text: String,
}

/// What the list shows of a number's last tests: the worst of its endpoints that are in force.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RowCheck {
    pub endpoint: Endpoint,
    pub outcome: CheckOutcome,
    /// It answers this computer, and Plivo cannot reach it.
    pub out_of_reach: bool,
    pub at: i64,
    pub headline: String,
}

/// Tests of many numbers' endpoints at once. Equal URLs are asked once.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TestRunView {
    pub running: bool,
    /// Stop was pressed; tests on their way are ended.
    pub stopping: bool,
    pub started_at: i64,
    /// Numbers' endpoints that have their result, and how many there are.
    pub done: u32,
    pub total: u32,
    /// Requests that this takes, equal URLs counted once.
    pub requests: u32,
    pub passed: u32,
    pub warned: u32,
    pub failed: u32,
    pub skipped: u32,
    /// As many as were asked for: the worst first, then in the list's order.
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
    /// What came of it, or why it was not tested.
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

/// What a click on *Test endpoints* of many numbers came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum TestManyAnswer {
    /// Nothing was sent yet: the first time, somebody has to know what will be.
    AskFirst {
        requests: u32,
    },
    Started {
        run: TestRunView,
    },
}
