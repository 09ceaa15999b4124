//! The bodies of error answers from Plivo and from the gateways before it. None of them is assumed to be JSON.

use serde_json::Value;

/// The longest error text that is shown, in characters.
const LONGEST: usize = 200;

/// The contents of an error's body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// One line without markup. `None` if the body holds no readable text.
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
}

impl Refusal {
    pub(crate) fn read(body: &[u8]) -> Self {
        match serde_json::from_slice::<Value>(body) {
            Ok(value) => Self { message: said(&value).and_then(line), request_id: id(&value) },
            Err(_) => Self { message: line(&String::from_utf8_lossy(body)), request_id: None },
        }
    }
}

/// Returns the message. These forms have been observed: `{"error": "text"}`, `{"error": {"message": "text"}}`,
/// `{"message": "text"}` and `{"data": {"error": "text"}}`.
fn said(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Object(fields) => ["error", "message", "data", "detail"].iter().find_map(|key| said(fields.get(*key)?)),
        _ => None,
    }
}

fn id(value: &Value) -> Option<String> {
    value.get("api_id")?.as_str().map(str::to_owned)
}

/// Returns the first line, shortened. A page of HTML holds nothing useful for a person.
fn line(text: &str) -> Option<String> {
    let text = text.trim();
    if text.starts_with('<') {
        return None;
    }
    let first: String = text.lines().next()?.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    let first = first.trim().trim_end_matches('.');
    (!first.is_empty()).then(|| first.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_come_in_many_shapes() {
        let check = |body: &str, message: Option<&str>, id: Option<&str>| {
            let read = Refusal::read(body.as_bytes());
            assert_eq!((read.message.as_deref(), read.request_id.as_deref()), (message, id), "{body}");
        };
        check(r#"{"api_id":"id-1","error":"bad alias."}"#, Some("bad alias"), Some("id-1"));
        check(r#"{"error":{"message":"bad alias"}}"#, Some("bad alias"), None);
        check(r#"{"error":{"error":"bad alias"}}"#, Some("bad alias"), None);
        check(r#"{"message":"bad alias"}"#, Some("bad alias"), None);
        check(r#"{"api_id":"id-1","data":{"error":"bad alias"}}"#, Some("bad alias"), Some("id-1"));
        check(r#"{"error":{"code":7}}"#, None, None);
        check(r#"{"error":null,"message":"later"}"#, Some("later"), None);
        check(r#""just text""#, Some("just text"), None);
        check("Could not verify.\nYou have to login", Some("Could not verify"), None);
        check("\u{1b}[31mred\u{7}", Some("[31mred"), None);
        check("<html><body><h1>502 Bad Gateway</h1></body></html>", None, None);
        check(r#"{"error":"<html><b>502</b></html>"}"#, None, None);
        check("", None, None);
        check("[]", None, None);
        check(&"x".repeat(10_000), Some(&"x".repeat(200)), None);
    }
}
