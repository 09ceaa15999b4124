//! The window keeps no counters of its own, so a notice reports each change of drafts, records and stored tests: after
//! it is on disk, and while no lock is held that the window's next request needs.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use desk::view::{
    ApplyWhat, BulkEdit, ConfigurationType, DraftKey, DraftKind, DraftsQuery, Edit, Endpoint, FieldName, HandNumber,
    Notice, NumbersQuery, RestoreWhat, SaveOutcome, SelectionChange, Side, Span,
};
use desk::{Consent, Desk};
use rusqlite::types::Value;
use sandbox::seed::FIRST_WABA;
use sandbox::{Fault, Options, Pattern, Rule};
use serde_json::json;

use crate::confirming::apply;
use crate::office::{ACCOUNT, FIRST, Office, alias, fields, map_to, until, webhook};

/// The parts that have a version in the window, with their tables.
const KINDS: [(&str, &[&str]); 3] =
    [("drafts", &["draft", "mapping_draft"]), ("records", &["activity"]), ("checks", &["endpoint_check"])];

fn kind(notice: &Notice) -> Option<(usize, &str)> {
    match notice {
        Notice::DraftsChanged { account } => Some((0, account)),
        Notice::RecordsChanged { account } => Some((1, account)),
        Notice::ChecksChanged { account } => Some((2, account)),
        _ => None,
    }
}

type Rows = Vec<Vec<Value>>;

/// The committed rows, as another process would read them.
fn on_disk(folder: &Path, kind: usize) -> Rows {
    let file = rusqlite::Connection::open(folder.join("number-desk.db")).unwrap();
    let read = |table: &&str| {
        let mut statement = file.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2")).unwrap();
        let columns = statement.column_count();
        let row = |row: &rusqlite::Row<'_>| (0..columns).map(|column| row.get(column)).collect();
        statement.query_map([], row).unwrap().collect::<Result<Rows, _>>().unwrap()
    };
    KINDS[kind].1.iter().flat_map(read).collect()
}

/// A second thread that sends the window's next request, and a request that needs the lock of the drafts.
struct Neighbour(Mutex<Sender<Sender<()>>>);

impl Neighbour {
    fn of(desk: &Desk) -> Self {
        let (sender, questions) = channel::<Sender<()>>();
        let desk = desk.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            for answered in questions {
                let _there_is_none = runtime.block_on(desk.undo_discard(ACCOUNT, -1));
                let _may_be_gone = desk.number_panel(ACCOUNT, FIRST);
                let _nobody_waits = answered.send(());
            }
        });
        Self(Mutex::new(sender))
    }

    /// Whether its requests complete while a notice is delivered.
    fn is_free(&self) -> bool {
        let (answered, answer) = channel();
        self.0.lock().unwrap().send(answered).unwrap();
        answer.recv_timeout(Duration::from_secs(30)).is_ok()
    }
}

/// The rows on disk at the last notice of each kind, and the number of notices.
#[derive(Default)]
struct Told {
    times: [usize; 3],
    then: [Option<Rows>; 3],
    wrong: Vec<String>,
}

struct Watch {
    folder: PathBuf,
    told: Arc<Mutex<Told>>,
}

impl Watch {
    fn over(office: &Office) -> Self {
        let told = Arc::new(Mutex::new(Told::default()));
        let folder = office.folder.path().to_owned();
        let (neighbour, held, at) = (Neighbour::of(&office.desk), told.clone(), folder.clone());
        office.listen_with(move |notice| {
            let Some((kind, account)) = kind(notice) else { return };
            let (free, rows) = (neighbour.is_free(), on_disk(&at, kind));
            let mut told = held.lock().unwrap();
            told.times[kind] += 1;
            told.then[kind] = Some(rows);
            if !free || account != ACCOUNT {
                told.wrong.push(format!("{notice:?}, free: {free}"));
            }
        });
        Self { folder, told }
    }

    /// Does the work, and checks which of the three notices were sent. The final rows were already on disk at the last
    /// notice.
    async fn during<T>(&self, name: &str, expected: &str, work: impl Future<Output = T>) -> T {
        *self.told.lock().unwrap() = Told::default();
        let before = [0, 1, 2].map(|kind| on_disk(&self.folder, kind));
        let done = work.await;
        let told = std::mem::take(&mut *self.told.lock().unwrap());
        assert_eq!(told.wrong, [] as [String; 0], "{name}");
        let kinds: Vec<&str> = (0..3).filter(|kind| told.times[*kind] > 0).map(|kind| KINDS[kind].0).collect();
        assert_eq!(kinds.join(" "), expected, "{name}");
        for (kind, (before, then)) in before.iter().zip(told.then).enumerate() {
            let now = on_disk(&self.folder, kind);
            let seen = then.as_ref().unwrap_or(before);
            assert!(*seen == now, "{name}: {} changed after the last notice\n{seen:#?}\n{now:#?}", KINDS[kind].0);
        }
        done
    }
}

fn own() -> DraftKey {
    DraftKey { kind: DraftKind::Number, id: FIRST.to_owned() }
}

fn mapping() -> DraftKey {
    DraftKey { kind: DraftKind::Mapping, id: FIRST_WABA.to_owned() }
}

fn behind(office: &Office, values: serde_json::Value) {
    office.control.edit(&sandbox::Edit::SetFields { number: FIRST.to_owned(), fields: fields(values) }).unwrap();
}

async fn when_settled(office: &Office) {
    let mut notices = office.notices();
    office.turn_clock(Duration::from_secs(120));
    until(&mut notices, |notice| matches!(notice, Notice::Settled { .. }).then_some(())).await;
}

async fn select_all(desk: &Desk) -> u32 {
    let all = SelectionChange::Matching { selected: true };
    desk.select(ACCOUNT, NumbersQuery::default(), all).await.unwrap().version
}

async fn applied(office: &Office, keys: Vec<DraftKey>) {
    let mut notices = office.notices();
    office.apply(ApplyWhat::Drafts { drafts: keys }).await.unwrap();
    while office.batch().unwrap().running {
        until(&mut notices, Some).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_drafts() {
    let office = Office::open().await;
    let (desk, watch) = (office.desk.clone(), Watch::over(&office));
    let target = office.subaccount("EU Team");
    watch
        .during("looking", "", desk.drafts(ACCOUNT, DraftsQuery::default(), Span { offset: 0, limit: 10 }))
        .await
        .unwrap();
    watch.during("an edit", "drafts", office.edit(FIRST, [alias("One")])).await;
    watch.during("another of the same", "drafts", office.edit(FIRST, [alias("Two")])).await;
    watch.during("an edit of the mapping", "drafts", office.edit(FIRST, [map_to(&target)])).await;
    let nowhere = map_to("SAXXXXXXXXXXXXXXXXXX");
    watch.during("an edit that is refused", "", desk.edit(ACCOUNT, FIRST, nowhere)).await.unwrap_err();
    for field in [FieldName::Alias, FieldName::AccountMapping] {
        watch.during("undo of a field", "drafts", desk.undo_field(ACCOUNT, FIRST, field)).await.unwrap();
    }
    office.edit(FIRST, [alias("One"), map_to(&target)]).await;
    let id = watch.during("discard", "drafts", desk.discard(ACCOUNT, FIRST, true)).await.unwrap().id;
    watch.during("undo of a discard", "drafts", desk.undo_discard(ACCOUNT, id)).await.unwrap();
    watch.during("undo of none", "", desk.undo_discard(ACCOUNT, id)).await.unwrap_err();
    let keys = [own(), mapping()];
    for key in &keys {
        watch.during("mark as ready", "drafts", desk.mark_ready(ACCOUNT, key, true)).await.unwrap();
    }
    let file = watch.during("export", "", desk.export_drafts(ACCOUNT)).await.unwrap().path;
    let text = std::fs::read_to_string(file).unwrap();
    for key in &keys {
        watch.during("discard of one", "drafts", desk.discard_one(ACCOUNT, key)).await.unwrap();
    }
    watch.during("preview of an import", "", desk.import_preview(ACCOUNT, &text)).await.unwrap();
    let made = watch.during("import", "drafts", desk.import_drafts(ACCOUNT, &text, &keys)).await.unwrap();
    watch.during("take back", "drafts", desk.take_back(ACCOUNT, made.id, &[])).await.unwrap();
    let selection = watch.during("a selection", "", select_all(&desk)).await;
    let edit = BulkEdit { alias: Some("All".to_owned()), ..BulkEdit::default() };
    watch.during("bulk preview", "", desk.bulk_preview(ACCOUNT, selection, &edit)).await.unwrap();
    let span = Span { offset: 0, limit: 10 };
    watch.during("rows of it", "", desk.bulk_items(ACCOUNT, selection, &edit, span)).await.unwrap();
    watch.during("bulk edit", "drafts", desk.bulk_draft(ACCOUNT, selection, &edit)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_saves() {
    let office = Office::open().await;
    let (desk, watch) = (office.desk.clone(), Watch::over(&office));
    office.edit(FIRST, [alias("Saved")]).await;
    watch.during("a save", "drafts records", office.save(FIRST)).await;
    let last = watch.during("looking at the record", "", async { office.record()[0].id }).await;
    watch.during("restore", "drafts", desk.restore(ACCOUNT, last, RestoreWhat::Change)).await.unwrap();
    let refuse = |fault| office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), fault));
    refuse(Fault::forbidden());
    watch.during("a save that is refused", "records", office.save(FIRST)).await;
    refuse(Fault::CutAfterWrite);
    watch.during("an answer that is lost and found", "drafts records", office.save(FIRST)).await;
    office.edit(FIRST, [alias("Lost")]).await;
    refuse(Fault::CutBeforeWrite);
    watch.during("an answer that is lost", "records", office.save(FIRST)).await;
    watch.during("its end", "records", when_settled(&office)).await;

    office.edit(FIRST, [alias("On a train"), map_to(&office.subaccount("EU Team"))]).await;
    office.control.set_offline(true);
    let outcome = watch.during("a save without a network", "drafts", office.save(FIRST)).await;
    assert!(matches!(outcome, SaveOutcome::MarkedReady { .. }), "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_conflicts_and_batches() {
    let office = Office::open().await;
    let (desk, watch) = (office.desk.clone(), Watch::over(&office));
    office.edit(FIRST, [alias("Mine")]).await;
    behind(&office, json!({ "alias": "Theirs" }));
    let outcome = watch.during("a conflict", "", office.save(FIRST)).await;
    assert!(matches!(outcome, SaveOutcome::Conflict { .. }), "{outcome:?}");
    let decide = |side, shown| desk.decide(ACCOUNT, FIRST, FieldName::Alias, side, shown);
    watch.during("a decision", "drafts", decide(Some(Side::Yours), "Theirs")).await.unwrap();
    watch.during("a decision taken back", "drafts", decide(None, "Theirs")).await.unwrap();
    watch.during("a decision over another value", "", decide(Some(Side::Yours), "Other")).await.unwrap();

    behind(&office, json!({ "alias": "Mine" }));
    watch.during("a draft that Plivo holds by now", "drafts", office.save(FIRST)).await;
    office.edit(FIRST, [alias("In the tray")]).await;
    watch.during("a batch", "drafts records", applied(&office, vec![own()])).await;
    watch.during("a batch of nothing", "", apply(&desk, ApplyWhat::Ready)).await.unwrap_err();
}

/// Changes that a number's panel or a sync finds by itself.
#[tokio::test(flavor = "multi_thread")]
async fn of_what_others_did() {
    let office = Office::open().await;
    let (desk, watch) = (office.desk.clone(), Watch::over(&office));
    let target = office.subaccount("EU Team");
    watch.during("a sync", "", office.sync()).await;
    office.edit(FIRST, [alias("The same"), map_to(&target)]).await;
    watch.during("a sync beside drafts", "", office.sync()).await;
    office.control.edit(&sandbox::Edit::Map { waba_id: FIRST_WABA.to_owned(), subaccount: Some(target) }).unwrap();
    watch.during("a WABA that was moved elsewhere", "drafts", office.sync()).await;
    behind(&office, json!({ "alias": "The same" }));
    let opened = async {
        let mut notices = office.notices();
        desk.open_number(ACCOUNT, FIRST).await.unwrap();
        until(&mut notices, |notice| matches!(notice, Notice::PanelChanged { .. }).then_some(())).await;
    };
    watch.during("a draft that Plivo was read to hold", "drafts", opened).await;
    assert_eq!(crate::office::all_drafts(&desk, ACCOUNT).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_what_is_confirmed() {
    let office = Office::open().await;
    let (desk, watch) = (office.desk.clone(), Watch::over(&office));
    office.edit(FIRST, [map_to(&office.subaccount("EU Team"))]).await;
    let shown = watch.during("the preview of a remap", "", office.save(FIRST)).await;
    let SaveOutcome::NeedsConfirmation { preview, .. } = shown else { panic!("a dialog: {shown:?}") };
    let confirm = |typed| desk.confirm_remap(ACCOUNT, FIRST, &preview.preview_id, typed);
    watch.during("a wrong name", "", confirm("Acme")).await.unwrap_err();
    watch.during("a remap", "drafts records", confirm("Acme EU")).await.unwrap();
    let id = watch.during("a preview", "", desk.disconnect_preview(ACCOUNT, FIRST)).await.unwrap().preview_id;
    watch.during("a disconnect", "records", desk.confirm_disconnect(ACCOUNT, FIRST, &id, "7458")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_what_is_done_by_hand() {
    let office = Office::open_with(Options { public_api_only: true, ..Options::default() }).await;
    let (desk, watch) = (office.desk.clone(), Watch::over(&office));
    let number = HandNumber {
        number: FIRST.to_owned(),
        waba_id: FIRST_WABA.to_owned(),
        waba_name: "Acme EU".to_owned(),
        owner: "main".to_owned(),
        ..HandNumber::default()
    };
    watch.during("a number by hand", "", desk.add_number(ACCOUNT, &number)).await.unwrap();
    let to_webhook = Edit::ConfigurationType(ConfigurationType::Webhook);
    office.edit(FIRST, [alias("By hand"), to_webhook, webhook("https://hooks.acme.example/in")]).await;
    watch.during("a step", "", desk.by_hand_step(ACCOUNT, FIRST, FieldName::Alias, true)).await.unwrap();
    watch.during("its end", "drafts records", desk.by_hand_finish(ACCOUNT, FIRST)).await.unwrap();
    assert!(office.has_draft(FIRST).await, "the rest is left");
    watch.during("a number that is forgotten", "drafts", desk.forget_number(ACCOUNT, FIRST)).await.unwrap();
    assert!(!office.has_draft(FIRST).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_tests_and_of_a_reset() {
    let office = Office::open().await.with_samples().await;
    let (desk, watch) = (office.desk.clone(), Watch::over(&office));
    let test = |given| {
        let consent = Consent { given, ..Consent::default() };
        desk.test_endpoint(ACCOUNT, FIRST, Endpoint::Webhook, consent)
    };
    watch.during("a question", "", test(false)).await.unwrap();
    watch.during("a test", "checks", test(true)).await.unwrap();
    let selection = select_all(&desk).await;
    let many = async {
        let mut notices = office.notices();
        office.test_many(selection).await.unwrap();
        while desk.test_run(ACCOUNT, 0, 0).unwrap().unwrap().running {
            until(&mut notices, Some).await;
        }
    };
    watch.during("many tests", "checks", many).await;
    watch.during("the end of looking at them", "", async { desk.test_dismiss(ACCOUNT) }).await.unwrap();
    office.edit(FIRST, [alias("Not for long")]).await;
    watch.during("a reset of the sandbox", "drafts checks", desk.sandbox_was_reset(office.door())).await.unwrap();
    watch.during("a preference", "", async { desk.set_panel_width(500) }).await.unwrap();
    watch.during("signing out", "", desk.sign_out(ACCOUNT)).await.unwrap();
}
