//! Where a test sits: a desktop, the app on it, and where the test wants one, a Plivo of its own.

use sandbox::{Control, Fault, Options, Pattern, Rule, Sandbox};
use serde_json::{Value, json};

use crate::support::{App, Desktop, Keychain, Launch, ScreenReader, Window, containing, starting};

/// The first number of every seeded account, as it is shown.
pub const FIRST: &str = "+91 80 3573 7458";
pub const FIRST_DIGITS: &str = sandbox::seed::FIRST_NUMBER;
pub const FIRST_WABA: &str = sandbox::seed::FIRST_WABA;
/// What the connected account is called.
pub const ACCOUNT: &str = "Acme Commerce";

/// Fields end in this order: the app before the desktop that it runs on.
pub struct Seat {
    pub app: App,
    pub desktop: Desktop,
}

impl Seat {
    /// On the built-in sandbox, on a desktop without any keychain.
    pub async fn in_sandbox() -> Seat {
        Seat::in_sandbox_with(Launch::sandbox()).await
    }

    pub async fn in_sandbox_with(launch: Launch) -> Seat {
        let seat = Seat::at(Keychain::NoBus, launch).await;
        seat.app.window.find("row", starting(FIRST)).await;
        seat.synced().await;
        seat
    }

    /// On the built-in sandbox, with a screen reader beside the window.
    pub async fn with_a_screen_reader(launch: Launch) -> (Seat, ScreenReader) {
        // Its bus is found by way of a session bus.
        let mut desktop = Desktop::new(Keychain::Absent);
        let reader = desktop.start_screen_reader().await;
        let app = App::start(&desktop, launch).await;
        let seat = Seat { app, desktop };
        seat.window().find("treegrid", "Numbers").await;
        seat.synced().await;
        (seat, reader)
    }

    /// Nothing connected yet.
    pub async fn at(keychain: Keychain, launch: Launch) -> Seat {
        let desktop = Desktop::new(keychain);
        let app = App::start(&desktop, launch).await;
        Seat { app, desktop }
    }

    pub fn window(&self) -> &Window {
        &self.app.window
    }

    /// Waits for the end of the sync that a start begins, so that its reads are not counted as a test's, and no row moves.
    pub async fn synced(&self) {
        synced(self.window()).await;
    }
}

/// A seat whose account is connected to a sandbox of the test.
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

    /// Connected, and nothing said about what the page then shows.
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

    /// What the sandbox received since the journal was cleared: `GET /WhatsApp/Number/918035737458/`.
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

    /// The subaccount that owns the first WABA; nothing is the main account.
    pub fn owner(&self) -> Option<String> {
        let wabas = self.control.wabas();
        let id = wabas.into_iter().find(|waba| waba.waba_id == FIRST_WABA).unwrap().sub_account?;
        Some(self.control.subaccounts().into_iter().find(|one| one.auth_id == id).unwrap().name)
    }

    /// What the account holds for the first number.
    pub fn held(&self, field: &str) -> Value {
        serde_json::to_value(self.control.number(FIRST_DIGITS).unwrap()).unwrap()[field].clone()
    }
}

/// Fills in the welcome's form, as credentials are pasted from elsewhere, and presses its button.
pub async fn connect(window: &Window, sandbox: &Sandbox, token: &str) {
    connect_as(window, ACCOUNT, sandbox, token).await;
}

/// The form of the welcome, or of the dialog for another account.
pub async fn connect_as(window: &Window, name: &str, sandbox: &Sandbox, token: &str) {
    window.paste_into("textbox", "Name", name).await;
    window.paste_into("textbox", "Auth ID", sandbox.auth_id()).await;
    window.paste_into("textbox", "Auth Token", token).await;
    // The disclosure of "Advanced" has no role of its own; the keyboard opens it.
    window.press("Tab Enter").await;
    window.paste_into("textbox", "API address", &sandbox.api()).await;
    window.click("button", "Connect a Plivo account").await;
}

/// Chooses from the menu of the account that is shown.
pub async fn account_menu(window: &Window, role: &str, choice: &str) {
    window.click("button", starting("Account: ")).await;
    window.click(role, starting(choice)).await;
}

/// Another Plivo than that of `Connected`, with credentials and numbers of its own.
pub async fn another_sandbox() -> Sandbox {
    Sandbox::start(Options { seed: 8, ..Options::default() }).await.unwrap()
}

/// The next such request is carried out at Plivo, and answered when the test releases it.
pub fn hold(control: &Control, method: &str, path: &str) {
    control.add_fault(Rule::once(Pattern::new(method, path), Fault::Hold));
}

/// Waits until Plivo holds an answer back.
pub async fn held(control: &Control) {
    control.requests_when(|all| all.iter().any(|one| one.fault.as_deref() == Some("hold"))).await;
}

/// Waits until a sync has ended and the list shows what it brought.
pub async fn synced(window: &Window) {
    let busy = async || window.attribute("treegrid", "Numbers", "aria-busy").await == Some("true".to_string());
    let synced = async || window.has("button", "Refresh").await && !busy().await;
    window.wait_until("the end of the sync", synced).await;
}

/// Opens a number's panel with the pointer; what is answered sees only the panel.
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

/// Picks from a combobox as a person with a pointer does.
pub async fn pick(panel: &Window, field: &str, choice: &str) {
    panel.click("combobox", field).await;
    panel.click("option", starting(choice)).await;
}

/// What a screen reader says of a control besides its name: messages, hints, and what it was before.
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

/// Puts text into whatever has the focus, all at once, as pasting does.
pub async fn paste(window: &Window, text: &str) {
    window.execute("document.execCommand('insertText', false, arguments[0])", vec![json!(text)]).await;
}

/// Nothing in the window may break an accessibility rule, whatever state it is in.
pub async fn accessible(window: &Window, state: &str) {
    let found = window.axe().await;
    assert!(found.is_empty(), "{state}: {found:#?}");
}

/// The row of a number, whatever else its name says.
pub async fn row_says(window: &Window, number: &str, what: &str) {
    let row = format!("the row of {number} to say {what:?}");
    let says = async || {
        let names = window.names("row").await;
        names.iter().any(|name| name.starts_with(number) && name.contains(what))
    };
    window.wait_until(&row, says).await;
    assert!(window.has("row", containing(what)).await);
}
