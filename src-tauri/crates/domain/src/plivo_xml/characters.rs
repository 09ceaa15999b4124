//! The characters that XML 1.0 allows (<https://www.w3.org/TR/xml/>, productions 2 to 5).

use super::report::{Report, Rule};

/// Whether the character is allowed anywhere in a document.
pub fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

pub fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

pub fn begins_name(c: char) -> bool {
    matches!(
        c,
        ':' | '_' | 'A'..='Z' | 'a'..='z'
            | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}'
            | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
            | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}'
    )
}

pub fn continues_name(c: char) -> bool {
    begins_name(c) || matches!(c, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

pub fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(begins_name) && characters.all(continues_name)
}

/// Reports one diagnostic for all forbidden characters, because a text often has thousands of them.
pub fn check(text: &str, report: &mut Report) {
    let mut forbidden = text.char_indices().filter(|(_, c)| !is_allowed(*c));
    let Some((offset, first)) = forbidden.next() else {
        return;
    };
    let more = match forbidden.count() {
        0 => String::new(),
        count => format!(" {count} more such characters follow."),
    };
    let message = format!("XML does not allow the character U+{:04X}. Remove it.{more}", u32::from(first));
    report.error(offset, Rule::WellFormed, message);
}
