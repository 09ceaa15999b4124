use super::*;

const A: &str = "918035737458";
const B: &str = "442079460018";

pub(super) fn attempt(message: &str) -> NewActivity {
    NewActivity {
        account: ACCOUNT.to_owned(),
        at: NOW,
        who: "ana".to_owned(),
        action: "configure".to_owned(),
        number: Some(phone(A)),
        waba_id: Some("102290129340398".to_owned()),
        waba_name: "Acme Ünited".to_owned(),
        labels: "EU Team".to_owned(),
        detail: r#"{"webhook_url":"https://Hooks.example/In"}"#.to_owned(),
        outcome: "not_yet_known".to_owned(),
        said: Some(r#"{"code":"sent"}"#.to_owned()),
        message: message.to_owned(),
        deadline: Some(NOW + 60_000),
        batch: None,
        undoes: None,
    }
}

pub(super) fn restore_point(held: &str) -> NewRestorePoint {
    NewRestorePoint {
        account: ACCOUNT.to_owned(),
        number: phone(A),
        at: NOW,
        reason: "configure".to_owned(),
        held: held.to_owned(),
        mapping: None,
    }
}

pub(super) fn done(outcome: &str) -> Completion<'_> {
    Completion {
        outcome,
        said: Some(r#"{"code":"confirmed"}"#),
        message: "Plivo returns what you asked.",
        request_id: Some("req-1"),
        after: Some("{\"alias\":\"x\"}"),
        accepted: false,
        completed_at: Some(NOW + 500),
        deadline: None,
    }
}

#[test]
fn an_attempt_and_its_end() {
    let place = Place::new();
    let store = place.store();
    let id = store.record_attempt(Some(&restore_point("{}")), &attempt("Sent.")).unwrap();
    drop(store);
    let store = place.store();
    let expected = ActivityRow {
        id,
        at: NOW,
        who: "ana".to_owned(),
        action: "configure".to_owned(),
        number: Some(phone(A)),
        waba_id: Some("102290129340398".to_owned()),
        waba_name: "Acme Ünited".to_owned(),
        detail: attempt("").detail,
        after: None,
        outcome: "not_yet_known".to_owned(),
        said: Some(r#"{"code":"sent"}"#.to_owned()),
        message: "Sent.".to_owned(),
        request_id: None,
        accepted: false,
        deadline: Some(NOW + 60_000),
        completed_at: None,
        restore_point: Some(store.restore_points(ACCOUNT, &phone(A)).unwrap()[0].id),
        batch: None,
        undoes: None,
    };
    assert_eq!(store.unsettled(ACCOUNT).unwrap(), std::slice::from_ref(&expected));
    assert_eq!(store.unsettled(OTHER).unwrap(), []);

    store.complete(ACCOUNT, id, &done("confirmed")).unwrap();
    assert_eq!(store.unsettled(ACCOUNT).unwrap(), []);
    let expected = ActivityRow {
        outcome: "confirmed".to_owned(),
        said: Some(r#"{"code":"confirmed"}"#.to_owned()),
        message: "Plivo returns what you asked.".to_owned(),
        request_id: Some("req-1".to_owned()),
        after: Some("{\"alias\":\"x\"}".to_owned()),
        completed_at: Some(NOW + 500),
        deadline: None,
        ..expected
    };
    assert_eq!(store.activity(ACCOUNT, &ActivityFilter::default(), 0, 10).unwrap(), (1, vec![expected]));
}

#[test]
fn a_later_completion_keeps_unknown_values() {
    let place = Place::new();
    let store = place.store();
    let id = store.record_attempt(None, &attempt("Sent.")).unwrap();
    store.complete(ACCOUNT, id, &done("not_yet_known")).unwrap();
    let settled = Completion { request_id: None, after: None, ..done("confirmed") };
    store.complete(ACCOUNT, id, &settled).unwrap();
    let (_, rows) = store.activity(ACCOUNT, &ActivityFilter::default(), 0, 10).unwrap();
    assert_eq!((rows[0].request_id.as_deref(), rows[0].after.is_some()), (Some("req-1"), true));
    assert!(matches!(store.complete(OTHER, id, &settled), Err(StoreError::Internal(_))));
    assert!(matches!(store.complete(ACCOUNT, id + 1, &settled), Err(StoreError::Internal(_))));
}

/// Without a record on disk, nothing may be sent to Plivo. A partial record must not exist either.
#[test]
fn an_attempt_that_cannot_be_recorded_leaves_no_restore_point() {
    let place = Place::new();
    let store = place.store();
    let trigger = "CREATE TRIGGER refuse BEFORE INSERT ON activity BEGIN SELECT raise(FAIL, 'no'); END";
    store.write(|connection| Ok(connection.execute_batch(trigger)?)).unwrap();
    assert!(store.record_attempt(Some(&restore_point("{}")), &attempt("Sent.")).is_err());
    assert_eq!(store.restore_points(ACCOUNT, &phone(A)).unwrap(), []);
}

#[test]
fn restore_points_are_listed_latest_first() {
    let place = Place::new();
    let store = place.store();
    for held in ["1", "2", "3"] {
        store.record_attempt(Some(&restore_point(held)), &attempt("Sent.")).unwrap();
    }
    let other = NewRestorePoint { number: phone(B), mapping: Some("\"main\"".to_owned()), ..restore_point("4") };
    store.record_attempt(Some(&other), &attempt("Sent.")).unwrap();
    let held: Vec<_> = store.restore_points(ACCOUNT, &phone(A)).unwrap().into_iter().map(|row| row.held).collect();
    assert_eq!(held, ["3", "2", "1"]);
    assert_eq!(store.restore_points(ACCOUNT, &phone(B)).unwrap()[0].mapping.as_deref(), Some("\"main\""));
    assert_eq!(store.restore_points(OTHER, &phone(A)).unwrap(), []);
}

#[test]
fn searching() {
    let place = Place::new();
    let store = place.store();
    store.record_attempt(None, &attempt("first 100%")).unwrap();
    store.record_attempt(None, &NewActivity { number: Some(phone(B)), ..attempt("second") }).unwrap();
    store.record_attempt(None, &NewActivity { number: None, waba_id: None, ..attempt("third") }).unwrap();
    store.record_attempt(None, &NewActivity { account: OTHER.to_owned(), ..attempt("fourth") }).unwrap();
    let check = |search: &str, number: Option<&str>, expected: &[&str]| {
        let number_filter = number.map(phone);
        let filter = ActivityFilter { search: search.to_owned(), number: number_filter, ..ActivityFilter::default() };
        let (total, rows) = store.activity(ACCOUNT, &filter, 0, 10).unwrap();
        let found: Vec<_> = rows.iter().map(|row| row.message.as_str()).collect();
        assert_eq!((total as usize, &found[..]), (expected.len(), expected), "{search:?} {number:?}");
    };
    check("", None, &["third", "second", "first 100%"]);
    check("  ", Some(B), &["second"]);
    check("", Some("12045550123"), &[]);
    check("SECOND", None, &["second"]);
    check("ünited ana", None, &["third", "second", "first 100%"]);
    check("ÜNITED second", None, &["second"]);
    check("hooks.example/in", None, &["third", "second", "first 100%"]);
    check("+91 80357 37458", None, &["first 100%"]);
    check("+442079460018", None, &["second"]);
    check("eu team", None, &["third", "second", "first 100%"]);
    check("102290129340398", None, &["second", "first 100%"]);
    check("100%", None, &["first 100%"]);
    check("%", None, &["first 100%"]);
    check("ｓｅｃｏｎｄ ünited", None, &["second"]);
    check("(+44) 20-7946-0018", None, &["second"]);
    check(&"second ".repeat(2_000), None, &["second"]);
    check("_", None, &["third", "second", "first 100%"]);
    check("' OR 1=1 --", None, &[]);
    check("first", Some(B), &[]);
    check("fourth", None, &[]);
}

/// A batch is listed once, if it or one of its writes matches. The last write of a number counts.
#[test]
fn batches() {
    let place = Place::new();
    let store = place.store();
    let head = |message: &str, undoes: Option<i64>| NewActivity {
        action: "batch".to_owned(),
        number: None,
        outcome: "each".to_owned(),
        undoes,
        ..attempt(message)
    };
    let first = store.record_attempt(None, &head("head", None)).unwrap();
    let write = |number: &str, message: &str| {
        let new = NewActivity { number: Some(phone(number)), batch: Some(first), ..attempt(message) };
        store.record_attempt(None, &new).unwrap()
    };
    let early = write(B, "write early");
    let alone = store.record_attempt(None, &attempt("alone")).unwrap();
    write(A, "write other");
    let late = write(B, "write late");
    store.complete(ACCOUNT, early, &done("failed")).unwrap();
    store.complete(ACCOUNT, alone, &done("refused")).unwrap();
    store.complete(ACCOUNT, late, &Completion { message: "write late", ..done("confirmed") }).unwrap();
    let second = store.record_attempt(None, &head("undoing", Some(first))).unwrap();

    let check = |filter: ActivityFilter, expected: &[&str]| {
        let (total, rows) = store.activity(ACCOUNT, &filter, 0, 10).unwrap();
        let found: Vec<&str> = rows.iter().map(|row| row.message.as_str()).collect();
        assert_eq!((total as usize, found.as_slice()), (expected.len(), expected), "{filter:?}");
    };
    let grouped = || ActivityFilter { grouping: Grouping::Batches, ..ActivityFilter::default() };
    let done = "Plivo returns what you asked.";
    check(grouped(), &["undoing", done, "head"]);
    check(ActivityFilter { outcomes: vec!["confirmed"], ..grouped() }, &["head"]);
    check(ActivityFilter { outcomes: vec!["confirmed", "refused"], ..grouped() }, &[done, "head"]);
    check(ActivityFilter { search: "late".to_owned(), ..grouped() }, &["head"]);
    check(ActivityFilter { search: "undoing".to_owned(), ..grouped() }, &["undoing"]);
    check(ActivityFilter { actions: vec!["batch"], ..grouped() }, &["undoing", "head"]);
    check(ActivityFilter { number: Some(phone(B)), ..grouped() }, &["head"]);
    check(ActivityFilter { since: Some(NOW + 1), ..grouped() }, &[]);
    let within = || ActivityFilter { grouping: Grouping::Within(first), ..ActivityFilter::default() };
    check(within(), &[done, "write late", "write other"]);
    check(ActivityFilter { outcomes: vec!["failed"], ..within() }, &[done]);
    check(ActivityFilter { grouping: Grouping::Within(second), ..ActivityFilter::default() }, &[]);

    let count = |outcome: &str| BatchOutcome { batch: first, outcome: outcome.to_owned(), numbers: 1 };
    let mut counts = store.batch_outcomes(ACCOUNT, &[first, second]).unwrap();
    counts.sort_by(|a, b| a.outcome.cmp(&b.outcome));
    assert_eq!(counts, [count("confirmed"), count("not_yet_known")]);
    assert_eq!(store.batch_outcomes(OTHER, &[first]).unwrap(), []);
    assert_eq!(store.undone_batches(ACCOUNT, &[first, second]).unwrap(), [first]);
    let mut numbers = store.numbers_of_batch(ACCOUNT, first).unwrap();
    numbers.sort();
    assert_eq!(numbers, [phone(B), phone(A)]);
}

#[test]
fn pages() {
    let place = Place::new();
    let store = place.store();
    for count in 0..5 {
        store.record_attempt(None, &attempt(&count.to_string())).unwrap();
    }
    let check = |offset: u32, limit: u32, expected: &[&str]| {
        let (total, rows) = store.activity(ACCOUNT, &ActivityFilter::default(), offset, limit).unwrap();
        let found: Vec<_> = rows.iter().map(|row| row.message.as_str()).collect();
        assert_eq!((total, &found[..]), (5, expected));
    };
    check(0, 2, &["4", "3"]);
    check(2, 2, &["2", "1"]);
    check(4, 2, &["0"]);
    check(6, 2, &[]);
    check(0, 0, &[]);
}
