//! What a line of the app's log may contain.

use domain::mask::mask_url;
use domain::shown::shown;

/// The longest text of a line, in characters.
const LONGEST: usize = 2_000;

/// Makes one harmless line of it. What looks like a secret in a URL is replaced, also in one without a scheme.
pub fn for_the_log(text: &str) -> String {
    let masked: String =
        text.split_inclusive(|c: char| c.is_whitespace() || "()”“\"'<>,".contains(c)).map(word).collect();
    shown(&masked, LONGEST)
}

fn word(word: &str) -> String {
    let is_url = word.contains("://")
        || (word.contains('?') && word.contains('='))
        || (word.contains('@') && word.contains('/'));
    if !is_url {
        return word.to_owned();
    }
    // The character at which the word was split off is no part of the URL.
    let end = word
        .char_indices()
        .next_back()
        .map_or(0, |(at, last)| if last.is_alphanumeric() || "/=&".contains(last) { word.len() } else { at });
    [&mask_url(&word[..end]), &word[end..]].concat()
}

#[cfg(test)]
mod tests {
    use super::for_the_log;

    #[test]
    fn lines() {
        let check = |text: &str, expected: &str| assert_eq!(for_the_log(text), expected, "{text}");
        check("the sync of sandbox has ended", "the sync of sandbox has ended");
        check("a\nforged \u{1b}[2J line", "a\u{fffd}forged \u{fffd}[2J line");
        check(
            "https://user:pass@hooks.example/in?token=s3cr3t#x did not answer",
            "https://***@hooks.example/in?token=***#*** did not answer",
        );
        check(
            "error sending request for url (https://a.example/?k=v)",
            "error sending request for url (https://a.example/?k=***)",
        );
        check("hooks.example/in?token=s3cr3t is no URL", "hooks.example/in?token=*** is no URL");
        check("wss://a.example/x?key=1, then", "wss://a.example/x?key=***, then");
        check("user:pass@hooks.example/in", "***@hooks.example/in");
        check("MAXX@https://api.plivo.com: read", "MAXX@https://api.plivo.com: read");
        let long = "é".repeat(2_001);
        check(&long, &format!("{}…", "é".repeat(2_000)));
    }
}
