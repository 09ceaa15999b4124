//! Texts that were stored by versions without codes: they are shown unchanged, and a batch of such a version continues.

use std::path::Path;
use std::time::Duration;

use desk::said::Said;
use desk::view::{ActivityOutcome, ApplyWhat, BatchState, DraftKey, DraftKind, Notice};
use sandbox::{Fault, Pattern, Rule};

use crate::office::{ACCOUNT, FIRST, Office, alias, until};

/// The file as its version 5 wrote it. That version stored the same sentences, without codes.
fn as_version_five(folder: &Path, more: &str) {
    let file = rusqlite::Connection::open(folder.join("number-desk.db")).unwrap();
    let back = "ALTER TABLE activity DROP COLUMN said; ALTER TABLE batch DROP COLUMN said; \
                ALTER TABLE batch_item DROP COLUMN said; DROP TABLE gone_waba; \
                ALTER TABLE sync_state DROP COLUMN begun_at; ALTER TABLE sync_state DROP COLUMN whole_since; \
                ALTER TABLE sync_state DROP COLUMN wabas_since; ALTER TABLE draft ADD COLUMN note TEXT; \
                DROP INDEX activity_by_batch; DROP INDEX activity_alone; DROP INDEX activity_undoing; ALTER TABLE activity DROP COLUMN batch; \
                ALTER TABLE activity DROP COLUMN undoes; ALTER TABLE batch DROP COLUMN record; \
                DROP TABLE listed; DELETE FROM setting WHERE key = 'listed_by'; \
                ALTER TABLE account ADD COLUMN position INTEGER NOT NULL DEFAULT 0; PRAGMA user_version = 5;";
    file.execute_batch(&format!("{back} {more}")).unwrap();
}

fn key() -> DraftKey {
    DraftKey { kind: DraftKind::Number, id: FIRST.to_owned() }
}

async fn batch_ended(office: &Office) {
    let mut notices = office.notices();
    while office.batch().expect("a batch").running {
        until(&mut notices, Some).await;
    }
}

/// An office where a save was lost, so that its open record holds up the draft in a batch.
async fn held_up_by_a_lost_save() -> Office {
    let office = Office::open().await;
    office.edit(FIRST, [alias("One")]).await;
    office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::CutBeforeWrite));
    office.save(FIRST).await;
    office.apply(ApplyWhat::Drafts { drafts: vec![key()] }).await.unwrap();
    batch_ended(&office).await;
    office
}

#[tokio::test(flavor = "multi_thread")]
async fn records_and_batches_word_for_word() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("One")]).await;
    office.save(FIRST).await;
    office.edit(FIRST, [alias("Two")]).await;
    office.control.add_fault(Rule::once(Pattern::new("POST", "/WhatsApp/Number/*/"), Fault::forbidden()));
    office.apply(ApplyWhat::Drafts { drafts: vec![key()] }).await.unwrap();
    batch_ended(&office).await;
    let more = "UPDATE activity SET message = 'Then: ' || message; UPDATE batch SET because = 'It was dark.';
                UPDATE batch_item SET message = 'Then: ' || message;";
    let said_now: Vec<String> = office.record().into_iter().map(|entry| entry.message).collect();
    let item_now = office.batch().unwrap().items.remove(0).message;

    let office = office.restart_after(|folder| as_version_five(folder, more)).await;
    let records = office.record();
    let expected: Vec<String> = said_now.iter().map(|message| format!("Then: {message}")).collect();
    assert_eq!(records.iter().map(|entry| entry.message.clone()).collect::<Vec<_>>(), expected);
    assert!(records.iter().all(|entry| matches!(entry.said, Said::Older { .. })), "no code is invented: {records:#?}");
    let batch = office.batch().unwrap();
    assert_eq!(batch.because.as_deref(), Some("It was dark."));
    assert_eq!((batch.items[0].state, &batch.items[0].message), (BatchState::Failed, &format!("Then: {item_now}")));
}

/// Such a version recorded only in its sentence that a draft was blocked.
#[tokio::test(flavor = "multi_thread")]
async fn what_it_left_held_up_may_go_on() {
    let office = held_up_by_a_lost_save().await;

    let office = office.restart_after(|folder| as_version_five(folder, "")).await;
    let item = office.batch().unwrap().items.remove(0);
    assert_eq!((item.state, &item.said), (BatchState::NeedsYou, &Some(Said::HeldUp)), "{item:?}");
    let mut notices = office.notices();
    office.turn_clock(Duration::from_secs(120));
    office.desk.sync_start(ACCOUNT).unwrap();
    until(&mut notices, |notice| matches!(notice, Notice::Settled { .. }).then_some(())).await;
    let item = office.batch().unwrap().items.remove(0);
    assert_eq!(item.state, BatchState::Waiting, "{item:?}");
    assert!(matches!(item.said, Some(Said::Freed { .. })), "{item:?}");
}

/// If there is a code, the stored words are ignored: when the words for a code change later, the new words are shown.
#[tokio::test(flavor = "multi_thread")]
async fn a_code_counts_and_not_its_words() {
    let office = Office::open().await;
    office.edit(FIRST, [alias("One")]).await;
    office.save(FIRST).await;
    let before = office.record();
    let office = office
        .restart_after(|folder| {
            let file = rusqlite::Connection::open(folder.join("number-desk.db")).unwrap();
            file.execute_batch("UPDATE activity SET message = 'In other words.'").unwrap();
        })
        .await;
    assert_eq!(office.record(), before);
}

/// A record of a later version cannot be read. It is closed after its grace period, and the draft that waited for it
/// may go on.
#[tokio::test(flavor = "multi_thread")]
async fn an_unreadable_record_holds_up_no_draft_for_ever() {
    let office = held_up_by_a_lost_save().await;
    let office = office
        .restart_after(|folder| {
            let file = rusqlite::Connection::open(folder.join("number-desk.db")).unwrap();
            assert_eq!(file.execute("UPDATE activity SET detail = '{\"later\":1}'", []).unwrap(), 1);
        })
        .await;
    assert_eq!(office.batch().unwrap().items[0].state, BatchState::NeedsYou);
    let mut notices = office.notices();
    office.turn_clock(Duration::from_secs(120));
    office.desk.sync_start(ACCOUNT).unwrap();
    while office.batch().unwrap().items[0].state != BatchState::Waiting {
        until(&mut notices, Some).await;
    }
    let record = &office.record()[0];
    assert_eq!((record.outcome, &record.said), (ActivityOutcome::Different, &Said::Unreadable));
    assert!(office.has_draft(FIRST).await);
}
