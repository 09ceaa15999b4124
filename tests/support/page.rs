//! Finds controls like people and screen readers do: by role and accessible name.

use serde_json::{Value, json};

/// How the accessible name is compared.
#[derive(Clone, Debug)]
pub struct Name {
    way: &'static str,
    text: String,
}

impl From<&str> for Name {
    /// The whole name. Several white-space characters count as one space.
    fn from(text: &str) -> Name {
        Name { way: "is", text: text.into() }
    }
}

/// Any name that contains the text. For rows, whose name contains the text of all cells.
pub fn containing(text: &str) -> Name {
    Name { way: "contains", text: text.into() }
}

/// Any name that starts with the text. For names that end with a count.
pub fn starting(text: &str) -> Name {
    Name { way: "starts with", text: text.into() }
}

/// A control in the window, as it was when it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub element: String,
    pub role: String,
    pub name: String,
}

/// The key of an element reference in WebDriver.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Returns the controls of a role below an element, or `null` while axe-core is not in the page.
///
/// axe-core computes roles and names by the standards (ARIA, accname, HTML-AAM). The role `*` means every role. Of its
/// `setup`, only the tree of the body is built here. The other half is for creating selectors, and takes as long.
pub const FIND: &str = r#"
const [scope, role, way, wanted] = arguments;
if (!window.axe) return null;
const { aria, text, dom } = axe.commons;
const compare = {
  'is': (name) => name === wanted,
  'contains': (name) => name.includes(wanted),
  'starts with': (name) => name.startsWith(wanted),
  'any': () => true,
}[way];
axe._tree = axe.utils.getFlattenedTree(document.body);
try {
  const found = [];
  for (const element of (scope || document.body).querySelectorAll('*')) {
    const itsRole = aria.getRole(element);
    if (!itsRole || (role !== '*' && itsRole !== role) || !dom.isVisibleToScreenReaders(element)) continue;
    const name = text.accessibleText(element).replace(/\s+/g, ' ').trim();
    if (compare(name)) found.push({ element, role: itsRole, name });
  }
  return found;
} finally {
  axe.teardown();
}
"#;

/// Returns the role and name of the focused element, or `null` if the page itself has the focus.
pub const FOCUSED: &str = r"
const { aria, text } = axe.commons;
axe._tree = axe.utils.getFlattenedTree(document.body);
try {
  const element = document.activeElement;
  const role = element && aria.getRole(element);
  return role ? [role, text.accessibleText(element).replace(/\s+/g, ' ').trim()] : null;
} finally {
  axe.teardown();
}
";

/// Whether typing would replace the whole text of the focused field.
pub const ALL_IS_SELECTED: &str = "const { value, selectionStart, selectionEnd } = document.activeElement; \
                                   return value === '' || (selectionStart === 0 && selectionEnd === value.length)";
pub const FOCUSED_VALUE: &str = "return document.activeElement.value";

/// Replaces the text of a field, and returns the new text.
pub const PASTE: &str = "const [field, text] = arguments; field.focus(); field.select(); \
                         document.execCommand('insertText', false, text); return field.value";

/// A blinking caret would make every screenshot different.
pub const STILL_CARET: &str = r"
if (document.adoptedStyleSheets.length > 0) return;
const sheet = new CSSStyleSheet();
sheet.replaceSync('* { caret-color: transparent !important; }');
document.adoptedStyleSheets = [sheet];
";

/// Completes when an element has not moved for a frame, or after a limit.
pub const AT_REST: &str = r"
const [element, done] = arguments;
let before, frames = 0;
const look = () => {
  const { x, y, width, height } = element.getBoundingClientRect();
  const now = [x, y, width, height].join();
  if (now === before || ++frames > 60) return done();
  before = now;
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
";

/// Completes when the page was painted two more times.
pub const TWO_FRAMES: &str =
    "const done = arguments[arguments.length - 1]; requestAnimationFrame(() => requestAnimationFrame(() => done()));";

pub fn reference(element: &str) -> Value {
    json!({ ELEMENT: element })
}

pub fn arguments(scope: Value, role: &str, name: Option<&Name>) -> Vec<Value> {
    let (way, text) = name.map_or(("any", ""), |name| (name.way, name.text.as_str()));
    vec![scope, json!(role), json!(way), json!(text)]
}

/// The result of `FIND`, or `None` while axe-core is not in the page.
pub fn read(answer: &Value) -> Option<Vec<Found>> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let one = |found: &Value| Found {
        element: text(&found["element"][ELEMENT]),
        role: text(&found["role"]),
        name: text(&found["name"]),
    };
    answer.as_array().map(|list| list.iter().map(one).collect())
}

/// The role and name from `FOCUSED`.
pub fn read_focused(answer: &Value) -> Option<(String, String)> {
    Some((answer[0].as_str()?.to_string(), answer[1].as_str()?.to_string()))
}

/// A description of the control, for messages.
pub fn describe(role: &str, name: &Name) -> String {
    format!("{role} whose name {} {:?}", name.way, name.text)
}
