use std::collections::HashSet;

use super::*;

#[test]
fn the_data_is_read_and_every_rule_has_source_and_date() {
    let rules = Rules::current().all();
    let ids: HashSet<RuleId> = rules.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RuleId::ALL.len());
    for rule in rules {
        let Provenance { source, url, date, note } = rule.provenance;
        assert!(source.starts_with("Plivo") || source.starts_with("Meta"), "{:?}: {source}", rule.id);
        assert!(date.starts_with("20") && (date.len() == 4 || date.len() == 10), "{:?}: {date}", rule.id);
        assert!(url.is_none_or(|url| url::Url::parse(&url).is_ok_and(|url| url.scheme() == "https")), "{:?}", rule.id);
        assert!(note.is_none_or(|note| note.ends_with('.')), "{:?}", rule.id);
        assert!(rule.words.ends_with('.') && !rule.words.contains('{'), "{:?}: {}", rule.id, rule.words);
    }
}

#[test]
fn rules_in_words() {
    let check = |id: RuleId, expected: &str| {
        let words = Rules::current().state(id).words;
        assert!(words.starts_with(expected), "{words}");
    };
    check(RuleId::ConcurrentCalls, "At most 1,000 calls at the same time");
    check(RuleId::Calls, "At most 5 calls to a user in 24 hours");
    check(RuleId::RequestsPerDay, "At most 1 request for permission to a user in 24 hours");
    check(RuleId::RequestsPerWeek, "At most 2 requests for permission to a user in 7 days");
    check(RuleId::PermissionLasts, "A permission lasts 7 days");
    check(RuleId::AskBy, "Permission is requested with a template, or in a free-form message.");
    check(RuleId::RequestExpires, "A request expires 7 days after");
    check(RuleId::MissedReconsider, "After 2 missed calls");
    check(RuleId::MissedRevokes, "After 4 missed calls");
    check(RuleId::MessagingLimit, "Calling needs a messaging limit of at least 2,000");
    check(RuleId::CallButton, "WhatsApp may take up to 7 days");
    check(RuleId::Registration, "A number may be registered with Meta at most 10 times in 72 hours");
    check(
        RuleId::RestrictedCountries,
        "Calls to users are not available from business numbers of \
         the United States, Canada, Türkiye, Egypt, Nigeria or Vietnam.",
    );
}

#[test]
fn every_restricted_country_code_is_a_country() {
    let Countries { listed, unclear } = &Rules::current().restricted_countries.value;
    for code in listed.iter().chain(unclear) {
        assert!(crate::phone::Country::by_iso2(code).is_some(), "{code}");
    }
}
