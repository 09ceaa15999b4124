//! Stored values that no version of this program wrote.

use super::record::attempt;
use super::work::account;
use super::*;

const A: &str = "918035737458";

/// A stored switch is 0 or 1. Any other value is unknown, and is never read as *on*.
#[test]
fn switches_that_are_neither_on_nor_off() {
    let check = |figure: i64, on: bool, calling: Option<bool>, maybe: bool| {
        let place = Place::new();
        let store = place.store();
        store.put_draft(&draft(A, "a")).unwrap();
        store.put_mapping_draft(&mapping_draft("w", None)).unwrap();
        store.upsert_numbers(ACCOUNT, &[seen(A, "w", "alias")], 1, NOW).unwrap();
        store.put_account(&account(ACCOUNT, 1)).unwrap();
        store.mark_partial(ACCOUNT, false).unwrap();
        let id = store.record_attempt(None, &attempt("Sent.")).unwrap();
        let write = "UPDATE draft SET ready = ?1; UPDATE mapping_draft SET ready = ?1; \
                     UPDATE number SET calling_enabled = ?1; UPDATE account SET signed_out = ?1; \
                     UPDATE sync_state SET partial = ?1; UPDATE activity SET accepted = ?1";
        store.write(|c| Ok(c.execute_batch(&write.replace("?1", &figure.to_string()))?)).unwrap();
        assert_eq!(store.draft(ACCOUNT, &phone(A)).unwrap().unwrap().ready, on, "{figure}");
        assert_eq!(store.draft_numbers(ACCOUNT).unwrap(), [(phone(A), on)], "{figure}");
        assert_eq!(store.mapping_draft(ACCOUNT, "w").unwrap().unwrap().ready, on, "{figure}");
        assert_eq!(store.load_numbers(ACCOUNT).unwrap()[0].held.calling_enabled, calling, "{figure}");
        assert_eq!(store.account(ACCOUNT).unwrap().unwrap().signed_out, maybe, "{figure}");
        assert_eq!(store.sync_state(ACCOUNT).unwrap().unwrap().partial, maybe, "{figure}");
        assert_eq!(store.activity_entry(ACCOUNT, id).unwrap().unwrap().accepted, on, "{figure}");
    };
    check(0, false, Some(false), false);
    check(1, true, Some(true), true);
    for figure in [2, -1, i64::MAX, i64::MIN] {
        check(figure, false, None, true);
    }
}
