//! Accounts: valid input, connecting without a network, several accounts, and credentials with fewer rights.

use desk::Desk;
use desk::error::Code;
use desk::view::{AccountKind, ActivityQuery, Colour, ConnectionView, Credentials, Edit, FieldName};

use sandbox::{Fault, Pattern, Rule};

use crate::office::{FIRST, alias};
use crate::plivo::{Plivo, files_with, session_only, sync};

const CLOSED: &str = "http://127.0.0.1:1";

fn typed(name: &str, auth_id: &str, auth_token: &str, api: &str) -> Credentials {
    let [name, auth_id, auth_token] = [name, auth_id, auth_token].map(str::to_owned);
    Credentials { name, auth_id, auth_token, api_address: Some(api.to_owned()), session_only: true }
}

fn some_id() -> String {
    format!("MA{}", "X".repeat(18))
}

fn desk_alone() -> (Desk, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Desk::open(folder.path()).unwrap(), folder)
}

/// The invalid field, or none if the credentials are sent to Plivo. Nothing listens at that address.
#[tokio::test(flavor = "multi_thread")]
async fn what_may_be_typed() {
    use FieldName::{AccountName, ApiAddress, AuthId, AuthToken};
    let (id, long) = (some_id(), "n".repeat(64));
    let longer = "n".repeat(65);
    let rows: [(&str, &str, &str, &str, Option<FieldName>); 34] = [
        ("Acme", &id, "token", CLOSED, None),
        (" Acme ", &format!(" {id}\n"), " token\n", "  http://127.0.0.1:1/ ", None),
        (&long, &id, "token", "http://localhost:1", None),
        ("アクメ", &id, "stk_token", "http://[::1]:1", None),
        ("Acme", &id, "token", "https://127.0.0.1:1", None),
        ("Acme", &id.replace("MA", "SA"), "token", "http://127.9.9.9:1", None),
        ("", &id, "token", CLOSED, Some(AccountName)),
        ("  ", &id, "token", CLOSED, Some(AccountName)),
        (&longer, &id, "token", CLOSED, Some(AccountName)),
        ("Ac\u{7}me", &id, "token", CLOSED, Some(AccountName)),
        ("Acme", "", "token", CLOSED, Some(AuthId)),
        ("Acme", "MA123", "token", CLOSED, Some(AuthId)),
        ("Acme", &id.to_lowercase(), "token", CLOSED, Some(AuthId)),
        ("Acme", &id.replace("MA", "XX"), "token", CLOSED, Some(AuthId)),
        ("Acme", &format!("{id}X"), "token", CLOSED, Some(AuthId)),
        ("Acme", "MA/../MAXXXXXXXXXXXX", "token", CLOSED, Some(AuthId)),
        ("Acme", &id, "", CLOSED, Some(AuthToken)),
        ("Acme", &id, "   ", CLOSED, Some(AuthToken)),
        ("Acme", &id, "two words", CLOSED, Some(AuthToken)),
        ("Acme", &id, "line\nbreak", CLOSED, Some(AuthToken)),
        ("Acme", &id, "schlüssel", CLOSED, Some(AuthToken)),
        ("Acme", &id, "token", "api.plivo.com", Some(ApiAddress)),
        ("Acme", &id, "token", "http://api.plivo.com", Some(ApiAddress)),
        ("Acme", &id, "token", "http://10.0.0.1", Some(ApiAddress)),
        ("Acme", &id, "token", "http://192.168.1.7:8080", Some(ApiAddress)),
        ("Acme", &id, "token", "http://0.0.0.0:1", Some(ApiAddress)),
        ("Acme", &id, "token", "http://localhost.evil.example", Some(ApiAddress)),
        ("Acme", &id, "token", "http://127.0.0.1@evil.example", Some(ApiAddress)),
        ("Acme", &id, "token", "https://user:word@127.0.0.1:1", Some(ApiAddress)),
        ("Acme", &id, "token", "https://127.0.0.1:1/v1/", Some(ApiAddress)),
        ("Acme", &id, "token", "https://127.0.0.1:1/?a=b", Some(ApiAddress)),
        ("Acme", &id, "token", "https://127.0.0.1:1/#a", Some(ApiAddress)),
        ("Acme", &id, "token", "ftp://127.0.0.1:1", Some(ApiAddress)),
        ("Acme", &id, "token", "file:///etc/passwd", Some(ApiAddress)),
    ];
    let (desk, _folder) = desk_alone();
    for (name, auth_id, token, api, expected) in rows {
        let error = desk.connect(typed(name, auth_id, token, api), 1).await.expect_err("nobody answers");
        let code = if expected.is_some() { Code::InvalidInput } else { Code::Offline };
        assert_eq!((error.code, error.field), (code, expected), "{name:?} {auth_id:?} {token:?} {api:?}: {error}");
    }
    assert_eq!(desk.start().unwrap().accounts, [], "nothing is kept of what failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_chooses_how_it_is_sent() {
    for scoped in [false, true] {
        let plivo = Plivo::open().await;
        let desk = plivo.desk();
        let token = if scoped { &plivo.console.scoped_token } else { &plivo.console.auth_token };
        let account = desk.connect(session_only(plivo.console.typed(&plivo.console.auth_id, token)), 1).await.unwrap();
        sync(&desk, &account.id).await;
        assert_eq!(desk.status(&account.id).unwrap().connection, ConnectionView::Online, "{scoped}");
        assert!(plivo.sandbox.control().requests().iter().all(|request| request.authorized), "{scoped}");
    }
}

/// The failure while connecting, and the returned code. Each message says what to do, and nothing is stored.
#[tokio::test(flavor = "multi_thread")]
async fn failures_while_connecting() {
    use sandbox::{Fault, Pattern, Rule};
    let rows = [
        (Fault::Refuse, Code::Offline),
        (Fault::unauthorized(), Code::Unauthorised),
        (Fault::forbidden(), Code::Forbidden),
        (Fault::too_many(Some(60)), Code::RateLimited),
        (Fault::bad_gateway(), Code::PlivoFailing),
        (Fault::WrongTypes, Code::PlivoFailing),
        (Fault::TruncatedJson, Code::PlivoFailing),
    ];
    for (fault, code) in rows {
        let plivo = Plivo::open().await;
        let (desk, word) = (plivo.desk(), fault.word());
        plivo.sandbox.control().add_fault(Rule::always(Pattern::any(), fault));
        let error = plivo.connect(&desk).await.expect_err(word);
        assert_eq!(error.code, code, "{word}: {error}");
        assert_eq!(desk.start().unwrap().accounts, [], "{word}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_accounts_stay_apart() {
    let (one, other) =
        (Plivo::open().await, Plivo::open_with(sandbox::Options { seed: 8, ..Default::default() }).await);
    let desk = one.desk();
    let first = one.connect(&desk).await.unwrap();
    let second = other.connect(&desk).await.unwrap();
    assert_ne!(first.colour, second.colour, "each has a colour of its own");
    assert_eq!(desk.start().unwrap().current.unwrap().id, second.id);
    for account in [&first.id, &second.id] {
        sync(&desk, account).await;
    }
    desk.edit(&first.id, FIRST, alias("Of the first")).await.unwrap();
    assert_eq!(crate::office::all_drafts(&desk, &second.id).await, []);
    assert_ne!(desk.number_panel(&second.id, FIRST).unwrap().alias.value, "Of the first");
    let error = one.connect(&desk).await.expect_err("it is connected");
    assert_eq!((error.code, error.field), (Code::AlreadyConnected, Some(FieldName::AuthId)));

    assert_eq!(desk.switch(&first.id).unwrap().current.unwrap().id, first.id);
    let renamed = desk.rename(&second.id, "  Zażółć  ", Colour::Pink).unwrap();
    assert_eq!((renamed.name.as_str(), renamed.colour), ("Zażółć", Colour::Pink));
    assert_eq!(desk.rename(&second.id, " ", Colour::Pink).unwrap_err().field, Some(FieldName::AccountName));
    drop(desk);

    let desk = one.desk();
    let start = desk.start().unwrap();
    let names: Vec<_> = start.accounts.iter().map(|account| (account.name.as_str(), account.colour)).collect();
    assert!(names.contains(&("Zażółć", Colour::Pink)) && names.len() == 2, "{names:?}");
    assert_eq!(start.current.unwrap().id, first.id, "the account shown last is shown again");

    let start = desk.sign_out(&first.id).await.unwrap();
    assert_eq!(start.current.unwrap().id, second.id, "the other one is shown now");
    assert_eq!(desk.status(&first.id).unwrap_err().code, Code::NotConnected);
}

/// An account that is connected again looks as before.
#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_connected_again_keeps_its_colour() {
    let plivo = Plivo::open().await;
    let desk = plivo.desk();
    let account = plivo.connect(&desk).await.unwrap().id;
    desk.rename(&account, "Acme", Colour::Violet).unwrap();
    desk.sign_out(&account).await.unwrap();
    assert_eq!(plivo.connect(&desk).await.unwrap().colour, Colour::Violet);
}

/// Signing out keeps drafts and activity. Forgetting deletes everything of the account, and keeps the other accounts.
#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_signed_out_or_forgotten() {
    let (plivo, other) =
        (Plivo::open().await, Plivo::open_with(sandbox::Options { seed: 8, ..Default::default() }).await);
    let desk = plivo.desk();
    let kept = other.connect(&desk).await.unwrap().id;
    let account = plivo.connect(&desk).await.unwrap().id;
    for id in [&kept, &account] {
        sync(&desk, id).await;
        desk.edit(id, FIRST, alias("Written here")).await.unwrap();
        desk.save(id, FIRST, false).await.unwrap();
        desk.edit(id, FIRST, alias("Half typed here")).await.unwrap();
        desk.open_number(id, FIRST).await.unwrap();
        desk.mark_hours_checked(id, FIRST, true).unwrap();
    }
    let left = async |id: &str| {
        let records = desk.activity(id, &ActivityQuery { limit: 9, ..ActivityQuery::default() }).unwrap().total;
        (crate::office::all_drafts(&desk, id).await.len(), records)
    };
    desk.sign_out(&account).await.unwrap();
    plivo.connect(&desk).await.unwrap();
    assert_eq!(left(&account).await, (1, 1), "signing out keeps them");

    let start = desk.forget_account(&account).await.unwrap();
    assert_eq!(start.accounts.iter().map(|account| &account.id).collect::<Vec<_>>(), [&kept]);
    assert_eq!(
        files_with(plivo.folder.path(), std::slice::from_ref(&plivo.console.auth_id)),
        [] as [std::path::PathBuf; 0]
    );
    assert_eq!(left(&kept).await, (1, 1), "the other account is as it was");
    plivo.connect(&desk).await.unwrap();
    sync(&desk, &account).await;
    assert_eq!(left(&account).await, (0, 0));
    assert_eq!(desk.calling(&account, FIRST).unwrap().hours_checked_at, None);
}

/// Work that is in progress ends after its account was forgotten. It brings nothing of the account back.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_forgotten_account_comes_back() {
    let plivo = Plivo::open().await;
    let (desk, control) = (plivo.desk(), plivo.sandbox.control());
    let account = plivo.connect(&desk).await.unwrap().id;
    sync(&desk, &account).await;
    control.clear_requests();
    control.add_fault(Rule::always(Pattern::new("GET", "/**"), Fault::Hold));
    let reading = tokio::spawn({
        let (desk, account) = (desk.clone(), account.clone());
        async move { desk.read_calls(&account, FIRST).await }
    });
    desk.sync_start(&account).unwrap();
    let asked = |requests: &[sandbox::Request], part: &str| requests.iter().any(|request| request.path.contains(part));
    control.requests_when(|requests| asked(requests, "/Call/") && asked(requests, "/WhatsApp/Account/")).await;
    desk.forget_account(&account).await.unwrap();
    control.release();
    let calls = reading.await.unwrap().unwrap();
    assert!(calls.calls.is_empty() && calls.error.is_some(), "{calls:?}");
    assert_eq!(desk.rename(&account, "Again", Colour::Pink).unwrap_err().code, Code::NotConnected);
    assert_eq!(
        files_with(plivo.folder.path(), std::slice::from_ref(&plivo.console.auth_id)),
        [] as [std::path::PathBuf; 0]
    );
}

/// While another account is shown, that one stays.
#[tokio::test(flavor = "multi_thread")]
async fn signing_out_of_another_account_changes_nothing_on_the_screen() {
    let (one, two) = (Plivo::open().await, Plivo::open_with(sandbox::Options { seed: 8, ..Default::default() }).await);
    let desk = one.desk();
    let ids = [one.connect(&desk).await.unwrap().id, two.connect(&desk).await.unwrap().id];
    for (shown, left) in [(&ids[0], &ids[1]), (&ids[1], &ids[0])] {
        desk.switch(shown).unwrap();
        assert_eq!(desk.sign_out(left).await.unwrap().current.unwrap().id, *shown);
        let plivo = if *left == ids[0] { &one } else { &two };
        plivo.connect(&desk).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sandbox_is_reset_and_not_forgotten() {
    let office = crate::office::Office::open().await;
    let error = office.desk.forget_account(crate::office::ACCOUNT).await.unwrap_err();
    assert_eq!(error.code, Code::InvalidInput, "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subaccount_sees_its_own_and_maps_nothing() {
    let plivo = Plivo::open().await;
    let desk = plivo.desk();
    let (labs, token) = &plivo.console.subaccount;
    let account = desk.connect(session_only(plivo.console.typed(labs, token)), 1).await.unwrap();
    assert_eq!(account.kind, AccountKind::Subaccount);
    sync(&desk, &account.id).await;
    assert_eq!(desk.status(&account.id).unwrap().connection, ConnectionView::Online);
    let numbers = desk.numbers_matching(&account.id, Default::default()).await.unwrap();
    assert_eq!(numbers.len(), 1, "Acme Labs has one number");
    let panel = desk.open_number(&account.id, &numbers[0]).await.unwrap();
    let why = panel.account_mapping.read_only.expect("it cannot be changed");
    assert!(why.contains("subaccount"), "{why}");
    assert_eq!(panel.account_mapping.value.as_ref(), Some(labs));
    let error = desk.edit(&account.id, &numbers[0], Edit::AccountMapping(None)).await.expect_err("read-only");
    assert_eq!((error.code, error.field), (Code::Forbidden, Some(FieldName::AccountMapping)));
    assert_eq!(crate::office::all_drafts(&desk, &account.id).await, []);
    desk.edit(&account.id, &numbers[0], alias("Ours")).await.unwrap();
    let outcome = desk.save(&account.id, &numbers[0], true).await.unwrap();
    assert_eq!(crate::office::only_step(outcome).outcome, desk::view::StepOutcome::Confirmed);
}

/// A token that Plivo no longer accepts is entered again. The drafts stay.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_entered_again() {
    use sandbox::{Fault, Pattern, Rule};
    let plivo = Plivo::open().await;
    let desk = plivo.desk();
    let account = plivo.connect(&desk).await.unwrap().id;
    sync(&desk, &account).await;
    desk.edit(&account, FIRST, alias("Half typed")).await.unwrap();
    plivo.sandbox.control().add_fault(Rule::always(Pattern::any(), Fault::unauthorized()));
    sync(&desk, &account).await;
    let status = desk.status(&account).unwrap();
    assert!(matches!(status.connection, ConnectionView::Unauthorised { .. }), "{status:?}");
    plivo.sandbox.control().clear_faults();
    desk.enter_token(&account, plivo.console.scoped_token.clone(), true, 1).await.unwrap();
    sync(&desk, &account).await;
    assert_eq!(desk.status(&account).unwrap().connection, ConnectionView::Online);
    assert_eq!(desk.number_panel(&account, FIRST).unwrap().alias.value, "Half typed");
}
