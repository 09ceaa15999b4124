//! How counts and countries are written in a sentence.

use crate::phone::Country;

/// Returns the name as it stands in a sentence: `the United States`, `India`.
pub(super) fn in_a_sentence(country: Country) -> String {
    const WITH_ARTICLE: [&str; 22] = [
        "AE", "AX", "BQ", "BS", "CC", "CF", "CK", "DO", "FK", "FO", "GB", "IM", "KY", "MH", "MP", "MV", "NL", "PH",
        "SB", "TC", "US", "VI",
    ];
    let article = if WITH_ARTICLE.contains(&country.iso2) { "the " } else { "" };
    format!("{article}{}", country.name)
}

/// Returns the count with separators, such as `1,000`.
pub(super) fn thousands(count: u32) -> String {
    let (above, below) = (count / 1_000, count % 1_000);
    if above == 0 { below.to_string() } else { format!("{},{below:03}", thousands(above)) }
}

/// Returns a count as it stands in a sentence: in words up to ten.
pub(super) fn in_words(count: u32) -> String {
    const WORDS: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    WORDS.get(count as usize).map_or_else(|| thousands(count), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures() {
        let check = |count: u32, figure: &str, words: &str| {
            assert_eq!((thousands(count).as_str(), in_words(count).as_str()), (figure, words));
        };
        check(0, "0", "no");
        check(5, "5", "five");
        check(11, "11", "11");
        check(1_000, "1,000", "1,000");
        check(1_020_003, "1,020,003", "1,020,003");
    }
}
