//! Turns what a person typed into what may be sent. There is no other way. Returns the errors of all fields at once.
//!
//! Edited values must be valid. A stored value that nobody edited only gives a warning, because an old number may be
//! incomplete, and its alias must still be changeable.

use crate::alias::Alias;
use crate::config::{Calling, Configuration, Routing};
use crate::draft::Draft;
use crate::endpoint_url::EndpointUrl;
use crate::field::Field;
use crate::id::AgentId;
use crate::observed::{Held, RoutingType};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    Error,
    Warning,
}

/// One message about one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldIssue {
    pub field: Field,
    pub severity: Severity,
    pub message: String,
    /// A value that would repair the field: the button's label, and the value.
    pub fix: Option<(String, String)>,
}

/// The result of validating a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// In the panel's order.
    pub issues: Vec<FieldIssue>,
    /// `None` if there is an error.
    pub configuration: Option<Configuration>,
}

impl Verdict {
    pub fn errors(&self) -> impl Iterator<Item = &FieldIssue> {
        self.issues.iter().filter(|issue| issue.severity == Severity::Error)
    }
}

/// Validates the draft applied to `held`. `agents` are the agents as last seen, or `None` if they are not known.
pub fn validate(draft: &Draft, held: &Held, agents: Option<&[AgentId]>) -> Verdict {
    let mut validator = Validator { draft, result: draft.over(held), issues: Vec::new() };
    let alias = validator.alias();
    let routing = validator.routing(agents);
    let calling = validator.calling();
    validator.warn_of_one_url_for_both();
    validator.issues.sort_by_key(|issue| issue.field);
    let failed = validator.issues.iter().any(|issue| issue.severity == Severity::Error);
    let configuration = (!failed).then_some(Configuration { alias, routing, calling });
    Verdict { issues: validator.issues, configuration }
}

/// Returns the edits that would be sent. Edits for the other configuration type, or for calling that is off, stay in
/// the draft and are not sent.
pub fn effective_fields(draft: &Draft, held: &Held) -> Vec<Field> {
    let result = draft.over(held);
    draft.edits.fields().into_iter().filter(|field| is_in_force(*field, &result)).collect()
}

/// Whether the field has an effect, given the configuration type and the calling switch.
pub fn is_in_force(field: Field, held: &Held) -> bool {
    match field {
        Field::WebhookUrl => held.routing_type() != Some(RoutingType::AiAgent),
        Field::AiAgent => held.routing_type() == Some(RoutingType::AiAgent),
        Field::AnswerUrl => held.calling(),
        _ => true,
    }
}

struct Validator<'a> {
    draft: &'a Draft,
    result: Held,
    issues: Vec<FieldIssue>,
}

impl Validator<'_> {
    fn alias(&mut self) -> Option<Option<Alias>> {
        let typed = self.draft.edits.alias.as_deref()?;
        match Alias::parse(typed) {
            Ok(alias) => Some(alias),
            Err(error) => {
                self.error(Field::Alias, error.to_string(), None);
                None
            }
        }
    }

    fn routing(&mut self, agents: Option<&[AgentId]>) -> Option<Routing> {
        match self.result.routing_type() {
            Some(RoutingType::Webhook) => {
                let touched = self.touched(&[Field::ConfigurationType, Field::WebhookUrl]);
                let text = self.result.webhook_url.clone().unwrap_or_default();
                self.endpoint(Field::WebhookUrl, &text, touched).map(Routing::Webhook)
            }
            Some(RoutingType::AiAgent) => self.agent(agents),
            None => self.no_routing(),
        }
    }

    fn agent(&mut self, agents: Option<&[AgentId]>) -> Option<Routing> {
        let touched = self.touched(&[Field::ConfigurationType, Field::AiAgent]);
        let id = AgentId::new(self.result.agent_uuid.clone().unwrap_or_default().trim());
        if id.as_str().is_empty() {
            self.say(touched, Field::AiAgent, "Choose the AI agent that answers on this number.".to_owned(), None);
            return None;
        }
        if agents.is_some_and(|known| !known.contains(&id)) {
            let message = "This agent is not among the account's agents as last seen. Choose another, or refresh.";
            self.say(false, Field::AiAgent, message.to_owned(), None);
        }
        touched.then_some(Routing::Agent(id))
    }

    /// Plivo holds no type, or a type that this version does not know.
    fn no_routing(&mut self) -> Option<Routing> {
        let touched = self.touched(&[Field::WebhookUrl, Field::AiAgent]);
        let message = match self.result.configuration_type.as_deref() {
            None | Some("") => "Nothing is set at Plivo. Choose Webhook URL or AI Agents.".to_owned(),
            Some(text) => {
                format!("Plivo holds the type “{text}”, which this version does not know. Choose one to replace it.")
            }
        };
        self.say(touched, Field::ConfigurationType, message, None);
        None
    }

    fn calling(&mut self) -> Option<Calling> {
        if !self.result.calling() {
            return self.draft.edits.has(Field::Calling).then_some(Calling::Off);
        }
        let touched = self.touched(&[Field::Calling, Field::AnswerUrl]);
        let text = self.result.answer_url.clone().unwrap_or_default();
        self.endpoint(Field::AnswerUrl, &text, touched).map(|answer_url| Calling::On { answer_url })
    }

    /// Returns a valid URL only if the field was edited. Otherwise the stored value stays as it is.
    fn endpoint(&mut self, field: Field, text: &str, touched: bool) -> Option<EndpointUrl> {
        match EndpointUrl::parse(text) {
            Ok(url) => {
                for warning in url.warnings() {
                    self.say(false, field, warning.to_string(), None);
                }
                touched.then_some(url)
            }
            Err(error) => {
                let message = if text.trim().is_empty() { required(field).to_owned() } else { error.to_string() };
                self.say(touched, field, message, error.fix());
                None
            }
        }
    }

    fn warn_of_one_url_for_both(&mut self) {
        let in_force = |field| is_in_force(field, &self.result);
        let parsed = |text: &Option<String>| EndpointUrl::parse(text.as_deref().unwrap_or_default()).ok();
        if in_force(Field::WebhookUrl)
            && in_force(Field::AnswerUrl)
            && let Some(webhook) = parsed(&self.result.webhook_url)
            && let Some(answer) = parsed(&self.result.answer_url)
            && let Some(warning) = answer.same_as(&webhook)
        {
            self.say(false, Field::AnswerUrl, warning.to_string(), None);
        }
    }

    fn touched(&self, fields: &[Field]) -> bool {
        fields.iter().any(|field| self.draft.edits.has(*field))
    }

    fn error(&mut self, field: Field, message: String, fix: Option<(String, String)>) {
        self.say(true, field, message, fix);
    }

    fn say(&mut self, error: bool, field: Field, message: String, fix: Option<(String, String)>) {
        let severity = if error { Severity::Error } else { Severity::Warning };
        self.issues.push(FieldIssue { field, severity, message, fix });
    }
}

fn required(field: Field) -> &'static str {
    match field {
        Field::AnswerUrl => "Enter the Answer URL: it is required while WhatsApp calling is on.",
        _ => "Enter the Webhook URL: Plivo sends inbound messages to it.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::FieldEdit;

    const HOOK: &str = "https://hooks.acme.example/whatsapp";
    const ANSWER: &str = "https://hooks.acme.example/answer";

    fn held(configuration: &str, webhook: &str, agent: &str, answer: &str) -> Held {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Held {
            alias: None,
            configuration_type: text(configuration),
            webhook_url: text(webhook),
            agent_uuid: text(agent),
            calling_enabled: Some(!answer.is_empty()),
            answer_url: text(answer),
        }
    }

    fn draft(base: Held, edits: &[FieldEdit]) -> Draft {
        let mut draft = Draft::new(base);
        for edit in edits {
            draft.apply(edit.clone());
        }
        draft
    }

    /// Checks the fields with errors and the fields with warnings.
    fn check(base: Held, edits: &[FieldEdit], errors: &[Field], warnings: &[Field]) {
        let draft = draft(base, edits);
        let verdict = validate(&draft, &draft.base, None);
        let of = |severity| {
            let found = verdict.issues.iter().filter(move |issue| issue.severity == severity);
            found.map(|issue| issue.field).collect::<Vec<_>>()
        };
        assert_eq!(of(Severity::Error), errors, "errors of {edits:?}: {:?}", verdict.issues);
        assert_eq!(of(Severity::Warning), warnings, "warnings of {edits:?}: {:?}", verdict.issues);
        assert_eq!(verdict.configuration.is_none(), !errors.is_empty());
    }

    fn alias(text: &str) -> FieldEdit {
        FieldEdit::Alias(text.to_owned())
    }
    fn webhook(text: &str) -> FieldEdit {
        FieldEdit::WebhookUrl(text.to_owned())
    }
    fn answer(text: &str) -> FieldEdit {
        FieldEdit::AnswerUrl(text.to_owned())
    }

    #[test]
    fn edited_values_must_be_valid_and_others_only_warn() {
        use Field::{AiAgent, Alias, AnswerUrl, ConfigurationType, WebhookUrl};
        use FieldEdit::Calling;
        let to_agents = FieldEdit::ConfigurationType(RoutingType::AiAgent);
        let to_webhook = FieldEdit::ConfigurationType(RoutingType::Webhook);
        // Untouched.
        check(held("webhook", HOOK, "", ""), &[], &[], &[]);
        check(held("webhook", "", "", ""), &[], &[], &[WebhookUrl]);
        check(held("webhook", "http://old.example/", "", ""), &[], &[], &[WebhookUrl]);
        check(held("", "", "", ""), &[], &[], &[ConfigurationType]);
        check(held("carrier_pigeon", "", "", ""), &[], &[], &[ConfigurationType]);
        check(held("ai_agent", "", "", ""), &[], &[], &[AiAgent]);
        // The alias can be changed even if the number's other settings are broken.
        check(held("webhook", "http://old.example/", "", ""), &[alias("New")], &[], &[WebhookUrl]);
        check(held("webhook", HOOK, "", ""), &[alias(&"x".repeat(65))], &[Alias], &[]);
        // Touched.
        check(held("webhook", HOOK, "", ""), &[webhook("")], &[WebhookUrl], &[]);
        check(held("webhook", HOOK, "", ""), &[webhook("http://a.example/")], &[WebhookUrl], &[]);
        check(held("webhook", HOOK, "", ""), std::slice::from_ref(&to_agents), &[AiAgent], &[]);
        check(held("ai_agent", "", "a-1", ""), std::slice::from_ref(&to_webhook), &[WebhookUrl], &[]);
        check(
            held("ai_agent", "http://old.example/", "a-1", ""),
            std::slice::from_ref(&to_webhook),
            &[WebhookUrl],
            &[],
        );
        check(held("ai_agent", HOOK, "a-1", ""), &[to_webhook], &[], &[]);
        check(held("", "", "", ""), &[webhook(HOOK)], &[ConfigurationType], &[]);
        // The value of the other type is kept. It is validated only when it takes effect.
        check(held("webhook", HOOK, "a-1", ""), &[webhook("nonsense"), to_agents], &[], &[]);
        check(held("webhook", HOOK, "", ""), &[answer("nonsense")], &[], &[]);
        // Calling.
        check(held("webhook", HOOK, "", ""), &[Calling(true)], &[AnswerUrl], &[]);
        check(held("webhook", HOOK, "", ""), &[Calling(true), answer("ftp://a.example/")], &[AnswerUrl], &[]);
        check(held("webhook", HOOK, "", ""), &[Calling(true), answer(ANSWER)], &[], &[]);
        check(held("webhook", HOOK, "", ""), &[Calling(true), answer(HOOK)], &[], &[AnswerUrl]);
        check(held("webhook", HOOK, "", ANSWER), &[Calling(false), answer("")], &[], &[]);
        check(held("webhook", HOOK, "", ANSWER), &[answer("")], &[AnswerUrl], &[]);
        // All errors are reported at once.
        check(
            held("webhook", HOOK, "", ""),
            &[alias("a\u{7}"), webhook("x"), Calling(true)],
            &[Alias, WebhookUrl, AnswerUrl],
            &[],
        );
    }

    #[test]
    fn only_edits_with_an_effect_count_as_changes() {
        let to_agents = FieldEdit::ConfigurationType(RoutingType::AiAgent);
        let check = |edits: &[FieldEdit], expected: &[Field]| {
            let draft = draft(held("webhook", HOOK, "", ""), edits);
            assert_eq!(effective_fields(&draft, &draft.base), expected, "{edits:?}");
        };
        check(&[], &[]);
        check(&[webhook("https://b.example/")], &[Field::WebhookUrl]);
        check(&[webhook("https://b.example/"), to_agents], &[Field::ConfigurationType]);
        check(&[answer(ANSWER)], &[]);
        check(&[FieldEdit::Calling(true), answer(ANSWER)], &[Field::Calling, Field::AnswerUrl]);
        check(&[webhook("https://b.example/"), webhook(HOOK)], &[]);
    }

    #[test]
    fn an_agent_that_was_not_seen_warns() {
        let draft = draft(held("ai_agent", "", "a-1", ""), &[FieldEdit::AiAgent("a-9".to_owned())]);
        let known = [AgentId::new("a-1")];
        let verdict = validate(&draft, &draft.base, Some(&known));
        assert_eq!(verdict.issues.len(), 1);
        assert_eq!(verdict.issues[0].severity, Severity::Warning);
        assert!(verdict.configuration.is_some());
    }
}
