//! Answers from a server that can be reached.

use probe::{Kind, LONGEST_BODY, Outcome, Report, Step};

use crate::bench::{Bench, URL, check, request};
use crate::server::{Act, Front, Server, answer, xml};

const GOOD: &str = "<Response><Speak>Hello</Speak></Response>";

async fn say(kind: Kind, bytes: Vec<u8>) -> Report {
    Bench::new().ask(kind, Act::Say(bytes)).await
}

#[tokio::test]
async fn a_good_answer_url() {
    let report = say(Kind::Answer, xml(GOOD)).await;
    assert_eq!(report.outcome(), Outcome::Passed, "{report:#?}");
    assert_eq!(report.steps.len(), 10);
    assert!(report.steps.iter().all(|step| step.outcome == Outcome::Passed), "{report:#?}");
    check(&report, Step::Status, Outcome::Passed, "200");
    let answer = report.answer.unwrap();
    assert_eq!((answer.status, answer.content_type.as_deref()), (200, Some("application/xml")));
    assert_eq!(answer.document(), Some(GOOD.as_bytes()));
}

#[tokio::test]
async fn a_good_webhook() {
    let report = say(Kind::Webhook, answer("200 OK", "", "")).await;
    assert_eq!(report.outcome(), Outcome::Passed, "{report:#?}");
    assert_eq!(report.steps.len(), 8);
    check(&report, Step::Body, Outcome::Passed, "0 bytes, which Plivo does not need");
}

#[tokio::test]
async fn statuses() {
    let check_status = async |status: &str, words: &str, advice: &str| {
        let report = say(Kind::Answer, answer(status, "", "body")).await;
        check(&report, Step::Redirect, Outcome::Passed, "None");
        check(&report, Step::Status, Outcome::Failed, words);
        check(&report, Step::ContentType, Outcome::Skipped, "because of “Status”");
        let given = report.step(Step::Status).unwrap().advice.as_deref().unwrap();
        assert!(given.contains(advice), "{status}: {given}");
        let answer = report.answer.unwrap();
        assert_eq!((answer.body.is_empty(), answer.document()), (true, None), "{status}");
    };
    check_status("201 Created", "Status 201", "expects 200").await;
    check_status("204 No Content", "Status 204", "expects 200").await;
    check_status("304 Not Modified", "Status 304", "expects 200").await;
    check_status("401 Unauthorized", "Status 401", "signature").await;
    check_status("403 Forbidden", "Status 403", "signature").await;
    check_status("404 Not Found", "Status 404", "path").await;
    check_status("405 Method Not Allowed", "Status 405", "POST").await;
    check_status("415 Unsupported Media Type", "Status 415", "form").await;
    check_status("429 Too Many Requests", "Status 429", "limits").await;
    check_status("500 Internal Server Error", "Status 500", "log").await;
    check_status("503 Service Unavailable", "Status 503", "log").await;
    check_status("999 Odd", "Status 999", "expects 200").await;
    check_status("101 Switching Protocols", "Status 101", "expects 200").await;
}

#[tokio::test]
async fn redirects() {
    let check_redirect = async |status: &str, location: &str, words: &str| {
        let report = say(Kind::Webhook, answer(status, &format!("Location: {location}\r\n"), "moved")).await;
        check(&report, Step::Redirect, Outcome::Failed, words);
        check(&report, Step::Status, Outcome::Skipped, "because of “Redirect”");
        assert_eq!(report.answer.unwrap().document(), None);
    };
    check_redirect("301 Moved", "https://b.example/x", "Status 301 sends the request on to https://b.example/x").await;
    check_redirect("302 Found", "/login?next=%2F", "Status 302 sends the request on to /login?next=%2F").await;
    check_redirect("303 See Other", "//b.example", "Status 303").await;
    check_redirect("307 Temporary", "http://127.0.0.1:1/", "not followed").await;
    check_redirect("308 Permanent", &format!("/{}", "x".repeat(9_000)), "Status 308").await;
    check_redirect("302 Found", "/\u{202e}moc.elpmaxe", "/\u{fffd}moc.elpmaxe").await;
    check_redirect("302 Found", "javascript:alert(1)", "javascript:alert(1). It was not followed").await;
    check_redirect("302 Found", "/a\r\nLocation: /b", "/a, /b").await;
}

/// The server redirects to itself. If the redirect were followed, there would be a second request.
#[tokio::test]
async fn redirects_are_not_followed() {
    let bench = Bench::new();
    let act = Act::Say(answer("307 Temporary", &format!("Location: {URL}\r\n"), ""));
    let mut server = Server::start(Front::Tls(bench.good()), act).await;
    let report = probe::run(&request(Kind::Webhook, URL), &bench.settings(server.address)).await;
    check(&report, Step::Redirect, Outcome::Failed, "not followed");
    server.request();
}

#[tokio::test]
async fn content_types() {
    let check_type = async |header: &str, outcome: Outcome, words: &str| {
        let report = say(Kind::Answer, answer("200 OK", header, GOOD)).await;
        check(&report, Step::ContentType, outcome, words);
        assert!(report.answer.unwrap().document().is_some());
    };
    check_type("Content-Type: application/xml\r\n", Outcome::Passed, "application/xml").await;
    check_type("Content-Type: text/xml\r\n", Outcome::Passed, "text/xml").await;
    check_type("content-type: TEXT/XML;charset=utf-8\r\n", Outcome::Passed, "charset=utf-8").await;
    check_type("Content-Type: application/xml ; charset=\"utf-8\"\r\n", Outcome::Passed, "application/xml").await;
    check_type("Content-Type: text/html\r\n", Outcome::Failed, "text/html").await;
    check_type("Content-Type: application/json\r\n", Outcome::Failed, "application/json").await;
    check_type("Content-Type: application/xml+soap\r\n", Outcome::Failed, "application/xml+soap").await;
    check_type("Content-Type: text/xml\r\nContent-Type: text/html\r\n", Outcome::Failed, "text/xml, text/html").await;
    check_type("Content-Type: text/xml; a=b\r\nContent-Type: text/html\r\n", Outcome::Failed, "text/html").await;
    check_type("Content-Type: x, text/xml\r\n", Outcome::Failed, "x, text/xml").await;
    check_type("Content-Type:\r\n", Outcome::Failed, "").await;
    check_type("", Outcome::Failed, "no content type").await;
}

#[tokio::test]
async fn sizes() {
    let check_size = async |bytes: usize, outcome: Outcome, kept: usize| {
        let report = say(Kind::Answer, xml(&"x".repeat(bytes))).await;
        check(&report, Step::Size, outcome, "");
        let answer = report.answer.unwrap();
        assert_eq!((answer.body.len(), answer.whole), (kept, outcome == Outcome::Passed), "{bytes}");
        assert_eq!(answer.document().is_some(), outcome == Outcome::Passed, "{bytes}");
    };
    check_size(1, Outcome::Passed, 1).await;
    check_size(LONGEST_BODY, Outcome::Passed, LONGEST_BODY).await;
    check_size(LONGEST_BODY + 1, Outcome::Failed, LONGEST_BODY + 1).await;
    check_size(LONGEST_BODY * 20, Outcome::Failed, LONGEST_BODY + 1).await;
}

#[tokio::test]
async fn empty_and_packed_bodies() {
    let report = say(Kind::Answer, xml("")).await;
    check(&report, Step::Body, Outcome::Failed, "empty");
    let headers = "Content-Type: text/xml\r\nContent-Encoding: gzip\r\n";
    let report = say(Kind::Answer, answer("200 OK", headers, "\u{1f}")).await;
    check(&report, Step::Body, Outcome::Failed, "packed (gzip)");
    let headers = "Content-Type: text/xml\r\nContent-Encoding: identity\r\nContent-Encoding: br\r\n";
    check(
        &say(Kind::Answer, answer("200 OK", headers, GOOD)).await,
        Step::Body,
        Outcome::Failed,
        "packed (identity, br)",
    );
    let headers = "Content-Type: text/xml\r\nContent-Encoding: Identity\r\n";
    check(&say(Kind::Answer, answer("200 OK", headers, GOOD)).await, Step::Body, Outcome::Passed, "complete");
    let packed = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\n\x1f\x8b\r\n0\r\n\r\n".to_vec();
    check(&say(Kind::Answer, packed).await, Step::Body, Outcome::Failed, "packed (gzip, chunked)");
}

/// The three ways in which HTTP marks the end of a body, and what happens if the end does not arrive.
#[tokio::test]
async fn ends_of_bodies() {
    let check_end = async |act: Act, outcome: Outcome, words: &str, whole: bool| {
        let report = Bench::new().ask(Kind::Answer, act).await;
        check(&report, Step::Body, outcome, words);
        check(&report, Step::Status, Outcome::Passed, "200");
        assert_eq!(report.answer.unwrap().document().is_some(), whole);
    };
    let head = |marks: &str| format!("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n{marks}\r\n");
    let chunked = head("Transfer-Encoding: chunked\r\n");
    let counted = head("Content-Length: 100\r\n");
    let bytes = |text: String| text.into_bytes();
    check_end(Act::Say(bytes(head("") + GOOD)), Outcome::Passed, "complete", true).await;
    check_end(Act::SayAndCut(bytes(head("") + GOOD)), Outcome::Warned, "without saying that this was all", true).await;
    check_end(Act::Say(bytes(chunked.clone() + "b\r\n<Response/>\r\n0\r\n\r\n")), Outcome::Passed, "11 bytes", true)
        .await;
    let trailers = "b\r\n<Response/>\r\n0\r\nContent-Length: 1\r\nContent-Type: text/html\r\n\r\n";
    check_end(Act::Say(bytes(chunked.clone() + trailers)), Outcome::Passed, "11 bytes", true).await;
    check_end(Act::Say(bytes(chunked.clone() + "b\r\n<Response/>\r\n")), Outcome::Failed, "broke after", false).await;
    check_end(Act::SayAndCut(bytes(chunked + "ff\r\n<Resp")), Outcome::Failed, "broke after", false).await;
    check_end(Act::Say(bytes(counted.clone() + GOOD)), Outcome::Failed, "broke after 41 bytes", false).await;
    check_end(Act::SayAndCut(bytes(counted + GOOD)), Outcome::Failed, "broke after 41 bytes", false).await;
}

#[tokio::test]
async fn bodies_of_webhooks_hardly_matter() {
    let check_body = async |act: Act, outcome: Outcome, words: &str| {
        let report = Bench::new().ask(Kind::Webhook, act).await;
        check(&report, Step::Body, outcome, words);
        assert_eq!(report.outcome(), outcome);
    };
    check_body(Act::Say(answer("200 OK", "", "{}")), Outcome::Passed, "2 bytes").await;
    check_body(Act::Say(answer("200 OK", "", &"x".repeat(LONGEST_BODY + 1))), Outcome::Warned, "More than").await;
    check_body(Act::Say(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf".to_vec()), Outcome::Warned, "after 4")
        .await;
}

#[tokio::test]
async fn old_http() {
    let report = say(Kind::Answer, b"HTTP/1.0 200 OK\r\nContent-Type: text/xml\r\n\r\n<Response/>".to_vec()).await;
    assert_eq!(report.outcome(), Outcome::Passed, "{report:#?}");
}
