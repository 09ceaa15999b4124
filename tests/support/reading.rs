//! The values and texts of controls. If a control is replaced during a read, the read is retried.

use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use serde_json::json;

use super::page::{self, Name};
use super::wait;
use super::window::Window;

impl Window {
    /// The visible text of the control.
    pub async fn text_of(&self, role: &str, name: impl Into<Name>) -> String {
        // The driver's own text is not used, because it leaves out text in a box that could clip it.
        const TEXT: &str = "return arguments[0].innerText.trim()";
        let text = async |element: Element| self.client.execute(TEXT, vec![json!(element)]).await;
        self.ask(role, name.into(), text).await.as_str().unwrap_or_default().to_string()
    }

    /// The value of the field.
    pub async fn value_of(&self, role: &str, name: impl Into<Name>) -> String {
        let value = async |element: Element| element.prop("value").await;
        self.ask(role, name.into(), value).await.unwrap_or_default()
    }

    /// An attribute, such as `aria-checked`, `aria-invalid` or `aria-expanded`.
    pub async fn attribute(&self, role: &str, name: impl Into<Name>, attribute: &str) -> Option<String> {
        self.ask(role, name.into(), async |element: Element| element.attr(attribute).await).await
    }

    /// Whether a switch, checkbox or radio button is on.
    pub async fn is_on(&self, role: &str, name: impl Into<Name>) -> bool {
        let on = async |element: Element| match element.attr("aria-checked").await? {
            Some(checked) => Ok(checked == "true"),
            None => element.is_selected().await,
        };
        self.ask(role, name.into(), on).await
    }

    async fn ask<T>(&self, role: &str, name: Name, question: impl AsyncFn(Element) -> Result<T, CmdError>) -> T {
        let what = page::describe(role, &name);
        let answer = wait::patiently(async || match question(self.element(role, name.clone()).await).await {
            Ok(answer) => Some(answer),
            Err(error) if error.is_stale_element_reference() => None,
            Err(error) => panic!("reading the {what}: {error}"),
        });
        answer.await.unwrap_or_else(|| panic!("the {what} is replaced again and again"))
    }
}
