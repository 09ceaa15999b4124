//! What a URL must look like before the WHATWG's forgiving parser sees it.

use url::{Host, Url};

use super::error::{Flaw, UrlError};

/// A text that begins with `https://`, cut into the part that names the server and the rest.
pub(super) struct Shape<'a> {
    pub authority: &'a str,
}

impl<'a> Shape<'a> {
    /// `text` has no spaces and no control characters. A mended text in the error is a proposal, and may be no URL either.
    pub fn of(text: &'a str) -> Result<Self, UrlError> {
        let (scheme, rest) = scheme(text).ok_or_else(|| without_scheme(text))?;
        if !scheme.eq_ignore_ascii_case("https") {
            return Err(wrong_scheme(scheme, rest));
        }
        let body = rest.trim_start_matches(['/', '\\']);
        if &rest[..rest.len() - body.len()] != "//" {
            return Err(wrong_slashes(scheme, rest, body));
        }
        let (hierarchy, tail) = body.split_at(body.find(['?', '#']).unwrap_or(body.len()));
        if hierarchy.contains('\\') {
            let mended = Some(format!("{scheme}://{}{tail}", hierarchy.replace('\\', "/")));
            return Err(UrlError::NotAUrl(Flaw::Backslash { mended }));
        }
        Ok(Self { authority: hierarchy.split('/').next().unwrap_or_default() })
    }

    /// An empty port would be dropped without a word, and so would a percent sign's meaning in a host.
    pub fn check_host_and_port(&self) -> Result<(), UrlError> {
        let (host, port) = match self.authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (self.authority, None),
        };
        if host.is_empty() {
            return Err(UrlError::NoHost);
        }
        if host.contains('%') {
            return Err(UrlError::NotAUrl(Flaw::Host));
        }
        match port.map(str::parse::<u16>) {
            None | Some(Ok(1..)) => Ok(()),
            Some(_) => Err(UrlError::NotAUrl(Flaw::Port)),
        }
    }
}

/// The scheme and what follows its colon. `localhost:3000` and `bot.example.com:8443/x` have a host and a port where a
/// scheme would be.
fn scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let well_formed = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let is_port = rest.starts_with(|c: char| c.is_ascii_digit()) && !scheme.eq_ignore_ascii_case("https");
    (well_formed && !is_port).then_some((scheme, rest))
}

fn without_scheme(text: &str) -> UrlError {
    let host = text.trim_start_matches('/');
    let mended = looks_like_a_host(host).then(|| format!("https://{host}"));
    UrlError::NotAUrl(Flaw::Scheme { mended })
}

fn looks_like_a_host(text: &str) -> bool {
    text.split(['/', '?', '#', ':']).next().is_some_and(|name| name.contains('.'))
}

/// Three slashes before a word are a missing host; before a server's name they are one too many.
fn wrong_slashes(scheme: &str, rest: &str, body: &str) -> UrlError {
    if rest.starts_with("//") && !looks_like_a_host(body) {
        return UrlError::NoHost;
    }
    UrlError::NotAUrl(Flaw::Slashes { mended: Some(format!("{scheme}://{body}")) })
}

fn wrong_scheme(scheme: &str, rest: &str) -> UrlError {
    let is_http = scheme.eq_ignore_ascii_case("http");
    // Port 80 is plain HTTP's own, so it goes with it.
    let rest = rest.replacen(":80/", "/", 1);
    let rest = rest.strip_suffix(":80").unwrap_or(&rest);
    let mended = is_http.then(|| format!("https:{rest}"));
    UrlError::NotHttps { mended }
}

/// DNS has no empty labels, none longer than 63 bytes and no names longer than 253; the WHATWG's rules do not say so.
pub(super) fn check_names(url: &Url) -> Result<(), UrlError> {
    let Some(Host::Domain(name)) = url.host() else { return Ok(()) };
    let name = name.strip_suffix('.').unwrap_or(name);
    let fits = name.len() <= 253 && name.split('.').all(|label| (1..=63).contains(&label.len()));
    if fits { Ok(()) } else { Err(UrlError::NotAUrl(Flaw::Host)) }
}

/// Control characters, spaces of every script, and what is invisible and has no meaning in a URL. The two joiners have
/// one in some languages' names, so they stay.
pub(super) fn is_unprintable(c: char) -> bool {
    c.is_control() || c.is_whitespace() || is_invisible(c)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}')
}

/// Its place, counted in characters from 1, and its name.
pub(super) fn first_unprintable(text: &str) -> Option<(usize, &'static str)> {
    let (index, c) = text.chars().enumerate().find(|(_, c)| is_unprintable(*c))?;
    let what = match c {
        '\t' => "a tab",
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => "a line break",
        c if c.is_control() => "a control character",
        c if c.is_whitespace() => "a space",
        _ => "an invisible character",
    };
    Some((index + 1, what))
}
