//! What a line of the app's log may contain.

use domain::mask::{mask_url, mask_urls};
use domain::shown::shown;

/// The longest text of a line, in characters.
const LONGEST: usize = 2_000;

/// The length of an Auth ID.
const AUTH_ID: usize = 20;

/// Makes one harmless line of it. What looks like a secret in a URL is replaced. In one without a scheme, that is its query
/// and what stands before an `@`.
pub fn for_the_log(text: &str) -> String {
    let masked = mask_urls(text);
    let words = masked.split_inclusive(char::is_whitespace).map(|word| {
        let (text, end) = word.split_at(word.trim_end().len());
        if is_bare_url(text) { mask_url(text) + end } else { word.to_owned() }
    });
    shown(&without_auth_ids(&words.collect::<String>()), LONGEST)
}

/// Shortens each Auth ID: two accounts can still be told apart, and none can be found by its ID.
fn without_auth_ids(text: &str) -> String {
    let (mut short, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(start) = ["MA", "SA"].iter().filter_map(|kind| rest.find(kind)).min() {
        let (before, id) = rest.split_at(start);
        let length = id.bytes().take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()).count();
        short.push_str(before);
        short.push_str(if length == AUTH_ID { &id[..5] } else { &id[..length] });
        short.push_str(if length == AUTH_ID { "***" } else { "" });
        rest = &id[length..];
    }
    short + rest
}

fn is_bare_url(word: &str) -> bool {
    !word.contains("***") && ((word.contains('?') && word.contains('=')) || (word.contains('@') && word.contains('/')))
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
        check("request for url (https://a.example/?k=v)", "request for url (https://a.example/?k=***");
        check("hooks.example/in?token=s3cr3t is no URL", "hooks.example/in?token=*** is no URL");
        check("wss://a.example/x?key=1,2'(3)- then", "wss://a.example/x?key=*** then");
        check("https://a.example/?k=abc,s3cr3t then", "https://a.example/?k=*** then");
        check("https://user:p,w@host.example/x", "https://***@host.example/x");
        check("user:pass@hooks.example/in", "***@hooks.example/in");
        check("MAXX@https://api.plivo.com: read", "MAXX@https://api.plivo.com: read");
        check("MAXXXXXXXXXXXXXXXX01@https://api.plivo.com: read", "MAXXX***@https://api.plivo.com: read");
        check("of MADYSP8V84RFTQ4ESMT9, SAMPLE and SA1234567890ABCDEFGH", "of MADYS***, SAMPLE and SA123***");
        let long = "é".repeat(2_001);
        check(&long, &format!("{}…", "é".repeat(2_000)));
    }
}
