//! Ways between search, list and panel by keyboard, which number a panel is about, and second clicks.

use crate::seat::{Connected, FIRST, Seat, accessible, draft_saved, open, wait_for_focus};
use crate::support::{Launch, starting};

const ALIAS: &str = "Support — APAC";

#[tokio::test(flavor = "multi_thread")]
async fn enter_again_leads_into_the_first_field() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    window.press("Control+F").await;
    window.type_text("80357").await;
    window.shows("1 of 24 numbers").await;
    window.press("Enter").await;
    wait_for_focus(window, "heading", FIRST).await;
    window.press("Enter").await;
    wait_for_focus(window, "textbox", "Alias").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f6_leads_from_the_list_to_the_panel_and_back() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    open(window, FIRST).await;
    window.press("Control+F").await;
    wait_for_focus(window, "searchbox", "Search numbers").await;
    window.press("F6").await;
    wait_for_focus(window, "textbox", "Alias").await;
    window.press("F6").await;
    wait_for_focus(window, "treegrid", "Numbers").await;
    window.press("F6").await;
    wait_for_focus(window, "textbox", "Alias").await;
    // Where the panel covers the list, there is nothing to go to.
    window.resize(760, 600).await;
    window.press("Tab F6").await;
    wait_for_focus(window, "radio", "Webhook URL").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn escape_clears_the_search_and_then_closes_the_panel() {
    let seat = Seat::in_sandbox().await;
    let window = seat.window();
    for from in ["the field", "the list"] {
        window.press("Control+F").await;
        window.type_text("80357").await;
        window.shows("1 of 24 numbers").await;
        window.press("Enter").await;
        window.find("complementary", FIRST).await;
        match from {
            "the field" => window.press("Control+F").await,
            _ => window.press("F6").await,
        }
        window.press("Escape").await;
        window.shows("24 numbers").await;
        assert_eq!(window.value_of("searchbox", "Search numbers").await, "", "{from}");
        assert!(window.has("complementary", FIRST).await, "{from}: the panel stays");
        window.press("Escape").await;
        window.gone("complementary", FIRST).await;
    }
    // In the panel, Escape closes it, and the search is still there for the next number.
    window.press("Control+F").await;
    window.type_text("80357").await;
    window.shows("1 of 24 numbers").await;
    window.press("Enter").await;
    wait_for_focus(window, "heading", FIRST).await;
    window.press("Escape").await;
    window.gone("complementary", FIRST).await;
    assert_eq!(window.value_of("searchbox", "Search numbers").await, "80357");
}

/// The words that are visible in an element: neither scrolled away nor cut off.
const IN_SIGHT: &str = r"
const [part, text] = arguments;
const aside = document.querySelector('aside');
const box = aside.querySelector(part).getBoundingClientRect();
const shown = [...aside.querySelectorAll(`${part} bdi`)].filter((one) => one.textContent === text);
return shown.some((one) => {
  const place = one.getBoundingClientRect();
  return place.width > 0 && place.left >= box.left && place.right <= box.right && place.bottom <= window.innerHeight && place.top >= 0;
});
";

#[tokio::test(flavor = "multi_thread")]
async fn head_and_foot_of_the_panel_name_number_and_alias_wherever_it_is_scrolled() {
    let connected = Connected::open_with(sandbox::Options::default(), Launch::plain().composited()).await;
    let window = connected.window();
    let panel = open(window, FIRST).await;
    panel.shows("Enable WhatsApp Calling").await;
    let named = async |when: &str| {
        for part in ["header", "footer"] {
            for text in [FIRST, ALIAS] {
                let seen = window.execute(IN_SIGHT, vec![part.into(), text.into()]).await;
                assert_eq!(seen, serde_json::json!(true), "{when}: {text} in the {part}");
            }
        }
    };
    for (width, height) in [(1440, 900), (1024, 700), (720, 480)] {
        window.resize(width, height).await;
        for to in ["0", "body.scrollHeight"] {
            let scroll = format!("const body = document.querySelector('aside .body'); body.scrollTop = {to};");
            window.execute(&scroll, vec![]).await;
            named(&format!("{width} x {height}, at {to}")).await;
        }
    }
    accessible(window, "the names at the end of a small panel").await;
    // What is being typed is not yet its name.
    window.resize(1280, 800).await;
    panel.type_into("textbox", "Alias", "Something else").await;
    draft_saved(&panel).await;
    named("with a draft of the alias").await;
}

/// After the first click another row, another button or a panel is under the pointer.
#[tokio::test(flavor = "multi_thread")]
async fn the_second_half_of_a_double_click_hits_nothing_else() {
    let seat = Seat::in_sandbox_with(Launch::sandbox().composited()).await;
    let window = seat.window();
    let numbers = window.numbers().await;
    for number in &numbers[..3] {
        window.click("button", starting("Numbers")).await;
        let panel = open(window, number).await;
        panel.type_into("textbox", "Alias", "Twice").await;
        draft_saved(&panel).await;
    }
    window.click("button", starting("Drafts")).await;
    window.find("button", format!("Discard draft of {}", numbers[2]).as_str()).await;
    window.double_click("button", format!("Discard draft of {}", numbers[2]).as_str()).await;
    window.gone("button", format!("Discard draft of {}", numbers[2]).as_str()).await;
    for number in &numbers[..2] {
        assert!(window.has("button", format!("Discard draft of {number}").as_str()).await, "{number} keeps its draft");
    }
    // Where the panel covers the list, it opens under the pointer.
    window.click("button", starting("Numbers")).await;
    window.press("Escape").await;
    window.resize(760, 640).await;
    // The rows have become higher, and stay where they are from now on.
    window.shows("verified name").await;
    for number in &numbers[3..6] {
        window.double_click("row", starting(number)).await;
        let panel = window.within("complementary", number.as_str()).await;
        panel.shows("No changes").await;
        window.press("Escape").await;
        window.gone("complementary", number.as_str()).await;
    }
}
