//! Decodes bytes to text, and checks that all statements about the encoding agree: the byte order mark, the charset of
//! the Content-Type and the XML declaration. They take precedence in this order (RFC 7303 section 3.2).

use super::report::{Report, Rule, shown};

/// The XML declaration is searched for only in this part of the document, in characters.
const LONGEST_DECLARATION: usize = 1_024;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// UTF-8, or any other encoding that is compatible with ASCII.
    Bytes,
    Utf16 {
        big_endian: bool,
    },
    Utf32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Charset {
    Utf8,
    Ascii,
    Latin1,
    Utf16,
    Other,
}

/// The name of an encoding, where the name comes from, and the offset for a diagnostic about it.
struct Label<'a> {
    name: &'a str,
    charset: Charset,
    giver: &'static str,
    offset: usize,
}

/// Returns the text without its byte order mark. What cannot be decoded is replaced by U+FFFD. Returns `None` if
/// nothing can be read. If the body was cut, its last character may be broken.
pub fn decode(body: &[u8], cut: bool, charset: Option<&str>, report: &mut Report) -> Option<String> {
    let (form, mark) = form_of(body);
    let content = &body[mark..];
    let header = charset.map(unquoted).filter(|name| !name.is_empty());
    let header = header.map(|name| Label::new(name, "The Content-Type", 0));
    match form {
        Form::Utf32 => {
            report.error(0, Rule::Encoding, "The answer is written in UTF-32. Send it in UTF-8.");
            report.leave_unread();
            None
        }
        Form::Utf16 { big_endian } => {
            let text = from_utf16(content, big_endian, cut, report);
            check_utf16(mark > 0, header, declaration(&text), report);
            Some(text)
        }
        Form::Bytes => {
            let start = ascii_start(content);
            let labels = [header, declaration(&start)];
            check_bytes(content, mark > 0, &labels, report);
            let [header, declared] = labels;
            let charset = if mark > 0 { None } else { header.or(declared).map(|label| label.charset) };
            Some(from_bytes(content, cut, charset.unwrap_or(Charset::Utf8), report))
        }
    }
}

/// Detects the form from the first bytes (XML 1.0, appendix F). Returns it with the length of the byte order mark.
fn form_of(body: &[u8]) -> (Form, usize) {
    match body {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] | [b'<', 0, 0, 0, ..] | [0, 0, 0, b'<', ..] => (Form::Utf32, 0),
        [0xef, 0xbb, 0xbf, ..] => (Form::Bytes, 3),
        [0xff, 0xfe, ..] => (Form::Utf16 { big_endian: false }, 2),
        [0xfe, 0xff, ..] => (Form::Utf16 { big_endian: true }, 2),
        [b'<', 0, ..] => (Form::Utf16 { big_endian: false }, 0),
        [0, b'<', ..] => (Form::Utf16 { big_endian: true }, 0),
        _ => (Form::Bytes, 0),
    }
}

fn unquoted(name: &str) -> &str {
    name.trim().trim_matches('"').trim()
}

/// Returns enough text to read an XML declaration, with the same offsets as in the whole document.
fn ascii_start(content: &[u8]) -> String {
    let ascii = content.iter().take(LONGEST_DECLARATION).take_while(|byte| byte.is_ascii());
    ascii.map(|byte| char::from(*byte)).collect()
}

/// Returns the encoding that the XML declaration names. The rest of the declaration is not checked here.
fn declaration(text: &str) -> Option<Label<'_>> {
    let start = text.char_indices().nth(LONGEST_DECLARATION).map_or(text, |(end, _)| &text[..end]);
    let declaration = start.strip_prefix("<?xml")?.split("?>").next()?;
    let (_, after) = declaration.split_once("encoding")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let name = value[1..].split(quote).next()?;
    let offset = name.as_ptr().addr() - text.as_ptr().addr();
    Some(Label::new(name, "The XML declaration", offset))
}

impl<'a> Label<'a> {
    fn new(name: &'a str, giver: &'static str, offset: usize) -> Self {
        let charset = match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Charset::Utf8,
            "us-ascii" | "ascii" => Charset::Ascii,
            "iso-8859-1" | "iso8859-1" | "iso_8859-1" | "latin1" | "latin-1" => Charset::Latin1,
            "utf-16" | "utf16" | "utf-16le" | "utf-16be" | "iso-10646-ucs-2" => Charset::Utf16,
            _ => Charset::Other,
        };
        Self { name, charset, giver, offset }
    }

    fn error(&self, report: &mut Report, rest: &str) {
        report.error(self.offset, Rule::Encoding, format!("{} says “{}”{rest}", self.giver, shown(self.name)));
    }

    fn warning(&self, report: &mut Report, rest: &str) {
        report.warning(self.offset, Rule::Encoding, format!("{} says “{}”{rest}", self.giver, shown(self.name)));
    }
}

fn check_utf16(marked: bool, header: Option<Label<'_>>, declared: Option<Label<'_>>, report: &mut Report) {
    if !marked && header.is_none() {
        report.error(0, Rule::Encoding, "The answer is in UTF-16 without a byte order mark. Send it in UTF-8.");
    } else {
        report.warning(0, Rule::Encoding, "The answer is in UTF-16. Plivo's own libraries write UTF-8: send that.");
    }
    for label in [header, declared].into_iter().flatten() {
        if label.charset != Charset::Utf16 {
            label.error(report, ", but the answer is in UTF-16. Send it in UTF-8 and say so.");
        }
    }
}

fn check_bytes(content: &[u8], marked: bool, labels: &[Option<Label<'_>>; 2], report: &mut Report) {
    if marked {
        let message = "The answer begins with a byte order mark, which UTF-8 does not need. Save the file without it.";
        report.warning(0, Rule::Encoding, message);
    }
    let ascii = content.is_ascii();
    for label in labels.iter().flatten() {
        check_label(label, content, marked, ascii, report);
    }
    if let [Some(header), Some(declared)] = labels
        && header.charset != declared.charset
        && header.charset != Charset::Utf16
        && declared.charset != Charset::Utf16
    {
        let rest = format!(", but the Content-Type says “{}”. Use UTF-8 in both.", shown(header.name));
        if ascii { declared.warning(report, &rest) } else { declared.error(report, &rest) }
    }
}

fn check_label(label: &Label<'_>, content: &[u8], marked: bool, ascii: bool, report: &mut Report) {
    match label.charset {
        Charset::Utf8 => {}
        Charset::Utf16 => label.error(report, ", but the answer is not in UTF-16. Say UTF-8 instead."),
        _ if marked => label.error(report, ", but the byte order mark says UTF-8. Say UTF-8 instead."),
        Charset::Ascii if ascii => {}
        Charset::Ascii => label.error(report, ", but there are other characters in it. Say UTF-8 instead."),
        Charset::Latin1 | Charset::Other if ascii => {
            label.warning(
                report,
                ". There is nothing but ASCII in it so far; UTF-8 is safer for the day there is more.",
            );
        }
        Charset::Latin1 if std::str::from_utf8(content).is_ok() => {
            label.error(report, ", but its letters outside ASCII are written in UTF-8. Say UTF-8 instead.");
        }
        Charset::Latin1 => label.warning(report, ". Plivo's own libraries write UTF-8: send that."),
        Charset::Other => {
            label.error(report, ", which XML parsers need not support. Send UTF-8 and say so.");
        }
    }
}

fn from_bytes(content: &[u8], cut: bool, charset: Charset, report: &mut Report) -> String {
    match std::str::from_utf8(content) {
        Ok(text) => text.to_owned(),
        Err(_) if charset == Charset::Latin1 => content.iter().map(|byte| char::from(*byte)).collect(),
        Err(_) => from_broken_utf8(content, cut, report),
    }
}

fn from_broken_utf8(content: &[u8], cut: bool, report: &mut Report) -> String {
    let mut text = String::with_capacity(content.len());
    let mut broken = Broken::default();
    let mut read = 0;
    for chunk in content.utf8_chunks() {
        text.push_str(chunk.valid());
        read += chunk.valid().len() + chunk.invalid().len();
        let ends_in_character = cut && read == content.len() && chunk.invalid().len() < 4;
        if let Some(first) = chunk.invalid().first()
            && !ends_in_character
        {
            broken.add(text.len(), || format!("The byte 0x{first:02X} is not UTF-8."));
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    broken.tell("Send the answer in UTF-8.", report);
    text
}

fn from_utf16(content: &[u8], big_endian: bool, cut: bool, report: &mut Report) -> String {
    let (pairs, rest) = content.as_chunks::<2>();
    let units = pairs.iter().map(|pair| if big_endian { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) });
    let mut text = String::with_capacity(content.len());
    let mut broken = Broken::default();
    let mut units = char::decode_utf16(units).peekable();
    while let Some(decoded) = units.next() {
        let last = cut && units.peek().is_none();
        match decoded {
            Ok(c) => text.push(c),
            Err(_) if last => {}
            Err(half) => {
                broken.add(text.len(), || {
                    format!("U+{:04X} is one half of a character only.", half.unpaired_surrogate())
                });
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
    }
    if !rest.is_empty() && !cut {
        broken.add(text.len(), || "The answer ends in the middle of a character.".to_owned());
    }
    broken.tell("Send the answer in UTF-8.", report);
    text
}

/// Collects all undecodable places into one diagnostic, because a picture would give thousands.
#[derive(Default)]
struct Broken {
    first: Option<(usize, String)>,
    count: usize,
}

impl Broken {
    fn add(&mut self, offset: usize, message: impl FnOnce() -> String) {
        self.count += 1;
        self.first.get_or_insert_with(|| (offset, message()));
    }

    fn tell(self, advice: &str, report: &mut Report) {
        let Some((offset, message)) = self.first else {
            return;
        };
        let more = match self.count {
            1 => String::new(),
            count => format!(" {} more such places follow.", count - 1),
        };
        report.error(offset, Rule::Encoding, format!("{message} {advice}{more}"));
    }
}
