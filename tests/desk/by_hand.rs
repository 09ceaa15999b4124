//! Plivo returns 404 for its WhatsApp lists: numbers are added by hand and from a file, and drafts are carried out by
//! hand.

use desk::error::Code;
use desk::view::{
    ActivityOutcome, ByHandView, ConfigurationType, ConfirmBy, ConnectionView, Edit, FieldName, HandNumber,
    NumbersQuery,
};

use crate::office::{ACCOUNT, FIRST, Office, alias, webhook};

const WABA: &str = "102290129340398";
const FILE: &str = "\
number;waba_id;waba_name;alias;configuration_type;webhook_url;calling_enabled;answer_url;sub_account;colour
+91 80 3573 7458;102290129340398;Acme EU;Support;webhook;https://hooks.acme.example/in;no;;main;red
4930901820;102290129340398;Acme EU;Berlin;;;;;;
12;;;;;;;;;
4930901820;;;Twice;;;;;;
442079460958;;;;carrier pigeon;;;;;
12125550142;1022999;Nobody's;;;;;;;
";

async fn office() -> Office {
    let options = sandbox::Options { public_api_only: true, ..sandbox::Options::default() };
    let office = Office::open_with(options).await;
    assert_eq!(office.desk.status(ACCOUNT).unwrap().connection, ConnectionView::MissingApi);
    office
}

fn typed(number: &str) -> HandNumber {
    HandNumber {
        number: number.to_owned(),
        waba_id: WABA.to_owned(),
        waba_name: "Acme EU".to_owned(),
        alias: "Support".to_owned(),
        configuration_type: Some(ConfigurationType::Webhook),
        webhook_url: "https://hooks.acme.example/in".to_owned(),
        owner: "main".to_owned(),
        ..HandNumber::default()
    }
}

fn fields(view: &ByHandView) -> Vec<(FieldName, bool)> {
    view.steps.iter().map(|step| (step.field, step.done)).collect()
}

async fn listed(office: &Office) -> u32 {
    office.desk.numbers_window(ACCOUNT, NumbersQuery::default(), (0, 100), &[]).await.unwrap().numbers
}

/// Agents and subaccounts are public calls: they are read although the WhatsApp lists are missing.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_public_is_read() {
    let choices = office().await.desk.choices(ACCOUNT).unwrap();
    assert!(!choices.agents.is_empty() && !choices.subaccounts.is_empty(), "{choices:?}");
}

/// Calls are public too. Reading them does not mean that the WhatsApp lists exist.
#[tokio::test(flavor = "multi_thread")]
async fn reading_calls_does_not_hide_that_the_lists_are_missing() {
    let office = office().await;
    office.desk.add_number(ACCOUNT, &typed("+91 80357 37458")).await.unwrap();
    let calls = office.desk.read_calls(ACCOUNT, "918035737458").await.unwrap();
    assert!(calls.error.is_none() && !calls.calls.is_empty(), "{calls:?}");
    assert_eq!(office.desk.status(ACCOUNT).unwrap().connection, ConnectionView::MissingApi);
    office.desk.add_number(ACCOUNT, &typed("+49 30 901820")).await.expect("numbers are still added by hand");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_added_and_outlives_restart_and_sync() {
    let office = office().await;
    let panel = office.desk.add_number(ACCOUNT, &typed("+91 80357 37458")).await.unwrap();
    assert!(panel.by_hand && panel.alias.value == "Support" && panel.summary.waba == "Acme EU", "{panel:?}");
    assert_eq!(panel.account_mapping.value_label, "Main Account");
    let office = office.restart().await;
    office.sync().await;
    assert_eq!(listed(&office).await, 1);
    let nobodys = || HandNumber { owner: String::new(), ..typed("4930901820") };
    let rows: [(HandNumber, FieldName); 6] = [
        (typed("+91 80357 37458"), FieldName::Number),
        (typed("call me"), FieldName::Number),
        (HandNumber { alias: "x".repeat(65), ..typed("4930901820") }, FieldName::Alias),
        (HandNumber { owner: "MA1".into(), ..typed("4930901820") }, FieldName::AccountMapping),
        (HandNumber { waba_id: String::new(), ..typed("4930901820") }, FieldName::WabaId),
        (HandNumber { waba_id: "1022999".into(), ..nobodys() }, FieldName::AccountMapping),
    ];
    for (wrong, field) in rows {
        let error = office.desk.add_number(ACCOUNT, &wrong).await.expect_err("it is wrong");
        assert_eq!((error.code, error.field), (Code::InvalidInput, Some(field)), "{}", error.message);
    }
    // Another number of the same WABA, without further values: the known values of the WABA stay.
    let labs = office.subaccount("Labs");
    office.desk.add_number(ACCOUNT, &HandNumber { owner: labs.clone(), ..typed("4930901820") }).await.unwrap();
    office
        .desk
        .add_number(ACCOUNT, &HandNumber { waba_name: String::new(), number: "442079460958".into(), ..nobodys() })
        .await
        .unwrap();
    let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
    assert_eq!((panel.summary.waba.as_str(), panel.account_mapping.value), ("Acme EU", Some(labs)));
    // The owner can be corrected, also back to the main account.
    office.desk.add_number(ACCOUNT, &HandNumber { owner: "main".into(), ..typed("12125550142") }).await.unwrap();
    assert_eq!(office.desk.number_panel(ACCOUNT, FIRST).unwrap().account_mapping.value, None);
    for number in [FIRST, "4930901820", "442079460958", "12125550142"] {
        office.desk.forget_number(ACCOUNT, number).await.unwrap();
    }
    assert_eq!(listed(&office).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_from_a_file() {
    let office = office().await;
    let preview = office.desk.csv_preview(ACCOUNT, FILE).await.unwrap();
    let told: Vec<_> = preview.rows.iter().map(|row| (row.line, row.error.is_none())).collect();
    assert_eq!(told, [(2, true), (3, true), (4, false), (5, false), (6, false), (7, false)], "{:#?}", preview.rows);
    let whose = preview.rows[5].error.as_deref().unwrap_or_default();
    assert!(whose.contains("who owns this WABA"), "the owner is never guessed: {whose}");
    assert_eq!(preview.ignored, ["colour"]);
    assert_eq!(listed(&office).await, 0, "nothing is kept by looking");
    assert_eq!(office.desk.csv_import(ACCOUNT, FILE).await.unwrap(), 2);
    assert_eq!(listed(&office).await, 2);
    let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
    assert_eq!(
        (panel.alias.value.as_str(), panel.webhook_url.value.as_str()),
        ("Support", "https://hooks.acme.example/in")
    );
    let refused = office.desk.csv_preview(ACCOUNT, "phone\n1\n").await.expect_err("no such column");
    assert!(refused.message.contains("number"), "{}", refused.message);
}

/// A failure of the disk concerns the whole file. It is not taken for an error in a row, which is left out.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_on_a_failing_disk() {
    let office = office().await;
    let file = rusqlite::Connection::open(office.folder.path().join("number-desk.db")).unwrap();
    file.execute_batch("ALTER TABLE waba RENAME TO unreadable").unwrap();
    let previewed = office.desk.csv_preview(ACCOUNT, FILE).await.map(drop);
    let imported = office.desk.csv_import(ACCOUNT, FILE).await.map(drop);
    for failed in [previewed, imported] {
        assert!(failed.as_ref().is_err_and(|error| error.code != Code::InvalidInput), "{failed:?}");
    }
    file.execute_batch("ALTER TABLE unreadable RENAME TO waba").unwrap();
    assert_eq!(listed(&office).await, 0, "nothing of the file is kept");
    assert_eq!(office.desk.csv_import(ACCOUNT, FILE).await.unwrap(), 2);
}

/// A file without a calling column leaves the known value. A missing column does not mean "off".
#[tokio::test(flavor = "multi_thread")]
async fn a_file_without_calling() {
    let office = office().await;
    let calls = async |file: &str| {
        assert_eq!(office.desk.csv_import(ACCOUNT, file).await.unwrap(), 1);
        office.desk.number_panel(ACCOUNT, FIRST).unwrap().calling.value
    };
    assert!(calls(&format!("number,calling_enabled\n{FIRST},on\n")).await);
    assert!(calls(&format!("number,alias\n{FIRST},Support\n")).await);
    assert!(calls(&format!("number,calling_enabled\n{FIRST},\n")).await);
    assert!(!calls(&format!("number,calling_enabled\n{FIRST},no\n")).await);
}

/// A value without a column stays. An empty cell means that there is no value.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_few_columns() {
    let office = office().await;
    office.desk.csv_import(ACCOUNT, FILE).await.unwrap();
    let held = async |file: &str| {
        assert_eq!(office.desk.csv_import(ACCOUNT, file).await.unwrap(), 1);
        let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
        (panel.alias.value, panel.webhook_url.value, panel.summary.waba)
    };
    let told = |alias: &str, webhook: &str| (alias.to_owned(), webhook.to_owned(), "Acme EU".to_owned());
    let webhook = "https://hooks.acme.example/in";
    assert_eq!(held(&format!("number,alias\n{FIRST},Front desk\n")).await, told("Front desk", webhook));
    assert_eq!(held(&format!("number,alias\n{FIRST},\n")).await, told("", webhook));
    assert_eq!(held(&format!("number,webhook_url\n{FIRST},\n")).await, told("", ""));
}

/// If Plivo lists the numbers, its list is the only source.
#[tokio::test(flavor = "multi_thread")]
async fn not_beside_plivos_own_list() {
    let office = Office::open().await;
    let error = office.desk.add_number(ACCOUNT, &typed("4930000000")).await.expect_err("Plivo has a list");
    assert_eq!(error.code, Code::InvalidInput, "{}", error.message);
    let error = office.desk.forget_number(ACCOUNT, FIRST).await.expect_err("Plivo lists it");
    assert_eq!(error.code, Code::InvalidInput);
}

/// Step by step, recorded as applied by hand. Steps that are not done stay in the draft.
#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_carried_out_by_hand() {
    let office = office().await;
    office.desk.add_number(ACCOUNT, &typed(FIRST)).await.unwrap();
    office.edit(FIRST, [alias("Front desk"), webhook("https://new.example/in")]).await;
    let error = office.desk.save(ACCOUNT, FIRST, true).await.expect_err("there is no API");
    assert_eq!(error.code, Code::MissingApi, "{}", error.message);
    let view = office.desk.by_hand(ACCOUNT, FIRST).await.unwrap();
    assert_eq!(fields(&view), [(FieldName::Alias, false), (FieldName::WebhookUrl, false)]);
    assert_eq!(
        (view.steps[1].value.as_str(), view.steps[1].was.as_str()),
        ("https://new.example/in", "https://hooks.acme.example/in")
    );
    let error = office.desk.by_hand_finish(ACCOUNT, FIRST).await.expect_err("nothing is done");
    assert_eq!(error.code, Code::InvalidInput);
    office.desk.by_hand_step(ACCOUNT, FIRST, FieldName::Alias, true).await.unwrap();
    let office = office.restart().await;
    let view = office.desk.by_hand(ACCOUNT, FIRST).await.unwrap();
    assert_eq!(fields(&view), [(FieldName::Alias, true), (FieldName::WebhookUrl, false)], "ticks outlive a restart");
    let panel = office.desk.by_hand_finish(ACCOUNT, FIRST).await.unwrap();
    assert!(!panel.alias.changed && panel.alias.value == "Front desk", "{:?}", panel.alias);
    assert!(panel.webhook_url.changed, "it was not done, so it stays a draft");
    let record = office.record();
    assert_eq!((record.len(), record[0].outcome), (1, ActivityOutcome::ByHand));
    assert_eq!(record[0].changes.len(), 1, "{:?}", record[0].changes);
    assert!(record[0].can_undo);
    assert_eq!(office.writes().len(), 0);
}

/// The new values are stored together with their record, or not at all.
#[tokio::test(flavor = "multi_thread")]
async fn carried_out_as_a_whole() {
    let office = office().await;
    office.desk.csv_import(ACCOUNT, FILE).await.unwrap();
    let labs = office.subaccount("Labs");
    office.edit(FIRST, [alias("Front desk"), Edit::AccountMapping(Some(labs.clone()))]).await;
    let remap = office.desk.by_hand(ACCOUNT, FIRST).await.unwrap().remap.unwrap();
    office.desk.by_hand_confirm(ACCOUNT, FIRST, &remap.preview_id, "Acme EU").await.unwrap();
    for field in [FieldName::Alias, FieldName::AccountMapping] {
        office.desk.by_hand_step(ACCOUNT, FIRST, field, true).await.unwrap();
    }
    let file = rusqlite::Connection::open(office.folder.path().join("number-desk.db")).unwrap();
    // Fails at the last write. The record and the snapshot are written before.
    let full = "CREATE TRIGGER full BEFORE DELETE ON mapping_draft BEGIN SELECT RAISE(FAIL, 'disk'); END";
    file.execute_batch(full).unwrap();
    let error = office.desk.by_hand_finish(ACCOUNT, FIRST).await.expect_err("the file refuses it");
    assert_eq!(error.code, Code::Internal, "{}", error.message);
    assert_eq!(office.record(), [], "no record of a change that was not stored");
    let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
    assert!(panel.alias.changed && panel.account_mapping.changed, "both are drafts still");

    file.execute_batch("DROP TRIGGER full").unwrap();
    let panel = office.desk.by_hand_finish(ACCOUNT, FIRST).await.unwrap();
    assert!(!panel.alias.changed && panel.account_mapping.value == Some(labs), "confirmed once is enough");
    assert_eq!(office.record().len(), 2);
}

/// A changed draft is another plan: ticked steps of the old plan do not count.
#[tokio::test(flavor = "multi_thread")]
async fn another_plan_begins_anew() {
    let office = office().await;
    office.desk.add_number(ACCOUNT, &typed(FIRST)).await.unwrap();
    office.edit(FIRST, [alias("Front desk")]).await;
    office.desk.by_hand_step(ACCOUNT, FIRST, FieldName::Alias, true).await.unwrap();
    office.edit(FIRST, [alias("Reception")]).await;
    assert_eq!(fields(&office.desk.by_hand(ACCOUNT, FIRST).await.unwrap()), [(FieldName::Alias, false)]);
    office.edit(FIRST, [webhook("http://plain.example/")]).await;
    let view = office.desk.by_hand(ACCOUNT, FIRST).await.unwrap();
    assert!(view.steps.is_empty() && !view.problems.is_empty(), "an invalid draft is not carried out: {view:?}");
}

/// A remap by hand still needs its confirmation.
#[tokio::test(flavor = "multi_thread")]
async fn a_remap_by_hand_is_confirmed() {
    let office = office().await;
    office.desk.csv_import(ACCOUNT, FILE).await.unwrap();
    let labs = office.subaccount("Labs");
    office.edit(FIRST, [Edit::AccountMapping(Some(labs.clone()))]).await;
    let view = office.desk.by_hand(ACCOUNT, FIRST).await.unwrap();
    let remap = view.remap.expect("it moves the WABA");
    assert_eq!((remap.numbers.len(), remap.confirmed), (2, false));
    let tick = async || office.desk.by_hand_step(ACCOUNT, FIRST, FieldName::AccountMapping, true).await;
    assert_eq!(tick().await.expect_err("not confirmed").code, Code::NotConfirmed);
    let confirm = async |typed: &str| office.desk.by_hand_confirm(ACCOUNT, FIRST, &remap.preview_id, typed).await;
    assert_eq!(confirm("Acme").await.expect_err("a wrong name").code, Code::NotConfirmed);
    assert!(confirm("Acme EU").await.unwrap().remap.unwrap().confirmed);
    tick().await.unwrap();
    let panel = office.desk.by_hand_finish(ACCOUNT, FIRST).await.unwrap();
    assert_eq!((panel.account_mapping.value, panel.account_mapping.changed), (Some(labs), false));
    assert_eq!(office.record()[0].outcome, ActivityOutcome::ByHand);
    assert_eq!(office.writes().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_cannot_be_typed_is_not_asked_for() {
    let office = office().await;
    let number = HandNumber { waba_name: "Acme\u{200b}EU".into(), ..typed(FIRST) };
    office.desk.add_number(ACCOUNT, &number).await.unwrap();
    office.edit(FIRST, [Edit::AccountMapping(Some(office.subaccount("Labs")))]).await;
    let remap = office.desk.by_hand(ACCOUNT, FIRST).await.unwrap().remap.unwrap();
    let ConfirmBy::Id { text, why } = &remap.confirm_by else { panic!("{:?}", remap.confirm_by) };
    assert!(text == WABA && why.contains("cannot be seen"), "{why}");
    let confirm = async |typed: &str| office.desk.by_hand_confirm(ACCOUNT, FIRST, &remap.preview_id, typed).await;
    assert_eq!(confirm("Acme\u{200b}EU").await.expect_err("the name").code, Code::NotConfirmed);
    assert!(confirm(WABA).await.unwrap().remap.unwrap().confirmed);
}
