//! Input methods: GTK's own one, which the driver's keys reach as a person's do, and the keys as others hand them on.
//!
//! GTK composes a character by its code: Ctrl+Shift+U, hexadecimal digits, Enter. Of these keys WebKitGTK tells the page
//! only that the input method had one. Under ibus it names Enter and Escape, with `isComposing`, and does what the keys do
//! by themselves, such as closing a dialog. Other web views give the key code 229, on a Mac after the composition's end.

use serde_json::json;

use super::window::Window;

/// Dispatches each key with `[isComposing, keyCode, whether the web view does with it what it does with a key]`.
const PRESS: &str = r"
const [key, presses] = arguments;
const nothingMore = (event) => event.preventDefault();
for (const [isComposing, keyCode, more] of presses) {
  const init = { key, code: key, keyCode, which: keyCode, isComposing, bubbles: true, cancelable: true, composed: true };
  // The last one to hear of it, after everybody in the page.
  if (!more) window.addEventListener('keydown', nothingMore);
  document.activeElement.dispatchEvent(new KeyboardEvent('keydown', init));
  window.removeEventListener('keydown', nothingMore);
}
";

const VALUE: &str = "return document.activeElement.value ?? ''";

impl Window {
    /// What stands in the field with the focus, with what is being composed in it.
    pub async fn focused_value(&self) -> String {
        self.execute(VALUE, vec![]).await.as_str().unwrap_or_default().to_string()
    }

    /// Begins a character by its code at the end of the field with the focus, where `u` and the code are then seen.
    pub async fn compose(&self, code: &str) {
        let composed = format!("{}u{code}", self.focused_value().await);
        self.press("Control+Shift+U").await;
        self.type_text(code).await;
        self.wait_until(&format!("{composed} to be composed"), async || self.focused_value().await == composed).await;
    }

    /// Presses Enter or Escape amid a composition, as ibus and as other systems hand it on.
    pub async fn press_into_composition(&self, key: &str) {
        let code = if key == "Enter" { 13 } else { 27 };
        self.execute(PRESS, vec![json!(key), json!([[true, code, true], [true, 229, false]])]).await;
    }

    /// Presses the Enter or Escape that ended a composition, of which a Mac tells just after that end.
    pub async fn press_after_composition(&self, key: &str) {
        self.execute(PRESS, vec![json!(key), json!([[false, 229, false]])]).await;
    }
}
