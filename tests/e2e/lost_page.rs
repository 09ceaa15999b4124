//! The process of the page ends or hangs. The window comes back as it was, and nothing is lost or written twice.

use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::FutureExt;
use nix::sys::signal::Signal;
use sandbox::{Fault, Options, Pattern, Rule};
use serde_json::{Value, json};

use crate::seat::{Connected, FIRST, Seat, accessible, draft_saved, held, hold, no_changes, open, synced};
use crate::support::{App, Desktop, Keychain, Launch, Node, Window, is_alive, signal, starting, wait};

const LINE: &str = "The window had stopped working and was loaded again.";
const RESTART: &str = "Restart";
const RESTART_SAFELY: &str = "Restart in safe rendering";
const CLOSE: &str = "Close Number Desk";

/// The number, the search, the scroll position, the selection and what was typed are there.
#[tokio::test(flavor = "multi_thread")]
async fn it_comes_back_as_it_was() {
    let Seat { desktop, mut app } = Seat::in_sandbox_with(Launch::sandbox().numbers(300).apart().composited()).await;
    let panel = open(&app.window, FIRST).await;
    panel.type_into("textbox", "Alias", "Typed and saved").await;
    draft_saved(&panel).await;
    app.window.type_into("searchbox", "Search numbers", "+91").await;
    app.window.shows("59 of 300 numbers").await;
    let boxes = app.window.names("checkbox").await;
    let first = boxes.iter().find_map(|name| name.strip_prefix("Select +")).unwrap();
    app.window.click("gridcell", format!("Select +{first}").as_str()).await;
    app.window.shows("1 number selected").await;
    let place = scrolled(&app.window, 900).await;
    lose_page(&mut app, &desktop).await;

    let panel = app.window.within("complementary", FIRST).await;
    assert_eq!(panel.value_of("textbox", "Alias").await, "Typed and saved");
    draft_saved(&panel).await;
    assert_eq!(app.window.value_of("searchbox", "Search numbers").await, "+91");
    assert_eq!(place_of(&app.window).await, place);
    app.window.shows("1 number selected").await;
    app.window.screenshot(Path::new("target/looks/page-was-lost.png")).await;
    accessible(&app.window, "after the page was lost").await;

    // Once: it can be closed, and does not come back with another loss while it is there.
    lose_page(&mut app, &desktop).await;
    assert_eq!(app.window.text().await.matches(LINE).count(), 1);
    app.window.click("button", "Close note").await;
    app.window.gone("button", "Close note").await;
}

/// A note about the start that the user has closed does not come back with the page.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_dismissed_stays_dismissed() {
    let desktop = Desktop::new(Keychain::NoBus);
    std::fs::create_dir(desktop.data()).unwrap();
    std::fs::write(desktop.data().join("number-desk.db"), "this is no database at all").unwrap();
    let mut app = App::start(&desktop, Launch::sandbox().apart()).await;
    app.window.shows("set aside").await;
    app.window.listen().await;
    app.window.click("button", "Close note").await;
    app.window.gone("button", "Close note").await;
    app.window.quiet().await;
    lose_page(&mut app, &desktop).await;
    assert!(!app.window.text().await.contains("set aside"));
}

/// Another page than the numbers.
#[tokio::test(flavor = "multi_thread")]
async fn it_comes_back_on_its_page() {
    let Seat { desktop, mut app } = Seat::in_sandbox_with(Launch::sandbox().apart()).await;
    for page in ["Activity", "Drafts"] {
        app.window.click("button", starting(page)).await;
        is_on(&app.window, page).await;
        app.window.quiet().await;
        lose_page(&mut app, &desktop).await;
        is_on(&app.window, page).await;
    }
}

async fn is_on(window: &Window, page: &str) {
    let shown = async || window.attribute("button", starting(page), "aria-current").await.as_deref() == Some("page");
    window.wait_until(page, shown).await;
}

/// It does not answer, and the user goes on.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_hangs_is_loaded_again() {
    let Seat { desktop, mut app } = Seat::in_sandbox_with(Launch::sandbox().apart()).await;
    open(&app.window, FIRST).await;
    let page = app.page_process();
    signal(page, Signal::SIGSTOP);
    let window = app.window.clone();
    // The answer never comes, because the driver waits for the page.
    let pressing = tokio::spawn(async move { AssertUnwindSafe(window.press("Tab")).catch_unwind().await.is_ok() });
    wait::until("another process of the page", || (app.page_process() != page).then_some(()));
    pressing.abort();
    app.drive_again(&desktop).await;
    app.window.shows(LINE).await;
    app.window.find("complementary", FIRST).await;
    assert!(app.said().contains("the page was lost: it did not answer"), "{}", app.said());
}

/// Plivo has the write and has not answered. The page that comes then is told the outcome, and Save sends nothing more.
#[tokio::test(flavor = "multi_thread")]
async fn a_save_goes_on_without_its_page() {
    let mut connected = Connected::open_with(Options::default(), Launch::plain().apart()).await;
    let panel = open(connected.window(), FIRST).await;
    panel.type_into("textbox", "Alias", "Front desk").await;
    draft_saved(&panel).await;
    hold(&connected.control, "POST", "/WhatsApp/Number/*/");
    panel.click("button", "Save changes").await;
    held(&connected.control).await;
    let Seat { app, desktop } = &mut connected.seat;
    lose_page(app, desktop).await;
    let panel = connected.window().within("complementary", FIRST).await;
    panel.shows("Checking.").await;
    panel.click("button", "Save changes").await;
    panel.shows("Nothing was sent. It is not yet known").await;
    connected.control.release();
    panel.shows("Saved, and read back from Plivo: Alias.").await;
    no_changes(&panel).await;
    assert!(!panel.text().await.contains("Nothing was sent"), "it is known now");
    assert_eq!(connected.writes().len(), 1);
    assert_eq!(connected.held("alias"), "Front desk");
}

/// Plivo answers after the page was lost and before the next one listens. That one is told, whatever the answer was.
#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_without_a_page_is_told_to_the_next() {
    for (fault, said) in [
        (None, "Saved, and read back from Plivo: Alias."),
        (Some(Fault::unauthorized()), "Nothing was changed; drafts are kept."),
    ] {
        let mut connected = Connected::open_with(Options::default(), Launch::plain().apart()).await;
        let panel = open(connected.window(), FIRST).await;
        panel.type_into("textbox", "Alias", "Front desk").await;
        draft_saved(&panel).await;
        hold(&connected.control, "GET", "/WhatsApp/Number/*/");
        if let Some(fault) = fault {
            connected.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), fault));
        }
        panel.click("button", "Save changes").await;
        held(&connected.control).await;
        let Seat { app, desktop } = &mut connected.seat;
        app.kill_page();
        // The next page does not come to listening before Plivo has answered.
        let page = app.page_process();
        signal(page, Signal::SIGSTOP);
        connected.control.release();
        let log = desktop.data().join("number-desk.log");
        wait::until("the record to be complete", || {
            std::fs::read_to_string(&log).unwrap().contains("the record 1 of ").then_some(())
        });
        signal(page, Signal::SIGCONT);
        app.drive_again(desktop).await;
        let panel = app.window.within("complementary", FIRST).await;
        panel.shows(said).await;
        assert_eq!(connected.writes().len(), 1);
    }
}

/// Ten times, at random moments of typing and saving. Twice in each run of the app, because the third time in a minute
/// it asks.
#[tokio::test(flavor = "multi_thread")]
async fn ten_losses_at_random_moments_of_a_story() {
    let mut connected = Connected::open_with(Options::default(), Launch::plain().apart()).await;
    open(connected.window(), FIRST).await;
    for round in 0..10 {
        if round > 0 && round % 2 == 0 {
            connected = started_again(connected).await;
        }
        let alias = format!("Front desk {round}");
        let (saved, after) = (AtomicBool::new(false), Duration::from_millis(fastrand::u64(0..1500)));
        let story = AssertUnwindSafe(type_and_save(connected.window(), &alias, &saved)).catch_unwind();
        let is_done = || connected.held("alias") == json!(alias) && connected.writes().len() == 1;
        let kill = async {
            // The story may end before its moment.
            wait::at_most(after, async || is_done().then_some(())).await;
            connected.seat.app.kill_page();
        };
        let (told, ()) = tokio::join!(story, kill);
        let Seat { app, desktop } = &mut connected.seat;
        app.drive_again(desktop).await;
        let window = connected.window();
        window.shows(LINE).await;
        let panel = window.within("complementary", FIRST).await;
        let shown = panel.value_of("textbox", "Alias").await;
        let what = format!("round {round}, killed after {after:?}, the story ended by itself: {}", told.is_ok());
        assert!(!saved.load(Ordering::SeqCst) || shown == alias, "{what}: shown as saved, and now {shown:?}");

        // The user goes on: types what is missing, and saves what is not saved.
        if shown != alias {
            panel.type_into("textbox", "Alias", &alias).await;
            draft_saved(&panel).await;
        }
        let is_done = async || {
            panel.click("button", "Save changes").await;
            connected.held("alias") == json!(alias) && panel.text_of("status", "Draft").await == "No changes"
        };
        panel.wait_until(&what, is_done).await;
        let sent = connected.control.requests().into_iter().filter(|one| one.method == "POST");
        let bodies: Vec<Value> = sent.filter_map(|one| one.body).collect();
        assert_eq!(bodies, [json!({ "alias": alias })], "{what}");
        connected.control.clear_requests();
    }
    connected.window().listen().await;
    connected.window().click("button", starting("Activity")).await;
    connected.window().shows("10 records").await;
    connected.window().click("button", starting("Filter by outcome")).await;
    connected.window().click("checkbox", "confirmed").await;
    connected.window().quiet().await;
    connected.window().shows("10 records").await;
}

async fn type_and_save(window: &Window, alias: &str, saved: &AtomicBool) {
    let panel = window.within("complementary", FIRST).await;
    panel.type_into("textbox", "Alias", alias).await;
    draft_saved(&panel).await;
    saved.store(true, Ordering::SeqCst);
    panel.click("button", "Save changes").await;
    panel.shows("Saved, and read back from Plivo: Alias.").await;
}

async fn started_again(connected: Connected) -> Connected {
    let Connected { seat: Seat { app, desktop }, control, sandbox } = connected;
    app.end().await;
    let app = App::start(&desktop, Launch::plain().apart()).await;
    app.window.find("complementary", FIRST).await;
    let seat = Seat { app, desktop };
    seat.synced().await;
    control.clear_requests();
    Connected { seat, control, sandbox }
}

/// The third time within a minute the user decides.
#[tokio::test(flavor = "multi_thread")]
async fn the_third_time_the_user_is_asked() {
    for answer in [RESTART, RESTART_SAFELY, CLOSE] {
        let mut desktop = Desktop::new(Keychain::Absent);
        let reader = desktop.start_screen_reader().await;
        let app = App::start(&desktop, Launch::sandbox().apart()).await;
        app.window.find("row", starting(FIRST)).await;
        synced(&app.window).await;
        let panel = open(&app.window, FIRST).await;
        panel.type_into("textbox", "Alias", "Typed and saved").await;
        draft_saved(&panel).await;
        let first = app.id();
        // Also before the page was loaded again.
        for _ in 0..3 {
            app.kill_page();
        }
        let question = |node: &Node| node.role == "alert" && node.content().contains("three times within a minute");
        let dialog = reader.node("the question", question).await;
        let button = dialog.first(&|node: &Node| node.role == "push button" && node.name == answer).unwrap();
        reader.press(button).await;
        wait::until("the first one to end", || (!is_alive(first)).then_some(()));
        if answer == CLOSE {
            assert_eq!(App::all_on(&desktop), []);
            continue;
        }
        let (second, arguments) = wait::until("the app to start again", || App::all_on(&desktop).pop());
        let expected =
            [&["--sandbox"][..], if answer == RESTART_SAFELY { &["--safe-rendering"] } else { &[] }].concat();
        assert_eq!(&arguments[1..arguments.len() - 1], expected, "{answer}");
        let alias = |node: &Node| node.role == "entry" && node.name == "Alias" && node.text == "Typed and saved";
        reader.node("what was typed", alias).await;
        signal(second, Signal::SIGTERM);
        wait::until("the app to end", || App::all_on(&desktop).is_empty().then_some(()));
    }
}

async fn lose_page(app: &mut App, desktop: &Desktop) {
    app.kill_page();
    app.drive_again(desktop).await;
    app.window.shows(LINE).await;
}

const TOP: &str = "const list = document.querySelector('[role=treegrid]'); const top = list.getBoundingClientRect().top; \
    return [...list.querySelectorAll('[role=row]')].map((row) => [row.getAttribute('aria-rowindex'), Math.round(row.getBoundingClientRect().top - top)]).find(([index, at]) => Number(index) > 1 && at > 0)";

/// The first row that is in sight, and where it is in the list.
async fn place_of(window: &Window) -> Value {
    window.quiet().await;
    window.execute(TOP, vec![]).await
}

/// Scrolls the list, and waits until the app knows it.
async fn scrolled(window: &Window, by: u32) -> Value {
    window.listen().await;
    let (before, told) = (place_of(window).await, window.sent("remember").await);
    window.execute("document.querySelector('[role=treegrid]').scrollTop = arguments[0]", vec![json!(by)]).await;
    let is_told = async || place_of(window).await != before && window.sent("remember").await > told;
    window.wait_until("the app to know where the list is", is_told).await;
    place_of(window).await
}
