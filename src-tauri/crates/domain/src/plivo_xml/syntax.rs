//! Parses the text into elements. After a mistake, parsing continues where the next markup clearly begins.

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::events::Event;

use super::characters::{begins_name, is_blank, is_name, is_space};
use super::document::{Document, Element};
use super::limits::DEEPEST;
use super::markup;
use super::report::{Report, Rule, shown};

/// Parses the text. If the text was cut, elements that are open at its end are not reported.
pub fn read<'a>(text: &'a str, cut: bool, report: &mut Report) -> Document<'a> {
    let mut parser = Parser { text, cut, report, document: Document::default(), open: Vec::new() };
    let mut next = Next::From(0);
    while let Next::From(offset) = next {
        next = parser.stretch(offset);
    }
    if matches!(next, Next::End) && !cut {
        parser.finish();
    }
    for left in parser.open {
        parser.document.elements[left].whole = false;
    }
    parser.document
}

struct Parser<'a, 'r> {
    text: &'a str,
    cut: bool,
    report: &'r mut Report,
    document: Document<'a>,
    /// The indexes of the elements whose end tag has not come yet.
    open: Vec<usize>,
}

/// What follows after one or more pieces of markup.
enum Next {
    On,
    /// Parsing restarts here: after a mistake, at a place where markup begins.
    From(usize),
    End,
    /// The rest cannot be read.
    Lost,
}

impl<'a> Parser<'a, '_> {
    /// Parses from `from` until the XML reader has to be restarted.
    fn stretch(&mut self, from: usize) -> Next {
        if let Some(after) = self.text[from..].strip_prefix('\u{feff}') {
            // quick-xml would skip the mark silently, and its offsets would be wrong afterwards.
            if self.open.is_empty() {
                self.error(from, "There is another byte order mark here, which nobody sees. Remove it.");
            }
            return Next::From(self.text.len() - after.len());
        }
        let mut reader = Reader::from_str(&self.text[from..]);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        loop {
            let at = from + place(reader.buffer_position());
            if self.report.is_full() {
                self.report.leave_unread();
                return Next::Lost;
            }
            if self.is_stray_bracket(at) {
                self.error(at, "Write &lt; for a < that does not begin a tag.");
                return Next::From(at + 1);
            }
            let event = reader.read_event();
            let end = from + place(reader.buffer_position());
            match self.event(event, at, &self.text[at..end]) {
                Next::On => {}
                other => return other,
            }
        }
    }

    fn event(&mut self, event: Result<Event<'a>, Error>, at: usize, raw: &'a str) -> Next {
        match event {
            Ok(Event::Start(_)) => return self.start(at, &raw[1..raw.len() - 1], false),
            Ok(Event::Empty(_)) => return self.start(at, &raw[1..raw.len() - 2], true),
            Ok(Event::End(_)) => return self.end(at, &raw[2..raw.len() - 1]),
            Ok(Event::Eof) => return Next::End,
            Ok(Event::Text(_)) => self.text_at(at, raw),
            Ok(Event::GeneralRef(_)) => self.reference(at, &raw[1..raw.len() - 1]),
            Ok(Event::CData(_)) => self.cdata(at, &raw[9..raw.len() - 3]),
            Ok(Event::Comment(_)) => self.comment(at, &raw[4..raw.len() - 3]),
            Ok(Event::Decl(_)) => self.declaration(at, &raw[2..raw.len() - 2]),
            Ok(Event::PI(_)) => self.instruction(at, &raw[2..raw.len() - 2]),
            Ok(Event::DocType(_)) | Err(Error::IllFormed(IllFormedError::MissingDoctypeName)) => {
                self.error(at, "Plivo XML has no DOCTYPE. Remove it, and all that it defines.");
            }
            Err(Error::IllFormed(IllFormedError::UnclosedReference)) => {
                self.error(at, markup::BARE_AMPERSAND);
                self.add_text(at, raw);
            }
            Err(Error::Syntax(error)) => return self.unclosed(at, error),
            Err(_) => {
                self.error(at, "This is not XML.");
                return Next::Lost;
            }
        }
        Next::On
    }

    /// Whether there is a `<` here that does not begin any markup.
    fn is_stray_bracket(&self, at: usize) -> bool {
        let after = self.text[at..].strip_prefix('<');
        after.is_some_and(|after| !after.starts_with(['/', '!', '?']) && !after.starts_with(begins_name))
    }

    fn start(&mut self, at: usize, inside: &'a str, empty: bool) -> Next {
        if self.open.len() == DEEPEST {
            self.error(at, format!("Elements are nested more than {DEEPEST} deep here. The rest was not read."));
            self.report.leave_unread();
            return Next::Lost;
        }
        let name = markup::tag_name(inside);
        if let Some(next) = markup::next_tag_inside(inside) {
            let name = markup::tag_name(&inside[..next]).trim_end_matches('/');
            self.not_closed(at, name);
            self.open(at, name, false);
            return Next::From(at + 1 + next);
        }
        let named = is_name(name);
        if !named {
            self.error(at + 1, format!("“{}” is not a name that an element can have.", shown(name)));
        }
        let element = self.open(at, name, named);
        self.document.elements[element].attributes = markup::attributes(inside, at + 1, self.report);
        if empty {
            self.open.pop();
        }
        Next::On
    }

    fn open(&mut self, offset: usize, name: &'a str, whole: bool) -> usize {
        let parent = self.open.last().copied();
        let new = self.document.elements.len();
        if let Some(parent) = parent {
            self.document.elements[parent].children.push(new);
        } else if new > 0 {
            self.error(offset, "A document has one root element only, and it was closed before this one.");
        }
        self.document.elements.push(Element {
            name,
            offset,
            parent,
            children: Vec::new(),
            attributes: Vec::new(),
            text: String::new(),
            text_offset: None,
            whole,
        });
        self.open.push(new);
        new
    }

    fn end(&mut self, at: usize, inside: &'a str) -> Next {
        let next = inside.find('<');
        let name = inside[..next.unwrap_or(inside.len())].trim_end_matches(is_space);
        if next.is_some() {
            self.not_closed(at, &format!("/{name}"));
        } else if !is_name(name) {
            self.error(at, "An end tag holds a name and nothing else, such as </Response>.");
        }
        self.close(at, markup::tag_name(name.trim_start_matches(is_space)));
        next.map_or(Next::On, |next| Next::From(at + 2 + next))
    }

    /// Closes the innermost open element with that name, and all open elements inside it.
    fn close(&mut self, at: usize, name: &str) {
        let elements = &self.document.elements;
        let Some(depth) = self.open.iter().rposition(|open| elements[*open].name == name) else {
            let hint = self.open.last().map(|open| elements[*open].name);
            let hint = hint.map(|open| format!(" <{}> is open here.", shown(open))).unwrap_or_default();
            self.error(at, format!("</{}> closes nothing.{hint}", shown(name)));
            return;
        };
        for left in self.open.split_off(depth).into_iter().skip(1) {
            self.left_open(left);
        }
    }

    fn left_open(&mut self, element: usize) {
        let element = &mut self.document.elements[element];
        if !std::mem::replace(&mut element.whole, false) {
            return;
        }
        let name = shown(element.name);
        let message = format!("<{name}> is never closed. End it with </{name}>.");
        self.report.error(element.offset, Rule::WellFormed, message);
    }

    fn finish(&mut self) {
        for left in std::mem::take(&mut self.open) {
            self.left_open(left);
        }
        if self.document.elements.is_empty() {
            self.error(0, "There is no element in the answer. Plivo expects the root <Response>.");
        }
    }

    /// Reports markup that begins here and never ends.
    fn unclosed(&mut self, at: usize, error: SyntaxError) -> Next {
        if self.cut {
            return Next::Lost;
        }
        let lost = match error {
            SyntaxError::UnclosedComment => "This comment is not closed: --> is missing.",
            SyntaxError::UnclosedCData => "This CDATA section is not closed: ]]> is missing.",
            SyntaxError::UnclosedDoctype => "Plivo XML has no DOCTYPE, and this one is not closed. Remove it.",
            SyntaxError::UnclosedPI | SyntaxError::UnclosedXmlDecl => "This is not closed: ?> is missing.",
            _ => return self.unclosed_tag(at),
        };
        self.error(at, lost);
        self.report.leave_unread();
        Next::Lost
    }

    /// Continues where the next tag begins.
    fn unclosed_tag(&mut self, at: usize) -> Next {
        let inside = &self.text[at + 1..];
        let end = inside.find('<').unwrap_or(inside.len());
        let name = markup::tag_name(&inside[..end]).trim_end_matches('/');
        if inside.starts_with('!') {
            self.error(at, "<! begins a comment (<!--) or a CDATA section (<![CDATA[) only.");
        } else {
            self.not_closed(at, name);
        }
        if is_name(name) && self.open.len() < DEEPEST {
            self.open(at, name, false);
        }
        Next::From(at + 1 + end)
    }

    fn not_closed(&mut self, at: usize, name: &str) {
        self.error(at, format!("The tag <{}> is not closed: a > or a quote is missing.", shown(name)));
    }

    fn text_at(&mut self, at: usize, raw: &str) {
        if let Some(end) = raw.find("]]>") {
            self.error(at + end, "Write ]]&gt; for ]]> outside a CDATA section.");
        }
        let Some(first) = raw.find(|c| !is_space(c)) else {
            return self.add_text(at, raw);
        };
        if self.open.is_empty() {
            self.error(at + first, "Nothing but elements may stand here: move the text into the root element.");
        }
        self.add_text(at + first, raw);
    }

    fn add_text(&mut self, at: usize, text: &str) {
        if let Some(open) = self.open.last() {
            let element = &mut self.document.elements[*open];
            element.text.push_str(text);
            if !is_blank(text) {
                element.text_offset.get_or_insert(at);
            }
        }
    }

    fn reference(&mut self, at: usize, name: &str) {
        match markup::resolve(name) {
            Err(message) => {
                self.error(at, message);
                self.add_text(at, name);
            }
            Ok(_) if self.open.is_empty() => {
                self.error(at, "Nothing but elements may stand here: move the text into the root element.");
            }
            Ok(c) => self.add_text(at, c.encode_utf8(&mut [0; 4])),
        }
    }

    fn cdata(&mut self, at: usize, content: &str) {
        if self.open.is_empty() {
            self.error(at, "A CDATA section is text, so it stands inside the root element only.");
        }
        self.add_text(at, content);
    }

    fn comment(&mut self, at: usize, content: &str) {
        if let Some(dashes) = content.find("--") {
            self.error(at + 4 + dashes, "A comment may not have -- in it.");
        } else if content.ends_with('-') {
            self.error(at, "A comment may not end in --->.");
        }
    }

    fn declaration(&mut self, at: usize, inside: &str) {
        if at > 0 {
            self.error(at, "The XML declaration must be the very first thing: remove what stands before it.");
        }
        markup::declaration(inside, at + 2, self.report);
    }

    fn instruction(&mut self, at: usize, inside: &str) {
        let target = markup::tag_name(inside);
        if !is_name(target) {
            self.error(at, "A processing instruction begins with a name, such as <?name text?>. Remove it.");
        } else if target.eq_ignore_ascii_case("xml") {
            self.error(at, "The XML declaration is written <?xml in small letters.");
        }
    }

    fn error(&mut self, offset: usize, message: impl Into<std::borrow::Cow<'static, str>>) {
        self.report.error(offset, Rule::WellFormed, message);
    }
}

fn place(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}
