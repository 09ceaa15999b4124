//! Input methods: GTK's own, which receives the driver's keys like those of a user, and simulated key events of others.
//!
//! GTK composes a character by its code point: Ctrl+Shift+U, hexadecimal digits, Enter. For these keys, WebKitGTK tells
//! the page only that the input method consumed them. Under ibus it reports Enter and Escape with `isComposing`, and
//! also performs their default actions, such as closing a dialog. Other web views report the key code 229. On a Mac
//! this comes after the end of the composition.

use serde_json::json;

use super::window::Window;

/// Dispatches each key with `[isComposing, keyCode, whether the web view performs the default action of the key]`.
const PRESS: &str = r"
const [key, presses] = arguments;
const nothingMore = (event) => event.preventDefault();
for (const [isComposing, keyCode, more] of presses) {
  const init = { key, code: key, keyCode, which: keyCode, isComposing, bubbles: true, cancelable: true, composed: true };
  // The last listener, after all listeners of the page.
  if (!more) window.addEventListener('keydown', nothingMore);
  document.activeElement.dispatchEvent(new KeyboardEvent('keydown', init));
  window.removeEventListener('keydown', nothingMore);
}
";

const VALUE: &str = "return document.activeElement.value ?? ''";

impl Window {
    /// The value of the focused field, including the text in composition.
    pub async fn focused_value(&self) -> String {
        self.execute(VALUE, vec![]).await.as_str().unwrap_or_default().to_string()
    }

    /// Starts a character by its code point at the end of the focused field. The field then shows `u` and the code.
    pub async fn compose(&self, code: &str) {
        let composed = format!("{}u{code}", self.focused_value().await);
        self.press("Control+Shift+U").await;
        self.type_text(code).await;
        self.wait_until(&format!("{composed} to be composed"), async || self.focused_value().await == composed).await;
    }

    /// Presses Enter or Escape during a composition, as reported by ibus and by other systems.
    pub async fn press_into_composition(&self, key: &str) {
        let code = if key == "Enter" { 13 } else { 27 };
        self.execute(PRESS, vec![json!(key), json!([[true, code, true], [true, 229, false]])]).await;
    }

    /// Presses the Enter or Escape that ended a composition. A Mac reports it just after the end.
    pub async fn press_after_composition(&self, key: &str) {
        self.execute(PRESS, vec![json!(key), json!([[false, 229, false]])]).await;
    }
}
