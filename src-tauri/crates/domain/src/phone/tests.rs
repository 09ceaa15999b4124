use proptest::prelude::*;

use super::*;

fn number(text: &str) -> PhoneNumber {
    PhoneNumber::parse(text).unwrap()
}

#[test]
fn parsing() {
    let check = |text: &str, expected: Result<&str, PhoneError>| {
        assert_eq!(PhoneNumber::parse(text).map(|n| n.digits()), expected.map(str::to_owned), "{text:?}");
    };
    check("918035737458", Ok("918035737458"));
    check("+918035737458", Ok("918035737458"));
    check(" +91 80357-37458 ", Ok("918035737458"));
    check("+1 (204) 555.0123", Ok("12045550123"));
    check("(1) 204-555-0123", Ok("12045550123"));
    check("\u{202a}+44\u{a0}20\u{2011}7946 0018\u{202c}", Ok("442079460018"));
    check("\u{ff0b}44 20 7946 0018", Ok("442079460018"));
    check("", Err(PhoneError::Empty));
    check("  () - ", Err(PhoneError::Empty));
    check("+", Err(PhoneError::Length(0)));
    check("++44 20 7946 0018", Err(PhoneError::Character('+')));
    check("44+20 7946 0018", Err(PhoneError::Character('+')));
    check("+1 204 555 CALL", Err(PhoneError::Character('C')));
    check("+1 204 555 0123 ext 4", Err(PhoneError::Character('e')));
    check("whatsapp:+12045550123", Err(PhoneError::Character('w')));
    check("+٩١٨٠٣٥٧٣٧٤٥٨", Err(PhoneError::Character('٩')));
    check("0044 20 7946 0018", Err(PhoneError::LeadingZero));
    check("+44 (0)20 7946 0018", Err(PhoneError::TrunkZero));
    check("1234", Err(PhoneError::Length(4)));
    check("12345", Ok("12345"));
    check("123456789012345", Ok("123456789012345"));
    check("1234567890123456", Err(PhoneError::Length(16)));
    check(&"9".repeat(400), Err(PhoneError::Length(400)));
}

#[test]
fn as_a_number() {
    let check = |digits: u64, accepted: bool| {
        assert_eq!(PhoneNumber::from_u64(digits).is_some(), accepted, "{digits}");
        assert_eq!(PhoneNumber::parse(&digits.to_string()).is_ok(), accepted, "{digits}");
    };
    check(0, false);
    check(9_999, false);
    check(10_000, true);
    check(999_999_999_999_999, true);
    check(1_000_000_000_000_000, false);
    check(u64::MAX, false);
}

#[test]
fn international_form() {
    let check = |digits: &str, expected: &str| assert_eq!(number(digits).international(), expected);
    check("918035737458", "+91 80 3573 7458");
    check("12045550123", "+1 204-555-0123");
    check("442079460018", "+44 20 7946 0018");
    check("5511987654321", "+55 11 98765-4321");
    check("3906698", "+39 06698");
    check("390669812345", "+39 06 6981 2345");
    // An unknown code, and a national zero that the plan would remove.
    check("999123456789", "+999123456789");
    check("4402079460018", "+4402079460018");
}

#[test]
fn last_four() {
    let check = |digits: &str, expected: &str| assert_eq!(number(digits).last_four(), expected);
    check("918035737458", "7458");
    check("12045550003", "0003");
    check("12340", "2340");
}

#[test]
fn regions() {
    let check = |digits: &str, expected: Option<(&str, &str)>| {
        assert_eq!(number(digits).region().map(|c| (c.iso2, c.name)), expected, "{digits}");
    };
    check("918035737458", Some(("IN", "India")));
    check("12025550123", Some(("US", "United States")));
    check("12045550123", Some(("CA", "Canada")));
    check("18765550123", Some(("JM", "Jamaica")));
    check("17875550123", Some(("PR", "Puerto Rico")));
    check("77012345678", Some(("KZ", "Kazakhstan")));
    check("79161234567", Some(("RU", "Russia")));
    check("442079460018", Some(("GB", "United Kingdom")));
    check("447781123456", Some(("GG", "Guernsey")));
    check("905321234567", Some(("TR", "Türkiye")));
    check("2348031234567", Some(("NG", "Nigeria")));
    check("2250701020304", Some(("CI", "Côte d’Ivoire")));
    check("3906698", Some(("VA", "Vatican City")));
    check("390612", Some(("IT", "Italy")));
    check("491512", Some(("DE", "Germany")));
    check("4400000000", Some(("GB", "United Kingdom")));
    check("10005550123", None);
    check("80012345678", None);
    check("88310012345", None);
    check("999123456789", None);
}

#[test]
fn order_is_that_of_texts() {
    let check = |a: &str, b: &str| {
        assert!(number(a) < number(b), "{a} {b}");
        assert!(number(b) > number(a), "{a} {b}");
    };
    check("12045550123", "442079460018");
    check("442079460018", "44790");
    check("123450", "1234500");
    check("12345", "123450");
    check("99999", "999990000000000");
}

#[test]
fn as_json() {
    let text = serde_json::to_string(&number("+91 80357 37458")).unwrap();
    assert_eq!(text, "\"918035737458\"");
    assert_eq!(serde_json::from_str::<PhoneNumber>("\"+918035737458\"").unwrap(), number("918035737458"));
    assert!(serde_json::from_str::<PhoneNumber>("\"nobody\"").is_err());
    assert!(serde_json::from_str::<PhoneNumber>("918035737458").is_err());
}

proptest! {
    #[test]
    fn no_number_makes_the_numbering_plan_fail(digits in 10_000u64..1_000_000_000_000_000) {
        let number = PhoneNumber::from_u64(digits).unwrap();
        let shown = number.international();
        prop_assert_eq!(PhoneNumber::parse(&shown), Ok(number));
        let _ = number.region();
    }

    #[test]
    fn a_place_is_that_of_one_number(digits in 10_000u64..1_000_000_000_000_000, other in any::<i64>()) {
        let number = PhoneNumber::from_u64(digits).unwrap();
        prop_assert_eq!(PhoneNumber::at_place(number.place()), Some(number));
        prop_assert!(PhoneNumber::at_place(other).is_none_or(|number| number.place() == other));
    }

    #[test]
    fn order_agrees_with_the_digits(a in 10_000u64..1_000_000_000_000_000, b in 10_000u64..1_000_000_000) {
        let (a, b) = (PhoneNumber::from_u64(a).unwrap(), PhoneNumber::from_u64(b).unwrap());
        prop_assert_eq!(a.cmp(&b), a.digits().cmp(&b.digits()));
    }
}
