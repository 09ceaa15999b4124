//! What the list reads: derived from the numbers, and never different from them.

use std::collections::HashSet;

use domain::listed::Listed;

use super::*;

const A: &str = "918035737458";
const B: &str = "442079460018";

/// The derived rows are those of the stored numbers, in the order of the numbers.
fn check(store: &Store, account: &str) {
    let numbers = store.load_numbers(account).unwrap();
    let expected = |seen: &Observed| {
        let Listed { has_problem, search, alias_key, .. } = Listed::of(seen);
        let waba = seen.waba_id.as_ref().map(ToString::to_string).unwrap_or_default();
        (seen.number, waba, has_problem, search, alias_key)
    };
    let mut expected: Vec<_> = numbers.iter().map(expected).collect();
    expected.sort_by_key(|row| row.0);
    let mut found = Vec::new();
    let keep = |row: ListedRow<'_>| {
        let texts = (row.texts.search.to_owned(), row.texts.alias_key.to_vec());
        found.push((row.number, row.waba_id.to_owned(), row.has_problem, texts.0, texts.1));
    };
    store.visit_listed(account, Columns::All, keep).unwrap();
    assert_eq!(found, expected);
    let mut listed = HashSet::new();
    store.visit_listed(account, Columns::WithoutTexts, |row| assert!(listed.insert(row.number))).unwrap();
    assert_eq!(listed.len(), numbers.len());
    let all: Vec<PhoneNumber> = numbers.iter().map(|seen| seen.number).collect();
    let listed = store.listed_numbers(account, &all).unwrap();
    assert_eq!(listed.into_iter().map(|one| one.seen).collect::<Vec<_>>(), numbers);
}

#[test]
fn every_change_of_a_number_changes_its_row() {
    let place = Place::new();
    let store = place.store();
    let first = store.next_generation(ACCOUNT, NOW).unwrap();
    store
        .upsert_numbers(ACCOUNT, &[seen(A, "w", "a"), seen(B, "w", "b"), seen("12045550123", "", "c")], first, NOW)
        .unwrap();
    store.put_number(OTHER, &seen(A, "w", "elsewhere"), NOW).unwrap();
    check(&store, ACCOUNT);
    store.put_number(ACCOUNT, &seen(A, "w2", "changed"), NOW + 1).unwrap();
    check(&store, ACCOUNT);
    store.remove_number(ACCOUNT, &phone(B), NOW + 2).unwrap();
    check(&store, ACCOUNT);
    store.put_by_hand(ACCOUNT, &[seen(B, "w3", "typed")], &[], NOW + 3).unwrap();
    check(&store, ACCOUNT);
    store.forget_by_hand(ACCOUNT, &phone(B)).unwrap();
    check(&store, ACCOUNT);
    let second = store.next_generation(ACCOUNT, NOW + 4).unwrap();
    store.upsert_numbers(ACCOUNT, &[seen(A, "w2", "changed")], second, NOW + 4).unwrap();
    store.finish_sync(ACCOUNT, second, NOW + 5).unwrap();
    assert_eq!(store.load_numbers(ACCOUNT).unwrap().len(), 1);
    check(&store, ACCOUNT);
    store.forget_account_state(ACCOUNT).unwrap();
    check(&store, ACCOUNT);
    check(&store, OTHER);
}

/// Another version derived the rows, or none did.
#[test]
fn rows_of_another_version_are_derived_anew() {
    let changes = [
        "UPDATE setting SET value = '0.0.1/1' WHERE key = 'listed_by'; UPDATE listed SET search = 'old'",
        "DELETE FROM setting WHERE key = 'listed_by'; DELETE FROM listed",
    ];
    for change in changes {
        let place = Place::new();
        let store = place.store();
        store.put_number(ACCOUNT, &seen(A, "w", "a"), NOW).unwrap();
        store.put_number(OTHER, &seen(B, "", "b"), NOW).unwrap();
        store.write(|connection| Ok(connection.execute_batch(change)?)).unwrap();
        drop(store);
        let store = place.store();
        check(&store, ACCOUNT);
        check(&store, OTHER);
    }
}

/// Few numbers are looked up one by one, and many together.
#[test]
fn what_is_missing_of_few_and_of_many() {
    let place = Place::new();
    let store = place.store();
    let digits = |n: u64| PhoneNumber::from_u64(918_035_700_000 + n).unwrap();
    let rows: Vec<_> = (0..1_500).map(|n| seen(&digits(n).digits(), "w", "a")).collect();
    store.upsert_numbers(ACCOUNT, &rows, 1, NOW).unwrap();
    for range in [0..3u64, 1_499..1_502, 0..1_501, 1_000..2_600] {
        let asked: HashSet<_> = range.clone().map(digits).collect();
        let missing: HashSet<_> = range.filter(|n| *n >= 1_500).map(digits).collect();
        assert_eq!(store.missing_of(ACCOUNT, &asked).unwrap(), missing);
    }
}
