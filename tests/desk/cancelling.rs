//! A cancelled attempt to connect, or to enter a token, stores nothing, and its request is dropped. After the point of
//! no return the cancel reports that it is too late, and the attempt completes.

use desk::Desk;
use desk::error::{Code, DeskError};
use desk::view::{AccountView, ConnectionView, TokenPlace};
use sandbox::{Fault, Pattern, Rule};

use crate::keychain::kept;
use crate::plivo::{Plivo, files_with, session_only, sync};
use crate::story::tell;
use crate::support::Keychain::Unlocked;

type Connected = Result<AccountView, DeskError>;

fn code(answer: &Connected) -> Option<Code> {
    answer.as_ref().err().map(|error| error.code)
}

async fn connect(plivo: &Plivo, desk: &Desk, attempt: u32) -> Connected {
    desk.connect(session_only(plivo.console.credentials()), attempt).await
}

fn hang(plivo: &Plivo) {
    plivo.sandbox.control().add_fault(Rule::always(Pattern::any(), Fault::Hang { after_write: false }));
}

/// Plivo has received the request, and has not responded.
async fn asked(plivo: &Plivo) {
    plivo.sandbox.control().requests_when(|all| !all.is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_plivo_is_asked() {
    let plivo = Plivo::open().await;
    let desk = plivo.desk();
    hang(&plivo);
    let (answer, cancelled) = tokio::join!(connect(&plivo, &desk, 7), async {
        asked(&plivo).await;
        desk.cancel_attempt(7)
    });
    assert_eq!((code(&answer), cancelled), (Some(Code::Cancelled), true));
    let start = desk.start().unwrap();
    assert_eq!((start.accounts, start.current), (vec![], None));
    assert!(desk.cancel_attempt(7), "a second cancel has the same result");

    plivo.sandbox.control().clear_faults();
    let account = connect(&plivo, &desk, 8).await.expect("the next attempt is another one");
    assert_eq!(desk.start().unwrap().current.map(|current| current.id), Some(account.id));
}

/// Commands run at the same time, so the cancel may arrive first. Then no request is sent to Plivo.
#[tokio::test(flavor = "multi_thread")]
async fn before_the_attempt_came() {
    let plivo = Plivo::open().await;
    let desk = plivo.desk();
    assert!(desk.cancel_attempt(1));
    assert_eq!(code(&connect(&plivo, &desk, 1).await), Some(Code::Cancelled));
    assert_eq!(plivo.sandbox.control().requests(), []);
    assert_eq!(desk.start().unwrap().accounts, []);
    assert!(connect(&plivo, &desk, 2).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn after_its_end() {
    let plivo = Plivo::open().await;
    let desk = plivo.desk();
    let wrong = desk.connect(session_only(plivo.console.typed(&plivo.console.auth_id, "wrong")), 1).await;
    assert_eq!(code(&wrong), Some(Code::Unauthorised));
    assert!(desk.cancel_attempt(1), "it failed, so nothing was stored");
    let account = connect(&plivo, &desk, 2).await.unwrap();
    assert!(!desk.cancel_attempt(2), "it is connected");
    assert_eq!(desk.start().unwrap().current.map(|current| current.id), Some(account.id));
}

/// The shown account, its token and its connection stay unchanged.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_being_entered() {
    let plivo = Plivo::open().await;
    let desk = plivo.desk();
    let account = connect(&plivo, &desk, 1).await.unwrap();
    sync(&desk, &account.id).await;
    let before = desk.start().unwrap();
    plivo.sandbox.control().clear_requests();
    hang(&plivo);
    // Plivo would refuse this token, but the cancel comes before its response.
    let (answer, cancelled) = tokio::join!(desk.enter_token(&account.id, "wrong".to_owned(), true, 2), async {
        asked(&plivo).await;
        desk.cancel_attempt(2)
    });
    assert_eq!((code(&answer), cancelled), (Some(Code::Cancelled), true));
    let now = desk.start().unwrap();
    assert_eq!((now.accounts, now.current), (before.accounts, before.current));

    plivo.sandbox.control().clear_faults();
    sync(&desk, &account.id).await;
    assert_eq!(desk.status(&account.id).unwrap().connection, ConnectionView::Online, "by the token from before");
    assert!(desk.enter_token(&account.id, plivo.console.scoped_token.clone(), true, 3).await.is_ok());
}

/// The cancel comes at every moment of an attempt. Its result matches the final state.
#[tokio::test(flavor = "multi_thread")]
async fn at_any_moment() {
    let plivo = Plivo::open().await;
    let desk = plivo.desk();
    let mut told = [0, 0];
    for attempt in 0..200 {
        let (answer, cancelled) = tokio::join!(connect(&plivo, &desk, attempt), async {
            for _ in 0..attempt * 4 {
                tokio::task::yield_now().await;
            }
            desk.cancel_attempt(attempt)
        });
        told[usize::from(cancelled)] += 1;
        let accounts = desk.start().unwrap().accounts;
        if cancelled {
            assert_eq!((code(&answer), accounts), (Some(Code::Cancelled), vec![]), "attempt {attempt}");
        } else {
            let account = answer.expect("it went on to its end");
            assert_eq!(accounts, std::slice::from_ref(&account), "attempt {attempt}");
            desk.sign_out(&account.id).await.unwrap();
        }
    }
    assert!(told[1] > 0, "none was cancelled: {told:?}");
    let last = connect(&plivo, &desk, 1_000).await.unwrap();
    assert!(!desk.cancel_attempt(1_000) && desk.start().unwrap().accounts == [last]);
}

/// With a real keychain: it never receives the token of a cancelled attempt.
#[test]
fn nothing_comes_into_the_keychain() {
    tell(
        "cancelling::nothing_comes_into_the_keychain",
        &[(Unlocked, |seat| {
            Box::pin(async move {
                let (desk, account) = (Desk::open(&seat.folder).unwrap(), seat.console.account());
                assert!(desk.cancel_attempt(1));
                let answer = desk.connect(seat.console.credentials(), 1).await;
                assert_eq!((code(&answer), kept(&account).await), (Some(Code::Cancelled), None));
                for attempt in 2..60 {
                    let (answer, cancelled) = tokio::join!(desk.connect(seat.console.credentials(), attempt), async {
                        for _ in 0..attempt * attempt {
                            tokio::task::yield_now().await;
                        }
                        desk.cancel_attempt(attempt)
                    });
                    let token = kept(&account).await;
                    if cancelled {
                        assert_eq!((code(&answer), token), (Some(Code::Cancelled), None), "attempt {attempt}");
                        assert_eq!(desk.start().unwrap().accounts, [], "attempt {attempt}");
                    } else {
                        assert_eq!(answer.unwrap().token, TokenPlace::Keychain, "attempt {attempt}");
                        assert_eq!(token.as_ref(), Some(&seat.console.auth_token), "attempt {attempt}");
                        desk.sign_out(&account).await.unwrap();
                    }
                }
                assert_eq!(files_with(&seat.folder, &seat.console.tokens), [] as [std::path::PathBuf; 0]);
            })
        })],
    );
}
