//! A URL template for many numbers: `{number}`, `{alias}` and `{waba}` stand for each number's own values.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::observed::Observed;

/// The characters of a value that need no encoding in any part of a URL. All others are percent-encoded.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Number,
    Alias,
    Waba,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    #[error("{{{0}}} is not known here. Use {{number}}, {{alias}} or {{waba}}.")]
    Unknown(String),
    #[error("A brace is left open. Write {{number}}, {{alias}} or {{waba}}.")]
    Open,
}

/// The number lacks a value that the template needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lacks {
    #[error("This number has no alias to put in place of {{alias}}.")]
    Alias,
    #[error("This number has no WABA to put in place of {{waba}}.")]
    Waba,
}

impl Template {
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or(TemplateError::Open)?;
            parts.push(Part::Text(before.to_owned()));
            parts.push(match name {
                "number" => Part::Number,
                "alias" => Part::Alias,
                "waba" => Part::Waba,
                unknown => return Err(TemplateError::Unknown(unknown.to_owned())),
            });
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        Ok(Self(parts))
    }

    /// Returns the URL for one number, with its digits, its alias and its WABA's ID, percent-encoded where a URL needs
    /// it.
    pub fn fill(&self, seen: &Observed) -> Result<String, Lacks> {
        let alias = seen.held.alias.as_deref().map(str::trim).filter(|alias| !alias.is_empty());
        let mut url = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => url.push_str(text),
                Part::Number => url.push_str(&seen.number.to_string()),
                Part::Alias => url.extend(utf8_percent_encode(alias.ok_or(Lacks::Alias)?, VALUE)),
                Part::Waba => {
                    let waba = seen.waba_id.as_ref().ok_or(Lacks::Waba)?;
                    url.extend(utf8_percent_encode(waba.as_str(), VALUE));
                }
            }
        }
        Ok(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::WabaId;
    use crate::observed::Held;
    use crate::phone::PhoneNumber;

    fn seen(alias: Option<&str>, waba: Option<&str>) -> Observed {
        Observed {
            number: PhoneNumber::parse("918035737458").expect("a number"),
            waba_id: waba.map(WabaId::new),
            country_iso: None,
            verified_name: None,
            status: "connected".to_owned(),
            name_status: None,
            quality: "green".to_owned(),
            messaging_limit: None,
            held: Held { alias: alias.map(str::to_owned), ..Held::default() },
        }
    }

    #[test]
    fn filled() {
        let check = |template: &str, alias: Option<&str>, expected: Result<&str, Lacks>| {
            let filled = Template::parse(template).expect("a template").fill(&seen(alias, Some("102")));
            assert_eq!(filled, expected.map(str::to_owned), "{template}");
        };
        check("https://a.example/", None, Ok("https://a.example/"));
        check("https://a.example/{number}", None, Ok("https://a.example/918035737458"));
        check(
            "https://a.example/{waba}/{number}?n={number}",
            None,
            Ok("https://a.example/102/918035737458?n=918035737458"),
        );
        check(
            "https://a.example/{alias}#x",
            Some(" Support — APAC/1 "),
            Ok("https://a.example/Support%20%E2%80%94%20APAC%2F1#x"),
        );
        check("https://a.example/{alias}", Some("a&b=c?d#e"), Ok("https://a.example/a%26b%3Dc%3Fd%23e"));
        check("https://a.example/{alias}", None, Err(Lacks::Alias));
        check("https://a.example/{alias}", Some("  "), Err(Lacks::Alias));
        let waba = Template::parse("{waba}").expect("a template");
        assert_eq!(waba.fill(&seen(None, None)), Err(Lacks::Waba));
    }

    #[test]
    fn refused() {
        let check = |text: &str, expected: &str| {
            assert_eq!(Template::parse(text).expect_err(text).to_string(), expected);
        };
        check("https://a.example/{phone}", "{phone} is not known here. Use {number}, {alias} or {waba}.");
        check("https://a.example/{}", "{} is not known here. Use {number}, {alias} or {waba}.");
        check("https://a.example/{number", "A brace is left open. Write {number}, {alias} or {waba}.");
        check("https://a.example/{{number}}", "{{number} is not known here. Use {number}, {alias} or {waba}.");
    }
}
