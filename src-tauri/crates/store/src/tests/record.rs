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
