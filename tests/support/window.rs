//! The app's window, used by role and accessible name, with a real pointer and a real keyboard.

use std::path::Path;
use std::sync::{Arc, Mutex};

use fantoccini::Client;
use fantoccini::elements::{Element, ElementRef};
use serde_json::{Value, json};

use super::page::{self, Found, Name};
use super::{accessibility, app, keys, wait};

/// The whole window, or the part that `within` chose.
#[derive(Clone)]
pub struct Window {
    pub(super) client: Client,
    /// Whether a picture can be taken of it.
    composited: bool,
    scope: Option<Arc<Scope>>,
}

/// A part of the window, and how it was found. An element that was replaced looks the same to a user, so it is found
/// again.
struct Scope {
    outer: Window,
    role: String,
    name: Name,
    element: Mutex<String>,
}

impl Window {
    pub(super) fn new(client: Client, composited: bool) -> Window {
        Window { client, composited, scope: None }
    }

    /// Only the inside of this control: a dialog, the panel, a row.
    pub async fn within(&self, role: &str, name: impl Into<Name>) -> Window {
        let name = name.into();
        let element = Mutex::new(self.find(role, name.clone()).await.element);
        let scope = Scope { outer: self.clone(), role: role.into(), name, element };
        Window { client: self.client.clone(), composited: self.composited, scope: Some(Arc::new(scope)) }
    }

    /// Waits for the only control with this role and name. More than one is a failure, because a user could not tell
    /// them apart.
    pub async fn find(&self, role: &str, name: impl Into<Name>) -> Found {
        let name = name.into();
        let found = wait::patiently(async || Some(self.matches(role, Some(&name)).await).filter(|all| !all.is_empty()));
        let Some(mut all) = found.await else {
            self.fail(&format!("the window shows no {}", page::describe(role, &name))).await
        };
        assert!(all.len() == 1, "the window shows {} times a {}: {all:#?}", all.len(), page::describe(role, &name));
        all.remove(0)
    }

    /// Whether it exists at this moment.
    pub async fn has(&self, role: &str, name: impl Into<Name>) -> bool {
        !self.matches(role, Some(&name.into())).await.is_empty()
    }

    /// Waits until no such control is left.
    pub async fn gone(&self, role: &str, name: impl Into<Name>) {
        let name = name.into();
        let what = page::describe(role, &name);
        let gone = wait::patiently(async || self.matches(role, Some(&name)).await.is_empty().then_some(())).await;
        if gone.is_none() {
            self.fail(&format!("the window still shows a {what}")).await;
        }
    }

    /// The names of all controls of a role, in page order.
    pub async fn names(&self, role: &str) -> Vec<String> {
        self.matches(role, None).await.into_iter().map(|found| found.name).collect()
    }

    /// Clicks with the pointer. Fails if something covers the control until the timeout.
    pub async fn click(&self, role: &str, name: impl Into<Name>) {
        const INTO_SIGHT: &str = "arguments[0].scrollIntoView({ block: 'center', inline: 'nearest' })";
        let name = name.into();
        let clicked = wait::patiently(async || {
            let element = self.element(role, name.clone()).await;
            // The driver first aims and then presses, so it misses an element that moves in between.
            let still = self.client.execute_async(page::AT_REST, vec![json!(element)]).await;
            if still.is_ok() && element.click().await.is_ok() {
                return Some(());
            }
            // The driver scrolls only to elements that are completely out of sight, and refuses to click one that is
            // partly hidden. An element that was replaced meanwhile is looked for again.
            let _may_be_gone = self.client.execute(INTO_SIGHT, vec![json!(element)]).await;
            None
        });
        if clicked.await.is_none() {
            self.fail(&format!("the {} cannot be clicked", page::describe(role, &name))).await;
        }
    }

    /// Replaces the text of the field by typing.
    pub async fn type_into(&self, role: &str, name: impl Into<Name>, text: &str) {
        let name = name.into();
        let what = page::describe(role, &name);
        self.click(role, name).await;
        self.press("Control+A").await;
        // The driver returns when a key is sent, not when the page has handled it.
        let selected = async || self.execute(page::ALL_IS_SELECTED, vec![]).await == json!(true);
        self.wait_until(&format!("all of {what} to be selected"), selected).await;
        if text.is_empty() {
            self.press("Delete").await
        } else {
            self.type_text(text).await
        }
        let typed = async || self.execute(page::FOCUSED_VALUE, vec![]).await == json!(text);
        self.wait_until(&format!("{what} to hold {text:?}"), typed).await;
    }

    /// Replaces the text of a field at once, as pasting does. Typing a long text key by key takes seconds.
    pub async fn paste_into(&self, role: &str, name: impl Into<Name>, text: &str) {
        let element = self.element(role, name).await;
        let held = self.execute(page::PASTE, vec![json!(element), json!(text)]).await;
        assert_eq!(held, json!(text), "the field's text after a paste");
    }

    /// Types into the focused element.
    pub async fn type_text(&self, text: &str) {
        self.client.perform_actions(keys::typing(text)).await.unwrap();
    }

    /// Presses keys, wherever the focus is: `"Control+S"`, `"Tab Tab Enter"`.
    pub async fn press(&self, keys: &str) {
        self.client.perform_actions(keys::strokes(keys)).await.unwrap();
    }

    /// Types text and presses the keys without a pause in between, like a fast typist.
    pub async fn type_and_press(&self, text: &str, keys: &str) {
        self.client.perform_actions(keys::typing_then(text, keys)).await.unwrap();
    }

    /// Chooses a file in the page's file field, like in the system's file dialog.
    pub async fn choose_file(&self, path: &Path) {
        let field = self.client.find(fantoccini::Locator::Css("input[type=file]")).await.unwrap();
        field.send_keys(&path.display().to_string()).await.unwrap();
    }

    /// The role and name of the focused element, or `None` if the page itself has the focus.
    pub async fn focused(&self) -> Option<(String, String)> {
        self.ensure_axe_core().await;
        page::read_focused(&self.execute(page::FOCUSED, vec![]).await)
    }

    /// All visible text of the window, or an empty text if its part of the window is gone.
    pub async fn text(&self) -> String {
        const TEXT: &str = "return (arguments[0] || document.body).innerText";
        let seen = wait::patiently(async || match self.client.execute(TEXT, vec![self.scope_argument()]).await {
            Ok(text) => Some(text.as_str().unwrap_or_default().to_string()),
            Err(error) if error.is_stale_element_reference() => (!self.renew().await).then(String::new),
            Err(error) => panic!("reading the text: {error}"),
        });
        seen.await.expect("the page comes to rest")
    }

    /// Waits until the text is visible.
    pub async fn shows(&self, text: &str) {
        self.wait_until(&format!("the text {text:?}"), async || self.text().await.contains(text)).await;
    }

    /// Waits until the text is in the page for screen readers.
    pub async fn shows_to_readers(&self, text: &str) {
        let script = "return document.body.textContent.includes(arguments[0])";
        let told = async || self.execute(script, vec![json!(text)]).await == json!(true);
        self.wait_until(&format!("{text:?} for screen readers"), told).await;
    }

    /// Waits for any other condition. `what` completes "timed out waiting for ...".
    pub async fn wait_until(&self, what: &str, condition: impl AsyncFn() -> bool) {
        let seen = wait::patiently(async || condition().await.then_some(())).await;
        if seen.is_none() {
            self.fail(&format!("timed out waiting for {what}")).await;
        }
    }

    /// Takes a screenshot after the window has painted the current page.
    pub async fn screenshot(&self, path: &Path) {
        assert!(self.composited, "WebKit takes pictures of composited windows only: see `Launch::composited`");
        let png = self.painted().await;
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, png).unwrap();
    }

    /// Takes a screenshot for people to look at. No test needs it, so it is taken only if every window is composited.
    pub async fn picture(&self, path: &Path) {
        if self.composited {
            self.screenshot(path).await;
        }
    }

    /// The violations that axe-core finds in the whole window, one line each: WCAG 2.2 AA and best practices.
    pub async fn axe(&self) -> Vec<String> {
        self.ensure_axe_core().await;
        let answer = self.client.execute_async(accessibility::RUN, vec![]).await.unwrap();
        answer.as_array().unwrap().iter().map(|line| line.as_str().unwrap_or_default().to_string()).collect()
    }

    /// Gives the page this size, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) {
        self.client.set_window_size(width, height).await.unwrap();
        self.wait_until(&format!("a page of {width} x {height}"), async || {
            self.execute("return [innerWidth, innerHeight]", vec![]).await == json!([width, height])
        })
        .await;
    }

    /// Runs JavaScript in the page, for checks that have no other way.
    pub async fn execute(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Runs JavaScript that calls a callback when it is done.
    pub async fn in_page(&self, script: &str, arguments: Vec<Value>) -> Value {
        let ended = self.client.execute_async(script, arguments).await;
        ended.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// The driver's screenshot may show an older frame, so it is repeated until two in a row are the same. A clock in
    /// the window may tick faster than a slow machine paints, so the number of attempts is limited.
    async fn painted(&self) -> Vec<u8> {
        self.execute(page::STILL_CARET, vec![]).await;
        let mut before = Vec::new();
        for _ in 0..8 {
            let _paints_no_more = self.client.execute_async(page::TWO_FRAMES, vec![]).await;
            let now = self.client.screenshot().await.unwrap();
            if now == before {
                break;
            }
            before = now;
        }
        before
    }

    pub(super) async fn element(&self, role: &str, name: impl Into<Name>) -> Element {
        let found = self.find(role, name).await;
        Element::from_element_id(self.client.clone(), ElementRef::from(found.element))
    }

    pub(super) async fn matches(&self, role: &str, name: Option<&Name>) -> Vec<Found> {
        let arguments = || page::arguments(self.scope_argument(), role, name);
        let seen = wait::patiently(async || match self.client.execute(page::FIND, arguments()).await {
            Ok(answer) => {
                let found = page::read(&answer);
                if found.is_none() {
                    self.ensure_axe_core().await;
                }
                found
            }
            // An element that was replaced during the read is looked for again. If the whole part is gone, there are no
            // matches.
            Err(error) if error.is_stale_element_reference() => (!self.renew().await).then(Vec::new),
            Err(error) => panic!("finding a {role}: {error}"),
        });
        seen.await.expect("axe-core is in the page, and the page comes to rest")
    }

    async fn ensure_axe_core(&self) {
        if self.execute("return !window.axe", vec![]).await == json!(true) {
            self.execute(&accessibility::source(), vec![]).await;
        }
    }

    /// Panics with the error and the content of the window, and saves a screenshot with the name of the test.
    async fn fail(&self, wrong: &str) -> ! {
        let picture = self.picture_of_failure().await;
        panic!("{wrong}. {picture} The window shows:\n{}", self.outline().await);
    }

    async fn picture_of_failure(&self) -> String {
        if !self.composited {
            return format!("For a picture, set {}.", app::ALL_COMPOSITED);
        }
        let test = std::thread::current().name().unwrap_or("test").replace("::", "-");
        let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("target/failed/{test}.png"));
        self.screenshot(&picture).await;
        format!("The screenshot is {}.", picture.display())
    }

    /// Every role and name in the window, without the parts of rows, whose names repeat the row's name.
    async fn outline(&self) -> String {
        let all = self.matches("*", None).await;
        let said_by_rows = ["rowgroup", "gridcell", "columnheader"];
        let own = all.iter().filter(|found| !said_by_rows.contains(&found.role.as_str()));
        let lines: Vec<String> = own.map(|found| format!("  {} “{:.200}”", found.role, found.name)).collect();
        lines.join("\n")
    }

    fn scope_argument(&self) -> Value {
        self.scope.as_ref().map_or(Value::Null, |scope| page::reference(&scope.element.lock().unwrap()))
    }

    /// Finds the part of the window again, and returns whether it exists. The whole window always exists.
    async fn renew(&self) -> bool {
        let Some(scope) = &self.scope else { return true };
        let mut found = Box::pin(scope.outer.matches(&scope.role, Some(&scope.name))).await;
        if let Some(again) = found.pop() {
            *scope.element.lock().unwrap() = again.element;
            return true;
        }
        false
    }
}
