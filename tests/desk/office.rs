//! The fixture of most tests: a desk that works on a sandbox, with a clock that the tests can set.

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use desk::sandbox_door::SandboxDoor;
use desk::view::{
    ActivityEntry, ActivityOutcome, ActivityQuery, BatchItem, BatchView, DraftEntry, DraftsQuery, Edit, Notice,
    NumbersQuery, Rows, SaveOutcome, SelectionChange, SelectionView, Span, StepOutcome, StepView,
};
use desk::{Clock, Desk, Probing, Rate, Resolver, Setup, Timings};
use sandbox::{Control, Options, Sandbox};
use tempfile::TempDir;
use tokio::sync::broadcast;

/// The account of the built-in sandbox.
pub const ACCOUNT: &str = "sandbox";
/// The first number of every seeded account.
pub const FIRST: &str = sandbox::seed::FIRST_NUMBER;

pub struct Office {
    pub desk: Desk,
    pub sandbox: Sandbox,
    pub control: Control,
    pub folder: TempDir,
    hands: Arc<Hands>,
    names: Names,
    rate: Rate,
    notices: broadcast::Sender<Notice>,
}

/// How far the clocks are ahead of this computer's clock, in milliseconds.
#[derive(Default)]
struct Hands {
    /// Time that has passed, for all clocks.
    passed: AtomicI64,
    /// A change of the wall clock alone.
    set: AtomicI64,
}

/// The entries of the name server, besides those of the sandbox.
type Names = Arc<Mutex<HashMap<String, IpAddr>>>;

impl Office {
    /// Opened, connected and synced.
    pub async fn open() -> Self {
        Self::open_with(Options::default()).await
    }

    pub async fn open_with(options: Options) -> Self {
        Self::open_in(tempfile::tempdir().unwrap(), options).await
    }

    pub async fn open_in(folder: TempDir, options: Options) -> Self {
        // If the sandbox has no rate limit, the app has none either.
        let unlimited = Rate { requests: u32::MAX / 2, window: Duration::from_millis(1), reserved: 0 };
        let rate = if options.rate_limit.is_none() { unlimited } else { Rate::default() };
        let sandbox = Sandbox::start(options).await.unwrap();
        let hands = Arc::<Hands>::default();
        let names = Names::default();
        let desk = open_desk(folder.path(), &hands, &names, rate);
        let notices = broadcast::channel(10_000).0;
        let office = Self { desk, control: sandbox.control(), sandbox, folder, hands, names, rate, notices };
        office.listen();
        office.desk.attach_sandbox(office.door()).await.unwrap();
        office.desk.open_sandbox().unwrap();
        office.sync().await;
        office.control.clear_requests();
        office
    }

    /// The app ends and starts again with the same folder and the same Plivo.
    pub async fn restart(self) -> Self {
        self.restart_after(|_| ()).await
    }

    /// Like `restart`, with a change of the folder in between.
    pub async fn restart_after(self, meanwhile: impl FnOnce(&Path)) -> Self {
        let Self { desk, sandbox, control, folder, hands, names, rate, notices } = self;
        drop(desk);
        free(folder.path()).await;
        meanwhile(folder.path());
        let desk = open_desk(folder.path(), &hands, &names, rate);
        let office = Self { desk, sandbox, control, folder, hands, names, rate, notices };
        office.listen();
        office.desk.attach_sandbox(office.door()).await.unwrap();
        office
    }

    /// The app ends. Its folder stays.
    pub async fn close(self) -> TempDir {
        let Self { desk, folder, .. } = self;
        desk.close();
        drop(desk);
        free(folder.path()).await;
        folder
    }

    pub fn door(&self) -> SandboxDoor {
        SandboxDoor::new(self.sandbox.api(), self.sandbox.auth_id(), self.sandbox.auth_token())
    }

    /// With the sandbox's sample endpoints, which only this account can reach.
    pub async fn with_samples(self) -> Self {
        let samples = self.sandbox.samples().await.unwrap();
        let samples = desk::Samples { lent: samples.lent, roots: samples.roots };
        self.desk.attach_sandbox(self.door().with_samples(samples)).await.unwrap();
        self
    }

    /// The name resolves to this address from now on.
    pub fn resolves(&self, name: &str, address: [u8; 4]) {
        self.names.lock().unwrap().insert(name.to_owned(), address.into());
    }

    fn listen(&self) {
        self.listen_with(|_| ());
    }

    /// Also calls `look` for each notice, where it is sent.
    pub fn listen_with(&self, look: impl Fn(&Notice) + Send + Sync + 'static) {
        let notices = self.notices.clone();
        self.desk.subscribe(move |notice| {
            look(&notice);
            let _nobody_listens = notices.send(notice);
            true
        });
    }

    pub fn notices(&self) -> broadcast::Receiver<Notice> {
        self.notices.subscribe()
    }

    /// Syncs, and waits until the sync has ended.
    pub async fn sync(&self) {
        let mut notices = self.notices();
        self.desk.sync_start(ACCOUNT).unwrap();
        until(&mut notices, |notice| match notice {
            Notice::Status { status, .. } if !status.sync.running => Some(()),
            _ => None,
        })
        .await;
    }

    /// Lets this much time pass.
    pub fn turn_clock(&self, by: Duration) {
        self.hands.passed.fetch_add(i64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// Sets the wall clock forward or back, in milliseconds. No time passes.
    pub fn set_clock(&self, by: i64) {
        self.hands.set.fetch_add(by, Ordering::SeqCst);
    }

    pub async fn edit(&self, number: &str, edits: impl IntoIterator<Item = Edit>) {
        for edit in edits {
            self.desk.edit(ACCOUNT, number, edit).await.unwrap();
        }
    }

    /// Selects these numbers and no others, and returns the version of the selection.
    pub async fn select(&self, numbers: &[String]) -> u32 {
        let toggles = numbers.iter().map(|number| SelectionChange::Toggle { number: number.clone() });
        let mut selection = SelectionView::default();
        for change in std::iter::once(SelectionChange::None).chain(toggles) {
            selection = self.desk.select(ACCOUNT, NumbersQuery::default(), change).await.unwrap();
        }
        assert_eq!(selection.total as usize, numbers.len(), "each is in the list");
        selection.version
    }

    pub async fn save(&self, number: &str) -> SaveOutcome {
        self.desk.save(ACCOUNT, number, true).await.unwrap()
    }

    /// The requests at the sandbox since the journal was last cleared: `GET /WhatsApp/Number/918035737458/`.
    pub fn received(&self) -> Vec<String> {
        let account = format!("/v1/Account/{}", self.sandbox.auth_id());
        let line = |request: sandbox::Request| {
            format!("{} {}", request.method, request.path.strip_prefix(&account).unwrap_or(&request.path))
        };
        self.control.requests().into_iter().map(line).collect()
    }

    pub fn writes(&self) -> Vec<sandbox::Request> {
        self.control.requests().into_iter().filter(|request| request.method != "GET").collect()
    }

    pub fn record(&self) -> Vec<ActivityEntry> {
        crate::batch_records::recorded_writes(&self.desk, &ActivityQuery { limit: 100, ..ActivityQuery::default() })
    }

    /// Every draft, the latest first.
    pub async fn drafts(&self) -> Vec<DraftEntry> {
        all_drafts(&self.desk, ACCOUNT).await
    }

    /// The batch with all of its drafts.
    pub fn batch(&self) -> Option<WholeBatch> {
        let view = self.desk.status(ACCOUNT).unwrap().batch?;
        let items = whole(|span| self.desk.batch_items(ACCOUNT, &[], span).unwrap());
        Some(WholeBatch { view, items })
    }

    pub async fn has_draft(&self, number: &str) -> bool {
        let drafts = self.drafts().await;
        drafts.iter().any(|draft| draft.number.as_deref() == Some(number))
    }

    /// The ID of the subaccount with this name.
    pub fn subaccount(&self, name: &str) -> String {
        let choices = self.desk.choices(ACCOUNT).unwrap();
        choices.subaccounts.into_iter().find(|subaccount| subaccount.name == name).expect("in the seed").id
    }

    /// The subaccount that owns the WABA at Plivo, or `None` for the main account.
    pub fn mapping(&self, waba: &str) -> Option<String> {
        self.control.wabas().into_iter().find(|found| found.waba_id == waba).expect("in the seed").sub_account
    }

    /// Waits until the outcome of every write is known.
    pub async fn settled(&self) {
        let mut notices = self.notices();
        self.desk.sync_start(ACCOUNT).unwrap();
        while self.record().iter().any(|entry| entry.outcome == ActivityOutcome::NotYetKnown) {
            until(&mut notices, Some).await;
        }
    }

    /// Waits until Plivo holds an answer back. Until then there is nothing to release.
    pub async fn answer_held(&self) {
        self.control.requests_when(|all| all.iter().any(|one| one.fault.as_deref() == Some("hold"))).await;
    }

    pub fn held(&self, number: &str) -> serde_json::Value {
        serde_json::to_value(self.control.number(number).expect("the number is at Plivo")).unwrap()
    }
}

/// Waits until the folder is free: when the last task of the desk has ended.
async fn free(folder: &Path) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while let Err(error) = store::DataFolder::open(folder) {
        assert!(Instant::now() < deadline, "{error}");
        tokio::task::yield_now().await;
    }
}

fn open_desk(folder: &Path, hands: &Arc<Hands>, names: &Names, rate: Rate) -> Desk {
    Desk::open_with(folder, setup(hands, names, rate)).unwrap()
}

fn setup(hands: &Arc<Hands>, names: &Names, rate: Rate) -> Setup {
    let (wall, steady, start) = (hands.clone(), hands.clone(), Instant::now());
    let clock = Clock::with_steady(
        move || {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
            let ahead = wall.passed.load(Ordering::SeqCst) + wall.set.load(Ordering::SeqCst);
            i64::try_from(since.as_millis()).unwrap() + ahead
        },
        move || i64::try_from(start.elapsed().as_millis()).unwrap() + steady.passed.load(Ordering::SeqCst),
    );
    // Short, so that a test of a lost answer takes less than a minute. Their order is the same as for the real values.
    let timings = Timings {
        request: Duration::from_millis(2500),
        turn: Duration::from_secs(6),
        grace: Duration::from_secs(60),
        poll: Duration::from_millis(20),
        reconnect: Duration::from_millis(100),
        probe: Duration::from_secs(3),
        show: Duration::ZERO,
        rate,
    };
    let names = names.clone();
    let resolver = Resolver::asking(move |name| {
        let found = names.lock().unwrap().get(&name).copied();
        async move { Ok(vec![found.ok_or_else(|| io::Error::other("no such name"))?]) }
    });
    Setup { clock, timings, probing: Probing { resolver, ..Probing::default() }, ..Setup::default() }
}

/// Waits for a notice. Fails at the timeout.
pub async fn until<T>(notices: &mut broadcast::Receiver<Notice>, mut wanted: impl FnMut(Notice) -> Option<T>) -> T {
    let wait = async {
        loop {
            if let Some(found) = wanted(notices.recv().await.unwrap()) {
                return found;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.expect("the notice never came")
}

/// The steps of a save that sent something.
pub fn steps(outcome: SaveOutcome) -> Vec<StepView> {
    match outcome {
        SaveOutcome::Done { steps } => steps,
        other => panic!("a save that sends was expected: {other:?}"),
    }
}

pub fn only_step(outcome: SaveOutcome) -> StepView {
    let mut steps = steps(outcome);
    assert_eq!(steps.len(), 1, "{steps:?}");
    steps.remove(0)
}

/// The word for an outcome, without its time.
pub fn word(outcome: &StepOutcome) -> &'static str {
    match outcome {
        StepOutcome::Confirmed => "confirmed",
        StepOutcome::Different => "different",
        StepOutcome::Refused => "refused",
        StepOutcome::NotSent => "not sent",
        StepOutcome::NotYetKnown { .. } => "not yet known",
        StepOutcome::NotApplied => "not applied",
        StepOutcome::NotAttempted => "not attempted",
    }
}

pub fn alias(text: &str) -> Edit {
    Edit::Alias(text.to_owned())
}

/// `None` is the main account.
pub fn map_to(subaccount: &str) -> Edit {
    Edit::AccountMapping(Some(subaccount.to_owned()))
}

pub fn webhook(text: &str) -> Edit {
    Edit::WebhookUrl(text.to_owned())
}

pub fn fields(value: serde_json::Value) -> serde_json::Map<String, serde_json::Value> {
    match value {
        serde_json::Value::Object(fields) => fields,
        other => panic!("an object was expected: {other}"),
    }
}

/// A batch with all of its drafts.
#[derive(Debug, PartialEq)]
pub struct WholeBatch {
    pub view: BatchView,
    pub items: Vec<BatchItem>,
}

impl std::ops::Deref for WholeBatch {
    type Target = BatchView;

    fn deref(&self) -> &BatchView {
        &self.view
    }
}

pub async fn all_drafts(desk: &Desk, account: &str) -> Vec<DraftEntry> {
    let mut found = Vec::new();
    loop {
        let span = Span { offset: found.len() as u32, limit: PAGE };
        let window = desk.drafts(account, DraftsQuery::default(), span).await.unwrap();
        let none = window.rows.is_empty();
        found.extend(window.rows);
        if none || found.len() >= window.total as usize {
            return found;
        }
    }
}

/// All rows of a list that is returned in windows.
pub fn whole<T>(mut window: impl FnMut(Span) -> Rows<T>) -> Vec<T> {
    let mut found = Vec::new();
    loop {
        let Rows { total, rows } = window(Span { offset: found.len() as u32, limit: PAGE });
        let none = rows.is_empty();
        found.extend(rows);
        if none || found.len() >= total as usize {
            return found;
        }
    }
}

/// Small, so that a long list in a test needs several windows.
const PAGE: u32 = 20;
