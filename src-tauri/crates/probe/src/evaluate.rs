//! Evaluates an answer by Plivo's rules.

use hyper::StatusCode;

use crate::exchange::{Ending, Exchange, LONGEST_BODY, Silence};
use crate::report::{Answer, Step, StepResult};
use crate::request::Kind;
use crate::shown::shown;
use crate::signer::Signing;
use crate::timeouts::{Timeouts, Timing};
use crate::trail::Trail;

pub(crate) fn silence(silence: &Silence, timeouts: Timeouts, budget: &str, trail: &mut Trail) {
    let result = match silence {
        Silence::Late => {
            return trail.note(Step::Time, timeouts.exceeded(format!("No answer came within {budget}.")));
        }
        Silence::Closed => StepResult::failed("The server closed the connection without an answer.", LOG),
        Silence::Unreadable(what) => {
            let seen = format!("What came back cannot be read as an HTTP answer ({}).", shown(what));
            StepResult::failed(seen, "Check that what listens there is a web server for HTTP/1.1.")
        }
        Silence::Broken(what) => {
            let seen = format!("The connection broke before an answer came ({}).", shown(what));
            StepResult::failed(seen, "Look into the server's log. It must not ask for a client's certificate.")
        }
    };
    trail.note(Step::Status, result);
}

pub(crate) fn answer(exchange: Exchange, timeouts: Timeouts, timing: Timing, budget: &str, trail: &mut Trail) {
    trail.note(Step::Redirect, redirect(exchange.status, exchange.location.as_deref()));
    if !is_redirect(exchange.status, exchange.location.as_deref()) {
        trail.note(Step::Status, status(exchange.status, &trail.signing()));
    }
    trail.note(Step::Time, time(&exchange, timeouts, timing, budget));
    if exchange.status == StatusCode::OK {
        form(&exchange, trail);
    }
    trail.answer = Some(Answer {
        status: exchange.status.as_u16(),
        content_type: exchange.content_type,
        body: exchange.body,
        whole: matches!(exchange.ending, Ending::Whole | Ending::Unmarked),
    });
}

fn is_redirect(status: StatusCode, location: Option<&str>) -> bool {
    status.is_redirection() && location.is_some()
}

fn redirect(status: StatusCode, location: Option<&str>) -> StepResult {
    match location {
        Some(to) if status.is_redirection() => {
            let seen =
                format!("Status {} sends the request on to {}. It was not followed.", status.as_u16(), shown(to));
            StepResult::failed(seen, "Enter the final URL: a redirected POST arrives empty, or not at all.")
        }
        _ => StepResult::passed("None."),
    }
}

fn status(status: StatusCode, signing: &Signing) -> StepResult {
    let seen = format!("Status {}.", status.as_u16());
    let advice = match status.as_u16() {
        200 => return StepResult::passed(seen),
        201..=299 => "Plivo expects 200. Answer with exactly that.",
        401 | 403 => return StepResult::failed(seen, forbidden(signing)),
        404 | 410 => "Check the URL's path, and that the application that serves it is running.",
        405 => "Let this path accept POST.",
        406 | 415 => "Let this path accept a form (application/x-www-form-urlencoded).",
        413 | 414 | 431 => "Let the server accept requests of ordinary size.",
        429 => "The endpoint limits its callers. Let Plivo's requests through.",
        500..=599 => "The endpoint, or a gateway before it, failed. Look into its log at the time of this test.",
        _ => "Plivo expects 200. Look into the endpoint's log at the time of this test.",
    };
    StepResult::failed(seen, advice)
}

fn forbidden(signing: &Signing) -> String {
    let login = "Plivo cannot log in: let this path through without a login.";
    match &signing.why {
        None => format!("{login} If it checks Plivo's signature, check with which token and over which URL."),
        Some(why) => format!(
            "{login} If it checks Plivo's signature, it may have missed {}, which this test could not send. {why}",
            signing.left_out.join(", "),
        ),
    }
}

fn time(exchange: &Exchange, timeouts: Timeouts, timing: Timing, budget: &str) -> StepResult {
    match exchange.ending {
        Ending::Late => timeouts.exceeded(format!(
            "The answer began after {} ms and had not ended after {budget}; {} bytes had come.",
            timing.answer.as_millis(),
            exchange.body.len(),
        )),
        _ => timeouts.check(timing),
    }
}

/// Checks the form of the answer, for endpoints whose answer Plivo reads.
fn form(exchange: &Exchange, trail: &mut Trail) {
    match trail.kind() {
        Kind::Webhook => trail.note(Step::Body, ignored_body(exchange)),
        Kind::Answer => {
            trail.note(Step::ContentType, content_type(exchange.content_type.as_deref()));
            trail.note(Step::Size, size(exchange));
            trail.note(Step::Body, body(exchange));
        }
    }
}

fn ignored_body(exchange: &Exchange) -> StepResult {
    let bytes = exchange.body.len();
    match exchange.ending {
        Ending::Late => StepResult::skipped("It had not ended when the time was up."),
        Ending::TooLong => StepResult::warned(
            format!("More than {LONGEST_BODY} bytes, of which the rest was not read."),
            "Plivo needs the status alone: answer with an empty body.",
        ),
        Ending::Cut => StepResult::warned(format!("The connection broke after {bytes} bytes of it."), LOG),
        _ => StepResult::passed(format!("{bytes} bytes, which Plivo does not need.")),
    }
}

fn content_type(value: Option<&str>) -> StepResult {
    let advice = "Send the header Content-Type: application/xml (or text/xml).";
    let Some(value) = value else { return StepResult::failed("The answer has no content type.", advice) };
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let seen = format!("{}.", shown(value));
    // A comma means that there are two content types.
    if matches!(essence.as_str(), "application/xml" | "text/xml") && !value.contains(',') {
        StepResult::passed(seen)
    } else {
        StepResult::failed(seen, advice)
    }
}

fn size(exchange: &Exchange) -> StepResult {
    match exchange.ending {
        Ending::TooLong => StepResult::failed(
            format!("More than {LONGEST_BODY} bytes. The rest was not read."),
            "Plivo reads at most 100 kB of XML: make it shorter, or split it with Redirect.",
        ),
        Ending::Late | Ending::Cut => StepResult::skipped("Not known, since the answer did not end."),
        _ => StepResult::passed(format!("{} bytes of at most {LONGEST_BODY}.", exchange.body.len())),
    }
}

fn body(exchange: &Exchange) -> StepResult {
    if let Some(packing) = &exchange.packing {
        let seen = format!("The answer is packed ({}), but the request did not ask for that.", shown(packing));
        return StepResult::failed(seen, "Send the XML as it is, without Content-Encoding.");
    }
    let bytes = exchange.body.len();
    match exchange.ending {
        Ending::TooLong => StepResult::skipped("Not looked at, since it is too long."),
        Ending::Late => StepResult::skipped("Not looked at, since it did not end."),
        Ending::Cut => StepResult::failed(format!("The connection broke after {bytes} bytes of it."), LOG),
        _ if bytes == 0 => StepResult::failed("It is empty.", "Answer with Plivo XML, such as <Response></Response>."),
        Ending::Unmarked => StepResult::warned(
            format!("{bytes} bytes, and then the connection was closed without saying that this was all."),
            "Send Content-Length, so that a broken connection differs from the end of the answer.",
        ),
        _ => StepResult::passed(format!("{bytes} bytes, complete.")),
    }
}

const LOG: &str = "Look into the log of the server, or of the proxy before it, at the time of this test.";
