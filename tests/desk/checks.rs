//! Endpoint tests, over the sandbox's sample endpoints: real TLS on loopback.

use std::time::Duration;

use desk::Consent;
use desk::error::Code;
use desk::view::{
    CheckOutcome, CheckView, Edit, Endpoint, FieldName, ListRow, NumberRow, NumbersFilter, NumbersQuery, TestAnswer,
    TestManyAnswer, TestRunView, TestState,
};
use sandbox::{Options, SampleDelays};

use crate::office::{ACCOUNT, FIRST, Office, until, webhook};

const YES: Consent = Consent { given: true, is_mine: false };

async fn open() -> Office {
    let sample_delays = SampleDelays { slow: Duration::from_millis(50), drip: Duration::from_millis(50) };
    Office::open_with(Options { sample_delays, ..Options::default() }).await.with_samples().await
}

fn done(answer: TestAnswer) -> CheckView {
    match answer {
        TestAnswer::Done { check } => check,
        other => panic!("a test that was made was expected: {other:?}"),
    }
}

async fn test(office: &Office, endpoint: Endpoint) -> CheckView {
    done(office.desk.test_endpoint(ACCOUNT, FIRST, endpoint, YES).await.unwrap())
}

async fn answers_at(office: &Office, url: &str) {
    office.edit(FIRST, [Edit::Calling(true), Edit::AnswerUrl(url.to_owned())]).await;
}

async fn row(office: &Office, number: &str) -> NumberRow {
    let window = office.desk.numbers_window(ACCOUNT, NumbersQuery::default(), (0, 500), None).await.unwrap();
    let found = window.rows.into_iter().find_map(|row| match row {
        ListRow::Number(row) if row.number == number => Some(row),
        _ => None,
    });
    found.expect("the number is in the list")
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_before_somebody_knows_what_will_be() {
    let office = open().await;
    let ask = |consent| office.desk.test_endpoint(ACCOUNT, FIRST, Endpoint::Webhook, consent);
    let first = ask(Consent::default()).await.unwrap();
    assert_eq!(first, TestAnswer::AskFirst { host: "hooks.acme.example".to_owned() });
    let many = office.desk.test_many(ACCOUNT, &[FIRST.to_owned()], false).await.unwrap();
    assert_eq!(many, TestManyAnswer::AskFirst { requests: 1 });
    assert_eq!(office.control.endpoint_requests(), []);

    let check = done(ask(YES).await.unwrap());
    assert_eq!((check.outcome, check.status), (CheckOutcome::Passed, Some(200)), "{check:#?}");
    done(ask(Consent::default()).await.unwrap());
    let received = office.control.endpoint_requests();
    assert_eq!(received.len(), 2, "said once, it is known");
    assert!(
        received[0].body.contains("Type=whatsapp") && received[0].body.contains("Number+Desk+test"),
        "{received:?}"
    );
    assert_eq!(office.received(), [] as [String; 0], "Plivo itself was asked nothing");
}

/// What is wrong, by where the URL points.
#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_endpoint_is_told_apart() {
    let office = open().await;
    let rows = [
        ("hooks", CheckOutcome::Passed, "It answers as Plivo needs it."),
        ("slow", CheckOutcome::Passed, "It answers as Plivo needs it."),
        ("moved", CheckOutcome::Failed, "Redirect: Status 302 sends the request on"),
        ("missing", CheckOutcome::Failed, "Status: Status 404."),
        ("failing", CheckOutcome::Failed, "Status: Status 500."),
        ("expired", CheckOutcome::Failed, "Certificate: The certificate expired"),
        ("othername", CheckOutcome::Failed, "Certificate: The certificate is for"),
        ("selfsigned", CheckOutcome::Failed, "Certificate: The certificate is self-signed"),
        ("strict", CheckOutcome::Passed, "It answers as Plivo needs it."),
        ("nowhere", CheckOutcome::Failed, "Name: nowhere.acme.example"),
    ];
    for (name, outcome, headline) in rows {
        office.edit(FIRST, [webhook(&format!("https://{name}.acme.example/whatsapp?team=eu#rt=3000"))]).await;
        let check = test(&office, Endpoint::Webhook).await;
        assert_eq!(check.outcome, outcome, "{name}: {check:#?}");
        assert!(check.headline.starts_with(headline), "{name}: {}", check.headline);
        let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
        assert_eq!(panel.webhook_check.as_ref(), Some(&check), "the panel shows it");
        let untested = panel.untested.contains(&FieldName::WebhookUrl);
        assert_eq!(untested, outcome == CheckOutcome::Failed, "{name}");
        let advised = check.steps.iter().filter(|step| step.outcome >= CheckOutcome::Warned);
        assert!(advised.into_iter().all(|step| step.advice.is_some()), "{name}: {check:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_xml_of_an_answer_is_judged() {
    let office = open().await;
    let rows = [
        ("voice", CheckOutcome::Passed, "It answers as Plivo needs it.", false),
        ("brokenxml", CheckOutcome::Failed, "Plivo XML: ", true),
        ("forbidden", CheckOutcome::Failed, "Plivo XML: ", true),
        ("html", CheckOutcome::Failed, "Content type: text/html", true),
        ("huge", CheckOutcome::Failed, "Size: More than 100000 bytes.", false),
        ("strict", CheckOutcome::Passed, "It answers as Plivo needs it.", false),
    ];
    for (name, outcome, headline, findings) in rows {
        answers_at(&office, &format!("https://{name}.acme.example/answer")).await;
        let check = test(&office, Endpoint::Answer).await;
        assert_eq!(check.outcome, outcome, "{name}: {check:#?}");
        assert!(check.headline.starts_with(headline), "{name}: {}", check.headline);
        assert_eq!(!check.findings.is_empty(), findings, "{name}: {check:#?}");
        for finding in &check.findings {
            assert!(finding.line > 0 && finding.column > 0 && !finding.message.is_empty(), "{finding:?}");
        }
    }
    let forbidden = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
    assert!(forbidden.answer_check.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_budget_ends_what_never_ends() {
    let office = open().await;
    answers_at(&office, "https://hanging.acme.example/answer").await;
    let check = test(&office, Endpoint::Answer).await;
    assert_eq!(check.outcome, CheckOutcome::Failed);
    assert!(check.headline.starts_with("Time: "), "{}", check.headline);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_address_is_asked_only_by_its_owner() {
    let office = open().await;
    office.edit(FIRST, [webhook("https://127.0.0.1:1/whatsapp")]).await;
    let ask = |is_mine| office.desk.test_endpoint(ACCOUNT, FIRST, Endpoint::Webhook, Consent { given: true, is_mine });
    let TestAnswer::AskPrivate { check } = ask(false).await.unwrap() else { panic!("it must ask first") };
    assert!(check.headline.contains("127.0.0.1") && check.signing.is_none(), "{check:#?}");
    // Nothing listens there, so what was tried shows in the step after.
    let check = done(ask(true).await.unwrap());
    assert!(check.headline.starts_with("Connection: "), "{}", check.headline);
    let TestAnswer::AskPrivate { .. } = ask(false).await.unwrap() else { panic!("yes was for one test alone") };
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_url_is_said_at_its_field() {
    let office = open().await;
    let rows = [
        (Endpoint::Webhook, webhook("http://a.example/"), FieldName::WebhookUrl),
        (Endpoint::Webhook, webhook(""), FieldName::WebhookUrl),
        (Endpoint::Answer, Edit::AnswerUrl("nonsense".to_owned()), FieldName::AnswerUrl),
    ];
    for (endpoint, edit, field) in rows {
        office.edit(FIRST, [edit]).await;
        let error = office.desk.test_endpoint(ACCOUNT, FIRST, endpoint, YES).await.unwrap_err();
        assert_eq!((error.code, error.field), (Code::InvalidInput, Some(field)), "{error:?}");
    }
    assert_eq!(office.control.endpoint_requests(), []);
}

/// The traffic of a subaccount is signed with a token that is never here: only the `-Ma-` headers can be made.
#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_signed_depends_on_the_owner() {
    let office = open().await;
    let (main, sub) = ("X-Plivo-Signature-V3", "X-Plivo-Signature-Ma-V3");
    let check = test(&office, Endpoint::Webhook).await;
    let signing = check.signing.expect("it was sent");
    assert!(signing.sent.iter().any(|name| name == main) && signing.sent.iter().any(|name| name == sub));
    assert_eq!(signing.why, None);

    let labs = office.control.wabas().into_iter().find(|waba| waba.name == "Acme Labs").unwrap();
    let number = office.control.numbers_of(&labs.waba_id).remove(0).number;
    office.edit(&number, [webhook("https://strict.acme.example/whatsapp")]).await;
    let check = done(office.desk.test_endpoint(ACCOUNT, &number, Endpoint::Webhook, YES).await.unwrap());
    let signing = check.signing.clone().expect("it was sent");
    assert!(signing.sent.iter().all(|name| name.contains("-Ma-")), "{signing:?}");
    assert!(signing.why.is_some_and(|why| why.contains("subaccount")));
    assert_eq!(check.outcome, CheckOutcome::Passed, "the -Ma- signature verifies: {check:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_result_is_there_after_a_restart_and_marks_the_list() {
    let office = open().await;
    office
        .control
        .edit(&sandbox::Edit::SetFields {
            number: FIRST.to_owned(),
            fields: crate::office::fields(serde_json::json!({ "webhook_url": "https://missing.acme.example/" })),
        })
        .unwrap();
    office.sync().await;
    assert_eq!(row(&office, FIRST).await.check, None);
    let failed = test(&office, Endpoint::Webhook).await;
    let mark = row(&office, FIRST).await.check.expect("it was tested");
    assert_eq!((mark.outcome, mark.at, &mark.headline), (CheckOutcome::Failed, failed.at, &failed.headline));
    let problems = |filter| NumbersQuery { filter, ..NumbersQuery::default() };
    let query = problems(NumbersFilter { has_problem: true, ..NumbersFilter::default() });
    let found = office.desk.numbers_matching(ACCOUNT, query).await.unwrap();
    assert!(found.iter().any(|number| number == FIRST), "a failed test is a problem");

    let office = office.restart().await;
    assert_eq!(row(&office, FIRST).await.check, Some(mark));
    let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
    assert_eq!(panel.webhook_check, Some(failed));
    // A URL that was never tested has no result, whatever stood in the field before.
    office.edit(FIRST, [webhook("https://hooks.acme.example/other")]).await;
    let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
    assert_eq!((panel.webhook_check, panel.untested), (None, vec![FieldName::WebhookUrl]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_tests_nothing_and_no_test_stands_in_its_way() {
    let office = open().await;
    office.edit(FIRST, [webhook("https://missing.acme.example/whatsapp")]).await;
    test(&office, Endpoint::Webhook).await;
    office.control.clear_endpoint_requests();
    let step = crate::office::only_step(office.save(FIRST).await);
    assert_eq!(crate::office::word(&step.outcome), "confirmed");
    assert_eq!(office.control.endpoint_requests(), []);
    assert_eq!(office.desk.number_panel(ACCOUNT, FIRST).unwrap().untested, [FieldName::WebhookUrl]);
}

async fn all(office: &Office) -> Vec<String> {
    office.desk.numbers_matching(ACCOUNT, NumbersQuery::default()).await.unwrap()
}

async fn run_of(office: &Office, ended: impl Fn(&TestRunView) -> bool) -> TestRunView {
    let mut notices = office.notices();
    loop {
        let run = office.desk.test_run(ACCOUNT).unwrap().expect("tests were begun");
        if ended(&run) {
            return run;
        }
        until(&mut notices, Some).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_numbers_have_a_result_each_and_equal_urls_are_asked_once() {
    let office = open().await;
    let numbers = all(&office).await;
    let TestManyAnswer::Started { run } = office.desk.test_many(ACCOUNT, &numbers, true).await.unwrap() else {
        panic!("it was agreed to")
    };
    assert!(run.running && run.requests < run.total, "many share the good webhook: {run:?}");
    let refused = office.desk.test_many(ACCOUNT, &numbers, true).await.unwrap_err();
    assert_eq!(refused.code, Code::InvalidInput, "one run at a time");
    let run = run_of(&office, |run| !run.running).await;
    assert_eq!((run.done, run.passed + run.warned + run.failed + run.skipped), (run.total, run.total));
    assert!(run.passed > 0 && run.failed > 0 && run.skipped > 0, "{run:?}");
    let of = |state| run.items.iter().filter(move |item| item.state == state);
    assert!(of(TestState::Skipped).all(|item| !item.message.is_empty()), "a URL that is none says why");
    assert_eq!(run.items[0].state, TestState::Failed, "the worst comes first");
    let received = office.control.endpoint_requests();
    let good = received.iter().filter(|request| request.host == "hooks.acme.example" && request.path == "/whatsapp");
    assert_eq!(good.count(), 1, "the webhook that most share was asked once");
    assert!(received.len() <= run.requests as usize);
    let most = office.control.endpoint_most_at_once();
    assert!((2..=6).contains(&most), "{most} at once");
    office.desk.test_dismiss(ACCOUNT).unwrap();
    assert_eq!(office.desk.test_run(ACCOUNT).unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_stopped() {
    let delays = SampleDelays { slow: Duration::from_secs(60), drip: Duration::from_secs(60) };
    let options = Options { numbers: 400, sample_delays: delays, ..Options::default() };
    let office = Office::open_with(options).await.with_samples().await;
    let slow: Vec<String> = all(&office).await.into_iter().take(20).collect();
    for (at, number) in slow.iter().enumerate() {
        office
            .edit(number, [Edit::ConfigurationType(desk::view::ConfigurationType::Webhook), Edit::Calling(false)])
            .await;
        office.edit(number, [webhook(&format!("https://slow.acme.example/{at}"))]).await;
    }
    office.desk.test_many(ACCOUNT, &slow, true).await.unwrap();
    office.control.endpoint_requests_when(|all| all.len() == 6).await;
    assert!(office.desk.test_dismiss(ACCOUNT).is_err(), "it is running");
    office.desk.test_stop(ACCOUNT).unwrap();
    let run = run_of(&office, |run| !run.running).await;
    assert_eq!((run.done, run.skipped, run.failed), (20, 20, 0), "{run:?}");
    assert_eq!(office.control.endpoint_requests().len(), 6, "nothing was begun after Stop");
}
