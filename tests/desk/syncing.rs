//! The sync: rows that were read stay, missing rows are removed only after a complete sync, and failures are told
//! apart.

use desk::view::{ConnectionView, NumbersQuery, NumbersWindow};
use sandbox::{Armed, Edit, Fault, Options, Pattern, Rule, When};
use tokio::task::JoinSet;

use crate::office::{ACCOUNT, FIRST, Office, alias};

const NUMBERS: &str = "/WhatsApp/Number/";

async fn office() -> Office {
    Office::open_with(Options { numbers: 300, ..Options::default() }).await
}

async fn shown(office: &Office) -> NumbersWindow {
    office.desk.numbers_window(ACCOUNT, NumbersQuery::default(), (0, 500), &[]).await.unwrap()
}

async fn numbers(office: &Office) -> Vec<String> {
    let mut numbers = office.desk.numbers_matching(ACCOUNT, NumbersQuery::default()).await.unwrap();
    numbers.sort_unstable();
    numbers
}

fn at_plivo(office: &Office) -> Vec<String> {
    let of = |waba: sandbox::Waba| office.control.numbers_of(&waba.waba_id);
    let mut numbers: Vec<_> = office.control.wabas().into_iter().flat_map(of).map(|number| number.number).collect();
    numbers.sort_unstable();
    numbers
}

fn last_of_the_list(office: &Office) -> String {
    let waba = office.control.wabas().into_iter().next_back().unwrap();
    office.control.numbers_of(&waba.waba_id).pop().unwrap().number
}

/// The list is there at the next start, from disk alone.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_seen_is_shown_at_the_next_start() {
    let office = office().await;
    office.edit(FIRST, [alias("Mine")]).await;
    let (before, facets) = (shown(&office).await, office.desk.facets(ACCOUNT).await.unwrap());
    let seen = office.desk.status(ACCOUNT).unwrap().sync.last_complete;
    office.control.set_offline(true);
    let office = office.restart().await;
    assert_eq!(shown(&office).await, before);
    assert_eq!(office.desk.facets(ACCOUNT).await.unwrap(), facets);
    let start = office.desk.start().unwrap();
    let status = start.status.expect("the account is shown");
    assert_eq!((status.sync.last_complete, status.drafts), (seen, 1), "marked with its age");
    assert!(seen.is_some() && !status.sync.partial);
    assert_eq!(status.connection, ConnectionView::Unknown, "nothing was asked, so nothing is known");
    assert_eq!(office.received(), [] as [String; 0]);
}

/// Pages shift while they are read. No number that exists all the time is lost, and the next sync is correct.
#[tokio::test(flavor = "multi_thread")]
async fn pages_that_shift() {
    let changes = |office: &Office| {
        let last = last_of_the_list(office);
        let added = |digits: &str| Edit::AddNumber {
            waba_id: sandbox::seed::FIRST_WABA.to_owned(),
            number: digits.to_owned(),
            fields: serde_json::Map::new(),
        };
        let gone = |number: &str| Edit::RemoveNumber { number: number.to_owned() };
        vec![
            ("one goes", vec![gone(FIRST)]),
            ("one comes", vec![added("4989123456")]),
            ("one goes and one comes", vec![gone(FIRST), added("4989123456")]),
            ("the last goes", vec![gone(&last)]),
            ("two go", vec![gone(FIRST), gone(&last)]),
        ]
    };
    for at in 0..5 {
        for nth in [1, 4, 12] {
            let office = office().await;
            let before = at_plivo(&office);
            let (name, edits) = changes(&office).swap_remove(at);
            for edit in edits {
                office.control.arm(Armed { on: Pattern::new("GET", NUMBERS), nth, when: When::After, edit });
            }
            office.sync().await;
            let (seen, now) = (numbers(&office).await, at_plivo(&office));
            let lost: Vec<_> = before.iter().filter(|number| now.contains(number) && !seen.contains(number)).collect();
            assert_eq!(lost, [] as [&String; 0], "{name} at page {nth}");
            office.sync().await;
            assert_eq!(numbers(&office).await, now, "{name} at page {nth}: a quiet sync sees what is there");
            let sync = office.desk.status(ACCOUNT).unwrap().sync;
            assert!(!sync.partial && !sync.running, "{sync:?}");
        }
    }
}

/// Stopped or interrupted: rows that were read stay, nothing is removed, and the status says that a part of the list is
/// older.
#[tokio::test(flavor = "multi_thread")]
async fn half_a_sync_removes_nothing() {
    for stopped in [true, false] {
        let office = office().await;
        let (before, seen) = (numbers(&office).await, office.desk.status(ACCOUNT).unwrap().sync.last_complete);
        let gone = Edit::RemoveNumber { number: last_of_the_list(&office) };
        office.control.edit(&gone).unwrap();
        let fields = crate::office::fields(serde_json::json!({ "alias": "Theirs" }));
        office.control.edit(&Edit::SetFields { number: FIRST.to_owned(), fields }).unwrap();
        let fault = if stopped { Fault::Hang { after_write: false } } else { Fault::forbidden() };
        office.control.add_fault(Rule::always(Pattern::new("GET", NUMBERS), fault).after(10));
        let mut notices = office.notices();
        office.desk.sync_start(ACCOUNT).unwrap();
        let mut first_page_read = false;
        crate::office::until(&mut notices, |notice| match notice {
            desk::view::Notice::Status { status, .. } if status.sync.running => {
                assert!(status.sync.total.is_none_or(|total| total == 299), "{status:?}");
                if stopped && status.sync.done >= 100 && !first_page_read {
                    first_page_read = true;
                    office.desk.sync_stop(ACCOUNT).unwrap();
                }
                None
            }
            desk::view::Notice::Status { .. } => Some(()),
            _ => None,
        })
        .await;
        let sync = office.desk.status(ACCOUNT).unwrap().sync;
        assert_eq!((sync.running, sync.partial, sync.last_complete), (false, true, seen), "stopped: {stopped}");
        assert_eq!(numbers(&office).await, before, "nothing is taken away");
        assert_eq!(office.desk.number_panel(ACCOUNT, FIRST).unwrap().alias.value, "Theirs", "what was read is kept");
        let office = office.restart().await;
        assert!(office.desk.status(ACCOUNT).unwrap().sync.partial, "the next start knows it too");
        office.control.clear_faults();
        office.sync().await;
        assert_eq!(numbers(&office).await, at_plivo(&office));
        assert!(!office.desk.status(ACCOUNT).unwrap().sync.partial);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn starting_twice_is_one_sync() {
    let office = office().await;
    let mut notices = office.notices();
    for _ in 0..5 {
        office.desk.sync_start(ACCOUNT).unwrap();
    }
    crate::office::until(&mut notices, |notice| match notice {
        desk::view::Notice::Status { status, .. } if !status.sync.running => Some(()),
        _ => None,
    })
    .await;
    let pages = office.received().iter().filter(|line| *line == "GET /WhatsApp/Number/").count();
    assert_eq!(pages, 15, "300 numbers in pages of 20");
}

fn word(connection: &ConnectionView) -> &'static str {
    match connection {
        ConnectionView::Unknown => "unknown",
        ConnectionView::Online => "online",
        ConnectionView::Offline { .. } => "offline",
        ConnectionView::Untrusted { .. } => "untrusted",
        ConnectionView::Unauthorised { .. } => "unauthorised",
        ConnectionView::Forbidden { .. } => "forbidden",
        ConnectionView::RateLimited { .. } => "rate limited",
        ConnectionView::MissingApi => "missing API",
        ConnectionView::Failing { .. } => "failing",
        ConnectionView::NoToken => "no token",
    }
}

/// The failure, and the shown state, which is never an empty list. The recovery is shown too.
#[tokio::test(flavor = "multi_thread")]
async fn states_are_told_apart() {
    let rows = [
        (Fault::Refuse, "offline"),
        (Fault::unauthorized(), "unauthorised"),
        (Fault::forbidden(), "forbidden"),
        (Fault::too_many(Some(90)), "rate limited"),
        (Fault::not_found(), "missing API"),
        (Fault::bad_gateway(), "failing"),
        (Fault::TruncatedJson, "failing"),
    ];
    let mut checks = JoinSet::new();
    for (fault, expected) in rows {
        for path in ["/WhatsApp/**", "/WhatsApp/Account/", NUMBERS] {
            let fault = fault.clone();
            checks.spawn(async move {
                let office = Office::open().await;
                let (before, seen) = (shown(&office).await, office.desk.status(ACCOUNT).unwrap().sync.last_complete);
                let limited = fault == Fault::too_many(Some(90));
                office.control.add_fault(Rule::always(Pattern::new("GET", path), fault));
                office.sync().await;
                let status = office.desk.status(ACCOUNT).unwrap();
                assert_eq!(word(&status.connection), expected, "{path}: {status:?}");
                assert!(status.sync.partial && status.sync.last_complete == seen, "{path}: {status:?}");
                assert_eq!(shown(&office).await.rows.len(), before.rows.len(), "{path}: the list stays");
                if let ConnectionView::RateLimited { retry_at } = status.connection {
                    assert!(retry_at.is_some(), "{path}: it is said until when");
                }
                office.control.clear_faults();
                // After a rate limit, the app waits in real time.
                if !limited {
                    office.sync().await;
                    assert_eq!(office.desk.status(ACCOUNT).unwrap().connection, ConnectionView::Online, "{path}");
                }
            });
        }
    }
    checks.join_all().await;
}

/// An account that was never read says so: there was no complete sync.
#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_is_missing_is_no_empty_account() {
    let office = Office::open_with(Options { public_api_only: true, ..Options::default() }).await;
    let status = office.desk.status(ACCOUNT).unwrap();
    assert_eq!(status.connection, ConnectionView::MissingApi);
    assert_eq!((status.sync.last_complete, status.sync.partial, status.sync.running), (None, true, false));
}

/// The first sync shows the rows that it has read so far, long before its end.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_rows_are_shown_at_once() {
    let plivo = crate::plivo::Plivo::open_with(Options { numbers: 300, ..Options::default() }).await;
    let hang = Fault::Hang { after_write: false };
    plivo.sandbox.control().add_fault(Rule::always(Pattern::new("GET", NUMBERS), hang).after(1));
    let desk = plivo.desk();
    let account = plivo.connect(&desk).await.unwrap().id;
    let rows = async || desk.numbers_window(&account, NumbersQuery::default(), (0, 50), &[]).await.unwrap().numbers;
    assert_eq!(rows().await, 0, "the window has asked already");
    let mut notices = crate::plivo::listen(&desk);
    desk.sync_start(&account).unwrap();
    while rows().await == 0 {
        crate::office::until(&mut notices, |notice| {
            matches!(notice, desk::view::Notice::NumbersChanged { .. }).then_some(())
        })
        .await;
    }
    let sync = desk.status(&account).unwrap().sync;
    assert_eq!((rows().await, sync.running, sync.total), (20, true, Some(300)), "{sync:?}");
    desk.sync_stop(&account).unwrap();
}

/// Plivo rate-limits a save. When the pause is over, Plivo is asked again, so the state ends with the pause.
#[tokio::test(flavor = "multi_thread")]
async fn a_pause_that_plivo_asked_a_save_for_ends_by_itself() {
    let office = office().await;
    office.edit(FIRST, [alias("Front desk")]).await;
    let reads = Rule::always(Pattern::new("GET", "/WhatsApp/Number/*/"), Fault::too_many(Some(1))).times(8);
    office.control.add_fault(reads);
    let mut notices = office.notices();
    let refused = office.desk.save(ACCOUNT, FIRST, false).await.expect_err("it has to wait");
    assert_eq!(refused.code, desk::error::Code::RateLimited, "{}", refused.message);
    let online = |notice| match notice {
        desk::view::Notice::Status { status, .. } => (status.connection == ConnectionView::Online).then_some(()),
        _ => None,
    };
    crate::office::until(&mut notices, online).await;
    assert_eq!(office.writes().len(), 0, "nothing is sent by itself");
}

/// Plivo asks for a pause that is too long for the sync to wait: the sync ends, and another one starts after the pause,
/// not before.
#[tokio::test(flavor = "multi_thread")]
async fn reading_goes_on_after_a_pause() {
    for asked in [Some(90), None] {
        let office = office().await;
        let fault = Rule::always(Pattern::new("GET", NUMBERS), Fault::too_many(asked)).times(8);
        office.control.add_fault(fault);
        office.sync().await;
        let status = office.desk.status(ACCOUNT).unwrap();
        assert!(matches!(status.connection, ConnectionView::RateLimited { .. }), "{:?}", status.connection);
        let mut notices = office.notices();
        let begins = |notice| match notice {
            desk::view::Notice::Status { status, .. } if status.sync.running => Some(()),
            _ => None,
        };
        while let Ok(notice) = notices.try_recv() {
            assert_eq!(begins(notice), None, "{asked:?}: it does not begin before");
        }
        office.turn_clock(std::time::Duration::from_secs(100));
        crate::office::until(&mut notices, begins).await;
    }
}
