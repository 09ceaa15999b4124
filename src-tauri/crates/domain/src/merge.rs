//! The three-way merge of a draft with what Plivo holds now.
//!
//! A field that changed at Plivo and not in the draft keeps Plivo's value. One that changed on both sides to different
//! values is a conflict. Routing (type, webhook, agent) and calling (switch, Answer URL) merge as groups, since a half
//! of each could mean something that nobody asked for.

use crate::draft::Draft;
use crate::field::Field;
use crate::observed::Held;
use crate::validate::is_in_force;

/// The same field seen from three sides, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub field: Field,
    pub plivo_now: String,
    pub yours: String,
    pub when_started: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merged {
    /// The draft, now standing on what Plivo holds.
    Clean(Draft),
    Conflict(Vec<Conflict>),
}

const GROUPS: [&[Field]; 3] = [
    &[Field::Alias],
    &[Field::ConfigurationType, Field::WebhookUrl, Field::AiAgent],
    &[Field::Calling, Field::AnswerUrl],
];

pub fn merge(draft: &Draft, fresh: &Held) -> Merged {
    let conflicts: Vec<_> = GROUPS.iter().flat_map(|group| conflicts_in(group, draft, fresh)).collect();
    if conflicts.is_empty() { Merged::Clean(rebase(draft, fresh)) } else { Merged::Conflict(conflicts) }
}

fn conflicts_in(group: &[Field], draft: &Draft, fresh: &Held) -> Vec<Conflict> {
    let mine = draft.over(&draft.base);
    let mine_changed = group.iter().any(|field| draft.edits.has(*field) && is_in_force(*field, &mine));
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

/// Surrounding spaces are no difference: validation trims them.
fn same(field: Field, left: &Held, right: &Held) -> bool {
    left.text(field).trim() == right.text(field).trim()
}

fn sides(field: Field, draft: &Draft, mine: &Held, fresh: &Held) -> Conflict {
    Conflict { field, plivo_now: fresh.text(field), yours: mine.text(field), when_started: draft.base.text(field) }
}

/// Edits that Plivo holds already are no edits any more.
fn rebase(draft: &Draft, fresh: &Held) -> Draft {
    let mine = draft.over(fresh);
    let mut rebased = Draft { base: fresh.clone(), edits: draft.edits.clone() };
    for field in draft.edits.fields() {
        if same(field, &mine, fresh) {
            rebased.undo(field);
        }
    }
    rebased
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::FieldEdit;
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

    /// The draft's edits, what Plivo holds now, and the fields in conflict.
    fn check(edits: &[FieldEdit], fresh: Held, expected: &[Field]) {
        let mut draft = Draft::new(base());
        for edit in edits {
            draft.apply(edit.clone());
        }
        let conflicts: Vec<Field> = match merge(&draft, &fresh) {
            Merged::Clean(rebased) => {
                assert_eq!(rebased.base, fresh, "a clean draft stands on what Plivo holds");
                Vec::new()
            }
            Merged::Conflict(conflicts) => conflicts.into_iter().map(|conflict| conflict.field).collect(),
        };
        assert_eq!(conflicts, expected, "{edits:?} over {fresh:?}");
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
        // Nothing changed at Plivo, or only there, or only elsewhere.
        check(&[alias("Sales")], base(), &[]);
        check(&[], named("Sales"), &[]);
        check(&[webhook("https://c.example/")], named("Sales"), &[]);
        check(&[alias("Sales")], b(), &[]);
        // Both sides, the same or not.
        check(&[alias("Sales")], named("Sales"), &[]);
        check(&[alias(" Sales ")], named("Sales"), &[]);
        check(&[alias("Sales")], named("Care"), &[Alias]);
        check(&[webhook("https://c.example/")], b(), &[WebhookUrl]);
        check(&[webhook("https://b.example/")], b(), &[]);
        // Routing is one thing: a new webhook and a change to agents contradict each other.
        check(&[webhook("https://c.example/")], agents(), &[ConfigurationType, WebhookUrl, Field::AiAgent]);
        check(
            &[FieldEdit::ConfigurationType(RoutingType::AiAgent), FieldEdit::AiAgent("a-1".to_owned())],
            agents(),
            &[],
        );
        // Calling is one thing.
        let off = || held("webhook", "https://a.example/", "", false, "https://a.example/answer");
        check(&[FieldEdit::AnswerUrl("https://c.example/".to_owned())], off(), &[Calling, AnswerUrl]);
        check(&[FieldEdit::Calling(false)], off(), &[]);
        // What the other side keeps in store, out of force, is nobody's business.
        let stored = held("webhook", "https://a.example/", "a-7", true, "https://a.example/answer");
        check(&[webhook("https://c.example/")], stored, &[]);
    }

    #[test]
    fn the_three_sides_are_shown() {
        let mut draft = Draft::new(base());
        draft.apply(webhook("https://c.example/"));
        let fresh = held("webhook", "https://b.example/", "", true, "https://a.example/answer");
        let Merged::Conflict(conflicts) = merge(&draft, &fresh) else { panic!("a conflict was expected") };
        let expected = Conflict {
            field: Field::WebhookUrl,
            plivo_now: "https://b.example/".to_owned(),
            yours: "https://c.example/".to_owned(),
            when_started: "https://a.example/".to_owned(),
        };
        assert_eq!(conflicts, [expected]);
    }
}
