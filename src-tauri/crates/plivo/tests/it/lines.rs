//! What happens below HTTP: redirects, proxies, TLS, endless answers, and where the token may appear.

use crate::common::{AUTH_ID, TOKEN, alias, client, client_with, hurried, number};
use crate::wire::{Act, Wire, answer};
use plivo::{ApiError, WriteError};

#[tokio::test]
async fn no_redirect_is_followed() {
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let elsewhere = Wire::always(|| Act::json("200 OK", "{}")).await;
        let location = format!("Location: {}/v1/\r\n", elsewhere.api);
        let server = Wire::always(move || Act::Say(answer(status, &location, ""))).await;
        let client = client(&server.api);
        assert!(matches!(client.account().await, Err(ApiError::Redirected { .. })), "{status}");
        let written = client.configure(&number(), &alias("A")).await;
        let cause = written.as_ref().map_err(WriteError::cause);
        assert!(matches!(cause, Err(ApiError::Redirected { .. })), "{status}: {written:?}");
        assert_eq!((server.seen().requests.len(), elsewhere.seen().opened), (2, 0), "{status}");
    }
}

#[tokio::test]
async fn the_next_page_is_never_requested_elsewhere() {
    let elsewhere = Wire::always(|| Act::json("200 OK", "{}")).await;
    let next = format!("{}/v1/?offset=20", elsewhere.api);
    let page = format!(
        r#"{{"meta":{{"total_count":2,"next":"{next}"}},"objects":[{{"auth_id":"SA1"}},{{"auth_id":"SA2"}}]}}"#
    );
    let server = Wire::always(move || Act::json("200 OK", &page)).await;
    let subaccounts = client(&server.api).subaccounts().await.unwrap();
    assert_eq!((subaccounts.len(), elsewhere.seen().opened), (2, 0));
}

/// Starts this test again in a new process with a proxy in the environment, because changing the environment of a
/// running process is not safe.
#[tokio::test]
async fn loopback_is_never_reached_through_a_proxy() {
    let server = Wire::always(|| Act::json("200 OK", &format!(r#"{{"auth_id":"{AUTH_ID}"}}"#))).await;
    if std::env::var_os("http_proxy").is_some_and(|proxy| proxy.to_string_lossy().ends_with("/as-a-test")) {
        client(&server.api).account().await.unwrap();
        return;
    }
    let proxy = Wire::always(Act::cut).await;
    let mut again = tokio::process::Command::new(std::env::current_exe().unwrap());
    again.args(["--exact", "lines::loopback_is_never_reached_through_a_proxy"]);
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        again.env(name, format!("{}/as-a-test", proxy.api));
    }
    again.env_remove("no_proxy").env_remove("NO_PROXY").env_remove("REQUEST_METHOD");
    let done = again.output().await.unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    assert!(String::from_utf8_lossy(&done.stdout).contains("1 passed"));
    assert_eq!(proxy.seen().opened, 0);
}

#[tokio::test]
async fn a_server_without_tls_differs_from_no_server() {
    let server = Wire::always(Act::cut).await;
    let plain = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let https = format!("https://{}", plain.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = plain.accept().await {
            let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
            let _ = tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut Vec::new()).await;
        }
    });
    let written = client(&https).disconnect(&number()).await;
    assert!(matches!(written, Err(WriteError::NotSent(ApiError::Insecure { .. }))), "{written:?}");
    let silent = server.api.replace("http://", "https://");
    let written = client_with(&silent, AUTH_ID, TOKEN, hurried()).disconnect(&number()).await;
    let Err(WriteError::NotSent(ApiError::Offline { reason })) = written else { panic!("{written:?}") };
    assert!(reason.starts_with("no connection within"), "{reason}");
}

#[tokio::test]
async fn an_endless_answer_ends_with_an_error() {
    let server = Wire::always(|| {
        let chunk = "x".repeat(1 << 20);
        let chunks = format!("100000\r\n{chunk}\r\n").repeat(5);
        Act::SayAndHang(format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}"))
    })
    .await;
    let read = client(&server.api).account().await;
    assert!(matches!(&read, Err(ApiError::Unreadable { what }) if what.contains("longer")), "{read:?}");
}

#[tokio::test]
async fn an_endless_error_keeps_its_status() {
    let server = Wire::always(|| {
        let body = format!("because\n{}", "x".repeat(1 << 20));
        Act::SayAndHang(format!("HTTP/1.1 400 Bad Request\r\nContent-Length: 99999999\r\n\r\n{body}"))
    })
    .await;
    let read = client(&server.api).account().await;
    assert!(matches!(&read, Err(ApiError::Refused { status: 400, message, .. }) if message == "because"), "{read:?}");
}

/// Whatever a server echoes, no printable value holds the token.
#[tokio::test]
async fn the_token_is_never_printed() {
    let secrets = [TOKEN, "TUFYWFhYWFhYWFhYWFhYWFhYMDE6aHVudGVyMi1odW50ZXIy"];
    for status in ["200 OK", "302 Found", "400 Bad", "401 No", "403 No", "404 No", "422 No", "500 Oh", "999 What"] {
        let server = Wire::start(move |_, request| {
            let authorization = request.lines().find(|line| line.to_ascii_lowercase().starts_with("authorization"));
            let echo = format!("{} {TOKEN}", authorization.unwrap());
            Act::json(status, &format!(r#"{{"api_id":"{echo}","error":"{echo}"}}"#))
        })
        .await;
        let client = client(&server.api);
        let read = client.account().await.unwrap_err();
        let written = client.disconnect(&number()).await;
        let printed = match &written {
            Ok(written) => format!("{written:?}"),
            Err(error) => format!("{error} {error:?} {:?}", error.request_id()),
        };
        let printed = format!("{read} {read:?} {:?} {printed} {client:?}", read.request_id());
        let sent = server.seen().requests.iter().all(|(_, request)| request.contains(secrets[1]));
        assert!(sent, "the server got no credentials to echo");
        assert!(secrets.iter().all(|secret| !printed.contains(secret)), "{status}: {printed}");
    }
}

#[tokio::test]
async fn dropping_a_read_of_a_list_cancels_its_requests() {
    let server = Wire::start(|count, _| {
        let objects: Vec<String> = (0..20).map(|at| format!(r#"{{"number":"49151{at:07}"}}"#)).collect();
        let first = format!(r#"{{"meta":{{"total_count":1000}},"objects":[{}]}}"#, objects.join(","));
        if count == 1 { Act::json("200 OK", &first) } else { Act::hang() }
    })
    .await;
    let mut pages = client(&server.api).numbers(|| 0);
    assert_eq!(pages.next().await.unwrap().unwrap().objects.len(), 20);
    let waiting = server.when(|seen| seen.requests.len() == 25);
    tokio::select! {
        page = pages.next() => panic!("{page:?}"),
        _ = waiting => {}
    }
    drop(pages);
    let seen = server.when(|seen| seen.left == seen.opened).await;
    assert_eq!(seen.requests.len(), 25);
}
