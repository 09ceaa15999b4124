//! What a screen reader announces by itself: text that is added to a live region.
//!
//! WebKitGTK sends an event for an added element (`ChildrenChanged add`), but none for text that changes in place.

use std::sync::{Arc, Mutex};

use futures_util::StreamExt;
use tokio::task::JoinHandle;
use zbus::zvariant::{OwnedValue, Structure, Value};
use zbus::{Connection, MatchRule, Message, MessageStream, message};

use super::screen_reader::{Object, REGISTRY, ScreenReader};
use super::wait;

/// Listens until it is dropped.
pub struct Announcements {
    heard: Arc<Mutex<Vec<String>>>,
    listening: JoinHandle<()>,
}

impl Drop for Announcements {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Announcements {
    pub(super) async fn to(reader: ScreenReader, bus: Connection) -> Announcements {
        let events = MessageStream::for_match_rule(rule(), &bus, None).await.unwrap();
        let wanted = ("object:children-changed", Vec::<String>::new(), "");
        let registry = "/org/a11y/atspi/registry";
        let registered = bus.call_method(Some(REGISTRY), registry, Some(REGISTRY), "RegisterEvent", &wanted).await;
        registered.expect("the registry lets a screen reader listen");
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let listening = tokio::spawn(hear(reader, events, heard.clone()));
        Announcements { heard, listening }
    }

    /// Waits until an announcement contains the text, and drops this announcement and the earlier ones.
    pub async fn hear(&self, text: &str) {
        let said = wait::patiently(async || {
            let mut heard = self.heard.lock().unwrap();
            let at = heard.iter().position(|one| one.contains(text))?;
            heard.drain(..=at);
            Some(())
        });
        if said.await.is_none() {
            panic!("{text:?} was not announced, but: {:#?}", self.heard.lock().unwrap());
        }
    }
}

fn rule() -> MatchRule<'static> {
    let signals = MatchRule::builder().msg_type(message::Type::Signal);
    signals.interface("org.a11y.atspi.Event.Object").unwrap().member("ChildrenChanged").unwrap().build()
}

async fn hear(reader: ScreenReader, mut events: MessageStream, heard: Arc<Mutex<Vec<String>>>) {
    while let Some(Ok(event)) = events.next().await {
        let Some((region, element)) = added(&event) else { continue };
        // An element that was removed again cannot be read.
        let Ok(said) = spoken(&reader, region, element).await else { continue };
        if !said.is_empty() {
            heard.lock().unwrap().push(said);
        }
    }
}

/// The text to announce for an added element. Empty if it was not added to a live region.
async fn spoken(reader: &ScreenReader, region: Object, element: Object) -> zbus::Result<String> {
    let attributes = reader.attributes(&region).await?;
    let live = attributes.get("container-live").is_some_and(|live| live != "off");
    if live { Ok(reader.read(element).await?.said()) } else { Ok(String::new()) }
}

/// The parent of an added element, and the element. The body is `(detail, index, 0, element, ...)`, with two possible
/// endings.
fn added(event: &Message) -> Option<(Object, Object)> {
    let (header, body) = (event.header(), event.body());
    let body = body.deserialize::<Structure<'_>>().ok()?;
    let [detail, _, _, element, ..] = body.fields() else { return None };
    if detail.downcast_ref::<&str>().ok()? != "add" {
        return None;
    }
    let element = OwnedValue::try_from(element.downcast_ref::<Value<'_>>().ok()?).ok()?;
    let region = (header.sender()?.to_string(), header.path()?.to_owned().into());
    Some((region, Object::try_from(element).ok()?))
}
