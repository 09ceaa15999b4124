//! The accessible tree of the windows (AT-SPI), read over the accessibility bus like a screen reader does.

use std::collections::BTreeMap;
use std::path::Path;

use futures_util::future::{join_all, try_join5};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zbus::Connection;
use zbus::connection::Builder;
use zbus::zvariant::{DynamicType, OwnedObjectPath, OwnedValue, Type};

use super::accessible_tree::{self, Node};
use super::announcements::Announcements;
use super::desktop::Desktop;
use super::process::Process;
use super::wait;

/// The paths of the program that starts the accessibility bus, in various distributions.
const LAUNCHERS: [&str; 2] = ["/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher"];

pub(super) const REGISTRY: &str = "org.a11y.atspi.Registry";
const ROOT: &str = "/org/a11y/atspi/accessible/root";
const ACCESSIBLE: &str = "org.a11y.atspi.Accessible";
const ACTION: &str = "org.a11y.atspi.Action";
const TEXT: &str = "org.a11y.atspi.Text";

/// An accessible object: the bus name of its program, and its path.
pub type Object = (String, OwnedObjectPath);

/// Reads the windows of its desktop.
#[derive(Clone)]
pub struct ScreenReader {
    address: String,
    bus: Connection,
}

impl Desktop {
    /// Starts the accessibility bus for the programs that are started from now on. It needs a session bus.
    pub async fn start_screen_reader(&mut self) -> ScreenReader {
        self.unset("NO_AT_BRIDGE");
        let path = LAUNCHERS.iter().find(|path| Path::new(path).exists()).expect("at-spi2-core is installed");
        let mut launcher = self.command(path);
        launcher.arg("--launch-immediately");
        self.keep(Process::start(&launcher, &self.folder().join("accessibility.log")));
        let session = connect(self.variable("DBUS_SESSION_BUS_ADDRESS")).await;
        let address = wait::patiently(async || bus_address(&session).await.ok()).await;
        ScreenReader::at(address.expect("an accessibility bus")).await
    }
}

async fn connect(address: &str) -> Connection {
    Builder::address(address).unwrap().method_timeout(wait::PATIENCE).build().await.unwrap()
}

async fn bus_address(session: &Connection) -> zbus::Result<String> {
    let bus = "org.a11y.Bus";
    session.call_method(Some(bus), "/org/a11y/bus", Some(bus), "GetAddress", &()).await?.body().deserialize()
}

impl ScreenReader {
    async fn at(address: String) -> ScreenReader {
        let bus = connect(&address).await;
        ScreenReader { address, bus }
    }

    /// Listens to announcements from now on. Events have their own connection: too many unread events would block the
    /// replies on it.
    pub async fn listen(&self) -> Announcements {
        Announcements::to(self.clone(), connect(&self.address).await).await
    }

    /// All windows as they are now. Elements that are removed during the read are left out.
    pub async fn tree(&self) -> Node {
        let root = (REGISTRY.into(), OwnedObjectPath::try_from(ROOT).unwrap());
        self.read(root).await.expect("the registry of the accessibility bus")
    }

    /// Waits until the condition holds for the tree, and returns the tree. `what` completes "timed out waiting for
    /// ...".
    pub async fn tree_with(&self, what: &str, holds: impl Fn(&Node) -> bool) -> Node {
        let found = wait::patiently(async || Some(self.tree().await).filter(|tree| holds(tree))).await;
        match found {
            Some(tree) => tree,
            None => panic!("timed out waiting for {what} in the accessible tree:\n{}", self.tree().await),
        }
    }

    /// Waits for the first node for which the condition holds, and returns it with its children.
    pub async fn node(&self, what: &str, wanted: impl Fn(&Node) -> bool) -> Node {
        let tree = self.tree_with(what, |tree| tree.first(&wanted).is_some()).await;
        tree.first(&wanted).unwrap().clone()
    }

    /// Presses a button, as somebody does who uses the screen reader.
    pub async fn press(&self, button: &Node) {
        let pressed: bool = self.ask(&button.object, ACTION, "DoAction", &0).await.expect("the button can be pressed");
        assert!(pressed, "{button}");
    }

    /// All parts of a node are requested at once. One after the other, a list takes three times as long.
    pub(super) async fn read(&self, object: Object) -> zbus::Result<Node> {
        let (role, (name, description), states, attributes, (text, children)) = try_join5(
            self.ask::<u32>(&object, ACCESSIBLE, "GetRole", &()),
            async { Ok((self.property(&object, "Name").await?, self.property(&object, "Description").await?)) },
            self.ask::<Vec<u32>>(&object, ACCESSIBLE, "GetState", &()),
            self.attributes(&object),
            async { Ok((self.text(&object).await?, self.children(&object).await?)) },
        )
        .await?;
        let (role, states) = (accessible_tree::role(role), accessible_tree::states(&states));
        Ok(Node { object, role, name, description, states, attributes, text, children })
    }

    pub(super) async fn attributes(&self, object: &Object) -> zbus::Result<BTreeMap<String, String>> {
        self.ask(object, ACCESSIBLE, "GetAttributes", &()).await
    }

    async fn property(&self, object: &Object, name: &str) -> zbus::Result<String> {
        let properties = "org.freedesktop.DBus.Properties";
        let value: OwnedValue = self.ask(object, properties, "Get", &(ACCESSIBLE, name)).await?;
        Ok(String::try_from(value)?)
    }

    async fn text(&self, object: &Object) -> zbus::Result<String> {
        let interfaces: Vec<String> = self.ask(object, ACCESSIBLE, "GetInterfaces", &()).await?;
        if !interfaces.iter().any(|one| one == TEXT) {
            return Ok(String::new());
        }
        self.ask(object, TEXT, "GetText", &(0, -1)).await
    }

    async fn children(&self, object: &Object) -> zbus::Result<Vec<Node>> {
        let mut children: Vec<Object> = self.ask(object, ACCESSIBLE, "GetChildren", &()).await?;
        // A socket, in which GTK embeds the page, lists no children, but returns one at index 0.
        if children.is_empty()
            && let Ok(page) = self.ask(object, ACCESSIBLE, "GetChildAtIndex", &0).await
        {
            children.push(page);
        }
        let read = join_all(children.into_iter().map(async |child| Box::pin(self.read(child)).await.ok())).await;
        Ok(read.into_iter().flatten().collect())
    }

    async fn ask<T: DeserializeOwned + Type>(
        &self,
        (program, path): &Object,
        interface: &str,
        method: &str,
        question: &(impl Serialize + DynamicType),
    ) -> zbus::Result<T> {
        let answer = self.bus.call_method(Some(program.as_str()), path, Some(interface), method, question).await?;
        answer.body().deserialize()
    }
}
