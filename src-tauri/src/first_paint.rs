//! Puts the first paint into the page that is served, as a block of data. So the first rows need no call of the page,
//! and a page that is loaded again gets the newest.

use std::borrow::Cow;

use desk::view::FirstPaint;
use tauri::http::{Request, Response};
use tauri::{AppHandle, Manager};

use crate::state::Shell;

/// Where the block is put: before the element that the page is drawn into.
const BEFORE: &str = "<div id=\"app\">";

/// Changes the response if it is the page.
pub fn put_into(app: &AppHandle, request: &Request<Vec<u8>>, response: &mut Response<Cow<'static, [u8]>>) {
    if !is_page(request.uri().path()) {
        return;
    }
    let first = tokio::task::block_in_place(|| app.state::<Shell>().first_paint());
    if let Some(page) = first.and_then(|first| with(&first, response.body())) {
        *response.body_mut() = Cow::Owned(page);
    }
}

fn is_page(path: &str) -> bool {
    matches!(path, "" | "/" | "/index.html")
}

fn with(first: &FirstPaint, page: &[u8]) -> Option<Vec<u8>> {
    let page = std::str::from_utf8(page).ok()?;
    let (before, after) = page.split_once(BEFORE)?;
    Some(format!("{before}{}{BEFORE}{after}", block(first)?).into_bytes())
}

/// A block of data is not executed, so the content security policy needs no exception for it. Without a `<`, no text in
/// it can end the block.
fn block(first: &FirstPaint) -> Option<String> {
    let json = serde_json::to_string(first).ok()?.replace('<', "\\u003c");
    Some(format!("<script type=\"application/json\" id=\"first-paint\">{json}</script>"))
}

#[cfg(test)]
mod tests {
    use desk::view::{Preferences, StartView, Theme};

    use super::*;

    fn paint(note: &str) -> FirstPaint {
        let start = StartView {
            accounts: Vec::new(),
            current: None,
            status: None,
            notes: vec![note.to_owned()],
            open_number: None,
            preferences: Preferences { theme: Theme::Dark, panel_width: 448 },
        };
        FirstPaint { start, page: None, list: None, panel: None }
    }

    #[test]
    fn only_the_page_gets_it() {
        for (path, expected) in [("/", true), ("", true), ("/index.html", true), ("/assets/index.js", false)] {
            assert_eq!(is_page(path), expected, "{path}");
        }
        assert_eq!(with(&paint(""), b"<p>another page</p>"), None);
        assert_eq!(with(&paint(""), &[0xff]), None);
    }

    #[test]
    fn no_text_ends_the_block() {
        let hostile = "</script><script>alert(1)</script><!-- \u{2028}";
        let page = with(&paint(hostile), b"<body><div id=\"app\"></div></body>").unwrap();
        let page = String::from_utf8(page).unwrap();
        let block = page.strip_prefix("<body><script type=\"application/json\" id=\"first-paint\">").unwrap();
        let (json, rest) = block.split_once('<').unwrap();
        assert_eq!(rest, "/script><div id=\"app\"></div></body>");
        let read: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(read["start"]["notes"][0], hostile);
    }
}
