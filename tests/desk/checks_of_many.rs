//! Tests of many numbers' endpoints, with the sandbox's sample endpoints.

use std::time::{Duration, Instant};

use desk::Consent;
use desk::error::Code;
use desk::view::{Endpoint, ListRow, Notice, NumbersQuery, TestAnswer, TestRunView, TestState};
use sandbox::{Options, SampleDelays};
use serde_json::json;

use crate::confirming::required;
use crate::office::{ACCOUNT, FIRST, Office, until, webhook};

async fn open(slow: Duration, numbers: usize) -> Office {
    let sample_delays = SampleDelays { slow, drip: slow };
    Office::open_with(Options { numbers, sample_delays, ..Options::default() }).await.with_samples().await
}

async fn all(office: &Office) -> Vec<String> {
    office.desk.numbers_matching(ACCOUNT, NumbersQuery::default()).await.unwrap()
}

/// Gives this many numbers a URL of their own at the sample.
async fn each_at(office: &Office, sample: &str, count: usize) -> Vec<String> {
    let numbers: Vec<String> = all(office).await.into_iter().take(count).collect();
    for (at, number) in numbers.iter().enumerate() {
        let url = format!("https://{sample}.acme.example/{at}");
        let fields = json!({ "configuration_type": "webhook", "webhook_url": url, "calling_enabled": false });
        let fields = crate::office::fields(fields);
        office.control.edit(&sandbox::Edit::SetFields { number: number.clone(), fields }).unwrap();
    }
    office.sync().await;
    numbers
}

async fn begin(office: &Office, numbers: &[String]) -> TestRunView {
    let selection = office.select(numbers).await;
    office.test_many(selection).await.unwrap()
}

async fn run_of(office: &Office, ended: impl Fn(&TestRunView) -> bool) -> TestRunView {
    let mut notices = office.notices();
    loop {
        let run = office.desk.test_run(ACCOUNT, 0, u32::MAX).unwrap().expect("tests were begun");
        if ended(&run) {
            return run;
        }
        until(&mut notices, Some).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_numbers_have_a_result_each_and_equal_urls_are_tested_once() {
    let office = open(Duration::from_millis(50), Options::default().numbers).await;
    let numbers = all(&office).await;
    let run = begin(&office, &numbers).await;
    assert!(run.running && run.requests < run.total, "many share the good webhook: {run:?}");
    let selection = office.select(&numbers).await;
    let refused = office.test_many(selection).await.unwrap_err();
    assert_eq!(refused.code, Code::InvalidInput, "one run at a time");
    let run = run_of(&office, |run| !run.running).await;
    assert_eq!((run.done, run.passed + run.warned + run.failed + run.skipped), (run.total, run.total));
    assert!(run.passed > 0 && run.failed > 0 && run.skipped > 0, "{run:?}");
    let of = |state| run.items.iter().filter(move |item| item.state == state);
    assert!(of(TestState::Skipped).all(|item| !item.message.is_empty()), "a URL that is none says why");
    assert_eq!(run.items[0].state, TestState::Failed, "the worst comes first");
    let page = |offset, limit| office.desk.test_run(ACCOUNT, offset, limit).unwrap().unwrap().items;
    assert_eq!([page(0, 3), page(3, u32::MAX)].concat(), run.items, "page by page, every result is there");
    assert_eq!(run.items.len(), run.total as usize);
    let received = office.control.endpoint_requests();
    let good = received.iter().filter(|request| request.host == "hooks.acme.example" && request.path == "/whatsapp");
    assert_eq!(good.count(), 1, "the webhook that most share was asked once");
    assert!(received.len() <= run.requests as usize);
    let most = office.control.endpoint_most_at_once();
    assert!((2..=6).contains(&most), "{most} at once");
    office.desk.test_dismiss(ACCOUNT).unwrap();
    assert_eq!(office.desk.test_run(ACCOUNT, 0, 1).unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_stopped() {
    let office = open(Duration::from_secs(60), 400).await;
    let slow = each_at(&office, "slow", 20).await;
    begin(&office, &slow).await;
    office.control.endpoint_requests_when(|all| all.len() == 6).await;
    assert!(office.desk.test_dismiss(ACCOUNT).is_err(), "it is running");
    office.desk.test_stop(ACCOUNT).unwrap();
    let run = run_of(&office, |run| !run.running).await;
    assert_eq!((run.done, run.skipped, run.failed), (20, 20, 0), "{run:?}");
    assert_eq!(office.control.endpoint_requests().len(), 6, "nothing was begun after Stop");
}

/// The user presses twice before the first press has its result.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_starts_at_once_one_is_refused_and_the_other_can_be_stopped() {
    let office = open(Duration::from_secs(60), 400).await;
    each_at(&office, "slow", 20).await;
    let numbers = all(&office).await;
    let selection = office.select(&numbers).await;
    let preview = office.desk.tests_preview(ACCOUNT, selection).await.unwrap();
    let start = || {
        let (desk, id, typed) = (office.desk.clone(), preview.preview_id.clone(), required(preview.count_to_type));
        tokio::spawn(async move { desk.tests_start(ACCOUNT, &id, &typed).await })
    };
    let (one, other) = (start(), start());
    let answers = [one.await.unwrap(), other.await.unwrap()];
    let refused: Vec<Code> = answers.iter().filter_map(|answer| Some(answer.as_ref().err()?.code)).collect();
    assert_eq!(refused, [Code::ConfirmationExpired], "a preview serves once: {answers:?}");
    office.control.endpoint_requests_when(|all| all.len() >= 6).await;
    assert!(office.control.endpoint_most_at_once() <= 6);
    office.desk.test_stop(ACCOUNT).unwrap();
    run_of(&office, |run| !run.running).await;
}

/// Checks that the run sends no further request. The four single tests take longer than its next request would.
async fn nothing_goes_on(office: Office) -> Office {
    let before = office.control.endpoint_requests().len();
    let office = office.with_samples().await;
    office.edit(FIRST, [webhook("https://slow.acme.example/alone")]).await;
    let yes = Consent { given: true, ..Consent::default() };
    for _ in 0..4 {
        office.desk.test_endpoint(ACCOUNT, FIRST, Endpoint::Webhook, yes.clone()).await.unwrap();
    }
    assert_eq!(office.control.endpoint_requests().len(), before + 4);
    office
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_tests() {
    let office = open(Duration::from_millis(50), 400).await;
    let slow = each_at(&office, "slow", 40).await;
    begin(&office, &slow).await;
    office.control.endpoint_requests_when(|all| all.len() >= 6).await;
    office.desk.sign_out(ACCOUNT).await.unwrap();
    nothing_goes_on(office).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_of_the_sandbox_ends_the_tests_and_forgets_what_was_said() {
    let office = open(Duration::from_millis(50), 400).await;
    let slow = each_at(&office, "slow", 40).await;
    office.desk.mark_hours_checked(ACCOUNT, FIRST, true).unwrap();
    begin(&office, &slow).await;
    office.control.endpoint_requests_when(|all| all.len() >= 6).await;
    office.desk.sandbox_was_reset(office.door()).await.unwrap();
    assert_eq!(office.desk.test_run(ACCOUNT, 0, 1).unwrap(), None);
    office.sync().await;
    assert_eq!(office.desk.calling(ACCOUNT, FIRST).unwrap().hours_checked_at, None);
    let asked = office.desk.test_endpoint(ACCOUNT, FIRST, Endpoint::Webhook, Consent::default()).await.unwrap();
    assert!(matches!(asked, TestAnswer::AskFirst { .. }), "{asked:?}");
    nothing_goes_on(office).await;
}

/// Each notice makes the window read its rows again.
#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_notified_now_and_then_and_at_the_end() {
    let office = open(Duration::ZERO, 400).await;
    let numbers = each_at(&office, "hooks", 60).await;
    let (mut notices, began) = (office.notices(), Instant::now());
    begin(&office, &numbers).await;
    run_of(&office, |run| !run.running).await;
    let most = 2 + began.elapsed().as_millis() / 300;
    let mut told = 0;
    while let Ok(notice) = notices.try_recv() {
        told += u128::from(matches!(notice, Notice::NumbersChanged { .. }));
    }
    assert!((1..=most).contains(&told), "{told} notices for 60 results, and not {most} at most");
    let window = office.desk.numbers_window(ACCOUNT, NumbersQuery::default(), (0, 500), &[]).await.unwrap();
    let tested = window.rows.iter().filter(|row| matches!(row, ListRow::Number(row) if row.check.is_some()));
    assert_eq!(tested.count(), 60, "at the end every result is in the list");
}
