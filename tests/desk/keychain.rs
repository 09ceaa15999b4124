//! The token is stored only in the keychain. Tested in each state of a keychain, with a real Secret Service on a
//! private bus.

use desk::error::Code;
use desk::view::{ConnectionView, Edit, Endpoint, FieldName, TestAnswer, TokenPlace};
use desk::{Consent, Desk, Probing, Resolver, Setup, Trust};
use domain::secret::Secret;
use sandbox::{Options, Sandbox};

use crate::office::{FIRST, alias, webhook};
use crate::plivo::{files_with, session_only, sync};
use crate::story::{Seat, tell};
use crate::support::Keychain::{Absent, Locked, NoBus, Unlocked};

fn open(seat: &Seat) -> Desk {
    Desk::open(&seat.folder).unwrap()
}

/// Connected, synced, and with a draft.
async fn at_work(seat: &Seat) -> (Desk, String) {
    let desk = open(seat);
    let account = desk.connect(seat.console.credentials(), 1).await.unwrap();
    assert_eq!(account.token, TokenPlace::Keychain);
    sync(&desk, &account.id).await;
    assert_eq!(desk.status(&account.id).unwrap().connection, ConnectionView::Online);
    desk.edit(&account.id, FIRST, alias("Half typed")).await.unwrap();
    (desk, account.id)
}

async fn has_draft(desk: &Desk, account: &str) -> bool {
    let drafts = crate::office::all_drafts(desk, account).await;
    drafts.len() == 1 && desk.number_panel(account, FIRST).unwrap().alias.value == "Half typed"
}

/// The token in the keychain, read without the app. It blocks, so it must not run on a worker of the runtime.
pub async fn kept(account: &str) -> Option<String> {
    let account = account.to_owned();
    let ask = move || store::Keychain::system().get(&account).unwrap();
    tokio::task::spawn_blocking(ask).await.unwrap().map(|secret: Secret| secret.expose().to_owned())
}

fn nothing_on_disk(seat: &Seat) {
    assert_eq!(files_with(&seat.folder, &seat.console.tokens), [] as [std::path::PathBuf; 0]);
}

#[test]
fn the_token_is_read_back_after_a_restart() {
    tell(
        "keychain::the_token_is_read_back_after_a_restart",
        &[
            (Unlocked, |seat| {
                Box::pin(async move {
                    let (_desk, account) = at_work(&seat).await;
                    assert_eq!(kept(&account).await, Some(seat.console.auth_token.clone()));
                    nothing_on_disk(&seat);
                })
            }),
            (Unlocked, |seat| {
                Box::pin(async move {
                    let desk = open(&seat);
                    let account = desk.start().unwrap().current.expect("it is the account shown");
                    assert_eq!((account.token, account.name.as_str()), (TokenPlace::Keychain, "Acme"));
                    assert!(has_draft(&desk, &account.id).await);
                    sync(&desk, &account.id).await;
                    assert_eq!(desk.status(&account.id).unwrap().connection, ConnectionView::Online);
                    nothing_on_disk(&seat);
                })
            }),
        ],
    );
}

#[test]
fn nothing_is_kept_of_a_wrong_token() {
    tell(
        "keychain::nothing_is_kept_of_a_wrong_token",
        &[
            (Unlocked, |seat| {
                Box::pin(async move {
                    let (desk, console) = (open(&seat), &seat.console);
                    let other_id = &format!("MA{}", "X".repeat(18));
                    for (id, token) in
                        [(console.auth_id.as_str(), "wrong"), (other_id.as_str(), console.auth_token.as_str())]
                    {
                        let error = desk.connect(console.typed(id, token), 1).await.expect_err(id);
                        assert_eq!((error.code, error.field), (Code::Unauthorised, Some(FieldName::AuthToken)));
                        assert_eq!(kept(&format!("{id}@{}", console.api)).await, None, "{id}");
                    }
                    assert_eq!(desk.start().unwrap().accounts, []);
                })
            }),
            (Unlocked, |seat| {
                Box::pin(async move {
                    let start = open(&seat).start().unwrap();
                    assert_eq!((start.accounts, start.current), (vec![], None));
                    nothing_on_disk(&seat);
                })
            }),
        ],
    );
}

/// The token may be kept for the session, and is gone afterwards.
fn without_a_keychain(test: &str, state: crate::support::Keychain) {
    tell(
        test,
        &[
            (state, |seat| {
                Box::pin(async move {
                    let desk = open(&seat);
                    let error = desk.connect(seat.console.credentials(), 1).await.expect_err("there is no keychain");
                    assert_eq!(error.code, Code::KeychainAbsent, "{}", error.message);
                    assert!(error.message.contains("for this session only"), "{}", error.message);
                    assert_eq!(desk.start().unwrap().accounts, [], "nothing is half connected");
                    let account = desk.connect(session_only(seat.console.credentials()), 1).await.unwrap();
                    assert_eq!(account.token, TokenPlace::Session);
                    sync(&desk, &account.id).await;
                    desk.edit(&account.id, FIRST, alias("Half typed")).await.unwrap();
                    nothing_on_disk(&seat);
                })
            }),
            (state, |seat| {
                Box::pin(async move {
                    let (desk, id) = (open(&seat), seat.console.account());
                    assert_eq!(desk.start().unwrap().current.unwrap().token, TokenPlace::Missing);
                    sync(&desk, &id).await;
                    assert_eq!(desk.status(&id).unwrap().connection, ConnectionView::NoToken);
                    assert!(has_draft(&desk, &id).await);
                    let error = desk.save(&id, FIRST, true).await.expect_err("there is no token");
                    assert_eq!(error.code, Code::TokenMissing, "{}", error.message);
                    let wrong = desk.enter_token(&id, "wrong".to_owned(), true, 1).await.expect_err("it is wrong");
                    assert_eq!((wrong.code, wrong.field), (Code::Unauthorised, Some(FieldName::AuthToken)));
                    let error =
                        desk.enter_token(&id, seat.console.auth_token.clone(), false, 1).await.expect_err("none");
                    assert_eq!(error.code, Code::KeychainAbsent);
                    let account = desk.enter_token(&id, seat.console.auth_token.clone(), true, 1).await.unwrap();
                    assert_eq!(account.token, TokenPlace::Session);
                    sync(&desk, &id).await;
                    assert_eq!(desk.status(&id).unwrap().connection, ConnectionView::Online);
                    nothing_on_disk(&seat);
                })
            }),
        ],
    );
}

#[test]
fn without_a_secret_service() {
    without_a_keychain("keychain::without_a_secret_service", Absent);
}

#[test]
fn without_a_session_bus() {
    without_a_keychain("keychain::without_a_session_bus", NoBus);
}

#[test]
fn a_locked_keychain_is_said_to_be_locked() {
    tell(
        "keychain::a_locked_keychain_is_said_to_be_locked",
        &[
            (Unlocked, |seat| {
                Box::pin(async move {
                    at_work(&seat).await;
                })
            }),
            (Locked, |seat| {
                Box::pin(async move {
                    let (desk, id) = (open(&seat), seat.console.account());
                    assert!(has_draft(&desk, &id).await, "drafts need no keychain");
                    sync(&desk, &id).await;
                    assert_eq!(desk.status(&id).unwrap().token, TokenPlace::Locked);
                    let (labs, token) = &seat.console.subaccount;
                    let errors = [
                        desk.save(&id, FIRST, true).await.err(),
                        desk.connect(seat.console.typed(labs, token), 1).await.err(),
                        desk.enter_token(&id, seat.console.auth_token.clone(), false, 1).await.err(),
                        desk.sign_out(&id).await.err(),
                    ];
                    for error in errors.map(Option::unwrap) {
                        assert_eq!((error.code, error.retryable), (Code::KeychainLocked, true), "{}", error.message);
                        assert!(error.message.contains("Unlock it"), "{}", error.message);
                    }
                    assert_eq!(desk.start().unwrap().accounts.len(), 1, "neither added nor taken away");
                })
            }),
        ],
    );
}

/// An endpoint that checks signatures refuses such a test. Entering the token again is not the solution.
#[test]
fn a_test_that_could_not_be_signed_says_that_the_keychain_is_locked() {
    tell(
        "keychain::a_test_that_could_not_be_signed_says_that_the_keychain_is_locked",
        &[
            (Unlocked, |seat| {
                Box::pin(async move {
                    at_work(&seat).await;
                })
            }),
            (Locked, |seat| {
                Box::pin(async move {
                    let sandbox = Sandbox::start(Options::default()).await.unwrap();
                    let samples = sandbox.samples().await.unwrap();
                    let lend = |resolver: Resolver, (name, address): (String, _)| resolver.lend(&name, address);
                    let resolver = samples.lent.into_iter().fold(Resolver::system(), lend);
                    let trust = Trust::with_extra_roots(samples.roots);
                    let setup =
                        Setup { probing: Probing { resolver, trust, ..Probing::default() }, ..Setup::default() };
                    let (desk, id) = (Desk::open_with(&seat.folder, setup).unwrap(), seat.console.account());
                    desk.edit(&id, FIRST, webhook("https://strict.acme.example/whatsapp")).await.unwrap();
                    let yes = Consent { given: true, ..Consent::default() };
                    let answer = desk.test_endpoint(&id, FIRST, Endpoint::Webhook, yes).await.unwrap();
                    let TestAnswer::Done { check } = answer else { panic!("it was sent: {answer:?}") };
                    let why = check.signing.and_then(|signing| signing.why).expect("nothing was signed");
                    assert_eq!(why, "The keychain is locked: unlock it and test again.");
                    let advice = check.steps.into_iter().filter_map(|step| step.advice).collect::<String>();
                    assert!(check.status == Some(403) && advice.contains(&why), "{advice}");
                })
            }),
        ],
    );
}

#[test]
fn a_token_for_one_session_does_not_hide_the_kept_one_from_the_next() {
    tell(
        "keychain::a_token_for_one_session_does_not_hide_the_kept_one_from_the_next",
        &[
            (Unlocked, |seat| {
                Box::pin(async move {
                    let (desk, id) = at_work(&seat).await;
                    let account = desk.enter_token(&id, seat.console.auth_token.clone(), true, 1).await.unwrap();
                    assert_eq!(account.token, TokenPlace::Session);
                })
            }),
            (Unlocked, |seat| {
                Box::pin(async move {
                    let (desk, id) = (open(&seat), seat.console.account());
                    sync(&desk, &id).await;
                    assert_eq!(desk.status(&id).unwrap().token, TokenPlace::Keychain);
                    desk.enter_token(&id, seat.console.auth_token.clone(), true, 1).await.unwrap();
                    desk.sign_out(&id).await.unwrap();
                    assert_eq!(kept(&id).await, None, "signing out deletes it, whichever token was in use");
                })
            }),
        ],
    );
}

#[test]
fn signing_out_deletes_the_token_and_nothing_else() {
    tell(
        "keychain::signing_out_deletes_the_token_and_nothing_else",
        &[
            (Unlocked, |seat| {
                Box::pin(async move {
                    let (desk, account) = at_work(&seat).await;
                    let other = Edit::AccountMapping(Some(desk.choices(&account).unwrap().subaccounts[1].id.clone()));
                    desk.edit(&account, FIRST, other).await.unwrap();
                    let start = desk.sign_out(&account).await.unwrap();
                    assert_eq!((start.accounts, start.current), (vec![], None));
                    assert_eq!(kept(&account).await, None);
                })
            }),
            (Unlocked, |seat| {
                Box::pin(async move {
                    let desk = open(&seat);
                    assert_eq!(desk.start().unwrap().accounts, [], "it is not back by itself");
                    let account = desk.connect(seat.console.credentials(), 1).await.unwrap().id;
                    assert_eq!(crate::office::all_drafts(&desk, &account).await.len(), 2, "both drafts are back");
                    assert_eq!(desk.number_panel(&account, FIRST).unwrap().alias.value, "Half typed");
                    assert_eq!(desk.status(&account).unwrap().drafts, 2);
                })
            }),
        ],
    );
}

#[test]
fn a_keychain_that_is_gone_takes_no_draft_with_it() {
    tell(
        "keychain::a_keychain_that_is_gone_takes_no_draft_with_it",
        &[
            (Unlocked, |seat| {
                Box::pin(async move {
                    at_work(&seat).await;
                })
            }),
            (Absent, |seat| {
                Box::pin(async move {
                    let (desk, id) = (open(&seat), seat.console.account());
                    assert!(has_draft(&desk, &id).await);
                    sync(&desk, &id).await;
                    assert_eq!(desk.status(&id).unwrap().token, TokenPlace::NoKeychain);
                    assert_eq!(desk.save(&id, FIRST, true).await.unwrap_err().code, Code::KeychainAbsent);
                    desk.edit(&id, FIRST, alias("Typed on")).await.unwrap();
                    desk.edit(&id, FIRST, alias("Half typed")).await.unwrap();
                })
            }),
            // Another keychain without the app's token: here the token is missing.
            (NoBus, |seat| {
                Box::pin(async move {
                    let (desk, id) = (open(&seat), seat.console.account());
                    assert!(has_draft(&desk, &id).await);
                    let account = desk.enter_token(&id, seat.console.auth_token.clone(), true, 1).await.unwrap();
                    assert_eq!(account.token, TokenPlace::Session);
                    nothing_on_disk(&seat);
                })
            }),
        ],
    );
}

/// The keychain is empty, like on a new computer with the old data folder.
#[test]
fn a_token_that_is_no_longer_in_the_keychain_is_missing() {
    tell(
        "keychain::a_token_that_is_no_longer_in_the_keychain_is_missing",
        &[
            (Unlocked, |seat| {
                Box::pin(async move {
                    let (_desk, account) = at_work(&seat).await;
                    let delete = move || store::Keychain::system().delete(&account).unwrap();
                    tokio::task::spawn_blocking(delete).await.unwrap();
                })
            }),
            (Unlocked, |seat| {
                Box::pin(async move {
                    let (desk, id) = (open(&seat), seat.console.account());
                    sync(&desk, &id).await;
                    let status = desk.status(&id).unwrap();
                    assert_eq!((status.token, status.connection), (TokenPlace::Missing, ConnectionView::NoToken));
                    assert!(has_draft(&desk, &id).await);
                    let account = desk.enter_token(&id, seat.console.auth_token.clone(), false, 1).await.unwrap();
                    assert_eq!(account.token, TokenPlace::Keychain);
                    assert_eq!(kept(&id).await, Some(seat.console.auth_token.clone()));
                })
            }),
            (Unlocked, |seat| {
                Box::pin(async move {
                    let (desk, id) = (open(&seat), seat.console.account());
                    let (account, token) = (id.clone(), Secret::new(seat.console.auth_token.clone()));
                    let away = move || store::Keychain::system().delete(&account).unwrap();
                    tokio::task::spawn_blocking(away).await.unwrap();
                    sync(&desk, &id).await;
                    assert_eq!(desk.status(&id).unwrap().token, TokenPlace::Missing);
                    let account = id.clone();
                    let back = move || store::Keychain::system().set(&account, &token).unwrap();
                    tokio::task::spawn_blocking(back).await.unwrap();
                    sync(&desk, &id).await;
                    assert_eq!(
                        desk.status(&id).unwrap().token,
                        TokenPlace::Keychain,
                        "Try again asks the keychain anew"
                    );
                })
            }),
        ],
    );
}
