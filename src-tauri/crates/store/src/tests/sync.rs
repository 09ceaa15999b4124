use domain::observed::{Mapping, Waba};

use super::*;

const A: &str = "918035737458";
const B: &str = "442079460018";
const C: &str = "12045550123";

fn aliases(store: &Store) -> Vec<(String, String)> {
    let numbers = store.load_numbers(ACCOUNT).unwrap();
    let mut rows: Vec<_> = numbers.into_iter().map(|n| (n.number.digits(), n.held.alias.unwrap())).collect();
    rows.sort();
    rows
}

fn check(store: &Store, expected: &[(&str, &str)]) {
    let expected: Vec<_> = expected.iter().map(|(n, a)| ((*n).to_owned(), (*a).to_owned())).collect();
    assert_eq!(aliases(store), expected);
}

#[test]
fn every_column_comes_back() {
    let place = Place::new();
    let full = Observed {
        name_status: Some("approved".to_owned()),
        held: Held {
            alias: Some("Támogatás 👩\u{200d}🔧".to_owned()),
            configuration_type: Some("webhook".to_owned()),
            webhook_url: Some("https://a.example/x".to_owned()),
            agent_uuid: Some("agent".to_owned()),
            calling_enabled: Some(false),
            answer_url: Some("https://a.example/y".to_owned()),
        },
        ..seen(A, "w1", "")
    };
    let bare = Observed {
        waba_id: None,
        country_iso: None,
        verified_name: None,
        messaging_limit: None,
        held: Held::default(),
        ..seen(B, "", "")
    };
    let store = place.store();
    store.put_number(ACCOUNT, &full, NOW).unwrap();
    store.put_number(ACCOUNT, &bare, NOW + 5).unwrap();
    store.put_number(OTHER, &seen(A, "w9", "elsewhere"), NOW).unwrap();
    drop(store);
    let store = place.store();
    let row = |seen: &Observed, seen_at| NumberRow { seen: seen.clone(), seen_at };
    assert_eq!(store.number(ACCOUNT, &phone(A)).unwrap(), Some(row(&full, NOW)));
    assert_eq!(store.number(ACCOUNT, &phone(B)).unwrap(), Some(row(&bare, NOW + 5)));
    assert_eq!(store.number(ACCOUNT, &phone(C)).unwrap(), None);
    assert_eq!(store.members(ACCOUNT, "w1").unwrap(), [full]);
    assert_eq!(store.members(ACCOUNT, "w9").unwrap(), []);
    assert_eq!(store.load_numbers(ACCOUNT).unwrap().len(), 2);
}

#[test]
fn a_whole_sync_removes_what_it_did_not_see() {
    let place = Place::new();
    let store = place.store();
    assert_eq!(store.sync_state(ACCOUNT).unwrap(), None);
    let first = store.next_generation(ACCOUNT, NOW).unwrap();
    store.upsert_numbers(ACCOUNT, &[seen(A, "w", "a1"), seen(B, "w", "b1")], first, NOW).unwrap();
    store.upsert_numbers(OTHER, &[seen(A, "w", "other")], first, NOW).unwrap();
    store.finish_sync(ACCOUNT, first, NOW + 10).unwrap();
    check(&store, &[(B, "b1"), (A, "a1")]);

    let second = store.next_generation(ACCOUNT, NOW + 20).unwrap();
    assert!(second > first);
    store.upsert_numbers(ACCOUNT, &[seen(A, "w", "a2"), seen(C, "w", "c2")], second, NOW + 20).unwrap();
    store.mark_partial(ACCOUNT, true).unwrap();
    check(&store, &[(C, "c2"), (B, "b1"), (A, "a2")]);
    assert_eq!(store.sync_state(ACCOUNT).unwrap(), Some(SyncRow { last_complete: Some(NOW + 10), partial: true }));

    store.finish_sync(ACCOUNT, second, NOW + 30).unwrap();
    check(&store, &[(C, "c2"), (A, "a2")]);
    assert_eq!(store.sync_state(ACCOUNT).unwrap(), Some(SyncRow { last_complete: Some(NOW + 30), partial: false }));
    assert_eq!(store.load_numbers(OTHER).unwrap().len(), 1);
}

#[test]
fn a_stopped_sync_does_not_affect_the_next() {
    let place = Place::new();
    let store = place.store();
    let stopped = store.next_generation(ACCOUNT, NOW).unwrap();
    store.upsert_numbers(ACCOUNT, &[seen(A, "w", "a"), seen(B, "w", "b")], stopped, NOW).unwrap();
    let whole = store.next_generation(ACCOUNT, NOW + 1).unwrap();
    store.upsert_numbers(ACCOUNT, &[seen(A, "w", "a")], whole, NOW + 1).unwrap();
    store.finish_sync(ACCOUNT, whole, NOW + 2).unwrap();
    check(&store, &[(A, "a")]);
}

#[test]
fn a_page_never_overwrites_a_newer_read() {
    let place = Place::new();
    let store = place.store();
    let sync = store.next_generation(ACCOUNT, NOW).unwrap();
    // The page was requested before the number was read alone, and arrives after that read.
    store.put_number(ACCOUNT, &seen(A, "w", "fresh"), NOW + 100).unwrap();
    store.upsert_numbers(ACCOUNT, &[seen(A, "w", "stale")], sync, NOW).unwrap();
    check(&store, &[(A, "fresh")]);
    assert_eq!(store.number(ACCOUNT, &phone(A)).unwrap().unwrap().seen_at, NOW + 100);
    store.finish_sync(ACCOUNT, sync, NOW + 200).unwrap();
    check(&store, &[(A, "fresh")]);
    // A later page is newer than that read.
    let next = store.next_generation(ACCOUNT, NOW + 300).unwrap();
    store.upsert_numbers(ACCOUNT, &[seen(A, "w", "later")], next, NOW + 300).unwrap();
    check(&store, &[(A, "later")]);
}

#[test]
fn an_old_row_read_again_during_a_sync_survives_its_end() {
    let place = Place::new();
    let store = place.store();
    store.put_number(ACCOUNT, &seen(A, "w", "a"), NOW).unwrap();
    store.put_number(ACCOUNT, &seen(B, "w", "b"), NOW).unwrap();
    let sync = store.next_generation(ACCOUNT, NOW).unwrap();
    store.put_number(ACCOUNT, &seen(A, "w", "read by itself"), NOW + 1).unwrap();
    store.finish_sync(ACCOUNT, sync, NOW + 2).unwrap();
    check(&store, &[(A, "read by itself")]);
}

#[test]
fn a_removed_number_does_not_come_back_with_an_older_page() {
    let place = Place::new();
    let store = place.store();
    let sync = store.next_generation(ACCOUNT, NOW).unwrap();
    store.put_number(ACCOUNT, &seen(A, "w", "a"), NOW).unwrap();
    store.remove_number(ACCOUNT, &phone(A), NOW + 1).unwrap();
    store.upsert_numbers(ACCOUNT, &[seen(A, "w", "ghost")], sync, NOW).unwrap();
    check(&store, &[]);
    // A read of this number alone shows that it exists again.
    store.put_number(ACCOUNT, &seen(A, "w", "back"), NOW + 2).unwrap();
    check(&store, &[(A, "back")]);
    store.remove_number(ACCOUNT, &phone(A), NOW + 3).unwrap();
    store.finish_sync(ACCOUNT, sync, NOW + 4).unwrap();
    let next = store.next_generation(ACCOUNT, NOW + 5).unwrap();
    store.upsert_numbers(ACCOUNT, &[seen(A, "w", "reconnected")], next, NOW + 5).unwrap();
    check(&store, &[(A, "reconnected")]);
}

#[test]
fn wabas() {
    let place = Place::new();
    let store = place.store();
    let waba = |id: &str, name: &str, mapping: Mapping| Waba {
        id: WabaId::new(id),
        name: name.to_owned(),
        mapping,
        number_count: Some(3),
    };
    let owned = Mapping::from_wire(Some("SAXXXXXXXXXXXXXXXX01"));
    store.replace_wabas(ACCOUNT, &[waba("2", "B", Mapping::Main), waba("1", "A", owned.clone())], NOW).unwrap();
    assert_eq!(store.wabas(ACCOUNT).unwrap(), [waba("1", "A", owned.clone()), waba("2", "B", Mapping::Main)]);
    store.put_waba(ACCOUNT, &waba("2", "B", owned.clone()), NOW).unwrap();
    assert_eq!(store.wabas(ACCOUNT).unwrap()[1].mapping, owned);
    store.replace_wabas(ACCOUNT, &[waba("3", "C", Mapping::Main)], NOW).unwrap();
    assert_eq!(store.wabas(ACCOUNT).unwrap(), [waba("3", "C", Mapping::Main)]);
    // These WABAs were read alone after the list was requested. So the list is older than those reads, even where it
    // does not contain the WABA.
    store.put_waba(ACCOUNT, &waba("3", "C", owned.clone()), NOW + 2).unwrap();
    store.put_waba(ACCOUNT, &waba("4", "D", Mapping::Main), NOW + 2).unwrap();
    store.replace_wabas(ACCOUNT, &[waba("3", "C", Mapping::Main), waba("5", "E", Mapping::Main)], NOW + 1).unwrap();
    let kept = [waba("3", "C", owned), waba("4", "D", Mapping::Main), waba("5", "E", Mapping::Main)];
    assert_eq!(store.wabas(ACCOUNT).unwrap(), kept);
    assert_eq!(store.wabas(OTHER).unwrap(), []);
}

#[test]
fn an_empty_list_is_not_an_unread_one() {
    let place = Place::new();
    let store = place.store();
    let agent = |id: &str| AgentRow {
        agent_uuid: id.to_owned(),
        name: format!("Agent {id}"),
        description: String::new(),
        state: "published".to_owned(),
    };
    let owner = |id: &str| SubaccountRow { auth_id: id.to_owned(), name: format!("Team {id}"), enabled: false };
    assert_eq!((store.agents(ACCOUNT).unwrap(), store.subaccounts(ACCOUNT).unwrap()), (None, None));
    store.replace_agents(ACCOUNT, &[]).unwrap();
    assert_eq!((store.agents(ACCOUNT).unwrap(), store.subaccounts(ACCOUNT).unwrap()), (Some(vec![]), None));
    store.replace_agents(ACCOUNT, &[agent("2"), agent("1")]).unwrap();
    store.replace_subaccounts(ACCOUNT, &[owner("1")]).unwrap();
    assert_eq!(store.agents(ACCOUNT).unwrap(), Some(vec![agent("1"), agent("2")]));
    assert_eq!(store.subaccounts(ACCOUNT).unwrap(), Some(vec![owner("1")]));
    store.replace_subaccounts(ACCOUNT, &[]).unwrap();
    assert_eq!(store.subaccounts(ACCOUNT).unwrap(), Some(vec![]));
    assert_eq!(store.agents(OTHER).unwrap(), None);
    assert_eq!(store.sync_state(ACCOUNT).unwrap(), Some(SyncRow { last_complete: None, partial: false }));
}

#[test]
fn one_waba_and_its_numbers() {
    let place = Place::new();
    let store = place.store();
    for digits in [A, C, B] {
        store.put_number(ACCOUNT, &seen(digits, "w1", "a"), NOW).unwrap();
    }
    store.put_number(ACCOUNT, &seen("4930901820", "w2", "a"), NOW).unwrap();
    store.put_number(OTHER, &seen("12125550142", "w1", "a"), NOW).unwrap();
    let waba = Waba { id: WabaId::new("w1"), name: "Acme".to_owned(), mapping: Mapping::Main, number_count: None };
    store.put_waba(ACCOUNT, &waba, NOW).unwrap();
    let check = |account: &str, id: &str, numbers: &[&str], known: Option<&Waba>| {
        let members: Vec<_> = store.members(account, id).unwrap().into_iter().map(|seen| seen.number).collect();
        let expected: Vec<_> = numbers.iter().map(|digits| phone(digits)).collect();
        assert_eq!(members, expected, "{account} {id}");
        assert_eq!(store.count_members(account, id).unwrap() as usize, expected.len(), "{account} {id}");
        assert_eq!(store.first_member(account, id).unwrap(), expected.first().copied(), "{account} {id}");
        assert_eq!(store.waba(account, id).unwrap().as_ref(), known, "{account} {id}");
    };
    check(ACCOUNT, "w1", &[C, B, A], Some(&waba));
    check(ACCOUNT, "w2", &["4930901820"], None);
    check(ACCOUNT, "w3", &[], None);
    check(OTHER, "w1", &["12125550142"], None);
}

/// Everything that a sync reads was read before: no row of it is written again, and the time of the read is known.
#[test]
fn a_sync_that_finds_nothing_changed_writes_nothing() {
    let place = Place::new();
    let store = place.store();
    let numbers = [seen(A, "w", "a"), seen(B, "w", "b"), seen(C, "", "c")];
    let waba = Waba { id: WabaId::new("w"), name: "Acme".to_owned(), mapping: Mapping::Main, number_count: Some(2) };
    let agents = ["Bravo", "Alpha"].map(|name| AgentRow {
        agent_uuid: format!("id of {name}"),
        name: name.to_owned(),
        description: String::new(),
        state: "live".to_owned(),
    });
    let subaccounts = ["Zulu", "Alpha"].map(|name| SubaccountRow {
        auth_id: format!("SA {name}"),
        name: name.to_owned(),
        enabled: true,
    });
    let sync = |at: i64| {
        store.replace_agents(ACCOUNT, &agents).unwrap();
        store.replace_subaccounts(ACCOUNT, &subaccounts).unwrap();
        store.replace_wabas(ACCOUNT, std::slice::from_ref(&waba), at).unwrap();
        let generation = store.next_generation(ACCOUNT, at).unwrap();
        let written = store.upsert_numbers(ACCOUNT, &numbers, generation, at + 1).unwrap();
        assert!(!store.has_unseen(ACCOUNT, generation).unwrap());
        store.finish_sync(ACCOUNT, generation, at + 2).unwrap();
        written
    };
    let rows = || {
        let dump = |table: &str| {
            let sql = format!("SELECT * FROM {table}");
            store.read(|connection| {
                let mut statement = connection.prepare(&sql)?;
                let columns = statement.column_count();
                let row = |row: &rusqlite::Row<'_>| {
                    (0..columns)
                        .map(|at| row.get_ref(at).map(|value| format!("{value:?}")))
                        .collect::<Result<Vec<_>, _>>()
                };
                Ok(statement.query_map([], row)?.collect::<Result<Vec<_>, _>>()?)
            })
        };
        ["number", "listed", "waba", "agent", "subaccount"].map(|table| dump(table).unwrap())
    };
    assert!(sync(NOW));
    let before = rows();
    let changes = store.writer.lock().total_changes();
    assert!(!sync(NOW + 100));
    assert_eq!(rows(), before);
    // The state of the sync itself: when its WABAs were read, that it began, and that it ended.
    let state = store.writer.lock().total_changes() - changes;
    assert!(state <= 4, "{state} rows were written");
    assert_eq!(store.number(ACCOUNT, &phone(A)).unwrap().unwrap().seen_at, NOW + 101);
    drop(store);
    assert_eq!(place.store().number(ACCOUNT, &phone(A)).unwrap().unwrap().seen_at, NOW + 100, "since the sync began");
}
