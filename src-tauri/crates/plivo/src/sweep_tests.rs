use super::*;

/// A simulated list. It returns the objects on the page and the page's meta.
type List = fn(limit: u64, offset: u64, asked: u64) -> (Vec<u64>, Meta);

fn meta(total: u64, next: bool) -> Meta {
    Meta { limit: Some(20), total: Some(total), has_next: next }
}

fn slice(total: u64, limit: u64, offset: u64) -> Vec<u64> {
    (offset.min(total)..(offset + limit).min(total)).collect()
}

/// Reads a simulated list with several parallel requests. Returns how many requests it took.
fn read(list: List, at_once: usize) -> (u64, Summary) {
    let (mut sweep, mut seen, mut asked) = (Sweep::new(), BTreeSet::new(), 0);
    let mut on_the_way = VecDeque::new();
    loop {
        while let Some(ask) = (on_the_way.len() < at_once).then(|| sweep.ask()).flatten() {
            on_the_way.push_back(ask);
        }
        let Some((limit, offset)) = on_the_way.pop_front() else { return (asked, sweep.summary(true)) };
        asked += 1;
        assert!(asked <= 60_000, "the read does not end");
        let (objects, meta) = list(limit, offset, asked);
        let fresh = objects.iter().filter(|object| seen.insert(**object)).count() as u64;
        sweep.landed(Landed { offset, got: objects.len() as u64, fresh, unreadable: 0, meta });
    }
}

#[test]
fn lists_are_read_to_their_end_and_no_further() {
    let check = |name: &str, list: List, requests: u64, found: u64, complete: bool| {
        let (asked, summary) = read(list, 1);
        assert_eq!((asked, summary.found, summary.is_complete()), (requests, found, complete), "{name}: {summary:?}");
        let (_, summary) = read(list, 8);
        assert_eq!((summary.found, summary.is_complete()), (found, complete), "{name}, 8 at once: {summary:?}");
    };
    check("empty", |_, _, _| (vec![], meta(0, false)), 1, 0, true);
    check("one page", |l, o, _| (slice(7, l, o), meta(7, false)), 1, 7, true);
    check("just full", |l, o, _| (slice(20, l, o), meta(20, false)), 1, 20, true);
    check("several", |l, o, _| (slice(105, l, o), meta(105, o + l < 105)), 6, 105, true);
    check("no meta at all", |l, o, _| (slice(50, l, o), Meta::default()), 3, 50, true);
    check("no meta, last page full", |l, o, _| (slice(40, l, o), Meta::default()), 3, 40, true);
    check("pages of ten", |l, o, _| (slice(35, l.min(10), o), meta(35, o + 10 < 35)), 4, 35, true);
    check("total too low", |l, o, _| (slice(50, l, o), meta(20, o + l < 50)), 3, 50, false);
    check("total too high", |l, o, _| (slice(30, l, o), meta(100, false)), 9, 30, false);
    check("always the first page", |l, _, _| (slice(20, l, 0), meta(2_000, true)), 21, 20, false);
    check("next for ever", |l, _, _| (slice(20, l, 0), meta(20, true)), 2, 20, false);
    check(
        "no total, next for ever",
        |l, _, _| (slice(20, l, 0), Meta { has_next: true, ..Meta::default() }),
        2,
        20,
        false,
    );
}

#[test]
fn lists_that_change_are_read_but_are_not_complete() {
    let check = |name: &str, list: List, found: u64| {
        for at_once in [1, 8] {
            let (_, summary) = read(list, at_once);
            assert_eq!((summary.found, summary.is_complete()), (found, false), "{name}, {at_once}: {summary:?}");
        }
    };
    let growing: List =
        |l, o, n| if n < 3 { (slice(60, l, o), meta(60, true)) } else { (slice(90, l, o), meta(90, true)) };
    check("growing", growing, 90);
    let shrinking: List =
        |l, o, n| if n < 2 { (slice(200, l, o), meta(200, true)) } else { (slice(30, l, o), meta(30, false)) };
    check("shrinking", shrinking, 30);
    check("empty for ever", |_, _, n| (vec![], meta(n * 100, true)), 0);
    check("the same, ever more of it", |l, _, n| (slice(20, l, 0), meta(n * 100, true)), 20);
    check("endless", |l, o, n| ((o..o + l).collect(), meta(o + n * 100 + 2_000, true)), MOST);
}

#[test]
fn a_short_page_is_requested_once_more() {
    let check = |name: &str, list: List, requests: u64, found: u64, complete: bool| {
        let (asked, summary) = read(list, 1);
        assert_eq!((asked, summary.found, summary.is_complete()), (requests, found, complete), "{name}: {summary:?}");
    };
    let once: List = |l, o, n| (if n == 2 { vec![] } else { slice(60, l, o) }, meta(60, o + l < 60));
    check("empty once", once, 4, 60, true);
    let always: List = |l, o, _| (if o == 20 { vec![] } else { slice(60, l, o) }, meta(60, o + l < 60));
    check("always empty", always, 4, 40, false);
    let first: List = |l, o, n| (if n == 1 { vec![] } else { slice(60, l, o) }, meta(60, o + l < 60));
    check("empty at first", first, 4, 60, true);
}
