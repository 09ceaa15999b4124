use super::*;

const A: &str = "918035737458";
const B: &str = "442079460018";

pub(super) fn account(id: &str, created_at: i64) -> AccountRow {
    AccountRow {
        id: id.to_owned(),
        name: "Main".to_owned(),
        colour: "blue".to_owned(),
        auth_id: "MAXXXXXXXXXXXXXXXX01".to_owned(),
        api_address: "https://api.plivo.com".to_owned(),
        kind: "main".to_owned(),
        token_place: "keychain".to_owned(),
        created_at,
        last_used_at: NOW,
        signed_out: false,
    }
}

#[test]
fn accounts() {
    let place = Place::new();
    let store = place.store();
    store.put_account(&account(OTHER, 2)).unwrap();
    store.put_account(&account(ACCOUNT, 1)).unwrap();
    drop(store);
    let store = place.store();
    assert_eq!(store.accounts().unwrap(), [account(ACCOUNT, 1), account(OTHER, 2)]);
    let renamed = AccountRow { name: "Renamed".to_owned(), ..account(OTHER, 0) };
    store.put_account(&renamed).unwrap();
    assert_eq!(store.accounts().unwrap(), [renamed.clone(), account(ACCOUNT, 1)]);
    assert_eq!(store.account(OTHER).unwrap(), Some(renamed));
    assert_eq!(store.account("nobody").unwrap(), None);
}

#[test]
fn signing_out_keeps_the_work() {
    let place = Place::new();
    let store = place.store();
    store.put_account(&account(ACCOUNT, 1)).unwrap();
    store.put_draft(&draft(A, "typed")).unwrap();
    store.put_mapping_draft(&mapping_draft("w", None)).unwrap();
    store.put_number(ACCOUNT, &seen(A, "w", "a"), NOW).unwrap();
    store.record_attempt(None, &record::attempt("one")).unwrap();
    store.sign_out_account(ACCOUNT).unwrap();
    drop(store);
    let store = place.store();
    assert_eq!(store.account(ACCOUNT).unwrap(), Some(AccountRow { signed_out: true, ..account(ACCOUNT, 1) }));
    assert_eq!(store.drafts(ACCOUNT).unwrap(), [draft(A, "typed")]);
    assert_eq!(store.mapping_drafts(ACCOUNT).unwrap(), [mapping_draft("w", None)]);
    assert_eq!(store.load_numbers(ACCOUNT).unwrap().len(), 1);
    assert_eq!(store.unsettled(ACCOUNT).unwrap().len(), 1);
}

#[test]
fn an_older_list_of_calls_does_not_replace_a_newer_one() {
    const MINUTE: i64 = 60_000;
    let (ours, customer) = (phone("918035737458"), phone("919412341234"));
    // The age of the second read in comparison with the first, and whether it is kept.
    let check = |by: i64, kept: bool| {
        let place = Place::new();
        let store = place.store();
        let row = |read_at: i64, calls: &str| CallListRow { read_at, calls: calls.to_owned() };
        let (first, second) = (row(NOW, "first"), row(NOW + by, "second"));
        for row in [&first, &second] {
            store.put_calls(ACCOUNT, &ours, row).unwrap();
            store.put_customer_calls(ACCOUNT, &ours, &customer, row).unwrap();
        }
        let expected = Some(if kept { second } else { first });
        assert_eq!(store.calls(ACCOUNT, &ours).unwrap(), expected, "{by}");
        assert_eq!(store.customer_calls(ACCOUNT, &ours, &customer).unwrap(), expected, "{by}");
    };
    check(1, true);
    check(0, true);
    check(-1, false);
    check(-10 * MINUTE, false);
    // The clock was set back.
    check(-10 * MINUTE - 1, true);
}

#[test]
fn forgetting_the_state_keeps_the_record() {
    let place = Place::new();
    let store = place.store();
    for id in [ACCOUNT, OTHER] {
        store.put_number(id, &seen(A, "w", "a"), NOW).unwrap();
        store.replace_agents(id, &[]).unwrap();
        store.put_draft(&DraftRow { account: id.to_owned(), ..draft(A, "typed") }).unwrap();
    }
    let discarded = store.discard(ACCOUNT, Some(&phone(A)), None, NOW).unwrap();
    store.put_mapping_draft(&mapping_draft("w", None)).unwrap();
    store.record_attempt(Some(&record::restore_point("{}")), &record::attempt("one")).unwrap();
    store.forget_account_state(ACCOUNT).unwrap();
    assert_eq!(store.load_numbers(ACCOUNT).unwrap(), []);
    assert_eq!(store.agents(ACCOUNT).unwrap(), None);
    assert_eq!(store.sync_state(ACCOUNT).unwrap(), None);
    assert_eq!(store.drafts(ACCOUNT).unwrap(), []);
    assert_eq!(store.mapping_drafts(ACCOUNT).unwrap(), []);
    assert!(!store.undo_discard(ACCOUNT, discarded).unwrap());
    assert_eq!(store.unsettled(ACCOUNT).unwrap().len(), 1);
    assert_eq!(store.restore_points(ACCOUNT, &phone(A)).unwrap().len(), 1);
    assert_eq!((store.load_numbers(OTHER).unwrap().len(), store.drafts(OTHER).unwrap().len()), (1, 1));
}

#[test]
fn drafts() {
    let place = Place::new();
    let store = place.store();
    let later = DraftRow { saved_at: NOW + 9, ready: true, ..draft(B, "b") };
    store.put_draft(&draft(A, "first")).unwrap();
    store.put_draft(&later).unwrap();
    store.put_draft(&draft(A, "second")).unwrap();
    drop(store);
    let store = place.store();
    assert_eq!(store.drafts(ACCOUNT).unwrap(), [later.clone(), draft(A, "second")]);
    assert_eq!(store.drafts(OTHER).unwrap(), []);
    assert_eq!(store.draft(ACCOUNT, &phone(B)).unwrap(), Some(later));
    store.remove_draft(ACCOUNT, &phone(B)).unwrap();
    store.remove_draft(ACCOUNT, &phone(B)).unwrap();
    assert_eq!(store.draft(ACCOUNT, &phone(B)).unwrap(), None);
    assert_eq!(store.drafts(ACCOUNT).unwrap(), [draft(A, "second")]);
}

#[test]
fn mapping_drafts() {
    let place = Place::new();
    let store = place.store();
    store.put_mapping_draft(&mapping_draft("w1", Some("SA1"))).unwrap();
    store.put_mapping_draft(&mapping_draft("w2", None)).unwrap();
    store.put_mapping_draft(&mapping_draft("w1", Some("SA2"))).unwrap();
    assert_eq!(store.mapping_drafts(ACCOUNT).unwrap(), [mapping_draft("w1", Some("SA2")), mapping_draft("w2", None)]);
    store.remove_mapping_draft(ACCOUNT, "w1").unwrap();
    assert_eq!(store.mapping_draft(ACCOUNT, "w1").unwrap(), None);
    assert_eq!(store.mapping_draft(ACCOUNT, "w2").unwrap(), Some(mapping_draft("w2", None)));
}

#[test]
fn a_discard_can_be_undone_once() {
    // Which drafts exist, and which of them are discarded.
    let check = |number: Option<&PhoneNumber>, waba: Option<&str>| {
        let place = Place::new();
        let store = place.store();
        store.put_draft(&draft(A, "a")).unwrap();
        store.put_draft(&draft(B, "b")).unwrap();
        store.put_mapping_draft(&mapping_draft("w", Some("SA1"))).unwrap();
        let state = |store: &Store| (store.drafts(ACCOUNT).unwrap(), store.mapping_drafts(ACCOUNT).unwrap());
        let before = state(&store);
        let id = store.discard(ACCOUNT, number, waba, NOW).unwrap();
        assert_eq!(store.draft(ACCOUNT, &phone(A)).unwrap().is_none(), number.is_some());
        assert_eq!(store.mapping_draft(ACCOUNT, "w").unwrap().is_none(), waba.is_some());
        assert_eq!(store.draft(ACCOUNT, &phone(B)).unwrap(), Some(draft(B, "b")));
        drop(store);
        let store = place.store();
        assert!(!store.undo_discard(OTHER, id).unwrap());
        assert!(store.undo_discard(ACCOUNT, id).unwrap());
        assert_eq!(state(&store), before);
        assert!(!store.undo_discard(ACCOUNT, id).unwrap());
        assert_eq!(state(&store), before);
    };
    check(Some(&phone(A)), None);
    check(None, Some("w"));
    check(Some(&phone(A)), Some("w"));
}

#[test]
fn an_undo_never_replaces_a_newer_draft() {
    let place = Place::new();
    let store = place.store();
    store.put_draft(&draft(A, "old")).unwrap();
    store.put_mapping_draft(&mapping_draft("w", Some("SA1"))).unwrap();
    let id = store.discard(ACCOUNT, Some(&phone(A)), Some("w"), NOW).unwrap();
    store.put_draft(&draft(A, "new")).unwrap();
    assert!(!store.undo_discard(ACCOUNT, id).unwrap());
    // Nothing of it was put back, not even the mapping.
    assert_eq!(store.draft(ACCOUNT, &phone(A)).unwrap(), Some(draft(A, "new")));
    assert_eq!(store.mapping_draft(ACCOUNT, "w").unwrap(), None);
    store.remove_draft(ACCOUNT, &phone(A)).unwrap();
    assert!(store.undo_discard(ACCOUNT, id).unwrap());
    assert_eq!(store.draft(ACCOUNT, &phone(A)).unwrap(), Some(draft(A, "old")));
    assert_eq!(store.mapping_draft(ACCOUNT, "w").unwrap(), Some(mapping_draft("w", Some("SA1"))));
}
