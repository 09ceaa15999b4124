//! Tests of the outcome messages: every code has its sentence, and survives the disk.

use std::collections::BTreeSet;

use super::*;
use crate::view::words;

fn phone(digits: &str) -> PhoneNumber {
    PhoneNumber::parse(digits).unwrap()
}

fn refusal() -> Cause {
    Cause::Refused { status: 400, plivo: "alias is too long".to_owned() }
}

const REFUSAL: &str = "Plivo refused this (400): alias is too long.";

fn two_fields() -> Vec<Field> {
    vec![Field::Alias, Field::WebhookUrl]
}

fn subjects() -> [Subject; 3] {
    [Subject::Fields(two_fields()), Subject::Mapping, Subject::Disconnect]
}

/// The sentence of each code.
fn table() -> Vec<(Said, String)> {
    let text = str::to_owned;
    let mut table = vec![
        (Said::Sent, text("Sent; Plivo has not answered yet.")),
        (Said::Confirmed { fields: two_fields() }, text("Saved, and read back from Plivo: Alias, Webhook URL.")),
        (
            Said::Different { fields: vec![Field::Alias] },
            text(
                "Plivo accepted the change, but now returns something else for Alias. Somebody may have changed it \
                 meanwhile; your values are kept as a draft.",
            ),
        ),
        (Said::NotSent { cause: refusal() }, format!("Nothing was sent. {REFUSAL} Drafts are kept.")),
        (Said::Refused { cause: refusal() }, format!("{REFUSAL} Nothing was changed; drafts are kept.")),
        (moved(1), text("Moved, and read back from Plivo: the number of Acme EU now belongs to EU Team.")),
        (moved(14), text("Moved, and read back from Plivo: 14 numbers of Acme EU now belong to EU Team.")),
        (
            Said::MappingDifferent { now: text("Labs") },
            text("Plivo accepted the change of the mapping, but now says Labs. It is kept as a draft."),
        ),
        (
            Said::Disconnected { number: phone("918035737458") },
            text("+91 80 3573 7458 is disconnected: Plivo no longer returns it. Its configuration is kept."),
        ),
        (Said::StillListed, text("Plivo accepted the disconnect, but still lists the number. Look again in a moment.")),
        (
            Said::Lost { cause: Cause::Cut },
            text(
                "The connection broke off before Plivo's answer was complete. It is not yet known whether the change \
                 was carried out: Plivo is being read to find out.",
            ),
        ),
        (
            Said::AcceptedUnread { cause: Cause::Cut },
            text(
                "Plivo accepted the change, but it could not be read back yet. The connection broke off before Plivo's \
                 answer was complete.",
            ),
        ),
        (
            Said::AcceptedNotShown { what: Subject::Fields(vec![Field::Alias]) },
            text(
                "Plivo accepted the change, but still returns what was there before for Alias. It is read again \
                 until it shows.",
            ),
        ),
        (
            Said::SentUnrecorded { cause: Cause::Own { error: crate::view::Code::Disk, message: text("It is full.") } },
            text(
                "The change was sent to Plivo, but its outcome could not be stored. It is full. It is \
                 completed by reading Plivo as soon as that is possible.",
            ),
        ),
        (
            Said::Unreadable,
            text(
                "This record cannot be read any more, so it cannot be determined whether the change was carried out. Look at \
                 what Plivo holds before you save again.",
            ),
        ),
        (Said::ByHand, text("Marked here as done by hand in Plivo's console. It could not be read back.")),
        (
            Said::NumberUnconfirmed,
            text("The number's own changes are not confirmed, so the mapping was left alone. It is kept as a draft."),
        ),
        (
            Said::NoLongerConfirmed { changed: Changed::Mapping },
            text(
                "The mapping was left alone and is kept as a draft. Since this was shown, the WABA's mapping was \
                 changed at Plivo. Look again.",
            ),
        ),
        (Said::Failed { cause: refusal() }, text(REFUSAL)),
        (Said::ConfirmFirst, text("It moves the whole WABA. Look at its numbers, and confirm.")),
        (Said::NothingToDo, text("Plivo holds it already.")),
        (
            Said::Parked,
            text(
                "Nothing was sent: these edits do not apply while the other configuration type is set, or while \
                 calling is off. They stay in the draft.",
            ),
        ),
        (Said::Invalid { field: FieldName::Alias, message: text("It is too long.") }, text("It is too long.")),
        (Said::Conflicts { count: 1 }, text("A field was changed at Plivo too. Open it and decide.")),
        (Said::Conflicts { count: 3 }, text("3 fields were changed at Plivo too. Open it and decide.")),
        (
            Said::Steps { steps: vec![Said::Confirmed { fields: vec![Field::Alias] }, moved(2)] },
            text(
                "Saved, and read back from Plivo: Alias. Moved, and read back from Plivo: 2 numbers of Acme EU now \
                 belong to EU Team.",
            ),
        ),
        (Said::HeldUp, text(HELD_UP_BEFORE_CODES)),
        (
            Said::Freed { settled: Box::new(Said::Confirmed { fields: vec![Field::Alias] }) },
            text(
                "This draft was not sent yet. The earlier change that held it up is settled: Saved, and read back from \
                 Plivo: Alias.",
            ),
        ),
        (Said::Unreachable, text("Plivo cannot be reached any more.")),
    ];
    table.extend(changes());
    table.extend(settled());
    table
}

fn moved(numbers: usize) -> Said {
    Said::Moved { waba: "Acme EU".to_owned(), numbers, to: "EU Team".to_owned() }
}

/// The sentences for changes since a mapping's dialog was shown.
fn changes() -> Vec<(Said, String)> {
    let [one, other] = ["918035737458", "442079460018"].map(phone);
    let members = |joined: &[PhoneNumber], left: &[PhoneNumber]| Changed::Numbers {
        joined: joined.to_vec(),
        left: left.to_vec(),
    };
    let rows = [
        (
            members(&[one], &[]),
            "Since this was shown, +91 80 3573 7458 joined the WABA. Nothing was moved. Look again before you confirm.",
        ),
        (
            members(&[one, other], &[]),
            "Since this was shown, 2 numbers joined the WABA. Nothing was moved. Look again before you confirm.",
        ),
        (
            members(&[], &[one]),
            "Since this was shown, +91 80 3573 7458 left the WABA. Nothing was moved. Look again before you confirm.",
        ),
        (
            members(&[one], &[one, other]),
            "Since this was shown, +91 80 3573 7458 joined the WABA. Since this was shown, 2 numbers left the WABA. \
             Nothing was moved. Look again before you confirm.",
        ),
        (Changed::Mapping, "Since this was shown, the WABA's mapping was changed at Plivo. Look again."),
        (Changed::Waba, "Since this was shown, the WABA itself was changed at Plivo. Look again."),
        (Changed::Configuration, "Since this was shown, the number was changed at Plivo. Look again."),
        (Changed::Expired, "This was shown more than five minutes ago. Look again before you confirm."),
    ];
    rows.map(|(changed, words)| (Said::ChangedSince { changed }, words.to_owned())).to_vec()
}

/// The sentences of settled writes, for each kind of subject.
fn settled() -> Vec<(Said, String)> {
    let changes = ["the change of Alias, Webhook URL", "the change of the Account Mapping", "the disconnect"];
    let mut rows = Vec::new();
    for (what, named) in subjects().into_iter().zip(changes) {
        let of = if what == Subject::Mapping { "the WABA" } else { "the number" };
        let begun = named.replacen("the", "The", 1);
        let is_disconnect = what == Subject::Disconnect;
        let shown = if is_disconnect { "no longer returns the number" } else { "now returns the requested values" };
        let what = || what.clone();
        rows.extend([
            (Said::ReadBackLater { what: what() }, format!("Plivo accepted {named}, and {shown}.")),
            (
                Said::TakenAndDifferent { what: what() },
                match what() {
                    Subject::Disconnect => format!(
                        "Plivo accepted {named}, but still lists the number. Somebody may have connected it again."
                    ),
                    _ => format!(
                        "Plivo accepted {named}, but returns something else by now: somebody may have changed it since. \
                         Look at it before you save again."
                    ),
                },
            ),
            (
                Said::TakenAndGone { what: what() },
                match is_disconnect {
                    true => format!("Plivo accepted {named}, and no longer returns {of}, but still lists it."),
                    false => format!("Plivo accepted {named}, but no longer returns {of}."),
                },
            ),
            (
                Said::SettledApplied { what: what() },
                format!("The answer was lost, but Plivo {shown}: {named} was carried out."),
            ),
            (
                Said::SettledNotApplied { what: what() },
                match what() {
                    Subject::Disconnect => format!("{begun} was not carried out: Plivo still lists the number."),
                    _ => format!("{begun} was not carried out: Plivo still returns the old values. Your draft is kept."),
                },
            ),
            (
                Said::SettledGone { what: what() },
                match is_disconnect {
                    true => format!(
                        "The answer was lost, and Plivo no longer returns {of}, but still lists it: it cannot be \
                         determined whether {named} was carried out."
                    ),
                    false => format!(
                        "The answer was lost, and Plivo no longer returns {of}: it cannot be determined whether {named} \
                         was carried out."
                    ),
                },
            ),
            (
                Said::SettledOther { what: what() },
                format!(
                    "Plivo returns neither the old nor the new values for {named}: somebody else may have changed it, or \
                     Plivo carried out a part."
                ),
            ),
        ]);
    }
    let left = |waiting, needs_you, nothing_to_do, failed, mappings| Said::LeftByBatch {
        waiting,
        needs_you,
        nothing_to_do,
        failed,
        mappings,
    };
    rows.extend([
        (Said::WindowClosed, "You closed the window.".to_owned()),
        (Said::AppEnded, "The app ended while drafts were being applied.".to_owned()),
        (left(0, 0, 0, 0, 0), String::new()),
        (
            left(1, 1, 1, 1, 1),
            "1 draft was not reached. 1 draft was not sent: it needs you first. 1 draft had nothing to send. 1 draft failed \
             before anything was sent. 1 WABA needs a confirmation of its own."
                .to_owned(),
        ),
        (
            left(2, 0, 3, 0, 2),
            "2 drafts were not reached. 3 drafts had nothing to send. 2 WABAs need a confirmation of their own.".to_owned(),
        ),
    ]);
    rows
}

#[test]
fn each_code_in_words_and_on_disk() {
    for (said, expected) in table() {
        assert_eq!(words::of(&said), expected);
        let kept = said.to_kept().unwrap();
        assert_eq!(Said::from_kept(Some(&kept), "ignored"), said, "{kept}");
    }
}

/// serde's error for an unknown code lists all known codes.
#[test]
fn no_code_is_missing_from_the_table() {
    let error = serde_json::from_str::<Said>(r#"{"code":"?"}"#).unwrap_err().to_string();
    let known: BTreeSet<String> =
        error.split('`').skip(1).step_by(2).filter(|name| *name != "?").map(str::to_owned).collect();
    let in_table: BTreeSet<String> = table().iter().filter_map(|(said, _)| said.code()).collect();
    assert_eq!(known, in_table);
}

#[test]
fn sentences_without_a_code_stay_as_they_are() {
    let older = |message: &str| Said::Older { message: message.to_owned() };
    let check = |kept: Option<&str>, message: &str, expected: Said| {
        let said = Said::from_kept(kept, message);
        assert_eq!(words::of(&said), message);
        assert_eq!(said, expected, "{kept:?}");
    };
    check(None, "Saved.", older("Saved."));
    check(None, HELD_UP_BEFORE_CODES, Said::HeldUp);
    check(Some(r#"{"code":"of a later version"}"#), "Saved.", older("Saved."));
    check(Some(r#"{"code":"confirmed"}"#), "Saved.", older("Saved."));
    check(Some("no JSON"), HELD_UP_BEFORE_CODES, older(HELD_UP_BEFORE_CODES));
    let older = older("Saved.");
    assert_eq!((older.to_kept(), older.code()), (None, None), "a sentence is never stored as a code");
}

#[test]
fn whether_the_fields_are_named() {
    let fields = two_fields();
    let check = |said: Said, fields: &[Field], expected: bool| assert_eq!(said.names(fields), expected, "{said:?}");
    check(Said::Confirmed { fields: fields.clone() }, &fields, true);
    check(Said::Different { fields: fields.clone() }, &fields, true);
    check(Said::Different { fields: vec![Field::Alias] }, &fields, false);
    check(Said::Refused { cause: refusal() }, &fields, false);
    for (what, fields) in subjects().into_iter().zip([fields.as_slice(), &[Field::AccountMapping], &[]]) {
        check(Said::SettledApplied { what }, fields, true);
    }
}
