//! Every main state in light and dark, in the smallest and the usual size: no accessibility rule is broken, and nothing
//! is cut off at the side. With `NUMBER_DESK_TEST_COMPOSITED=1`, the screenshots are in `target/looks`.

use std::path::Path;

use sandbox::Options;
use serde_json::json;

use crate::seat::{Connected, FIRST, Seat, accessible, account_menu, draft_saved, open, pick};
use crate::support::{Keychain, Launch, Theme, Window, starting};

const SIZES: [(u32, u32); 2] = [(1440, 900), (720, 480)];

struct Album<'a> {
    window: &'a Window,
    theme: Theme,
}

impl Album<'_> {
    async fn take(&self, state: &str) {
        for size in self.sizes() {
            self.window.resize(size.0, size.1).await;
            self.picture(state, *size).await;
        }
        self.window.resize(SIZES[0].0, SIZES[0].1).await;
    }

    /// Sizes cause the same problems in both themes.
    fn sizes(&self) -> &'static [(u32, u32)] {
        if self.theme == Theme::Dark { &SIZES[..1] } else { &SIZES }
    }

    /// For states that close when the window is resized: opened again in each size.
    async fn take_opened(&self, state: &str, open: impl AsyncFn()) {
        for size in self.sizes() {
            self.window.resize(size.0, size.1).await;
            open().await;
            self.picture(state, *size).await;
            self.window.press("Escape").await;
        }
        self.window.resize(SIZES[0].0, SIZES[0].1).await;
    }

    async fn picture(&self, state: &str, (width, height): (u32, u32)) {
        let theme = if self.theme == Theme::Dark { "dark" } else { "light" };
        let name = format!("{state}-{theme}-{width}x{height}");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/looks");
        self.window.picture(&folder.join(format!("{name}.png"))).await;
        // The other tests check every state in light and in the usual size.
        if self.theme == Theme::Dark || (width, height) != SIZES[0] {
            accessible(self.window, &name).await;
        }
        assert_eq!(self.window.execute(CUT_OFF, vec![]).await, json!([]), "{name}: larger than the window");
    }
}

/// Elements that stick out at the right edge of the window, or make the page itself scroll.
pub const CUT_OFF: &str = r"
const root = document.documentElement;
const out = root.scrollWidth > innerWidth || root.scrollHeight > innerHeight ? ['the page'] : [];
for (const element of document.querySelectorAll('button, input, [role=switch], [role=combobox]')) {
  const box = element.getBoundingClientRect();
  const shown = element.checkVisibility({ visibilityProperty: true }) && box.width > 1 && box.height > 1;
  if (shown && (box.right > innerWidth + 1 || box.left < -1)) out.push((element.ariaLabel ?? element.textContent).trim());
}
return out;
";

async fn walk(theme: Theme) {
    let connected = Connected::open_with(Options::default(), Launch::plain().theme(theme)).await;
    let window = connected.window();
    let album = Album { window, theme };
    window.resize(1440, 900).await;
    album.take("list").await;
    let panel = open(window, FIRST).await;
    album.take("panel").await;

    panel.type_into("textbox", "Alias", "Front desk").await;
    panel.type_into("textbox", "Webhook URL", "https://abc.ngrok.io/in").await;
    // The message below the field moves the elements under it.
    panel.shows("is a tunnel").await;
    draft_saved(&panel).await;
    panel.click("switch", "Enable WhatsApp Calling").await;
    panel.type_into("textbox", "Answer URL", "http://hooks.acme.example/answer").await;
    panel.press("Tab").await;
    pick(&panel, "Account Mapping", "EU Team").await;
    draft_saved(&panel).await;
    panel.click("button", "Save changes").await;
    panel.shows("1 field to correct").await;
    album.take("panel-errors").await;

    let combobox = async || {
        panel.click("combobox", "Account Mapping").await;
        panel.find("option", starting("EU Team")).await;
    };
    album.take_opened("panel-combobox", combobox).await;

    panel.click("button", "Change to https").await;
    draft_saved(&panel).await;
    panel.click("button", "Save changes").await;
    let dialog = window.within("alertdialog", starting("Move all")).await;
    album.take("remap").await;
    dialog.click("button", "Move 14 numbers").await;
    dialog.shows("does not match").await;
    album.take("remap-wrong").await;
    dialog.type_into("textbox", starting("Type the WABA"), "Acme EU").await;
    dialog.click("button", "Move 14 numbers").await;
    panel.shows("now belong to EU Team").await;
    album.take("saved").await;

    panel.click("button", "Disconnect number").await;
    let dialog = window.within("alertdialog", starting("Disconnect")).await;
    album.take("disconnect").await;
    dialog.click("button", "Keep connected").await;
    panel.type_into("textbox", "Alias", "Night desk").await;
    draft_saved(&panel).await;
    rest(&album, &connected).await;
}

/// The other pages, the palette, and a list without a network.
async fn rest(album: &Album<'_>, connected: &Connected) {
    let window = album.window;
    for (page, name) in [("Drafts", "drafts"), ("Activity", "activity"), ("Numbers", "numbers")] {
        window.click("button", starting(page)).await;
        album.take(name).await;
    }
    let palette = async || {
        window.press("Control+K").await;
        window.find("combobox", "Command or number").await;
    };
    album.take_opened("palette", palette).await;
    connected.control.set_offline(true);
    window.click("button", "Refresh").await;
    window.shows("No connection to Plivo").await;
    album.take("offline").await;
    window.press("Escape").await;
    album.take("offline-list").await;
    let menu = async || {
        window.click("button", starting("Account:")).await;
        window.find("menu", starting("Account:")).await;
    };
    album.take_opened("account-menu", menu).await;
    let about = async || {
        account_menu(window, "menuitem", "About Number Desk").await;
        window.find("searchbox", "Search parts").await;
    };
    album.take_opened("about", about).await;
    let filter = async || {
        window.click("button", "Filter by WABA").await;
        window.find("dialog", "Filter by WABA").await;
    };
    album.take_opened("filter", filter).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_light() {
    walk(Theme::Light).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_dark() {
    walk(Theme::Dark).await;
}

/// The welcome in both themes, with everything that it can show at first.
#[tokio::test(flavor = "multi_thread")]
async fn of_the_welcome() {
    for theme in [Theme::Light, Theme::Dark] {
        let seat = Seat::at(Keychain::NoBus, Launch::plain().theme(theme)).await;
        let album = Album { window: seat.window(), theme };
        seat.window().find("heading", "Number Desk").await;
        album.take("welcome").await;
        seat.window().click("button", "Connect a Plivo account").await;
        seat.window().find("alert", "").await;
        album.take("welcome-error").await;
    }
}

/// Endpoint tests and the calling page, with the built-in sandbox, whose samples can be reached.
#[tokio::test(flavor = "multi_thread")]
async fn of_tests_and_calls() {
    for theme in [Theme::Light, Theme::Dark] {
        let seat = Seat::in_sandbox_with(Launch::sandbox().theme(theme)).await;
        let window = seat.window();
        let album = Album { window, theme };
        window.resize(1440, 900).await;
        let panel = open(window, FIRST).await;
        panel.click("switch", "Enable WhatsApp Calling").await;
        panel.type_into("textbox", "Answer URL", "https://brokenxml.acme.example/answer").await;
        draft_saved(&panel).await;
        let group = panel.within("group", "Answer URL test").await;
        group.click("button", "Test endpoint").await;
        let dialog = window.within("dialog", starting("Send a test request")).await;
        album.take("test-asked").await;
        dialog.click("button", "Send test").await;
        group.shows("Plivo XML:").await;
        group.click("button", "Details").await;
        album.take("test-failed").await;

        panel.click("button", "Calling page").await;
        window.within("region", "Recent calls").await.find("table", "Recent calls").await;
        let part = window.within("region", "Can I call this customer?").await;
        part.type_into("textbox", "Customer number", sandbox::seed::customers::MISSED_TWO).await;
        part.click("button", "Check").await;
        part.find("group", "Can I call?").await;
        window.type_into("textbox", "Recipient", "+91 94123 41234").await;
        window.press("Enter").await;
        window.shows("<User>919412341234</User>").await;
        album.take("calling").await;
    }
}
