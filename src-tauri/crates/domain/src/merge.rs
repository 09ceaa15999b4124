//! The three-way merge of a draft with what Plivo holds now.
//!
//! A field that changed at Plivo but not in the draft keeps Plivo's value. A field that changed on both sides to
//! different values is a conflict. Routing (type, webhook, agent) and calling (switch, Answer URL) are merged as
//! groups, because a mix of both sides could be a configuration that nobody wanted.
//!
//! A person decides each conflict, field by field. A decision is bound to the value at Plivo at that time. If Plivo's
//! value changes again, the field is in conflict again.

use crate::draft::{Decision, Draft, FieldEdit, Side};
use crate::field::Field;
use crate::observed::Held;
use crate::validate::is_in_force;

/// One field with its three values, as text: at Plivo, in the draft, and where the draft started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub field: Field,
    pub plivo_now: String,
    pub yours: String,
    pub when_started: String,
    /// `None` if nobody has decided, or if Plivo's value changed after the decision.
    pub decided: Option<Side>,
}

/// A draft, merged with what Plivo holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The draft as it would be sent, based on what Plivo holds. Groups with an undecided conflict are as they were.
    pub draft: Draft,
    /// Every conflict, decided or not, as long as one of them is undecided. Otherwise empty.
    pub conflicts: Vec<Conflict>,
}

const GROUPS: [&[Field]; 3] = [
    &[Field::Alias],
    &[Field::ConfigurationType, Field::WebhookUrl, Field::AiAgent],
    &[Field::Calling, Field::AnswerUrl],
];

pub fn merge(draft: &Draft, fresh: &Held) -> Merged {
    let conflicts = conflicts(draft, fresh);
    let draft = rebase(draft, fresh, all_decided);
    Merged { draft, conflicts: if all_decided(&conflicts) { Vec::new() } else { conflicts } }
}

/// Bases each group without a conflict on what Plivo holds. The other groups stay as they are, with their decisions.
#[must_use]
pub fn merge_without_conflicts(draft: &Draft, fresh: &Held) -> Draft {
    rebase(draft, fresh, <[Conflict]>::is_empty)
}

/// Applies an edit to what Plivo holds now. In a group with a conflict, which is not merged, a field that is set back to
/// its original value stays an edit if Plivo holds another value by now.
pub fn apply(draft: &mut Draft, fresh: &Held, edit: FieldEdit) {
    *draft = merge_without_conflicts(draft, fresh);
    let in_conflict = |group: &&[Field]| !conflicts_in(group, draft, fresh).is_empty();
    let group = GROUPS.into_iter().find(|group| group.contains(&edit.field()));
    if group.as_ref().is_some_and(in_conflict) && !edit.is_held(fresh) {
        draft.put(edit);
    } else {
        draft.apply(edit);
    }
}

fn all_decided(conflicts: &[Conflict]) -> bool {
    conflicts.iter().all(|conflict| conflict.decided.is_some())
}

/// Returns every field that changed on both sides to different values, decided or not.
pub fn conflicts(draft: &Draft, fresh: &Held) -> Vec<Conflict> {
    GROUPS.iter().flat_map(|group| conflicts_in(group, draft, fresh)).collect()
}

/// Stores a person's decision about a field in conflict. `None` withdraws the decision. Returns false if the field is
/// not in conflict.
pub fn decide(draft: &mut Draft, fresh: &Held, field: Field, side: Option<Side>) -> bool {
    let in_conflict = conflicts(draft, fresh).iter().any(|conflict| conflict.field == field);
    if in_conflict {
        match side {
            Some(side) => draft.decisions.insert(field, Decision { side, over: fresh.text(field) }),
            None => draft.decisions.remove(&field),
        };
    }
    in_conflict
}

fn conflicts_in(group: &[Field], draft: &Draft, fresh: &Held) -> Vec<Conflict> {
    let mine = draft.over(&draft.base);
    // A dormant edit (such as an Answer URL while calling is off) may take effect because of Plivo's change.
    let over_theirs = draft.over(fresh);
    let counts = |field| is_in_force(field, &mine) || is_in_force(field, &over_theirs);
    let mine_changed = group.iter().any(|field| draft.edits.has(*field) && counts(*field));
    let matter: Vec<Field> =
        group.iter().copied().filter(|field| is_in_force(*field, &mine) || is_in_force(*field, fresh)).collect();
    let theirs_changed = matter.iter().any(|field| !same(*field, &draft.base, fresh));
    if !(mine_changed && theirs_changed) {
        return Vec::new();
    }
    matter
        .into_iter()
        .filter(|field| !same(*field, &mine, fresh))
        .map(|field| sides(field, draft, &mine, fresh))
        .collect()
}

/// Surrounding spaces do not count as a difference, because validation trims them.
fn same(field: Field, left: &Held, right: &Held) -> bool {
    left.text(field).trim() == right.text(field).trim()
}

fn sides(field: Field, draft: &Draft, mine: &Held, fresh: &Held) -> Conflict {
    let decision = draft.decisions.get(&field).filter(|decision| decision.over == fresh.text(field));
    Conflict {
        field,
        plivo_now: fresh.text(field),
        yours: mine.text(field),
        when_started: draft.base.text(field),
        decided: decision.map(|decision| decision.side),
    }
}

/// Rebases the groups whose conflicts pass `which` on what Plivo holds. It drops edits that Plivo holds already and
/// edits that were decided for Plivo. A field that was decided for the draft becomes an edit, even if the draft had that
/// value only as its base. The decisions are then done.
fn rebase(draft: &Draft, fresh: &Held, which: impl Fn(&[Conflict]) -> bool) -> Draft {
    let before = draft.over(&draft.base);
    let mut rebased = draft.clone();
    for group in GROUPS {
        let conflicts = conflicts_in(group, draft, fresh);
        if !which(&conflicts) {
            continue;
        }
        for field in group.iter().copied() {
            rebased.decisions.remove(&field);
            rebased.start_from(field, fresh);
        }
        for conflict in conflicts {
            match conflict.decided {
                Some(Side::Plivo) => rebased.undo(conflict.field),
                Some(Side::Yours) if !rebased.edits.has(conflict.field) => {
                    rebased.take(conflict.field, &before);
                }
                _ => {}
            }
        }
        let mine = rebased.over(fresh);
        for field in group.iter().copied() {
            // This compares the exact text: a person who is typing a second word may have just typed a space.
            if rebased.edits.has(field) && mine.text(field) == fresh.text(field) {
                rebased.undo(field);
            }
        }
    }
    rebased
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observed::RoutingType;

    fn held(configuration: &str, webhook: &str, agent: &str, calling: bool, answer: &str) -> Held {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Held {
            alias: Some("Support".to_owned()),
            configuration_type: text(configuration),
            webhook_url: text(webhook),
            agent_uuid: text(agent),
            calling_enabled: Some(calling),
            answer_url: text(answer),
        }
    }

    fn base() -> Held {
        held("webhook", "https://a.example/", "", true, "https://a.example/answer")
    }

    /// Checks the draft's edits, what Plivo holds now, and the fields in conflict.
    fn check(edits: &[FieldEdit], fresh: Held, expected: &[Field]) {
        let mut draft = Draft::new(base());
        for edit in edits {
            draft.apply(edit.clone());
        }
        let merged = merge(&draft, &fresh);
        let conflicts: Vec<Field> = merged.conflicts.iter().map(|conflict| conflict.field).collect();
        assert_eq!(conflicts, expected, "{edits:?} over {fresh:?}");
        for field in GROUPS.into_iter().filter(|group| !group.iter().any(|field| conflicts.contains(field))).flatten() {
            assert_eq!(merged.draft.base.text(*field), fresh.text(*field), "based on what Plivo holds: {field:?}");
        }
    }

    fn webhook(text: &str) -> FieldEdit {
        FieldEdit::WebhookUrl(text.to_owned())
    }

    #[test]
    fn fields_and_groups() {
        use Field::{Alias, AnswerUrl, Calling, ConfigurationType, WebhookUrl};
        let alias = |text: &str| FieldEdit::Alias(text.to_owned());
        let named = |text: &str| Held { alias: Some(text.to_owned()), ..base() };
        let b = || held("webhook", "https://b.example/", "", true, "https://a.example/answer");
        let agents = || held("ai_agent", "https://a.example/", "a-1", true, "https://a.example/answer");
        // Nothing changed at Plivo, or the change is only there, or it is in another field.
        check(&[alias("Sales")], base(), &[]);
        check(&[], named("Sales"), &[]);
        check(&[webhook("https://c.example/")], named("Sales"), &[]);
        check(&[alias("Sales")], b(), &[]);
        // Both sides changed, to the same value or to different ones.
        check(&[alias("Sales")], named("Sales"), &[]);
        check(&[alias(" Sales ")], named("Sales"), &[]);
        check(&[alias("Sales")], named("Care"), &[Alias]);
        check(&[webhook("https://c.example/")], b(), &[WebhookUrl]);
        check(&[webhook("https://b.example/")], b(), &[]);
        // Routing is one group: a new webhook and a change to agents contradict each other.
        check(&[webhook("https://c.example/")], agents(), &[ConfigurationType, WebhookUrl, Field::AiAgent]);
        check(
            &[FieldEdit::ConfigurationType(RoutingType::AiAgent), FieldEdit::AiAgent("a-1".to_owned())],
            agents(),
            &[],
        );
        // Calling is one group.
        let off = || held("webhook", "https://a.example/", "", false, "https://a.example/answer");
        check(&[FieldEdit::AnswerUrl("https://c.example/".to_owned())], off(), &[Calling, AnswerUrl]);
        check(&[FieldEdit::Calling(false)], off(), &[]);
        // A stored value at Plivo that has no effect causes no conflict.
        let stored = held("webhook", "https://a.example/", "a-7", true, "https://a.example/answer");
        check(&[webhook("https://c.example/")], stored, &[]);
    }

    #[test]
    fn the_three_sides_are_shown() {
        let mut draft = Draft::new(base());
        draft.apply(webhook("https://c.example/"));
        let fresh = held("webhook", "https://b.example/", "", true, "https://a.example/answer");
        let conflicts = merge(&draft, &fresh).conflicts;
        let expected = Conflict {
            field: Field::WebhookUrl,
            plivo_now: "https://b.example/".to_owned(),
            yours: "https://c.example/".to_owned(),
            when_started: "https://a.example/".to_owned(),
            decided: None,
        };
        assert_eq!(conflicts, [expected]);
    }

    /// Checks the draft's edits and decisions against what Plivo holds, and the resulting configuration. `None` while
    /// something is undecided.
    #[test]
    fn decisions() {
        use Field::{AiAgent, ConfigurationType, WebhookUrl};
        let agents = || held("ai_agent", "https://a.example/", "a-1", true, "https://a.example/answer");
        let b = || held("webhook", "https://b.example/", "", true, "https://a.example/answer");
        let check = |decided: &[(Field, Side)], over: Held, fresh: Held, expected: Option<Held>| {
            let mut draft = Draft::new(base());
            draft.apply(webhook("https://c.example/"));
            for (field, side) in decided {
                assert!(decide(&mut draft, &over, *field, Some(*side)), "{field:?} is in conflict");
            }
            let Merged { draft: merged, conflicts } = merge(&draft, &fresh);
            let merged = conflicts.is_empty().then(|| {
                assert_eq!(merged.base, fresh);
                assert!(merged.decisions.is_empty(), "the decisions are carried out");
                merged.over(&fresh)
            });
            assert_eq!(merged, expected, "{decided:?}");
        };
        let mine = held("webhook", "https://c.example/", "", true, "https://a.example/answer");
        check(&[], b(), b(), None);
        check(&[(WebhookUrl, Side::Yours)], b(), b(), Some(mine));
        check(&[(WebhookUrl, Side::Plivo)], b(), b(), Some(b()));
        // A group is decided when all of its fields are decided.
        check(&[(WebhookUrl, Side::Yours)], agents(), agents(), None);
        let all = |side| [(ConfigurationType, side), (WebhookUrl, side), (AiAgent, side)];
        check(&all(Side::Plivo), agents(), agents(), Some(agents()));
        let back = held("webhook", "https://c.example/", "a-1", true, "https://a.example/answer");
        check(&all(Side::Yours), agents(), agents(), Some(back));
        // A second change at Plivo voids the decision about the first.
        let d = || held("webhook", "https://d.example/", "", true, "https://a.example/answer");
        check(&[(WebhookUrl, Side::Yours)], b(), d(), None);
        check(&[(WebhookUrl, Side::Plivo)], b(), d(), None);
        // Plivo went back to where the draft started, so nothing is in conflict.
        let asked = held("webhook", "https://c.example/", "", true, "https://a.example/answer");
        check(&[(WebhookUrl, Side::Plivo)], b(), base(), Some(asked));
    }

    /// The URL was typed while calling was off. Meanwhile calling was switched on at Plivo, with another Answer URL.
    #[test]
    fn a_dormant_edit_conflicts_when_it_takes_effect() {
        let off = held("webhook", "https://a.example/", "", false, "");
        let mut draft = Draft::new(off.clone());
        draft.apply(FieldEdit::AnswerUrl("https://mine.example/".to_owned()));
        assert_eq!(conflicts(&draft, &off), [], "a dormant edit causes no conflict");
        let on = held("webhook", "https://a.example/", "", true, "https://theirs.example/");
        let fields: Vec<Field> = conflicts(&draft, &on).into_iter().map(|conflict| conflict.field).collect();
        assert_eq!(fields, [Field::Calling, Field::AnswerUrl]);
    }

    /// Applies edits to a draft, over what Plivo holds, and checks the remaining edits and the fields in conflict.
    #[test]
    fn edits_in_a_conflict() {
        let check = |start: &Held, edits: &[FieldEdit], fresh: &Held, left: &[Field], expected: &[Field]| {
            let mut draft = Draft::new(start.clone());
            draft.apply(edits[0].clone());
            for edit in &edits[1..] {
                apply(&mut draft, fresh, edit.clone());
            }
            let found: Vec<Field> = conflicts(&draft, fresh).into_iter().map(|conflict| conflict.field).collect();
            assert_eq!((draft.edits.fields(), found), (left.to_vec(), expected.to_vec()), "{edits:?} over {fresh:?}");
        };
        let alias = |text: &str| FieldEdit::Alias(text.to_owned());
        let kind = FieldEdit::ConfigurationType;
        let calling = |on, answer| held("webhook", "https://a.example/", "", on, answer);
        let (a, b) = ("https://a.example/answer", "https://b.example/answer");
        let named = Held { alias: Some("Care".to_owned()), ..base() };
        let moved = held("webhook", "https://b.example/", "", true, a);
        // Back to the original value, which Plivo no longer holds.
        check(&base(), &[alias("Sales"), alias("Support")], &named, &[Field::Alias], &[Field::Alias]);
        check(&base(), &[alias("Sales"), alias("Care")], &named, &[Field::Alias], &[]);
        // Plivo holds the original value of the switch, so the edit is undone, and nothing is in conflict.
        check(&calling(true, a), &[FieldEdit::Calling(false), FieldEdit::Calling(true)], &calling(true, b), &[], &[]);
        check(&base(), &[kind(RoutingType::AiAgent), kind(RoutingType::Webhook)], &moved, &[], &[]);
        // The next edit of the group then starts from what Plivo holds.
        let off_on = [FieldEdit::Calling(false), FieldEdit::Calling(true), FieldEdit::AnswerUrl(a.to_owned())];
        check(&calling(true, a), &off_on, &calling(true, b), &[Field::AnswerUrl], &[]);
        // The switch itself is in no conflict until it is switched back.
        let (one, both) = ([Field::Calling], [Field::Calling, Field::AnswerUrl]);
        check(&calling(false, a), &[FieldEdit::Calling(true)], &calling(true, b), &one, &[Field::AnswerUrl]);
        let back = [FieldEdit::Calling(true), FieldEdit::Calling(false)];
        check(&calling(false, a), &back, &calling(true, b), &one, &both);
        // Without a conflict, the original value is no edit.
        check(&base(), &[alias("Sales"), alias("Support")], &moved, &[], &[]);
    }

    #[test]
    fn a_new_edit_withdraws_a_decision() {
        let fresh = held("webhook", "https://b.example/", "", true, "https://a.example/answer");
        let decided = |change: fn(&mut Draft)| {
            let mut draft = Draft::new(base());
            draft.apply(webhook("https://c.example/"));
            assert!(!decide(&mut draft, &fresh, Field::Alias, Some(Side::Yours)), "no conflict");
            assert!(decide(&mut draft, &fresh, Field::WebhookUrl, Some(Side::Plivo)));
            change(&mut draft);
            conflicts(&draft, &fresh).first().and_then(|conflict| conflict.decided)
        };
        assert_eq!(decided(|_| ()), Some(Side::Plivo));
        assert_eq!(decided(|draft| draft.apply(webhook("https://d.example/"))), None, "typed again");
        assert_eq!(decided(|draft| draft.apply(FieldEdit::Alias("x".to_owned()))), Some(Side::Plivo));
    }
}
