//! Searches, one after the other.

use desk::view::{Notice, NumbersQuery};
use serde_json::json;

use crate::office::{ACCOUNT, FIRST, Office, alias, fields, until};

/// The rows are read when somebody is about to search. The search itself reads only what it shows.
#[tokio::test(flavor = "multi_thread")]
async fn a_prepared_search_goes_over_the_rows_that_are_in_memory() {
    let office = Office::open().await;
    let found = async |search| matching(&office, search).await;
    office.desk.prepare_search(ACCOUNT).await.unwrap();
    let file = rusqlite::Connection::open(office.folder.path().join("number-desk.db")).unwrap();
    let numbers = file.execute("UPDATE listed SET search = 'zebra', status = 'unheard of'", []).unwrap();
    let statuses = office.desk.facets(ACCOUNT).await.unwrap().statuses;
    let counted_before = !statuses.is_empty() && statuses.iter().all(|status| status.value != "unheard of");
    assert!(counted_before, "{statuses:?}");
    assert_eq!(found("zebra").await, 0, "the rows were read before");
    office.edit(FIRST, [alias("Zebra desk")]).await;
    office.save(FIRST).await;
    assert_eq!(found("zebra").await as usize, numbers, "and are read again after a change");
}

/// Searches go over rows in memory, which a change on disk replaces, whatever it comes from.
#[tokio::test(flavor = "multi_thread")]
async fn a_search_sees_what_has_changed_since_the_last_one() {
    let office = Office::open().await;
    let found = async |search| matching(&office, search).await;
    assert_eq!(found("zebra").await, 0);
    office.edit(FIRST, [alias("Zebra desk")]).await;
    office.save(FIRST).await;
    assert_eq!(found("zebra").await, 1, "after a save");
    let rename = |name: &str| {
        let fields = fields(json!({ "alias": name }));
        office.control.edit(&sandbox::Edit::SetFields { number: FIRST.to_owned(), fields }).unwrap();
    };
    rename("Giraffe desk");
    assert_eq!((found("zebra").await, found("giraffe").await), (1, 0), "nobody has read it");
    office.sync().await;
    assert_eq!((found("zebra").await, found("giraffe").await), (0, 1), "after a sync");
    rename("Heron desk");
    let mut notices = office.notices();
    office.desk.open_number(ACCOUNT, FIRST).await.unwrap();
    until(&mut notices, |notice| matches!(notice, Notice::NumbersChanged { .. }).then_some(())).await;
    assert_eq!((found("giraffe").await, found("heron").await), (0, 1), "after it was opened");
}

/// How many numbers a search finds.
async fn matching(office: &Office, search: &str) -> u32 {
    let query = NumbersQuery { search: search.to_owned(), ..NumbersQuery::default() };
    office.desk.numbers_window(ACCOUNT, query, (0, 10), &[]).await.unwrap().matching
}
