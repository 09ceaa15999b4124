//! Countries, by their ISO 3166 codes.

/// A country or territory with its short English name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country {
    /// Two capital letters, such as `IN`.
    pub iso2: &'static str,
    pub name: &'static str,
}

impl Country {
    /// Accepts upper and lower case. Returns `None` for a code that is not assigned.
    pub fn by_iso2(code: &str) -> Option<Self> {
        let short = SHORT_NAMES
            .binary_search_by(|(iso2, _)| iso2.bytes().cmp(code.bytes().map(|byte| byte.to_ascii_uppercase())));
        if let Ok((iso2, name)) = short.map(|index| SHORT_NAMES[index]) {
            return Some(Self { iso2, name });
        }
        let known = celes::Country::from_alpha2(code).ok()?;
        Some(Self { iso2: known.alpha2, name: known.long_name })
    }
}

/// Short names from the Unicode CLDR. They are used where the `celes` crate has the long official name or has lost the
/// accents. Two territories with phone numbers but without their own ISO code (AC, TA) are added. Sorted by code.
const SHORT_NAMES: &[(&str, &str)] = &[
    ("AC", "Ascension Island"),
    ("AE", "United Arab Emirates"),
    ("AG", "Antigua and Barbuda"),
    ("AX", "Åland Islands"),
    ("BA", "Bosnia and Herzegovina"),
    ("BL", "Saint Barthélemy"),
    ("BN", "Brunei"),
    ("BQ", "Caribbean Netherlands"),
    ("BS", "Bahamas"),
    ("CC", "Cocos (Keeling) Islands"),
    ("CD", "Congo (Kinshasa)"),
    ("CF", "Central African Republic"),
    ("CG", "Congo (Brazzaville)"),
    ("CI", "Côte d’Ivoire"),
    ("CK", "Cook Islands"),
    ("CV", "Cape Verde"),
    ("CW", "Curaçao"),
    ("DO", "Dominican Republic"),
    ("FK", "Falkland Islands"),
    ("FM", "Micronesia"),
    ("FO", "Faroe Islands"),
    ("GB", "United Kingdom"),
    ("GM", "Gambia"),
    ("GS", "South Georgia and South Sandwich Islands"),
    ("GW", "Guinea-Bissau"),
    ("HM", "Heard and McDonald Islands"),
    ("IM", "Isle of Man"),
    ("IR", "Iran"),
    ("KM", "Comoros"),
    ("KN", "Saint Kitts and Nevis"),
    ("KP", "North Korea"),
    ("KR", "South Korea"),
    ("KY", "Cayman Islands"),
    ("LA", "Laos"),
    ("MD", "Moldova"),
    ("MF", "Saint Martin"),
    ("MH", "Marshall Islands"),
    ("MK", "North Macedonia"),
    ("MP", "Northern Mariana Islands"),
    ("NE", "Niger"),
    ("NL", "Netherlands"),
    ("PH", "Philippines"),
    ("PM", "Saint Pierre and Miquelon"),
    ("PN", "Pitcairn Islands"),
    ("PS", "Palestine"),
    ("RE", "Réunion"),
    ("RU", "Russia"),
    ("SD", "Sudan"),
    ("SH", "Saint Helena"),
    ("SJ", "Svalbard and Jan Mayen"),
    ("ST", "São Tomé and Príncipe"),
    ("SX", "Sint Maarten"),
    ("SY", "Syria"),
    ("TA", "Tristan da Cunha"),
    ("TC", "Turks and Caicos Islands"),
    ("TF", "French Southern Territories"),
    ("TL", "Timor-Leste"),
    ("TT", "Trinidad and Tobago"),
    ("TW", "Taiwan"),
    ("TZ", "Tanzania"),
    ("UM", "US Outlying Islands"),
    ("US", "United States"),
    ("VA", "Vatican City"),
    ("VC", "Saint Vincent and the Grenadines"),
    ("VE", "Venezuela"),
    ("VG", "British Virgin Islands"),
    ("WF", "Wallis and Futuna"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_code() {
        let check = |code: &str, expected: Option<(&str, &str)>| {
            assert_eq!(Country::by_iso2(code).map(|c| (c.iso2, c.name)), expected, "{code}");
        };
        check("IN", Some(("IN", "India")));
        check("in", Some(("IN", "India")));
        check("us", Some(("US", "United States")));
        check("VI", Some(("VI", "US Virgin Islands")));
        check("TA", Some(("TA", "Tristan da Cunha")));
        check("", None);
        check("001", None);
        check("IND", None);
        check("ZZ", None);
    }

    #[test]
    fn every_region_with_phone_numbers_has_a_short_name() {
        assert!(SHORT_NAMES.is_sorted_by(|a, b| a.0 < b.0));
        for region in rlibphonenumber::PHONE_NUMBER_UTIL.get_supported_regions() {
            let country = Country::by_iso2(&region.as_region_str()).unwrap_or_else(|| panic!("{region:?} has no name"));
            let long = ["The ", "Republic Of", " Of ", " And "].iter().any(|part| country.name.contains(part));
            assert!(!long && country.name.chars().count() <= 40, "{country:?}");
        }
    }
}
