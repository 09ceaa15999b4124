//! Puts the first paint into the page that is served, as a block of data. So the first rows need no call of the page,
//! and a page that is loaded again gets the newest. The name of the system's font comes with it: looking for `system-ui`
//! and for fonts that are not there takes WebKit as long as everything else of the first layout.

use std::borrow::Cow;

use desk::view::FirstPaint;
use tauri::http::{Request, Response};
use tauri::{AppHandle, Manager};

use crate::state::Shell;

/// Where the block is put: before the element that the page is drawn into.
const BEFORE: &str = "<div id=\"app\">";

/// Changes the response if it is the page. `font` is the name of the system's font.
pub fn put_into(
    app: &AppHandle,
    font: Option<&str>,
    request: &Request<Vec<u8>>,
    response: &mut Response<Cow<'static, [u8]>>,
) {
    if !is_page(request.uri().path()) {
        return;
    }
    let first = tokio::task::block_in_place(|| app.state::<Shell>().first_paint());
    let blocks = [font.map(font_block), first.as_ref().and_then(block)];
    if let Some(page) = with(&blocks.into_iter().flatten().collect::<String>(), response.body()) {
        *response.body_mut() = Cow::Owned(page);
    }
}

fn is_page(path: &str) -> bool {
    matches!(path, "" | "/" | "/index.html")
}

fn with(blocks: &str, page: &[u8]) -> Option<Vec<u8>> {
    let page = std::str::from_utf8(page).ok()?;
    let (before, after) = page.split_once(BEFORE)?;
    Some(format!("{before}{blocks}{BEFORE}{after}").into_bytes())
}

fn font_block(font: &str) -> String {
    data("system-font", &serde_json::Value::from(font).to_string())
}

fn block(first: &FirstPaint) -> Option<String> {
    Some(data("first-paint", &serde_json::to_string(first).ok()?))
}

/// A block of data is not executed, so the content security policy needs no exception for it. Without a `<`, no text in
/// it can end the block.
fn data(id: &str, json: &str) -> String {
    format!("<script type=\"application/json\" id=\"{id}\">{}</script>", json.replace('<', "\\u003c"))
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
            told: 0,
        };
        FirstPaint { start, page: None, list: None, panel: None }
    }

    #[test]
    fn only_the_page_gets_it() {
        for (path, expected) in [("/", true), ("", true), ("/index.html", true), ("/assets/index.js", false)] {
            assert_eq!(is_page(path), expected, "{path}");
        }
        assert_eq!(with("", b"<p>another page</p>"), None);
        assert_eq!(with("", &[0xff]), None);
    }

    #[test]
    fn no_text_ends_the_block() {
        let hostile = "</script><script>alert(1)</script><!-- \u{2028}";
        let page = with(&block(&paint(hostile)).unwrap(), b"<body><div id=\"app\"></div></body>").unwrap();
        let page = String::from_utf8(page).unwrap();
        let block = page.strip_prefix("<body><script type=\"application/json\" id=\"first-paint\">").unwrap();
        let (json, rest) = block.split_once('<').unwrap();
        assert_eq!(rest, "/script><div id=\"app\"></div></body>");
        let read: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(read["start"]["notes"][0], hostile);
        assert_eq!(font_block("</script>\"").matches('<').count(), 2);
    }
}
