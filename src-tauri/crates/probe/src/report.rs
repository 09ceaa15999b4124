//! What a test says.

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
    /// In the order in which they are shown. A message's answer is nothing but its status, so its form is not judged.
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

/// From good to bad, so that the worst of several is their maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An earlier step failed, or the answer left nothing to judge.
    Skipped,
    Passed,
    Warned,
    Failed,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepReport {
    pub step: Step,
    pub outcome: Outcome,
    /// What was seen, in whole sentences.
    pub seen: String,
    /// What to change. Present where the outcome is a warning or a failure.
    pub advice: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Report {
    /// Every step that this kind of endpoint has, in order.
    pub steps: Vec<StepReport>,
    /// Addresses of the host that Plivo cannot reach. With one of them no answer proves anything about Plivo.
    pub out_of_reach: Vec<IpAddr>,
    /// Which signatures went with the request. None where nothing was sent.
    pub signing: Option<Signing>,
    /// What the server showed, also where it was refused.
    pub certificate: Option<Certificate>,
    /// None where no status line came.
    pub answer: Option<Answer>,
    /// From the click to the end, the looking up of the name included.
    pub took: Duration,
}

impl Report {
    /// The worst that any step came to.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.steps.iter().map(|step| step.outcome).max().unwrap_or(Outcome::Skipped)
    }

    #[must_use]
    pub fn step(&self, step: Step) -> Option<&StepReport> {
        self.steps.iter().find(|report| report.step == step)
    }
}

/// Bytes and texts as they came, from a server that may be hostile: whoever shows them must make them harmless.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub content_type: Option<String>,
    /// Read for status 200 only, and never more than [`crate::LONGEST_BODY`] and one byte.
    pub body: Vec<u8>,
    /// Whether the body is all that the server meant to send.
    pub whole: bool,
}

impl Answer {
    /// What Plivo would read as XML: the whole body of an answer with status 200.
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

/// What one step came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub outcome: Outcome,
    pub seen: String,
    pub advice: Option<String>,
}

/// Either the test goes on with a value, or the step has ended it.
pub(crate) type Judged<T> = Result<(T, Finding), Finding>;

impl Finding {
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
