//! The fixture of a test: a desktop, the app on it, and optionally a sandbox as its own Plivo.

use sandbox::{Control, Fault, Options, Pattern, Rule, Sandbox};
use serde_json::{Value, json};

use crate::support::{App, Desktop, Keychain, Launch, ScreenReader, Window, containing, starting};

/// The first number of every seeded account, as it is shown.
pub const FIRST: &str = "+91 80 3573 7458";
pub const FIRST_DIGITS: &str = sandbox::seed::FIRST_NUMBER;
pub const FIRST_WABA: &str = sandbox::seed::FIRST_WABA;
/// The name of the connected account.
pub const ACCOUNT: &str = "Acme Commerce";

/// Fields are dropped in this order: the app before the desktop that it runs on.
pub struct Seat {
    pub app: App,
    pub desktop: Desktop,
}

impl Seat {
    /// With the built-in sandbox, on a desktop without a keychain.
    pub async fn in_sandbox() -> Seat {
        Seat::in_sandbox_with(Launch::sandbox()).await
    }

    pub async fn in_sandbox_with(launch: Launch) -> Seat {
        let seat = Seat::at(Keychain::NoBus, launch).await;
        seat.app.window.find("row", starting(FIRST)).await;
        seat.synced().await;
        seat
    }

    /// With the built-in sandbox and a screen reader.
    pub async fn with_a_screen_reader(launch: Launch) -> (Seat, ScreenReader) {
        // Its accessibility bus is found through a session bus.
        let mut desktop = Desktop::new(Keychain::Absent);
        let reader = desktop.start_screen_reader().await;
        let app = App::start(&desktop, launch).await;
        let seat = Seat { app, desktop };
        seat.window().find("treegrid", "Numbers").await;
        seat.synced().await;
        (seat, reader)
    }

    /// Nothing is connected yet.
    pub async fn at(keychain: Keychain, launch: Launch) -> Seat {
        let desktop = Desktop::new(keychain);
        let app = App::start(&desktop, launch).await;
        Seat { app, desktop }
    }

    pub fn window(&self) -> &Window {
        &self.app.window
    }

    /// Waits for the end of the sync at the start, so that its reads are not counted for a test and no row moves.
    pub async fn synced(&self) {
        synced(self.window()).await;
    }
}

/// A seat whose account is connected to the test's own sandbox.
pub struct Connected {
    pub seat: Seat,
    pub control: Control,
    pub sandbox: Sandbox,
}

impl Connected {
    pub async fn open() -> Connected {
        Connected::open_with(Options::default(), Launch::plain()).await
    }

    pub async fn open_with(options: Options, launch: Launch) -> Connected {
        let connected = Connected::unread(options, launch).await;
        connected.window().find("row", starting(FIRST)).await;
        connected.seat.synced().await;
        connected.control.clear_requests();
        connected
    }

    /// Connected, without waiting for what the page then shows.
    pub async fn unread(options: Options, launch: Launch) -> Connected {
        let sandbox = Sandbox::start(options).await.unwrap();
        let seat = Seat::at(Keychain::Unlocked, launch).await;
        connect(seat.window(), &sandbox, sandbox.auth_token()).await;
        seat.window().find("button", starting(&format!("Account: {ACCOUNT}"))).await;
        Connected { seat, control: sandbox.control(), sandbox }
    }

    pub fn window(&self) -> &Window {
        self.seat.window()
    }

    /// The requests at the sandbox since the journal was cleared: `GET /WhatsApp/Number/918035737458/`.
    pub fn received(&self) -> Vec<String> {
        let account = format!("/v1/Account/{}", self.sandbox.auth_id());
        let line = |request: sandbox::Request| {
            format!("{} {}", request.method, request.path.strip_prefix(&account).unwrap_or(&request.path))
        };
        self.control.requests().into_iter().map(line).collect()
    }

    pub fn writes(&self) -> Vec<String> {
        self.received().into_iter().filter(|line| !line.starts_with("GET")).collect()
    }

    /// The subaccount that owns the first WABA, or `None` for the main account.
    pub fn owner(&self) -> Option<String> {
        let wabas = self.control.wabas();
        let id = wabas.into_iter().find(|waba| waba.waba_id == FIRST_WABA).unwrap().sub_account?;
        Some(self.control.subaccounts().into_iter().find(|one| one.auth_id == id).unwrap().name)
    }

    /// A field of the first number at Plivo.
    pub fn held(&self, field: &str) -> Value {
        serde_json::to_value(self.control.number(FIRST_DIGITS).unwrap()).unwrap()[field].clone()
    }
}

/// Fills in the form of the welcome as somebody does who pastes credentials, and presses its button.
pub async fn connect(window: &Window, sandbox: &Sandbox, token: &str) {
    connect_as(window, ACCOUNT, sandbox, token).await;
}

/// The form of the welcome, or of the dialog for another account.
pub async fn connect_as(window: &Window, name: &str, sandbox: &Sandbox, token: &str) {
    window.paste_into("textbox", "Name", name).await;
    window.paste_into("textbox", "Auth ID", sandbox.auth_id()).await;
    window.paste_into("textbox", "Auth Token", token).await;
    // The disclosure of "Advanced" has no role of its own, so it is opened by keyboard.
    window.press("Tab Enter").await;
    window.paste_into("textbox", "API address", &sandbox.api()).await;
    window.click("button", "Connect a Plivo account").await;
}

/// Chooses from the menu of the shown account.
pub async fn account_menu(window: &Window, role: &str, choice: &str) {
    window.click("button", starting("Account: ")).await;
    window.click(role, starting(choice)).await;
}

/// Another sandbox than that of `Connected`, with its own credentials and numbers.
pub async fn another_sandbox() -> Sandbox {
    Sandbox::start(Options { seed: 8, ..Options::default() }).await.unwrap()
}

/// The next such request is carried out at Plivo, but its response is held until the test releases it.
pub fn hold(control: &Control, method: &str, path: &str) {
    control.add_fault(Rule::once(Pattern::new(method, path), Fault::Hold));
}

/// Waits until Plivo holds a response.
pub async fn held(control: &Control) {
    control.requests_when(|all| all.iter().any(|one| one.fault.as_deref() == Some("hold"))).await;
}

/// Waits until a sync has ended and the list shows its result.
pub async fn synced(window: &Window) {
    let busy = async || window.attribute("treegrid", "Numbers", "aria-busy").await == Some("true".to_string());
    let synced = async || window.has("button", "Refresh").await && !busy().await;
    window.wait_until("the end of the sync", synced).await;
}

/// Opens a number's panel with the pointer. The returned window covers only the panel.
pub async fn open(window: &Window, number: &str) -> Window {
    window.click("row", starting(number)).await;
    let panel = window.within("complementary", number).await;
    panel.find("button", "Save changes").await;
    panel
}

/// Waits until the panel says that the draft is on disk.
pub async fn draft_saved(panel: &Window) {
    panel.wait_until("Draft saved", async || panel.text_of("status", "Draft").await.starts_with("Draft saved")).await;
}

pub async fn no_changes(panel: &Window) {
    panel.wait_until("No changes", async || panel.text_of("status", "Draft").await == "No changes").await;
}

/// Picks from a combobox like with a pointer.
pub async fn pick(panel: &Window, field: &str, choice: &str) {
    panel.click("combobox", field).await;
    panel.click("option", starting(choice)).await;
}

/// The description of a control for a screen reader: messages, hints and the earlier value.
pub async fn description(window: &Window, role: &str, name: &str) -> String {
    let ids = window.attribute(role, name, "aria-describedby").await.unwrap_or_default();
    let read = "return arguments[0].split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ')";
    window.execute(read, vec![json!(ids)]).await.as_str().unwrap_or_default().to_string()
}

pub async fn wait_for_description(window: &Window, role: &str, name: &str, fragment: &str) {
    let what = format!("{name} to say {fragment:?}");
    window.wait_until(&what, async || description(window, role, name).await.contains(fragment)).await;
}

pub async fn wait_for_focus(window: &Window, role: &str, name: &str) {
    let wanted = Some((role.to_string(), name.to_string()));
    window.wait_until(&format!("the focus on {role} {name}"), async || window.focused().await == wanted).await;
}

/// Inserts text into the focused element, all at once, like pasting.
pub async fn paste(window: &Window, text: &str) {
    window.execute("document.execCommand('insertText', false, arguments[0])", vec![json!(text)]).await;
}

/// The window must break no accessibility rule in any state.
pub async fn accessible(window: &Window, state: &str) {
    let found = window.axe().await;
    assert!(found.is_empty(), "{state}: {found:#?}");
}

/// Waits until the name of the number's row contains this text.
pub async fn row_says(window: &Window, number: &str, what: &str) {
    let row = format!("the row of {number} to say {what:?}");
    let says = async || {
        let names = window.names("row").await;
        names.iter().any(|name| name.starts_with(number) && name.contains(what))
    };
    window.wait_until(&row, says).await;
    assert!(window.has("row", containing(what)).await);
}

/// Says yes to what a batch of several numbers would send.
pub async fn say_yes(window: &Window, numbers: usize) {
    let question = window.within("alertdialog", format!("Apply the drafts of {numbers} numbers?").as_str()).await;
    if numbers > 25 {
        question.type_into("textbox", starting("Type how many numbers these are"), &numbers.to_string()).await;
    }
    question.click("button", format!("Apply {numbers} drafts").as_str()).await;
    window.gone("alertdialog", starting("Apply the drafts")).await;
}
