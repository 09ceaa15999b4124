//! Input methods: GTK's own one, which the driver's keys reach as a person's do, and the keys of those of other systems.
//!
//! GTK composes a character by its code: Ctrl+Shift+U, hexadecimal digits, Enter. WebKitGTK then says nothing of Enter to
//! the page but that the input method had a key. Other web views do name it: with `isComposing`, or, as on a Mac, just
//! after the composition's end and marked by the key code 229 alone. So both are pressed.

use serde_json::json;

use super::window::Window;

/// WebKit also does with such an event what it does with a key by itself, as closing a dialog with Escape, which no input
/// method brings about. So that is left out, after everybody in the page has heard of the key.
const PRESS: &str = r"
const [key] = arguments;
const nothingMore = (event) => event.preventDefault();
window.addEventListener('keydown', nothingMore);
const code = key === 'Enter' ? 13 : 27;
for (const [isComposing, keyCode] of [[true, 229], [true, code], [false, 229]]) {
  const init = { key, code: key, keyCode, which: keyCode, isComposing, bubbles: true, cancelable: true, composed: true };
  document.activeElement.dispatchEvent(new KeyboardEvent('keydown', init));
}
window.removeEventListener('keydown', nothingMore);
";

impl Window {
    /// Begins a character by its code in the field with the focus. What is composed is seen in the field.
    pub async fn compose(&self, code: &str) {
        self.press("Control+Shift+U").await;
        self.type_text(code).await;
        let script = "return document.activeElement.value.includes(arguments[0])";
        let composed = async || self.execute(script, vec![json!(format!("u{code}"))]).await == json!(true);
        self.wait_until(&format!("{code} to be composed"), composed).await;
    }

    /// Waits until what was composed has left the field again, or became its character.
    pub async fn composed(&self, code: &str) {
        let script = "return document.activeElement.value?.includes(arguments[0]) ?? false";
        let over = async || self.execute(script, vec![json!(format!("u{code}"))]).await == json!(false);
        self.wait_until(&format!("the end of the composition of {code}"), over).await;
    }

    /// Presses Enter or Escape as an input method does that goes on with it by itself.
    pub async fn press_into_composition(&self, key: &str) {
        self.execute(PRESS, vec![json!(key)]).await;
    }
}
