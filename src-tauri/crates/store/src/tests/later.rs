//! Tables and columns that later versions of the file added.

use super::*;

const A: &str = "918035737458";

pub(super) fn item(id: &str, state: &str) -> BatchItemRow {
    BatchItemRow {
        kind: "number".to_owned(),
        id: id.to_owned(),
        state: state.to_owned(),
        said: Some(format!(r#"{{"code":"{state}"}}"#)),
        message: format!("It is {state}."),
    }
}

#[test]
fn a_batch_is_found_again() {
    let place = Place::new();
    let store = place.store();
    let batch = BatchRow {
        started_at: NOW,
        record: None,
        because: None,
        items: vec![item("2", "waiting"), item("1", "waiting")],
    };
    store.put_batch(ACCOUNT, &batch).unwrap();
    store.put_batch_item(ACCOUNT, &item("1", "applied")).unwrap();
    let because = Because { said: Some(r#"{"code":"offline"}"#.to_owned()), message: "Offline.".to_owned() };
    store.put_batch_because(ACCOUNT, Some(&because)).unwrap();
    drop(store);
    let store = place.store();
    let expected =
        BatchRow { because: Some(because), items: vec![item("2", "waiting"), item("1", "applied")], ..batch.clone() };
    assert_eq!(store.batch(ACCOUNT).unwrap(), Some(expected));
    assert_eq!(store.batch(OTHER).unwrap(), None);
    store.put_batch(ACCOUNT, &batch).unwrap();
    assert_eq!(store.batch(ACCOUNT).unwrap(), Some(batch), "a new batch takes its place");
    store.remove_batch(ACCOUNT).unwrap();
    assert_eq!(store.batch(ACCOUNT).unwrap(), None);
}

#[test]
fn a_number_read_from_plivo_is_no_longer_by_hand() {
    let check = |read: fn(&Store, &Observed)| {
        let place = Place::new();
        let store = place.store();
        let seen = seen(A, "w1", "By hand");
        store.put_by_hand(ACCOUNT, std::slice::from_ref(&seen), &[], NOW).unwrap();
        assert!(store.is_by_hand(ACCOUNT, &seen.number).unwrap());
        assert!(!store.is_by_hand(OTHER, &seen.number).unwrap());
        read(&store, &seen);
        assert!(!store.is_by_hand(ACCOUNT, &seen.number).unwrap());
    };
    check(|store, seen| assert!(store.put_number(ACCOUNT, seen, NOW).unwrap()));
    check(|store, seen| {
        let generation = store.next_generation(ACCOUNT, NOW).unwrap();
        store.upsert_numbers(ACCOUNT, std::slice::from_ref(seen), generation, NOW).unwrap();
    });
    check(|store, seen| assert!(store.remove_number(ACCOUNT, &seen.number, NOW).unwrap()));
    check(|store, seen| store.forget_by_hand(ACCOUNT, &seen.number).unwrap());
}

#[test]
fn readiness() {
    let place = Place::new();
    let store = place.store();
    store.replace_drafts(ACCOUNT, &[draft(A, "a"), draft("4930901820", "b")], &[], NOW).unwrap();
    assert!(store.mark_draft_ready(ACCOUNT, &phone(A), true).unwrap());
    assert!(!store.mark_draft_ready(OTHER, &phone(A), true).unwrap());
    let mut numbers = store.draft_numbers(ACCOUNT).unwrap();
    numbers.sort_unstable();
    assert_eq!(numbers, [(phone("4930901820"), false), (phone(A), true)]);
    store.put_mapping_draft(&mapping_draft("w", Some("SA1"))).unwrap();
    assert!(store.mark_mapping_ready(ACCOUNT, "w", false).unwrap());
    assert!(!store.mapping_draft(ACCOUNT, "w").unwrap().unwrap().ready);
    assert!(!store.mark_mapping_ready(ACCOUNT, "x", true).unwrap());
}

#[test]
fn drafts_are_replaced_all_or_none() {
    let place = Place::new();
    let store = place.store();
    store.put_draft(&draft(A, "old")).unwrap();
    store.put_mapping_draft(&mapping_draft("w", Some("SA1"))).unwrap();
    let new = [draft(A, "new"), draft("4930901820", "first")];
    let aside = store.replace_drafts(ACCOUNT, &new, &[mapping_draft("w", Some("SA2"))], NOW).unwrap();
    assert_eq!(aside.len(), 2, "only existing drafts are set aside");
    assert_eq!(store.draft(ACCOUNT, &phone(A)).unwrap(), Some(draft(A, "new")));
    assert_eq!(store.mapping_draft(ACCOUNT, "w").unwrap(), Some(mapping_draft("w", Some("SA2"))));
    store.remove_draft(ACCOUNT, &phone(A)).unwrap();
    assert!(store.undo_discard(ACCOUNT, aside[0]).unwrap());
    assert_eq!(store.draft(ACCOUNT, &phone(A)).unwrap(), Some(draft(A, "old")));

    // The disk fails at the second draft: the first is unchanged too, and nothing was set aside.
    store
        .write(|connection| {
            Ok(connection.execute_batch(
                "
        CREATE TEMP TRIGGER full BEFORE INSERT ON main.draft WHEN new.edits = 'no room'
        BEGIN SELECT RAISE(ABORT, 'no room'); END",
            )?)
        })
        .unwrap();
    let before = store.drafts(ACCOUNT).unwrap();
    let next = [draft(A, "newer"), draft("4930901820", "no room")];
    store.replace_drafts(ACCOUNT, &next, &[], NOW).unwrap_err();
    store.exchange_drafts(ACCOUNT, &[phone(A)], &next[1..], &[], NOW).unwrap_err();
    assert_eq!(store.drafts(ACCOUNT).unwrap(), before);
    let aside = store.exchange_drafts(ACCOUNT, &[phone(A), phone("12045550123")], &[], &[], NOW).unwrap();
    assert_eq!((aside.len(), store.draft(ACCOUNT, &phone(A)).unwrap()), (1, None));
}

/// Several changes as one transaction, on disk together or not at all. A part that failed and was handled is undone on
/// its own.
#[test]
fn changes_that_are_made_together() {
    let place = Place::new();
    let store = place.store();
    let put = |text: &str| store.put_draft(&draft(A, text));
    put("before").unwrap();
    let failed = store.together(|| {
        put("half-way")?;
        store.put_setting("k", "v")?;
        store.undo_discard(ACCOUNT, 404)?;
        Err::<(), StoreError>(rusqlite::Error::QueryReturnedNoRows.into())
    });
    failed.unwrap_err();
    assert_eq!(store.draft(ACCOUNT, &phone(A)).unwrap(), Some(draft(A, "before")));
    assert_eq!(store.setting("k").unwrap(), None);

    let trigger = "CREATE TEMP TRIGGER full BEFORE INSERT ON main.draft WHEN new.edits = 'no room'
        BEGIN SELECT RAISE(ABORT, 'no room'); END";
    store.write(|connection| Ok(connection.execute_batch(trigger)?)).unwrap();
    let done = store.together(|| {
        store.put_setting("k", "v")?;
        let two = [draft("4930901820", "fits"), draft(A, "no room")];
        store.replace_drafts(ACCOUNT, &two, &[], NOW).unwrap_err();
        store.drafts(ACCOUNT)
    });
    assert_eq!(done.unwrap(), [draft(A, "before")], "the part was applied completely or not at all");
    // This simulates a failing disk: everything is undone, the cause is reported, and no later change is written.
    let trigger = "CREATE TEMP TRIGGER gone BEFORE INSERT ON main.draft WHEN new.edits = 'gone'
        BEGIN SELECT RAISE(ROLLBACK, 'gone'); END";
    store.write(|connection| Ok(connection.execute_batch(trigger)?)).unwrap();
    let failed = store.together(|| {
        store.put_setting("k", "w")?;
        let error = store.put_draft(&draft(A, "gone")).unwrap_err();
        assert!(error.to_string().contains("gone"), "{error}");
        store.put_setting("k", "x").unwrap_err();
        Ok::<_, StoreError>(())
    });
    failed.unwrap_err();
    drop(store);
    assert_eq!(place.store().setting("k").unwrap().as_deref(), Some("v"));
}

#[test]
fn the_success_reported_by_plivo_is_kept() {
    let place = Place::new();
    let store = place.store();
    let id = store.record_attempt(None, &super::record::attempt("x")).unwrap();
    let said = |accepted| Completion {
        outcome: "not_yet_known",
        said: None,
        message: "",
        request_id: None,
        after: None,
        accepted,
        completed_at: None,
        deadline: None,
    };
    let known = || store.unsettled(ACCOUNT).unwrap()[0].accepted;
    assert!(!known());
    store.complete(ACCOUNT, id, &said(true)).unwrap();
    store.complete(ACCOUNT, id, &said(false)).unwrap();
    assert!(known());
}

fn tested(url: &str, outcome: &str, at: i64) -> CheckRow {
    let head = CheckHeadRow {
        endpoint: "webhook".to_owned(),
        url: url.to_owned(),
        at,
        outcome: outcome.to_owned(),
        headline: format!("It {outcome}."),
        passed_at: (outcome == "passed").then_some(at),
    };
    CheckRow { head, report: "{}".to_owned() }
}

#[test]
fn the_last_test_of_a_url_and_when_it_last_passed() {
    let place = Place::new();
    let store = place.store();
    let url = "https://bot.example.com/";
    let found =
        |store: &Store| store.check(ACCOUNT, "webhook", url).unwrap().map(|row| (row.head.outcome, row.head.passed_at));
    assert_eq!(found(&store), None);
    for (outcome, at, passed_at) in
        [("failed", 1, None), ("passed", 2, Some(2)), ("failed", 3, Some(2)), ("passed", 4, Some(4))]
    {
        store.put_check(ACCOUNT, &tested(url, outcome, at)).unwrap();
        assert_eq!(found(&store), Some((outcome.to_owned(), passed_at)), "after {at}");
    }
    assert_eq!(store.check(ACCOUNT, "answer", url).unwrap(), None, "the other endpoint has its own tests");
    assert_eq!(store.check(OTHER, "webhook", url).unwrap(), None);
    assert_eq!(store.check_heads(ACCOUNT).unwrap(), [tested(url, "passed", 4).head]);
    store.forget_account_state(ACCOUNT).unwrap();
    assert_eq!(store.check_heads(ACCOUNT).unwrap(), []);
}

#[test]
fn calls_and_customers_of_a_number() {
    let place = Place::new();
    let store = place.store();
    let [ours, customer] = [A, "919412341234"].map(|digits| PhoneNumber::parse(digits).unwrap());
    let row = CallListRow { read_at: NOW, calls: "[]".to_owned() };
    store.put_calls(ACCOUNT, &ours, &row).unwrap();
    assert_eq!(store.calls(ACCOUNT, &ours).unwrap(), Some(row.clone()));
    assert_eq!(store.calls(ACCOUNT, &customer).unwrap(), None);
    store.put_customer_calls(ACCOUNT, &ours, &customer, &row).unwrap();
    assert_eq!(store.customer_calls(ACCOUNT, &ours, &customer).unwrap(), Some(row));
    assert_eq!(store.customer_calls(ACCOUNT, &customer, &ours).unwrap(), None);
    assert_eq!(store.customer_calls(OTHER, &ours, &customer).unwrap(), None);
    store.put_customer(ACCOUNT, &ours, &customer, (Some("{}"), NOW)).unwrap();
    assert_eq!(store.customer(ACCOUNT, &ours, &customer).unwrap().as_deref(), Some("{}"));
    assert_eq!(store.customer(OTHER, &ours, &customer).unwrap(), None);
    store.put_customer(ACCOUNT, &ours, &customer, (None, NOW)).unwrap();
    assert_eq!(store.customer(ACCOUNT, &ours, &customer).unwrap(), None, "a customer without facts is deleted");
    store.forget_account_state(ACCOUNT).unwrap();
    assert_eq!(store.customer_calls(ACCOUNT, &ours, &customer).unwrap(), None);
}
