//! Endpoint tests, with the sandbox's sample endpoints: real TLS on loopback.

use std::time::Duration;

use desk::Consent;
use desk::error::Code;
use desk::view::{
    CheckOutcome, CheckView, Edit, Endpoint, FieldName, ListRow, NumberRow, NumbersFilter, NumbersQuery,
    ReadinessState, TestAnswer,
};
use sandbox::{Options, SampleDelays};

use crate::office::{ACCOUNT, FIRST, Office, webhook};

const YES: Consent = Consent { given: true, mine: Vec::new() };

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
    let window = office.desk.numbers_window(ACCOUNT, NumbersQuery::default(), (0, 500), &[]).await.unwrap();
    let found = window.rows.into_iter().find_map(|row| match row {
        ListRow::Number(row) if row.number == number => Some(row),
        _ => None,
    });
    found.expect("the number is in the list")
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_before_the_user_agreed() {
    let office = open().await;
    let ask = |consent| office.desk.test_endpoint(ACCOUNT, FIRST, Endpoint::Webhook, consent);
    let first = ask(Consent::default()).await.unwrap();
    assert_eq!(first, TestAnswer::AskFirst { host: "hooks.acme.example".to_owned() });
    let many = office.desk.tests_preview(ACCOUNT, office.select(&[FIRST.to_owned()]).await).await.unwrap();
    assert_eq!((many.webhooks, many.answers), (1, 0));
    assert_eq!(office.control.endpoint_requests(), []);

    let check = done(ask(YES).await.unwrap());
    assert_eq!((check.outcome, check.status), (CheckOutcome::Passed, Some(200)), "{check:#?}");
    done(ask(Consent::default()).await.unwrap());
    let received = office.control.endpoint_requests();
    assert_eq!(received.len(), 2, "the question is asked only once");
    assert!(
        received[0].body.contains("Type=whatsapp") && received[0].body.contains("Number+Desk+test"),
        "{received:?}"
    );
    assert_eq!(office.received(), [] as [String; 0], "Plivo itself was asked nothing");
}

/// The problem of each sample URL.
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
async fn the_xml_of_a_response_is_checked() {
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
    let ask = |mine| office.desk.test_endpoint(ACCOUNT, FIRST, Endpoint::Webhook, Consent { given: true, mine });
    let TestAnswer::AskPrivate { check, addresses } = ask(vec![]).await.unwrap() else { panic!("it must ask first") };
    assert!(check.headline.contains("127.0.0.1") && check.signing.is_none(), "{check:#?}");
    assert_eq!(addresses, ["127.0.0.1"]);
    // Nothing listens at that address, so the attempted address shows in the next step.
    let check = done(ask(addresses).await.unwrap());
    assert!(check.headline.starts_with("Connection: "), "{}", check.headline);
    let TestAnswer::AskPrivate { .. } = ask(vec![]).await.unwrap() else { panic!("yes was for one test alone") };
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_url_is_reported_at_its_field() {
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

/// The traffic of a subaccount is signed with a token that is never on this computer. Only the `-Ma-` headers can be
/// made.
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
    // A URL that was never tested has no result, whatever URL was in the field before.
    office.edit(FIRST, [webhook("https://hooks.acme.example/other")]).await;
    let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
    assert_eq!((panel.webhook_check, panel.untested), (None, vec![FieldName::WebhookUrl]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_tests_nothing_and_no_test_blocks_it() {
    let office = open().await;
    office.edit(FIRST, [webhook("https://missing.acme.example/whatsapp")]).await;
    test(&office, Endpoint::Webhook).await;
    office.control.clear_endpoint_requests();
    let step = crate::office::only_step(office.save(FIRST).await);
    assert_eq!(crate::office::word(&step.outcome), "confirmed");
    assert_eq!(office.control.endpoint_requests(), []);
    assert_eq!(office.desk.number_panel(ACCOUNT, FIRST).unwrap().untested, [FieldName::WebhookUrl]);
}

const NAME: &str = "hooks.acme.example";

/// The good endpoint under its own name, which a local name server resolves to this computer. Returns its URL.
async fn behind_the_wall(office: &Office) -> String {
    let samples = office.sandbox.samples().await.unwrap();
    let port = samples.lent[0].1.port();
    let samples = desk::Samples { lent: vec![], roots: samples.roots };
    office.desk.attach_sandbox(office.door().with_samples(samples)).await.unwrap();
    office.resolves(NAME, [127, 0, 0, 1]);
    format!("https://{NAME}:{port}/whatsapp")
}

async fn at_plivo(office: &Office, fields: serde_json::Value) {
    let fields = crate::office::fields(fields);
    office.control.edit(&sandbox::Edit::SetFields { number: FIRST.to_owned(), fields }).unwrap();
    office.sync().await;
}

/// The endpoint responds to this computer, but Plivo could never reach it.
#[tokio::test(flavor = "multi_thread")]
async fn what_plivo_cannot_reach_never_passes() {
    let office = open().await;
    let url = behind_the_wall(&office).await;
    at_plivo(&office, serde_json::json!({ "webhook_url": url })).await;
    let mine = Consent { given: true, mine: vec!["127.0.0.1".to_owned()] };
    let check = done(office.desk.test_endpoint(ACCOUNT, FIRST, Endpoint::Webhook, mine).await.unwrap());
    assert_eq!((check.outcome, check.status, check.passed_at), (CheckOutcome::Warned, Some(200), None), "{check:#?}");
    let unreached = |office: &Office| {
        let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
        assert!(panel.untested.contains(&FieldName::WebhookUrl), "Save warns of it");
        assert!(panel.webhook_check.is_some_and(|check| check.out_of_reach));
        let page = office.desk.calling(ACCOUNT, FIRST).unwrap();
        let line = page.readiness.into_iter().find(|line| line.id == "messages").unwrap();
        assert_eq!(line.state, ReadinessState::Attention);
        assert!(line.detail.contains("answers this computer, but Plivo cannot reach it"), "{}", line.detail);
    };
    unreached(&office);
    assert!(row(&office, FIRST).await.check.unwrap().out_of_reach);
    let office = office.restart().await;
    unreached(&office);
    assert!(row(&office, FIRST).await.check.unwrap().out_of_reach);
}

/// Between the question and the yes, the name server may return another address.
#[tokio::test(flavor = "multi_thread")]
async fn a_yes_is_for_the_addresses_that_were_shown() {
    let office = open().await;
    let url = behind_the_wall(&office).await;
    office.edit(FIRST, [webhook(&url)]).await;
    let ask = async |mine: &[String]| {
        let consent = Consent { given: true, mine: mine.to_vec() };
        office.desk.test_endpoint(ACCOUNT, FIRST, Endpoint::Webhook, consent).await.unwrap()
    };
    let asked = async |mine: &[String]| match ask(mine).await {
        TestAnswer::AskPrivate { addresses, .. } => addresses,
        other => panic!("it must ask: {other:?}"),
    };
    office.resolves(NAME, [10, 0, 0, 7]);
    let shown = asked(&[]).await;
    assert_eq!(shown, ["10.0.0.7"]);
    office.resolves(NAME, [127, 0, 0, 1]);
    assert_eq!(asked(&shown).await, ["127.0.0.1"], "another address asks again");
    assert_eq!(office.control.endpoint_requests(), []);
    assert_eq!(done(ask(&["127.0.0.1".to_owned()]).await).status, Some(200));
}

/// Plivo changed the URL and the draft did not, while another field has a conflict.
#[tokio::test(flavor = "multi_thread")]
async fn in_a_conflict_the_url_in_the_field_is_tested() {
    let office = open().await;
    office.edit(FIRST, [crate::office::alias("Mine")]).await;
    let theirs = serde_json::json!({ "alias": "Theirs", "webhook_url": "https://missing.acme.example/" });
    at_plivo(&office, theirs).await;
    let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
    assert_eq!(panel.conflicts.len(), 1, "{:?}", panel.conflicts);
    let check = test(&office, Endpoint::Webhook).await;
    assert_eq!(check.url, panel.webhook_url.value);
    assert_eq!(office.desk.number_panel(ACCOUNT, FIRST).unwrap().webhook_check, Some(check));
}

/// The panel shows the same endpoints as the list tests, even if the type at Plivo is unknown.
#[tokio::test(flavor = "multi_thread")]
async fn the_panel_knows_which_endpoints_are_in_force() {
    let office = open().await;
    let rows = [
        ("webhook", false, vec![Endpoint::Webhook]),
        ("webhook", true, vec![Endpoint::Webhook, Endpoint::Answer]),
        ("carrier_pigeon", false, vec![Endpoint::Webhook]),
        ("", true, vec![Endpoint::Webhook, Endpoint::Answer]),
        ("ai_agent", false, vec![]),
        ("ai_agent", true, vec![Endpoint::Answer]),
    ];
    for (configuration, calling, expected) in rows {
        at_plivo(&office, serde_json::json!({ "configuration_type": configuration, "calling_enabled": calling })).await;
        let panel = office.desk.number_panel(ACCOUNT, FIRST).unwrap();
        assert_eq!(panel.endpoints, expected, "{configuration} {calling}");
    }
}
