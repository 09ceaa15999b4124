//! What the window exposes to assistive technology: roles, names, states and texts, as AT-SPI names them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::screen_reader::Object;

/// Marks the place of a child in a text.
const EMBEDDED: char = '\u{fffc}';

/// The names of `AtspiStateType`, in its order. `GetState` returns one bit for each.
const STATES: [&str; 44] = [
    "invalid",
    "active",
    "armed",
    "busy",
    "checked",
    "collapsed",
    "defunct",
    "editable",
    "enabled",
    "expandable",
    "expanded",
    "focusable",
    "focused",
    "has tooltip",
    "horizontal",
    "iconified",
    "modal",
    "multi line",
    "multiselectable",
    "opaque",
    "pressed",
    "resizable",
    "selectable",
    "selected",
    "sensitive",
    "showing",
    "single line",
    "stale",
    "transient",
    "vertical",
    "visible",
    "manages descendants",
    "indeterminate",
    "required",
    "truncated",
    "animated",
    "invalid entry",
    "supports autocompletion",
    "selectable text",
    "is default",
    "visited",
    "checkable",
    "has popup",
    "read only",
];

/// The names of `AtspiRole`, in its order. WebKit returns the number of a role, without a name.
const ROLES: [&str; 131] = [
    "invalid",
    "accelerator label",
    "alert",
    "animation",
    "arrow",
    "calendar",
    "canvas",
    "check box",
    "check menu item",
    "color chooser",
    "column header",
    "combo box",
    "date editor",
    "desktop icon",
    "desktop frame",
    "dial",
    "dialog",
    "directory pane",
    "drawing area",
    "file chooser",
    "filler",
    "focus traversable",
    "font chooser",
    "frame",
    "glass pane",
    "html container",
    "icon",
    "image",
    "internal frame",
    "label",
    "layered pane",
    "list",
    "list item",
    "menu",
    "menu bar",
    "menu item",
    "option pane",
    "page tab",
    "page tab list",
    "panel",
    "password text",
    "popup menu",
    "progress bar",
    "push button",
    "radio button",
    "radio menu item",
    "root pane",
    "row header",
    "scroll bar",
    "scroll pane",
    "separator",
    "slider",
    "spin button",
    "split pane",
    "status bar",
    "table",
    "table cell",
    "table column header",
    "table row header",
    "tearoff menu item",
    "terminal",
    "text",
    "toggle button",
    "tool bar",
    "tool tip",
    "tree",
    "tree table",
    "unknown",
    "viewport",
    "window",
    "extended",
    "header",
    "footer",
    "paragraph",
    "ruler",
    "application",
    "autocomplete",
    "editbar",
    "embedded",
    "entry",
    "chart",
    "caption",
    "document frame",
    "heading",
    "page",
    "section",
    "redundant object",
    "form",
    "link",
    "input method window",
    "table row",
    "tree item",
    "document spreadsheet",
    "document presentation",
    "document text",
    "document web",
    "document email",
    "comment",
    "list box",
    "grouping",
    "image map",
    "notification",
    "info bar",
    "level bar",
    "title bar",
    "block quote",
    "audio",
    "video",
    "definition",
    "article",
    "landmark",
    "log",
    "marquee",
    "math",
    "rating",
    "timer",
    "static",
    "math fraction",
    "math root",
    "subscript",
    "superscript",
    "description list",
    "description term",
    "description value",
    "footnote",
    "content deletion",
    "content insertion",
    "mark",
    "suggestion",
    "push button menu",
    "switch",
];

pub fn role(number: u32) -> &'static str {
    ROLES.get(number as usize).copied().unwrap_or("unknown")
}

pub fn states(bits: &[u32]) -> BTreeSet<&'static str> {
    let set = |at: usize| bits.get(at / 32).is_some_and(|word| word >> (at % 32) & 1 == 1);
    STATES.iter().enumerate().filter(|(at, _)| set(*at)).map(|(_, name)| *name).collect()
}

#[derive(Clone, Debug)]
pub struct Node {
    pub(super) object: Object,
    pub role: &'static str,
    pub name: String,
    pub description: String,
    pub states: BTreeSet<&'static str>,
    pub attributes: BTreeMap<String, String>,
    /// Its own text, with `EMBEDDED` in the place of each child.
    pub text: String,
    pub children: Vec<Node>,
}

impl Node {
    /// The first node for which the condition holds, in reading order. Includes this node.
    pub fn first(&self, wanted: &impl Fn(&Node) -> bool) -> Option<&Node> {
        if wanted(self) { Some(self) } else { self.children.iter().find_map(|child| child.first(wanted)) }
    }

    /// Every node for which the condition holds, including this one.
    pub fn every(&self, wanted: &impl Fn(&Node) -> bool) -> Vec<&Node> {
        let below = self.children.iter().flat_map(|child| child.every(wanted));
        wanted(self).then_some(self).into_iter().chain(below).collect()
    }

    pub fn is(&self, state: &str) -> bool {
        assert!(STATES.contains(&state), "AT-SPI has no state {state:?}");
        self.states.contains(state)
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// What a screen reader says, computed like in Orca: its name, or else its content.
    pub fn said(&self) -> String {
        if self.name.is_empty() { self.content() } else { self.name.clone() }
    }

    /// Its text, with the spoken text of each child in its place. Children without a place follow at the end.
    pub fn content(&self) -> String {
        let mut children = self.children.iter().map(Node::said);
        let mut parts = Vec::new();
        for (at, part) in self.text.split(EMBEDDED).enumerate() {
            if at > 0 {
                parts.extend(children.next());
            }
            parts.push(part.to_owned());
        }
        parts.extend(children);
        parts.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn line(&self, out: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
        write!(out, "{:1$}{2} “{3}”", "", depth * 2, self.role, self.name)?;
        if !self.description.is_empty() {
            write!(out, " described “{}”", self.description)?;
        }
        if !self.text.is_empty() {
            write!(out, " text “{}”", self.text.replace('\n', "⏎"))?;
        }
        writeln!(out, " {:?} {:?}", self.states, self.attributes)?;
        self.children.iter().try_for_each(|child| child.line(out, depth + 1))
    }
}

impl fmt::Display for Node {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.line(out, 0)
    }
}
