//! A forgotten account leaves nothing behind.

use domain::observed::{Mapping, Waba};
use rusqlite::types::Value;

use super::later::item;
use super::*;

const A: &str = "918035737458";
const NEEDLE: &str = "needle-in-a-folder";
/// Longer than one page of the file.
const LONG: usize = 9_000;

fn text(at: usize) -> String {
    format!("{NEEDLE} {at}")
}

/// Writes the needle into every table, in one transaction to save time.
fn fill(store: &Store, account: &str) {
    let filled = store.together(|| {
        fill_tables(store, account);
        Ok::<_, StoreError>(())
    });
    filled.unwrap();
}

fn fill_tables(store: &Store, account: &str) {
    let long = text(0).repeat(LONG / NEEDLE.len());
    let customer = phone("919412341234");
    store.put_account(&AccountRow { name: text(0), ..work::account(account, 0) }).unwrap();
    let waba = |at: usize| Waba {
        id: WabaId::new(format!("{NEEDLE}-{at}")),
        name: text(at),
        mapping: Mapping::Main,
        number_count: None,
    };
    store.replace_wabas(account, &(0..300).map(waba).collect::<Vec<_>>(), NOW).unwrap();
    store.remove_waba(account, waba(7).id.as_str(), NOW).unwrap();
    let generation = store.next_generation(account, NOW).unwrap();
    let number = |at: usize| seen(&(918_035_700_000 + at).to_string(), waba(at / 10).id.as_str(), &text(at));
    store.upsert_numbers(account, &(0..3_000).map(number).collect::<Vec<_>>(), generation, NOW).unwrap();
    store.upsert_numbers(account, &(0..3_000).step_by(7).map(number).collect::<Vec<_>>(), generation, NOW).unwrap();
    store.finish_sync(account, generation, NOW).unwrap();
    store.remove_number(account, &number(8).number, NOW + 1).unwrap();
    store.put_by_hand(account, &[seen(A, NEEDLE, NEEDLE)], &[], NOW).unwrap();
    let agent =
        |at: usize| AgentRow { agent_uuid: text(at), name: text(at), description: long.clone(), state: text(at) };
    store.replace_agents(account, &[agent(1), agent(2)]).unwrap();
    store.replace_subaccounts(account, &[SubaccountRow { auth_id: text(1), name: text(1), enabled: true }]).unwrap();
    let typed = |edits: &str| DraftRow { account: account.to_owned(), ..draft(A, edits) };
    for at in 0..50 {
        store.put_draft(&typed(&text(at).repeat(at))).unwrap();
    }
    store.discard(account, Some(&phone(A)), None, NOW).unwrap();
    store.put_draft(&typed(&long)).unwrap();
    store
        .put_mapping_draft(&MappingDraftRow { account: account.to_owned(), ..mapping_draft(NEEDLE, Some(NEEDLE)) })
        .unwrap();
    let batch = BatchRow {
        started_at: NOW,
        record: None,
        because: None,
        items: (0..40).map(|at| item(&text(at), NEEDLE)).collect(),
    };
    store.put_batch(account, &batch).unwrap();
    let point = NewRestorePoint { account: account.to_owned(), ..record::restore_point(&long) };
    for at in 0..100 {
        store
            .record_attempt(Some(&point), &NewActivity { account: account.to_owned(), ..record::attempt(&text(at)) })
            .unwrap();
    }
    store.put_check(account, &tested(NEEDLE, NOW)).unwrap();
    let calls = CallListRow { read_at: NOW, calls: long };
    store.put_calls(account, &phone(A), &calls).unwrap();
    store.put_customer_calls(account, &phone(A), &customer, &calls).unwrap();
    store.put_customer(account, &phone(A), &customer, (Some(NEEDLE), NOW)).unwrap();
    for key in keys(account) {
        store.put_setting(&key, NEEDLE).unwrap();
    }
    store.put_setting(&format!("hours/{account}/{A}"), NEEDLE).unwrap();
}

fn keys(account: &str) -> Vec<String> {
    vec![format!("open/{account}"), format!("consent/{account}")]
}

fn delete(store: &Store, account: &str) -> Result<(), StoreError> {
    store.forget_account(account, &keys(account), &[format!("hours/{account}/")])
}

fn forget(store: &Store, account: &str) -> Result<(), StoreError> {
    delete(store, account)?;
    store.wipe()
}

/// Each table, with the column that names the account. A table without such a column holds no data of an account.
fn tables(store: &Store) -> Vec<(String, &'static str)> {
    let select = "SELECT name, (SELECT count(*) FROM pragma_table_info(sqlite_master.name) AS c WHERE c.name = 'account') \
                  FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let read = |connection: &rusqlite::Connection| {
        let mut statement = connection.prepare(select)?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
    };
    let tables = store.read(read).unwrap().into_iter().map(|(table, named)| match (table.as_str(), named) {
        (_, 1) => (table, "account"),
        ("account", _) => (table, "id"),
        ("setting", _) => (table, "substr(key, instr(key, '/') + 1, 42)"),
        (other, _) => panic!("{other} names no account: state here to whom its rows belong"),
    });
    tables.collect()
}

/// Every value of the account in the table.
fn rows(store: &Store, (table, column): &(String, &'static str), account: &str) -> Vec<Vec<Value>> {
    let select = format!("SELECT * FROM {table} WHERE {column} = ?1");
    let read = |connection: &rusqlite::Connection| {
        let mut statement = connection.prepare(&select)?;
        let width = statement.column_count();
        let rows = statement.query_map([account], |row| (0..width).map(|at| row.get(at)).collect())?;
        Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
    };
    store.read(read).unwrap()
}

fn files_with(place: &Place, needle: &str) -> Vec<String> {
    let mut found = names(&place.path());
    found.retain(|name| {
        let bytes = std::fs::read(place.path().join(name)).unwrap();
        bytes.windows(needle.len()).any(|part| part == needle.as_bytes())
    });
    found
}

#[test]
fn a_forgotten_account_is_in_no_table_and_in_no_file() {
    let place = Place::new();
    let store = place.store();
    fill(&store, ACCOUNT);
    store.put_account(&work::account(OTHER, 1)).unwrap();
    store.put_draft(&DraftRow { account: OTHER.to_owned(), ..draft(A, "theirs") }).unwrap();
    store.put_setting(&format!("open/{OTHER}"), "theirs").unwrap();
    let tables = tables(&store);
    for table in &tables {
        assert!(!rows(&store, table, ACCOUNT).is_empty(), "this test writes nothing into the table {}", table.0);
    }
    assert!(!files_with(&place, NEEDLE).is_empty() && !files_with(&place, ACCOUNT).is_empty());
    forget(&store, ACCOUNT).unwrap();
    for table in &tables {
        assert_eq!(rows(&store, table, ACCOUNT), [] as [Vec<Value>; 0], "{}", table.0);
    }
    assert_eq!(files_with(&place, NEEDLE), [] as [String; 0]);
    assert_eq!(files_with(&place, ACCOUNT), [] as [String; 0]);
    assert!(files_with(&place, OTHER).contains(&"number-desk.db".to_owned()));
}

#[test]
fn another_account_keeps_every_row() {
    let place = Place::new();
    let store = place.store();
    let longer = format!("{ACCOUNT}.example");
    for account in [ACCOUNT, OTHER, &longer] {
        fill(&store, account);
    }
    let of_others = |store: &Store| -> Vec<_> {
        let tables = tables(store);
        [OTHER, &longer]
            .iter()
            .flat_map(|account| tables.iter().map(|table| rows(store, table, account)).collect::<Vec<_>>())
            .collect()
    };
    let before = of_others(&store);
    forget(&store, ACCOUNT).unwrap();
    assert!(of_others(&store) == before);
    assert_eq!(store.setting(&format!("open/{longer}")).unwrap().as_deref(), Some(NEEDLE));
    assert_eq!(store.setting(&format!("hours/{longer}/{A}")).unwrap().as_deref(), Some(NEEDLE));
    drop(store);
    let store = place.store();
    assert!(of_others(&store) == before);
    store.put_draft(&draft(A, "again")).unwrap();
}

/// SQLite moves rows to other pages as they are added and deleted, and does not overwrite the old copies.
#[test]
fn no_copy_is_left_in_an_unused_part_of_a_page() {
    let place = Place::new();
    let store = place.store();
    // With this seed, the version of SQLite used when this test was written leaves copies unless the file is rebuilt.
    let mut seed = 11 * 7_919;
    let mut below = |limit: u64| {
        seed = seed * 48_271 % 2_147_483_647;
        seed % limit
    };
    for (account, what) in [(OTHER, "y"), (ACCOUNT, NEEDLE)] {
        for _ in 0..30 {
            let worked = store.together(|| {
                for _ in 0..50 {
                    let [number, gone] = [(); 2].map(|()| (918_035_700_000 + below(4_000)).to_string());
                    let edits = what.repeat(below(8_000) as usize / what.len());
                    store.put_draft(&DraftRow { account: account.to_owned(), ..draft(&number, &edits) })?;
                    store.remove_draft(account, &phone(&gone))?;
                }
                Ok::<_, StoreError>(())
            });
            worked.unwrap();
        }
    }
    forget(&store, ACCOUNT).unwrap();
    assert_eq!(files_with(&place, NEEDLE), [] as [String; 0]);
    assert_eq!(files_with(&place, ACCOUNT), [] as [String; 0]);
    assert!(store.drafts(OTHER).unwrap().len() > 100);
}

#[test]
fn the_file_is_not_rebuilt_inside_a_transaction() {
    let place = Place::new();
    let store = place.store();
    assert!(matches!(store.together(|| store.wipe()), Err(StoreError::Internal(_))));
}

/// The log cannot be emptied while another program reads from it. The next start completes the work.
#[test]
fn while_another_program_reads_the_file() {
    let place = Place::new();
    let store = place.store();
    store.put_draft(&draft(A, NEEDLE)).unwrap();
    store.wipe_if_due().unwrap();
    let other = rusqlite::Connection::open(place.file("")).unwrap();
    other.execute_batch("BEGIN; SELECT count(*) FROM draft").unwrap();
    store.writer.lock().busy_timeout(std::time::Duration::ZERO).unwrap();
    delete(&store, ACCOUNT).unwrap();
    assert_eq!(store.wipe(), Err(StoreError::Busy));
    assert_eq!(store.drafts(ACCOUNT).unwrap(), []);
    assert_ne!(files_with(&place, NEEDLE), [] as [String; 0]);
    drop(store);
    other.execute_batch("COMMIT").unwrap();
    drop(other);
    let store = place.store();
    store.wipe_if_due().unwrap();
    assert_eq!(files_with(&place, NEEDLE), [] as [String; 0]);
    assert_eq!(store.setting("wipe_due").unwrap(), None);
}

/// Work that was in progress when an account was forgotten ends later, and would store its result.
#[test]
fn a_forgotten_account_is_not_written_again() {
    let place = Place::new();
    let store = place.store();
    fill(&store, ACCOUNT);
    forget(&store, ACCOUNT).unwrap();
    let refused = |written: Result<(), StoreError>| assert_eq!(written, Err(StoreError::Forgotten));
    refused(store.put_draft(&draft(A, NEEDLE)));
    refused(store.put_account(&work::account(ACCOUNT, 1)));
    refused(store.put_setting(&format!("open/{ACCOUNT}"), NEEDLE));
    refused(store.put_setting(&format!("hours/{ACCOUNT}/{A}"), NEEDLE));
    refused(store.mark_partial(ACCOUNT, true));
    refused(store.put_check(ACCOUNT, &tested(NEEDLE, NOW)));
    refused(store.put_calls(ACCOUNT, &phone(A), &CallListRow { read_at: NOW, calls: NEEDLE.to_owned() }));
    for table in tables(&store) {
        // Each table in which something was filled would take no row any more.
        let trigger =
            format!("SELECT count(*) FROM temp.sqlite_master WHERE type = 'trigger' AND tbl_name = '{}'", table.0);
        let count: i64 = store.writer.lock().query_row(&trigger, [], |row| row.get(0)).unwrap();
        assert_eq!(count, 1, "{}", table.0);
    }
    let longer = format!("{ACCOUNT}.example");
    for account in [OTHER, &longer] {
        fill(&store, account);
    }
    assert_eq!(files_with(&place, &format!("{ACCOUNT}/")), [] as [String; 0]);
    store.connect_account(&work::account(ACCOUNT, 1)).unwrap();
    fill(&store, ACCOUNT);
}

/// A command about an account that crosses with signing it out does not bring it back.
#[test]
fn a_signed_out_account_stays_signed_out() {
    let place = Place::new();
    let store = place.store();
    let account = work::account(ACCOUNT, 1);
    store.put_account(&account).unwrap();
    store.sign_out_account(ACCOUNT).unwrap();
    store.put_account(&AccountRow { name: "Renamed".to_owned(), ..account.clone() }).unwrap();
    let row = store.account(ACCOUNT).unwrap().unwrap();
    assert_eq!((row.name.as_str(), row.signed_out), ("Renamed", true));
    store.connect_account(&account).unwrap();
    assert!(!store.account(ACCOUNT).unwrap().unwrap().signed_out);
}

#[test]
fn old_data_is_pruned() {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let (ours, customer) = (phone(A), phone("919412341234"));
    // The age of everything, and what is left: the discarded draft, and the rest.
    let check = |age: i64, expected: (bool, bool)| {
        let place = Place::new();
        let store = place.store();
        store.put_draft(&draft(A, "a")).unwrap();
        let discarded = store.discard(ACCOUNT, Some(&ours), None, NOW).unwrap();
        let calls = CallListRow { read_at: NOW, calls: "[]".to_owned() };
        store.put_calls(ACCOUNT, &ours, &calls).unwrap();
        store.put_customer_calls(ACCOUNT, &ours, &customer, &calls).unwrap();
        store.put_customer(ACCOUNT, &ours, &customer, (Some("{}"), NOW)).unwrap();
        store.put_check(ACCOUNT, &tested("failed", NOW)).unwrap();
        store.prune(NOW + age).unwrap();
        let kept = [
            store.calls(ACCOUNT, &ours).unwrap().is_some(),
            store.customer_calls(ACCOUNT, &ours, &customer).unwrap().is_some(),
            store.customer(ACCOUNT, &ours, &customer).unwrap().is_some(),
            !store.check_heads(ACCOUNT).unwrap().is_empty(),
        ];
        assert_eq!((store.undo_discard(ACCOUNT, discarded).unwrap(), kept), (expected.0, [expected.1; 4]), "{age} ms");
    };
    check(0, (true, true));
    check(30 * DAY, (true, true));
    check(30 * DAY + 1, (false, true));
    check(90 * DAY, (false, true));
    check(90 * DAY + 1, (false, false));
    check(-DAY, (true, true));
}

fn tested(outcome: &str, at: i64) -> CheckRow {
    let (endpoint, url) = ("webhook".to_owned(), text(0));
    let head = CheckHeadRow { endpoint, url, at, outcome: outcome.to_owned(), headline: text(0), passed_at: None };
    CheckRow { head, report: text(0).repeat(LONG / NEEDLE.len()) }
}
