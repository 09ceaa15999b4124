//! A start without a network: the cached data is shown and can be worked on.

use crate::seat::{Connected, FIRST, Seat, accessible, draft_saved, open};
use crate::support::{App, Launch, starting};

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_there_and_can_be_worked_on() {
    let Connected { seat, sandbox, .. } = Connected::open().await;
    let Seat { desktop, app } = seat;
    app.end().await;
    sandbox.stop().await;

    let app = App::start(&desktop, Launch::plain()).await;
    let window = &app.window;
    window.find("row", starting(FIRST)).await;
    window.shows("No connection to Plivo").await;
    window.shows("This list was read").await;
    window.shows("Offline since").await;

    accessible(window, "an offline start").await;
    assert!(window.names("row").await.iter().filter(|name| name.starts_with('+')).count() > 10);

    let panel = open(window, FIRST).await;
    panel.type_into("textbox", "Alias", "Typed on the train").await;
    draft_saved(&panel).await;
    accessible(window, "a draft without a network").await;
    // The agents and subaccounts to choose from are on disk too.
    panel.click("combobox", "Account Mapping").await;
    panel.find("option", starting("EU Team")).await;
    panel.press("Escape").await;
    app.kill().await;

    let app = App::start(&desktop, Launch::plain()).await;
    let panel = app.window.within("complementary", FIRST).await;
    assert_eq!(panel.value_of("textbox", "Alias").await, "Typed on the train");
}
