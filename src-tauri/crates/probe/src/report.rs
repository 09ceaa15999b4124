//! The report of a test.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::certificate::Certificate;
use crate::request::Kind;
use crate::signer::Signing;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Dns,
    Address,
    Connect,
    Tls,
    Redirect,
    Status,
    Time,
    ContentType,
    Size,
    Body,
}

impl Step {
    /// Returns the steps in the order in which they are shown. The answer to a message is only its status, so its form
    /// is not checked.
    pub(crate) fn all(kind: Kind) -> &'static [Self] {
        use Step::*;
        match kind {
            Kind::Webhook => &[Dns, Address, Connect, Tls, Redirect, Status, Time, Body],
            Kind::Answer => &[Dns, Address, Connect, Tls, Redirect, Status, Time, ContentType, Size, Body],
        }
    }

    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Dns => "Name",
            Self::Address => "Address",
            Self::Connect => "Connection",
            Self::Tls => "Certificate",
            Self::Redirect => "Redirect",
            Self::Status => "Status",
            Self::Time => "Time",
            Self::ContentType => "Content type",
            Self::Size => "Size",
            Self::Body => "Body",
        }
    }
}

/// Ordered from good to bad, so the worst of several outcomes is their maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An earlier step failed, or the answer left nothing to check.
    Skipped,
    Passed,
    Warned,
    Failed,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepReport {
    pub step: Step,
    pub outcome: Outcome,
    /// What was observed, in whole sentences.
    pub seen: String,
    /// What to change. Present for a warning or a failure.
    pub advice: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Report {
    /// Every step for this kind of endpoint, in order.
    pub steps: Vec<StepReport>,
    /// The host's addresses that Plivo cannot reach. If there are any, no answer proves anything about Plivo.
    pub out_of_reach: Vec<IpAddr>,
    /// Which signatures were sent with the request. `None` if nothing was sent.
    pub signing: Option<Signing>,
    /// The certificate that the server presented, also if it was refused.
    pub certificate: Option<Certificate>,
    /// `None` if no status line arrived.
    pub answer: Option<Answer>,
    /// The time from the click to the end, including the name lookup.
    pub took: Duration,
}

impl Report {
    /// Returns the worst outcome of all steps.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.steps.iter().map(|step| step.outcome).max().unwrap_or(Outcome::Skipped)
    }

    #[must_use]
    pub fn step(&self, step: Step) -> Option<&StepReport> {
        self.steps.iter().find(|report| report.step == step)
    }
}

/// The bytes and texts as they came, from a server that may be hostile. The caller must sanitise them before showing
/// them.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub content_type: Option<String>,
    /// Read for status 200 only, and never longer than [`crate::LONGEST_BODY`] plus one byte.
    pub body: Vec<u8>,
    /// Whether the body is complete.
    pub whole: bool,
}

impl Answer {
    /// Returns what Plivo would read as XML: the complete body of an answer with status 200.
    #[must_use]
    pub fn document(&self) -> Option<&[u8]> {
        (self.status == 200 && self.whole).then_some(self.body.as_slice())
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut answer = f.debug_struct("Answer");
        answer.field("status", &self.status).field("content_type", &self.content_type);
        answer.field("body", &format_args!("{} bytes", self.body.len())).field("whole", &self.whole).finish()
    }
}

/// The result of one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StepResult {
    pub outcome: Outcome,
    pub seen: String,
    pub advice: Option<String>,
}

/// The result of a step with the value for the next step, or the result of the step at which the test ended.
pub(crate) type Checked<T> = Result<(T, StepResult), StepResult>;

impl StepResult {
    pub fn passed(seen: impl Into<String>) -> Self {
        Self { outcome: Outcome::Passed, seen: seen.into(), advice: None }
    }

    pub fn skipped(seen: impl Into<String>) -> Self {
        Self { outcome: Outcome::Skipped, seen: seen.into(), advice: None }
    }

    pub fn warned(seen: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { outcome: Outcome::Warned, seen: seen.into(), advice: Some(advice.into()) }
    }

    pub fn failed(seen: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { outcome: Outcome::Failed, seen: seen.into(), advice: Some(advice.into()) }
    }
}
