//! What no page in this window can do, whatever code runs in it: only the app's own commands are available.

use std::net::TcpListener;

use serde_json::{Value, json};

use crate::seat::Seat;
use crate::support::Window;

/// Runs an expression that may be a promise, and returns its result: `[done, value]`.
async fn outcome(window: &Window, expression: &str) -> (bool, String) {
    let script = format!(
        "delete window.__ended; (async () => ({expression}))().then(
           (value) => (window.__ended = [true, JSON.stringify(value) ?? 'undefined']),
           (error) => (window.__ended = [false, String(error?.message ?? error)]))"
    );
    window.execute(&script, vec![]).await;
    let ended = async || window.execute("return window.__ended ?? null", vec![]).await;
    window.wait_until(&format!("the end of {expression}"), async || !ended().await.is_null()).await;
    let answer = ended().await;
    (answer[0] == json!(true), answer[1].as_str().unwrap_or_default().to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_command_but_ours_can_be_called() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    let (fine, answer) = outcome(window, "window.__TAURI_INTERNALS__.invoke('facets', {account: 'sandbox'})").await;
    assert!(fine, "our own commands answer: {answer}");
    let rows = [
        "plugin:event|emit', {event: 'x', payload: 1}",
        "plugin:event|listen', {event: 'x', target: {kind: 'Any'}, handler: 1}",
        "plugin:window|set_title', {label: 'main', value: 'x'}",
        "plugin:window|close', {label: 'main'}",
        "plugin:webview|create_webview_window', {options: {label: 'x', url: 'https://example.com'}}",
        "plugin:webview|set_webview_zoom', {value: 2}",
        "plugin:path|resolve_directory', {directory: 1}",
        "plugin:resources|close', {rid: 1}",
        "plugin:app|version', {}",
        "plugin:fs|read_file', {path: '/etc/passwd'}",
        "plugin:shell|execute', {program: 'sh', args: []}",
        "plugin:http|fetch', {clientConfig: {url: 'http://127.0.0.1'}}",
        "no_such_command', {}",
    ];
    for call in rows {
        let (fine, answer) = outcome(window, &format!("window.__TAURI_INTERNALS__.invoke('{call})")).await;
        assert!(!fine, "{call} answered {answer}");
        assert!(answer.contains("not allowed") || answer.contains("not found"), "{call}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_fetched_and_no_text_becomes_code() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}/stolen", listener.local_addr().unwrap());
    let loads = |tag: &str| {
        format!(
            "new Promise((done, refuse) => {{ const e = document.createElement('{tag}');
               e.onload = () => done('loaded'); e.onerror = () => refuse('refused'); e.src = '{url}';
               document.body.append(e); }})"
        )
    };
    let rows = [
        format!("fetch('{url}').then(() => 'fetched')"),
        format!(
            "new Promise((done, refuse) => {{ const r = new XMLHttpRequest(); r.onload = done; r.onerror = () => refuse('refused'); r.open('GET', '{url}'); r.send(); }})"
        ),
        "eval('1 + 1')".into(),
        "new Function('return 1')()".into(),
        "import('data:text/javascript,export default 1')".into(),
        loads("img"),
        loads("script"),
    ];
    for expression in rows {
        let (fine, answer) = outcome(window, &expression).await;
        assert!(!fine, "{expression} answered {answer}");
    }
    inert(window, &url).await;
    let came = listener.accept();
    assert!(came.is_err(), "something reached the network: {came:?}");
}

/// Attempts that fail silently: none of them may run, load or navigate.
async fn inert(window: &Window, url: &str) {
    let here = window.execute("return location.href", vec![]).await;
    let rows = [
        "const s = document.createElement('script'); s.textContent = 'window.__ran = 1'; document.body.append(s)",
        "const b = document.createElement('button'); b.setAttribute('onclick', 'window.__ran = 1'); document.body.append(b); b.click()",
        "setTimeout('window.__ran = 1', 0)",
        "const i = document.createElement('iframe'); i.src = arguments[0]; document.body.append(i)",
        "const f = document.createElement('form'); f.action = arguments[0]; document.body.append(f); f.submit()",
        "navigator.sendBeacon?.(arguments[0], 'x')",
        "window.open(arguments[0])",
        "location.href = arguments[0]",
    ];
    for script in rows {
        // Some of these throw, which also counts as refused.
        let wrapped = format!("try {{ {script} }} catch (error) {{ return String(error) }}");
        window.execute(&wrapped, vec![json!(url)]).await;
    }
    window
        .execute("window.__later = 0; requestAnimationFrame(() => setTimeout(() => (window.__later = 1), 100))", vec![])
        .await;
    let later = async || window.execute("return window.__later", vec![]).await == json!(1);
    window.wait_until("what was started to have had its time", later).await;
    assert_eq!(window.execute("return window.__ran ?? null", vec![]).await, Value::Null);
    assert_eq!(window.execute("return location.href", vec![]).await, here);
}
