//! Overlapping reads: each result counts from the time when its read was requested, in whatever order the results
//! arrive.

use domain::observed::{Mapping, Waba};

use super::*;

const A: &str = "918035737458";
const DAY: i64 = 24 * 60 * 60 * 1000;

/// A read, with the time when it was requested.
#[derive(Clone, Copy, Debug)]
enum Read {
    Seen(i64, &'static str),
    Gone(i64),
    /// One page of the last sync that began, or a complete list of WABAs.
    Listed(i64, &'static str),
    /// A complete sync, or a complete list of WABAs, without the entry.
    NotListed(i64),
    /// A sync begins, and has seen no number yet.
    Begun(i64),
    Finished,
}
use Read::{Begun, Finished, Gone, Listed, NotListed, Seen};

/// A table of numbers or of WABAs, and its stored name of one entry.
trait Table {
    /// Stores the read. Returns whether it was kept.
    fn take(store: &Store, read: Read) -> bool;
    fn name(store: &Store) -> Option<String>;
}

struct Numbers;

impl Table for Numbers {
    fn take(store: &Store, read: Read) -> bool {
        let last = "SELECT coalesce(max(generation), 0) FROM sync_state WHERE account = ?1";
        let generation = || store.read(|c| Ok(c.query_row(last, [ACCOUNT], |row| row.get(0))?)).unwrap();
        match read {
            Seen(at, alias) => return store.put_number(ACCOUNT, &seen(A, "w", alias), at).unwrap(),
            Gone(at) => return store.remove_number(ACCOUNT, &phone(A), at).unwrap(),
            Listed(at, alias) => {
                store.upsert_numbers(ACCOUNT, &[seen(A, "w", alias)], generation(), at).unwrap();
            }
            NotListed(at) => {
                let generation = store.next_generation(ACCOUNT, at).unwrap();
                store.finish_sync(ACCOUNT, generation, at).unwrap();
            }
            Begun(at) => drop(store.next_generation(ACCOUNT, at).unwrap()),
            Finished => store.finish_sync(ACCOUNT, generation(), NOW).unwrap(),
        }
        true
    }

    fn name(store: &Store) -> Option<String> {
        store.number(ACCOUNT, &phone(A)).unwrap().and_then(|row| row.seen.held.alias)
    }
}

struct Wabas;

impl Table for Wabas {
    fn take(store: &Store, read: Read) -> bool {
        match read {
            Seen(at, name) => store.put_waba(ACCOUNT, &waba("w", name), at).unwrap(),
            Gone(at) => store.remove_waba(ACCOUNT, "w", at).unwrap(),
            Listed(at, name) => store.replace_wabas(ACCOUNT, &[waba("w", name), waba("x", "Other")], at).unwrap(),
            NotListed(at) => store.replace_wabas(ACCOUNT, &[waba("x", "Other")], at).unwrap(),
            Begun(_) | Finished => true,
        }
    }

    fn name(store: &Store) -> Option<String> {
        store.waba(ACCOUNT, "w").unwrap().map(|waba| waba.name)
    }
}

fn waba(id: &str, name: &str) -> Waba {
    Waba { id: WabaId::new(id), name: name.to_owned(), mapping: Mapping::Main, number_count: None }
}

/// Checks whether the last of the reads is kept, and what is stored afterwards.
fn check<T: Table>(reads: &[Read], kept: bool, expected: Option<&str>) {
    let place = Place::new();
    let store = place.store();
    let taken = reads.iter().map(|read| T::take(&store, *read)).last();
    assert_eq!((taken, T::name(&store).as_deref()), (Some(kept), expected), "{reads:?}");
}

#[test]
fn an_older_read_never_replaces_a_newer_one() {
    fn rows<T: Table>() {
        let check = check::<T>;
        check(&[Seen(5, "a"), Seen(6, "b")], true, Some("b"));
        check(&[Seen(6, "a"), Seen(5, "b")], false, Some("a"));
        check(&[Seen(5, "a"), Seen(5, "b")], true, Some("b"));
        check(&[Seen(5, "a"), Gone(6)], true, None);
        check(&[Seen(6, "a"), Gone(5)], false, Some("a"));
        check(&[Seen(5, "a"), Gone(5)], true, None);
        check(&[Gone(6), Seen(5, "a")], false, None);
        check(&[Gone(5), Seen(6, "a")], true, Some("a"));
        check(&[Gone(5), Seen(5, "a")], true, Some("a"));
        check(&[Gone(6), Gone(4), Seen(5, "a")], false, None);
        check(&[Gone(4), Seen(6, "a"), Seen(5, "b")], false, Some("a"));
        check(&[NotListed(5), Seen(4, "a")], false, None);
        check(&[NotListed(5), Seen(5, "a")], true, Some("a"));
        check(&[Seen(4, "a"), NotListed(5), Seen(4, "a")], false, None);
        check(&[Gone(4), NotListed(5), Seen(4, "a")], false, None);
        check(&[Gone(7), NotListed(5), Seen(6, "a")], false, None);
        check(&[Gone(7), NotListed(5), Seen(8, "a")], true, Some("a"));
        check(&[Gone(5), Listed(6, "a")], true, Some("a"));
        check(&[Seen(5, "a"), Listed(5, "b")], true, Some("b"));
    }
    rows::<Numbers>();
    rows::<Wabas>();
    /// A read that finds what is stored counts like any other, although it writes nothing.
    fn confirmed<T: Table>() {
        let check = check::<T>;
        check(&[Seen(1, "a"), Seen(6, "a"), Seen(5, "b")], false, Some("a"));
        check(&[Seen(1, "a"), Seen(6, "a"), Seen(6, "b")], true, Some("b"));
        check(&[Seen(1, "a"), Seen(6, "a"), Gone(5)], false, Some("a"));
        check(&[Seen(1, "a"), Seen(6, "a"), Gone(6)], true, None);
        check(&[Seen(1, "a"), Listed(6, "a"), Seen(5, "b")], false, Some("a"));
        check(&[Seen(1, "a"), Listed(6, "a"), Gone(5)], false, Some("a"));
        check(&[Seen(1, "a"), Listed(6, "a"), Seen(7, "b"), Seen(6, "c")], false, Some("b"));
        check(&[Seen(1, "a"), Seen(6, "a"), Seen(7, "b"), Seen(6, "a")], false, Some("b"));
        // A number that was found gone and came back has no read of before.
        check(&[Seen(1, "a"), Seen(6, "a"), Gone(7), Seen(8, "b"), Seen(7, "c")], false, Some("b"));
    }
    confirmed::<Numbers>();
    confirmed::<Wabas>();
    check::<Numbers>(&[Seen(1, "a"), Begun(5), Listed(6, "a"), Finished], true, Some("a"));
    check::<Numbers>(&[Seen(1, "a"), Begun(5), Seen(6, "a"), Finished], true, Some("a"));
    check::<Numbers>(&[Seen(1, "a"), Begun(5), Seen(4, "a"), Finished], true, None);
    // An older page has still seen the number.
    check::<Numbers>(&[Seen(1, "a"), Begun(5), Seen(9, "a"), Listed(6, "b"), Finished], true, Some("a"));
    check::<Numbers>(&[Seen(1, "a"), Begun(5), Listed(6, "a"), Begun(8), Finished], true, None);
    check::<Numbers>(&[Seen(1, "a"), Begun(5), Listed(7, "a"), Finished, Seen(6, "b")], false, Some("a"));
    // A list of WABAs is a single read. A sync consists of many pages.
    check::<Wabas>(&[NotListed(6), Listed(5, "a")], false, None);
    check::<Wabas>(&[Listed(6, "a"), NotListed(5)], false, Some("a"));
    check::<Wabas>(&[Seen(6, "a"), NotListed(5)], true, Some("a"));
    check::<Numbers>(&[Begun(5), Seen(6, "a"), Finished], true, Some("a"));
    check::<Numbers>(&[Begun(5), Seen(5, "a"), Finished], true, Some("a"));
    check::<Numbers>(&[Begun(5), Seen(4, "a"), Finished], true, None);
    check::<Numbers>(&[Begun(5), Listed(7, "a"), Seen(6, "b"), Finished], true, Some("a"));
    check::<Numbers>(&[Begun(5), Listed(6, "a"), Seen(7, "b"), Finished], true, Some("b"));
    check::<Numbers>(&[Begun(1), Seen(7, "a"), Begun(5), Listed(6, "b"), Finished], true, Some("a"));
}

/// The read that was requested last counts, in whatever order the results arrive.
#[test]
fn the_order_of_results_does_not_matter() {
    fn any_order<T: Table>(reads: [Read; 4], expected: Option<&str>) {
        for order in 0..256 {
            let places = [order & 3, order >> 2 & 3, order >> 4 & 3, order >> 6 & 3];
            if (0..4).any(|place| !places.contains(&place)) {
                continue;
            }
            let place = Place::new();
            let store = place.store();
            let reads = places.map(|place| reads[place]);
            for read in reads {
                T::take(&store, read);
            }
            assert_eq!(T::name(&store).as_deref(), expected, "{reads:?}");
        }
    }
    any_order::<Numbers>([Seen(1, "a"), Listed(2, "b"), Gone(3), Seen(4, "d")], Some("d"));
    any_order::<Numbers>([Gone(1), Seen(2, "b"), Listed(3, "c"), Gone(4)], None);
    any_order::<Wabas>([Seen(1, "a"), Listed(2, "b"), Gone(3), Seen(4, "d")], Some("d"));
    any_order::<Wabas>([Listed(1, "a"), Gone(2), Seen(3, "c"), NotListed(4)], None);
    any_order::<Wabas>([NotListed(1), Gone(2), Seen(3, "c"), Listed(4, "d")], Some("d"));
}

/// A page that is older than what a person typed leaves the number as typed.
#[test]
fn an_older_page_leaves_a_number_by_hand() {
    let place = Place::new();
    let store = place.store();
    let typed = seen(A, "w", "typed");
    store.remove_number(ACCOUNT, &typed.number, NOW + 1).unwrap();
    store.put_by_hand(ACCOUNT, std::slice::from_ref(&typed), &[waba("w", "Typed")], NOW + 2).unwrap();
    store.upsert_numbers(ACCOUNT, &[seen(A, "w", "read")], 0, NOW).unwrap();
    assert!(store.is_by_hand(ACCOUNT, &typed.number).unwrap());
    assert_eq!(Numbers::name(&store).as_deref(), Some("typed"));
    assert!(store.put_number(ACCOUNT, &seen(A, "w", "read"), NOW + 2).unwrap());
    assert!(!store.is_by_hand(ACCOUNT, &typed.number).unwrap());
}

/// Writes rows while the clock is one day ahead.
fn a_day_ahead(store: &Store) -> [i64; 3] {
    let later = NOW + DAY;
    store.put_number(ACCOUNT, &seen(A, "w", "ahead"), later).unwrap();
    store.put_waba(ACCOUNT, &waba("w", "ahead"), later).unwrap();
    store.remove_number(ACCOUNT, &phone("442079460018"), later).unwrap();
    store.remove_waba(ACCOUNT, "gone", later).unwrap();
    let whole = store.next_generation(OTHER, later).unwrap();
    store.finish_sync(OTHER, whole, later).unwrap();
    store.replace_wabas(OTHER, &[], later).unwrap();
    let attempt = |deadline: i64, outcome: &str| NewActivity {
        deadline: Some(deadline),
        outcome: outcome.to_owned(),
        ..record::attempt("")
    };
    [(NOW + DAY, "not_yet_known"), (NOW + 3, "not_yet_known"), (NOW + DAY, "confirmed")]
        .map(|(deadline, outcome)| store.record_attempt(None, &attempt(deadline, outcome)).unwrap())
}

/// No stamp refuses a read that is requested now.
fn nothing_refuses(store: &Store, account: &str) {
    for digits in [A, "442079460018", "12045550123"] {
        assert!(store.put_number(account, &seen(digits, "w", "now"), NOW).unwrap(), "{digits}");
    }
    for id in ["w", "gone", "new"] {
        assert!(store.put_waba(account, &waba(id, "now"), NOW).unwrap(), "{id}");
    }
    assert!(store.replace_wabas(account, &[waba("w", "listed")], NOW).unwrap());
    assert_eq!(store.wabas(account).unwrap(), [waba("w", "listed")]);
}

#[test]
fn a_clock_that_was_set_back_blocks_nothing() {
    let place = Place::new();
    let store = place.store();
    let records = a_day_ahead(&store);
    assert!(!store.put_number(ACCOUNT, &seen(A, "w", "now"), NOW).unwrap());
    store.clamp_moments(NOW, 60_000).unwrap();
    assert_eq!(store.sync_state(OTHER).unwrap().unwrap().last_complete, Some(NOW));
    nothing_refuses(&store, ACCOUNT);
    nothing_refuses(&store, OTHER);
    // A request may still be on its way, so an open record is not due immediately.
    let deadlines = records.map(|id| store.activity_entry(ACCOUNT, id).unwrap().unwrap().deadline);
    assert_eq!(deadlines, [Some(NOW + 60_000), Some(NOW + 3), Some(NOW + DAY)]);
}

#[test]
fn a_sync_begins_with_stamps_that_are_not_in_the_future() {
    let place = Place::new();
    let store = place.store();
    a_day_ahead(&store);
    store.next_generation(ACCOUNT, NOW).unwrap();
    nothing_refuses(&store, ACCOUNT);
}

#[test]
fn earlier_stamps_stay() {
    let place = Place::new();
    let store = place.store();
    store.put_number(ACCOUNT, &seen(A, "w", "a"), NOW - 1).unwrap();
    let check = CheckHeadRow {
        endpoint: "webhook".to_owned(),
        url: "https://a.example/".to_owned(),
        at: NOW - 1,
        outcome: "failed".to_owned(),
        headline: String::new(),
        passed_at: None,
    };
    store.put_check(ACCOUNT, &CheckRow { head: check.clone(), report: String::new() }).unwrap();
    store.mark_partial(ACCOUNT, true).unwrap();
    store.clamp_moments(NOW, 0).unwrap();
    assert_eq!(store.number(ACCOUNT, &phone(A)).unwrap().unwrap().seen_at, NOW - 1);
    assert_eq!(store.check_heads(ACCOUNT).unwrap(), std::slice::from_ref(&check));
    assert_eq!(store.sync_state(ACCOUNT).unwrap().unwrap().last_complete, None);
    let ahead = CheckHeadRow { at: NOW + 9, passed_at: Some(NOW - 5), ..check.clone() };
    store.put_check(ACCOUNT, &CheckRow { head: ahead, report: String::new() }).unwrap();
    store.clamp_moments(NOW, 0).unwrap();
    let expected = CheckHeadRow { at: NOW, passed_at: Some(NOW - 5), ..check };
    assert_eq!(store.check_heads(ACCOUNT).unwrap(), [expected]);
}

/// Reads that wrote nothing refuse none that is requested after the clock was set back.
#[test]
fn a_confirmed_stamp_is_not_in_the_future_either() {
    for clamp in
        [|store: &Store| store.clamp_moments(NOW, 0), |store: &Store| store.next_generation(ACCOUNT, NOW).map(drop)]
    {
        let place = Place::new();
        let store = place.store();
        store.put_number(ACCOUNT, &seen(A, "w", "a"), NOW - 1).unwrap();
        store.put_number(ACCOUNT, &seen(A, "w", "a"), NOW + DAY).unwrap();
        assert!(!store.put_number(ACCOUNT, &seen(A, "w", "b"), NOW).unwrap());
        clamp(&store).unwrap();
        assert!(store.put_number(ACCOUNT, &seen(A, "w", "b"), NOW).unwrap());
    }
}

/// The clock is set back by one hour between the start of a sync and its page.
#[test]
fn a_page_counts_from_the_start_of_its_sync() {
    let place = Place::new();
    let store = place.store();
    store.put_number(ACCOUNT, &seen(A, "w", "before"), NOW - 1).unwrap();
    let sync = store.next_generation(ACCOUNT, NOW).unwrap();
    store.upsert_numbers(ACCOUNT, &[seen(A, "w", "page")], sync, NOW - 3_600_000).unwrap();
    store.finish_sync(ACCOUNT, sync, NOW - 3_600_000).unwrap();
    assert_eq!(Numbers::name(&store).as_deref(), Some("page"));
}
