//! The bodies of writes (assumed). A missing key means that the value stays as it is at Plivo. Null clears the value.

use domain::plan::Changes;
use serde::Serialize;

use crate::error::ApiError;

#[derive(Serialize)]
struct Configure<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    alias: Option<Option<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    configuration_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhook_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent_uuid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    calling_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer_url: Option<&'a str>,
}

#[derive(Serialize)]
struct Map<'a> {
    /// Null means the main account.
    subaccount: Option<&'a str>,
}

/// Returns the body that configures a number. Fails if there is nothing to change, because such a write would have no
/// meaning.
pub(crate) fn configure(changes: &Changes) -> Result<Vec<u8>, ApiError> {
    if changes.is_empty() {
        return Err(ApiError::Unsendable { what: "there is nothing to change".to_owned() });
    }
    json(&Configure {
        alias: changes.alias.as_ref().map(Option::as_deref),
        configuration_type: changes.configuration_type.map(|to| to.wire()),
        webhook_url: changes.webhook_url.as_deref(),
        agent_uuid: changes.agent_uuid.as_deref(),
        calling_enabled: changes.calling_enabled,
        answer_url: changes.answer_url.as_deref(),
    })
}

/// Returns the body that maps a whole WABA to a subaccount, or to the main account.
pub(crate) fn map(subaccount: Option<&str>) -> Result<Vec<u8>, ApiError> {
    if subaccount.is_some_and(|id| id.trim().is_empty()) {
        return Err(ApiError::Unsendable { what: "the subaccount has no id".to_owned() });
    }
    json(&Map { subaccount })
}

fn json(body: &impl Serialize) -> Result<Vec<u8>, ApiError> {
    serde_json::to_vec(body).map_err(|error| ApiError::Unsendable { what: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::observed::RoutingType;

    fn text(body: Result<Vec<u8>, ApiError>) -> Option<String> {
        body.ok().map(|body| String::from_utf8(body).unwrap())
    }

    #[test]
    fn only_what_changes_is_sent() {
        let check = |changes: Changes, expected: Option<&str>| {
            assert_eq!(text(configure(&changes)).as_deref(), expected, "{changes:?}");
        };
        let none = Changes::default;
        check(none(), None);
        check(Changes { alias: Some(None), ..none() }, Some(r#"{"alias":null}"#));
        check(Changes { alias: Some(Some("A".into())), ..none() }, Some(r#"{"alias":"A"}"#));
        check(Changes { calling_enabled: Some(false), ..none() }, Some(r#"{"calling_enabled":false}"#));
        check(
            Changes {
                configuration_type: Some(RoutingType::AiAgent),
                agent_uuid: Some("a-1".into()),
                answer_url: Some("https://a.example/#rt=1".into()),
                ..none()
            },
            Some(r#"{"configuration_type":"ai_agent","agent_uuid":"a-1","answer_url":"https://a.example/#rt=1"}"#),
        );
    }

    #[test]
    fn mapping_names_a_subaccount_or_none() {
        let check = |to: Option<&str>, expected: Option<&str>| assert_eq!(text(map(to)).as_deref(), expected, "{to:?}");
        check(None, Some(r#"{"subaccount":null}"#));
        check(Some("SA1"), Some(r#"{"subaccount":"SA1"}"#));
        check(Some(""), None);
    }
}
