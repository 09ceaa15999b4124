//! The parts of one piece of markup: names, attributes, references and the XML declaration.

use std::collections::HashSet;

use quick_xml::events::attributes::{AttrError, Attributes};

use super::characters::{continues_name, is_allowed, is_name, is_space};
use super::document::Attribute;
use super::report::{Report, Rule, shown};

/// Returns the name of a tag, which ends at the first space.
pub fn tag_name(inside: &str) -> &str {
    inside.split(is_space).next().unwrap_or_default()
}

/// Returns the position of a `<` that must not be in a tag, if there is one. Outside quotes it is never allowed. Inside
/// quotes it counts only if a `>` came before it, because then the quote was probably not meant to stay open.
pub fn next_tag_inside(inside: &str) -> Option<usize> {
    let mut quote = None;
    let mut closed = false;
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            b'"' | b'\'' if quote.is_none() => (quote, closed) = (Some(byte), false),
            _ if quote == Some(byte) => quote = None,
            b'>' => closed = true,
            b'<' if quote.is_none() || closed => return Some(at),
            _ => {}
        }
    }
    None
}

/// Reads the attributes of a tag. `inside` is the text between `<` and `>`, and it begins at `offset` of the document.
pub fn attributes<'a>(inside: &'a str, offset: usize, report: &mut Report) -> Vec<Attribute<'a>> {
    let mut read = Vec::new();
    let mut names = HashSet::new();
    // quick-xml's own search for duplicates takes quadratic time, so it is switched off.
    for found in Attributes::new(inside, tag_name(inside).len()).with_checks(false) {
        if report.is_full() {
            break;
        }
        match found {
            Ok(found) => {
                let name = found.key.into_inner();
                let name_at = place_in(inside, name);
                let raw = &inside[name_at + name.len()..];
                let value_at = name_at + name.len() + raw.find(['"', '\'']).map_or(0, |quote| quote + 1);
                check_name(name, offset + name_at, &inside[..name_at], &mut names, report);
                let value = value(&found.value, offset + value_at, report);
                read.push(Attribute { name, offset: offset + name_at, value, value_offset: offset + value_at });
            }
            Err(error) => check_attribute_error(error, offset, report),
        }
    }
    read
}

/// Returns the position of `part`, which is a slice of `text`.
fn place_in(text: &str, part: &str) -> usize {
    part.as_ptr().addr() - text.as_ptr().addr()
}

fn check_name<'a>(name: &'a str, at: usize, before: &str, names: &mut HashSet<&'a str>, report: &mut Report) {
    if !is_name(name) {
        let message = format!("“{}” is not a name that an attribute can have.", shown(name));
        report.error(at, Rule::WellFormed, message);
    } else if !before.ends_with(is_space) {
        report.error(at, Rule::WellFormed, format!("Put a space before the attribute {}.", shown(name)));
    }
    if !names.insert(name) {
        let message = format!("The attribute {} is there twice. Remove one of the two.", shown(name));
        report.error(at, Rule::WellFormed, message);
    }
}

fn check_attribute_error(error: AttrError, offset: usize, report: &mut Report) {
    let (at, message) = match error {
        AttrError::ExpectedEq(at) => (at, "An attribute is written name=\"value\", and this is not."),
        AttrError::ExpectedValue(at) => (at, "An attribute is written name=\"value\": here the value is missing."),
        AttrError::UnquotedValue(at) => (at, "Put the attribute's value in quotes."),
        AttrError::ExpectedQuote(at, _) => (at, "The quote that ends the attribute's value is missing."),
        AttrError::Duplicated(at, _) => (at, "This attribute is there twice. Remove one of the two."),
    };
    report.error(offset + at, Rule::WellFormed, message);
}

/// Returns the value with its references resolved.
fn value(raw: &str, offset: usize, report: &mut Report) -> String {
    if let Some(at) = raw.find('<') {
        report.error(offset + at, Rule::WellFormed, "Write &lt; for a < in an attribute's value.");
    }
    let mut value = String::with_capacity(raw.len());
    let mut read = 0;
    while let Some(at) = raw[read..].find('&').map(|at| read + at)
        && !report.is_full()
    {
        value.push_str(&raw[read..at]);
        let name = &raw[at + 1..];
        let end = name.find(|c| c != '#' && !continues_name(c)).unwrap_or(name.len());
        let closed = name[end..].starts_with(';');
        match closed.then(|| resolve(&name[..end])) {
            Some(Ok(c)) => value.push(c),
            Some(Err(message)) => report.error(offset + at, Rule::WellFormed, message),
            None => report.error(offset + at, Rule::WellFormed, BARE_AMPERSAND),
        }
        read = at + 1 + end + usize::from(closed);
    }
    value.push_str(&raw[read..]);
    value
}

pub const BARE_AMPERSAND: &str = "Write &amp; for an & that is meant as such.";

/// Returns the character that `&name;` stands for, or the message of a diagnostic.
pub fn resolve(name: &str) -> Result<char, String> {
    let c = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => return number(name).unwrap_or_else(|| Err(unknown(name))),
    };
    Ok(c)
}

fn unknown(name: &str) -> String {
    if !is_name(name) {
        return BARE_AMPERSAND.to_owned();
    }
    let name = shown(name);
    format!(
        "XML does not know &{name}; by itself. It knows &lt; &gt; &amp; &quot; &apos; and numbers such as &#160;: \
         write the character instead."
    )
}

/// Reads `#160` or `#xA0`. Returns the character or the message of a diagnostic, and `None` if the text is neither
/// form.
fn number(name: &str) -> Option<Result<char, String>> {
    let digits = name.strip_prefix('#')?;
    let (digits, radix) = digits.strip_prefix('x').map_or((digits, 10), |digits| (digits, 16));
    let number = (!digits.is_empty() && digits.chars().all(|c| c.is_digit(radix)))
        .then(|| u32::from_str_radix(digits, radix).ok());
    let allowed = number.flatten().and_then(char::from_u32).filter(|c| is_allowed(*c));
    Some(allowed.ok_or_else(|| format!("&{}; is not a character that XML allows. Remove it.", shown(name))))
}

/// Checks the XML declaration. `inside` is the text between `<?` and `?>`, and it begins at `offset` of the document.
pub fn declaration(inside: &str, offset: usize, report: &mut Report) {
    let attributes = attributes(inside, offset, report);
    let mut names = attributes.iter().map(|attribute| attribute.name).peekable();
    let versioned = names.next() == Some("version");
    let _ = names.next_if_eq(&"encoding");
    let _ = names.next_if_eq(&"standalone");
    if !versioned || names.next().is_some() {
        let message = "An XML declaration has a version, then perhaps an encoding, then perhaps standalone: \
                       <?xml version=\"1.0\" encoding=\"UTF-8\"?>.";
        report.error(offset, Rule::WellFormed, message);
    }
    for attribute in &attributes {
        check_declared(attribute, report);
    }
}

fn check_declared(attribute: &Attribute<'_>, report: &mut Report) {
    let value = attribute.value.as_str();
    let wrong = match attribute.name {
        "version" if value == "1.0" => None,
        "version" if is_version(value) => {
            report.warning(attribute.value_offset, Rule::WellFormed, "Plivo's own libraries write XML 1.0: say 1.0.");
            None
        }
        "version" => Some("The version of XML is 1.0."),
        "encoding" if !is_encoding_name(value) => Some("This is not the name of an encoding. Write UTF-8."),
        "standalone" if !matches!(value, "yes" | "no") => Some("Standalone is yes or no. Leave it out."),
        _ => None,
    };
    if let Some(message) = wrong {
        report.error(attribute.value_offset, Rule::WellFormed, message);
    }
}

fn is_version(value: &str) -> bool {
    value.strip_prefix("1.").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_encoding_name(value: &str) -> bool {
    let rest = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    value.starts_with(|c: char| c.is_ascii_alphabetic()) && value.bytes().all(rest)
}
