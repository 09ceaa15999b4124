//! Numbers without a WABA, and the marks in the list for a draft of a mapping.

use std::path::Path;

use desk::view::{Facet, ListRow, NumbersFilter, NumbersQuery};

use crate::office::{ACCOUNT, FIRST, Office, map_to};

fn of_waba(waba: &str) -> NumbersQuery {
    let filter = NumbersFilter { wabas: vec![waba.to_owned()], ..NumbersFilter::default() };
    NumbersQuery { filter, ..NumbersQuery::default() }
}

/// Plivo returns no WABA for a number: it can be found, and the panel says why its mapping cannot be chosen.
#[tokio::test(flavor = "multi_thread")]
async fn a_number_without_a_waba() {
    let nameless = |folder: &Path| {
        let file = rusqlite::Connection::open(folder.join("number-desk.db")).unwrap();
        file.execute("UPDATE number SET waba_id = NULL WHERE number = ?1", [FIRST]).unwrap();
        // What is derived from the numbers is derived anew at the next start.
        file.execute("DELETE FROM setting WHERE key = 'listed_by'", []).unwrap();
    };
    let office = Office::open().await.restart_after(nameless).await;
    let facets = office.desk.waba_facets(ACCOUNT).await.unwrap();
    assert_eq!(facets.last(), Some(&Facet { value: String::new(), label: String::new(), count: 1 }));
    assert_eq!(office.desk.numbers_matching(ACCOUNT, of_waba("")).await.unwrap(), [FIRST]);
    let mapping = office.desk.number_panel(ACCOUNT, FIRST).unwrap().account_mapping;
    let why = mapping.read_only.as_deref();
    assert_eq!(why, Some("No WABA is known for this number, and Account Mapping belongs to a WABA."));
    assert!(!mapping.known && mapping.value.is_none() && mapping.value_label == "not known", "{mapping:?}");
}

/// The filter for drafts finds the numbers of a WABA with a drafted move, and each number shows it.
#[tokio::test(flavor = "multi_thread")]
async fn a_draft_of_the_mapping_marks_its_numbers() {
    let office = Office::open().await;
    office.edit(FIRST, [map_to(&office.subaccount("EU Team"))]).await;
    let filter = NumbersFilter { has_draft: true, ..NumbersFilter::default() };
    let query = NumbersQuery { filter, ..NumbersQuery::default() };
    let rows = office.desk.numbers_window(ACCOUNT, query, (0, 100), &[]).await.unwrap().rows;
    let marks = |row: &ListRow| matches!(row, ListRow::Number(row) if row.mapping_draft && !row.has_draft);
    assert_eq!(rows.len(), office.control.numbers_of(sandbox::seed::FIRST_WABA).len());
    assert!(rows.iter().all(marks), "{rows:?}");
}
