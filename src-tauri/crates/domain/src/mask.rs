//! Taking the secrets out of URLs, for files that leave this computer.

/// In place of what is masked.
const MASK: &str = "***";

/// The longest piece of a path that a person would name so.
const LONGEST_NAME: usize = 20;

/// Every URL in the text without its query values and without the parts of its path that look like secrets.
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

/// One URL, whatever stands in it. It is cut by hand rather than parsed: what Plivo holds may be no URL.
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

/// Names stay, values go. What has no name is a value.
fn mask_query(query: &str) -> String {
    let pair = |pair: &str| match pair.split_once('=') {
        Some((name, "")) => format!("{name}="),
        Some((name, _)) => format!("{name}={MASK}"),
        None if pair.is_empty() => String::new(),
        None => MASK.to_owned(),
    };
    query.split('&').map(pair).collect::<Vec<_>>().join("&")
}

/// A piece of a path is a secret if it is long, or if it mixes letters and digits as people do not.
fn mask_piece(piece: &str) -> &str {
    let changes =
        piece.as_bytes().windows(2).filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit()).count();
    let has_digit = piece.bytes().any(|byte| byte.is_ascii_digit());
    let digits_only = piece.bytes().all(|byte| byte.is_ascii_digit() || byte == b'+');
    let is_secret = match piece.len() {
        0..8 => false,
        8..=LONGEST_NAME => has_digit && !digits_only && changes >= 3,
        _ => !digits_only,
    };
    if is_secret { MASK } else { piece }
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

    proptest::proptest! {
        /// Whatever stands in a value of a query is not found again.
        #[test]
        fn no_value_is_left(name in "[a-z]{1,8}", value in "[A-Za-z0-9]{4,30}") {
            let masked = mask_urls(&format!("see https://a.example/in?{name}={value}&x=1 for more"));
            let whole = format!("={value}");
            proptest::prop_assert!(!masked.contains(&whole), "{}", masked);
        }
    }
}
