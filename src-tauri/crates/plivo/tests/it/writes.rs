//! Writes are sent once, whatever happens, and each result has its own meaning.

use crate::common::{AUTH_ID, TOKEN, alias, client, client_with, hasty, hurried, number};
use crate::wire::{Act, Wire, answer};
use plivo::{ApiError, Client, WriteError, Written};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Written,
    Refused,
    Unanswered,
}

fn outcome(result: &Result<Written, WriteError>) -> Outcome {
    match result {
        Ok(_) => Outcome::Written,
        Err(WriteError::Refused(_)) => Outcome::Refused,
        Err(WriteError::Unanswered { .. }) => Outcome::Unanswered,
        Err(WriteError::NotSent(error)) => panic!("something was sent: {error:?}"),
    }
}

/// Every kind of write.
async fn each(client: &Client) -> Vec<(&'static str, Result<Written, WriteError>)> {
    vec![
        ("configure", client.configure(&number(), &alias("Front desk")).await),
        ("map", client.map("102290129340398", Some("SAXXXXXXXXXXXXXXXX01")).await),
        ("disconnect", client.disconnect(&number()).await),
    ]
}

async fn check(name: &str, act: fn() -> Act, expected: Outcome) {
    let server = Wire::always(act).await;
    let policy = if matches!(act(), Act::SayAndHang(_)) { hurried() } else { hasty() };
    let client = client_with(&server.api, AUTH_ID, TOKEN, policy);
    for (count, (write, result)) in each(&client).await.into_iter().enumerate() {
        assert_eq!(outcome(&result), expected, "{name}, {write}: {result:?}");
        assert!(server.seen().requests.len() <= 3, "{name}, {write} number {count} was repeated");
    }
    let requests = server.seen().requests;
    assert_eq!(requests.len(), 3, "{name}: {requests:?}");
    let methods: Vec<&str> = requests.iter().filter_map(|(_, request)| request.split(' ').next()).collect();
    assert_eq!(methods, ["POST", "POST", "DELETE"], "{name}");
}

#[tokio::test]
async fn each_fault_has_its_meaning_and_is_hit_once() {
    use Outcome::{Refused, Unanswered, Written};
    check("200", || Act::json("200 OK", r#"{"api_id":"id-1","message":"changed"}"#), Written).await;
    check("202", || Act::json("202 Accepted", r#"{"api_id":"id-1","message":"changed"}"#), Written).await;
    check("204", || Act::Say("HTTP/1.1 204 No Content\r\n\r\n".into()), Written).await;
    check("202 that is no JSON", || Act::json("202 Accepted", "<html>"), Written).await;
    check(
        "202, body cut",
        || Act::SayAndCut("HTTP/1.1 202 Accepted\r\nContent-Length: 99\r\n\r\n{\"api".into()),
        Written,
    )
    .await;
    check(
        "202, body hangs",
        || Act::SayAndHang("HTTP/1.1 202 Accepted\r\nContent-Length: 99\r\n\r\n{".into()),
        Written,
    )
    .await;
    check("400", || Act::json("400 Bad Request", r#"{"error":"no"}"#), Refused).await;
    check("401", || Act::json("401 Unauthorized", "no"), Refused).await;
    check("403", || Act::json("403 Forbidden", "{}"), Refused).await;
    check("404", || Act::json("404 Not Found", "{}"), Refused).await;
    check("405", || Act::json("405 Method Not Allowed", ""), Refused).await;
    check("409", || Act::json("409 Conflict", "{}"), Refused).await;
    check("422", || Act::json("422 Unprocessable Entity", "{}"), Refused).await;
    check("429", || Act::Say(answer("429 Too Many Requests", "Retry-After: 0\r\n", "{}")), Refused).await;
    check("400, body cut", || Act::SayAndCut("HTTP/1.1 400 Bad Request\r\nContent-Length: 9\r\n\r\n".into()), Refused)
        .await;
    check("408", || Act::json("408 Request Timeout", ""), Unanswered).await;
    check("500", || Act::json("500 Internal Server Error", "{}"), Unanswered).await;
    check("502", || Act::json("502 Bad Gateway", "<html>"), Unanswered).await;
    check("503", || Act::Say(answer("503 Service Unavailable", "Retry-After: 0\r\n", "{}")), Unanswered).await;
    check("504", || Act::json("504 Gateway Timeout", ""), Unanswered).await;
    check("302", || Act::Say(answer("302 Found", "Location: /elsewhere/\r\n", "")), Unanswered).await;
    check("307", || Act::Say(answer("307 Temporary Redirect", "Location: /elsewhere/\r\n", "")), Unanswered).await;
    check("308", || Act::Say(answer("308 Permanent Redirect", "Location: /elsewhere/\r\n", "")), Unanswered).await;
    check("cut", Act::cut, Unanswered).await;
    check("cut within the head", || Act::SayAndCut("HTTP/1.1 202 Acc".into()), Unanswered).await;
    check("not HTTP", || Act::SayAndCut("220 mail.example ESMTP\r\n".into()), Unanswered).await;
    check("hang", Act::hang, Unanswered).await;
    check("hang within the head", || Act::SayAndHang("HTTP/1.1 202 Accepted\r\nX-".into()), Unanswered).await;
}

/// A connection that Plivo closes while a request is being sent is the case in which HTTP libraries retry on their own.
#[tokio::test]
async fn a_write_never_reuses_a_connection() {
    let answer = || answer("200 OK", "Connection: keep-alive\r\n", &format!(r#"{{"auth_id":"{}"}}"#, AUTH_ID));
    let server = Wire::start(move |count, _| if count <= 2 { Act::Say(answer()) } else { Act::cut() }).await;
    let client = client(&server.api);
    client.account().await.unwrap();
    client.account().await.unwrap();
    for (write, result) in each(&client).await {
        assert_eq!(outcome(&result), Outcome::Unanswered, "{write}");
    }
    let used: Vec<usize> = server.seen().requests.iter().map(|(connection, _)| *connection).collect();
    assert_eq!(used, [1, 1, 2, 3, 4], "reads share a connection, and each write has its own");
}

#[tokio::test]
async fn after_a_success_the_next_write_has_a_connection_of_its_own() {
    let server = Wire::start(|count, _| if count == 1 { Act::json("202 Accepted", "{}") } else { Act::cut() }).await;
    let client = client(&server.api);
    let results = each(&client).await;
    let outcomes: Vec<Outcome> = results.iter().map(|(_, result)| outcome(result)).collect();
    assert_eq!(outcomes, [Outcome::Written, Outcome::Unanswered, Outcome::Unanswered]);
    let used: Vec<usize> = server.seen().requests.iter().map(|(connection, _)| *connection).collect();
    assert_eq!(used, [1, 2, 3]);
}

#[tokio::test]
async fn an_error_before_sending_is_not_sent() {
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    for (write, result) in each(&client(&format!("http://{closed}"))).await {
        assert!(matches!(&result, Err(WriteError::NotSent(ApiError::Offline { .. }))), "{write}: {result:?}");
    }
    let server = Wire::always(Act::cut).await;
    let client = client(&server.api);
    let refused = [
        client.configure(&number(), &domain::plan::Changes::default()).await,
        client.map("", None).await,
        client.map("../Account", None).await,
        client.map("102290129340398", Some(" ")).await,
    ];
    for result in refused {
        assert!(matches!(&result, Err(WriteError::NotSent(ApiError::Unsendable { .. }))), "{result:?}");
    }
    assert_eq!(server.seen().opened, 0);
}

#[tokio::test]
async fn after_a_429_nothing_is_sent_until_the_pause_is_over() {
    let server = Wire::always(|| Act::Say(answer("429 Too Many Requests", "Retry-After: 200\r\n", "{}"))).await;
    let client = client(&server.api);
    let first = client.disconnect(&number()).await;
    assert!(matches!(first, Err(WriteError::Refused(ApiError::RateLimited { retry_after: Some(_) }))), "{first:?}");
    for (write, result) in each(&client.clone()).await {
        assert!(matches!(&result, Err(WriteError::NotSent(ApiError::RateLimited { .. }))), "{write}: {result:?}");
    }
    let read = client.number(&number()).await;
    assert!(matches!(read, Err(ApiError::RateLimited { .. })), "{read:?}");
    assert_eq!(server.seen().requests.len(), 1);
}

#[tokio::test]
async fn plivos_id_of_the_call_is_kept() {
    let check = async |act: fn() -> Act, expected: Option<&str>| {
        let server = Wire::always(act).await;
        let result = client(&server.api).disconnect(&number()).await;
        let id = match &result {
            Ok(written) => written.request_id.as_deref(),
            Err(error) => error.request_id(),
        };
        assert_eq!(id, expected, "{result:?}");
    };
    check(|| Act::json("202 Accepted", r#"{"api_id":"id-1"}"#), Some("id-1")).await;
    check(|| Act::json("202 Accepted", r#"{"api_id":5}"#), None).await;
    check(|| Act::json("202 Accepted", ""), None).await;
    check(|| Act::json("400 Bad Request", r#"{"api_id":"id-2","error":"no"}"#), Some("id-2")).await;
    check(|| Act::json("500 Oh", r#"{"api_id":"id-3","error":"no"}"#), Some("id-3")).await;
    check(|| Act::json("502 Bad Gateway", "<html>"), None).await;
}

/// A write that cannot start in time is not sent: its record relies on that.
#[tokio::test]
async fn a_write_that_has_to_wait_too_long() {
    let server = Wire::always(|| Act::json("202 Accepted", "{}")).await;
    let rate = plivo::Rate { requests: 1, window: std::time::Duration::from_secs(3600), reserved: 0 };
    let policy =
        plivo::RequestPolicy { rate, longest_pause_interactive: std::time::Duration::from_millis(50), ..hasty() };
    let client = client_with(&server.api, AUTH_ID, TOKEN, policy);
    assert_eq!(outcome(&client.configure(&number(), &alias("First")).await), Outcome::Written);
    let second = client.configure(&number(), &alias("Second")).await;
    assert!(matches!(second, Err(WriteError::NotSent(ApiError::RateLimited { .. }))), "{second:?}");
    assert_eq!(server.seen().requests.len(), 1);
}
