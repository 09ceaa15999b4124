//! The values that an attribute may have.

use url::Url;

use crate::validate::Severity;

pub enum Value {
    /// Plivo lists no values, or too many to list here.
    Any,
    OneOf(&'static [&'static str]),
    /// A whole number in this range.
    Whole {
        from: u32,
        to: u32,
    },
    WholeOrAuto {
        from: u32,
        to: u32,
    },
    /// A fully qualified URL.
    Url,
    /// A telephone key.
    Key,
    /// A telephone key, the empty text, or `none`.
    KeyOrNone,
    /// Any number of telephone keys, or `none`.
    Keys,
    /// A beep, a URL, or the empty text.
    Sound,
    /// At most this many characters.
    AtMost(usize),
}

impl Value {
    /// Returns what is wrong with a text and what to write instead, or `None` if the text is valid.
    pub fn flaw(&self, text: &str) -> Option<(Severity, String)> {
        let error = |allowed: String| Some((Severity::Error, format!("must be {allowed}")));
        match self {
            Self::Any => None,
            Self::OneOf(words) if words.contains(&text) => None,
            Self::OneOf(words) => Some(flaw_of_word(words, text)),
            Self::Whole { from, to } if is_whole(text, *from, *to) => None,
            Self::Whole { from, to } => error(range(*from, *to)),
            Self::WholeOrAuto { from, to } if text == "auto" || is_whole(text, *from, *to) => None,
            Self::WholeOrAuto { from, to } => error(format!("{}, or auto", range(*from, *to))),
            Self::Url if is_url(text, WEB) => None,
            Self::Url => Some((Severity::Warning, URL.to_owned())),
            Self::Key if is_key(text) => None,
            Self::Key => error("one of the keys 0 to 9, * and #".to_owned()),
            Self::KeyOrNone if is_key(text) || matches!(text, "" | "none") => None,
            Self::KeyOrNone => error("one of the keys 0 to 9, * and #, or none".to_owned()),
            Self::Keys if text == "none" || (!text.is_empty() && text.chars().all(is_key_character)) => None,
            Self::Keys => Some((Severity::Warning, "holds keys only: 0 to 9, * and #".to_owned())),
            Self::Sound if matches!(text, "" | "none" | "beep:1" | "beep:2") || is_url(text, WEB) => None,
            Self::Sound => error("beep:1, beep:2 or a URL".to_owned()),
            Self::AtMost(most) if text.chars().count() <= *most => None,
            Self::AtMost(most) => error(format!("at most {most} characters long")),
        }
    }
}

pub const WEB: &[&str] = &["http", "https"];

/// Plivo's pages require a full URL, but one of their examples has only a path. So this is not an error.
const URL: &str = "should be a full URL that begins with https://";

pub fn is_url(text: &str, schemes: &[&str]) -> bool {
    Url::parse(text).is_ok_and(|url| schemes.contains(&url.scheme()) && url.has_host())
}

/// A different case is not an error: Plivo's own library for Python accepts any case and writes the documented one.
fn flaw_of_word(words: &[&str], text: &str) -> (Severity, String) {
    match words.iter().find(|word| word.eq_ignore_ascii_case(text)) {
        Some(word) => (Severity::Warning, format!("is written {word}")),
        None => (Severity::Error, format!("must be {}", words.join(" or "))),
    }
}

fn is_whole(text: &str, from: u32, to: u32) -> bool {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits && text.parse::<u32>().is_ok_and(|number| (from..=to).contains(&number))
}

fn range(from: u32, to: u32) -> String {
    match to {
        u32::MAX => format!("a whole number from {from} up"),
        to => format!("a whole number from {from} to {to}"),
    }
}

fn is_key(text: &str) -> bool {
    text.len() == 1 && text.chars().all(is_key_character)
}

fn is_key_character(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '*' | '#')
}
