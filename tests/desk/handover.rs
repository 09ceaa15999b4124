//! Drafts that are handed over in a file, from one computer to another.

use desk::error::Code;
use desk::view::{DraftKey, DraftKind, ImportState};
use sandbox::seed::FIRST_WABA;
use serde_json::{Value, json};

use crate::office::{ACCOUNT, FIRST, Office, alias, fields, map_to, webhook};

const SCHEMA: &str = include_str!("../../docs/number-desk-drafts-1.schema.json");

async fn exported() -> String {
    let office = Office::open().await;
    office.edit(FIRST, [alias("Handed over"), map_to(&office.subaccount("EU Team"))]).await;
    let file = office.desk.export_drafts(ACCOUNT).await.unwrap();
    assert_eq!(file.count, 2);
    std::fs::read_to_string(file.path).unwrap()
}

fn number() -> DraftKey {
    DraftKey { kind: DraftKind::Number, id: FIRST.to_owned() }
}

fn mapping() -> DraftKey {
    DraftKey { kind: DraftKind::Mapping, id: FIRST_WABA.to_owned() }
}

fn changed(text: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut file: Value = serde_json::from_str(text).unwrap();
    change(&mut file);
    file.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn to_another_computer() {
    let text = exported().await;
    let schema = serde_json::from_str(SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    let wrong: Vec<String> = validator.iter_errors(&file).map(|error| error.to_string()).collect();
    assert_eq!(wrong, [] as [String; 0]);
    assert!(!validator.is_valid(&json!({ "format": "number-desk-drafts" })));

    let office = Office::open().await;
    for token in
        office.control.subaccounts().iter().map(|one| one.auth_token.as_str()).chain([office.sandbox.auth_token()])
    {
        assert!(!text.contains(token), "no token leaves the keychain");
    }
    let preview = office.desk.import_preview(ACCOUNT, &text).await.unwrap();
    assert_eq!(preview.items.iter().map(|item| item.state).collect::<Vec<_>>(), [ImportState::New, ImportState::New]);
    assert_eq!(office.drafts().await, [], "nothing is kept by looking");
    let done = office.desk.import_drafts(ACCOUNT, &text, &[number(), mapping()]).await.unwrap();
    assert_eq!((done.drafts, done.aside), (2, 0));
    let drafts = office.drafts().await;
    assert!(drafts.len() == 2 && drafts.iter().all(|draft| !draft.ready), "what came in is not ready by itself");
    let again = office.desk.import_preview(ACCOUNT, &text).await.unwrap();
    assert!(again.items.iter().all(|item| item.state == ImportState::Nothing), "{:?}", again.items);
}

/// The state of the other computer, and the result for the number's draft.
#[tokio::test(flavor = "multi_thread")]
async fn checked_before_it_comes_in() {
    let text = exported().await;
    let behind = |office: &Office, alias: &str| {
        let edit = sandbox::Edit::SetFields { number: FIRST.into(), fields: fields(json!({ "alias": alias })) };
        office.control.edit(&edit).unwrap();
    };
    let state = async |office: &Office, text: &str| {
        let preview = office.desk.import_preview(ACCOUNT, text).await.unwrap();
        preview.items.into_iter().find(|item| item.key.kind == DraftKind::Number).unwrap().state
    };
    let office = Office::open().await;
    behind(&office, "Theirs");
    office.sync().await;
    assert_eq!(state(&office, &text).await, ImportState::Conflict);
    behind(&office, "Handed over");
    office.sync().await;
    assert_eq!(state(&office, &text).await, ImportState::Nothing);
    let office = Office::open().await;
    let invalid = changed(&text, |file| file["numbers"][0]["edits"]["webhook_url"] = json!("http://plain.example/"));
    assert_eq!(state(&office, &invalid).await, ImportState::Invalid);
    let unknown = changed(&text, |file| file["numbers"][0]["number"] = json!("4930000000"));
    assert_eq!(state(&office, &unknown).await, ImportState::Unknown);
    let key = DraftKey { kind: DraftKind::Number, id: "4930000000".into() };
    assert_eq!(office.desk.import_drafts(ACCOUNT, &unknown, &[key]).await.unwrap().drafts, 0);

    office.edit(FIRST, [webhook("https://mine.example/")]).await;
    assert_eq!(state(&office, &text).await, ImportState::Replaces);
    let done = office.desk.import_drafts(ACCOUNT, &text, &[number()]).await.unwrap();
    assert_eq!((done.drafts, done.aside), (1, 1));
    office.desk.take_back(ACCOUNT, done.id, &[]).await.unwrap();
    assert_eq!(office.desk.number_panel(ACCOUNT, FIRST).unwrap().webhook_url.value, "https://mine.example/");
}

/// The target of a mapping is checked like a choice in the panel, and reported before the import.
#[tokio::test(flavor = "multi_thread")]
async fn where_a_mapping_may_lead() {
    let text = exported().await;
    let office = Office::open().await;
    for nobody in ["SAXXXXXXXXXXXXXXXX99", "not an id"] {
        let file = changed(&text, |file| file["mappings"][0]["target"] = json!(nobody));
        let preview = office.desk.import_preview(ACCOUNT, &file).await.unwrap();
        let item = preview.items.iter().find(|item| item.key == mapping()).unwrap();
        assert_eq!(item.state, ImportState::Unknown, "{nobody}");
        assert!(item.note.as_deref().unwrap_or_default().contains(nobody), "{:?}", item.note);
        let done = office.desk.import_drafts(ACCOUNT, &file, &[mapping()]).await.unwrap();
        assert_eq!(done.drafts, 0, "{nobody}");
        let error = office.desk.edit(ACCOUNT, FIRST, map_to(nobody)).await.expect_err("the panel says the same");
        assert_eq!(item.note.as_deref(), Some(error.message.as_str()));
    }
    // The main account may also be an empty text: setting the mapping back there leaves no draft.
    let empty = changed(&text, |file| file["mappings"][0]["base"] = json!(""));
    assert_eq!(office.desk.import_drafts(ACCOUNT, &empty, &[mapping()]).await.unwrap().drafts, 1);
    office.edit(FIRST, [desk::view::Edit::AccountMapping(None)]).await;
    assert_eq!(office.drafts().await, []);
}

/// The credentials of a subaccount cannot move a WABA, so they cannot import such a draft. The preview says so.
#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_for_a_subaccount() {
    let plivo = crate::plivo::Plivo::open().await;
    let desk = plivo.desk();
    let (id, token) = &plivo.console.subaccount;
    let account = desk.connect(crate::plivo::session_only(plivo.console.typed(id, token)), 1).await.unwrap().id;
    crate::plivo::sync(&desk, &account).await;
    let own = plivo.sandbox.control().wabas().into_iter().find(|waba| waba.sub_account.as_ref() == Some(id)).unwrap();
    let file = json!({
        "format": "number-desk-drafts", "version": 1, "exportedAt": 0, "exported": "", "by": "a colleague",
        "account": { "name": "Labs", "authId": id, "apiAddress": plivo.console.api },
        "numbers": [],
        "mappings": [{ "wabaId": own.waba_id, "wabaName": own.name, "startedAt": 0, "base": id, "target": null }],
    });
    let preview = desk.import_preview(&account, &file.to_string()).await.unwrap();
    let told = preview.items[0].note.clone().unwrap_or_default();
    assert!(preview.items[0].state == ImportState::Unknown && told.contains("credentials of a subaccount"), "{told}");
}

/// A file that cannot be imported, and the reason. The three cases have different messages.
#[tokio::test(flavor = "multi_thread")]
async fn three_clear_answers() {
    let text = exported().await;
    let office = Office::open().await;
    let rows = [
        (changed(&text, |file| file["version"] = json!(2)), "newer Number Desk (format 2"),
        (text[..text.len() / 2].to_owned(), "damaged"),
        (changed(&text, |file| file["numbers"][0]["edits"] = json!(7)), "damaged"),
        (String::new(), "damaged"),
        ("{}".to_owned(), "not a hand-over file"),
        ("[1, 2]".to_owned(), "damaged"),
        (changed(&text, |file| file["account"]["authId"] = json!("MAXXXXXXXXXXXXXXXX09")), "another account"),
    ];
    for (file, expected) in rows {
        let error = office.desk.import_preview(ACCOUNT, &file).await.expect_err(expected);
        assert!(error.code == Code::InvalidInput && error.message.contains(expected), "{expected}: {}", error.message);
        let error = office.desk.import_drafts(ACCOUNT, &file, &[number()]).await.expect_err(expected);
        assert!(error.message.contains(expected), "{expected}: {}", error.message);
    }
    let with_mark = format!("\u{feff}{text}");
    assert!(office.desk.import_preview(ACCOUNT, &with_mark).await.is_ok());
    assert_eq!(office.drafts().await, []);
}
