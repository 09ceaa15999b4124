//! The window as a screen reader sees it: the real accessible tree, with the roles, names and states of AT-SPI.

use crate::seat::{FIRST, Seat, draft_saved, open};
use crate::support::{Launch, Node, ScreenReader, Window, starting};

/// Matches a node by its ARIA role and its name.
fn is<'a>(role: &'a str, name: &'a str) -> impl Fn(&Node) -> bool + 'a {
    move |node| node.attribute("computed-role") == Some(role) && node.name == name
}

fn number(node: &Node, attribute: &str) -> usize {
    let value = node.attribute(attribute).unwrap_or_else(|| panic!("no {attribute}: {node}"));
    value.parse().unwrap()
}

fn rows(list: &Node) -> Vec<&Node> {
    list.every(&|node| node.role == "table row")
}

/// The row whose name starts with this text.
fn row<'a>(list: &'a Node, start: &str) -> &'a Node {
    let found = list.first(&|node| node.role == "table row" && node.name.starts_with(start));
    found.unwrap_or_else(|| panic!("no row {start}: {list}"))
}

/// Waits until the condition holds for a row of the list.
async fn row_that(reader: &ScreenReader, start: &str, what: &str, holds: impl Fn(&Node) -> bool) -> Node {
    let wanted = |node: &Node| node.role == "table row" && node.name.starts_with(start) && holds(node);
    reader.node(&format!("a row {start} that is {what}"), wanted).await
}

async fn list_with_focus_on(reader: &ScreenReader, place: usize) -> Node {
    let marked = |node: &Node| node.role == "table row" && node.is("focused") && number(node, "rowindex") == place;
    let list = |node: &Node| node.name == "Numbers" && node.role == "table" && node.first(&marked).is_some();
    reader.node(&format!("a flat list with the focus on row {place}"), list).await
}

/// The drawn rows are consecutive, and start after the row of the headings.
fn counted_from(list: &Node, first: usize) {
    let places: Vec<usize> = rows(list).iter().map(|row| number(row, "rowindex")).collect();
    assert_eq!(places[0], 1, "the row of the headings: {list}");
    let expected: Vec<usize> = (first..).take(places.len() - 1).collect();
    assert_eq!(&places[1..], expected, "{list}");
    assert!(places.len() > 10, "rows to look at: {list}");
}

/// Only a few rows are drawn, so each row states its index and the total.
#[tokio::test(flavor = "multi_thread")]
async fn counts_the_rows_of_the_flat_list() {
    const NUMBERS: usize = 300;
    let (seat, reader) = Seat::with_a_screen_reader(Launch::sandbox().numbers(NUMBERS)).await;
    let window = seat.window();
    window.click("button", "Group by WABA").await;
    window.find("grid", "Numbers").await;
    window.press("Control+F ArrowDown Home").await;
    let list = list_with_focus_on(&reader, 2).await;
    assert_eq!(number(&list, "rowcount"), NUMBERS + 1, "with the row of the headings");
    assert!(list.is("multiselectable"));
    counted_from(&list, 2);
    let headings: Vec<String> =
        list.every(&|node| node.role == "column header").iter().map(|one| one.content()).collect();
    assert_eq!(headings[..4], ["Select all matching numbers", "Number", "Country", "Alias"], "{list}");

    window.press("End").await;
    let list = list_with_focus_on(&reader, NUMBERS + 1).await;
    let first = rows(&list).len() - 1;
    counted_from(&list, NUMBERS + 2 - first);
}

#[tokio::test(flavor = "multi_thread")]
async fn shows_the_level_and_the_folding_of_groups() {
    const HEADING: &str = "WABA Acme EU, 14 numbers";
    let (seat, reader) = Seat::with_a_screen_reader(Launch::sandbox()).await;
    let window = seat.window();
    let list = reader.node("the list", is("treegrid", "Numbers")).await;
    assert_eq!(list.role, "tree table");
    // 24 numbers, their six headings, and the row of the column headings.
    assert_eq!(number(&list, "rowcount"), 31);
    counted_from(&list, 2);
    let heading = row(&list, HEADING);
    assert_eq!(number(heading, "level"), 1);
    assert!(heading.is("expandable") && heading.is("expanded"), "{heading}");
    assert!(heading.content().contains("14 numbers"), "{heading}");
    assert_eq!(number(row(&list, "+1 204-230-2961"), "level"), 2);

    window.click("button", "Fold Acme EU").await;
    let folded = row_that(&reader, HEADING, "folded", |row| row.is("expandable") && !row.is("expanded")).await;
    assert!(folded.first(&|node| node.name == "Unfold Acme EU").is_some(), "{folded}");
    let list = reader.node("a shorter list", |node| node.attribute("rowcount") == Some("17")).await;
    assert!(list.first(&|node| node.name.starts_with(FIRST)).is_none(), "{list}");
    window.click("button", "Unfold Acme EU").await;
    row_that(&reader, HEADING, "unfolded", |row| row.is("expanded")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn says_of_the_row_with_the_focus_what_there_is_to_know() {
    let (seat, reader) = Seat::with_a_screen_reader(Launch::sandbox()).await;
    let window = seat.window();
    window.press("Control+F ArrowDown Home").await;
    let marked = row_that(&reader, "+48 512 210 174", "marked", |row| row.is("focused")).await;
    let said = [
        "Obsługa klienta — Łódź",
        "disconnected",
        "Disconnected: it neither receives nor sends.",
        "Meta rates its quality low",
        "owner Americas Team",
        "Poland",
    ];
    for part in said {
        assert!(marked.name.contains(part), "{part:?} is not said: {marked}");
    }
    // Cell by cell, like with the keys of a screen reader.
    let cells: Vec<String> = marked.children.iter().map(Node::said).collect();
    let seen = ["Select +48 512 210 174", "+48 512 210 174", "Poland", "Obsługa klienta — Łódź", "Acme Care"];
    assert_eq!(cells[..5], seen, "{marked}");
    assert_eq!(cells[6..], ["on", "disconnected", "low", "Americas Team", "Has a problem"], "{marked}");

    assert!(marked.is("selectable") && !marked.is("selected"));
    window.press("Space").await;
    let ticked = row_that(&reader, "+48 512 210 174", "selected", |row| row.is("selected")).await;
    assert!(ticked.first(&|node| node.role == "check box" && node.is("checked")).is_some(), "{ticked}");
}

/// The list shows the draft of a mapping in a heading, but the active row is never on an expanded heading.
#[tokio::test(flavor = "multi_thread")]
async fn says_of_a_number_that_its_mapping_has_a_draft() {
    let (seat, reader) = Seat::with_a_screen_reader(Launch::sandbox()).await;
    let panel = open(seat.window(), FIRST).await;
    crate::seat::pick(&panel, "Account Mapping", "EU Team").await;
    draft_saved(&panel).await;
    row_that(&reader, FIRST, "to be moved", |row| row.name.contains("Its WABA’s Account Mapping has a draft")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn has_landmarks_and_headings() {
    let (seat, reader) = Seat::with_a_screen_reader(Launch::sandbox()).await;
    open(seat.window(), FIRST).await;
    let tree = reader.tree_with("the panel", |tree| tree.first(&is("complementary", FIRST)).is_some()).await;
    let landmarks = tree.every(&|node| node.role == "landmark");
    let landmarks: Vec<_> =
        landmarks.iter().map(|one| (one.attribute("computed-role").unwrap(), one.name.as_str())).collect();
    let expected = [
        ("banner", ""),
        ("navigation", "Pages"),
        ("main", ""),
        ("region", "Numbers"),
        ("search", "Search and filters"),
        ("complementary", FIRST),
        ("contentinfo", ""),
    ];
    assert_eq!(landmarks, expected);
    let headings = tree.every(&|node| node.role == "heading");
    let headings: Vec<_> = headings.iter().map(|one| (number(one, "level"), one.said())).collect();
    assert_eq!(headings, [(1, "Numbers".to_owned()), (2, FIRST.to_owned())]);
    let panel = tree.first(&is("complementary", FIRST)).unwrap();
    let heading = panel.first(&|node| node.role == "heading").unwrap();
    assert_eq!(heading.description, "Configure Number · Support — APAC");
}

/// Role and name in the tree, whether the field is required, and its description.
const FIELDS: [(&str, &str, bool, &str); 7] = [
    ("entry", "Alias", false, ""),
    ("panel", "Configuration Type", false, "was Webhook URL"),
    ("combo box", "AI Agent", true, ""),
    ("toggle button", "Enable WhatsApp Calling", false, "Takes effect when you save."),
    ("entry", "Answer URL", true, "Required while calling is on, for AI Agents too."),
    ("combo box", "Account Mapping", false, ""),
    ("push button", "Save changes", false, "changes"),
];

async fn field(reader: &ScreenReader, role: &str, name: &str, what: &str, holds: impl Fn(&Node) -> bool) -> Node {
    let wanted = |node: &Node| node.role == role && node.name == name && holds(node);
    reader.node(&format!("a {role} {name:?} that {what}"), wanted).await
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_describes_the_fields_of_the_panel() {
    let (seat, reader) = Seat::with_a_screen_reader(Launch::sandbox()).await;
    let panel = open(seat.window(), FIRST).await;
    let url = field(&reader, "entry", "Webhook URL", "is fine", |node| !node.is("invalid entry")).await;
    assert!(url.is("required") && url.is("editable"), "{url}");
    assert_eq!(url.content(), "https://hooks.acme.example/whatsapp");
    panel.click("radio", "AI Agents").await;
    panel.click("switch", "Enable WhatsApp Calling").await;
    draft_saved(&panel).await;
    for (role, name, required, described) in FIELDS {
        let says = |node: &Node| node.description.contains(described);
        let field = field(&reader, role, name, &format!("says {described:?}"), says).await;
        assert_eq!(field.is("required"), required, "{field}");
    }
    let tree = reader.tree().await;
    let agents = tree.first(&is("radio", "AI Agents")).unwrap();
    assert!(agents.is("checked"), "{agents}");
    let calling = tree.first(&is("switch", "Enable WhatsApp Calling")).unwrap();
    assert!(calling.is("checked"), "{calling}");
}

/// An error belongs to the field itself, and is not only shown beside it.
#[tokio::test(flavor = "multi_thread")]
async fn says_of_a_field_what_is_wrong_with_it() {
    let (seat, reader) = Seat::with_a_screen_reader(Launch::sandbox()).await;
    let panel = open(seat.window(), FIRST).await;
    panel.type_into("textbox", "Webhook URL", "http://hooks.acme.example/in").await;
    panel.press("Tab").await;
    let wrong = |node: &Node| node.is("invalid entry") && node.description.contains("does not start with https://");
    let url = field(&reader, "entry", "Webhook URL", "is wrong", wrong).await;
    assert!(url.description.contains("was https://hooks.acme.example/whatsapp"), "{url}");
    panel.click("button", "Change to https").await;
    let mended = |node: &Node| !node.is("invalid entry") && !node.description.contains("does not start with");
    field(&reader, "entry", "Webhook URL", "is mended", mended).await;

    panel.click("radio", "AI Agents").await;
    panel.click("button", "Save changes").await;
    let wrong = |node: &Node| node.is("invalid entry") && node.description.contains("Choose the AI agent");
    field(&reader, "combo box", "AI Agent", "is wrong", wrong).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn points_at_the_active_choice() {
    let (seat, reader) = Seat::with_a_screen_reader(Launch::sandbox()).await;
    let panel = open(seat.window(), FIRST).await;
    let mapping = |holds: fn(&Node) -> bool| field(&reader, "combo box", "Account Mapping", "opens", holds);
    mapping(|node| node.is("expandable") && !node.is("expanded")).await;
    panel.click("combobox", "Account Mapping").await;
    mapping(|node| node.is("expanded")).await;
    let choices = reader.node("the choices", is("listbox", "Account Mapping")).await;
    let chosen = choices.every(&|node| node.is("selected"));
    assert_eq!(chosen.iter().map(|node| node.name.as_str()).collect::<Vec<_>>(), ["Main Account"], "{choices}");
    panel.press("ArrowDown").await;
    let marked = |node: &Node| node.role == "list item" && node.is("focused") && node.name.starts_with("Americas Team");
    reader.node("the mark on the next choice", marked).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shows_menus_pages_and_disabled_buttons() {
    let (seat, reader) = Seat::with_a_screen_reader(Launch::sandbox()).await;
    let window = seat.window();
    let page = |name: &'static str| move |node: &Node| node.name == name && node.attribute("current") == Some("page");
    reader.node("the page Numbers as the current one", page("Numbers")).await;
    window.click("button", starting("Account: ")).await;
    let menu = reader.node("the menu", is("menu", "Account: Sandbox")).await;
    let items: Vec<_> = menu.children.iter().filter(|one| one.role != "separator").collect();
    let names: Vec<_> = items.iter().map(|one| one.name.as_str()).collect();
    let expected = [
        "Sandbox pretend Plivo",
        "Connect another account…",
        "Name and colour…",
        "Reset the sandbox…",
        "About Number Desk",
    ];
    assert_eq!(names, expected, "{menu}");
    assert!(items[0].is("checked") && items[0].is("focused"), "{menu}");
    assert_eq!([items[0].role, items[1].role], ["radio menu item", "menu item"]);
    window.press("Escape").await;

    filter_says_that_it_is_open(window, &reader).await;
    window.click("button", starting("Drafts")).await;
    let tree = reader.tree_with("the page Drafts", |tree| tree.first(&page("Drafts")).is_some()).await;
    assert!(tree.first(&page("Numbers")).is_none(), "one page is the current one: {tree}");
    let off = tree.first(&|node| node.name == "Apply all ready").unwrap();
    assert!(!off.is("enabled") && !off.is("sensitive") && off.is("focusable"), "{off}");
    let on = tree.first(&|node| node.name == "Import drafts").unwrap();
    assert!(on.is("enabled") && on.is("sensitive"), "{on}");
}

/// With `aria-haspopup`, WebKitGTK treats a button as a combo box, and does not report whether it is open.
async fn filter_says_that_it_is_open(window: &Window, reader: &ScreenReader) {
    let filter = |holds: fn(&Node) -> bool| field(reader, "push button", "Filter by Status", "opens", holds);
    filter(|node| node.is("expandable") && !node.is("expanded")).await;
    window.click("button", "Filter by Status").await;
    filter(|node| node.is("expanded")).await;
    let open = reader.node("the filter", is("dialog", "Filter by Status")).await;
    assert!(open.first(&|node| node.role == "check box" && node.is("focused")).is_some(), "{open}");
    window.press("Escape").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn holds_nothing_but_the_open_dialog() {
    let (seat, reader) = Seat::with_a_screen_reader(Launch::sandbox()).await;
    let window = seat.window();
    let panel = open(window, FIRST).await;
    panel.click("button", "Disconnect number").await;
    let question = format!("Disconnect {FIRST}?");
    let modal = |node: &Node| is("alertdialog", &question)(node) && node.is("modal");
    let tree = reader.tree_with("the dialog", |tree| tree.first(&modal).is_some()).await;
    for behind in ["Numbers", "Pages", "Webhook URL", "Save changes"] {
        assert!(tree.first(&|node| node.name == behind).is_none(), "{behind} is behind the dialog: {tree}");
    }
    let dialog = tree.first(&modal).unwrap();
    let points = dialog.every(&|node| node.role == "list item");
    assert_eq!(points.len(), 5, "{dialog}");
    let stay = dialog.first(&|node| node.name == "Keep connected").unwrap();
    assert!(stay.is("focused"), "{dialog}");
    window.press("Escape").await;
    reader.tree_with("the list again", |tree| tree.first(&is("treegrid", "Numbers")).is_some()).await;
}
