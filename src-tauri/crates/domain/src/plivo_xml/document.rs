//! The elements of a document, as far as they can be read.

/// The elements are in the order of their start tags, so a parent comes before its children.
#[derive(Default)]
pub struct Document<'a> {
    pub elements: Vec<Element<'a>>,
}

pub struct Element<'a> {
    pub name: &'a str,
    /// The offset of the `<` of its start tag.
    pub offset: usize,
    pub parent: Option<usize>,
    pub children: Vec<usize>,
    pub attributes: Vec<Attribute<'a>>,
    /// The element's own text, with its references resolved.
    pub text: String,
    /// The offset of the first character of its text that is not a space.
    pub text_offset: Option<usize>,
    /// Whether the element was read from start to end. If it was not, nothing can be reported as missing in it.
    pub whole: bool,
}

pub struct Attribute<'a> {
    pub name: &'a str,
    pub offset: usize,
    /// The value, with its references resolved.
    pub value: String,
    pub value_offset: usize,
}

impl<'a> Document<'a> {
    pub fn children<'d>(&'d self, element: &'d Element<'a>) -> impl Iterator<Item = &'d Element<'a>> {
        element.children.iter().map(|child| &self.elements[*child])
    }

    pub fn parent(&self, element: &Element<'_>) -> Option<&Element<'a>> {
        element.parent.map(|parent| &self.elements[parent])
    }
}

impl<'a> Element<'a> {
    pub fn attribute(&self, name: &str) -> Option<&Attribute<'a>> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// Returns the text without the spaces that only format the document.
    pub fn trimmed(&self) -> &str {
        self.text.trim()
    }
}
