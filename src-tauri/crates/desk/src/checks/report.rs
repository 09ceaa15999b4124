//! The report of a test as the window shows it, with Plivo's view of the XML that came back.

use domain::plivo_xml::{self, Severity, Use, Validation};
use probe::{Answer, Certificate, Outcome, Report, Signing, shown};

use crate::view::{
    CertificateView, CheckOutcome, CheckStepView, CheckView, Endpoint, SigningView, XmlFindingView, words,
};

/// How many characters are shown on each side of a finding in a line.
const AROUND: usize = 70;

/// Returns the report as the window shows it. `at` is in milliseconds since 1970.
pub(super) fn view(endpoint: Endpoint, url: &str, at: i64, report: &Report) -> CheckView {
    let validation = (endpoint == Endpoint::Answer).then(|| report.answer.as_ref().and_then(validate)).flatten();
    let mut steps: Vec<CheckStepView> = report.steps.iter().map(step).collect();
    if endpoint == Endpoint::Answer {
        steps.push(xml_step(validation.as_ref()));
    }
    let outcome = steps.iter().map(|step| step.outcome).max().unwrap_or(CheckOutcome::Skipped);
    CheckView {
        endpoint,
        url: url.to_owned(),
        at,
        took_ms: u32::try_from(report.took.as_millis()).unwrap_or(u32::MAX),
        outcome,
        headline: headline(&steps, outcome),
        steps,
        signing: report.signing.as_ref().map(SigningView::from),
        certificate: report.certificate.as_ref().map(CertificateView::from),
        status: report.answer.as_ref().map(|answer| answer.status),
        content_type: report.answer.as_ref().and_then(|answer| answer.content_type.as_deref()).map(shown),
        findings: validation.as_ref().map(findings).unwrap_or_default(),
        out_of_reach: !report.out_of_reach.is_empty(),
        passed_at: None,
    }
}

fn validate(answer: &Answer) -> Option<Validation> {
    let charset = answer.content_type.as_deref().and_then(charset);
    answer.document().map(|body| plivo_xml::validate(body, charset.as_deref(), Use::InboundCall))
}

/// Returns the charset parameter of a content type such as `text/xml; charset="utf-8"`.
fn charset(content_type: &str) -> Option<String> {
    let mut parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let (_, value) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    Some(value.trim().trim_matches('"').to_owned()).filter(|value| !value.is_empty())
}

fn step(report: &probe::StepReport) -> CheckStepView {
    CheckStepView {
        label: report.step.label().to_owned(),
        outcome: report.outcome.into(),
        seen: report.seen.clone(),
        advice: report.advice.clone(),
    }
}

fn xml_step(validation: Option<&Validation>) -> CheckStepView {
    let step = |outcome, seen: String, advice: Option<&str>| CheckStepView {
        label: "Plivo XML".to_owned(),
        outcome,
        seen,
        advice: advice.map(str::to_owned),
    };
    let Some(validation) = validation else {
        return step(CheckOutcome::Skipped, "Not checked: no complete response came.".to_owned(), None);
    };
    let errors = validation.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let warnings = validation.diagnostics.len() - errors;
    let more = match (validation.complete, validation.left_out) {
        (false, _) => " There may be more: not everything was read.",
        (true, 0) => "",
        (true, _) => " More was found than is listed.",
    };
    match (errors, warnings) {
        // The part that was not read may contain an error.
        (0, _) if !validation.complete => {
            step(CheckOutcome::Failed, "Not everything could be read.".to_owned(), Some("Shorten the answer."))
        }
        (0, 0) => step(CheckOutcome::Passed, "Well-formed, and as Plivo expects it.".to_owned(), None),
        (0, warnings) => {
            let seen = words::plural(warnings, "1 thing to look at.", "# things to look at.") + more;
            step(CheckOutcome::Warned, seen, Some("Look at the lines below."))
        }
        (errors, _) => {
            let seen = words::plural(errors, "1 error.", "# errors.") + more;
            step(CheckOutcome::Failed, seen, Some("Correct the lines below: Plivo would end the call."))
        }
    }
}

fn headline(steps: &[CheckStepView], outcome: CheckOutcome) -> String {
    match (outcome, steps.iter().find(|step| step.outcome == outcome)) {
        (CheckOutcome::Failed | CheckOutcome::Warned, Some(step)) => format!("{}: {}", step.label, step.seen),
        _ => "It answers as Plivo needs it.".to_owned(),
    }
}

fn findings(validation: &Validation) -> Vec<XmlFindingView> {
    let view = |diagnostic: &plivo_xml::Diagnostic| XmlFindingView {
        outcome: match diagnostic.severity {
            Severity::Error => CheckOutcome::Failed,
            Severity::Warning => CheckOutcome::Warned,
        },
        line: u32::try_from(diagnostic.line).unwrap_or(u32::MAX),
        column: u32::try_from(diagnostic.column).unwrap_or(u32::MAX),
        message: diagnostic.message.clone(),
        text: validation.line(diagnostic.line).map(|line| excerpt(line, diagnostic.column)).unwrap_or_default(),
    };
    validation.diagnostics.iter().map(view).collect()
}

/// Returns the part of a line around a column. Control characters are replaced: the text comes from outside.
fn excerpt(line: &str, column: usize) -> String {
    let start = column.saturating_sub(1 + AROUND);
    let part: String = line.chars().skip(start).take(2 * AROUND).collect();
    let before = if start > 0 { "…" } else { "" };
    let after = if line.chars().nth(start + 2 * AROUND).is_some() { "…" } else { "" };
    format!("{before}{}{after}", shown(&part))
}

impl From<Outcome> for CheckOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Skipped => Self::Skipped,
            Outcome::Passed => Self::Passed,
            Outcome::Warned => Self::Warned,
            Outcome::Failed => Self::Failed,
        }
    }
}

impl From<&Signing> for SigningView {
    fn from(signing: &Signing) -> Self {
        let texts = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self {
            sent: texts(&signing.sent),
            left_out: texts(&signing.left_out),
            why: signing.why.as_ref().map(ToString::to_string),
        }
    }
}

impl From<&Certificate> for CertificateView {
    fn from(certificate: &Certificate) -> Self {
        Self {
            subject: certificate.subject.clone(),
            names: certificate.names.clone(),
            issuer: certificate.issuer.clone(),
            not_after: certificate.not_after.saturating_mul(1000),
            days_left: i32::try_from(certificate.days_left).unwrap_or(i32::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets() {
        let check = |content_type: &str, expected: Option<&str>| {
            assert_eq!(charset(content_type).as_deref(), expected, "{content_type}");
        };
        check("application/xml", None);
        check("text/xml; charset=utf-8", Some("utf-8"));
        check("text/xml;Charset=\"ISO-8859-1\"", Some("ISO-8859-1"));
        check("text/xml; boundary=x; charset = utf-16 ", Some("utf-16"));
        check("text/xml; charset=", None);
    }

    #[test]
    fn a_partly_read_answer_does_not_pass() {
        let validated = |body: &str| plivo_xml::validate(body.as_bytes(), None, Use::InboundCall);
        let check = |validation: Validation, outcome: CheckOutcome, seen: &str| {
            let step = xml_step(Some(&validation));
            assert!(step.outcome == outcome && step.seen.contains(seen), "{step:?}");
        };
        let odd = |count: usize| (0..count).map(|at| format!("<Wait odd{at}='1'/>")).collect::<String>();
        let unread = |mut validation: Validation| {
            validation.complete = false;
            validation
        };
        let answer = |count: usize, rest: &str| validated(&format!("<Response>{}{rest}</Response>", odd(count)));
        check(answer(0, "<Wait/>"), CheckOutcome::Passed, "Well-formed");
        check(unread(answer(0, "<Wait/>")), CheckOutcome::Failed, "Not everything");
        check(answer(1, ""), CheckOutcome::Warned, "1 thing to look at");
        check(unread(answer(1, "")), CheckOutcome::Failed, "Not everything");
        check(answer(101, ""), CheckOutcome::Warned, "100 things to look at. More was found than is listed.");
        check(answer(100, "<Dial><Number>919412341234</Number></Dial>"), CheckOutcome::Failed, "1 error.");
    }

    #[test]
    fn excerpts_of_lines() {
        let long: String = ('a'..='z').cycle().take(500).collect();
        let check = |line: &str, column: usize, starts: &str, length: usize| {
            let found = excerpt(line, column);
            assert!(found.starts_with(starts), "{found}");
            assert_eq!(found.chars().count(), length, "{found}");
        };
        check("<Response>", 1, "<Response>", 10);
        check("", 1, "", 0);
        check(&long, 1, "abc", 141);
        check(&long, 500, "…", 72);
        check(&long, 200, "…", 142);
        check("a\u{202e}b", 2, "a\u{fffd}b", 3);
    }
}
