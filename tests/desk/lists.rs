//! The numbers page: the result of each query, compared with the sandbox's data.

use std::collections::BTreeSet;

use desk::view::{
    Edit, Facet, ListRow, NumberRow, NumbersFilter, NumbersQuery, NumbersSort, NumbersWindow, RowKey, SortKey,
};
use sandbox::Options;
use sandbox::seed::FIRST_WABA;

use crate::office::{ACCOUNT, FIRST, Office, alias, map_to};

/// A number with its WABA, as Plivo has them.
struct Held {
    number: sandbox::Number,
    waba: sandbox::Waba,
    owner: String,
}

async fn office(numbers: usize) -> Office {
    Office::open_with(Options { numbers, ..Options::default() }).await
}

fn held(office: &Office) -> Vec<Held> {
    let subaccounts = office.control.subaccounts();
    let owner = |waba: &sandbox::Waba| match &waba.sub_account {
        Some(id) => subaccounts.iter().find(|one| one.auth_id == *id).unwrap().name.clone(),
        None => "Main Account".to_owned(),
    };
    let of = |waba: sandbox::Waba| {
        let numbers = office.control.numbers_of(&waba.waba_id).into_iter();
        let owner = owner(&waba);
        numbers.map(move |number| Held { number, waba: waba.clone(), owner: owner.clone() }).collect::<Vec<_>>()
    };
    office.control.wabas().into_iter().flat_map(of).collect()
}

async fn window(office: &Office, query: &NumbersQuery, offset: u32, limit: u32) -> NumbersWindow {
    office.desk.numbers_window(ACCOUNT, query.clone(), (offset, limit), &[]).await.unwrap()
}

async fn rows(office: &Office, query: &NumbersQuery) -> Vec<NumberRow> {
    let number = |row| if let ListRow::Number(row) = row { Some(row) } else { None };
    window(office, query, 0, 500).await.rows.into_iter().filter_map(number).collect()
}

async fn found(office: &Office, query: &NumbersQuery) -> BTreeSet<String> {
    rows(office, query).await.into_iter().map(|row| row.number).collect()
}

fn filtered(filter: NumbersFilter) -> NumbersQuery {
    NumbersQuery { filter, ..NumbersQuery::default() }
}

fn searched(search: &str) -> NumbersQuery {
    NumbersQuery { search: search.to_owned(), ..NumbersQuery::default() }
}

/// The search text, and the matching numbers. Grouping does not change the matches.
#[tokio::test(flavor = "multi_thread")]
async fn searches() {
    type Wanted = fn(&Held) -> bool;
    let rows: [(&str, Wanted); 24] = [
        ("", |_| true),
        ("   ", |_| true),
        (FIRST, |held| held.number.number == FIRST),
        ("+918035737458", |held| held.number.number == FIRST),
        ("+91 80357 37458", |held| held.number.number == FIRST),
        ("+91 (80357) 37458", |held| held.number.number == FIRST),
        ("80357-37458", |held| held.number.number == FIRST),
        (" INDIA ", |held| held.number.number.starts_with("91")),
        ("support — apac", |held| held.number.alias.as_deref() == Some("Support — APAC")),
        ("apac SUPPORT", |held| held.number.alias.as_deref() == Some("Support — APAC")),
        ("acme labs", |held| held.waba.name == "Acme Labs"),
        (FIRST_WABA, |held| held.waba.waba_id == FIRST_WABA),
        ("americas", |held| held.owner == "Americas Team"),
        ("under_review", |held| held.number.status == "under_review"),
        ("legacy.acme.example/wa.php", |held| {
            held.number.webhook_url.as_deref().unwrap_or_default().contains("legacy.acme.example/wa.php")
        }),
        ("https://hooks.acme.example", |held| {
            held.number.webhook_url.as_deref().unwrap_or_default().starts_with("https://hooks.acme.example")
        }),
        ("voice.acme.example", |held| {
            held.number.answer_url.as_deref().is_some_and(|url| url.contains("voice.acme.example"))
        }),
        ("ai agents", |held| held.number.configuration_type.as_deref() == Some("ai_agent")),
        ("ai_agent", |held| held.number.configuration_type.as_deref() == Some("ai_agent")),
        ("quality medium", |held| held.number.quality_rating.as_deref() == Some("yellow")),
        ("Quality Blue", |held| held.number.quality_rating.as_deref() == Some("blue")),
        ("アクメ", |held| held.number.verified_name.as_deref() == Some("アクメ")),
        ("no such thing", |_| false),
        ("acme labs americas", |_| false),
    ];
    for size in [24, 300] {
        let office = office(size).await;
        let all = held(&office);
        for (search, wanted) in rows {
            let expected: BTreeSet<_> =
                all.iter().filter(|held| wanted(held)).map(|held| held.number.number.clone()).collect();
            for grouped in [false, true] {
                let query = NumbersQuery { grouped, ..searched(search) };
                assert_eq!(found(&office, &query).await, expected, "{search:?} in {size}, grouped: {grouped}");
            }
            let matching = office.desk.numbers_matching(ACCOUNT, searched(search)).await.unwrap();
            assert_eq!(matching.into_iter().collect::<BTreeSet<_>>(), expected, "{search:?} in {size}");
        }
        // Such short words also occur in other texts.
        for (search, on) in [("calling on", true), ("calling off", false)] {
            let found = found(&office, &searched(search)).await;
            let all = all.iter().filter(|held| held.number.calling_enabled == on);
            assert!(
                all.clone().count() > 0 && all.clone().all(|held| found.contains(&held.number.number)),
                "{search:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters() {
    type Wanted = fn(&Held) -> bool;
    let some = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    for size in [24, 300] {
        let office = office(size).await;
        let (all, labs) = (held(&office), office.subaccount("Labs"));
        let none = NumbersFilter::default;
        let rows: [(NumbersFilter, Wanted); 12] = [
            (none(), |_| true),
            (NumbersFilter { wabas: some(&[FIRST_WABA]), ..none() }, |held| held.waba.waba_id == FIRST_WABA),
            (NumbersFilter { wabas: some(&["no such"]), ..none() }, |_| false),
            (NumbersFilter { owners: some(&[""]), ..none() }, |held| held.waba.sub_account.is_none()),
            (NumbersFilter { owners: some(&[&labs]), ..none() }, |held| held.owner == "Labs"),
            (NumbersFilter { owners: some(&["", &labs]), ..none() }, |held| {
                held.waba.sub_account.is_none() || held.owner == "Labs"
            }),
            (NumbersFilter { statuses: some(&["pending", "under_review"]), ..none() }, |held| {
                ["pending", "under_review"].contains(&held.number.status.as_str())
            }),
            (NumbersFilter { configurations: some(&["ai_agent"]), ..none() }, |held| {
                held.number.configuration_type.as_deref() == Some("ai_agent")
            }),
            (NumbersFilter { calling: Some(true), ..none() }, |held| held.number.calling_enabled),
            (NumbersFilter { calling: Some(false), ..none() }, |held| !held.number.calling_enabled),
            (NumbersFilter { calling: Some(true), statuses: some(&["connected"]), ..none() }, |held| {
                held.number.calling_enabled && held.number.status == "connected"
            }),
            (NumbersFilter { has_draft: true, ..none() }, |_| false),
        ];
        for (filter, wanted) in rows {
            let expected: BTreeSet<_> =
                all.iter().filter(|held| wanted(held)).map(|held| held.number.number.clone()).collect();
            assert_eq!(found(&office, &filtered(filter.clone())).await, expected, "{filter:?} in {size}");
        }
    }
}

/// The faulty numbers of the seed are problems. Numbers that are merely unusual are not.
#[tokio::test(flavor = "multi_thread")]
async fn problems() {
    let office = office(24).await;
    let all = held(&office);
    let troubled = found(&office, &filtered(NumbersFilter { has_problem: true, ..NumbersFilter::default() })).await;
    for row in rows(&office, &NumbersQuery::default()).await {
        assert_eq!(troubled.contains(&row.number), !row.problems.is_empty(), "{row:?}");
    }
    // Red, disconnected, no webhook, an http webhook, calling without an Answer URL.
    for (place, expected) in [(0, false), (2, false), (4, true), (5, true), (7, true), (8, true), (11, true)] {
        assert_eq!(troubled.contains(&all[place].number.number), expected, "number {place} of the seed");
    }
}

fn shown(row: &NumberRow, key: SortKey) -> String {
    let text = match key {
        // A phone number is in the order of its digits, so numbers of a country are together.
        SortKey::Number => return row.number.clone(),
        SortKey::Country => row.country.to_lowercase(),
        SortKey::Alias => row.alias.to_lowercase(),
        SortKey::VerifiedName => row.verified_name.to_lowercase(),
        SortKey::Status => row.status.clone(),
        SortKey::Owner => row.owner.to_lowercase(),
        SortKey::Calling => if row.calling { "on first" } else { "then off" }.to_owned(),
        SortKey::Configuration => format!("{} {}", row.configuration, row.handled_by).to_lowercase(),
        SortKey::Quality => {
            let ranks = ["green", "yellow", "red"];
            ranks.iter().position(|rank| *rank == row.quality).unwrap_or(3).to_string()
        }
    };
    in_byte_order(&text)
}

/// A text whose bytes are in the order of the names. Each number has twelve digits, so "Sales 45" stands before
/// "Sales 116". Korean stands before Japanese, and both stand before Chinese: Unicode numbers the letters otherwise.
fn in_byte_order(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let script = match letters.first() {
        Some('가'..='힣') => "1",
        Some('ぁ'..='ヿ') => "2",
        Some('一'..='鿿') => "3",
        Some(_) => "0",
        None => "",
    };
    let written = |run: &[char]| {
        let run: String = run.iter().collect();
        if run.starts_with(|first: char| first.is_ascii_digit()) { format!("{run:0>12}") } else { run }
    };
    let runs = letters.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit());
    std::iter::once(script.to_owned()).chain(runs.map(written)).collect()
}

/// Empty values stand last, the others in the order of the query. Rows with the same value stand in the order of their
/// numbers, in both directions.
fn check_order(rows: &[NumberRow], query: &NumbersQuery) {
    let NumbersSort { key, descending } = query.sort;
    let texts: Vec<_> = rows.iter().map(|row| (shown(row, key), &row.number)).collect();
    let filled = texts.iter().take_while(|(text, _)| !text.is_empty()).count();
    assert!(texts[filled..].iter().all(|(text, _)| text.is_empty()), "{query:?}: empty ones stand last: {texts:?}");
    for pair in texts[..filled].windows(2) {
        let in_order = if descending { pair[0].0 >= pair[1].0 } else { pair[0].0 <= pair[1].0 };
        assert!(in_order, "{query:?}: {pair:?}");
    }
    for pair in texts.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
        assert!(pair[0].1 < pair[1].1, "{query:?}: {pair:?}");
    }
}

/// With a search and without, the rows come from elsewhere. Each group has its own order.
#[tokio::test(flavor = "multi_thread")]
async fn orders() {
    use SortKey::{Alias, Calling, Configuration, Country, Number, Owner, Quality, Status, VerifiedName};
    for size in [24, 300] {
        let office = office(size).await;
        for key in [Number, Country, Alias, VerifiedName, Status, Quality, Configuration, Calling, Owner] {
            for (descending, grouped) in [(false, false), (false, true), (true, false), (true, true)] {
                let sort = NumbersSort { key, descending };
                let query = NumbersQuery { sort, grouped, ..NumbersQuery::default() };
                let found = rows(&office, &query).await;
                assert_eq!(found.len(), size, "{query:?}");
                let searched = NumbersQuery { search: "webhook".to_owned(), ..query.clone() };
                let some = rows(&office, &searched).await;
                assert!(some.len() > size / 4 && some.len() < size, "{} of {size} are found", some.len());
                for (query, rows) in [(query, found), (searched, some)] {
                    if grouped {
                        rows.chunk_by(|a, b| a.waba_id == b.waba_id).for_each(|group| check_order(group, &query));
                    } else {
                        check_order(&rows, &query);
                    }
                }
            }
        }
    }
}

/// The numbers of a group are together. The groups are in the order of their names.
#[tokio::test(flavor = "multi_thread")]
async fn groups() {
    let office = office(300).await;
    let query = NumbersQuery { grouped: true, ..NumbersQuery::default() };
    let seen = window(&office, &query, 0, 500).await;
    let (mut heading, mut left, mut names, mut ids) = (None, 0, Vec::new(), BTreeSet::new());
    for row in &seen.rows {
        match row {
            ListRow::Group(group) => {
                assert_eq!(left, 0, "a group ends with its last number");
                assert!(ids.insert(group.waba_id.clone()), "{} stands twice", group.name);
                assert_eq!(group.numbers, office.control.numbers_of(&group.waba_id).len() as u32);
                names.push(group.name.to_lowercase());
                (heading, left) = (Some(group.waba_id.clone()), group.matching);
            }
            ListRow::Number(number) => {
                assert_eq!(Some(&number.waba_id), heading.as_ref());
                left -= 1;
            }
        }
    }
    assert_eq!((left, seen.matching), (0, 300));
    assert_eq!(seen.total_rows as usize, 300 + ids.len());
    names.retain(|name| !name.is_empty());
    assert!(names.is_sorted(), "{names:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn folded_groups_keep_their_heading_only() {
    let office = office(300).await;
    let open = NumbersQuery { grouped: true, ..NumbersQuery::default() };
    let folded = NumbersQuery { collapsed: vec![FIRST_WABA.to_owned()], ..open.clone() };
    let (all, seen) = (window(&office, &open, 0, 500).await, window(&office, &folded, 0, 500).await);
    assert_eq!((seen.total_rows, seen.matching, seen.numbers), (all.total_rows - 14, all.matching, 300));
    let group = RowKey::Group { waba_id: FIRST_WABA.to_owned() };
    let keys: Vec<RowKey> = [FIRST, "not a number", "4989000000"]
        .map(|number| RowKey::Number { number: number.to_owned() })
        .into_iter()
        .chain([group, RowKey::Group { waba_id: FIRST.to_owned() }])
        .collect();
    let locate = async |query: &NumbersQuery| {
        office.desk.numbers_window(ACCOUNT, query.clone(), (0, 1), &keys).await.unwrap().located
    };
    let [Some(number), None, None, Some(heading), None] = locate(&open).await[..] else { panic!("both are shown") };
    let row = async |at| window(&office, &open, at, 1).await.rows.remove(0);
    assert!(matches!(row(number).await, ListRow::Number(row) if row.number == FIRST));
    assert!(matches!(row(heading).await, ListRow::Group(row) if row.waba_id == FIRST_WABA));
    let shown = locate(&folded).await;
    assert_eq!((shown[0], shown[3]), (None, Some(heading)), "a folded group shows its heading only");
    assert_eq!(locate(&NumbersQuery { search: "labs".to_owned(), ..open.clone() }).await, [None; 5]);
}

/// Windows of any size, put together, equal the list.
#[tokio::test(flavor = "multi_thread")]
async fn windows_fit_together() {
    let office = office(300).await;
    let queries = [
        NumbersQuery::default(),
        NumbersQuery { grouped: true, ..NumbersQuery::default() },
        NumbersQuery { grouped: true, collapsed: vec![FIRST_WABA.to_owned()], ..searched("acme") },
    ];
    for query in queries {
        let whole = window(&office, &query, 0, 500).await;
        assert_eq!(whole.rows.len(), whole.total_rows as usize, "{query:?}");
        for size in [1, 7, 50, 499] {
            let mut side_by_side = Vec::new();
            for offset in (0..whole.total_rows).step_by(size as usize) {
                let part = window(&office, &query, offset, size).await;
                assert_eq!((part.offset, part.total_rows), (offset, whole.total_rows));
                side_by_side.extend(part.rows);
            }
            assert_eq!(side_by_side, whole.rows, "windows of {size}: {query:?}");
        }
        assert_eq!(window(&office, &query, whole.total_rows + 5, 10).await.rows, []);
        assert_eq!(window(&office, &query, u32::MAX, u32::MAX).await.rows, []);
        assert_eq!(window(&office, &query, 3, 0).await.rows, []);
    }
}

type ByValues = fn(Vec<String>) -> NumbersFilter;

/// The count of every facet equals the result of its filter.
#[tokio::test(flavor = "multi_thread")]
async fn facets_add_up() {
    for size in [24, 300] {
        let office = office(size).await;
        office.edit(FIRST, [alias("Mine")]).await;
        let facets = office.desk.facets(ACCOUNT).await.unwrap();
        let wabas = office.desk.waba_facets(ACCOUNT).await.unwrap();
        let none = NumbersFilter::default;
        let lists: [(&[Facet], ByValues); 4] = [
            (&wabas, |wabas| NumbersFilter { wabas, ..NumbersFilter::default() }),
            (&facets.owners, |owners| NumbersFilter { owners, ..NumbersFilter::default() }),
            (&facets.statuses, |statuses| NumbersFilter { statuses, ..NumbersFilter::default() }),
            (&facets.configurations, |configurations| NumbersFilter { configurations, ..NumbersFilter::default() }),
        ];
        for (list, filter) in lists {
            assert_eq!(list.iter().map(|facet| facet.count).sum::<u32>() as usize, size, "{list:?}");
            for facet in list {
                let shown = window(&office, &filtered(filter(vec![facet.value.clone()])), 0, 0).await.matching;
                assert_eq!(shown, facet.count, "{facet:?}");
            }
        }
        let rows = [
            (facets.calling_on, NumbersFilter { calling: Some(true), ..none() }),
            (facets.calling_off, NumbersFilter { calling: Some(false), ..none() }),
            (facets.with_draft, NumbersFilter { has_draft: true, ..none() }),
            (facets.with_problem, NumbersFilter { has_problem: true, ..none() }),
        ];
        for (count, filter) in rows {
            assert_eq!(window(&office, &filtered(filter.clone()), 0, 0).await.matching, count, "{filter:?}");
        }
        assert_eq!((facets.calling_on + facets.calling_off) as usize, size);
        assert_eq!(facets.with_draft, 1);
    }
}

/// A mark appears with the first edit and disappears with the last. A draft of a mapping marks its group and all its
/// numbers.
#[tokio::test(flavor = "multi_thread")]
async fn drafts_are_marked() {
    let office = office(24).await;
    let drafted = filtered(NumbersFilter { has_draft: true, ..NumbersFilter::default() });
    let marked = async |query: &NumbersQuery| {
        let all = rows(&office, query).await;
        all.into_iter().filter(|row| row.has_draft).map(|row| row.number).collect::<Vec<_>>()
    };
    assert_eq!(found(&office, &drafted).await.len(), 0);
    office.edit(FIRST, [alias("Mine")]).await;
    assert_eq!(marked(&NumbersQuery::default()).await, [FIRST]);
    assert_eq!(found(&office, &drafted).await, BTreeSet::from([FIRST.to_owned()]));
    office.edit(FIRST, [alias("Support — APAC")]).await;
    assert_eq!(marked(&NumbersQuery::default()).await, [] as [String; 0]);

    office.edit(FIRST, [map_to(&office.subaccount("EU Team"))]).await;
    assert_eq!(found(&office, &drafted).await.len(), 14, "it is a draft of each of the WABA's numbers");
    let grouped = window(&office, &NumbersQuery { grouped: true, ..NumbersQuery::default() }, 0, 500).await;
    let marked = grouped.rows.iter().filter_map(|row| match row {
        ListRow::Group(group) if group.has_draft => Some(group.waba_id.as_str()),
        _ => None,
    });
    assert_eq!(marked.collect::<Vec<_>>(), [FIRST_WABA]);
    office.edit(FIRST, [Edit::AccountMapping(None)]).await;
    assert_eq!(found(&office, &drafted).await.len(), 0);
}
