//! Removes secrets from URLs in files that leave this computer.
//!
//! A segment of a path stays if it looks like a name that people choose: words, numbers, versions, dates. Any other
//! segment may be a secret, so it is masked. A published secret cannot be taken back. A short token of lower-case
//! letters only cannot be told from a word.

/// Replaces what is masked.
const MASK: &str = "***";

/// The longest path segment that still counts as a name.
const LONGEST_NAME: usize = 20;

/// The longest run of letters that still counts as a word.
const LONGEST_WORD: usize = 15;

/// A shorter text is not treated as a secret.
const SHORTEST_SECRET: usize = 8;

/// Masks every URL in the text: its query values, and the parts of its path that look like secrets.
pub fn mask_urls(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = find_url(rest) {
        let (before, url) = rest.split_at(start);
        let end = url.find(|c: char| c.is_whitespace() || "”“".contains(c)).unwrap_or(url.len());
        masked.push_str(before);
        masked.push_str(&mask_url(&url[..end]));
        rest = &url[end..];
    }
    masked.push_str(rest);
    masked
}

fn find_url(text: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    [lower.find("https://"), lower.find("http://")].into_iter().flatten().min()
}

/// Masks one URL. It is split by hand and not parsed, because Plivo may hold a text that is not a valid URL.
pub fn mask_url(url: &str) -> String {
    let (url, fragment) = url.split_once('#').map_or((url, None), |(url, fragment)| (url, Some(fragment)));
    let (url, query) = url.split_once('?').map_or((url, None), |(url, query)| (url, Some(query)));
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), url),
    };
    let mut pieces = rest.split('/');
    let host = pieces.next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host.to_owned(), |(_, host)| format!("{MASK}@{host}"));
    let path: String = pieces.map(|piece| format!("/{}", mask_piece(piece))).collect();
    let query = query.map(|query| format!("?{}", mask_query(query))).unwrap_or_default();
    let fragment = fragment.map(|fragment| format!("#{}", mask_query(fragment))).unwrap_or_default();
    format!("{scheme}{host}{path}{query}{fragment}")
}

/// Names stay, values are masked. A part without a name counts as a value.
fn mask_query(query: &str) -> String {
    let pair = |pair: &str| match pair.split_once('=') {
        Some((name, "")) => format!("{name}="),
        Some((name, _)) => format!("{name}={MASK}"),
        None if pair.is_empty() => String::new(),
        None => MASK.to_owned(),
    };
    query.split('&').map(pair).collect::<Vec<_>>().join("&")
}

fn mask_piece(piece: &str) -> &str {
    if is_name(&decoded(piece)) { piece } else { MASK }
}

/// Removes the percent-encoding, because an encoded segment cannot be recognised as a name.
fn decoded(piece: &str) -> String {
    let mut bytes = Vec::with_capacity(piece.len());
    let mut rest = piece.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn is_name(piece: &str) -> bool {
    let compact: String = piece.chars().filter(|c| c.is_alphanumeric()).collect();
    piece.chars().count() <= LONGEST_NAME
        && !piece.contains('=')
        && !(compact.len() >= 12 && is_hex(&compact))
        && piece.split(|c: char| !c.is_alphanumeric()).all(is_part_of_a_name)
}

fn is_part_of_a_name(part: &str) -> bool {
    let digits_only = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    // A date without separators contains the letters `T` and `Z`.
    if part.len() < SHORTEST_SECRET || !part.is_ascii() || digits_only(part.trim_end_matches('Z')) {
        return true;
    }
    if let Some((day, time)) = part.trim_end_matches('Z').split_once('T')
        && day.len() == 8
        && digits_only(day)
        && digits_only(time)
    {
        return true;
    }
    let letters = part.trim_matches(|c: char| c.is_ascii_digit());
    let has_inner_digit = letters.bytes().any(|byte| byte.is_ascii_digit());
    let digits_around = part.starts_with(|c: char| c.is_ascii_digit()) && part.ends_with(|c: char| c.is_ascii_digit());
    !is_hex(part) && !has_inner_digit && !digits_around && is_word(letters)
}

/// Also matches letters only: no common word of eight letters uses only the letters a to f.
fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit()) && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// A word, or several words joined with capitals: `whatsapp`, `WhatsApp`, `answerURL`.
fn is_word(letters: &str) -> bool {
    letters.len() <= LONGEST_WORD && humps(letters).iter().all(|hump| is_hump(hump)) && has_enough_vowels(letters)
}

/// Splits before each run of capitals. Each part ends where the next one begins.
fn humps(letters: &str) -> Vec<&str> {
    let mut starts = vec![0];
    let capital = |at: usize| letters.as_bytes()[at].is_ascii_uppercase();
    starts.extend((1..letters.len()).filter(|at| capital(*at) && !capital(*at - 1)));
    let ends = starts.iter().skip(1).copied().chain([letters.len()]);
    starts.iter().zip(ends).map(|(start, end)| &letters[*start..end]).collect()
}

fn is_hump(hump: &str) -> bool {
    let small = hump.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let capitals = hump.len() - small.len();
    let has_shape = match capitals {
        0 => true,
        1 => small.len() >= 2,
        _ => small.is_empty() || small.len() >= 3,
    };
    has_shape && (small.len() < 4 || small.contains(['a', 'e', 'i', 'o', 'u', 'y']))
}

fn has_enough_vowels(letters: &str) -> bool {
    let lower = letters.to_ascii_lowercase();
    let vowels = lower.matches(['a', 'e', 'i', 'o', 'u', 'y']).count();
    let longest_without = lower.split(['a', 'e', 'i', 'o', 'u', 'y']).map(str::len).max().unwrap_or(0);
    let enough = if letters.len() < 10 { vowels > 0 } else { vowels * 5 >= letters.len() };
    letters.len() < SHORTEST_SECRET || (enough && longest_without <= 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masked() {
        let check = |text: &str, expected: &str| assert_eq!(mask_urls(text), expected, "{text}");
        check("", "");
        check("Support — APAC", "Support — APAC");
        check("https://hooks.acme.example/whatsapp", "https://hooks.acme.example/whatsapp");
        check("https://a.example/in?token=abc&empty=&flag", "https://a.example/in?token=***&empty=&***");
        check("https://a.example/answer#ct=2000&rt=3000", "https://a.example/answer#ct=***&rt=***");
        check("HTTPS://A.example/v1/messages/918035737458", "HTTPS://A.example/v1/messages/918035737458");
        check("https://user:pass@a.example/x", "https://***@a.example/x");
        check("https://a.example/hooks/T0A1B2C3/B9x8y7z6/secret", "https://a.example/hooks/***/***/secret");
        check("https://a.example/3f2504e0-4f89-11d3-9a0c-0305e82c3301/in", "https://a.example/***/in");
        check("https://a.example/abcdefghijklmnopqrstuvwxyz", "https://a.example/***");
        check("https://a.example/customer-care", "https://a.example/customer-care");
        check("https://a.example/?x=(1)&token=S", "https://a.example/?x=***&token=***");
        check("http://a.example/?k=v", "http://a.example/?k=***");
        check(
            "Refused “https://a.example/?k=v” and http://b.example/?q=1.",
            "Refused “https://a.example/?k=***” and http://b.example/?q=***",
        );
    }

    /// Checks a segment of a path, and whether it stays.
    #[test]
    fn pieces() {
        let check = |piece: &str, stays: bool| {
            let url = format!("https://a.example/{piece}/in");
            let expected = if stays { url.clone() } else { "https://a.example/***/in".to_owned() };
            assert_eq!(mask_urls(&url), expected);
        };
        let names = [
            "",
            "whatsapp",
            "WhatsApp",
            "answer",
            "inbound",
            "webhooks",
            "v1",
            "v2.1",
            "2026-11-05",
            "20261105",
            "answerURL",
            "20261105T101112Z",
            "2026-11-05T10:11:12Z",
            "05-Nov-2026",
            "+918035737458",
            "918035737458",
            "customer-care",
            "EMEA",
            "APACSupport",
            "Support_EU-West",
            "acme.retail",
            "support24",
            "2026summer",
            "line-12345678",
            "iPhoneSupport",
            "callbacks",
            "reception",
            "Deutschland",
            "knightsbridge",
            "index.php",
            "answer.xml",
            "Schwartz",
            "%D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82",
            "поддержка",
            "a%20b",
            "s3cr3t",
            "100%25",
            "50%",
            "decade",
        ];
        names.into_iter().for_each(|piece| check(piece, true));
        let secrets = [
            "deadbeef1234cafe",
            "deadbeef",
            "DEADBEEF",
            "dead-beef-1234-cafe",
            "3f2504e0-4f89-11d3",
            "0123456789abcdef",
            "a1b2c3d4",
            "T0A1B2C3",
            "AbCdEfGhIjKl",
            "XoXbAbCdEfGh",
            "dGhpcyBpcyBh",
            "sk_live_4eC39HqLyjW",
            "qXzRtYpLmNb",
            "abcdefghijklmnop",
            "bcdfghjklm",
            "xkcdqwrtpsdf",
            "abc123def456",
            "12ab34cd",
            "9f86d081",
            "token=abc",
            "k=v",
            "%64%65%61%64%62%65%65%66",
            "12345678901234567890123",
            "abcd-efgh-ijkl-mnop-qr",
            "GhIJklMN",
            "1234abcd5678",
        ];
        secrets.into_iter().for_each(|piece| check(piece, false));
    }

    proptest::proptest! {
        /// Random tokens of any usual alphabet are masked.
        #[test]
        fn tokens(hex in "[0-9a-f]{20,64}", mixed in "[A-Za-z0-9]{21,64}") {
            let url = format!("https://a.example/{hex}/{mixed}");
            proptest::prop_assume!(hex.contains(|c: char| c.is_ascii_alphabetic()));
            proptest::prop_assert_eq!(mask_url(&url), "https://a.example/***/***");
        }

        /// A query value never appears in the masked text.
        #[test]
        fn no_value_is_left(name in "[a-z]{1,8}", value in "[A-Za-z0-9]{4,30}") {
            let masked = mask_urls(&format!("see https://a.example/in?{name}={value}&x=1 for more"));
            let whole = format!("={value}");
            proptest::prop_assert!(!masked.contains(&whole), "{}", masked);
        }
    }
}
