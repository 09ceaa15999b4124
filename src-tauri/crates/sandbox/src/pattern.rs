//! Selects the calls for a fault or an armed edit.

use serde::{Deserialize, Serialize};

/// A method and a path pattern.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pattern {
    /// `None` matches any method.
    pub method: Option<String>,
    /// A path below `/v1/Account/{auth_id}`, such as `/WhatsApp/Number/*/`. `*` matches exactly one segment, and `**`
    /// matches any rest.
    pub path: String,
}

impl Default for Pattern {
    fn default() -> Self {
        Self { method: None, path: "/**".to_owned() }
    }
}

impl Pattern {
    #[must_use]
    pub fn new(method: &str, path: &str) -> Self {
        Self { method: Some(method.to_owned()), path: path.to_owned() }
    }

    /// Matches every call.
    #[must_use]
    pub fn any() -> Self {
        Self::default()
    }

    /// Returns whether the request matches. `path` is the whole path of the request.
    #[must_use]
    pub fn matches(&self, method: &str, path: &str) -> bool {
        let method_fits = self.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method));
        method_fits && segments_match(&segments(&self.path), &segments(below_account(path)))
    }
}

fn segments(path: &str) -> Vec<&str> {
    path.trim_start_matches('/').split('/').collect()
}

fn segments_match(pattern: &[&str], path: &[&str]) -> bool {
    match (pattern.split_first(), path.split_first()) {
        (Some((&"**", _)), _) => true,
        (Some((&"*", pattern)), Some((segment, path))) => !segment.is_empty() && segments_match(pattern, path),
        (Some((wanted, pattern)), Some((segment, path))) => wanted == segment && segments_match(pattern, path),
        (None, None) => true,
        _ => false,
    }
}

/// Returns the part of a path after `/v1/Account/{auth_id}`, or the whole path if it has no such prefix.
pub(crate) fn below_account(path: &str) -> &str {
    let rest = path.strip_prefix("/v1/Account/");
    rest.and_then(|rest| rest.find('/').map(|slash| &rest[slash..])).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_choose_calls() {
        let check = |method: Option<&str>, pattern: &str, request: (&str, &str), expected: bool| {
            let pattern = Pattern { method: method.map(str::to_owned), path: pattern.to_owned() };
            assert_eq!(pattern.matches(request.0, request.1), expected, "{pattern:?} {request:?}");
        };
        let one = ("GET", "/v1/Account/MA1/WhatsApp/Number/918035737458/");
        let list = ("GET", "/v1/Account/MA1/WhatsApp/Number/");
        let root = ("GET", "/v1/Account/MA1/");
        check(None, "/**", one, true);
        check(None, "/**", root, true);
        check(Some("GET"), "/WhatsApp/Number/*/", one, true);
        check(Some("get"), "/WhatsApp/Number/*/", one, true);
        check(Some("POST"), "/WhatsApp/Number/*/", one, false);
        check(None, "/WhatsApp/Number/*/", list, false);
        check(None, "/WhatsApp/Number/", list, true);
        check(None, "/WhatsApp/Number/", one, false);
        check(None, "/WhatsApp/**", one, true);
        check(None, "/WhatsApp/Number/918035737458/", one, true);
        check(None, "/WhatsApp/Number/491511234567/", one, false);
        check(None, "/", root, true);
        check(None, "/", list, false);
    }
}
