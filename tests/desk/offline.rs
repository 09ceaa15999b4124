//! Real requests find out that Plivo is offline. Coming back offers the tray and sends nothing.

use desk::view::{ConnectionView, Edit, Notice, SaveOutcome};

use crate::office::{ACCOUNT, FIRST, Office, alias, until};

fn since(office: &Office) -> Option<i64> {
    match office.desk.status(ACCOUNT).unwrap().connection {
        ConnectionView::Offline { since, .. } => Some(since),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn coming_back_reads_and_offers_and_sends_nothing() {
    let office = Office::open().await;
    assert_eq!(since(&office), None);
    office.control.set_offline(true);
    office.desk.look_for_plivo(ACCOUNT).await.unwrap();
    let begun = since(&office).expect("offline, by a real request");
    office.edit(FIRST, [alias("Typed on a train")]).await;
    assert!(matches!(office.save(FIRST).await, SaveOutcome::MarkedReady { .. }));
    assert_eq!(since(&office), Some(begun), "the start of being offline stays, whatever was tried since");
    let mut notices = office.notices();
    office.control.clear_requests();
    office.control.set_offline(false);
    // The desk checks for Plivo by itself.
    let (drafts, ready) = until(&mut notices, |notice| match notice {
        Notice::BackOnline { drafts, ready, .. } => Some((drafts, ready)),
        _ => None,
    })
    .await;
    assert_eq!((drafts, ready), (1, 1));
    until(&mut notices, |notice| match notice {
        Notice::Status { status, .. } if !status.sync.running && status.sync.last_complete.is_some() => Some(()),
        _ => None,
    })
    .await;
    assert_eq!(since(&office), None);
    assert!(office.received().iter().any(|line| line.starts_with("GET /WhatsApp/Number/")), "the list is read anew");
    assert_eq!(office.writes().len(), 0, "nothing is sent by itself");
    assert!(office.has_draft(FIRST).await);
}

/// Without a network, everything can be read and edited, and a remap can only be drafted.
#[tokio::test(flavor = "multi_thread")]
async fn work_without_a_network() {
    let office = Office::open().await;
    office.control.set_offline(true);
    let office = office.restart().await;
    assert!(!office.desk.waba_facets(ACCOUNT).await.unwrap().is_empty());
    let eu = office.subaccount("EU Team");
    office.edit(FIRST, [Edit::AccountMapping(Some(eu))]).await;
    assert!(matches!(office.save(FIRST).await, SaveOutcome::MarkedReady { .. }));
    let error = office.desk.save_mapping(ACCOUNT, sandbox::seed::FIRST_WABA).await.expect_err("there is no confirming");
    assert_eq!(error.code, desk::error::Code::Offline, "{}", error.message);
    let entry = office.drafts().await.remove(0);
    assert!(entry.ready, "{entry:?}");
    assert_eq!(entry.state, desk::view::DraftState::NeedsConfirmation);
}
