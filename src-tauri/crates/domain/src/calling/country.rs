//! Whether a business number may call users, by its country.
//!
//! The source says "country code". The code +1 is shared by the United States, Canada and many islands, so the
//! numbering plan decides. Where another interpretation could give another result, the note shows both facts. Users can
//! call every business number, whatever its country ([`Rules::inbound_everywhere`]). So there is no verdict about
//! inbound calls.

use super::rules::{Countries, RuleId, Rules};
use super::words::in_a_sentence;
use crate::phone::{Country, PhoneNumber};

/// Whether the country lets the number call users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outbound {
    Available,
    Restricted,
    NotKnown,
}

/// What a number's country means for its calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// From the numbering plan, or from Plivo if the plan does not say.
    pub country: Option<Country>,
    pub outbound: Outbound,
    /// Whole sentences that explain the verdict.
    pub reason: String,
    /// Whole sentences, present where another interpretation could give another result.
    pub note: Option<String>,
}

impl Verdict {
    /// The rule that decides the verdict.
    pub const RULE: RuleId = RuleId::RestrictedCountries;
}

/// Returns the verdict for a business number. `country_iso` is the country that Plivo gives, in upper or lower case. A
/// text that is not a country code appears in the note and does not affect the verdict.
pub fn classify(rules: &Rules, number: PhoneNumber, country_iso: Option<&str>) -> Verdict {
    let countries = &rules.restricted_countries.value;
    let told = country_iso.map(str::trim).filter(|text| !text.is_empty());
    let (plan, plivo) = (number.region(), told.and_then(Country::by_iso2));
    let country = plan.or(plivo);
    let outbound = country.map_or(Outbound::NotKnown, |country| outbound(countries, country));
    let notes = [disagreement(countries, plan, told), shared_code(countries, number, country)];
    let note = notes.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Verdict { country, outbound, reason: reason(country, outbound), note: Some(note).filter(|note| !note.is_empty()) }
}

fn outbound(countries: &Countries, country: Country) -> Outbound {
    let is_in = |list: &[String]| list.iter().any(|code| code == country.iso2);
    if is_in(&countries.listed) {
        Outbound::Restricted
    } else if is_in(&countries.unclear) {
        Outbound::NotKnown
    } else {
        Outbound::Available
    }
}

fn reason(country: Option<Country>, outbound: Outbound) -> String {
    let Some(name) = country.map(in_a_sentence) else {
        return "Neither the numbering plan nor Plivo shows this number's country, so it is not known whether it can \
                call users. Ask Plivo's support before relying on it. Users can call it."
            .to_owned();
    };
    match outbound {
        Outbound::Available => format!("A business number of {name} can call users who have given permission."),
        Outbound::Restricted => {
            format!("A business number of {name} cannot call users. Users can call it: ask them to, or send a message.")
        }
        Outbound::NotKnown => format!(
            "No source says whether {name} counts as the United States, whose business numbers cannot call users. \
             Ask Plivo's support before relying on it. Users can call it."
        ),
    }
}

/// Returns both facts if the numbering plan and Plivo disagree.
fn disagreement(countries: &Countries, plan: Option<Country>, told: Option<&str>) -> Option<String> {
    let told = told?;
    let Some(plivo) = Country::by_iso2(told) else {
        return Some(format!("Plivo gives its country as “{}”, which is no country's code.", told.escape_debug()));
    };
    let listed = format!("Plivo lists it under {} ({})", in_a_sentence(plivo), plivo.iso2);
    let Some(plan) = plan else {
        return Some(format!("The numbering plan does not show this number's country. {listed}, which decides here."));
    };
    if plan == plivo {
        return None;
    }
    let by_plivo = match (outbound(countries, plan) == outbound(countries, plivo), outbound(countries, plivo)) {
        (true, _) => "This makes no difference for calls.",
        (false, Outbound::Available) => "According to Plivo it could call users: ask Plivo's support which is right.",
        (false, Outbound::Restricted) => {
            "According to Plivo it could not call users: ask Plivo's support which is right."
        }
        (false, Outbound::NotKnown) => "According to Plivo it would not be known: ask Plivo's support which is right.",
    };
    let (name, iso2) = (in_a_sentence(plan), plan.iso2);
    Some(format!("The numbering plan gives this number to {name} ({iso2}), which decides here. {listed}. {by_plivo}"))
}

/// Returns a sentence about the shared code +1, if countries that cannot call users have it too.
fn shared_code(countries: &Countries, number: PhoneNumber, country: Option<Country>) -> Option<String> {
    let digits = number.digits();
    let area = digits.strip_prefix('1').and_then(|rest| rest.get(..3))?;
    let listed = |code: &&str| countries.listed.iter().any(|listed| listed == code);
    let sharing: Vec<&str> = ["US", "CA"].into_iter().filter(listed).collect();
    let own = country.is_some_and(|country| sharing.contains(&country.iso2));
    if sharing.is_empty() || own {
        return None;
    }
    let names: Vec<String> = sharing.iter().filter_map(|code| Country::by_iso2(code)).map(in_a_sentence).collect();
    let whose =
        format!("The code +1 is also that of {}, whose business numbers cannot call users.", names.join(" and "));
    Some(match country.map(in_a_sentence) {
        Some(name) => format!("{whose} The area code {area} makes this a number of {name}."),
        None => format!("{whose} The area code {area} is no country's."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classified(number: &str, iso: Option<&str>) -> Verdict {
        classify(Rules::current(), PhoneNumber::parse(number).unwrap(), iso)
    }

    #[test]
    fn countries_decide() {
        use Outbound::{Available, NotKnown, Restricted};
        let check = |number: &str, iso: Option<&str>, country: Option<&str>, outbound: Outbound, noted: bool| {
            let found = classified(number, iso);
            let told = (found.country.map(|country| country.iso2), found.outbound, found.note.is_some());
            assert_eq!(told, (country, outbound, noted), "{number} {iso:?}: {found:?}");
        };
        check("918035737458", Some("IN"), Some("IN"), Available, false);
        check("918035737458", None, Some("IN"), Available, false);
        check("918035737458", Some("in"), Some("IN"), Available, false);
        check("918035737458", Some(" "), Some("IN"), Available, false);
        check("442079460018", None, Some("GB"), Available, false);
        // Every restricted country.
        check("12025550123", Some("US"), Some("US"), Restricted, false);
        check("12045550123", Some("CA"), Some("CA"), Restricted, false);
        check("905321234567", None, Some("TR"), Restricted, false);
        check("201001234567", None, Some("EG"), Restricted, false);
        check("2348031234567", None, Some("NG"), Restricted, false);
        check("84912345678", None, Some("VN"), Restricted, false);
        // The code +1 is shared. The code +7 is shared too, but no country there is restricted.
        check("18765550123", None, Some("JM"), Available, true);
        check("18765550123", Some("JM"), Some("JM"), Available, true);
        check("18765550123", Some("US"), Some("JM"), Available, true);
        check("17875550123", None, Some("PR"), NotKnown, true);
        check("77012345678", None, Some("KZ"), Available, false);
        check("77012345678", Some("RU"), Some("KZ"), Available, true);
        // The Vatican has its own numbers inside Italy's range.
        check("390669812345", Some("VA"), Some("VA"), Available, false);
        check("390669812345", Some("IT"), Some("VA"), Available, true);
        // Plivo and the numbering plan disagree, and the verdicts differ.
        check("12045550123", Some("JM"), Some("CA"), Restricted, true);
        check("918035737458", Some("VN"), Some("IN"), Available, true);
        check("918035737458", Some("PR"), Some("IN"), Available, true);
        check("918035737458", Some("XX"), Some("IN"), Available, true);
        // The numbering plan does not say.
        check("80012345678", None, None, NotKnown, false);
        check("80012345678", Some("IN"), Some("IN"), Available, true);
        check("10005550123", None, None, NotKnown, true);
        check("10005550123", Some("US"), Some("US"), Restricted, true);
        check("999123456789", Some("??"), None, NotKnown, true);
    }

    #[test]
    fn sentences() {
        let check = |number: &str, iso: Option<&str>, reason: &str, note: &str| {
            let found = classified(number, iso);
            assert!(found.reason.contains(reason), "{number}: {}", found.reason);
            let told = found.note.unwrap_or_default();
            assert!(told.contains(note), "{number}: {told}");
        };
        check("12045550123", None, "A business number of Canada cannot call users.", "");
        check("12025550123", None, "A business number of the United States cannot", "");
        check("18765550123", None, "of Jamaica can call users", "also that of the United States and Canada");
        check("18765550123", None, "", "The area code 876 makes this a number of Jamaica.");
        check("17875550123", None, "whether Puerto Rico counts as the United States", "The area code 787");
        check(
            "12045550123",
            Some("JM"),
            "Canada cannot",
            "Plivo lists it under Jamaica (JM). According to Plivo it could",
        );
        check("918035737458", Some("VN"), "India can", "According to Plivo it could not call users");
        check("390669812345", Some("IT"), "Vatican City can", "This makes no difference for calls.");
        check("80012345678", None, "Neither the numbering plan nor Plivo", "");
        check("80012345678", Some("IN"), "India can", "Plivo lists it under India (IN), which decides here.");
        check("10005550123", None, "Neither", "The area code 000 is no country's.");
        check("918035737458", Some("a\u{7}"), "India can", "“a\\u{7}”, which is no country's code");
    }
}
